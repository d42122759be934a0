"""Amplifies a microphone that has too little gain, judged by its background. Knows no device.

The networks hear equally well from -65 dB up, so an ordinary microphone is left alone. If the background is far softer
than any room, the gain is too low, and a voice would fall below the level at which we listen.
"""

from __future__ import annotations

import math
from collections import deque

import numpy as np

from coach.sound.clip import Samples

RATE = 16_000
USUAL = -72.0
"""A softer background is raised to this RMS, in decibels."""
MOST, HEADROOM = 30.0, -6.0
"""The largest gain in decibels, and the highest peak that recent sound may have after it."""
BACKGROUND, REMEMBERED = 10, 60
"""The background is the softest 20 ms of this many seconds, and the peak is the highest in them."""
NEAR = 3.0
"""How many decibels the gain may be off before it's changed: the canceller must relearn after each change."""


def _db(amplitude: float) -> float:
    return 20 * math.log10(amplitude + 1e-9)


class Gain:
    """Takes sound as it arrives, in pieces of about 20 ms."""

    def __init__(self) -> None:
        self._softest, self._peaks = deque[float](maxlen=BACKGROUND), deque[float](maxlen=REMEMBERED)
        self._soft, self._peak, self._count = math.inf, 0.0, 0
        self.db = 0.0
        """The present gain in decibels."""

    def push(self, samples: Samples) -> Samples:
        """The samples, amplified if needed. Digital silence says nothing about the microphone."""
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
