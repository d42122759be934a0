"""What the caregiver chose for a session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Detail(StrEnum):
    """How much is said of a stroke."""

    TEACH = "teach"
    REMIND = "remind"
    """One line."""
    COUNTS = "counts"
    """Its name and the numbers."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the caregiver chose."""

    detail: Detail = Detail.TEACH
    baby: str = ""
    age: int | None = None
    """Days; None when nobody said."""
    leave_out: tuple[str, ...] = ()
    """Names of strokes or parts, or "left leg" or "right leg"."""
    only: tuple[str, ...] = ()
    hips_cleared: bool = False
    """A professional has checked the baby's hips."""
    harness: bool = False
    """The baby wears a hip harness: nothing but arms, chest and face."""
    navel_healed: bool = False
    """The navel is dry and closed."""
    reflux_free: bool = False
    """The baby has no reflux."""
    count: str = ""
    """spoken, ticked or silent for every stroke; empty leaves it to the stroke."""
    times: Mapping[str, int] | None = None
    """The caregiver's own counts, by the name of the stroke; only where the count is ours."""
    pace: int = 100
    """Percent of the written time a repetition takes; 120 is slower."""
    hands: str = "right"
    """right, left or one: which hand works where the other one holds, or that there is one hand."""
    beat: str = ""
    """breath or heart: what a repetition takes its time from; empty leaves it to the stroke."""
    known: Mapping[str, Detail] | None = None
    """Detail by the name of the stroke, as it was learned over the nights, TEACH where missing; None: as chosen."""
    taught: bool = False
    """The long words were asked for, so they come on the second side too."""
    bedtime: bool = False
    """Slower, softer from stroke to stroke, without what wakes, without a sentence that asks."""
    hips_first: bool = False
    bed_after: int = 0
    """Milliseconds that the sound under the voice stays once the baby sleeps or a bedtime is over; 0 without one."""
    coach_asks: bool = False
    """The coach asks the baby; otherwise it prompts the caregiver to ask."""
    care: bool = True
    """Ask the care questions before the oil."""
    crying: bool = True
    """Sustained crying is a no."""
