"""Writes one JSON line for every event and effect: `--log`, for anyone who tracks down a fault."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from pathlib import Path
from typing import IO

from coach.support.errors import UsageError


class Log:
    """Appends lines to a file; without a path it does nothing. Safe to call from any thread."""

    def __init__(self, path: Path | None = None) -> None:
        self._lock = threading.Lock()
        self._began = time.monotonic()
        self._file: IO[str] | None = None
        if path is not None:
            try:
                self._file = path.open("a", encoding="utf-8", errors="backslashreplace")
            except OSError as error:
                raise UsageError(
                    "--log", f"{path.name} cannot be written ({error.strerror})", "name another file"
                ) from error

    def write(self, kind: str, t: int | None = None, **details: object) -> None:
        """Write one line: ``t`` in session milliseconds (or since the start), the wall clock and the details."""
        if self._file is None:
            return
        t = round((time.monotonic() - self._began) * 1000) if t is None else t
        line = json.dumps({"t": t, "wall": round(time.time(), 4), "kind": kind, **details}, ensure_ascii=False)
        with self._lock:
            if not self._file.closed:
                try:
                    self._file.write(line + "\n")
                    self._file.flush()
                except OSError:  # a full disk mustn't end a massage
                    return

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            with self._lock, contextlib.suppress(OSError):  # some lines didn't fit on a full disk
                self._file.close()
