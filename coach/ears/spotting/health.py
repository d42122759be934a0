"""Notices when the microphone can't hear: dead, overloaded, far too quiet, or in a loud room. Knows no device."""

from __future__ import annotations

from collections import deque
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coach.model.channels import HEARD_AGAIN
from coach.sound.clip import Samples

RATE = 16_000
LOOK = 10 * RATE
"""Samples between two checks."""
MUTED, WAKING = RATE * 7 // 4, RATE * 3 // 4
"""How many zero samples in a row mean a muted microphone, and how many more a device may give while it wakes up. The
caregiver hears of it within 3 s, the earcon before the sentence included."""
GATED = 8 * RATE
"""A driver with a noise gate makes shorter silences, which end by themselves. After each, the next must last twice as
long to count."""
DEAD = 1e-5
"""Every working microphone is louder than this RMS, -100 dB."""
FAINT = 10**-3.5
"""If the peak of ten seconds is below this, -70 dB, the converter's noise covers a voice at arm's length."""
DIGITAL = 3
"""After so many silences of a tenth of a second that ended by themselves, we know that this microphone makes them."""
KNOWN = 6
"""For so many checks (a minute) after a loud enough sound, a quiet room isn't taken for a faint microphone."""
TRICKLE, FADED = RATE // 10, 5 / 32768
"""If the peak of this many samples before digital silence is no higher than this, the sound faded out by itself: nobody
muted anything; either the room has no noise of its own, or the driver makes the silence."""
FULL, CLIPPED = 0.999, 0.01
"""The level that counts as full scale, and the share of such samples that means overload."""
ROARING, HALF = 0.35, RATE // 2
"""If half a second clips and its RMS is above this, -9 dB, nothing in it can be understood. Two in a row are reported
within 3 s; a knock on the microphone is shorter. Noise that clipped in the device and was resampled has 0.44, with 2 %
of it at full scale."""
LOUD, MANY = 0.03, 10
"""A room is loud if even the quietest of this many seconds without the coach has this RMS, -30 dB. That's 5 dB below an
ordinary voice, and one saying in five is missed."""

SILENT_SAY, FAINT_SAY, CLIPPED_SAY, LOUD_SAY = "aloud-silent", "aloud-faint", "aloud-clipped", "aloud-loud"
BACK_SAY = HEARD_AGAIN
"""Names of the coach's sentences."""


