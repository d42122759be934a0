"""A gain that changes over time without a click. Knows numpy and frame numbers, and nothing of sounds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Gain = float | NDArray[np.float32]
"""One number where the gain stands still, one for each frame where it moves."""


class Ramp:
    """Moves along raised cosines, each starting from wherever the last one had got to.

    Its value is a function of the absolute frame alone, so blocks of any size join without a seam.
    """

    def __init__(self, value: float) -> None:
        self._old = self._new = value
        self._at, self._length = 0, 0
        self._moves: list[tuple[int, float, int]] = []

    def move(self, at: int, to: float, length: int) -> None:
        """From frame ``at`` on, move to ``to`` within ``length`` frames. Moves must come in order of time."""
        self._moves.append((at, to, length))

    def turn(self, at: int, to: float, length: int) -> None:
        """Do the same, and drop every move that hasn't begun."""
        self._moves.clear()
        self.move(at, to, length)

    def skip(self, start: int, n: int) -> None:
        """Skip ``n`` frames that nobody hears."""
        while self._moves and self._moves[0][0] < start + n:
            self._begin(start)

    def over(self, start: int, n: int) -> Gain:
        """Give the gain over the next ``n`` frames; each frame is asked for once, in order."""
        if start >= self._at + self._length and not (self._moves and self._moves[0][0] < start + n):
            return self._new
        out = np.empty(n, dtype=np.float32)
        done = 0
        while self._moves and self._moves[0][0] < start + n:
            until = max(self._moves[0][0] - start, done)
            self._fill(out[done:until], start + done)
            done = until
            self._begin(start)
        self._fill(out[done:], start + done)
        return out

    def _begin(self, start: int) -> None:
        at, to, length = self._moves.pop(0)
        at = max(at, start)
        self._old = float(self._value(np.array([at]))[0])
        self._new, self._at, self._length = to, at, length

    def _fill(self, out: NDArray[np.float32], start: int) -> None:
        moving = min(max(self._at + self._length - start, 0), len(out))
        out[:moving] = self._value(np.arange(start, start + moving))
        out[moving:] = self._new

    def _value(self, at: NDArray[np.int64]) -> NDArray[np.float64]:
        """Give the gain of the current move at each frame; at its end and beyond exactly its target."""
        share = np.minimum((at - self._at) / self._length, 1.0) if self._length else np.ones(len(at))
        way = 0.5 - 0.5 * np.cos(np.pi * share)
        return np.where(share < 1.0, self._old + (self._new - self._old) * way, self._new)
