"""What three seconds of a sound are like."""

from __future__ import annotations

import numpy as np

from coach.ears.spotting.voicing_features import frames_at, lasting, measured
from coach.sound.clip import Samples
from tests.support.sounds import voice


def alike(sound: Samples) -> np.ndarray:
    """What three seconds of a sound are like."""
    return np.asarray(lasting(measured(frames_at(sound, np.arange(1, 69) * 640))[None])[0])


def test_pitch_tells_a_high_voice_from_a_low_one() -> None:
    assert alike(voice(3, 450))[0] > 0.9
    assert alike(voice(3, 180))[1] > 0.9


def test_an_instrument_holds_its_pitch_and_a_throat_does_not() -> None:
    held, glides = alike(voice(3, 450)), alike(voice(3, 400, glide=0.3))
    assert held[7] > 0.9
    assert glides[7] < 0.1


def test_bursts_and_the_breaths_between_them_are_counted() -> None:
    burst, breath = voice(0.6), np.zeros(6400, np.float32)
    parts = alike(np.concatenate([burst, breath] * 3))
    assert parts[4] * 4 == 3
    assert 0.2 < parts[3] < 0.5
