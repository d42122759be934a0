"""Hears the keys of the terminal, one event a key, and gives the terminal back as it was."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from coach.ears.ear import Hear
from coach.model.channels import KEYS
from coach.model.events import Pressed, Way
from coach.support.errors import EarError

NAMES = {
    b"\r": "enter",
    b"\n": "enter",
    b" ": "space",
    b"\x1b": "escape",
    b"\x7f": "backspace",
    b"\x08": "backspace",
    b"\t": "tab",
}
"""Keys whose bytes are not their names."""
LONGEST_KEY = 32
"""Bytes read at once: an arrow or a function key sends up to eight, and all of them are one key."""
LOST = "keys-lost"
"""The sentence for a terminal that went away and took nobody with it."""


def name_of(data: bytes) -> str:
    """A key as one name: enter, space, a small letter, or the hex of anything else."""
    if data in NAMES:
        return NAMES[data]
    try:
        text = data.decode().lower()
    except UnicodeDecodeError:
        text = ""
    if text and text.isprintable() and len(set(text)) == 1:  # a held key may arrive several times at once
        return text[0]
    if data and len(set(data)) == 1 and data[:1] in NAMES:
        return NAMES[data[:1]]
    return data.hex()


class TerminalKeys:
    """The terminal that the coach was started in."""

    way = KEYS

    def __init__(self, now: Callable[[], int]) -> None:
        self.now = now

    def check(self) -> str:
        """Why keys cannot be heard here; empty when they can."""
        if os.name == "nt":
            return (
                ""
                if sys.stdin is not None and sys.stdin.isatty()
                else "There is no keyboard; start the coach in a terminal."
            )
        try:
            with _terminal():
                return ""
        except OSError:
            return "There is no keyboard; start the coach in a terminal."

    @contextmanager
    def listen(self, hear: Hear) -> Iterator[None]:
        """Report every key until the context ends.

        Raises:
            EarError: there is no terminal.
        """
        if problem := self.check():
            what, _, todo = problem.partition("; ")
            raise EarError("keys", what[:1].lower() + what[1:], todo)
        with _windows_keys(self.now, hear) if os.name == "nt" else _posix_keys(self.now, hear):
            yield


@contextmanager
def _terminal() -> Iterator[int]:
    """The descriptor of a terminal: standard input if it is one, else the one that controls this process."""
    if sys.stdin is not None and not sys.stdin.closed and sys.stdin.isatty():
        yield sys.stdin.fileno()
        return
    fd = os.open("/dev/tty", os.O_RDONLY)
    try:
        yield fd
    finally:
        os.close(fd)


@contextmanager
def _posix_keys(now: Callable[[], int], hear: Hear) -> Iterator[None]:
    import select  # noqa: PLC0415 - these do not exist on Windows
    import termios  # noqa: PLC0415
    import tty  # noqa: PLC0415

    with _terminal() as fd:
        before = termios.tcgetattr(fd)
        stop_reading, stop = os.pipe()

        def keys() -> Iterator[bytes]:
            """What is typed, until we are told to stop: then OSError is not raised. EOF is a terminal that is gone."""
            while True:
                ready, _, _ = select.select([fd, stop_reading], [], [])
                if stop_reading in ready:
                    return
                if not (data := os.read(fd, LONGEST_KEY)):
                    raise EOFError
                yield data

        def read() -> None:
            try:
                for data in keys():
                    hear(Pressed(now(), name_of(data)))
            except (OSError, EOFError, ValueError):  # a terminal that is gone, or a descriptor that was closed
                hear(Way(now(), KEYS, works=False, say=LOST))

        tty.setcbreak(fd, termios.TCSANOW)
        thread = threading.Thread(target=read, name="keys", daemon=True)
        thread.start()
        try:
            yield
        finally:
            os.write(stop, b".")
            thread.join(1)
            with contextlib.suppress(termios.error):  # the terminal is gone
                termios.tcsetattr(fd, termios.TCSAFLUSH, before)  # keys that were not read must not reach the shell
            os.close(stop_reading)
            os.close(stop)


@contextmanager
def _windows_keys(now: Callable[[], int], hear: Hear) -> Iterator[None]:
    import msvcrt  # noqa: PLC0415 - exists on Windows only

    stop = threading.Event()
    pressed = getattr(msvcrt, "kbhit")  # noqa: B009 - other systems' type stubs lack both
    read = getattr(msvcrt, "getwch")  # noqa: B009

    def listen() -> None:
        while not stop.wait(0.005):
            while pressed():
                first = read()
                data = first + (read() if first in ("\x00", "\xe0") else "")
                hear(Pressed(now(), name_of(data.encode())))

    thread = threading.Thread(target=listen, name="keys", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(1)
