"""Makes "no" a little easier to hear for one caregiver, by what practice found.

A number is added to the log-odds of "no", which lowers all its thresholds at once. How far that may go comes from the
shipped operating points. Knows no microphone and no profile.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from coach.ears.spotting.spotter import Threshold, thresholds
from coach.ears.spotting.steps import COMMANDS, Scores
from coach.model.events import Command

NO = COMMANDS.index(Command.NO)
SUSPECTED, SURE = 8.0, 1.0
"""False alarms an hour at the two shipped points of "no" (training/tune.py): two points of the operating curve."""
OFTEN = 2.0
"""How many times the false alarms of the shipped points a caregiver may have. On the test recordings the shipped points
paused not once in 4.7 hours (docs/ears.md), where the bar is one an hour."""


def most_easier(point: Threshold | None = None) -> float:
    """The log-odds by which "no" may be made easier.

    False alarms fall off exponentially between the two points, so what doubles them is the same step everywhere: a
    third of the way from sure to suspect.
    """
    point = point or thresholds()[Command.NO]
    return (point.sure - point.suspect) * math.log(OFTEN) / math.log(SUSPECTED / SURE)


class Easing:
    """Adds to the scores of "no"."""

    def __init__(self, easier: float = 0.0, on_no: Callable[[float], None] | None = None) -> None:
        """Remember by how much.

        Args:
            easier: log-odds to add; may be changed at any time.
            on_no: called with the log-odds of "no" of each step before anything is added; must not block.

        """
        self.easier, self._on_no = easier, on_no

    def eased(self, scores: Scores) -> Scores:
        """The scores (steps, commands) with "no" made easier; all else as it was."""
        if self._on_no:
            for score in scores[:, NO]:
                self._on_no(float(score))
        out = scores.copy()
        out[:, NO] += self.easier
        return out
