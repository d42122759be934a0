"""A session that was cut off can be resumed, and remembered places are found again."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from coach.dialogue.offers import Offers
from coach.dialogue.scenes import End
from coach.model.effects import Mark, MarkKind, Prepare
from coach.model.events import Bringer, Command, Heard, Prepared
from coach.model.options import Options
from coach.model.records import Begun
from coach.session import bookmark
from coach.session.loop import MASSAGE, ScriptedInbox, run
from coach.session.resume import (
    begin_there,
    cut_off,
    how_long_ago,
    options_in,
    question,
    refused,
    still_there,
    unusual,
)
from coach.session.state import Bookmark
from coach.store import database
from coach.store.history import by_stroke
from coach.store.writer import Journal, wall_ms
from coach.support.errors import UsageError
from tests.store.pasts import BOOK, CUT, FRESH, ahead_of_fresh, asked, entry, keep, past, three
from tests.support.told import ASK, WORDS, Told

MINUTE = 60_000


def test_a_session_that_was_cut_off_is_offered_with_place_and_time() -> None:
    cut = cut_off(CUT, 1000 + 9 * MINUTE)
    assert question(cut, WORDS)[0] == "We stopped at toe squeezes, on the left leg, nine minutes ago."
    assert question(cut, WORDS)[1].startswith("We can go on from there.")


@pytest.mark.parametrize(
    ("ms", "said"),
    [
        (59_999, "a moment ago"),
        (MINUTE, "one minute ago"),
        (54 * MINUTE, "54 minutes ago"),
        (55 * MINUTE, "an hour ago"),
        (89 * MINUTE, "an hour ago"),
        (130 * MINUTE, "two hours ago"),
    ],
)
def test_the_time_since_then_is_said_as_people_say_it(ms: int, said: Any) -> None:
    assert how_long_ago(ms, WORDS) == said


def test_a_session_that_ended_is_not_offered() -> None:
    assert cut_off([(CUT[0][0], [*CUT[0][1], entry("ended", detail="finished")])], 2000) is None


def test_yesterdays_session_is_not_offered() -> None:
    assert cut_off(CUT, 1000 + 13 * 60 * MINUTE) is None


@pytest.mark.parametrize(("back", "ago"), [(500, "a moment ago"), (20 * 365 * 24 * 60 * MINUTE, "some time ago")])
def test_a_clock_set_back_keeps_the_offer_and_repeats_care_questions(back: Any, ago: Any) -> None:
    ((begun, entries),) = CUT
    cut = cut_off([(begun, [entry("yes", area="", detail="care"), *entries])], 1000 - back)
    assert question(cut, WORDS)[0] == f"We stopped at toe squeezes, on the left leg, {ago}."
    assert cut.cared
    assert begin_there(replace(FRESH, options=replace(FRESH.options, care=True)), cut).options.care


def test_when_the_clock_was_set_forward_by_days_it_is_another_massage() -> None:
    assert cut_off(CUT, 1000 + 3 * 24 * 60 * MINUTE) is None


def test_a_session_without_a_question_does_not_hide_the_one_before() -> None:
    assert cut_off([*CUT, (Begun("b", 5000, "tiny", "Tiny", "{}"), [entry("begun", area="")])], 6000).session == "a"


def test_an_unanswered_jab_does_not_hide_the_session_before() -> None:
    jabbed = [entry("begun", area=""), entry("ended", area="", detail="a jab")]
    assert cut_off([*CUT, (Begun("b", 5000, "tiny", "Tiny", "{}"), jabbed)], 6000).session == "a"


def test_an_empty_journal_offers_nothing() -> None:
    assert cut_off([], 0) is None


def test_a_resumed_session_asks_the_baby_first() -> None:
    there = begin_there(FRESH, replace(cut_off(CUT, 2000), done=2))
    assert (there.area, there.start.stroke, there.start.done) == (0, 1, 2)
    assert marks_of(there)[1].what == "asked"


def test_finished_repetitions_are_not_repeated() -> None:
    marks = marks_of(begin_there(FRESH, replace(cut_off(CUT, 2000), done=2)))
    first = next(mark for mark in marks if mark.what == MarkKind.STROKE)
    assert (first.area, first.stroke, first.done) == ("Left leg", "toe squeezes", 2)
    assert [mark.stroke for mark in marks if mark.what == MarkKind.STROKE][:3] == ["toe squeezes", "warm hold", "rope"]
    assert marks[-1].detail == "finished"


def test_a_finished_stroke_leads_to_the_next_one() -> None:
    assert begin_there(FRESH, replace(cut_off(CUT, 2000), done=5)).start.stroke == 2


def test_there_is_nothing_to_resume_at_the_very_beginning() -> None:
    assert begin_there(FRESH, cut_off(past(entry("asked")), 1)) is None


@pytest.mark.parametrize(
    ("ago", "warmed"), [(1, False), (59 * MINUTE, False), (61 * MINUTE, True), (-60 * MINUTE, True)]
)
def test_a_session_resumes_without_the_opening_while_the_oil_is_warm(ago: int, warmed: bool) -> None:
    there = begin_there(FRESH, cut_off(past(entry("stroke", "rope")), ago))
    told = Told(begin=False)
    told.state = there
    told.do(Heard(0, Command.BEGIN, Bringer.SCRIPT))
    told.until_said(ASK)
    assert ("Warm a little oil." in told.said()) is warmed
    told.asked().tell(Command.YES)
    assert told.first(told.now) == "Rope."


def test_a_place_that_is_gone_from_the_routine_is_not_offered() -> None:
    assert begin_there(FRESH, replace(cut_off(CUT, 2000), area="Tail")) is None


@pytest.mark.parametrize("gone", ["sole", "Rope", "no longer here"])
def test_a_stroke_that_is_gone_from_the_routine_is_not_named(gone: str) -> None:
    cut = replace(cut_off(CUT, 2000), stroke=gone)
    assert still_there(cut_off(CUT, 2000), FRESH.book) == cut_off(CUT, 2000)
    said = " ".join(question(still_there(cut, FRESH.book), WORDS))
    assert gone not in said
    assert cut.area[1:] in said
    assert begin_there(FRESH, cut).start.stroke == 0, "its area begins again"


def test_the_care_questions_are_asked_again_only_after_an_hour() -> None:
    cared = past(entry("yes", area="", detail="care"), *CUT[0][1])
    state = replace(FRESH, options=Options())
    assert begin_there(state, cut_off(cared, 2000)).options.care is False
    assert begin_there(state, cut_off(cared, 1000 + 61 * MINUTE)).options.care is True
    assert begin_there(state, cut_off(CUT, 2000)).options.care is True


def test_pace_and_loudness_are_as_they_were_when_it_was_cut_off() -> None:
    changes = (("pace", "140"), ("pace", "160"), ("loudness", "-3"))
    cut = cut_off(past(*CUT[0][1], *(entry(what, "toe squeezes", detail=to) for what, to in changes)), 2000)
    there = begin_there(FRESH, cut)
    assert (there.options.pace, there.level) == (160, -3)
    wished = replace(FRESH, options=replace(FRESH.options, pace=80))
    assert begin_there(wished, cut).options.pace == 80


def test_not_sure_slows_a_resumed_session() -> None:
    told = Told().playing(4000)
    told.tell(Command.NOT_SURE)
    marks = [effect for _, effect in told.effects if isinstance(effect, Mark)]
    cut = cut_off(past(*(entry(mark.what, mark.stroke, mark.area, mark.done, detail=mark.detail) for mark in marks)), 1)
    assert begin_there(FRESH, cut).options.pace == told.state.options.pace > FRESH.options.pace


@pytest.mark.parametrize("detail", ["", "fast", "9999", "-5", "1e2", "१२०"])
def test_an_impossible_pace_is_ignored(detail: str) -> None:
    assert cut_off(past(*CUT[0][1], entry("pace", "rope", detail=detail)), 2000).pace is None


def marks_of(state: Any) -> Any:
    """The marks of a whole session in which every question is answered with yes."""
    marks, inbox = [], ScriptedInbox()

    class Stage:
        def reach(self, at: Any) -> None:
            """Time needs no pushing."""

        def note(self, before: Any, event: Any, command: Any) -> None:
            """Nothing is logged."""

        def perform(self, effect: Any) -> None:
            """Keep the marks; words are ready at once."""
            if isinstance(effect, Prepare):
                inbox.put(Prepared(inbox.at, effect.area, {}))
            if isinstance(effect, Mark):
                marks.append(effect)

    inbox.put(Heard(0, Command.BEGIN, Bringer.SCRIPT))
    run(MASSAGE, state, inbox, Stage())
    return marks


@pytest.mark.parametrize("stop", range(0, 60, 3))
def test_a_session_can_be_resumed_wherever_it_was_cut_off(stop: Any, tmp_path: Path) -> None:
    marks = marks_of(FRESH)[: stop + 1]
    file = tmp_path / "journal.sqlite3"
    journal = Journal(file, print)
    journal.begin("tiny", "Tiny", unusual(FRESH.options))
    for mark in marks:
        journal.mark(mark)
    journal.close()
    cut = cut_off(database.read(file), wall_ms() + 1)
    if marks[-1].what == "ended":
        assert cut is None
        return
    there = begin_there(FRESH, cut) if cut else None
    if there:
        done = marks[-1].what == "area done"
        assert there.area == [area.title for area in BOOK.areas].index(marks[-1].area) + done
        assert options_in(database.read(file)[0][0]) == FRESH.options
    else:
        assert not any(mark.what == MarkKind.STROKE_DONE for mark in marks)


def ahead_of_choice(offers: Offers) -> Any:
    return offers.ahead_of_choice(End)


def test_enter_goes_on_and_n_begins_anew(tmp_path: Path) -> None:
    file = tmp_path / "j"
    keep(file, CUT)
    assert asked(file, ahead_of_fresh, "enter")[0].start.stroke == 1
    assert asked(file, ahead_of_fresh, "n")[0] == FRESH
    assert asked(file, ahead_of_choice, "enter")[0].start.stroke == 1
    assert asked(file, ahead_of_choice, "n")[0] is None


def test_another_routine_begins_without_a_question(tmp_path: Path) -> None:
    keep(tmp_path / "j", [(replace(CUT[0][0], routine="whole"), CUT[0][1])])
    assert asked(tmp_path / "j", ahead_of_fresh)[0] == FRESH


def test_a_damaged_journal_asks_nothing_and_the_massage_begins(tmp_path: Path) -> None:
    (tmp_path / "j").write_bytes(b"nonsense")
    assert asked(tmp_path / "j", ahead_of_fresh)[0] == FRESH
    assert asked(tmp_path / "j", ahead_of_choice)[0] is None


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        (("no", "no", "no"), ("rope",)),
        (("", "no", "no", "no"), ("rope",)),
        (("no", "no"), ()),
        (("no", "no", "no", ""), ()),
        (("no", "not sure", "no"), ()),
    ],
)
def test_three_noes_running_count_as_refused(answers: Any, found: Any) -> None:
    assert refused(three(*answers)) == found


def test_noes_rehearsed_on_a_doll_are_not_the_babys() -> None:
    doll = [(replace(begun, routine="doll"), entries) for begun, entries in three("no", "no", "no")]
    assert refused(doll) == ()
    assert by_stroke(doll) == []
    assert [one.no for one in by_stroke([*doll, *three("no")])] == [1]


def test_a_bookmark_of_another_evening_is_found_again() -> None:
    entries = (entry("remembered", "rope"), entry("remembered", "toe squeezes"), entry("no", "rope"))
    assert bookmark.newest(past(*entries), BOOK) == Bookmark(0, 1)
    assert bookmark.newest(past(entry("remembered", area="Play")), BOOK) == Bookmark(2, 0)


def test_a_bookmark_gone_from_the_routine_gives_way_to_another() -> None:
    newer = past(entry("remembered", "tickle"), entry("remembered", area="Ear"))
    assert bookmark.newest([*past(entry("remembered", "rope")), *newer], BOOK) == Bookmark(0, 0)
    assert bookmark.newest(past(entry("no", "rope")), BOOK) is None


def test_the_routine_of_the_bookmark_is_known() -> None:
    assert bookmark.routine([*past(entry("remembered", "rope")), *past(entry("no"), routine="hips")]) == "tiny"
    assert bookmark.routine(past(entry("no"))) == ""


def test_a_session_from_a_bookmark_still_has_the_care_questions() -> None:
    told = Told(begin=False)
    told.state = bookmark.begin_there(replace(told.state, bookmark=Bookmark(1, 1)))
    told.tell(Command.BEGIN)
    told.asked()
    assert told.said()[:2] == ["Back to toe squeezes, on the right leg.", "Warm a little oil."]
    assert told.sounds() == ["chime"]
    at = told.now
    told.playing().wait(3000)
    assert "Toe squeezes." in told.said(at)


def test_without_a_bookmark_it_says_how_to_make_one() -> None:
    with pytest.raises(UsageError, match="no remembered place is in tiny today; press M"):
        bookmark.begin_there(FRESH)


def test_known_strokes_are_kept_unless_the_record_is_odd() -> None:
    known = json.dumps({"known": {"rope": "remind"}})
    assert options_in(replace(CUT[0][0], options=known)).known == {"rope": "remind"}
    odd = json.dumps({"known": {"rope": "sung"}})
    assert options_in(replace(CUT[0][0], options=odd)).known is None
