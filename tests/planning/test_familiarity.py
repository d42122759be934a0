"""Fewer words from night to night, decided by the journal, and the long ones back on request."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from coach.cli.main import main
from coach.export import plan_text
from coach.model.effects import Earcon
from coach.model.events import Command
from coach.model.options import Beat, Detail, Options
from coach.model.records import Begun, Entry, Row
from coach.model.routine import Count, Passage
from coach.planning import age_limit, timeline, utterances
from coach.planning.familiarity import faded
from coach.planning.timeline_builder import estimate
from coach.session.state import Phase
from coach.store import database
from coach.store.profile import journal_file
from coach.support.durations import parse_time
from tests.support.told import TINY, WORDS, Told, book_of, ours, routine

LONG, SHORT = "Slide to the ankle.", "Hip to ankle."


def nights(file: Path, strokes: Any, wall: int = 1_700_000_000_000, sides: int = 2) -> None:
    """A journal in which each stroke was finished in so many sessions, on both sides."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with database.opened(file) as connection:
        for name, times in strokes.items():
            for n in range(times):
                rows: list[Row] = [Begun(f"{name}{n}", wall, "tiny", "Tiny", "{}")]
                rows += [Entry(f"{name}{n}", wall + n, 1000, "stroke done", "", "Left leg", name, 6)] * sides
                database.append(connection, file, rows)


@pytest.mark.parametrize(
    ("times", "detail"), [(0, "teach"), (4, "teach"), (5, "remind"), (14, "remind"), (15, "counts")]
)
def test_a_stroke_is_taught_then_reminded_then_only_counted(tmp_path: Path, times: int, detail: str) -> None:
    nights(tmp_path / "j", {"rope": times})
    options = faded(Options(), database.finished(tmp_path / "j"))
    assert timeline.detail_of(options, "rope") == detail
    assert timeline.detail_of(options, "toe squeezes") == "teach"


def test_without_a_journal_everything_is_taught(tmp_path: Path) -> None:
    assert faded(Options(), database.finished(tmp_path / "none")) == Options()


def test_nights_before_the_long_words_were_asked_for_again_do_not_count(tmp_path: Path) -> None:
    nights(tmp_path / "j", {"rope": 20})
    assert database.finished(tmp_path / "j", since=1_800_000_000_000) == {}


def said_by(known: Any) -> Any:
    told = Told(known=known, detail="remind" if known else "teach").playing().until(Phase.ASKING)
    return told.said()


def test_each_stroke_is_said_as_it_is_known() -> None:
    assert {LONG, "Squeeze each toe."} <= set(said_by(None))
    said = said_by({"rope": "remind"})
    assert SHORT in said
    assert LONG not in said
    assert "Squeeze each toe." in said
    said = said_by({"rope": "counts"})
    assert not {SHORT, LONG} & set(said)
    assert {"Rope.", "Six times.", "One."} <= set(said)


def test_nothing_is_shortened_in_an_unknown_area() -> None:
    script = routine()
    new, known = (
        timeline.asking(area, (), Options(detail=Detail.REMIND, known={"rope": Detail.COUNTS}), WORDS, estimate)
        for area in (book_of(script).areas[2], book_of(script).areas[0])
    )
    assert "A game comes now." in [cue.say for cue in new.cues]
    assert timeline.is_new(book_of(script).areas[2], Options(known={"rope": Detail.COUNTS}))
    assert not timeline.is_new(book_of(script).areas[0], Options(known={"rope": Detail.COUNTS}))
    assert known.cues


def test_for_the_youngest_long_words_become_shorter_and_short_ones_stay() -> None:
    script, options = routine(), Options(age=10, known={"rope": Detail.COUNTS}, detail=Detail.REMIND)
    _, suited = age_limit.suited(routine(LONGER, "longer"), options, WORDS)
    assert timeline.detail_of(suited, "rope") == "counts"
    assert timeline.detail_of(suited, "toe squeezes") == "remind"
    assert age_limit.suited(script, Options(age=200), WORDS)[1].known is None


LONGER = """\
coach: 1
title: Longer
about: Much to explain
parts:
  - title: Leg
    strokes:
      - {name: rope, teach: "Slide.", remind: "Slide.", times: 20, pace: 20}
      - {name: toe squeezes, teach: "Squeeze.", remind: "Squeeze.", times: 20, pace: 20}
"""


