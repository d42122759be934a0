"""The operating points of the commands, as they ship in ``thresholds.json``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources.abc import Traversable

import numpy as np

from coach.ears.spotting.models import read_model, shipped
from coach.model.events import Command


@dataclass(frozen=True, slots=True)
class Threshold:
    """The operating point of a command, in log-odds."""

    suspect: float
    sure: float
    ask: float = np.inf
    """From here up, the phonemes are asked."""
    agreed: float = 0.0
    """What the :func:`trusted` score and the phonemes' evidence must reach together to be sure."""


def thresholds(folder: Traversable | None = None) -> dict[Command, Threshold]:
    """The thresholds in ``folder`` (by default those that ship), chosen on the tuning recordings.

    Raises:
        EarError: their file is missing or damaged.

    """
    return read_model(folder / "thresholds.json" if folder else shipped("thresholds.json"), _parsed)


def _parsed(stored: bytes) -> dict[Command, Threshold]:
    return {Command(name): Threshold(**point) for name, point in json.loads(stored).items()}
