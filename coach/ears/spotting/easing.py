"""Makes one caregiver's "no" a little easier to hear, as far as practice showed a need.

A number is added to the log-odds of "no", which lowers all its thresholds at once. The shipped operating
points limit how far. Knows no microphone and no profile.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from coach.ears.spotting.steps import COMMANDS, Scores
from coach.ears.spotting.thresholds import thresholds
from coach.model.events import Command

NO = COMMANDS.index(Command.NO)
SUSPECTED, SURE = 8.0, 1.0
"""False alarms an hour at the two shipped points of "no" (training/tune.py): two points on the curve."""
OFTEN = 2.0
"""How many times the false alarms of the shipped points a caregiver may have. On the test recordings the shipped points
had none in 4.7 hours (docs/ears.md); one an hour is allowed."""


def most_easier() -> float:
    """How much easier "no" may be made, in log-odds.

    Between the two points false alarms fall off exponentially, so the step that doubles them is the same everywhere: a
    third of the way from sure to suspect.
    """
    point = thresholds()[Command.NO]
    return (point.sure - point.suspect) * math.log(OFTEN) / math.log(SUSPECTED / SURE)


class Easing:
    """Adds to the scores of "no"."""

    def __init__(self, easier: float = 0.0, on_no: Callable[[float], None] | None = None) -> None:
        """Remember how much to add.

        Args:
            easier: log-odds to add; may be changed at any time.
            on_no: called with the log-odds of "no" of each step before anything is added; must not block.

        """
        self.easier, self._on_no = easier, on_no

    def eased(self, scores: Scores) -> Scores:
        """The scores (steps, commands) with "no" made easier and all others unchanged."""
        if self._on_no:
            for score in scores[:, NO]:
                self._on_no(float(score))
        out = scores.copy()
        out[:, NO] += self.easier
        return out
