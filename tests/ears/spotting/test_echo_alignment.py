"""The canceller on real devices: delays that change, samples that are late or lost."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from coach.ears.spotting.echo_alignment import Aligned
from coach.sound.clip import Samples
from tests.ears.spotting.test_echo import decibels, echo, power
from tests.support.sounds import RATE, noise


def pieces(late: Sequence[int], heard: Samples, played: Samples) -> Samples:
    """What is left of ``heard`` in pieces of 20 ms, the loudspeaker's so many pieces late, one after another."""
    aligned, left, given = Aligned(), [], 0
    for i in range(len(heard) // 320):
        upto = max(given, (i + 1 - late[i % len(late)]) * 320)
        left.append(aligned.clean(heard[i * 320 : (i + 1) * 320], played[given:upto]))
        given = upto
    return np.concatenate(left)


def test_a_delay_that_changes_is_measured_again() -> None:
    played, aligned = noise(16), Aligned()
    heard = np.concatenate([echo(played, 800)[: 8 * RATE], echo(played, 3000)[8 * RATE :]])
    step = RATE // 50
    left = [aligned.clean(heard[i : i + step], played[i : i + step]) for i in range(0, len(heard), step)]
    assert abs(aligned.delay - 3000) < 16
    assert power(np.concatenate(left)) < power(heard) / 30


def test_while_nothing_is_played_the_microphone_passes_unchanged() -> None:
    heard = noise(5)
    np.testing.assert_array_equal(Aligned().clean(heard, np.zeros_like(heard)), heard)


def test_the_coach_is_cancelled_though_its_samples_arrive_in_bursts() -> None:
    played = noise(14)
    heard = echo(played, 1500)
    left = pieces([0, 0, 0, 1, 2, 3, 0, 2, 4], heard, played)
    assert decibels(heard[-4 * RATE :], left[-4 * RATE :]) > 20


def test_samples_that_arrive_late_are_not_taken_for_silence() -> None:
    played, aligned = noise(2), Aligned()
    aligned.clean(noise(0.02), played[:320])
    took = []
    for i in range(2, 90):
        aligned.clean(noise(0.02), played[(i - 1) * 320 : i * 320] if i > 6 else played[:0])
        took.append(float(np.abs(aligned.took).max()))
    assert min(took) > 0


@pytest.mark.parametrize("seconds", [0.1, 0.3, 2.0])
def test_after_the_microphone_lost_sound_the_coach_is_soon_cancelled_again(seconds: float) -> None:
    played, aligned, left = noise(20), Aligned(), []
    heard, gone = echo(played, 800), round((8 + seconds) * RATE)
    for at in (*range(0, 8 * RATE, 320), *range(gone, len(heard), 320)):
        begin = 8 * RATE if at == gone else at  # the loudspeaker's go on, and wait
        left.append(aligned.clean(heard[at : at + 320], played[begin : at + 320]))
    soon = np.concatenate(left)[11 * RATE : 13 * RATE]
    assert decibels(heard[gone + 3 * RATE : gone + 5 * RATE], soon) > 20


def test_after_the_loudspeaker_was_gone_the_coach_is_cancelled_again() -> None:
    played, hush = noise(20), 3 * RATE
    aligned, left = Aligned(), []
    heard = echo(np.insert(played, 8 * RATE, np.zeros(hush, np.float32)), 800)
    for at in range(0, len(heard), 320):
        begin = at if at < 8 * RATE else at - hush
        given = played[:0] if 8 * RATE <= at < 8 * RATE + hush else played[begin : begin + 320]
        left.append(aligned.clean(heard[at : at + 320], given))
    assert decibels(heard[-2 * RATE :], np.concatenate(left)[-2 * RATE :]) > 20
