"""What the mixer adds up: a piece of sound with its position, gain and loop, and the arithmetic of the sum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from coach.sound.clip import Samples, ratio, rise
from coach.sound.envelope import Gain, Ramp

KNEE = ratio(-1.0)
"""Clips have lower peaks than this, so only sums of sounds and a raised volume are ever limited."""


@dataclass(slots=True, eq=False)
class Piece:
    """A sound in the mixer."""

    samples: Samples
    start: int
    end: float
    """Frame after the last one; infinite for a bed."""
    bed: bool
    again: int
    """Sample at which a bed begins again."""
    ramp: Ramp | None = None

    def add(self, out: Samples, first: int) -> None:
        """Mix what lies in the frames of ``out``, the first of which is number ``first``."""
        a, b = max(self.start - first, 0), int(min(self.end - first, len(out)))
        gain: Gain = self.ramp.over(first + a, b - a) if self.ramp else 1.0
        done = 0
        while a + done < b:
            at = first + a + done - self.start
            if at >= len(self.samples):
                at = self.again + (at - self.again) % (len(self.samples) - self.again)
            piece = self.samples[at : at + b - a - done]
            add_to(out[a + done : a + done + len(piece)], piece, gain if isinstance(gain, float) else gain[done:])
            done += len(piece)


def add_to(out: Samples, piece: Samples, gain: Gain) -> None:
    """Add a piece in place; a gain for each frame may be longer than the piece."""
    if isinstance(gain, float):
        out += piece if gain == 1.0 else piece * np.float32(gain)
    else:
        out += piece * gain[: len(piece)]


def scale(out: Samples, gain: Gain) -> None:
    """Multiply in place."""
    if not isinstance(gain, float):
        out *= gain
    elif gain != 1.0:
        out *= np.float32(gain)


def joined(samples: Samples, most: int) -> tuple[Samples, int]:
    """Blend the end of a loop into its beginning; give it and the sample at which it begins again."""
    n = min(len(samples) // 4, most)
    if not n:
        return samples, 0
    shape = rise(n)
    out = samples.copy()
    # Equal power, because the two ends of a recording are unrelated.
    out[-n:] = out[-n:] * np.sqrt(1 - shape) + out[:n] * np.sqrt(shape)
    return out, n


def limit(out: Samples) -> None:
    """Bend what is above the knee toward full scale. It has no memory, so no delay and no dependence on blocks."""
    if max(out.max(), -out.min()) <= KNEE:
        return
    over = np.abs(out) > KNEE
    x = out[over]
    out[over] = np.copysign(KNEE + (1 - KNEE) * np.tanh((np.abs(x) - KNEE) / (1 - KNEE)), x)
