"""Sound that arrives in pieces, of which the newest part is kept. Knows no devices."""

from __future__ import annotations

from collections import deque

import numpy as np

from coach.ears.spotting.echo import RATE
from coach.sound.clip import Samples

KEPT = 8 * RATE
"""How many samples of each sound are kept: this is how far the ears may lag behind on a busy machine."""


class Last:
    """The newest ``size`` samples of sound that arrives in pieces, joined only on demand."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._pieces, self._count = deque([np.empty(0, np.float32)]), 0

    def push(self, samples: Samples) -> None:
        """Add the newest samples."""
        while self._count - len(self._pieces[0]) >= self._size:
            self._count -= len(self._pieces.popleft())
        self._pieces.append(samples)
        self._count += len(samples)

    def joined(self) -> Samples:
        """All that is kept: at least ``size`` samples, once that many have arrived."""
        return np.concatenate(self._pieces)


def level(samples: Samples) -> float:
    """RMS."""
    return float(np.sqrt((samples**2).mean()))


class Tape:
    """The newest part of a sound, addressed by sample number; what is missing is silence."""

    def __init__(self) -> None:
        self._held: Samples = np.zeros(2 * KEPT, np.float32)
        self._filled = KEPT
        self.end = 0
        """How many samples have arrived."""

    def push(self, samples: Samples) -> None:
        """Add the newest samples."""
        new = samples[-KEPT:]
        if self._filled + len(new) > len(self._held):
            self._held[:KEPT] = self._held[self._filled - KEPT : self._filled]
            self._filled = KEPT
        self._held[self._filled : self._filled + len(new)] = new
        self._filled += len(new)
        self.end += len(samples)

    def part(self, first: int, last: int) -> Samples:
        """The samples from number ``first`` up to, but not including, ``last``."""
        shift = self._filled - self.end
        begin, stop = max(first + shift, 0), min(last + shift, self._filled)
        out: Samples = np.zeros(last - first, np.float32)
        if begin < stop:
            out[begin - first - shift : stop - first - shift] = self._held[begin:stop]
        return out
