# ruff: noqa: RUF001
"""Aligns phrases, spelled as sounds, with what the phoneme recogniser heard. Knows no phrase and no threshold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from coach.sound.clip import Samples

WORST = -8.0
"""The most that one step may cost, in log-likelihood, so that a single click doesn't undo a phrase."""
LATEST = 0.7
"""How many seconds ago the phrase may have ended."""
STEP_S = 0.02
PAUSE, HURRY = 4, 4.0
"""How many steps of silence must follow a phrase, and the penalty if they don't: "baby says nothing" begins like
"baby says no". Somebody who talks on at once ("... no, stop") is still heard if the rest fits well."""
BEFORE = 12
"""How many steps of silence (0.24 s) must precede a word that must stand alone."""

LogProbs = NDArray[np.float32]
"""Shape (steps of 20 ms, symbols)."""


class Recogniser(Protocol):
    """Turns sound into phonemes."""

    symbols: tuple[str, ...]
    blank: int

    def listen(self, samples: Samples) -> LogProbs:
        """Log-probabilities of the symbols in each 20 ms of 16 kHz sound."""


class Ways:
    """Phrases to align, each in the recogniser's spelling, with ``|`` between alternatives for one sound."""

    def __init__(self, recogniser: Recogniser, written: Sequence[str], *, alone: bool = False) -> None:
        """``alone``: silence must come before them."""
        index = {symbol: i for i, symbol in enumerate(recogniser.symbols)}
        ways = [way.split() for way in written]
        sounds = sorted({sound for way in ways for sound in way})
        # The symbols of each sound; for each phrase its sounds, and the index of its last one.
        self.sounds = [[index[s] for s in sound.split("|") if s in index] for sound in sounds]
        self.last = np.array([len(way) - 1 for way in ways])
        longest = int(self.last.max()) + 1
        padded = [[*way, *way[-1:] * (longest - len(way))] for way in ways]
        self.ways = np.array([[sounds.index(sound) for sound in way] for way in padded])
        self.pauses = [recogniser.blank, *(index[s] for s in ("<wb>", " ", "\u0361", "ː") if s in index)]
        self._alone = alone

    def fits(self, steps: LogProbs) -> NDArray[np.float64]:
        """How well each phrase fits, if it has just ended: 0 fits, -20 doesn't. HURRY is subtracted without a pause.

        This is the best alignment of: anything; the phrase's sounds, with pauses of any length between them; a pause or
        anything.
        """
        cost = np.maximum(steps - steps.max(1, keepdims=True), WORST)
        said = np.stack([cost[:, sound].max(1, initial=WORST) for sound in self.sounds], axis=1)[:, self.ways]
        pause = cost[:, self.pauses].max(1)
        within = np.full(self.ways.shape, -np.inf)  # in the sound
        after = np.full(self.ways.shape, -np.inf)  # in the pause after it
        before = np.zeros(self.ways.shape)
        begins = self._begins(pause)
        rows, latest = np.arange(len(self.ways)), max(0, len(cost) - round(LATEST / STEP_S))
        ends = np.full((len(cost) - latest, len(rows)), -np.inf)
        for t in range(len(cost)):
            left = np.maximum(within, after)
            before[:, 0] = begins[t]
            before[:, 1:] = left[:, :-1]
            after = left + pause[t]
            within = np.maximum(within, before) + said[t]
            if t >= latest:
                ends[t - latest] = within[rows, self.last]
        silence = np.cumsum(pause[:latest:-1])[::-1]  # from each end to now
        early = max(0, len(ends) - PAUSE)
        calm = (ends[:early] + silence[:early, None]).max(0, initial=-np.inf)
        fits: NDArray[np.float64] = np.maximum(ends.max(0) - HURRY, calm)
        return fits

    def _begins(self, pause: NDArray[np.float32]) -> NDArray[np.float64]:
        """What it costs to begin at each step: nothing, or the penalty for too little silence before it."""
        if not self._alone:
            return np.zeros(len(pause))
        total = np.concatenate([[0.0], np.cumsum(pause)])
        at = np.arange(len(pause))
        lack: NDArray[np.float64] = total[at] - total[np.maximum(0, at - BEFORE)]
        return lack
