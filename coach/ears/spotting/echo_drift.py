"""How far the clocks of loudspeaker and microphone drift apart, and sound read between its samples. Knows no devices.

Two devices never run at quite the same rate: 10 to 100 parts per million is common. The delay between them then grows
all the time, and a canceller that has to learn it anew is always late.
"""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from coach.ears.spotting.echo import RATE, highest
from coach.sound.clip import Samples

SEGMENT = 8_000
"""How many samples, half a second, each measurement uses. While it lasts, the delay grows by less than a sample."""
SIZE = 16_384
"""The length of the transforms: two segments and a little more."""
LOW, HIGH = SIZE * 200 // RATE, SIZE * 5000 // RATE
"""The speech band, 200 to 5000 Hz, as bins of the spectrum."""
MEASURED = 24
"""How many measurements are remembered."""
ENOUGH = 4
"""How many measurements are needed for a result."""
APART = 12_000
"""How many samples (0.75 s) must lie between two measurements to be compared."""
LARGEST = 4e-4
"""No working clocks are further apart than this: a measurement was wrong."""
LEAST = 3e-6
"""Smaller drifts are ignored: in 20 s they make one sample."""
CERTAIN = 6e-6
"""A drift is believed if its standard error is at most this. After two and a half seconds of talk (median; nine of ten
times after 5.5) it's off by 3.3 parts per million (RMS), after 14 s by 0.2, in rooms of RT60 0.15 to 1.5 s."""
FINEST = 0.1
"""By how many samples a measurement may always be off, however well the others agree."""
NEAR = 128
"""By how many samples the delay may differ from what is believed."""
ALIKE = 6.0
"""How far the match of two correlations must stand out; unrelated ones reach 4."""
FADING = np.float32(0.9)
"""The weight of the older correlations when a new one is added."""
LOST = 6
"""If more measurements than this in a row, or than all before them, match nothing, measuring begins anew."""
TAPS = 8
"""How many samples on each side are used to interpolate between two."""
_AROUND = np.arange(1 - TAPS, TAPS + 1)
_FADE = np.hanning(SEGMENT).astype(np.float32)
_BINS = np.arange(LOW, HIGH)

Spectrum = NDArray[np.complex64]
"""Of a correlation, from bin LOW up to HIGH."""


class Drift:
    """Compares the echoes of each half second with those before: all of a room together show how far the delay moved.

    The highest peak alone isn't enough: in a room that rings, the loudest echo keeps changing.
    """

    def __init__(self) -> None:
        self._seen = deque[tuple[float, float]](maxlen=MEASURED)
        """When, and by how many samples the delay had grown since the first measurement."""
        self._sum: Spectrum = np.empty(0, np.complex64)
        """The sum of the correlations so far, each shifted to line up with the first."""
        self._zero = self._lost = 0
        self.rate = 0.0
        """How much the delay grows per sample, in samples; 1e-4 is 100 parts per million."""

    @property
    def settled(self) -> bool:
        """Whether so much was measured that one more measurement matters little."""
        return len(self._seen) == MEASURED

    def note(self, first: int, base: int, heard: Samples, played: Samples) -> None:
        """Measure the delay once more.

        Args:
            first: the microphone's number of the first sample of ``heard``.
            base: by how much the loudspeaker's number of the first sample of ``played`` is higher.
            heard: SEGMENT samples.
            played: the samples whose echo should be in them.

        """
        cross = correlation(heard, played)
        if not len(self._sum):
            self._sum, self._zero = cross, base
        moved, sure = _moved(cross, self._sum)
        if sure < ALIKE:
            self._lost += 1
            if self._lost > min(LOST, len(self._seen)):
                self.forget()
            return
        self._lost = 0
        self._sum = FADING * self._sum + cross * np.exp(2j * np.pi * moved / SIZE * _BINS).astype(np.complex64)
        self._seen.append((first + _middle(heard), moved - (base - self._zero)))
        self._line()

    def forget(self) -> None:
        """Begin anew, because the delay has jumped by an unknown number of samples; the rate stays."""
        self._seen.clear()
        self._sum, self._lost = np.empty(0, np.complex64), 0

    def jumped(self, by: int) -> None:
        """The delay has grown by so many samples at once, because samples were lost: the clocks didn't do that."""
        self._zero -= by

    def _line(self) -> None:
        """The Theil-Sen line through the measurements, which outliers don't affect."""
        if len(self._seen) < ENOUGH:
            return
        when, what = np.array(self._seen).T
        first, second = np.nonzero(when[None] - when[:, None] >= APART)
        if not len(first):
            return
        rate = float(np.median((what[second] - what[first]) / (when[second] - when[first])))
        off = what - rate * when
        scatter = max(FINEST, 1.5 * float(np.median(np.abs(off - np.median(off)))))
        if abs(rate) <= LARGEST and scatter <= CERTAIN * float(np.std(when)) * np.sqrt(len(when)):
            self.rate = rate if abs(rate) >= LEAST else 0.0


def correlation(heard: Samples, played: Samples) -> Spectrum:
    """How ``heard`` follows from ``played``, SEGMENT samples of each: phases only (GCC-PHAT)."""
    cross = np.fft.rfft(heard * _FADE, SIZE)[LOW:HIGH] * np.conj(np.fft.rfft(played * _FADE, SIZE)[LOW:HIGH])
    white: Spectrum = (cross / (np.abs(cross) + 1e-12)).astype(np.complex64)
    return white


def _moved(cross: Spectrum, known: Spectrum) -> tuple[float, float]:
    """By how many samples the echoes in ``cross`` come later than in ``known``, and how far that match stands out."""
    full = np.zeros(SIZE // 2 + 1, np.complex64)
    full[LOW:HIGH] = cross * np.conj(known)
    both = np.fft.irfft(full)
    near: Samples = np.concatenate([both[-NEAR:], both[: NEAR + 1]]).astype(np.float32)
    position, stands_out = highest(near)
    return position - NEAR, stands_out


def _middle(heard: Samples) -> float:
    """The sample around which the sound lies, because somebody may speak in a part of it alone."""
    power = (heard * _FADE) ** 2
    return float(np.dot(power, np.arange(SEGMENT)) / (power.sum() + 1e-12))


def between(samples: Samples, part: float) -> Samples:
    """``samples`` read a fraction (0 to 1) of a sample later; TAPS - 1 shorter at the beginning and TAPS at the end."""
    away = _AROUND - part
    weights = np.sinc(away) * np.cos(np.pi * away / (2 * TAPS)) ** 2
    out: Samples = np.convolve(samples, weights[::-1].astype(np.float32), "valid")
    return out
