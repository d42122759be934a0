"""How far the clocks of loudspeaker and microphone drift apart, and sound read between its samples. Knows no devices.

Two devices never run at quite the same rate: 10 to 100 parts per million is common. The delay between them then grows
all the time, and a canceller that has to learn it anew is always late.
"""

from __future__ import annotations

from collections import deque

import numpy as np

from coach.ears.spotting.echo import peak_of, vertex
from coach.sound.clip import Samples

MEASURED = 24
"""How many measurements are remembered."""
ENOUGH = 4
"""How many measurements are needed for a result."""
APART = 48_000
"""How many samples (3 s) must lie between two measurements, because each is about 0.2 samples off."""
LARGEST = 4e-4
"""No working clocks are further apart than this: a measurement was wrong."""
LEAST = 3e-6
"""Smaller drifts are ignored: in 20 s they make one sample."""
REACH = 400
"""By how many samples the delay may have moved since the sum began, beyond what the counts say."""
ALIKE = 6.0
"""How far the match of two correlations must stand out; unrelated ones reach 4."""
FADING = np.float32(0.8)
"""The weight of the older correlations when a new one is added."""
AGREE = 1.5
"""By how many samples half of the measurements may be off a straight line."""
TAPS = 8
"""How many samples on each side are used to interpolate between two."""
_AROUND = np.arange(1 - TAPS, TAPS + 1)


class Drift:
    """Aligns the correlations of successive seconds: all echoes of a room together show how far the delay moved.

    The highest peak alone isn't enough: in a room that rings, the loudest echo keeps changing.
    """

    def __init__(self) -> None:
        self._seen = deque[tuple[int, float]](maxlen=MEASURED)
        self._sum: Samples = np.empty(0, np.float32)
        """The sum of the correlations so far, each shifted to line up with the first."""
        self._zero = 0
        self.rate = 0.0
        """How much the delay grows per sample, in samples; 1e-4 is 100 parts per million."""

    def note(self, at: int, lags: Samples, base: int) -> tuple[float, float]:
        """Take one more correlation, of sound around sample number ``at``, and measure the delay in all of them.

        Args:
            at: sample number of the microphone.
            lags: the result of :func:`coach.ears.spotting.echo.correlated`.
            base: number of the played sample that was paired with the microphone's first.

        Returns:
            The delay at ``at`` in these lags, and how far its peak stands out.

        """
        moved, sure = self._moved(lags, base)
        if sure < ALIKE:
            alone = peak_of(lags)
            if len(self._sum) and alone[1] < peak_of(self._sum)[1]:
                return alone
            self._seen.clear()
            self._sum, self._zero, moved = lags, base, 0.0
        else:
            self._sum = FADING * self._sum + np.roll(lags, -round(moved))
        self._seen.append((at, moved - (base - self._zero)))
        self._line()
        delay, stands_out = peak_of(self._sum)
        return delay + moved, stands_out

    def jumped(self, by: int) -> None:
        """The delay has grown by so many samples at once, because samples were lost: the clocks didn't do that."""
        self._zero -= by

    def _moved(self, lags: Samples, base: int) -> tuple[float, float]:
        """By how many samples these lags are later than the sum, and how far that peak stands out."""
        if not len(self._sum):
            return 0.0, 0.0
        size = 1 << (len(lags) + REACH).bit_length()
        both = np.fft.irfft(np.fft.rfft(lags, size) * np.conj(np.fft.rfft(self._sum, size)), size)
        middle = base - self._zero
        near: Samples = np.take(both, np.arange(middle - REACH, middle + REACH + 1), mode="wrap").astype(np.float32)
        best = int(near.argmax())
        return middle - REACH + vertex(near, best), float(near[best] / (np.sqrt((near**2).mean()) + 1e-12))

    def _line(self) -> None:
        """The Theil-Sen line through the measurements, which outliers don't affect."""
        if len(self._seen) < ENOUGH:
            return
        when, what = np.array(self._seen).T
        first, second = np.nonzero(when[None] - when[:, None] >= APART)
        slopes = (what[second] - what[first]) / (when[second] - when[first])
        slopes = slopes[np.abs(slopes) <= LARGEST]
        if len(slopes) < ENOUGH:
            return
        rate = float(np.median(slopes))
        off = what - rate * when
        if np.median(np.abs(off - np.median(off))) <= AGREE:
            self.rate = rate if abs(rate) >= LEAST else 0.0


def between(samples: Samples, part: float) -> Samples:
    """``samples`` read a fraction (0 to 1) of a sample later; TAPS - 1 shorter at the beginning and TAPS at the end."""
    away = _AROUND - part
    weights = np.sinc(away) * np.cos(np.pi * away / (2 * TAPS)) ** 2
    out: Samples = np.convolve(samples, weights[::-1].astype(np.float32), "valid")
    return out
