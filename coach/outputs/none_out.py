"""A silent output. It asks for sound in real time, so that a session can run without a loudspeaker."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from coach.sound.clip import RATE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.outputs.output import Render

BLOCK_MS = 20
"""Samples per request: few enough for the session clock to move evenly."""


class NoneOut:
    """Pulls sound in real time and discards it."""

    def __init__(self, speaker: str = "") -> None:
        """Take a speaker's name as every output does, and ignore it."""
        del speaker

    @contextmanager
    def open(self, render: Render) -> Iterator[None]:
        """Ask ``render`` for sound in real time until the context ends."""
        ended = threading.Event()
        thread = threading.Thread(target=_pull, args=(render, ended), name="no speaker", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def check(self) -> str:
        """Give an empty sentence: this always works."""
        return ""

    @classmethod
    def devices(cls) -> list[str]:
        """List no speakers."""
        return []


def _pull(render: Render, ended: threading.Event) -> None:
    pace = Pace(time.monotonic())
    while not ended.wait(BLOCK_MS / 1000):
        if samples := pace.due(time.monotonic()):
            render(samples)


class Pace:
    """How many samples are due now, so that over any time exactly RATE a second are pulled."""

    def __init__(self, now: float) -> None:
        """Begin at ``now``, in seconds of a monotonic clock."""
        self._zero, self._given = now, 0

    def due(self, now: float) -> int:
        """Count the samples to pull at ``now``: a second of them at most. What else is due after a sleep is lost."""
        behind = int((now - self._zero) * RATE) - self._given
        if behind > RATE:
            self._zero, self._given = now - 1, 0
            behind = RATE
        behind = max(behind, 0)
        self._given += behind
        return behind

    def took(self, samples: int) -> None:
        """Count samples that someone else pulled."""
        self._given += samples
