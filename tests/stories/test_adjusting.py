"""Pace, loudness, where we are, and jumps to another part."""

from typing import Any

import pytest

from coach.model.effects import Level
from coach.model.events import Command
from coach.session.state import Phase
from tests.support.told import ASK, Told, is_hush


@pytest.mark.parametrize(("command", "pace"), [(Command.SLOWER, 120), (Command.FASTER, 80)])
def test_the_pace_changes_at_once_and_the_stroke_goes_on(command: Any, pace: int) -> None:
    told = Told().playing().count(3)
    begun = told.now
    assert is_hush(told.tell(command))
    told.count(4)
    assert told.state.options.pace == pace
    assert told.said(begun + 1)[0] == f"{command.value.capitalize()}."
    four, five = told.now, told.count(5).now
    assert abs(five - four - 5000 * pace // 100) <= 1


def test_the_pace_has_bounds() -> None:
    told = Told().playing()
    for _ in range(10):
        told.tell(Command.SLOWER)
    assert told.state.options.pace == 200
    for _ in range(10):
        told.tell(Command.FASTER)
    assert told.state.options.pace == 60


@pytest.mark.parametrize(("command", "db"), [(Command.LOUDER, 3), (Command.SOFTER, -3)])
def test_the_loudness_changes_at_once(command: Any, db: Any) -> None:
    told = Told().playing(3000)
    assert Level(db) in told.tell(command)
    assert told.phase is Phase.PLAYING


def test_the_loudness_has_bounds() -> None:
    told = Told().asked()
    levels = [effect.db for _ in range(20) for effect in told.tell(Command.LOUDER) if isinstance(effect, Level)]
    assert max(levels) == levels[-1] == 6
    levels = [effect.db for _ in range(20) for effect in told.tell(Command.SOFTER) if isinstance(effect, Level)]
    assert min(levels) == levels[-1] == -24


def test_where_are_we_gives_three_sentences_and_the_stroke_goes_on() -> None:
    told = Told().playing().count(3)
    begun = told.now
    assert is_hush(told.tell(Command.WHERE))
    told.count(4)
    assert told.said(begun + 1)[0] == "This is rope, on the left leg."
    assert told.said(begun + 1)[1].endswith("left in this part.")
    assert told.said(begun + 1)[2].startswith("About ")


def test_where_are_we_while_asking_is_answered_and_the_question_follows() -> None:
    told = Told()
    told.wait(1500)
    begun = told.now
    assert is_hush(told.press("w"))
    told.asked()
    assert told.said(begun)[0] == "Next comes the left leg. I'm waiting for your baby's answer."
    assert told.said(begun)[-1] == ASK


def test_where_are_we_in_a_rest_is_answered_and_the_rest_stays() -> None:
    told = Told().playing(4000)
    told.press("space")
    told.press("w", after=10_000)
    begun = told.now
    told.wait(15_000)
    assert told.said(begun)[0] == "This is rope, on the left leg."
    assert told.phase is Phase.RESTING


def test_a_change_of_loudness_while_asking_is_acknowledged_and_the_question_stays() -> None:
    told = Told().asked()
    begun = told.now
    told.press("+")
    told.wait(3000)
    assert told.said(begun) == ["Louder."]
    told.press("y")
    assert told.phase is Phase.PLAYING


def test_a_jump_to_another_part_asks_the_baby_before_anything_is_done() -> None:
    told = Told().playing(after=20_000)
    assert is_hush(told.tell(Command.PART_FORWARD))
    assert told.phase is Phase.ASKING
    assert told.state.here.title == "Right leg"
    told.playing(after=20_000).tell(Command.PART_BACK)
    assert told.phase is Phase.ASKING
    assert told.state.here.title == "Left leg"
    assert ("moved", "part forward") in told.marks()
    told.tell(Command.PART_BACK)
    assert told.state.here.title == "Left leg"


def test_a_jump_beyond_the_last_part_says_goodbye() -> None:
    told = Told()
    for _ in range(3):
        told.tell(Command.PART_FORWARD)
    assert told.phase is Phase.ENDED


def test_a_rest_can_be_left_for_the_next_part() -> None:
    told = Told().playing(after=20_000)
    told.tell(Command.NO)
    told.press("p", after=5000)
    assert told.phase is Phase.ASKING
    assert told.state.here.title == "Right leg"
