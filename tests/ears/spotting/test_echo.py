"""The canceller: the coach's voice goes, the caregiver's stays."""

from __future__ import annotations

import numpy as np

from coach.ears.spotting.echo import BLOCK, LEAD, Canceller, correlated, peak_of
from coach.sound.clip import Samples
from tests.support.sounds import RATE, noise


def echo(played: Samples, delay: int) -> Samples:
    path = noise(0.1, 1.0, seed=5) * np.exp(-np.arange(1600) / 200).astype(np.float32)
    path *= np.float32(0.3 / np.sqrt((path**2).sum()))
    return np.pad(np.convolve(played, path), (delay, 0))[: len(played)].astype(np.float32)


def cancelled(heard: Samples, played: Samples) -> Samples:
    """What is left of ``heard``, in which ``played`` is 700 samples late."""
    canceller, late = Canceller(), np.pad(played, (700 - LEAD, 0))
    blocks = [slice(at, at + BLOCK) for at in range(0, len(heard) - BLOCK + 1, BLOCK)]
    return np.concatenate([canceller.block(heard[block], late[block]) for block in blocks])


def power(samples: Samples) -> float:
    return float((samples[-RATE:] ** 2).mean())


def decibels(heard: Samples, left: Samples) -> float:
    """By how much less is left."""
    return 10 * float(np.log10((heard**2).mean() / (left**2).mean()))


def test_the_canceller_lowers_the_coach_by_twenty_decibels() -> None:
    played = noise(8)
    heard = echo(played, 700)
    left = cancelled(heard, played)
    assert power(left) < power(heard) / 100


def test_the_canceller_leaves_the_caregivers_voice_unchanged() -> None:
    played, near = noise(8), noise(8, 0.015, seed=9)
    near[: 4 * RATE] = 0
    left = cancelled(echo(played, 700) + near, played)
    off = left[-2 * RATE :] - near[: len(left)][-2 * RATE :]
    assert power(off) < power(near) / 5


def test_the_delay_of_an_echo_is_found_and_unrelated_sounds_have_none() -> None:
    played = noise(3)
    delay, sure = peak_of(correlated(echo(played, 2345), played))
    assert abs(delay - 2345) < 16
    assert sure > 10
    assert peak_of(correlated(noise(3, seed=7), played))[1] < 10


def test_a_loudspeaker_that_distorts_is_cancelled_too() -> None:
    played = noise(12, 0.15)
    heard = echo((np.tanh(3 * played) / 3).astype(np.float32), 700)
    left = cancelled(heard, played)
    assert decibels(heard[-2 * RATE :], left[-2 * RATE :]) > 25  # without the cube it is 18


def test_two_sounds_that_stop_together_are_not_taken_for_an_echo() -> None:
    cut = np.where(np.arange(2 * RATE) < RATE // 3, 1, 0).astype(np.float32)
    assert peak_of(correlated(noise(2, seed=7) * cut + 0.3 * cut, noise(2, seed=8) * cut + 0.3 * cut))[1] < 10


def test_after_a_silence_the_canceller_still_knows_the_room() -> None:
    played = np.concatenate([noise(6), np.zeros(10 * RATE, np.float32), noise(2, seed=9)])
    hiss = noise(18, seed=10) * np.float32(0.01)
    heard = echo(played, 700) + hiss
    left = cancelled(heard, played)
    np.testing.assert_array_equal(left[10 * RATE : 12 * RATE], heard[10 * RATE : 12 * RATE])
    assert decibels(heard[-RATE:], left[-RATE:]) > 20
