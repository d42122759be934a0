"""What the first list holds for this baby today, and where all the other routines are found."""

from typing import Any

import pytest

from coach.dialogue.home import what_to_do
from coach.dialogue.shelf import AT_FIRST, course, sorted_out
from coach.model.circumstances import Kind
from coach.model.options import Options
from coach.routines import library
from coach.support.durations import MONTH, WEEK
from tests.support.told import TINY, WORDS, ours, routine

LIBRARY = library.Library((library.ours(),))
ALL = [(name, ours(name)) for name in LIBRARY.names()]


def shelf(evening: int = 1, **options: Any) -> Any:
    return sorted_out(ALL, Options(**options), evening)


@pytest.mark.parametrize(
    ("options", "first"),
    [
        ({}, "legs-and-feet"),
        ({"age": 4 * MONTH}, "legs-and-feet"),
        ({"age": 3 * WEEK}, "first-weeks"),
        ({"age": 4 * MONTH, "bedtime": True}, "bedtime-five"),
        ({"age": 4 * MONTH, "leave_out": ("left leg",)}, "after-a-jab"),
        ({"age": 4 * MONTH, "jabbed": ("left leg",)}, "after-a-jab"),
    ],
)
def test_routines_that_suit_the_age_and_answers_come_first(options: Any, first: str) -> None:
    found = shelf(**options).first
    assert next(iter(found)) == first
    assert len(found) == AT_FIRST


def test_every_routine_is_in_some_list() -> None:
    found = shelf()
    assert {*found.areas, *found.short, *found.evenings} == {name for name, _ in ALL}
    assert {one.kind for _, one in ALL} == {Kind.AREA, Kind.SHORT, Kind.EVENING}


def test_areas_come_in_the_class_order_with_the_whole_body_last() -> None:
    areas = [*shelf().areas]
    assert areas[:5] == ["legs-and-feet", "hips", "tummy", "chest", "arms-and-hands"]
    assert areas[-2:] == ["whole-body", "whole-routine"]


def test_the_caregivers_own_routine_is_in_the_first_list() -> None:
    found = sorted_out([*ALL, ("evening-hum", routine(TINY, name="evening-hum"))], Options(), 1)
    assert "evening-hum" in found.first


def test_the_first_list_has_at_most_twelve_choices() -> None:
    assert len(what_to_do(shelf(), WORDS).choices) <= 12


def test_the_course_offers_what_comes_next_and_all_before_it() -> None:
    spoken = [one.text for one in course(shelf(evening=3), WORDS).choices]
    assert spoken == [
        "Evening three, the one that comes next.",
        "Evening one once again.",
        "Evening two once again.",
        "Return to the first list.",
    ]


@pytest.mark.parametrize(("left_out", "next_one"), [(("course-1",), "Two"), (("course-1", "course-2"), "Three")])
def test_an_evening_with_nothing_for_this_baby_is_passed_over(left_out: Any, next_one: str) -> None:
    """As with a harness: the list of the course held nothing but the way back."""
    found = sorted_out([one for one in ALL if one[0] not in left_out], Options(), 1)
    assert f"Evening {next_one.lower()}, the one that comes next." in course(found, WORDS).choices[0].text
    only = sorted_out([one for one in ALL if one[0] == "course-1"], Options(), 3)
    assert "Evening one, the one that comes next." in course(only, WORDS).choices[0].text


def test_without_evenings_the_course_is_not_mentioned() -> None:
    nothing = sorted_out([one for one in ALL if one[1].kind is not Kind.EVENING], Options(), 1)
    assert not any("course" in one.text for one in what_to_do(nothing, WORDS).choices)
