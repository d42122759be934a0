"""The course of five evenings: what each holds, how long it takes, and where a parent stands."""

from typing import Any

import pytest

from coach.model.effects import MarkKind
from coach.model.options import Options
from coach.model.records import Begun, Entry
from coach.planning import age_limit, timeline
from coach.planning.timeline import detail_of
from coach.planning.timeline_builder import REST_REMIND, Track, estimate
from coach.session import course
from coach.support.durations import DAY, MONTH, WEEK
from coach.support.errors import UsageError
from tests.support.told import WORDS, ours

KNOWN: dict[str, Any] = {"age": 4 * MONTH, "hips_cleared": True, "navel_healed": True, "reflux_free": True}
EVENINGS = range(1, course.EVENINGS + 1)
COUNTED = ("one", "two", "three", "four", "five")
NEW = {
    1: {"Left leg", "Right leg", "Wind massage"},
    2: {"Tummy", "Chest"},
    3: {"Left arm", "Right arm"},
    4: {"Face", "Back", "Back, on the shoulder"},
}


def evening(number: int, **more: Any) -> Any:
    return age_limit.suited(ours(course.evening(number)), Options(**{**KNOWN, **more}), WORDS)


def minutes(number: int, **more: Any) -> Any:
    book, options = evening(number, **more)
    track = Track(estimate)
    track.lines(WORDS.say("care"), REST_REMIND, 0)
    timeline.passages(book.closing, options, track)
    asked = timeline.asking(book.areas[0], book.opening, options, WORDS, estimate).length
    return (track.now + asked + timeline.total_ms(book.areas, options, WORDS, estimate)) / 60_000


def evening_of(*areas: str, routine: str = "one-leg") -> Any:
    """A session in which areas were finished."""
    done = [Entry("s", 0, 0, MarkKind.AREA_DONE, area) for area in areas]
    return Begun("s", 0, routine, "One leg tonight", "{}"), done


def turn(*past: Any) -> str:
    """The side whose turn it is after these evenings."""
    return course.turn(past, ours("one-leg"), Options())


def test_the_legs_take_turns_from_evening_to_evening() -> None:
    assert turn() == "left"
    assert turn(evening_of("Left leg")) == "right"
    assert turn(evening_of("Left leg"), evening_of("Right leg")) == "left"
    assert turn(evening_of("Right leg"), evening_of("Left leg", routine="legs-and-feet")) == "left"


@pytest.mark.parametrize("title", ["Left leg", "Left leg, second round"])
def test_parts_that_are_done_each_time_leave_the_turns_alone(title: str) -> None:
    arms = ("Left arm", "Right arm", "Tummy")
    assert turn(evening_of(title, *arms)) == "right"
    assert turn(evening_of(title, *arms), evening_of("Right leg", *arms)) == "left"


def test_an_evening_without_the_leg_leaves_the_turns_alone() -> None:
    assert turn(evening_of("Left leg"), evening_of("Tummy")) == "right"


@pytest.mark.parametrize("number", EVENINGS)
@pytest.mark.parametrize("age", [8 * WEEK, 12 * WEEK, 6 * MONTH])
@pytest.mark.parametrize("detail", ["teach", "remind"])
def test_no_evening_is_longer_than_the_age_allows(number: int, age: Any, detail: str) -> None:
    most = next(limit for below, limit in age_limit.LONGEST_SESSION if age < below)
    assert minutes(number, age=age, detail=detail) <= most


@pytest.mark.parametrize("number", EVENINGS)
def test_the_course_begins_at_eight_weeks(number: int) -> None:
    with pytest.raises(UsageError, match="older"):
        evening(number, age=8 * WEEK - DAY)


@pytest.mark.parametrize("number", EVENINGS)
@pytest.mark.parametrize("detail", ["teach", "remind"])
def test_each_evening_says_which_one_it_is(number: int, detail: str) -> None:
    book, _ = evening(number, detail=detail)
    said = [line for passage in book.opening for line in getattr(passage, detail) if isinstance(line, str)]
    assert f"evening {COUNTED[number - 1]}" in said[0].lower()


@pytest.mark.parametrize("number", [2, 3, 4])
def test_an_evening_repeats_the_last_one_in_short_and_adds_an_area(number: int) -> None:
    book, options = evening(number)
    short = {area.title for area in book.areas if area.again}
    taught = {area.title for area in book.areas if not area.again}
    assert short >= NEW[number - 1] - {"Right arm"}
    assert taught <= NEW[number]
    assert NEW[number] <= {area.title for area in book.areas}
    fresh = next(area for area in book.areas if not area.again)
    assert detail_of(options, fresh.strokes[0].name) == "teach"


def test_the_last_evening_holds_every_area_in_short() -> None:
    book, _ = evening(5)
    assert all(area.again for area in book.areas)
    areas = {area.title for area in book.areas}
    assert areas >= (NEW[1] | NEW[2] | NEW[3] | NEW[4]) - {"Wind massage"}


def test_long_words_come_back_on_request() -> None:
    book, options = evening(2)
    area = next(one for one in book.areas if one.again)
    short = timeline.timeline(area, options, WORDS, estimate)
    asked = Options(**{**KNOWN, "taught": True})
    long = timeline.timeline(area, asked, WORDS, estimate)
    assert long.length > short.length


def sessions(*ended: Any) -> Any:
    return [
        (Begun(str(n), n, name, name, "{}"), [Entry(str(n), n, 0, "ended", why)] if why else [])
        for n, (name, why) in enumerate(ended)
    ]


@pytest.mark.parametrize(
    ("past", "comes"),
    [
        ((), 1),
        ((("hips", "finished"),), 1),
        ((("course-1", "finished"),), 2),
        ((("course-1", "no"),), 1),
        ((("course-1", ""),), 1),
        ((("course-1", "finished"), ("course-2", "asleep")), 3),
        ((("course-3", "finished"), ("course-1", "finished")), 4),
        ((("course-5", "finished"),), 5),
    ],
)
def test_the_next_evening_follows_from_the_journal(past: Any, comes: int) -> None:
    assert course.upcoming(sessions(*past)) == comes


def test_only_the_five_evenings_belong_to_the_course() -> None:
    assert [course.number_of(name) for name in ("course-1", "course-5", "course-6", "course", "tummy")] == [
        1,
        5,
        0,
        0,
        0,
    ]
