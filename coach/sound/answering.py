"""Asks a sound system with a time limit, because one that hangs answers a minute later or never."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import TypeVar

from coach.support.errors import SoundError

Answer = TypeVar("Answer")
ANSWERS_S = 4.0
"""Seconds that a sound system may take for an answer; a healthy one takes a tenth of a second."""
LIST_S = 2.0
"""Seconds that it may take to name its devices. The list must come within five, the coach's start included; a sound
server that has to be started first takes one or two."""


def answered(
    ask: Callable[[], Answer], too_late: Callable[[Answer], object] | None = None, within_s: float = 0
) -> Answer:
    """The result of ``ask``, or its error, after ``within_s`` seconds at most (0: ``ANSWERS_S``).

    A late answer goes to ``too_late``, which closes it.

    Raises:
        SoundError: there was no answer in time.
    """
    came: queue.SimpleQueue[tuple[Answer | None, BaseException | None]] = queue.SimpleQueue()
    lock, given_up, seconds = threading.Lock(), False, within_s or ANSWERS_S

    def run() -> None:
        found, error = None, None
        try:
            found = ask()
        except BaseException as raised:  # noqa: BLE001 - whatever it is, it is raised where it was asked
            error = raised
        with lock:
            came.put((found, error))
            if given_up and error is None and too_late is not None:
                too_late(found)  # type: ignore[arg-type]  # no error, so it is an answer

    threading.Thread(target=run, name="asking the sound system", daemon=True).start()
    try:
        found, error = came.get(timeout=seconds)
    except queue.Empty:
        with lock:
            given_up = came.empty()
        if given_up:
            raise SoundError(
                "speaker",
                f"the sound system has not answered for {seconds:g} s",
                "restart it or the computer, or use --output none to go on without",
            ) from None
        found, error = came.get()
    if error is not None:
        raise error
    return found  # type: ignore[return-value]  # no error, so it is an answer
