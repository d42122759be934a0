"""Keeps what was played in step with what was heard, and cancels it. Knows numbers of samples and no devices.

The loudspeaker's samples come when they are handed to its device, the microphone's when its device has them; how far
apart the two are is measured from the sound itself, when it begins, and again and again while it runs.
"""

from __future__ import annotations

from collections import deque

import numpy as np

from coach.audio import Samples
from coach.ears.echo import LONGEST, Canceller, find_delay

RATE = 16_000
WINDOW = 3 * RATE
"""Sound that a measurement of the delay looks at."""
EVERY = 2 * RATE
"""Samples between two measurements."""
TRUSTED = 10.0
"""How far the peak must stand out: unrelated sounds reach 5 or 6."""
MOVED = 48
"""Samples, 3 ms: by so much two measurements of the same delay differ at most."""
AUDIBLE = 1e-3
"""RMS, -60 dB: below, the coach was not talking and there is nothing to measure."""
BEHIND = LONGEST
"""Played samples that may wait; more means that the microphone lost some, and then the oldest go."""


class ToMicrophoneRate:
    """24 kHz to 16 kHz in pieces: two up, low pass at 7.4 kHz, three down."""

    def __init__(self) -> None:
        n = np.arange(-60, 61)
        self._low = (np.sinc(n * 7400 / 24_000) * np.blackman(len(n)) * 7400 / 12_000).astype(np.float32)
        self._past: Samples = np.zeros(len(n) - 1, np.float32)

    def push(self, samples: Samples) -> Samples:
        """The new samples at 16 kHz, 1.3 ms later than they came in."""
        wide = np.zeros(2 * len(samples), np.float32)
        wide[::2] = samples
        held = np.concatenate([self._past, wide])
        whole = (len(held) - len(self._low) + 1) // 3 * 3
        if whole <= 0:
            self._past = held
            return np.empty(0, np.float32)
        out = np.convolve(held, self._low, "valid")[:whole:3]
        self._past = held[whole:]
        return out.astype(np.float32)


class Last:
    """The newest of sound that comes in pieces, and so many samples before it; joined only when they are wanted."""

    def __init__(self, size: int, begin: Samples) -> None:
        self._size = size
        self._pieces, self._count = deque([begin]), len(begin)

    def push(self, samples: Samples) -> None:
        """These are the newest."""
        while self._count - len(self._pieces[0]) >= self._size:
            self._count -= len(self._pieces.popleft())
        self._pieces.append(samples)
        self._count += len(samples)

    def joined(self) -> Samples:
        """All that is kept, no less than was asked for once there was so much."""
        return np.concatenate(self._pieces)


class Aligned:
    """The microphone without the coach."""

    def __init__(self) -> None:
        self._waiting: Samples = np.empty(0, np.float32)
        self._heard, self._played = (Last(WINDOW, np.zeros(WINDOW, np.float32)) for _ in range(2))
        self._until = EVERY
        self._canceller: Canceller | None = None
        self.took: Samples = np.empty(0, np.float32)
        """What the loudspeaker got while the last sound was heard: as many samples, and not yet late as the room is."""
        self.delay = -1
        """Samples from being played to being heard; -1 until it has been measured."""

    def clean(self, heard: Samples, played: Samples) -> Samples:
        """What is left of ``heard``; ``played`` is what was handed to the loudspeaker since the last call (16 kHz)."""
        self._waiting = np.concatenate([self._waiting, played])[-(len(heard) + BEHIND) :]
        took, self._waiting = self._waiting[: len(heard)], self._waiting[len(heard) :]
        if len(took) < len(heard):
            took = np.pad(took, (0, len(heard) - len(took)))
        self.took = took
        self._heard.push(heard)
        self._played.push(took)
        self._until -= len(heard)
        if self._until <= 0:
            self._until = EVERY
            self._measure()
        return self._canceller.clean(heard, took) if self._canceller else heard

    def _measure(self) -> None:
        heard, played = self._heard.joined()[-WINDOW:], self._played.joined()[-WINDOW:]
        if np.sqrt((played**2).mean()) < AUDIBLE:
            return
        delay, peak = find_delay(heard, played)
        if peak < TRUSTED or (self._canceller and abs(delay - self.delay) <= MOVED):
            return
        self.delay = delay
        self._canceller = Canceller(delay)
        # Three seconds of practice on what was heard already, so that the next word is clean.
        self._canceller.clean(heard, played)
