"""Knows whether people talk on and on in the room. Then a call must fit better: most of what they say isn't meant."""

from __future__ import annotations

from collections import deque
from itertools import islice, pairwise

WINDOW, NEWEST = 156, 31
"""How many steps of 80 ms are looked back, 12.5 s, and how many of the newest are left out, 2.5 s: the call itself."""
SHARE, PAUSES = 0.5, 2
"""In which share of the steps between somebody must talk, and how often they must pause: a machine that runs on and on
sounds like somebody who never does."""
HARDER = 1.0
"""How much better everything must fit then. Otherwise such talk pauses the coach about once an hour (docs/ears.md)."""


class Chatter:
    """Takes one step after another."""

    def __init__(self) -> None:
        self._talked = deque([False] * WINDOW, maxlen=WINDOW)

    def push(self, steps: int, *, talking: bool) -> None:
        """Take ``steps`` new steps, after which somebody other than the coach was talking or not."""
        self._talked.extend([talking] * steps)

    @property
    def harder(self) -> float:
        """How much better everything must fit now, in log-odds and log-likelihood."""
        before = list(islice(self._talked, WINDOW - NEWEST))
        pauses = sum(was and not now for was, now in pairwise(before))
        return HARDER if sum(before) >= SHARE * len(before) and pauses >= PAUSES else 0.0
