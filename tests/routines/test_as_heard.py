"""What a caregiver who follows each sentence to the letter hears: one movement, one hand, nothing twice, one count."""

import re
from itertools import pairwise
from typing import Any

import pytest

from coach.export.plan_text import planned
from coach.model.options import Beat, Detail, Hands, Options
from coach.model.routine import Count
from coach.planning.arrange import NothingLeftError, arrange
from coach.planning.timeline_builder import MOVEMENTS, PLACE, movement_ms
from coach.routines import library
from coach.support.durations import MONTH
from tests.support.told import WORDS, ours

NAMES = library.Library((library.ours(),)).names()
EVERY_HAND = pytest.mark.parametrize("hands", Hands)
EVERY_ROUTINE = pytest.mark.parametrize("name", NAMES)


def answered(**chosen: Any) -> Options:
    """Every question about the baby is answered."""
    return Options(age=4 * MONTH, hips_cleared=True, navel_healed=True, reflux_free=True, **chosen)


def taught(name: str, hands: Any) -> list[tuple[Any, list[str]]]:
    """Every stroke with the sentences that teach it, for these hands."""
    try:
        book = arrange(ours(name), answered(hands=hands), WORDS)
    except NothingLeftError:
        return []
    found = []
    for stroke in (stroke for area in book.areas for stroke in area.strokes):
        lines = (*stroke.teach, *(line for stage in stroke.stages for line in stage.teach))
        found.append((stroke, [line for line in lines if isinstance(line, str)]))
    return found


STAYS = ("keep", "let", "give", "go", "make")
"""Verbs that move no hand to another place."""
MOVES = "|".join([verb for verb in MOVEMENTS if verb not in STAYS] + ["wipe"])
TWO = rf"^({MOVES})\b.*(, and (then )?|\. )({MOVES})\b"


@EVERY_ROUTINE
@EVERY_HAND
def test_no_sentence_asks_for_two_movements(name: str, hands: Any) -> None:
    assert {line for _, lines in taught(name, hands) for line in lines if re.match(TWO, line, re.IGNORECASE)} == set()


def test_no_sentence_of_the_coach_moves_hands_twice_before_a_part() -> None:
    said = [line for name, lines in WORDS.lines.items() if re.search("position-|towel|wipe", name) for line in lines]
    assert [line for line in said if re.match(TWO, line, re.IGNORECASE)] == []


QUIET = "both each every feel from if many next one say talk the think this to wait"
"""How a sentence begins that moves no hand."""


@EVERY_ROUTINE
@EVERY_HAND
def test_every_movement_has_its_time(name: str, hands: Any) -> None:
    moves = {line for _, lines in taught(name, hands) for line in lines if words_of(line)[0] not in QUIET.split()}
    assert {line for line in moves if movement_ms(line) < PLACE} == set()


def words_of(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower())


@EVERY_ROUTINE
@EVERY_HAND
@pytest.mark.parametrize("detail", Detail)
def test_nothing_is_said_twice_in_a_row(name: str, hands: Any, detail: Any) -> None:
    options = answered(hands=hands, detail=detail)
    try:
        book = arrange(ours(name), options, WORDS)
    except NothingLeftError:
        return
    said = [cue.say for _, _, cue in planned(book, options, WORDS.suited(options)) if cue.say and not cue.rep]
    again = {(one, other) for one, other in pairwise(said) if same(one, other)}
    assert again == set()


def same(one: str, other: str) -> bool:
    """Whether a sentence only repeats the words of the other one, or begins with the same five."""
    few, many = sorted(({*words_of(one)}, {*words_of(other)}), key=len)
    carried = words_of(one)[:5] == words_of(other)[:5] and not one.startswith("Slide")
    return len(few) >= 4 and (few <= many or carried)


@EVERY_ROUTINE
@EVERY_HAND
def test_the_first_sentence_of_a_stroke_does_not_say_its_name_again(name: str, hands: Any) -> None:
    named = {one.name for one, lines in taught(name, hands) if " " in one.name and one.name in lines[0].lower()}
    assert named == set()


@EVERY_ROUTINE
@EVERY_HAND
def test_inside_and_outside_are_told_of_a_hand(name: str, hands: Any) -> None:
    hand = r"\bhand\b|\bC\b|\bthumb\b|\bfinger\b"
    sides = {line for _, lines in taught(name, hands) for line in lines if re.search(r"\b(in|out)side\b", line)}
    assert {line for line in sides if not re.search(hand, line)} == set()


@EVERY_ROUTINE
@pytest.mark.parametrize("count", [None, *Count])
@pytest.mark.parametrize("beat", Beat)
def test_only_what_can_be_heard_is_said_to_count(name: str, count: Any, beat: Any) -> None:
    options = answered(count=count, beat=beat)
    heard = [(area.title, cue) for _, area, cue in planned(arrange(ours(name), options, WORDS), options, WORDS)]
    ticked = {"tick"} if any(cue.sound == "tick" and cue.rep == 0 for _, cue in heard) else set()
    for title, told in heard:
        here = {cue.sound for area, cue in heard if cue.rep and (area, cue.stroke) == (title, told.stroke)}
        assert not re.search(r"\bticks?\b", told.say) or "tick" in {*ticked, *here}, told.say


@EVERY_ROUTINE
def test_where_one_hand_does_both_sides_the_count_is_clear(name: str) -> None:
    both = r"\b(other (side(?! of)|shoulder|half|leg)|right (side|ear|temple|cheek\w*|brow)|halves)\b"
    clear = r"\bcounts? as one\b|make one\b"
    unclear = {
        one.name
        for one, lines in taught(name, Hands.ONE)
        if not (one.alternate or one.each or one.repetitions == 1 or re.search(clear, " ".join(lines)))
        and re.search(r"\bleft\b|\bone (side|shoulder|leg)\b|\bhalf\b", " ".join(lines))
        and re.search(both, " ".join(lines))
    }
    assert unclear <= {"sun and moon", "love letters", "finger walk", "flat circle", "belly circles", "belly letters"}