class Health:
    """Checks the sound every ten seconds. Reports each fault once, and when it's over.

    Reports muting and overload at once.
    """

    def __init__(self) -> None:
        self._zeros, self._enough, self._muted = -WAKING, MUTED, False
        self._trickle: Samples = np.ones(TRICKLE, np.float32)
        """The last sound before the present silence."""
        self._sounded, self._silences = False, 0
        """Whether it has given any sound, and how often it then fell silent for a moment and came back by itself."""
        self._patience = MUTED
        """How many samples of the coach must go unheard. They double each time the sound comes back by itself: a busy
        machine hears the coach late."""
        self._echoed, self._missing = 0, 0
        """Samples of the coach that were both played and heard; and those it played during the present silence."""
        self._loudest = deque[float](maxlen=KNOWN)
        self._half: list[Samples] = []
        self._halves = 0
        """The current half second, and how many overloaded ones preceded it in a row."""
        self._held: list[Samples] = []
        self._with_coach: list[bool] = []
        """For each piece that is held, whether the coach was being played meanwhile."""
        self._quiet = deque[float](maxlen=MANY)
        """RMS of the last seconds in which it wasn't: its own voice is no noise of the room."""
        self._count = 0
        self._said = ""

    def hear(self, samples: Samples, *, coach: bool = False) -> str:
        """Take the next samples; return the name of a sentence to say now, or "".

        Args:
            samples: the device's own, at 16 kHz.
            coach: whether the coach is talking meanwhile.

        """
        if say := self._mute(samples, coach=coach):
            return say
        if self._muted or (self._sounded and self._by_itself and not samples.any()):
            return ""
        if self._overloaded(samples):
            self._said = CLIPPED_SAY
            return CLIPPED_SAY
        self._held.append(samples)
        self._with_coach.append(coach)
        self._count += len(samples)
        return self._looked() if self._count >= LOOK else ""

    def _looked(self) -> str:
        """The name of a sentence about the last ten seconds, or nothing."""
        held = np.concatenate(self._held)
        lengths = [len(piece) for piece in self._held]
        seconds = in_seconds(np.repeat(self._with_coach, lengths)).any(1)
        self._quiet.extend(np.sqrt((in_seconds(held) ** 2).mean(1))[~seconds].tolist())
        complaint = judged(held) or (LOUD_SAY if len(self._quiet) == MANY and min(self._quiet) > LOUD else "")
        self._forget()
        if complaint == FAINT_SAY and max(self._loudest, default=0.0) >= FAINT:
            complaint = ""
        self._loudest.append(float(np.abs(held).max()))
        before, self._said = self._said, complaint
        return (complaint or BACK_SAY) if complaint != before else ""

    def _forget(self) -> None:
        """Let go of what is held."""
        self._held, self._with_coach, self._count = [], [], 0

    def _overloaded(self, samples: Samples) -> bool:
        """Whether the last second was overloaded and that hasn't been reported yet."""
        self._half.append(samples)
        if sum(map(len, self._half)) < HALF:
            return False
        half, self._half = np.concatenate(self._half), []
        roars = (np.abs(half) > FULL).mean() > CLIPPED and np.sqrt(np.mean(half**2)) > ROARING
        self._halves = self._halves + 1 if roars else 0
        if self._halves:  # it ends only after ten good seconds
            self._forget()
        return self._halves > 1 and self._said != CLIPPED_SAY

    @property
    def _by_itself(self) -> bool:
        """Whether silence is normal here: this one came by fading, or there have been several already."""
        return self._silences >= DIGITAL or float(np.abs(self._trickle).max()) <= FADED

    def _mute(self, samples: Samples, *, coach: bool) -> str:
        """The sentence about digital silence or its end, if there is one to say."""
        lasted, sounding = self._zeros, np.flatnonzero(samples)
        self._zeros = len(samples) - 1 - int(sounding[-1]) if len(sounding) else lasted + len(samples)
        if len(sounding):
            self._silences += self._sounded and lasted >= TRICKLE
            self._sounded, self._missing = True, 0
            self._trickle = np.concatenate([self._trickle, samples[: sounding[-1] + 1]])[-TRICKLE:]
            self._echoed += len(samples) * coach
        else:
            self._missing += len(samples) * coach
        if self._muted and len(sounding):
            self._patience *= 2
            self._muted, self._enough = False, MUTED if lasted > GATED else 2 * self._enough
            return BACK_SAY
        if not self._muted and self._silent():
            self._muted, self._said = True, ""
            self._forget()
            return SILENT_SAY
        return ""

    def _silent(self) -> bool:
        """Whether the present silence is a fault."""
        unheard = self._missing >= self._patience
        if not self._sounded:
            return unheard or self._zeros >= LOOK - WAKING
        # Where silence is nothing new there may be nothing to hear, but the coach, if it was heard before.
        return unheard and self._echoed >= MUTED if self._by_itself else self._zeros >= self._enough


def in_seconds(samples: NDArray[Any]) -> NDArray[Any]:
    """Whole seconds, one a row."""
    return samples[: len(samples) // RATE * RATE].reshape(-1, RATE)


def judged(samples: Samples) -> str:
    """What is wrong with these (10 s at 16 kHz), whoever makes the sound; or nothing."""
    if (np.abs(samples) > FULL).mean() > CLIPPED:
        return CLIPPED_SAY
    if np.sqrt((in_seconds(samples) ** 2).mean(1)).max() < DEAD:
        return SILENT_SAY
    return FAINT_SAY if np.abs(samples).max() < FAINT else ""
