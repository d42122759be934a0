"""Five evenings of the course in a row, each led to its end, with the journal telling which one comes next."""

from typing import Any

import pytest

from coach.model.events import Command
from coach.model.options import LEGS
from coach.model.records import Begun, Entry
from coach.session import course
from coach.session.state import Phase
from coach.support.durations import MONTH
from tests.support.told import Told, ours

ANSWERS = {"age": 4 * MONTH, "hips_cleared": True, "navel_healed": True, "reflux_free": True}


def evening(number: int, *ending: Any) -> Any:
    """Lead an evening: every question is answered with yes, or the second one with ``ending``, told in turn."""
    told = Told(ours(course.evening(number)), **ANSWERS)
    told.playing()
    while told.phase is not Phase.ENDED:
        if told.phase is Phase.ASKING:
            told.asked()
            for command in ending or (Command.YES,):
                told.tell(command)
        told.tick()
    return told


def in_the_journal(number: int, told: Any) -> Any:
    begun = Begun(str(number), number, told.state.book.name, told.state.book.title, "{}")
    return begun, [Entry(str(number), number, 0, what, detail) for what, detail in told.marks()]


def test_five_evenings_in_a_row_lead_through_the_whole_course() -> None:
    past: list[Any] = []
    titles: list[str] = []
    for number in range(1, course.EVENINGS + 1):
        assert course.upcoming(past) == number
        told = evening(number)
        titles.append(told.state.book.title)
        past.append(in_the_journal(number, told))
    assert titles == [f"Course, {nth} evening" for nth in ("first", "second", "third", "fourth", "fifth")]
    assert course.upcoming(past) == course.EVENINGS


@pytest.mark.parametrize(
    ("number", "options", "part"),
    [
        (1, {"jabbed": LEGS}, "legs"),
        (1, {"reflux_free": False, "navel_healed": False}, "wind"),
        (2, {"navel_healed": False}, "tummy"),
        (4, {"harness": True}, "back"),
        (5, {"leave_out": ("left arm",)}, "whole"),
    ],
)
def test_the_opening_of_an_evening_names_only_what_comes(number: int, options: Any, part: str) -> None:
    told = Told(ours(course.evening(number)), **{**ANSWERS, **options})
    (said,) = (line for one in told.state.book.opening for line in one.teach if "vening " in str(line))
    assert part not in str(said)


@pytest.mark.parametrize("ending", [(Command.DONE,), (Command.NO, Command.DONE)])
@pytest.mark.parametrize("number", [1, 3])
def test_an_evening_that_is_broken_off_comes_again(number: int, ending: Any) -> None:
    past = [in_the_journal(one, evening(one)) for one in range(1, number)]
    assert course.upcoming([*past, in_the_journal(number, evening(number, *ending))]) == number
