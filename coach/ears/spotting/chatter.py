"""Knows whether people talk on and on in the room. Then a call must fit better: most of what they say isn't meant."""

from __future__ import annotations

from collections import deque
from itertools import islice, pairwise

WINDOW, NEWEST = 156, 31
"""How many steps of 80 ms are looked back, 12.5 s, and how many of the newest are left out, 2.5 s: the call itself."""
SHARE, PAUSES = 0.35, 2
"""In which share of the steps between somebody must talk, and how often they must pause: a machine that runs on and on
sounds like somebody who never does."""
HARDER = 1.5
"""How much more scores and phonemes must reach together then, in log-odds. Otherwise such talk pauses the coach several
times an hour (docs/ears.md)."""
CALLS, CALLS_BESIDE = 5.0, 1.0
"""How much better a call must fit then, in log-likelihood, and how much better while the coach talks: what is left of
its voice mustn't make it soft all the time. Somebody who hasn't talked needn't say "stop" that clearly. Amid such talk
a single word never counts at once: at best it makes the coach soft, and counts when it's said again."""
TELL = 250
"""After so many steps of such talk, 20 s, the caregiver is told, once: one call in four is missed beside it."""
TALK_SAY = "aloud-talk"
"""The name of the coach's sentence about it."""


class Chatter:
    """Takes one step after another."""

    def __init__(self) -> None:
        self._talked = deque([False] * WINDOW, maxlen=WINDOW)
        self.going = False
        """Whether people have been talking on and on; computed once a step, because it's asked for in every piece."""
        self._lasted = 0
        """For how many steps in all."""

    def push(self, steps: int, *, talking: bool) -> str:
        """Take ``steps`` new steps, after which somebody other than the coach was talking or not.

        Returns:
            The name of a sentence to say now, or "".

        """
        self._talked.extend([talking] * steps)
        if steps:
            before = list(islice(self._talked, WINDOW - NEWEST))
            pauses = sum(was and not now for was, now in pairwise(before))
            self.going = sum(before) >= SHARE * len(before) and pauses >= PAUSES
        told = self._lasted >= TELL
        self._lasted += steps * self.going
        return TALK_SAY if self._lasted >= TELL and not told else ""

    @property
    def harder(self) -> float:
        """How much more scores and phonemes must reach together now."""
        return HARDER if self.going else 0.0

    def calls(self, *, coach: bool) -> float:
        """How much better a call must fit now; ``coach``: the coach is talking."""
        if self.going:
            return CALLS
        return CALLS_BESIDE if coach else 0.0
