"""A routine as a timeline: beats, counts, announcements and the time of every word."""

import functools
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from coach.model.effects import Earcon
from coach.model.options import Detail, Hands, Options
from coach.model.routine import Count, Stroke, Times
from coach.planning import age_limit, timeline, utterances
from coach.planning.timeline import From
from coach.planning.timeline_builder import BREATH, SOUND_MS, estimate
from coach.sound.earcons import load as load_cue
from coach.support.durations import MONTH, WEEK
from coach.support.errors import UsageError
from coach.voices.silent import SilentVoice
from tests.planning.counted import FIXED, GROWN, HIPS, LEGS, STRETCHES, WHOLE, reps_of, strokes_of
from tests.support.told import ASK, TINY, WORDS, book_of, ours, routine

DETAILS = tuple(Detail)


@pytest.mark.parametrize(
    ("name", "stroke"), [("legs-and-feet", "sweep"), ("arms-and-hands", "arm sweep"), ("wind", "belly letters")]
)
def test_a_stroke_of_the_last_side_alone_is_taught(name: str, stroke: str) -> None:
    options = replace(GROWN, navel_healed=True, reflux_free=True)
    area = book_of(ours(name), options).areas[-1]
    index = next(n for n, one in enumerate(area.strokes) if one.name == stroke)
    said = [cue.say for cue in timeline.stroke_cues(area, options, WORDS, From(index))]
    assert all(line in said for line in area.strokes[index].teach if isinstance(line, str))
    again = timeline.stroke_cues(area, options, WORDS, From(index - 1))
    assert not any(cue.say == area.strokes[index - 1].teach[0] for cue in again)


def test_each_toe_is_named_from_the_big_one_to_the_little_one() -> None:
    said = [cue.say for cue in reps_of(book_of(ours(LEGS), GROWN).areas[0], "toe squeezes")]
    assert [text.partition(".")[0] for text in said] == [
        "The big toe",
        "The second toe",
        "The middle toe",
        "The fourth toe",
        "The little toe",
    ]


def test_hands_alternate_by_name() -> None:
    said = [cue.say for cue in reps_of(book_of(ours(LEGS), GROWN).areas[0], "rope")]
    assert said[:2] == ["Right hand, one.", "Left hand, two."]


def test_the_change_is_announced_two_before_the_end() -> None:
    said = [cue.say for cue in reps_of(book_of(routine()).areas[0], "rope")]
    assert said[3] == "Four. Two more, and then toe squeezes."


def changes(area: Any, options: Any) -> Iterator[Any]:
    """For every stroke but the open-ended ones: what is said of the change, how many are left then, and what comes."""
    for index, stroke in enumerate(area.strokes):
        if stroke.lingers:
            continue
        laid = timeline.timeline(area, options, WORDS, estimate, From(index)).cues
        said = [
            (cue.say, stroke_left(stroke, cue))
            for cue in laid
            if cue.stroke == index
            and re.search(r"\b([Tt]hen|all|last)\b", cue.say)
            and cue.at >= max(c.at for c in laid if c.stroke == index and c.rep == 1)
        ]
        following = area.strokes[index + 1].name if index + 1 < len(area.strokes) else area.then or "that's all"
        yield stroke, said[-1:], following


def stroke_left(stroke: Any, cue: Any) -> Any:
    return stroke.repetitions - cue.rep if cue.rep else 0


@pytest.mark.parametrize("count", [None, Count.TICKED, Count.SILENT])
@pytest.mark.parametrize("detail", DETAILS)
@pytest.mark.parametrize("pace", [60, 100, 200])
@pytest.mark.parametrize("hands", ["right", "one"])
def test_every_change_is_announced_beforehand(count: Any, detail: Any, pace: int, hands: str) -> None:
    options = Options(detail=detail, age=4 * MONTH, hips_cleared=True, count=count, pace=pace, hands=Hands(hands))
    for area in book_of(ours(WHOLE), options).areas:
        for stroke, said, following in changes(area, options):
            assert said, (area.title, stroke.name)
            assert following in said[0][0] or "last one" in said[0][0], (said, following)


@pytest.mark.parametrize(
    ("times", "said"),
    [
        (1, ["One. This one, and then sweep."]),
        (2, ["One. One more, and then sweep.", "Two."]),
        (3, ["One. Two more, and then sweep.", "Two.", "Three."]),
    ],
)
def test_a_short_stroke_announces_the_change_with_what_is_left(times: int, said: Any) -> None:
    lines = TINY.replace("about: 24, pace: 6", f"times: {times}, pace: 6")
    area = book_of(routine(lines)).areas[2]
    assert [cue.say for cue in reps_of(area, "game")] == said


