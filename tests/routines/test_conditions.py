"""What a caregiver must have said before a stroke is done: the navel, the hips, reflux, a harness, the age."""

import re
from typing import Any

import pytest

from coach.model.circumstances import Condition
from coach.model.options import Options
from coach.model.places import Place
from coach.model.routine import DOLL
from coach.planning.arrange import arrange
from coach.routines import library
from coach.support.durations import MONTH, WEEK
from coach.support.errors import UsageError
from tests.support.told import WORDS, ours

NAMES = library.Library((library.ours(),)).names()
MASSAGES = [name for name in NAMES if name != DOLL]
"""A doll has legs that never rest."""
KNOWN = {"age": 4 * MONTH, "hips_cleared": True, "navel_healed": True, "reflux_free": True}


def told(name: str, **answers: Any) -> Any:
    return arrange(ours(name), Options(**answers), WORDS)


def names(book: Any) -> Any:
    return [stroke.name for area in book.areas for stroke in area.strokes]


QUESTIONS = {
    Condition.NAVEL_HEALED: ("navel_healed", "navel"),
    Condition.HIPS_CLEARED: ("hips_cleared", "hips"),
    Condition.NO_REFLUX: ("reflux_free", "reflux"),
}
ASKED = [
    pytest.param(name, condition, id=f"{name}, {condition}")
    for name in NAMES
    for condition in Condition
    if any(condition in (*part.needs, *stroke.needs) for part in ours(name).parts for stroke in part.strokes)
]


@pytest.mark.parametrize(("name", "condition"), ASKED)
def test_an_unanswered_question_leaves_strokes_out_and_says_why(name: str, condition: Any) -> None:
    answer, word = QUESTIONS[condition]
    parts = ours(name).parts
    out = {one.name for part in parts for one in part.strokes if condition in (*part.needs, *one.needs)}
    out -= {one.name for part in parts for one in part.strokes if condition not in (*part.needs, *one.needs)}
    answers = {**KNOWN, answer: False}
    if all(condition in (*part.needs, *one.needs) for part in parts for one in part.strokes):
        with pytest.raises(UsageError, match=word):
            told(name, **answers)
        return
    book = told(name, **answers)
    assert not out & set(names(book))
    assert word in " ".join(str(line) for passage in book.opening for line in passage.remind)


def test_hands_may_rest_on_the_tummy_before_the_navel_heals() -> None:
    assert names(told("tummy", age=4 * MONTH)) == ["tummy rest"]
    assert names(told("tummy", age=4 * MONTH, hips_cleared=True)) == ["tummy rest", "tummy sweep"]


@pytest.mark.parametrize("name", MASSAGES)
def test_no_stroke_reaches_under_a_hip_harness_or_moves_a_leg(name: str) -> None:
    try:
        book = told(name, harness=True, **KNOWN)
    except UsageError:
        return  # nothing is left of it
    below = {Place.LEGS, Place.FEET, Place.HEELS, Place.BOTTOM}
    strokes = [stroke for area in book.areas for stroke in area.strokes]
    assert [one.name for one in strokes if below & set(one.path) or one.both_legs] == []
    said = " ".join(str(line) for one in strokes for line in (*one.teach, *one.remind))
    assert not re.search(r"\b(legs?|knees?|toes)\b", said)


@pytest.mark.parametrize("name", ["tummy", "chest", "arms-and-hands"])
def test_long_leg_sweeps_wait_until_the_hips_are_checked(name: str) -> None:
    assert any("sweep" in one for one in names(told(name, **KNOWN)))
    assert not any("sweep" in one for one in names(told(name, **{**KNOWN, "hips_cleared": False})))


def test_stretches_wait_for_answers_about_hips_and_reflux() -> None:
    assert "knees to tummy" in names(told("stretches", **KNOWN))
    assert "knees to tummy" not in names(told("stretches", **{**KNOWN, "reflux_free": False}))
    with pytest.raises(UsageError, match="hips"):
        told("stretches", **{**KNOWN, "hips_cleared": False})


@pytest.mark.parametrize(("age", "oil"), [(6 * WEEK - 1, False), (6 * WEEK, True)])
def test_there_is_no_oil_before_six_weeks(age: Any, oil: bool) -> None:
    said = [str(line) for one in told("chest", age=age).opening for line in one.teach]
    assert any("little oil" in line for line in said) is oil


@pytest.mark.parametrize(("age", "knees"), [(5 * WEEK, False), (6 * WEEK, True), (20 * WEEK, True)])
def test_knee_strokes_start_at_six_weeks_unless_hips_are_in_doubt(age: Any, knees: bool) -> None:
    assert ("knees in" in names(told("wind", **{**KNOWN, "age": age}))) is knees
    assert "knees in" not in names(told("wind", **{**KNOWN, "age": age, "hips_cleared": False}))
