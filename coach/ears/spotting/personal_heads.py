"""One caregiver's own ears: the heads that ship, which find "no" a little easier than they would for others.

A number is added to their log-odds of "no", which is the same as lowering all its thresholds by it, however many there
are. How far that may go comes from the shipped operating points. Knows no microphone and no profile.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from coach.ears.spotting.features import Features
from coach.ears.spotting.heads import COMMANDS, Heads, Scores
from coach.ears.spotting.spotter import Threshold, thresholds
from coach.model.events import Command

NO = COMMANDS.index(Command.NO)
SUSPECTED, SURE = 8.0, 1.0
"""False alarms an hour at the two shipped points of "no" (training/tune.py): two points of the operating curve."""
OFTEN = 2.0
"""How many times the false alarms of the shipped points a caregiver's own may have. On the test recordings the shipped
ones paused not once in 4.7 hours (docs/ears.md), where the bar is one an hour."""


def most_easier(point: Threshold | None = None) -> float:
    """The log-odds by which "no" may be made easier.

    Between the two points false alarms fall off exponentially, by which they were chosen, so what doubles them is the
    same step everywhere: a third of the way from sure to suspect.
    """
    point = point or thresholds()[Command.NO]
    return (point.sure - point.suspect) * math.log(OFTEN) / math.log(SUSPECTED / SURE)


class OwnHeads(Heads):
    """The shipped heads for one caregiver."""

    def __init__(self, easier: float = 0.0, on_no: Callable[[float], None] | None = None) -> None:
        """Load the heads.

        Args:
            easier: log-odds that are added for "no"; may be changed at any time.
            on_no: called with the log-odds of "no" of each step as the shipped heads have them; must not block.

        """
        super().__init__()
        self.easier, self._on_no = easier, on_no

    def scores(self, features: Features) -> Scores:
        """As those of the shipped heads, but for "no"."""
        rows = super().scores(features)
        if self._on_no:
            for row in rows:
                self._on_no(float(row[NO]))
        rows[:, NO] += self.easier
        return rows
