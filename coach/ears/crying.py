"""Hears a baby cry, steadily and for three seconds: the clearest "no" there is. Knows features and no sound.

Fussing (short, on and off) is not a no, and a laugh or a squeak is too short.
"""

from __future__ import annotations

from collections import deque
from importlib.resources import files
from importlib.resources.abc import Traversable

import numpy as np
from numpy.typing import NDArray

from coach.ears.features import STEP_MS, WIDTH, Features

SEEN = 12
"""Steps, about a second, that are judged together: their means and their spread."""
LASTING_MS = 2000
"""How long that must go on: three seconds in all, with the second that the first of them saw."""
SHARE = 0.7
"""Of those steps so many must be crying: a baby breathes in between."""
FAINTEST = 0.004
"""RMS of a second, -48 dB: fainter sound is no baby under the caregiver's hands, whatever it is like. The quietest
recordings of crying have -37 dB; what the canceller leaves of the coach's own voice, and silence itself, lie below."""
LIKELY = 0.8
"""From this probability on a step is crying. With that share 17 of 19 tuning recordings were heard in 3.5 s,
and no false one in half an hour of speech, words and homes."""


def summary(features: Features) -> Features:
    """Means and standard deviations over a second, shape (steps - 11, 192)."""
    total = np.cumsum(np.pad(features.astype(np.float64), ((1, 0), (0, 0))), axis=0)
    squares = np.cumsum(np.pad(features.astype(np.float64) ** 2, ((1, 0), (0, 0))), axis=0)
    mean = (total[SEEN:] - total[:-SEEN]) / SEEN
    spread = np.sqrt(np.maximum((squares[SEEN:] - squares[:-SEEN]) / SEEN - mean**2, 0))
    return np.concatenate([mean, spread], axis=1).astype(np.float32)


class CryHead:
    """The probability of crying in each second."""

    def __init__(self, weights: Traversable | None = None) -> None:
        source = weights or files("coach.ears") / "models" / "cry.npz"
        with source.open("rb") as file, np.load(file) as stored:
            self._weights = {name: stored[name] for name in stored.files}

    def crying(self, features: Features) -> NDArray[np.float32]:
        """Shape (steps - 11,), 0 to 1."""
        w = self._weights
        hidden = np.maximum((summary(features) - w["mean"]) / w["scale"] @ w["weight0"] + w["bias0"], 0)
        out: NDArray[np.float32] = 1 / (1 + np.exp(-np.clip(hidden @ w["weight1"] + w["bias1"], -30, 30)))
        return out


class Crying:
    """Becomes true once when crying has lasted, and is ready again when it has stopped for as long."""

    def __init__(self, head: CryHead | None = None, likely: float = LIKELY, share: float = SHARE) -> None:
        self._head = head or CryHead()
        self._likely, self._share = likely, share
        self._recent = np.empty((0, WIDTH), np.float32)
        self._steps: deque[bool] = deque(maxlen=LASTING_MS // STEP_MS)
        self._going = False

    def hear(self, features: Features, rms: float = 1.0) -> bool:
        """Whether sustained crying was noticed just now: ``features`` are new steps, ``rms`` is of the last second."""
        noticed = False
        self._recent = np.concatenate([self._recent, features])
        if len(self._recent) < SEEN:
            return False
        for likely in self._head.crying(self._recent):
            self._steps.append(bool(likely >= self._likely and rms >= FAINTEST))
            share = sum(self._steps) / (self._steps.maxlen or 1)
            if share >= self._share and self._steps[-1] and not self._going:
                self._going = noticed = True
            elif share < self._share / 3:
                self._going = False
        self._recent = self._recent[1 - SEEN :]
        return noticed
