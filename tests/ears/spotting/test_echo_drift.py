"""Clocks of loudspeaker and microphone that drift apart."""

from __future__ import annotations

import numpy as np
import pytest

from coach.ears.spotting.echo_alignment import Aligned
from coach.ears.spotting.echo_drift import TAPS, between
from coach.sound.clip import Samples
from tests.ears.spotting.test_echo import decibels, echo
from tests.support.sounds import RATE, noise

STEP = RATE // 50


def by_a_clock(samples: Samples, parts_in_a_million: float) -> Samples:
    """``samples`` as a microphone has them whose clock is slower by so much."""
    size = len(samples)
    spectrum = np.fft.rfft(samples)
    fine = np.fft.irfft(np.pad(spectrum, (0, 7 * (len(spectrum) - 1))), 8 * size) * 8
    at = np.arange(size) * (1 + 1e-6 * parts_in_a_million) * 8
    return np.asarray(np.interp(at, np.arange(8 * size), fine), np.float32)


def cancelled(aligned: Aligned, heard: Samples, played: Samples) -> Samples:
    return np.concatenate(
        [aligned.clean(heard[i : i + STEP], played[i : i + STEP]) for i in range(0, len(heard), STEP)]
    )


@pytest.mark.parametrize("apart", [-150, 40, 100])
def test_the_coach_is_cancelled_though_the_clocks_drift(apart: float) -> None:
    played, aligned = noise(24), Aligned()
    heard = by_a_clock(echo(played, 900), apart)
    left = cancelled(aligned, heard, played)
    assert abs(aligned.drift + apart) < 5
    assert decibels(heard[-4 * RATE :], left[-4 * RATE :]) > 15


@pytest.mark.parametrize("apart", [-150, 40, 100])
def test_how_far_the_clocks_drift_is_known_after_four_seconds(apart: float) -> None:
    played, aligned = noise(4), Aligned()
    cancelled(aligned, by_a_clock(echo(played, 900), apart), played)
    assert abs(aligned.drift + apart) < 10


def test_once_the_drift_is_known_the_coach_is_cancelled_at_once() -> None:
    played = noise(8)
    heard = by_a_clock(echo(played, 900), 100)
    left = cancelled(Aligned(), heard, played)
    assert decibels(heard[-3 * RATE :], left[-3 * RATE :]) > 15


def test_clocks_that_agree_are_left_alone() -> None:
    played, aligned = noise(12), Aligned()
    cancelled(aligned, echo(played, 900), played)
    assert aligned.drift == 0


def test_the_delay_is_that_of_the_first_echo_not_the_loudest() -> None:
    played, aligned = noise(8), Aligned()
    heard = 0.8 * echo(played, 900) + echo(played, 1400)
    cancelled(aligned, heard, played)
    assert abs(aligned.delay - 900) < 30


def test_sound_is_read_between_its_samples() -> None:
    at = np.arange(200)
    tone = np.sin(0.3 * at).astype(np.float32)
    np.testing.assert_allclose(between(tone, 0.25), np.sin(0.3 * (at + 0.25))[TAPS - 1 : -TAPS], atol=2e-3)
