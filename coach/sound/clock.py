"""Session time, counted in the frames that the loudspeaker took, so that beats can't drift from the sound."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

import numpy as np

from coach.sound.clip import RATE, Samples
from coach.sound.mixer import Mixer

SLEPT_S = 2.0
"""Seconds without a callback that are added to session time: the machine slept, or was stopped."""


def uptime() -> float:
    """Seconds that only go forward, sleep included where the system can tell."""
    boottime = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boottime is None else time.clock_gettime(boottime)


class Played:
    """What the loudspeaker was given, for an ear that cancels it. Any thread may push and take."""

    MOST = 500
    """Pieces kept while nobody takes them: five seconds at least, in case a busy machine delays the ear. If it misses
    any, played and heard sound no longer line up."""

    def __init__(self) -> None:
        self._pieces: deque[Samples] = deque(maxlen=self.MOST)

    def push(self, samples: Samples) -> None:
        """These samples were handed to the loudspeaker."""
        self._pieces.append(samples.copy())

    def take(self) -> Samples:
        """Everything since the last call, shape (n,)."""
        pieces = [self._pieces.popleft() for _ in range(len(self._pieces))]
        return np.concatenate(pieces) if pieces else np.empty(0, np.float32)


class Shortfall:
    """Frames that the loudspeaker played as nothing, since they were handed to it too late.

    After a callback all that the device can hold has been handed over, so the best lead of the frames over the time in
    half a second is the same as in the half second before, but for the clocks' difference: at most some hundredths of
    a millisecond. A sudden drop means lost frames; a sudden rise means that frames were wrongly counted as lost.
    """

    WINDOW_S, LEAST_S, MOST_S = 0.5, 0.0015, 0.4
    """Seconds: of looking; beneath which it is jitter, and above which it is another device or a sleep."""

    def __init__(self) -> None:
        self._until = 0.0
        self._best: float | None = None
        self._before: float | None = None
        self.frames = 0
        """Frames lost and not yet made up for; negative if too many were made up."""

    def took(self, handed: int, now: float) -> None:
        """The device has been handed ``handed`` frames in all by ``now``, in seconds."""
        lead = handed / RATE - now
        if now >= self._until:
            if self._best is not None and self._before is not None:
                fall = self._before - self._best
                if self.LEAST_S < abs(fall) < self.MOST_S:
                    most = round(self.MOST_S * RATE)  # while a bed plays, nothing is ever made up for
                    self.frames = max(-most, min(most, self.frames + round(fall * RATE)))
            self._before, self._best, self._until = self._best, None, now + self.WINDOW_S
        self._best = lead if self._best is None else max(self._best, lead)


class SoundClock:
    """Stands between a mixer and its output, and tells the time by the frames that were asked for."""

    def __init__(self, mixer: Mixer, uptime: Callable[[], float] = uptime) -> None:
        """``uptime``: gives seconds that only go forward."""
        self.mixer, self._uptime = mixer, uptime
        self.played: Played | None = None
        """Set by an ear that needs to know what was played."""
        self._short = Shortfall()
        self._handed = 0
        self._anew = False
        self._lock = threading.Lock()
        self._asked_at = uptime()
        self._frames = 0
        self._slept_ms = 0
        self._last = 0

    def render(self, n: int) -> Samples:
        """The next ``n`` samples, for an output.

        What a late machine has lost is made up for where nothing sounds, so that the next beat comes when it is due.
        """
        if self._anew:
            self._anew, self._short.frames = False, 0
        self._short.frames -= self.mixer.skip(self._short.frames)
        if self._short.frames <= -n and self.mixer.still(n):
            self._short.frames += n
            samples = np.zeros(n, np.float32)
        else:
            samples = self.mixer.render(n)
        self._handed += n
        if self.played is not None:
            self.played.push(samples)
        now = self._uptime()
        self._short.took(self._handed, now)
        with self._lock:
            gap = now - self._asked_at
            if gap > SLEPT_S and self._frames:
                self._slept_ms += round(gap * 1000)
            self._asked_at, self._frames = now, self.mixer.frames
        return samples

    def begin_anew(self) -> None:
        """After a hush nothing planned is due any more, so earlier losses don't shorten the silence that follows."""
        self._anew = True

    def now(self) -> int:
        """Session milliseconds; 0 until the first sound was asked for."""
        with self._lock:
            if not self._frames:
                return 0
            since = min(self._uptime() - self._asked_at, SLEPT_S) * 1000
            now = self._slept_ms + int(self._frames * 1000 / RATE + since)
            self._last = max(self._last, now)  # a callback may come a little late: time never runs backwards
            return self._last

    def slept(self) -> int:
        """Milliseconds in which the sound stood still, in all: the machine slept or was stopped."""
        with self._lock:
            return self._slept_ms

    def at(self, frame: int) -> int:
        """The session millisecond at which a frame is rendered."""
        with self._lock:
            return frame * 1000 // RATE + self._slept_ms

    def frame(self, at: int) -> int:
        """The frame that is rendered at session millisecond ``at``."""
        with self._lock:
            return (at - self._slept_ms) * RATE // 1000
