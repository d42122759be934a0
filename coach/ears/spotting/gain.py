"""Amplifies a microphone with little gain, judged by its background. Knows no device.

The networks hear alike from -65 dB up, so an ordinary microphone is left as it is. One whose background is far softer
than any room has little gain, and a voice in it would fall below what is looked at.
"""

from __future__ import annotations

import math
from collections import deque

import numpy as np

from coach.sound.clip import Samples

RATE = 16_000
USUAL = -72.0
"""Decibels of RMS to which a softer background is raised."""
MOST, HEADROOM = 30.0, -6.0
"""The most decibels that are added, and the peak that what was loudest lately may then have."""
BACKGROUND, REMEMBERED = 10, 60
"""Seconds by whose softest 20 ms the background is measured, and in which the loudest peak counts."""
NEAR = 3.0
"""Decibels by which the gain may be off before it is changed: each change is news for the canceller."""


def _db(amplitude: float) -> float:
    return 20 * math.log10(amplitude + 1e-9)


class Gain:
    """Takes sound as it comes, in pieces of about 20 ms."""

    def __init__(self) -> None:
        self._softest, self._peaks = deque[float](maxlen=BACKGROUND), deque[float](maxlen=REMEMBERED)
        self._soft, self._peak, self._count = math.inf, 0.0, 0
        self.db = 0.0
        """Decibels that are added now."""

    def push(self, samples: Samples) -> Samples:
        """The samples, louder where that is needed. Digital silence tells nothing about the microphone."""
        if samples.any():
            self._soft = min(self._soft, math.sqrt(float(np.dot(samples, samples)) / len(samples)))
            self._peak = max(self._peak, float(np.abs(samples).max()))
        self._count += len(samples)
        before = self.db
        if self._count >= RATE:
            self._second()
        if not before and not self.db:
            return samples
        slope = np.linspace(before, self.db, len(samples), dtype=np.float32)
        out: Samples = samples * 10 ** (slope / np.float32(20))
        return out

    def _second(self) -> None:
        if self._peak:
            self._softest.append(self._soft)
            self._peaks.append(self._peak)
            wanted = min(USUAL - _db(min(self._softest)), HEADROOM - _db(max(self._peaks)), MOST)
            if abs(wanted - self.db) > NEAR or wanted <= 0:
                self.db = max(0.0, wanted)
        self._soft, self._peak, self._count = math.inf, 0.0, 0
