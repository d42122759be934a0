"""Mixes a microphone's two sides into one sound, and finds a deaf side. Knows no device."""

from __future__ import annotations

import numpy as np

from coach.sound.clip import Samples

RATE = 16_000
LOOK = 5 * RATE
"""Samples after which the two sides are compared."""
DEAF = 1e-3
"""Share of the other side's power, -30 dB: a side with less is deaf."""
SOUNDING = 1e-8
"""The least mean square of the better side, -80 dB, for a comparison."""
ONE_SIDED_SAY = "aloud-one-sided"
"""The name of the coach's sentence about it."""


class Sides:
    """The two sides. Both are used until one turns out to be deaf."""

    def __init__(self) -> None:
        self._power, self._count = np.zeros(2), 0
        self._weights = np.full(2, 0.5, np.float32)
        self._told = False

    def one(self, both: Samples) -> tuple[Samples, str]:
        """``both``, shape (n, 2), as one sound, and the name of a sentence to say now, or empty."""
        power = (both.astype(np.float64) ** 2).sum(0)
        say = ""
        if power.max(initial=0.0) > SOUNDING * len(both):
            self._power, self._count = self._power + power, self._count + len(both)
            if self._count >= LOOK:
                say = self._compared()
        mixed: Samples = (both * self._weights).sum(1, dtype=np.float32)
        return mixed, say

    def _compared(self) -> str:
        worse, better = np.argsort(self._power)
        one_sided = self._power[worse] < DEAF * self._power[better]
        self._weights = np.full(2, 0.5, np.float32)
        if one_sided:
            self._weights[worse], self._weights[better] = 0.0, 1.0
        self._power, self._count = np.zeros(2), 0
        if one_sided and not self._told:
            self._told = True
            return ONE_SIDED_SAY
        return ""
