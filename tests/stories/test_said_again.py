"""Commands by voice: repeated before they act, and undone by saying them again."""

from typing import Any

import pytest

from coach.model.effects import Say
from coach.model.events import Command
from coach.model.phases import Phase
from tests.support.told import Told, in_phase, line


def texts(effects: Any) -> Any:
    return [one.text for one in effects if isinstance(one, Say)]


@pytest.mark.parametrize(
    ("command", "said"), [(Command.NEXT, "heard-next"), (Command.BACK, "heard-back"), (Command.AGAIN, "heard-again")]
)
def test_a_spoken_command_is_repeated_before_it_acts(command: Any, said: str) -> None:
    told = Told().playing(9000)
    effects = told.tell(command, by="microphone")
    assert texts(effects) == [line(said), line("undo")]
    last = max(one.at for one in effects if isinstance(one, Say))
    assert told.state.zero > last, "the stroke begins after that"


def test_a_key_is_not_repeated() -> None:
    told = Told().playing(9000)
    assert texts(told.tell(Command.NEXT, by="pedal")) == []


def test_how_to_undo_a_command_is_said_once_a_session() -> None:
    told = Told().playing(9000)
    told.tell(Command.NEXT, by="microphone")
    told.wait(30_000)
    assert texts(told.tell(Command.BACK, by="microphone")) == [line("heard-back")]


def test_a_command_said_again_is_undone() -> None:
    told = Told().playing(9000)
    was = told.state.stroke
    told.tell(Command.NEXT, by="microphone")
    told.wait(2500)
    told.tell(Command.NEXT, by="microphone")
    assert line("taken-back") == told.first(told.now)
    assert (told.phase, told.state.start.stroke) == (Phase.PLAYING, was)


def test_slower_said_again_restores_the_pace() -> None:
    told = Told().playing(9000)
    told.tell(Command.SLOWER, by="microphone")
    slower = told.state.options.pace
    told.wait(3000)
    told.tell(Command.SLOWER, by="microphone")
    assert (slower, told.state.options.pace) == (120, 100)


def test_later_the_same_word_is_a_new_command() -> None:
    told = Told().playing(9000)
    told.tell(Command.SLOWER, by="microphone")
    told.wait(7000)
    told.tell(Command.SLOWER, by="microphone")
    assert told.state.options.pace == 140


def test_after_a_no_nothing_is_undone() -> None:
    told = Told().playing(9000)
    told.tell(Command.SLOWER, by="microphone")
    told.tell(Command.NO, by="microphone")
    told.tell(Command.SLOWER, by="microphone")
    assert told.state.options.pace == 140


def test_a_command_in_a_rest_is_undone_into_the_rest() -> None:
    told = Told().playing(9000)
    told.tell(Command.NO, by="microphone")
    told.wait(5000)
    told.tell(Command.NEXT, by="microphone")
    assert told.phase is Phase.PLAYING
    told.wait(1000)
    told.tell(Command.NEXT, by="microphone")
    assert told.phase is Phase.RESTING


def test_a_command_at_the_question_is_undone_into_the_question() -> None:
    told = in_phase(Phase.ASKING)
    area, loud = told.state.area, told.state.level
    told.tell(Command.LOUDER, by="microphone")
    assert told.state.level > loud
    told.wait(2500)
    told.tell(Command.LOUDER, by="microphone")
    assert (told.phase, told.state.area, told.state.level) == (Phase.ASKING, area, loud)
    assert told.state.here.ask in texts(told.wait(9000)), "the question is asked again"
