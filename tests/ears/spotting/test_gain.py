"""A microphone with little gain."""

from __future__ import annotations

import numpy as np

from coach.ears.spotting.gain import Gain
from coach.sound.clip import Samples
from tests.support.sounds import noise


def after(background: float, seconds: int = 3) -> Gain:
    gain = Gain()
    for i in range(50 * seconds):
        gain.push(noise(0.02, background, seed=i))
    return gain


def test_an_ordinary_microphone_is_left_as_it_is() -> None:
    piece = noise(0.02, 0.1)
    np.testing.assert_array_equal(after(10 ** (-65 / 20)).push(piece), piece)


def test_a_microphone_with_little_gain_is_made_louder() -> None:
    assert 20 < after(10 ** (-95 / 20)).db < 26
    assert after(10 ** (-120 / 20)).db == 30


def test_a_loud_voice_in_a_silent_room_is_not_made_too_loud() -> None:
    gain = after(10 ** (-95 / 20))
    for i in range(100):
        gain.push(noise(0.02, 0.2, seed=i) if i % 10 else noise(0.02, 10 ** (-95 / 20)))
    assert gain.db == 0


def test_digital_silence_changes_nothing() -> None:
    gain = Gain()
    silence: Samples = np.zeros(320, np.float32)
    for _ in range(500):
        gain.push(silence)
    assert gain.db == 0
