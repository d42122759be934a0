"""The last "stop" or "wait" that somebody said alone. Both occur in other talk: they count once nobody talks on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from coach.model.events import Command

SETTLED = 0.48
"""For how many seconds nobody may talk on after it. In 14 of the 15 places in other people's talk that would have
paused the coach ("the bus stop is around the corner"), somebody does (tuning part)."""
TWICE = 2.5
"""Within how many seconds a second such word that fits well counts at once."""


@dataclass(frozen=True, slots=True)
class Word:
    """A single word, and when it ended in seconds of sound."""

    at: float
    command: Command
    score: float
    waits: bool = True
    """Whether it counts as soon as nobody has talked on for long enough."""

    def settles(self, at: float, *, talking: bool) -> bool:
        """Whether it's decided now what it means: somebody talks on, or nobody has for long enough."""
        return self.waits and (talking or at - self.at >= SETTLED)


NO_WORD = Word(-np.inf, Command.NO, 0.0, waits=False)
