"""Progress of a rendering: on a terminal a bar, elsewhere a sentence now and then; the time left once it's known."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from coach.sound.clip import Clip
from coach.voices.voice import Voice, ready_to_say, warm

WIDTH = 24
"""The length of the bar in characters."""
BAR_EVERY, LINE_EVERY = 0.2, 15.0
"""Seconds between two updates of the bar, and between two sentences."""
KNOWN = 0.05
"""The share that must be written before the time left is told. Until then nearly all of the time went into loading the
voice and into the sentences of the first part, and the rest would look hours away."""


class Progress:
    """Writes to ``out`` how much of ``total`` milliseconds is done. May be told so from any thread."""

    def __init__(self, out: IO[str], total: int, now: Callable[[], float] = time.monotonic) -> None:
        self.out, self.total, self.now = out, max(total, 1), now
        self.bar = out.isatty()
        self.begun = self.told = now()
        self.share, self.sentences = 0.0, 0
        self._lock = threading.Lock()

    def reach(self, ms: int) -> None:
        """Report how many milliseconds are done."""
        self.share = min(ms / self.total, 0.99)
        self._tell()

    def made(self) -> None:
        """Report that a sentence was made, of which there may be many before anything is written."""
        with self._lock:
            self.sentences += 1
        self._tell()

    def _tell(self) -> None:
        with self._lock:
            now = self.now()
            if now - self.told < (BAR_EVERY if self.bar else LINE_EVERY):
                return
            self.told = now
            self.out.write(self._bar(now) if self.bar else self._sentence(now))
            self.out.flush()

    def _left(self, now: float) -> int | None:
        """Seconds; None while that can't be known."""
        return round((now - self.begun) * (1 - self.share) / self.share) if self.share >= KNOWN else None

    def _count(self) -> str:
        return f"{self.sentences} sentence{'s' * (self.sentences != 1)} made"

    def _bar(self, now: float) -> str:
        left, full = self._left(now), round(self.share * WIDTH)
        rest = self._count() if left is None else f"{left} s left"
        line = f"[{'#' * full}{'.' * (WIDTH - full)}] {self.share:4.0%}, {rest}"
        return f"\r{line:<{WIDTH + 32}}"

    def _sentence(self, now: float) -> str:
        left = self._left(now)
        if left is None:
            return f"{self.share:.0%} written, {self._count()}.\n"
        return f"{self.share:.0%} written, about {left} seconds left.\n"

    def done(self) -> None:
        """Clear the bar's line."""
        if self.bar:
            self.out.write("\r" + " " * (WIDTH + 32) + "\r")
            self.out.flush()


@dataclass(frozen=True)
class Counted:
    """A voice that reports each sentence it had to make."""

    voice: Voice
    made: Callable[[], None]

    @property
    def key(self) -> str:
        """The voice's own."""
        return self.voice.key

    def speak(self, text: str) -> Clip:
        """Say ``text``, and report it unless the clip was kept."""
        kept = self.has(text)
        clip = self.voice.speak(text)
        if not kept:
            self.made()
        return clip

    def has(self, text: str) -> bool:
        """Whether the voice keeps the clip of ``text``."""
        return ready_to_say(self.voice, text)

    def warm(self) -> None:
        """Load the voice."""
        warm(self.voice)

    def check(self) -> str:
        """Why it can't work here."""
        return self.voice.check()
