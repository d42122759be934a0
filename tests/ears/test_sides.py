"""A microphone with two sides, of which one may hear nothing."""

from __future__ import annotations

import numpy as np

from coach.ears.sides import ONE_SIDED_SAY, Sides
from coach.sound.clip import Samples
from tests.support.sounds import RATE, noise


def heard(left: Samples, right: Samples) -> tuple[Samples, list[str]]:
    sides, mixed, said = Sides(), [], []
    for at in range(0, len(left), 320):
        one, say = sides.one(np.stack([left[at : at + 320], right[at : at + 320]], axis=1))
        mixed.append(one)
        said.append(say)
    return np.concatenate(mixed), [one for one in said if one]


def test_two_sides_that_hear_are_used_together() -> None:
    sound = noise(8)
    mixed, said = heard(sound, sound)
    assert said == []
    assert np.allclose(mixed, sound, atol=1e-6)


def test_a_dead_side_is_reported_within_ten_seconds_and_left_out() -> None:
    sound = noise(10)
    mixed, said = heard(np.zeros_like(sound), sound)
    assert said == [ONE_SIDED_SAY]
    assert np.allclose(mixed[-RATE:], sound[-RATE:], atol=1e-6)


def test_in_silence_no_side_counts_as_dead() -> None:
    assert heard(noise(20, 1e-6), np.zeros(20 * RATE, np.float32))[1] == []
