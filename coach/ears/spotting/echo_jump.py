"""Finds a jump in the delay within a fifth of a second, so that lost samples don't cost the canceller seconds.

A busy machine plays and records with gaps, and after each the echo comes later or earlier than before. The room is
still the same, so the echo that the canceller expects is compared with what is heard, at every delay nearby. Knows no
devices.
"""

from __future__ import annotations

import numpy as np

from coach.ears.spotting.echo import BLOCK, PARTS
from coach.sound.clip import Samples

BLOCKS = 10
"""How many blocks, 0.2 s, are compared."""
LOOK = BLOCKS * BLOCK
"""The same in samples."""
REACH = 4800
"""By how many samples, 0.3 s, the delay may have jumped either way."""
PATH = PARTS * BLOCK
"""How many samples of echo the canceller models."""
WORSE = 0.5
"""If more than this share of the heard power is left (-3 dB), a canceller that worked before may be off the mark."""
SURE = 0.65
"""The correlation from which a jump is believed. Lost samples gave 0.8 to 1.0 once all of LOOK lay behind the gap,
voices and crying as loud as the coach up to 0.53 (tuning part)."""
LEAST = 16
"""Smaller jumps, in samples (1 ms), are left to what follows the clocks (echo_drift.py)."""


class Watch:
    """Notices when a canceller that worked stops working."""

    def __init__(self) -> None:
        self._blocks, self._before, self._after = 0, 0.0, 0.0

    def worse(self, before: float, after: float) -> bool:
        """Take the energy of one more block, heard and left; whether too much was left of the last BLOCKS of them."""
        self._blocks, self._before, self._after = self._blocks + 1, self._before + before, self._after + after
        if self._blocks < BLOCKS:
            return False
        found = self._after > WORSE * self._before
        self._blocks, self._before, self._after = 0, 0.0, 0.0
        return found


def jump(response: Samples, heard: Samples, played: Samples) -> int:
    """By how many samples the echo comes later than it did (earlier if negative); 0 if that isn't clear.

    Args:
        response: the room's impulse response as the canceller knows it, PATH samples.
        heard: the newest LOOK samples.
        played: what was paired with them, from PATH + REACH samples before them to REACH after them.

    """
    size = 1 << (len(played) + LOOK).bit_length()
    # Differences instead of samples make a voice's peak narrow.
    sound, new = np.diff(played, prepend=0), np.diff(heard, prepend=heard[:1])
    expected = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(response, size), size)[PATH : len(played)]
    lags = np.fft.irfft(np.fft.rfft(expected, size) * np.conj(np.fft.rfft(new, size)), size)[: 2 * REACH + 1]
    total = np.cumsum(np.pad(expected**2, (1, 0)))
    power = total[LOOK : LOOK + 2 * REACH + 1] - total[: 2 * REACH + 1]
    alike = lags / np.sqrt(power * (new**2).sum() + 1e-12)
    best = int(alike.argmax())
    return REACH - best if alike[best] >= SURE and abs(REACH - best) > LEAST else 0