@pytest.mark.parametrize("phase", [Phase.ASKING, Phase.RESTING, Phase.PLAYING])
def test_teach_me_again_brings_the_long_words_back(phase: Any) -> None:
    told = Told(known={"rope": "counts"}, detail="remind").asked()
    if phase is Phase.ASKING:
        told.press("t")
        told.asked()
        told.press("enter")
    else:
        told.playing(3000)
        if phase is Phase.RESTING:
            told.press("space")
            told.press("t", after=4000)
            told.wait(5000)
            told.press("enter")
        else:
            told.tell(Command.TEACH)
    told.until_said("One.")
    assert LONG in told.said()
    assert WORDS.one("taught") in told.said()
    assert ("taught", "") in told.marks()


def test_teach_me_again_in_an_open_ended_stroke_begins_it_again() -> None:
    told = Told(known={"game": "counts"}, detail="remind").asked()
    for _ in range(2):
        told.tell(Command.NEXT)
        told.asked()
    told.playing().until(Phase.LINGERING).press("t")
    told.until_said("Toes to the nose.")
    assert told.phase is Phase.PLAYING


def test_the_long_words_are_ready_before_they_are_asked_for() -> None:
    book, counts = book_of(routine()), Options(detail=Detail.COUNTS)
    assert LONG in utterances.needed(book, counts, WORDS, 0)
    assert LONG not in utterances.needed(book, counts, WORDS, 0, interrupted=False)


def test_the_plan_says_what_is_shortened_and_how_to_undo_it(capsys: pytest.CaptureFixture[str]) -> None:
    nights(journal_file(), {"rope": 6, "wringing": 15})
    assert main(["show", "legs-and-feet", "--age", "5m"]) == 0
    told = capsys.readouterr().out
    assert "in one line by now: 1 of 14 strokes; 15 times or more, by name and numbers: 1." in told
    assert "--teach-again brings the long words back." in told
    assert "rope, 6 times, our count, one line  [" in told
    assert "wringing, 4 times, our count, name and numbers only  [" in told
    for chosen in (["--teach-again"], ["--detail", "teach"]):
        assert main(["show", "legs-and-feet", "--age", "5m", *chosen]) == 0
        assert "one line" not in capsys.readouterr().out
    assert main(["profile", "--teach-again"]) == 0
    assert main(["show", "legs-and-feet", "--age", "5m"]) == 0
    assert "one line" not in capsys.readouterr().out


def test_a_damaged_journal_does_not_cost_the_plan(capsys: pytest.CaptureFixture[str]) -> None:
    journal_file().parent.mkdir(parents=True)
    journal_file().write_bytes(b"no journal at all, but long enough to be taken for something else")
    assert main(["show", "hips"]) == 0
    assert "Bottom" in capsys.readouterr().out


# --- the pace of somebody calm -------------------------------------------------------------------


def beats(**options: Any) -> Any:
    """Times of the counts of the first stroke, and of the ticks between them."""
    chosen = Options(**options)
    laid = timeline.timeline(book_of(routine(), chosen).areas[0], chosen, WORDS, estimate)
    counts = [cue.at for cue in laid.cues if cue.stroke == 0 and cue.rep]
    return counts, [cue.at for cue in laid.cues if cue.stroke == 0 and cue.sound == Earcon.TICK and not cue.rep]


def test_at_breath_pace_there_are_six_strokes_and_breaths_a_minute() -> None:
    counts, ticks = beats(beat=Beat.BREATH)
    assert {later - earlier for earlier, later in pairwise(counts)} == {10_000}
    assert [tick - count for count, tick in zip(counts, ticks, strict=True)] == [5000] * 6


def test_at_heart_pace_a_stroke_takes_whole_audible_beats() -> None:
    counts, ticks = beats(beat=Beat.HEART)
    assert {later - earlier for earlier, later in pairwise(counts)} == {5000}
    assert {(tick - counts[0]) % 1000 for tick in ticks} == {0}
    assert len(ticks) > 15


def test_breath_pace_can_be_even_slower() -> None:
    counts, _ = beats(beat=Beat.BREATH, pace=120)
    assert counts[1] - counts[0] == 12_000


