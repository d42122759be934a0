"""The dry run: every channel stops the coach once, and nothing else counts."""

from typing import Any

import pytest

from coach.dialogue.dry_run import QUIET, channels, dry_run
from coach.dialogue.scenes import End
from coach.model.events import Command
from coach.store.profile import Profile
from tests.support.led import Led
from tests.support.told import WORDS, line


def tried(*wanted: Any) -> Any:
    return Led(dry_run(wanted, WORDS, End))


def test_it_tries_the_keyboard_and_the_bound_pedal() -> None:
    assert channels(Profile(keys={"global:k": "no", "evdev:x": "yes"}), hears=True) == ("keys", "pedal")
    assert channels(Profile(keys={"evdev:x": "yes"}), hears=True) == ("keys",)
    assert channels(Profile(), hears=False) == ()


def test_each_channel_that_stopped_it_is_named_at_the_end() -> None:
    led = tried("keys", "pedal", "aloud").answer(
        (line("try-keys", 1), "k"), ("One of two. Go on", "k"), ("Press the pedal now", "global:k")
    )
    led.answer(("One of two. Go on", "k")).until(line("try-aloud"))
    led.no()
    led.answer(("One of two. Go on", "k"))
    assert led.finish() == ("keys", "pedal", "aloud")
    assert led.said[-1] == "I stop for any key, the pedal and your voice."


def test_presses_in_the_silence_after_a_stop_count_as_the_same_elbow() -> None:
    led = tried("keys").answer((line("try-keys", 1), "k"))
    said = len(led.said)
    led.press("k", after=500)
    led.press("j", after=420)
    led.wait(QUIET - 921)
    assert len(led.said) == said
    led.answer(("One of two. Go on", "k"))
    assert led.finish() == ("keys",)


def test_a_press_on_another_channel_does_not_count_as_a_success() -> None:
    led = tried("pedal").answer(("Press the pedal now", "k"), ("One of two. Try that once more", "k"))
    led.answer(("Press the pedal now", "k"), (line("dry-run-retry"), "k"))
    assert line("stopped-not-pedal") in led.said
    assert led.finish() == ("keys",)


def test_crying_is_not_one_of_the_channels() -> None:
    led = tried("aloud").until(line("try-aloud"))
    assert led.tell(Command.NO, "crying") == ()


@pytest.mark.parametrize("key", ["escape", "backspace"])
def test_escape_leaves_the_dry_run(key: str) -> None:
    led = tried("keys").answer((line("try-keys", 1), "k"), ("Go on", key))
    assert led.finish() == ()


def test_it_talks_again_until_something_stops_it() -> None:
    led = tried("keys")
    led.wait(200_000)
    assert led.said.count(line("try-keys", 1)) >= 4
