"""The first evening with a microphone: the coach says once that it listens, and one key turns that off."""

from typing import Any

import pytest

from coach.dialogue.errands import Become, KeepListening
from coach.dialogue.listening import told_once
from coach.dialogue.scenes import End, Tell
from coach.model.events import Way
from coach.store.profile import Profile
from coach.support.errors import UsageError
from tests.support.dialogues import World
from tests.support.led import Led
from tests.support.told import WORDS, line


def evening(mine: Any = None, *, microphone: Any = True, broken: Any = None, keys: Any = True) -> Any:
    scene = told_once(mine or Profile(), WORDS, lambda *given: End(given), keys=keys)
    return Led(scene, World((), broken, microphone=microphone))


def saved(led: Any) -> Any:
    return [one.on for one in led.errands if isinstance(one, KeepListening)]


def test_the_caregiver_learns_the_phrase_and_that_nothing_is_recorded() -> None:
    led = evening()
    mine, heard = led.finish()
    assert led.said[0] == "I also stop when you say: baby says no."
    assert led.said[1:] == ["Nothing is recorded.", "Press V now to turn my microphone off."]
    assert (mine.listens, mine.listening_told, heard) == (True, True, ("aloud",))
    assert saved(led) == [True]


def test_one_key_turns_listening_off_for_good() -> None:
    led = evening().answer((line("listening", 2), "v"))
    mine, heard = led.finish()
    assert (mine.listens, heard, saved(led)) == (False, (), [False])
    assert [one.mine.listens for one in led.errands if isinstance(one, Become)] == [False]
    assert led.said[-1] == line("listening-off")


def test_any_other_key_moves_on_and_it_listens() -> None:
    led = evening().answer((line("listening"), "k"))
    assert led.finish()[1] == ("aloud",)
    assert saved(led) == [True]


def test_listening_is_announced_only_once() -> None:
    led = evening(Profile(listening_told=True))
    assert led.finish() == (Profile(listening_told=True), ("aloud",))
    assert led.said == []


def test_without_a_microphone_nothing_is_said() -> None:
    led = evening(microphone=False)
    assert led.finish() == (Profile(), ())
    assert (led.said, saved(led)) == ([], [])


def test_a_caregiver_who_declined_hears_nothing_about_it() -> None:
    led = evening(Profile(listens=False))
    assert (led.finish(), led.said) == ((Profile(listens=False), ()), [])


def test_without_a_keyboard_no_key_is_named() -> None:
    led = evening(keys=False)
    led.finish()
    assert led.said == ["I stop when you say: baby says no.", "Nothing is recorded."]


def test_a_choice_that_cannot_be_saved_applies_tonight() -> None:
    broken = {KeepListening: UsageError("profile.yaml", "cannot be saved", "make room")}
    led = evening(broken=broken).answer((line("listening", 2), "v"))
    assert led.finish()[0].listens is False


PAUSES = "aloud-pauses-softer"


def before_told() -> Any:
    """The microphone has trouble while the caregiver doesn't know yet that there is one."""
    scene = Tell(("Can you hear me well?",), lambda _key: told_once(Profile(), WORDS, lambda *given: End(given)))
    led = Led(scene, World((), None, microphone=True), works=("keys", "aloud"), untold=frozenset({"aloud"}))
    led.do(Way(led.now, "aloud", works=True, say=PAUSES))
    return led


def test_a_microphone_nobody_knows_of_has_no_news_yet() -> None:
    led = before_told()
    led.until("Nothing is recorded")
    assert line(PAUSES) not in led.said
    led.finish()
    assert led.said[-1] == line(PAUSES)


@pytest.mark.parametrize("over", ["", "aloud-back"])
def test_trouble_that_ended_before_the_microphone_was_told_is_never_said(over: Any) -> None:
    led = before_told()
    led.do(Way(led.now, "aloud", works=True, say=over))
    led.finish()
    assert led.said[-1] == line("listening", 2)


def test_whoever_turns_the_microphone_off_hears_nothing_of_its_trouble() -> None:
    led = before_told().answer((line("listening", 2), "v"))
    led.finish()
    assert line(PAUSES) not in led.said
