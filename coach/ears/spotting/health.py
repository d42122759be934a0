"""Tells when the microphone cannot hear: dead, overloaded, far too quiet, or in too loud a room. Knows no device."""

from __future__ import annotations

import numpy as np

from coach.model.channels import HEARD_AGAIN
from coach.sound.clip import Samples

RATE = 16_000
LOOK = 10 * RATE
"""Samples between two looks."""
MUTED, WAKING = RATE * 7 // 4, RATE * 3 // 4
"""Samples of exact zero in a row: no room is as quiet as that, but a muted microphone is, and for a moment more one
that wakes up. With the earcon before its sentence it is told within 3 s."""
GATED = 8 * RATE
"""A shorter silence that ends by itself may be a driver's that cuts off noise; the next must last twice as long."""
DEAD = 1e-5
"""RMS, -100 dB: no microphone is as quiet as that."""
FAINT = 2e-4
"""RMS, -74 dB, of the loudest second of ten: below, a voice at arm's length would be lost in the converter's noise."""
FULL, CLIPPED = 0.999, 0.01
"""What counts as full scale, and the share of samples there that is too much."""
ROARING, HALF = 0.35, RATE // 2
"""RMS, -9 dB, of half a second in which too much is at full scale: nothing can be understood then. Twice in a row, and
it is told within 3 s: a knock at the microphone is shorter. Noise that was cut off at the device and brought to our
rate has 0.44, and 2 % of it at full scale."""
LOUD = 0.03
"""RMS, -30 dB, of the quietest second of ten: only 5 dB below an ordinary voice, where one saying in five is missed."""

SILENT_SAY, FAINT_SAY, CLIPPED_SAY, LOUD_SAY = "aloud-silent", "aloud-faint", "aloud-clipped", "aloud-loud"
BACK_SAY = HEARD_AGAIN
"""Names of the coach's sentences."""


class Health:
    """Looks at ten seconds after another and says each complaint once, until the microphone was well again.

    One that is muted, or that nothing can be understood of, is told at once, and when it is heard again.
    """

    def __init__(self) -> None:
        self._zeros, self._enough, self._muted = -WAKING, MUTED, False
        self._half: list[Samples] = []
        self._halves = 0
        """The half second that is being heard, and how many overloaded ones came before it in a row."""
        self._held: list[Samples] = []
        self._count = 0
        self._said = ""

    def hear(self, samples: Samples) -> str:
        """The name of a sentence to say now, or nothing. ``samples`` are what the device gave (16 kHz), uncancelled."""
        if say := self._mute(samples):
            return say
        if self._muted:
            return ""
        if self._overloaded(samples):
            self._said = CLIPPED_SAY
            return CLIPPED_SAY
        self._held.append(samples)
        self._count += len(samples)
        if self._count < LOOK:
            return ""
        complaint = judged(np.concatenate(self._held))
        self._held, self._count = [], 0
        before, self._said = self._said, complaint
        return (complaint or BACK_SAY) if complaint != before else ""

    def _overloaded(self, samples: Samples) -> bool:
        """Whether nothing of the last second can be understood, and nobody was told yet."""
        self._half.append(samples)
        if sum(map(len, self._half)) < HALF:
            return False
        half, self._half = np.concatenate(self._half), []
        roars = (np.abs(half) > FULL).mean() > CLIPPED and np.sqrt(np.mean(half**2)) > ROARING
        self._halves = self._halves + 1 if roars else 0
        if self._halves:  # ten good seconds from now on, and it is well
            self._held, self._count = [], 0
        return self._halves > 1 and self._said != CLIPPED_SAY

    def _mute(self, samples: Samples) -> str:
        """What there is to say about exact silence, or its end."""
        lasted, sounding = self._zeros, np.flatnonzero(samples)
        self._zeros = len(samples) - 1 - int(sounding[-1]) if len(sounding) else lasted + len(samples)
        if self._muted and len(sounding):
            self._muted, self._enough = False, MUTED if lasted > GATED else 2 * self._enough
            return BACK_SAY
        if not self._muted and self._zeros >= self._enough:
            self._muted, self._held, self._count, self._said = True, [], 0, ""
            return SILENT_SAY
        return ""


def judged(samples: Samples) -> str:
    """What is wrong with these (10 s at 16 kHz), or nothing."""
    seconds = np.sqrt((samples[: len(samples) // RATE * RATE].reshape(-1, RATE) ** 2).mean(1))
    if (np.abs(samples) > FULL).mean() > CLIPPED:
        return CLIPPED_SAY
    if seconds.max() < DEAD:
        return SILENT_SAY
    if seconds.max() < FAINT:
        return FAINT_SAY
    return LOUD_SAY if seconds.min() > LOUD else ""
