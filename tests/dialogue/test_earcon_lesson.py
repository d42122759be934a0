"""Learning the short sounds by ear: what is heard in which order, and what a key does."""

from itertools import pairwise
from typing import Any

import pytest

from coach.cli import main as cli
from coach.dialogue.earcon_lesson import lesson, teach
from coach.dialogue.scenes import End
from coach.model.effects import Earcon, Say, Sound
from coach.planning.timeline_builder import estimate
from tests.support.led import Led
from tests.support.told import WORDS


def taught() -> Any:
    return Led(teach(WORDS, End))


def heard(led: Any) -> Any:
    return [effect for _, effect in led.effects if isinstance(effect, Say | Sound)]


def test_every_sound_is_named_and_explained_before_it_is_played() -> None:
    led = taught()
    led.finish()
    assert set(led.sounds) == set(Earcon)
    for before, effect in pairwise(heard(led)):
        if isinstance(effect, Sound):
            assert before.text == WORDS.one(f"sounds-{effect.name.replace('_', '-')}")
            assert effect.at >= before.at + estimate(before.text), "nothing sounds over speech"


def test_when_a_key_is_pressed_the_next_sound_is_taught() -> None:
    led = taught().answer((WORDS.one("sounds-chime"), "k"))
    led.finish()
    assert "chime" not in led.sounds
    assert "tick" in led.sounds


@pytest.mark.parametrize("key", ["q", "escape"])
def test_when_q_is_pressed_the_lesson_ends(key: str) -> None:
    led = taught().answer((WORDS.one("sounds-tick"), key))
    assert led.state.over
    assert led.said[-1] == WORDS.one("sounds-tick")


def test_without_a_loudspeaker_the_meanings_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["sounds", "--speaker", "nowhere", "--voice", "none"]) == 5
    out, err = capsys.readouterr()
    assert out.splitlines() == [line for line, *_ in lesson(WORDS)]
    assert "; " in err
