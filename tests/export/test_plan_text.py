"""The plan of a routine, as text and as lines of JSON."""

import json
from typing import Any

import pytest

from coach.export import plan_text
from coach.model.options import Hands, Options
from coach.planning.arrange import NothingLeftError
from coach.routines import library
from coach.support.durations import MONTH
from tests.support.told import WORDS, book_of, ours, routine

NAMES = library.Library((library.ours(),)).names()
GROWN = Options(age=4 * MONTH, hips_cleared=True)


def cues(options: Any = GROWN, script: Any = None) -> Any:
    script = script or routine()
    return [json.loads(line) for line in plan_text.as_json(book_of(script, options), options, WORDS)]


def test_the_plan_begins_with_the_oil_and_ends_with_the_goodbye() -> None:
    said = [cue["say"] for cue in cues() if cue["say"]]
    assert said[0] == "Warm a little oil."
    assert said[-1] == "That was all."
    assert sum(text.startswith(("Turn to", "Ask")) for text in said) == 3


def test_the_plan_is_in_order_of_time() -> None:
    for script in (routine(), ours("whole-routine")):
        times = [cue["at"] for cue in cues(script=script)]
        assert times == sorted(times)


def test_an_open_ended_stroke_is_as_long_as_in_a_file() -> None:
    at = {cue["say"]: cue["at"] for cue in cues() if cue["part"] == "Play"}
    assert at["Sweep."] - at["Toes to the nose."] >= 24_000


def test_the_text_tells_how_often_in_a_few_words() -> None:
    lines = list(plan_text.as_text(book_of(routine(), GROWN), GROWN, WORDS))
    assert lines[0].startswith("Tiny, about ")
    assert [line.split("  ")[-2].partition(", ")[2] for line in lines if "  [" in line] == [
        *[
            "6 times, our count",
            "once for each: big toe, second toe, middle toe, fourth toe, little toe",
            "12 seconds, our count",
        ]
        * 2,
        "as long as it is fun",
        "2 times, our count",
    ]


def test_a_routine_with_nothing_left_is_shown_with_reasons() -> None:
    shown = [*plan_text.left_out(ours("stretches"), None, Options(), WORDS)]
    assert shown[0] == "Stretches: none of it is done for this baby tonight."
    assert "  Stretches, bicycle: I don't know the age, so I'm leaving out bicycle." in shown


def test_exactly_the_strokes_that_are_left_out_are_marked() -> None:
    options = Options(age=100, jabbed=("left leg",), leave_out=("rope",))
    book = book_of(ours("legs-and-feet"), options)
    shown = "\n".join(plan_text.left_out(ours("legs-and-feet"), book, options, WORDS))
    assert "  Left leg, scoops: After the jab, I skip the left leg for three days." in shown
    assert "  Right leg, rope: As you asked, I'm leaving out rope." in shown
    assert "Right leg, scoops" not in shown
    assert "sweep" not in shown


@pytest.mark.parametrize("hands", ["right", "one"])
@pytest.mark.parametrize("name", NAMES)
def test_every_routine_says_why_each_stroke_is_left_out(name: str, hands: str) -> None:
    """Before anyone has said how old the baby is, or answered a question."""
    options = Options(hands=Hands(hands))
    try:
        book = book_of(ours(name), options)
    except NothingLeftError:
        book = None
    done = {stroke.name for area in (book.areas if book else ()) for stroke in area.strokes}
    told = "\n".join(plan_text.left_out(ours(name), book, options, WORDS))
    for stroke in (stroke for part in ours(name).parts for stroke in part.strokes):
        assert stroke.name in done or f", {stroke.name}: " in told
