"""What the caregiver chose for a session."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from coach.model.routine import Count


class Detail(StrEnum):
    """How much is said of a stroke."""

    TEACH = "teach"
    REMIND = "remind"
    """One line."""
    COUNTS = "counts"
    """Its name and the numbers."""


class Beat(StrEnum):
    """What sets the time of a repetition."""

    WRITTEN = ""
    """The seconds that the routine has for each stroke."""
    BREATH = "breath"
    HEART = "heart"


class Hands(StrEnum):
    """Which hands of the caregiver are free: the one that works while the other holds, or only one."""

    RIGHT = "right"
    LEFT = "left"
    ONE = "one"


LEGS = ("left leg", "right leg")
"""As they are named wherever one is left out."""
BOTH_LEGS = "both legs"
"""How a jab in both is named."""
FASTEST, SLOWEST = 60, 200
"""Percent: the bounds of the time that a repetition takes."""
START_DB, SPEECH_PERCENT = -6, 85
"""How a bedtime begins: decibels against the usual loudness, and percent of the usual words a minute."""


def jab_in(legs: Collection[str]) -> str:
    """A jab as the profile keeps it, by the legs that had one: one of them, or both."""
    found = [leg for leg in LEGS if leg in legs]
    return found[0] if len(found) == 1 and BOTH_LEGS not in legs else BOTH_LEGS


@dataclass(frozen=True, slots=True)
class Options:
    """What the caregiver chose."""

    detail: Detail = Detail.TEACH
    baby: str = ""
    age: int | None = None
    """Days; None when nobody said."""
    leave_out: tuple[str, ...] = ()
    """Names of strokes or parts, or "left leg" or "right leg"."""
    jabbed: tuple[str, ...] = ()
    """Those of LEGS that had a vaccination in the last three days."""
    only: tuple[str, ...] = ()
    hips_cleared: bool = False
    """A professional has checked the baby's hips."""
    harness: bool = False
    """The baby wears a hip harness: nothing but arms, chest and face."""
    navel_healed: bool = False
    """The navel is dry and closed."""
    reflux_free: bool = False
    """The baby has no reflux."""
    count: Count | None = None
    """For every stroke; None for each stroke's own."""
    times: Mapping[str, int] | None = None
    """The caregiver's own counts by stroke, where the count is ours and not a source's."""
    pace: int = 100
    """Percent of the written time a repetition takes; 120 is slower."""
    hands: Hands = Hands.RIGHT
    beat: Beat = Beat.WRITTEN
    known: Mapping[str, Detail] | None = None
    """Detail by stroke, from how often it was done; TEACH if missing. None: ``detail`` for all."""
    warned: frozenset[str] = frozenset()
    """Strokes whose cautions were heard often enough: with few words, these are no longer said."""
    heard: frozenset[str] = frozenset()
    """Cautions that were heard earlier in this session: with few words, they aren't said again."""
    taught: bool = False
    """The caregiver asked for the long words, so the second side gets them too."""
    lesson: bool = False
    """The signs of yes and no weren't heard often enough yet, so they are told however few words there are."""
    bedtime: bool = False
    """Slower, softer with each stroke, without anything that wakes or asks."""
    side: str = ""
    """left or right: whose turn it is in a part that does one side a session; empty for the first."""
    hips_first: bool = False
    bed_after: int = 0
    """Milliseconds that the background sound stays after the baby falls asleep or bedtime ends; 0 without one."""
    coach_asks: bool = False
    """The coach asks the baby; otherwise it prompts the caregiver to ask."""
    care: bool = True
    """Ask the care questions before the oil."""
    crying: bool = True
    """Treat sustained crying as a no."""

    @property
    def spared(self) -> tuple[str, ...]:
        """All that is left out by name, for whichever reason."""
        return (*self.leave_out, *self.jabbed)
