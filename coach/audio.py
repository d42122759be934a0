"""Sound as arithmetic: clips, fades, resampling, loudness. Knows numpy and nothing of devices or files."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
"""Mono samples, shape (n,), full scale at -1.0 and 1.0."""

RATE = 24_000
"""Hertz. The one rate of the mixer and of every clip handed to it: the rate of the ``heart`` voice."""


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """A piece of mono sound."""

    samples: Samples
    """Shape (n,), full scale at -1.0 and 1.0."""
    rate: int
    """Hertz."""

    @property
    def ms(self) -> int:
        """Length in whole milliseconds, rounded up."""
        return -(-len(self.samples) * 1000 // self.rate)
