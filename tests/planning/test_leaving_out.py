"""What a list of the strokes left out names, and what it doesn't."""

import dataclasses
from typing import Any

import pytest

from coach.model.options import LEGS, Hands, Options
from coach.planning.leaving_out import not_in
from coach.session.resume import strokes_of
from coach.support.errors import UsageError
from tests.support.told import WORDS, book_of, ours, routine


def test_the_leg_whose_turn_is_another_evening_isnt_left_out() -> None:
    routine, options = ours("one-leg"), Options(age=120, leave_out=("rope",))
    book = book_of(routine, options)
    assert {area.side for area in book.areas} == {"left"}
    missing = [*not_in(book, routine, options, WORDS)]
    assert missing, "something is left out, so the right leg could have been named"
    assert not [title for title, _, _ in missing if title.startswith("right")]


def test_a_side_of_which_nothing_is_left_is_not_asked_about() -> None:
    (area,) = book_of(ours("legs-and-feet"), Options(only=("sweep",))).areas
    assert (area.title, area.again, [stroke.name for stroke in area.strokes]) == ("Right leg", False, ["sweep"])


def test_where_nothing_is_left_the_message_has_one_full_stop() -> None:
    with pytest.raises(UsageError) as caught:
        book_of(ours("stretches"), Options(harness=True))
    assert str(caught.value).startswith("stretches: With a harness, I'm leaving out six strokes; choose another")


FEET = """\
coach: 1
title: Evening feet
parts:
  - title: "{side} foot"
    sides: [left, right]
    strokes:
      - {name: sole line, teach: "Glide along the sole.", remind: "Along the sole.", times: 3}
  - title: "The way to {toes}"
    strokes:
      - {name: long way, teach: "Glide to {toes}.", remind: "To {toes}.", path: [sides, feet], times: 3}
      - {name: both ways, teach: "Glide to both feet.", remind: "To both feet.", path: [sides, feet], times: 3}
"""
"""A routine of one's own, which says nowhere that a foot belongs to a leg."""


@pytest.mark.parametrize("told", [{"jabbed": ("left leg",)}, {"leave_out": ("left leg",)}])
def test_the_foot_of_a_leg_that_is_left_out_rests_too(told: Any) -> None:
    book = book_of(routine(FEET), Options(**told))
    assert [area.title for area in book.areas] == ["Right foot", "The way to the right toes"]
    assert "left leg" in str(book.opening[0].teach[0])


def test_without_a_leg_no_fixed_words_lead_over_both_feet() -> None:
    feet = routine(FEET)
    assert [stroke.name for stroke in book_of(feet).areas[-1].strokes] == ["long way", "both ways"]
    jabbed = Options(jabbed=("left leg",))
    assert [stroke.name for stroke in book_of(feet, jabbed).areas[-1].strokes] == ["long way"]
    missing = [*not_in(book_of(feet, jabbed), feet, jabbed, WORDS)]
    assert ("The way to the right toes", "both ways") in [(title, name) for title, name, _ in missing]


@pytest.mark.parametrize("jabbed", [("left leg",), ("right leg",), LEGS])
@pytest.mark.parametrize("name", ["chest", "tummy", "arms-and-hands"])
def test_one_hand_sweeps_over_no_leg_after_a_jab(name: Any, jabbed: Any) -> None:
    able = Options(age=200, hands=Hands.ONE, hips_cleared=True, navel_healed=True)
    assert [stroke for stroke in strokes_of(book_of(ours(name), able)) if stroke.endswith("sweep")]
    after = strokes_of(book_of(ours(name), dataclasses.replace(able, jabbed=jabbed)))
    assert after
    assert not [stroke for stroke in after if stroke.endswith("sweep")]
