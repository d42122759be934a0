"""Prints to a terminal without ever waiting for it."""

from __future__ import annotations

import contextlib
import queue
import sys
import threading
from typing import IO

from coach.support.streams import plainer

LOST = "The words can't be printed any more ({}). The voice goes on."


class Printer:
    """Prints lines from its own thread: a blocked terminal mustn't hold up a hush."""

    def __init__(self, out: IO[str] | None) -> None:
        self.out = out
        self.bell = False
        """Ring the terminal's bell with every line from now on, because nothing else can be heard."""
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="printer", daemon=True)
        if out is not None:
            self._thread.start()

    def line(self, text: str, at: int | None = None) -> None:
        """Print one line, with the session time at its end."""
        bell = "\a" if self.bell and not text.startswith("\a") else ""
        self._lines.put(bell + (text if at is None else f"{text}  ({clock_time(at)})"))

    def close(self) -> None:
        """Wait briefly until the last line is printed."""
        self._lines.put(None)
        if self.out is not None:
            self._thread.join(0.5)

    def _work(self) -> None:
        while (text := self._lines.get()) is not None:
            try:
                self._print(text)
            except BrokenPipeError:  # the reader has left
                return
            except (OSError, ValueError) as error:
                with contextlib.suppress(OSError, ValueError):
                    sys.stderr.write(LOST.format(getattr(error, "strerror", None) or "closed") + "\n")
                return

    def _print(self, text: str) -> None:
        try:
            print(text, file=self.out, flush=True)
        except UnicodeEncodeError:
            print(plainer(text), file=self.out, flush=True)


def clock_time(ms: int) -> str:
    """Minutes and seconds: 1:05."""
    return f"{ms // 60_000}:{ms // 1000 % 60:02d}"
