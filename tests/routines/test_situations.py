"""What is said fits the baby and the caregiver of tonight: a leg that rests, dry hands, a baby who is lifted."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from coach.export.plan_text import planned
from coach.model.events import Command
from coach.model.options import LEGS, Detail, Hands, Options
from coach.model.routine import DOLL, Hold
from coach.planning import timeline
from coach.planning.arrange import NothingLeftError, arrange
from coach.planning.timeline_builder import BREATH, estimate
from coach.routines import library
from coach.session import course
from coach.support.durations import MONTH
from tests.support.told import WORDS, Told, ours

NAMES = library.Library((library.ours(),)).names()
MASSAGES = [name for name in NAMES if name != DOLL]
"""A doll has legs that never rest."""
KNOWN: dict[str, Any] = {"age": 4 * MONTH, "hips_cleared": True, "navel_healed": True, "reflux_free": True}
HANDS = [Hands.RIGHT, Hands.ONE]


def told(name: str, **answers: Any) -> Any:
    """A routine for a baby about whom every question is answered; None where nothing is left of it."""
    try:
        return arrange(ours(name), Options(**{**KNOWN, **answers}), WORDS)
    except NothingLeftError:
        return None


def led(book: Any) -> Iterator[Any]:
    """Every stroke of a book, with all that is said of it."""
    for area in book.areas if book else ():
        for stroke in area.strokes:
            staged = (line for stage in stroke.stages for line in (*stage.teach, *stage.remind))
            lines = (*stroke.caution, *stroke.teach, *stroke.remind, *staged, stroke.total, stroke.rest)
            yield stroke, [line for line in lines if isinstance(line, str)]


def before_the_question(book: Any, options: Any = Options()) -> Any:  # noqa: B008 - frozen
    """What is heard from the first word until the baby is first asked."""
    cues = timeline.asking(book.areas[0], book.opening, options, WORDS, estimate).cues
    return [cue.say or str(cue.sound) for cue in cues]


# --- legs that rest ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MASSAGES)
@pytest.mark.parametrize("hands", HANDS)
def test_while_both_legs_rest_no_stroke_leads_along_a_leg(name: str, hands: Any) -> None:
    along = r"\b(along|join)\b.*\b(legs?(?! crease)|feet|hips to)\b|\b(sides and the hips|to the (toes|hips))\b"
    said = [line for _, lines in led(told(name, jabbed=LEGS, hands=hands)) for line in lines]
    assert [line for line in said if re.search(along, line)] == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("leg", LEGS)
def test_while_one_leg_rests_a_sweep_names_the_other_alone(name: str, leg: str) -> None:
    other = "right" if leg == "left leg" else "left"
    said = [line for one, lines in led(told(name, jabbed=(leg,))) if "sweep" in one.name for line in lines]
    assert [line for line in said if re.search(r"\b(legs|thighs|feet|toes)\b", line) and other not in line] == []
    assert [line for line in said if leg in line] == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("jabbed", [LEGS[:1], LEGS])
def test_what_is_left_out_beside_a_resting_leg_is_true_of_both(name: str, jabbed: Any) -> None:
    book = told(name, jabbed=jabbed)
    said = [str(line) for passage in (book.opening if book else ()) for line in passage.teach]
    assert [line for line in said if "with one leg" in line.lower()] == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("age", [10, 40, 4 * MONTH])
def test_a_few_breaths_are_more_than_one(name: str, age: int) -> None:
    holds = [one for one, _ in led(told(name, age=age)) if "few slow breaths" in one.total]
    assert [one.name for one in holds if isinstance(one.repeat, Hold) and one.repeat.ms < 2 * BREATH] == []


# --- a baby who is lifted ---------------------------------------------------------------------------------

LIFTED = [("back", {}), ("back", {"bedtime": True}), ("after-a-jab", {"only": ("shoulder hold",)})]
"""Massages that begin across the lap or on the shoulder."""


@pytest.mark.parametrize(("name", "chosen"), LIFTED)
@pytest.mark.parametrize("detail", Detail)
def test_hands_are_rubbed_while_the_baby_lies(name: str, chosen: Any, detail: Any) -> None:
    options = Options(**{**KNOWN, **chosen, "detail": detail})
    said = before_the_question(arrange(ours(name), options, WORDS), options)
    taken = [n for n, text in enumerate(said) if re.search(r"your lap\b|onto your shoulder|towel first", text)]
    assert taken
    assert min(taken) > said.index("chime")
    stays = [n for n, text in enumerate(said) if text.startswith("One hand now stays")]
    assert all(n < min(taken) for n in stays)


@pytest.mark.parametrize(("name", "chosen"), LIFTED)
def test_left_and_right_are_told_of_a_baby_on_the_back(name: str, chosen: Any) -> None:
    said = before_the_question(told(name, **chosen))
    assert said.index("Lay your rested, calm baby on the back, feet toward you.") < said.index(
        "Your baby's left is on the side of your right hand."
    )


def test_skipping_ahead_still_tells_how_the_baby_is_lifted() -> None:
    led_by = Told(ours("back"), **KNOWN, bedtime=True)
    led_by.tell(Command.YES)
    led_by.asked()
    assert "Lift your baby onto your shoulder." in led_by.said()


# --- a baby who is laid another way ----------------------------------------------------------------------


def said_in_order(book: Any, options: Options) -> list[str]:
    return [cue.say for _, _, cue in planned(book, options, WORDS.suited(options)) if cue.say]


@pytest.mark.parametrize("name", ["back", "whole-body", "course-4"])
@pytest.mark.parametrize("hands", HANDS)
@pytest.mark.parametrize("detail", Detail)
def test_a_baby_who_lay_face_down_is_rolled_over(name: str, hands: Any, detail: Any) -> None:
    options = Options(**KNOWN, hands=hands, detail=detail)
    said = said_in_order(arrange(ours(name), options, WORDS), options)
    down = next(n for n, text in enumerate(said) if "across your lap" in text)
    rolled = said.index("Roll your baby toward you, onto the back, a hand at the head.")
    after = [n for n, text in enumerate(said) if re.search("onto your shoulder|long breath", text)]
    assert down < rolled < min(after)


@pytest.mark.parametrize("name", ["whole-body", "after-a-jab", "first-weeks", "bedtime-five"])
def test_with_a_baby_on_the_shoulder_nobody_reaches_for_the_towel(name: str) -> None:
    options = Options(**KNOWN)
    assert [text for text in said_in_order(told(name), options) if "reach for" in text] == []
    assert "reach for the towel" in " ".join(said_in_order(told("hips"), options))


def test_on_the_way_back_the_baby_is_laid_on_the_back_again() -> None:
    led_by = Told(ours("whole-body"), **KNOWN, leave_out=("tummy", "chest", "left arm", "right arm"))
    while led_by.state.here.title != "Back":
        led_by.asked().tell(Command.NEXT)
    since = led_by.asked().now
    led_by.tell(Command.PART_BACK)
    led_by.asked()
    assert led_by.said(since)[0] == "Lay your baby on the back, feet toward you."
    since = led_by.now
    led_by.tell(Command.PART_BACK)
    led_by.asked()
    assert "Lay your baby" not in " ".join(led_by.said(since))


def test_going_on_later_lays_the_baby_face_down_for_its_part() -> None:
    """The opening has just laid the baby on the back, and only the first of the two parts said more."""
    once = ours("back")
    lap = once.parts[0]
    led_by = Told(replace(once, parts=(lap, replace(lap, title="Back again"))), begin=False, **KNOWN)
    led_by.state = replace(led_by.state, area=1)
    led_by.tell(Command.BEGIN)
    said = led_by.asked().said()
    assert said.count("Lay your rested, calm baby on the back, feet toward you.") == 1
    assert "Lay your baby on the tummy, across your lap, wide awake, nose free." in said


# --- what takes time --------------------------------------------------------------------------------------

CARRIED = r"^(Lay|Lift|Roll|Wrap)\b.*\bbaby\b(?!')|\bWipe\b"
LONG_BEFORE = ("Lay your rested, calm baby", "Wipe your hands dry", "Wipe your hand dry", "Lay a doll")
"""What comes long before hands are needed, at the very beginning."""
UNHURRIED = 4500
"""Milliseconds that it takes at least to move a baby, or to wipe a hand."""


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("hands", HANDS)
@pytest.mark.parametrize("detail", Detail)
def test_nobody_is_hurried_while_a_baby_is_moved_or_hands_are_wiped(name: str, hands: Any, detail: Any) -> None:
    options = Options(**KNOWN, hands=hands, detail=detail)
    if book := told(name, hands=hands, detail=detail):
        said = [(at, cue.say) for at, _, cue in planned(book, options, WORDS.suited(options)) if cue.say]
        rests = {text: later - at - estimate(text) for (at, text), (later, _) in pairwise(said)}
        hurried = {text for text, rest in rests.items() if re.search(CARRIED, text) and rest < UNHURRIED}
        assert {text for text in hurried if not text.startswith(LONG_BEFORE)} == set()


@pytest.mark.parametrize("name", ["wind", "tummy", "nappy-minute", "back"])
@pytest.mark.parametrize("detail", Detail)
def test_what_a_feed_means_is_told_before_the_oil(name: str, detail: Any) -> None:
    options = Options(**KNOWN, detail=detail)
    said = before_the_question(arrange(ours(name), options, WORDS), options)
    oiled = next(n for n, text in enumerate(said) if re.search(r"\boil\b", text))
    assert "45 minutes" in " ".join(said[:oiled])
    assert "skip this part" not in " ".join(said), "there may be no other"


# --- dry hands --------------------------------------------------------------------------------------------

ALONE = [
    pytest.param(name, part.title.lower(), id=f"{name}, {part.title}")
    for name in NAMES
    for part in ours(name).parts
    if part.dry and not part.sides
]


@pytest.mark.parametrize(("name", "title"), ALONE)
@pytest.mark.parametrize("detail", Detail)
def test_a_massage_that_begins_with_dry_hands_takes_no_oil(name: str, title: str, detail: Any) -> None:
    options = Options(**KNOWN, only=(title,), detail=detail)
    said = before_the_question(arrange(ours(name), options, WORDS), options)
    assert [line for line in said if re.search(r"\boil\b", line)] == []
    assert any("hands dry" in line for line in said)


def test_without_arms_the_face_after_a_jab_is_touched_dry() -> None:
    book = told("after-a-jab", leave_out=("left arm", "right arm"))
    said = before_the_question(book) + [str(line) for one in book.closing for line in one.teach]
    assert book.areas[0].title == "Face"
    assert [line for line in said if re.search(r"\b(oil|oily|skin turns red)\b", line)] == []


# --- what comes after and what came before ----------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("bedtime", [False, True])
def test_the_goodbye_is_the_last_word(name: str, bedtime: bool) -> None:
    book = told(name, bedtime=bedtime)
    if book:
        for detail in ("teach", "remind"):
            said = [line for one in book.closing for line in getattr(one, detail) if isinstance(line, str)]
            assert said[-1] == "Goodbye."


@pytest.mark.parametrize("number", range(2, course.EVENINGS + 1))
def test_an_evening_shortens_only_what_an_earlier_one_taught(number: int) -> None:
    earlier = [part for n in range(1, number) for part in ours(course.evening(n)).parts]
    taught = {one.name for part in earlier if not part.short for one in part.strokes}
    short = {one.name for part in ours(course.evening(number)).parts if part.short for one in part.strokes}
    assert short - taught == set()


# --- a no -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["stretches", "movements"])
@pytest.mark.parametrize("hands", HANDS)
def test_after_a_no_a_stretch_lets_the_limb_come_back(name: str, hands: Any) -> None:
    for stroke, _ in led(told(name, hands=hands)):
        if "sweep" not in stroke.name:
            assert re.match(r"Resting\. Let the (knees|legs?|arms?|arm and the leg) come back, ", stroke.rest), (
                stroke.name
            )


RESTS = r"(?:^Rest (?:one|your other) hand|hand rests) (?:on|round) the (\w+)"
"""Where a teaching lays the hand that does nothing."""


@pytest.mark.parametrize("name", NAMES)
def test_after_a_no_the_hand_that_rested_stays_where_it_was(name: str) -> None:
    moved = {
        stroke.name: stroke.rest
        for stroke, _ in led(told(name))
        for line in stroke.teach
        if (found := re.search(RESTS, str(line))) and found[1] not in stroke.rest
    }
    assert {name for name in moved if not moved[name].startswith("Resting. Let the")} == set()


# --- a stroke in stages -----------------------------------------------------------------------------------


def test_each_half_of_a_game_says_what_the_hands_hold() -> None:
    stroke = next(one for one, _ in led(told("movements")) if one.name == "hand meets foot")
    first = [str(line) for line in (*stroke.teach, *stroke.stages[0].teach)]
    assert not any("right wrist" in line for line in first)
    assert any("right wrist" in str(line) for line in stroke.stages[1].teach)
