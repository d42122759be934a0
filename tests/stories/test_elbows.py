"""Keys while both hands are busy: any key is a no, and its echo is nothing more."""

from typing import Any

import pytest

from coach.model.events import STRAY, Command, Pressed, Tick
from coach.model.phases import TRAITS
from coach.session.keymap import remapped
from coach.session.machine import meaning, step
from coach.session.state import Phase
from tests.support.told import WORDS, Told, in_phase, is_hush


@pytest.mark.parametrize("key", ["a", "enter", "y", "q", "escape", "f1b5b", "1", "é", "space"])
def test_while_the_coach_leads_any_key_is_a_no(key: str) -> None:
    told = Told().playing(3000)
    assert is_hush(told.press(key))
    assert told.phase is Phase.RESTING


@pytest.mark.parametrize("key", ["j", "f1b5b", "7"])
def test_a_key_that_means_nothing_is_a_no_while_the_coach_asks(key: str) -> None:
    told = Told().asked()
    told.press(key)
    assert told.phase is Phase.DECLINED


@pytest.mark.parametrize("key", ["space", "enter", "a"])
def test_a_held_key_after_a_no_never_becomes_a_go_on(key: str) -> None:
    told = Told().playing(3000)
    told.press(key)
    told.press(key, after=500)
    for _ in range(200):
        told.press(key, after=30)
    assert told.phase is Phase.RESTING
    assert told.said().count(WORDS.one("third-no")) == 0
    told.press("enter", after=1500)
    assert told.phase is Phase.PLAYING


@pytest.mark.parametrize("after", [1, 100, 399])
def test_a_second_key_within_400_ms_is_the_same_elbow(after: int) -> None:
    told = Told().playing(3000)
    told.press("j")
    assert told.press("enter", after=after) == ()
    assert told.phase is Phase.RESTING


@pytest.mark.parametrize("pasted", ["ay", "xy", "xxxx", "by", "aq", "zzy"])
def test_pasted_text_counts_as_its_first_key(pasted: str) -> None:
    first, all_of_it = Told().asked(), Told().asked()
    first.press(pasted[0], after=400)
    all_of_it.press(pasted[0], after=400)
    for key in pasted[1:]:
        all_of_it.press(key, after=1)
    assert all_of_it.phase is first.phase
    assert all_of_it.state.here == first.state.here


@pytest.mark.parametrize("phase", [Phase.ASKING, Phase.LINGERING])
def test_a_no_is_heard_however_soon_after_another_key(phase: Any) -> None:
    told = in_phase(phase)
    told.press("a" if phase is Phase.ASKING else "+", after=400)
    told.press("space", after=10)
    assert TRAITS[told.phase].rests


def test_louder_can_be_tapped_quickly() -> None:
    told = Told().asked()
    assert all(told.press("+", after=150) for _ in range(3))


@pytest.mark.parametrize("phase", [Phase.ASKING, Phase.PLAYING, Phase.LINGERING])
def test_the_first_byte_of_a_key_is_a_no_at_once(phase: Any) -> None:
    told = in_phase(phase)
    assert is_hush(told.press(STRAY, after=1000))
    assert TRAITS[told.phase].rests
    assert told.press("1b5b42", after=50) == (), "its rest is the same key"


def test_another_key_400_ms_after_a_no_counts() -> None:
    told = Told().playing(3000)
    told.press("j")
    told.press("enter", after=400)
    assert told.phase is Phase.PLAYING


def test_a_key_that_is_switched_off_does_nothing_anywhere() -> None:
    for phase in Phase:
        told = in_phase(phase)
        told.state = step(told.state, Tick(0))[0]
        keyed = Told(begin=False, keys=remapped({"p": "off"}))
        assert meaning(keyed.state, Pressed(5000, "p")) is None
    told = Told(keys=remapped({"p": "off"})).playing(3000)
    assert told.press("p") == ()
    assert told.phase is Phase.PLAYING
    told.tell(Command.DONE)
    assert told.press("p", after=1000) == ()


def test_a_remapped_key_means_its_command_while_the_coach_leads_too() -> None:
    told = Told(keys=remapped({"p": "where are we"})).playing(3000)
    told.press("p")
    assert told.phase is Phase.PLAYING
    told.wait(2000)
    assert "This is rope, on the left leg." in told.said()


def test_a_tick_brings_no_command() -> None:
    assert meaning(Told().state, Tick(0)) is None
