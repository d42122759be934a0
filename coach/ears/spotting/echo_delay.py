"""Finds the delay of the echo in correlations of successive seconds. Knows no devices."""

from __future__ import annotations

import numpy as np

from coach.ears.spotting.echo import highest, peak_of
from coach.sound.clip import Samples

REACH = 400
"""By how many samples the delay may have moved since the sum began, beyond what the counts and the clocks say."""
ALIKE = 6.0
"""How far the match of two correlations must stand out; unrelated ones reach 4."""
FADING = np.float32(0.8)
"""The weight of the older correlations when a new one is added."""


class Delay:
    """Adds up the correlations of successive seconds, each shifted to line up with the first.

    The highest peak alone isn't enough: in a room that rings, the loudest echo keeps changing.
    """

    def __init__(self) -> None:
        self._sum: Samples = np.empty(0, np.float32)
        self._zero = 0.0

    def note(self, lags: Samples, base: int) -> tuple[float, float]:
        """Take one more correlation, and measure the delay in all of them.

        Args:
            lags: the result of :func:`coach.ears.spotting.echo.correlated`.
            base: number of the played sample that was paired with the microphone's first.

        Returns:
            The delay in these lags, and how far its peak stands out.

        """
        moved, sure = self._moved(lags, base)
        if sure < ALIKE:
            alone = peak_of(lags)
            if len(self._sum) and alone[1] < peak_of(self._sum)[1]:
                return alone
            self._sum, self._zero, moved = lags, float(base), 0.0
        else:
            self._sum = FADING * self._sum + np.roll(lags, -round(moved))
        delay, stands_out = peak_of(self._sum)
        return delay + moved, stands_out

    def grew(self, by: float) -> None:
        """The delay has grown by so many samples, as the clocks drift or because samples were lost."""
        self._zero -= by

    def _moved(self, lags: Samples, base: int) -> tuple[float, float]:
        """By how many samples these lags are later than the sum, and how far that peak stands out."""
        if not len(self._sum):
            return 0.0, 0.0
        size = 1 << (len(lags) + REACH).bit_length()
        both = np.fft.irfft(np.fft.rfft(lags, size) * np.conj(np.fft.rfft(self._sum, size)), size)
        middle = round(base - self._zero)
        near: Samples = np.take(both, np.arange(middle - REACH, middle + REACH + 1), mode="wrap").astype(np.float32)
        position, stands_out = highest(near)
        return middle - REACH + position, stands_out
