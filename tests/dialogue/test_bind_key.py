"""Learning a pedal: it's pressed once, and bound under every name by which it arrived."""

from typing import Any

from coach.dialogue.bind_key import learn
from coach.dialogue.scenes import End
from coach.model.events import Pressed
from tests.support.led import Led
from tests.support.told import WORDS, line


def learning(command: Any = "no") -> Any:
    return Led(learn(WORDS, command, End))


def pressed_as(led: Any, *names: Any) -> Any:
    for n, name in enumerate(names):
        led.do(Pressed(led.now + 20 * n, name))
    return led


def test_one_press_is_bound_under_all_its_names() -> None:
    led = pressed_as(learning().until("Press the pedal now"), "evdev:KEY_B", "b", "global:b", "b")
    assert led.finish() == {"evdev:KEY_B": "no", "global:b": "no"}
    assert led.said[-1] == WORDS.one("learn-done")


def test_a_plain_key_can_be_bound_to_a_command() -> None:
    assert pressed_as(learning("where are we").until("Press the pedal now"), "f5").finish() == {"f5": "where are we"}


def test_a_key_that_has_a_meaning_is_refused_and_another_asked_for() -> None:
    led = pressed_as(learning("where are we").until("Press the pedal now"), "y")
    led.until(line("learn-taken"))
    assert pressed_as(led.wait(2000), "global:k").finish() == {"global:k": "where are we"}


def test_escape_leaves_and_binds_nothing() -> None:
    assert pressed_as(learning().until("Press the pedal now"), "escape").finish() == {}


def test_escape_leaves_even_if_it_arrives_as_a_learned_key_too() -> None:
    led = pressed_as(learning().until("Press the pedal now"), "evdev:KEY_ESC", "global:esc", "escape")
    assert led.finish() == {}
    assert line("learn-done") not in led.said


def test_the_request_is_repeated_every_fifteen_seconds() -> None:
    led = learning()
    led.wait(60_000)
    assert led.said.count(line("learn")) >= 3
    assert "alive" in led.sounds
