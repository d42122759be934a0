"""Remembers for a moment how much the sound was like a call for a stop: then phonemes may fit less well.

The score (``steps.py``) knows "stop please", "baby said no", "baby is saying no" and "baby says no", slow and high
voices among them. The range and the weight were chosen on the tuning recordings (docs/ears.md).
"""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from coach.ears.spotting.steps import COMMANDS, Steps
from coach.model.events import Command

LATELY, SMOOTH = 20, 3
"""In how many steps, 1.6 s, the highest score is looked for, and over how many it's averaged first."""
HELP, LEAST, MOST = 4.0, 0.8, 2.8
"""What one unit of the score adds to the log-likelihood of a full phrase, and the range in which the score counts.
Other people's talk that fits a phrase by chance seldom scores above 0.9."""


def help_of(score: float) -> float:
    """What a score adds to how well a full phrase fits; never negative."""
    return HELP * (min(MOST, max(LEAST, score)) - LEAST)


class Lately:
    """The scores of the last moments."""

    def __init__(self) -> None:
        self._scores = deque[float](maxlen=LATELY + SMOOTH - 1)

    def push(self, steps: Steps) -> None:
        """Take the next steps; "baby says no" is a call too."""
        self._scores.extend(np.maximum(steps.scores[:, COMMANDS.index(Command.NO)], steps.calls[:, 0]).tolist())

    def highest(self) -> float:
        """The highest mean over three steps."""
        if len(self._scores) < SMOOTH:
            return LEAST
        return float(sliding_window_view(np.array(self._scores), SMOOTH).mean(1).max())
