"""Mixes a microphone's two sides into one sound, and finds a deaf side. Knows no device."""

from __future__ import annotations

import numpy as np

from coach.sound.clip import Samples

RATE = 16_000
LOOK = 5 * RATE
"""How many samples pass before the two sides are compared."""
DEAF = 1e-3
"""A side with less than this share of the other's power, -30 dB, is deaf."""
SOUNDING = 1e-8
"""How loud the better side must be for a comparison, as a mean square: -80 dB."""
ONE_SIDED_SAY = "aloud-one-sided"
"""The name of the coach's sentence about a deaf side."""


class Sides:
    """Both sides of a microphone. Both are used until one turns out to be deaf."""

    def __init__(self) -> None:
        self._power, self._count = np.zeros(2), 0
        self._weights = np.full(2, 0.5, np.float32)
        self._told = False

    def one(self, both: Samples) -> tuple[Samples, str]:
        """Mix ``both``, shape (n, 2), into one sound; also return the name of a sentence to say now, or ""."""
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
