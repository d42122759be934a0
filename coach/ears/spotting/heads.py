"""Our own small networks on the features: a score for each command and step. numpy alone; knows no thresholds."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable

import numpy as np
from numpy.typing import NDArray

from coach.ears.spotting.features import Features
from coach.model.events import Command

Scores = NDArray[np.float32]
"""Shape (steps, commands): log-odds, about -10 for silence to 10 for a clear phrase."""

COMMANDS = (
    Command.NO,
    Command.YES,
    Command.NOT_SURE,
    Command.AGAIN,
    Command.NEXT,
    Command.BACK,
    Command.SLOWER,
    Command.FASTER,
    Command.SOFTER,
    Command.LOUDER,
    Command.WHERE,
    Command.DONE,
)
"""The heads' outputs, in their order."""

SEEN = 15
"""Steps that a score looks at: 1.12 s and the 0.8 s that the first of them saw."""
DILATIONS = (1, 2, 4)


class Head:
    """One trained head: three convolutions over time and a linear output."""

    def __init__(self, weights: Traversable) -> None:
        with weights.open("rb") as file, np.load(file) as stored:
            self._mean, self._scale = stored["mean"], stored["scale"]
            layers = range(len(DILATIONS) + 1)
            # (out, in, width) as trained; (width, in, out) to multiply from the left.
            self._weights = [stored[f"weight{i}"].astype(np.float32).transpose(2, 1, 0).copy() for i in layers]
            self._biases = [stored[f"bias{i}"] for i in layers]

    def scores(self, features: Features) -> Scores:
        """One row for each step from the fifteenth on."""
        y = (features - self._mean) / self._scale
        for weight, bias, apart in zip(self._weights[:-1], self._biases[:-1], DILATIONS, strict=True):
            n = len(y) - 2 * apart
            y = sum((y[k * apart : k * apart + n] @ weight[k] for k in range(3)), start=bias)
            y = np.maximum(y, 0)
        out: Scores = (y @ self._weights[-1][0] + self._biases[-1]).astype(np.float32)
        return out


class Heads:
    """Several heads, averaged: as good as twice the clips."""

    def __init__(self, folder: Traversable | None = None) -> None:
        home = folder or files("coach.ears") / "models"
        self._heads = [Head(f) for f in sorted(home.iterdir(), key=lambda f: f.name) if f.name.startswith("head")]

    def scores(self, features: Features) -> Scores:
        """Mean log-odds of all heads, one row for each step from the fifteenth on."""
        if len(features) < SEEN:
            return np.empty((0, len(COMMANDS)), np.float32)
        mean: Scores = np.mean([h.scores(features) for h in self._heads], axis=0, dtype=np.float32)
        return mean
