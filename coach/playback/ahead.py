"""Makes the sentences of a file before they are wanted, several at once. Files only: live, one at a time is enough."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Self

from coach.playback.live_stage import length_of
from coach.support.event_log import Log
from coach.voices.voice import Voice

if TYPE_CHECKING:
    from types import TracebackType

AT_ONCE = 6
"""Sentences in work at once: some are synthesised in the voice's process while others are levelled and kept here."""


class Ahead:
    """Sentences that are being made. What is made lies in the voice's cache; only lengths are held here."""

    def __init__(self, voice: Voice, log: Log) -> None:
        self._voice, self._log = voice, log
        self._pool = ThreadPoolExecutor(AT_ONCE, "sentences")
        self._made: dict[str, Future[int]] = {}

    def begin(self, texts: Iterable[str]) -> None:
        """Begin to make sentences, those asked for first before others."""
        for text in texts:
            if text not in self._made:
                self._made[text] = self._pool.submit(length_of, text, self._voice, self._log)

    def lengths(self, texts: Iterable[str]) -> dict[str, int]:
        """Wait for sentences; how many milliseconds each takes."""
        wanted = tuple(texts)
        self.begin(wanted)
        return {text: self._made[text].result() for text in wanted}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._pool.shutdown(wait=error is None, cancel_futures=True)