def test_at_the_very_end_it_says_that_this_is_all() -> None:
    area = book_of(routine()).areas[2]
    assert [cue.say for cue in reps_of(area, "sweep")] == ["One. One more, and that's all.", "Two."]


def test_a_hold_announces_the_change_before_its_end() -> None:
    area = book_of(routine()).areas[0]
    laid = timeline.timeline(area, GROWN, WORDS, estimate, From(2)).cues
    (hold,) = [cue for cue in laid if cue.rep]
    (announced,) = [cue for cue in laid if cue.say == "One more breath, and then the right leg."]
    assert hold.at + 5000 < announced.at < hold.until - 2000


@pytest.mark.parametrize("pace", [60, 100, 200])
@pytest.mark.parametrize("seconds", [5, 6, 8, 12, 30])
def test_one_more_breath_is_promised_only_after_a_breath(seconds: int, pace: int) -> None:
    area = book_of(routine(TINY.replace("hold: 12", f"hold: {seconds}"))).areas[0]
    laid = timeline.timeline(area, Options(pace=pace), WORDS, estimate, From(2)).cues
    (hold,) = [cue for cue in laid if cue.rep]
    said = [cue for cue in laid if cue.say.endswith(" breath, and then the right leg.")]
    assert all(cue.say.startswith("One more") is (cue.at >= hold.at + BREATH) for cue in said)
    assert said or hold.until - hold.at <= 5000


def test_at_bedtime_ticked_strokes_have_only_ticks() -> None:
    options = Options(bedtime=True, age=4 * MONTH)
    area = book_of(ours(LEGS), options).areas[1]
    assert not any(cue.say for cue in reps_of(area, "scoops", options))


def test_after_a_pause_the_hands_are_always_named() -> None:
    area = book_of(ours(LEGS), GROWN).areas[0]
    few = Options(detail=Detail.COUNTS, age=4 * MONTH)
    for paused in (True, False):
        laid = timeline.timeline(area, few, WORDS, estimate, From(5, paused=paused)).cues
        said = [cue.say for cue in laid if cue.stroke == 5]
        assert ("Your left hand holds the leg. Thumb and finger circle the ankle bones." in said) is paused


def test_the_youngest_get_fewer_of_our_counts_and_all_fixed_ones() -> None:
    young, older = (book_of(ours(LEGS), Options(age=age)) for age in (5 * WEEK, 10 * WEEK))
    assert strokes_of(young, "S1")[0][1].repetitions < strokes_of(older, "S1")[0][1].repetitions
    assert strokes_of(young, "S7")[0][1].repetitions == FIXED["S7"]
    assert WORDS.say("gentle") in [passage.teach for passage in young.opening]
    assert "plum" in " ".join(str(line) for line in strokes_of(young, "S1")[0][1].teach)


@pytest.mark.parametrize("detail", DETAILS)
@pytest.mark.parametrize("name", [LEGS, HIPS, STRETCHES, WHOLE])
@pytest.mark.parametrize("age", [0, 10, 4 * WEEK - 1, 4 * WEEK, 6 * WEEK - 1, 6 * WEEK, 12 * WEEK, 6 * MONTH])
def test_the_hands_move_no_longer_than_the_age_allows(detail: Any, name: str, age: Any) -> None:
    chosen = Options(detail=detail, age=age, hips_cleared=True)
    if name == STRETCHES and age < 12 * WEEK:
        with pytest.raises(UsageError):
            age_limit.suited(ours(name), chosen, WORDS)
        return
    book, options = age_limit.suited(ours(name), chosen, WORDS)
    most = next(minutes for limit, minutes in age_limit.LONGEST_SESSION if age < limit)
    assert timeline.total_ms(book.areas, options, WORDS, estimate) <= most * 60_000


@pytest.mark.parametrize("detail", DETAILS)
@pytest.mark.parametrize("pace", [60, 100, 137, 200])
def test_beats_are_even_to_the_millisecond(detail: Any, pace: int) -> None:
    options = Options(detail=detail, age=4 * MONTH, hips_cleared=True, pace=pace)
    for area in book_of(ours(WHOLE), options).areas:
        for stroke in area.strokes:
            if stroke.stages:
                continue
            beats = [cue.at for cue in reps_of(area, stroke.name, options)]
            gaps = {later - earlier for earlier, later in pairwise(beats)}
            assert len(gaps) <= 1, (stroke.name, gaps)
            if gaps:
                assert gaps.pop() >= stroke.pace * pace // 100


