"""Notices from loudness alone when somebody stops talking: then it's time to look at what was said. Knows no device."""

from __future__ import annotations

import math

import numpy as np

from coach.ears.spotting.steps import STEP
from coach.sound.clip import Samples

DROP, RISE = 9.0, 5.0
"""An utterance ends this many decibels below its recent peak; the next begins this many above the pause."""
QUIET = 2
"""For how many steps, 0.16 s, it must stay softer."""
CLEAR = 8.0
"""By how many decibels a voice must exceed the background."""
FADE, CREEP = 0.6, 0.15
"""How fast the peak is forgotten, and how fast the background may grow, in decibels a step."""
FAINTEST = -75.0


class Ends:
    """Takes sound as it arrives, in pieces of any length."""

    def __init__(self) -> None:
        self._waiting: Samples = np.empty(0, np.float32)
        self._loudest = self._background = FAINTEST
        self.talking = False
        """Whether somebody is talking now."""
        self._quiet = 0

    def push(self, samples: Samples) -> bool:
        """Whether somebody stopped talking within these samples."""
        self._waiting = np.concatenate([self._waiting, samples])
        whole = len(self._waiting) // STEP
        steps, self._waiting = self._waiting[: whole * STEP].reshape(-1, STEP), self._waiting[whole * STEP :]
        levels = [10 * math.log10(float((step**2).mean()) + 1e-10) for step in steps]
        return any([self._ended(level) for level in levels])  # noqa: C419 - every step counts

    def _ended(self, level: float) -> bool:
        self._background = max(FAINTEST, min(level, self._background + CREEP))
        self._loudest = max(level, self._loudest - FADE)
        if level > self._loudest - RISE and level > self._background + CLEAR:
            self.talking = True
        self._quiet = self._quiet + 1 if level < self._loudest - DROP else 0
        if not self.talking or self._quiet < QUIET:
            return False
        self.talking = False
        return True
