"""The phoneme recogniser: one ONNX graph (``training/graphs/look.py``) with a row of symbols for each 20 ms of sound.

It's the small conformer of the package hama (Apache-2.0), further trained with noise and rooms.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from coach.ears.spotting.models import graph, notes
from coach.sound.clip import Samples


class Recogniser:
    """Turns sound into phonemes.

    Raises:
        EarError: its file is missing or damaged.
    """

    def __init__(self) -> None:
        self._graph = graph("look")
        self.symbols: tuple[str, ...] = tuple(notes("look")["symbols"])
        self.blank = self.symbols.index("<blank>")

    def listen(self, samples: Samples) -> NDArray[np.float32]:
        """Log-probabilities of the symbols in 16 kHz sound, one row for every 20 ms."""
        out: NDArray[np.float32] = self._graph.run(["phonemes"], {"samples": samples})[0]
        return out
