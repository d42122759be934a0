"""Session time, counted in the frames that the loudspeaker took: beats then cannot drift from what is heard."""

from __future__ import annotations

import threading
import time
from collections import deque

import numpy as np

from coach.audio import Samples
from coach.mixer import Mixer

SLEPT_S = 2.0
"""Seconds without a callback that are added to session time: the machine slept, or was stopped."""


def uptime() -> float:
    """Seconds that only go forward, sleep included where the system can tell."""
    boottime = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boottime is None else time.clock_gettime(boottime)


class Played:
    """What the loudspeaker was handed, for an ear that takes it out of what it hears. Any thread may push and take."""

    MOST = 50
    """Pieces that are kept when nobody takes them: half a second at least."""

    def __init__(self) -> None:
        self._pieces: deque[Samples] = deque(maxlen=self.MOST)

    def push(self, samples: Samples) -> None:
        """The loudspeaker got these."""
        self._pieces.append(samples.copy())

    def take(self) -> Samples:
        """Everything since the last call, shape (n,)."""
        pieces = [self._pieces.popleft() for _ in range(len(self._pieces))]
        return np.concatenate(pieces) if pieces else np.empty(0, np.float32)


class SoundClock:
    """Stands between a mixer and its output and knows what time it is by what was asked for."""

    def __init__(self, mixer: Mixer) -> None:
        self.mixer = mixer
        self.played: Played | None = None
        """Set by an ear that wants to know what was played."""
        self._lock = threading.Lock()
        self._asked_at = uptime()
        self._frames = 0
        self._slept_ms = 0
        self._last = 0

    def render(self, n: int) -> Samples:
        """The next ``n`` samples, for an output."""
        samples = self.mixer.render(n)
        if self.played is not None:
            self.played.push(samples)
        now = uptime()
        with self._lock:
            gap = now - self._asked_at
            if gap > SLEPT_S and self._frames:
                self._slept_ms += round(gap * 1000)
            self._asked_at, self._frames = now, self.mixer.frames
        return samples

    def now(self) -> int:
        """Session milliseconds; 0 until the first sound was asked for."""
        with self._lock:
            if not self._frames:
                return 0
            since = min(uptime() - self._asked_at, SLEPT_S) * 1000
            now = self._slept_ms + int(self._frames * 1000 / self.mixer.rate + since)
            self._last = max(self._last, now)  # a callback may come a little late: time never runs backwards
            return self._last

    def frame(self, at: int) -> int:
        """The frame that is rendered at session millisecond ``at``."""
        with self._lock:
            return (at - self._slept_ms) * self.mixer.rate // 1000
