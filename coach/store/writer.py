"""Writes the session's record as it happens, from its own thread, so that nobody waits for a disk.

What can't be written is told once, kept in memory, and written later. Knows no sound and no session.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from coach.model.effects import Mark
from coach.model.records import Begun, Entry, Row
from coach.store.database import DamagedError, NewerError, append, opened, set_aside
from coach.support.errors import JournalError

RETRY_S = 5.0
"""Seconds between two tries after a failed write."""
CLOSING_S = 2.0
"""Seconds that the end of a session waits for its last entries to be written."""
UNWRITABLE, DAMAGED, NEWER = "journal-unwritable", "journal-damaged", "journal-newer"
"""Names of the coach's sentences for each kind of trouble."""


def wall_ms() -> int:
    """Milliseconds since 1970, by this machine's clock."""
    return time.time_ns() // 1_000_000


class Journal:
    """One session's record, appended to the file of all sessions."""

    def __init__(self, file: Path, tell: Callable[[str], None], retry_s: float = RETRY_S) -> None:
        """``tell`` is called, from the writing thread and once for each kind of trouble, with its name."""
        self.file, self.session = file, os.urandom(16).hex()
        self._tell, self._told, self._retry_s = tell, set[str](), retry_s
        self._queue: queue.SimpleQueue[Row | None] = queue.SimpleQueue()
        self.unwritten: deque[Row] = deque()
        """Rows that aren't on the disk yet; only the writing thread uses them."""
        self._ended = False
        self._thread = threading.Thread(target=self._work, name="journal", daemon=True)
        self._thread.start()

    def begin(self, routine: str, title: str, options: Mapping[str, Any]) -> None:
        """A session begins, with the options that differ from the usual."""
        self._queue.put(Begun(self.session, wall_ms(), routine, title, json.dumps(options, ensure_ascii=False)))

    def mark(self, mark: Mark) -> None:
        """Something happened; never waits."""
        place = (mark.area, mark.stroke, mark.done)
        self._queue.put(Entry(self.session, wall_ms(), mark.at, mark.what, mark.detail, *place))

    def close(self) -> None:
        """Write what is left, but for no longer than a goodbye may take."""
        self._queue.put(None)
        self._thread.join(CLOSING_S)

    def _work(self) -> None:
        while self.unwritten or not self._ended:
            last = self._ended  # this is the last try
            try:
                self._write()
            except JournalError as error:
                if not self._mended(error):
                    if last:
                        return
                    if not self._ended:
                        self._gather(self._retry_s)

    def _write(self) -> None:
        """Write everything as it comes, until the end. The file stays open."""
        if not self.unwritten:
            self._gather()
        if not self.unwritten:
            return
        with opened(self.file) as connection:
            while True:
                append(connection, self.file, self.unwritten)
                self.unwritten.clear()
                if self._ended:
                    return
                self._gather()

    def _gather(self, seconds: float | None = None) -> None:
        """Take all that comes in so many seconds; without them, wait for a row and take it with all that is there."""
        until = time.monotonic() + (seconds or 0)
        with contextlib.suppress(queue.Empty):
            row = self._queue.get(timeout=seconds)
            while row is not None:
                self.unwritten.append(row)
                row = self._queue.get(timeout=max(0, until - time.monotonic()))
            self._ended = True

    def _mended(self, error: JournalError) -> bool:
        """Tell what is wrong. Returns whether to try again at once, because a damaged file was moved away."""
        if isinstance(error, DamagedError) and DAMAGED not in self._told:
            with contextlib.suppress(JournalError):
                set_aside(self.file, wall_ms())
                self._say(DAMAGED)
                return True
        self._say(NEWER if isinstance(error, NewerError) else UNWRITABLE)
        return False

    def _say(self, name: str) -> None:
        if name not in self._told:
            self._told.add(name)
            self._tell(name)
