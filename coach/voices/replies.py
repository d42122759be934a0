"""What one helper answers, handed to whoever asked for it; several may wait at once."""

from __future__ import annotations

import contextlib
import json
import queue
import threading
from typing import IO, Any

Reply = tuple[dict[str, Any], bytes]
"""The head of an answer, and its samples."""

LARGEST = 50_000_000
"""Bytes of sound in one answer: a quarter of an hour, and far more than any sentence."""


class Replies:
    """Reads the answers of one process in a thread of its own."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._waiting: dict[int, queue.SimpleQueue[Reply | None]] = {}
        self._lock = threading.Lock()
        self._over = False
        self.any = False
        """Whether the process has answered anything yet."""
        threading.Thread(target=self._read, args=(pipe,), daemon=True).start()

    def expect(self, ident: int) -> queue.SimpleQueue[Reply | None]:
        """Where the answer to request ``ident`` will be; ``None`` is put there once none can come any more."""
        place: queue.SimpleQueue[Reply | None] = queue.SimpleQueue()
        with self._lock:
            if self._over:
                place.put(None)
            else:
                self._waiting[ident] = place
        return place

    def _read(self, pipe: IO[bytes]) -> None:
        """Pass on answers until the pipe ends or anything else comes through it."""
        with pipe, contextlib.suppress(ValueError, KeyError, TypeError, AttributeError, OSError):
            while line := pipe.readline(100_000):
                head = json.loads(line)
                sound = pipe.read(head["bytes"]) if 0 <= head["bytes"] <= LARGEST else b""
                if len(sound) != head["bytes"]:
                    break
                with self._lock:
                    self._waiting.pop(head["id"]).put((head, sound))
                self.any = True
        with self._lock:
            self._over = True
            for place in self._waiting.values():
                place.put(None)