def test_in_a_path_the_beats_of_each_stage_are_even() -> None:
    area = book_of(ours(LEGS), GROWN).areas[0]
    beats = [cue.at for cue in reps_of(area, "circles")]
    for stage in (beats[:6], beats[6:]):
        assert len({later - earlier for earlier, later in pairwise(stage)}) == 1


def test_a_number_is_spoken_after_the_movement_has_begun() -> None:
    area = book_of(routine()).areas[0]
    first = reps_of(area, "rope")[0]
    assert first.at - (first.until - 5000) == 1500


@pytest.mark.parametrize(("count", "sounds"), [(Count.TICKED, Earcon.TICK), (Count.SILENT, None)])
def test_counts_can_be_ticked_or_silent_with_the_same_beat(count: Count, sounds: Any) -> None:
    area = book_of(routine()).areas[0]
    spoken = reps_of(area, "rope")
    other = [cue for cue in reps_of(area, "rope", Options(count=count)) if cue.rep]
    assert {cue.sound for cue in other if not cue.say} == {sounds}
    assert [cue.say for cue in other if cue.say] == ["Two more, and then toe squeezes."]
    assert len({later.at - earlier.at for earlier, later in pairwise(other)}) == 1
    assert len(other) == len(spoken)


def test_a_hold_lasts_its_written_time_scaled_by_the_pace() -> None:
    area = book_of(routine()).areas[0]
    for pace in (60, 100, 200):
        (hold,) = reps_of(area, "warm hold", Options(pace=pace))
        assert hold.until - hold.at == 12_000 * pace // 100


def test_the_timeline_stops_at_an_open_ended_stroke() -> None:
    area = book_of(routine()).areas[2]
    laid = timeline.timeline(area, Options(), WORDS, estimate)
    assert laid.lingers
    assert {cue.stroke for cue in laid.cues} == {0}


def test_words_never_overlap_and_cues_are_in_the_order_of_their_times() -> None:
    for detail in DETAILS:
        options = Options(detail=detail, age=4 * MONTH, hips_cleared=True)
        for area in book_of(ours(WHOLE), options).areas:
            start = From()
            while start.stroke < len(area.strokes):
                laid = timeline.timeline(area, options, WORDS, estimate, start)
                ends = 0
                for cue in laid.cues:
                    assert cue.at >= ends, cue
                    ends = max(ends, cue.at + (estimate(cue.say) if cue.say else 0))
                assert ends <= laid.length
                start = From(max(cue.stroke for cue in laid.cues) + 1)


@pytest.mark.parametrize("pace", [60, 100])
@pytest.mark.parametrize("left", [1, 2])
def test_the_last_number_ends_before_the_next_name_begins(pace: int, left: int) -> None:
    options = Options(detail=Detail.COUNTS, age=4 * MONTH, hips_cleared=True, pace=pace)
    for area in book_of(ours(WHOLE), options).areas:
        for n, stroke in enumerate(area.strokes):
            start = From(n, max(0, stroke.repetitions - left))
            said = [cue for cue in timeline.timeline(area, options, WORDS, estimate, start).cues if cue.say]
            for cue, following in pairwise(said):
                assert cue.at + estimate(cue.say) <= following.at, (cue, following)


@pytest.mark.long
@pytest.mark.parametrize("count", [None, Count.SILENT, Count.TICKED])
@pytest.mark.parametrize("detail", DETAILS)
@pytest.mark.parametrize("pace", [100, 200])
def test_no_silence_is_longer_than_eight_seconds(count: Any, detail: Any, pace: int) -> None:
    options = Options(detail=detail, age=4 * MONTH, hips_cleared=True, count=count, pace=pace)
    voice = SilentVoice()

    @functools.cache
    def length(text: str) -> Any:
        return voice.speak(text).ms

    for area in book_of(ours(WHOLE), options).areas:
        start = From()
        while start.stroke < len(area.strokes):
            laid = timeline.timeline(area, options, WORDS, length, start)
            ends = 0
            for cue in (cue for cue in laid.cues if cue.say or cue.sound):
                assert cue.at - ends <= 8000, (area.title, cue)
                ends = cue.at + (length(cue.say) if cue.say else load_cue(cue.sound).ms)
            assert laid.length - ends <= 8000
            start = From(max(cue.stroke for cue in laid.cues) + 1)


