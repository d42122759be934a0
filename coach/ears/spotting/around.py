"""What else sounds while somebody may be speaking to the coach."""

from __future__ import annotations

from dataclasses import dataclass

from coach.model.events import Command


@dataclass(frozen=True, slots=True)
class Around:
    """What else sounds."""

    coach: bool = False
    """Whether the coach may be talking at the same time and isn't soft: what is left of it may often be suspected."""
    well: bool = True
    """Whether the canceller leaves little of it."""
    softens: bool = False
    """Whether the coach goes soft for a suspicion: then a "no" that may be its own voice is judged again."""
    again: bool = False
    """Whether "baby says no" counts when it's suspected twice, though the coach talks and much of it is left."""
    apart: bool = False
    """Whether much of the coach is left, but a voice that is unlike its own counts."""
    baby: bool = False
    """Whether a baby cried, laughed or babbled in the last three seconds: only calls for a stop are accepted then."""
    more: float = 0.0
    """How many log-odds beyond their threshold commands other than "no" need."""
    own: frozenset[Command] = frozenset()
    """The commands whose phrases the coach is saying itself: they're ignored."""
    harder: float = 0.0
    """How much more scores and phonemes must reach together, in log-odds, while people talk on and on."""
    calls: float = 0.0
    """How much better a call must fit, in log-likelihood, while they do or the coach talks."""


ALONE = Around()