def test_silent_counts_have_no_ticks() -> None:
    assert beats(beat=Beat.BREATH, count=Count.SILENT)[1] == []


def test_the_pace_is_announced_once_before_the_first_stroke() -> None:
    said = [
        cue.say
        for cue in timeline.asking(
            book_of(routine()).areas[0], (Passage(),), Options(beat=Beat.BREATH), WORDS, estimate
        ).cues
    ]
    assert WORDS.one("pace-breath") in said
    later = timeline.asking(book_of(routine()).areas[1], None, Options(beat=Beat.BREATH), WORDS, estimate)
    assert WORDS.one("pace-breath") not in [cue.say for cue in later.cues]


def test_an_open_ended_stroke_follows_breath_pace_too() -> None:
    told = Told(beat=Beat.BREATH).asked()
    for _ in range(2):
        told.tell(Command.NEXT)
        told.asked()
    told.playing().until(Phase.LINGERING)
    begun = told.now
    told.wait(60_000)
    assert told.sounds(begun).count("tick") in (11, 12, 13)


def test_the_plan_mentions_pace_and_bedtime() -> None:
    options = Options(beat=Beat.HEART, bedtime=True)
    text = "\n".join(plan_text.as_text(book_of(routine(), options), options, WORDS))
    assert "sixty a minute" in text
    assert "Bedtime: slower" in text


def test_breath_pace_is_kept_in_the_profile_until_a_number_replaces_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profile", "--pace", "breath"]) == 0
    assert "beat: breath" in capsys.readouterr().out
    assert main(["profile", "--pace", "110"]) == 0
    told = capsys.readouterr().out
    assert "beat" not in told
    assert "pace: 110" in told


@pytest.mark.parametrize("time", ["soon", "2h", "61m", ""])
def test_a_bed_stays_for_an_hour_at_most(time: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "hips", "--bedtime"]) == 0
    assert main(["profile", "--bed-after", time]) == 2
    assert "not a time of at most an hour" in capsys.readouterr().err


@pytest.mark.parametrize(("text", "ms"), [("20m", 1_200_000), ("90s", 90_000), ("1m30s", 90_000), ("4", 4000)])
def test_times_are_read_as_people_write_them(text: str, ms: int) -> None:
    assert parse_time(text, "--wait") == ms


# --- the signs of yes and no ---------------------------------------------------------------------------------

SIGNS = "A no looks away, cries, and feels stiff."


def opening_of(options: Any) -> Any:
    book = book_of(ours("legs-and-feet"), options)
    return [cue.say for cue in timeline.asking(book.areas[0], book.opening, options, WORDS, estimate).cues]


@pytest.mark.parametrize(("lesson", "told"), [(True, True), (False, False)])
def test_even_with_few_words_new_signs_are_explained(lesson: bool, told: bool) -> None:
    assert (SIGNS in opening_of(Options(detail=Detail.REMIND, lesson=lesson))) is told


def test_signs_count_as_explained_after_their_last_sentence() -> None:
    told = Told(ours("legs-and-feet"), detail=Detail.REMIND, lesson=True)
    told.until_said(SIGNS)
    assert "lesson" not in [what for what, _ in told.marks()]
    told.asked()
    assert [what for what, _ in told.marks()].count("lesson") == 1


def test_skipped_signs_do_not_count_as_explained() -> None:
    told = Told(ours("legs-and-feet"), detail=Detail.REMIND, lesson=True)
    told.press("enter", after=500)
    told.asked()
    assert "lesson" not in [what for what, _ in told.marks()]


def test_a_lesson_without_words_ends_nothing() -> None:
    told = Told(routine(TINY.replace("  - sound: chime", "  - {sound: chime, lesson: true}")))
    told.wait(30_000)
    assert told.state.phase is Phase.ASKING
    assert "lesson" not in [what for what, _ in told.marks()]


def test_evenings_with_the_signs_are_counted(tmp_path: Path) -> None:
    file = tmp_path / "j"
    assert database.sessions_with(file, "lesson") == 0
    with database.opened(file) as connection:
        for session in ("a", "b"):
            rows: list[Row] = [Begun(session, 0, "tiny", "Tiny", "{}"), Entry(session, 0, 1000, "lesson")]
            database.append(connection, file, [*rows, rows[1]])
    assert database.sessions_with(file, "lesson") == 2
