"""Takes a ``step.onnx`` apart for training and measuring: trunk, tops and heads."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from training.graphs.net import session_of, weights_of
from training.graphs.step import PAST_FEATURES, heads_graph, tops_graph, trunk_graph

MODELS = Path(__file__).parent.parent / "coach" / "ears" / "models"
SHIPPED = MODELS / "step.onnx"
TOP_ROWS = 10
"""Rows of the trunk that a step is made of."""
SEEN = PAST_FEATURES + 1
"""Steps that a score looks at: 1.12 s, and the 0.8 s that the first of them saw."""


class Parts:
    """The parts of a ``step.onnx``, each of which can be run alone."""

    def __init__(self, path: Path = SHIPPED) -> None:
        self.weights = weights_of(path)
        self._trunk = session_of(trunk_graph(self.weights))
        self._tops = session_of(tops_graph(self.weights))
        self._heads = session_of(heads_graph(self.weights))

    def rows(self, samples: np.ndarray) -> np.ndarray:
        """The trunk's rows of a recording (16 kHz), shape (1, 96, 8 + 2 a step, 2)."""
        out: np.ndarray = self._trunk.run(["rows"], {"samples": samples.astype(np.float32)})[0]
        return out

    def features(self, rows: np.ndarray) -> np.ndarray:
        """The features (steps, numbers) of the trunk's rows (1, 96, n, 2): the first needs 10 of them, the others 2."""
        out: np.ndarray = self._tops.run(["features"], {"rows": rows.astype(np.float32)})[0]
        return out

    def scores(self, features: np.ndarray) -> np.ndarray:
        """The scores (steps - 14, commands) of features, from the fifteenth step on."""
        out: np.ndarray = self._heads.run(["scores"], {"features": features.astype(np.float32)})[0]
        return out


@cache
def parts(path: Path = SHIPPED) -> Parts:
    """The parts of a graph, loaded once."""
    return Parts(path)
