"""The stream at another rate; whole clips are looked at in test_clip."""

import numpy as np
import pytest

from coach.sound.resampling import Resampler


def tone(hertz: float, rate: int = 24_000, seconds: float = 1.0) -> np.ndarray:
    return np.sin(2 * np.pi * hertz * np.arange(round(rate * seconds)) / rate).astype(np.float32)


def loudness(sound: np.ndarray) -> float:
    """Decibels against a tone at full scale, without the ends."""
    return float(20 * np.log10(np.sqrt(2 * (sound[2000:-2000] ** 2).mean()) + 1e-9))


@pytest.mark.parametrize(("rate", "to"), [(24_000, 16_000), (48_000, 16_000), (44_100, 24_000), (16_000, 24_000)])
def test_a_tone_in_pieces_is_resampled_without_gaps(rate: int, to: int) -> None:
    down, sound = Resampler(rate, to), tone(440, rate)
    out = np.concatenate([down.push(piece) for piece in np.split(sound, [7, 1000, 1001, 9000])])
    assert 0 <= to - len(out) <= to // 100
    np.testing.assert_allclose(out[2000:-2000], tone(440, to)[2000 : len(out) - 2000], atol=2e-3)


def test_tones_above_the_other_rates_range_are_removed() -> None:
    assert loudness(Resampler(24_000, 16_000).push(tone(6_500))) == pytest.approx(0, abs=0.5)
    assert loudness(Resampler(24_000, 16_000).push(tone(8_700))) < -70