@pytest.mark.parametrize("name", Earcon)
def test_every_earcon_fits_its_time(name: Earcon) -> None:
    assert load_cue(name).ms <= SOUND_MS[name]


def test_the_second_side_rests_less() -> None:
    left, right = book_of(ours(LEGS), GROWN).areas
    assert (
        timeline.timeline(right, GROWN, WORDS, estimate).length < timeline.timeline(left, GROWN, WORDS, estimate).length
    )


def test_it_says_what_is_left_and_goes_on_counting() -> None:
    area = book_of(ours(LEGS), GROWN).areas[0]
    laid = timeline.timeline(area, GROWN, WORDS, estimate, From(1, done=4))
    said = [cue.say for cue in laid.cues if cue.stroke == 1 and cue.say]
    assert said[:2] == ["Rope.", "Two more on the left leg."]
    assert said[-2:] == ["Right hand, five. One more, and then wringing.", "Left hand, six."]


def test_finished_stages_of_a_path_are_not_repeated() -> None:
    area = book_of(ours(LEGS), GROWN).areas[0]
    index = [stroke.name for stroke in area.strokes].index("circles")
    for done in (2, 6, 8):
        laid = timeline.timeline(area, GROWN, WORDS, estimate, From(index, done=done))
        reps = [cue.rep for cue in laid.cues if cue.stroke == index and cue.rep]
        assert reps == list(range(done + 1, 13))


@pytest.mark.parametrize(
    ("done", "left"), [(2, "Four more on the left leg."), (6, "Six times."), (8, "Four more on the left leg.")]
)
def test_in_a_path_what_is_left_agrees_with_the_count_that_follows(done: int, left: str) -> None:
    area = book_of(ours(LEGS), GROWN).areas[0]
    index = [stroke.name for stroke in area.strokes].index("circles")
    laid = timeline.timeline(area, GROWN, WORDS, estimate, From(index, done=done))
    said = [cue.say for cue in laid.cues if cue.stroke == index and cue.say]
    assert said[0] == "Circles."
    assert next(text for text in said if text.endswith((" leg.", "times."))) == left
    assert said[said.index(left) + 1].startswith(WORDS.number(done % 6 + 1))


@pytest.mark.parametrize(("left", "said"), [(1, "One stroke left"), (2, "Two strokes left")])
def test_one_stroke_that_is_left_is_spoken_of_as_one(left: int, said: str) -> None:
    assert utterances.strokes_left(WORDS, left) == f"{said} in this part."


def test_every_sentence_of_a_stroke_is_prepared_in_time() -> None:
    book = book_of(ours(WHOLE), GROWN)
    for number, area in enumerate(book.areas):
        ready = set(utterances.needed(book, GROWN, WORDS, number))
        assert "" not in ready
        for index, stroke in enumerate(area.strokes):
            assert stroke.rest in ready
            for done in range(stroke.repetitions):
                needed = timeline.timeline(area, GROWN, WORDS, estimate, From(index, done)).cues
                missing = {cue.say for cue in needed if cue.say} - ready
                assert not missing
        assert {line for line in area.help if isinstance(line, str)} <= ready


def test_sentences_around_an_area_are_prepared_with_it() -> None:
    book = book_of(ours(LEGS), GROWN)
    first, last = (set(utterances.needed(book, GROWN, WORDS, area)) for area in (0, 1))
    assert {ASK, WORDS.one("resting"), WORDS.one("third-no"), WORDS.one("foot-help-after")} <= first
    assert "Goodbye." in last


def many(count: Any) -> Any:
    strokes = (Stroke(f"stroke {n}", ("Slide.",), ("Slide.",), Times(6), ours=True) for n in range(count))
    area = book_of(routine()).areas[0]
    return type(area)(**{name: getattr(area, name) for name in area.__slots__} | {"strokes": tuple(strokes)})


@pytest.mark.long
def test_planning_grows_linearly_to_ten_thousand_strokes() -> None:
    calls = {}
    for count in (1000, 10_000):
        asked = 0

        def length(text: str) -> Any:
            nonlocal asked
            asked += 1
            return estimate(text)

        laid = timeline.timeline(many(count), Options(), WORDS, length)
        calls[count] = (asked, len(laid.cues))
    for few, lots in zip(calls[1000], calls[10_000], strict=True):
        assert 9.5 < lots / few < 10.5
