"""Progress of a rendering: on a terminal a bar with the time left, elsewhere a sentence now and then."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import IO

WIDTH = 24
"""The length of the bar in characters."""
BAR_EVERY, LINE_EVERY = 0.2, 15.0
"""Seconds between two updates of the bar, and between two sentences."""


class Progress:
    """Writes to ``out`` how much of ``total`` milliseconds is done."""

    def __init__(self, out: IO[str], total: int, now: Callable[[], float] = time.monotonic) -> None:
        self.out, self.total, self.now = out, max(total, 1), now
        self.bar = out.isatty()
        self.begun = self.told = now()

    def reach(self, ms: int) -> None:
        """Report how many milliseconds are done."""
        now = self.now()
        if now - self.told < (BAR_EVERY if self.bar else LINE_EVERY):
            return
        self.told = now
        share = min(ms / self.total, 0.99)
        left = round((now - self.begun) * (1 - share) / max(share, 0.001))
        if self.bar:
            full = round(share * WIDTH)
            line = f"[{'#' * full}{'.' * (WIDTH - full)}] {share:4.0%}, {left} s left"
            self.out.write(f"\r{line:<{WIDTH + 24}}")
        else:
            self.out.write(f"{share:.0%} written, about {left} seconds left.\n")
        self.out.flush()

    def done(self) -> None:
        """Clear the bar's line."""
        if self.bar:
            self.out.write("\r" + " " * (WIDTH + 24) + "\r")
            self.out.flush()
