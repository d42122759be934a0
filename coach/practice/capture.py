"""What a microphone gives while the phrase is practised: steps to judge, and sound for those who save it."""

from __future__ import annotations

import math
import os
import time
import wave
from collections import deque
from collections.abc import Callable
from pathlib import Path

import numpy as np

from coach.model.events import Listened
from coach.practice.scoring import STEP_MS
from coach.sound.clip import Samples
from coach.support.errors import UsageError

RATE = 16_000
"""Hertz of the microphone."""


class Watch:
    """Reports what the microphone gives, in steps of 80 ms, from its thread. Keeps no sound unless told to."""

    def __init__(self, hear: Callable[[Listened], None], now: Callable[[], int], *, keeps: bool = False) -> None:
        """``hear`` takes each step; ``now`` gives session milliseconds."""
        self._hear, self._now = hear, now
        self._keeps, self._sound = keeps, deque[Samples](maxlen=60 * 50)
        self._squares, self._count = 0.0, 0
        self._last: deque[float] = deque(maxlen=3)

    def piece(self, samples: Samples) -> None:
        """The device gave these (16 kHz)."""
        self._squares += float(np.square(samples).sum())
        self._count += len(samples)
        if self._keeps:
            self._sound.append(samples)

    def no(self, score: float) -> None:
        """The shipped heads have this log-odds of "no" for what came until now."""
        self._last.append(score)
        level = 10 * math.log10(max(self._squares / max(self._count, 1), 1e-12))
        self._squares, self._count = 0.0, 0
        self._hear(Listened(self._now(), level, sum(self._last) / len(self._last)))

    def sound(self, steps: int) -> Samples:
        """The sound of the last so many steps."""
        kept = np.concatenate([*self._sound]) if self._sound else np.empty(0, np.float32)
        return kept[-steps * STEP_MS * RATE // 1000 :]


def make_folder(folder: Path) -> None:
    """Make the folder for the sayings first, so that nobody speaks in vain.

    Raises:
        UsageError: it cannot be made or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise UsageError(str(folder), f"cannot keep sayings ({error.strerror})", "name another folder") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UsageError(str(folder), "cannot keep sayings (it cannot be written)", "name another folder")


def keep(samples: Samples, folder: Path, number: int) -> Path:
    """Write a saying as a sound file (16 kHz) that only this user can read. It never overwrites another.

    Raises:
        UsageError: the folder cannot be written.
    """
    file = folder / f"{time.strftime('%Y%m%d-%H%M%S')}-{number}.wav"
    try:
        handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "wb") as raw, wave.open(raw, "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(RATE)
            out.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    except OSError as error:
        raise UsageError(str(folder), f"cannot keep sayings ({error.strerror})", "name another folder") from error
    return file
