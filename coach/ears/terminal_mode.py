r"""The state of a terminal in which every key reaches us at once and only Ctrl-C has a meaning of its own. Not Windows.

By default a terminal keeps some keys for itself: Ctrl-S stops all output, Ctrl-Z and Ctrl-Y suspend the program,
Ctrl-\\ kills it, Ctrl-V swallows itself, Ctrl-T prints a status line.
"""

from __future__ import annotations

import contextlib
import os
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

INPUT, OUTPUT, CONTROL, LOCAL, _SPEED_IN, _SPEED_OUT, KEYS = range(7)
"""The places in what ``termios.tcgetattr`` gives."""
TAKEN = ("VSUSP", "VDSUSP", "VQUIT", "VLNEXT", "VSTATUS", "VDISCARD", "VSTART", "VSTOP")
"""The keys that a terminal takes for itself. VDSUSP and VSTATUS exist on macOS only."""
CONTROL_C = b"\x03"
NO_PASTE_MARKERS = b"\x1b[?2004l"
"""Bracketed paste off."""


class TerminalMode:
    """The mode of one terminal, by its file descriptor."""

    def __init__(self, fd: int) -> None:
        """Remember how the terminal is now.

        Raises:
            termios.error: this is no terminal.
        """
        self.fd = fd
        self.before = termios.tcgetattr(fd)

    def take(self) -> None:
        """Every key is ours from now on.

        Raises:
            OSError: the terminal is gone.
        """
        try:
            termios.tcsetattr(self.fd, termios.TCSANOW, ours(termios.tcgetattr(self.fd), self._nothing()))
        except termios.error as error:
            raise OSError(*error.args) from error
        with contextlib.suppress(OSError, ValueError, AttributeError):  # there may be no standard output
            if os.isatty(sys.stdout.fileno()) and os.environ.get("TERM", "dumb") != "dumb":
                os.write(sys.stdout.fileno(), NO_PASTE_MARKERS)

    def is_lost(self) -> bool:
        """Whether somebody else has changed the mode since: a shell after a stop, `reset`, `stty`."""
        with contextlib.suppress(termios.error):
            now = termios.tcgetattr(self.fd)
            return now != ours(now, self._nothing())
        return False

    def is_ours(self) -> bool:
        """Whether keys come to us; in the background they go to the shell, and reading them would stop us."""
        try:
            return os.tcgetpgrp(self.fd) == os.getpgrp()
        except OSError:  # it is not the terminal that controls us, so nobody can take it from us
            return True

    def give_back(self) -> None:
        """As it was before. Keys that nobody read must not reach the shell."""
        with contextlib.suppress(termios.error):  # the terminal is gone
            termios.tcsetattr(self.fd, termios.TCSAFLUSH, self.before)

    def _nothing(self) -> bytes:
        """The byte that stands for no key."""
        with contextlib.suppress(OSError, ValueError):
            return bytes([os.fpathconf(self.fd, "PC_VDISABLE") & 0xFF])
        return b"\x00"


def ours(mode: list[Any], nothing: bytes) -> list[Any]:
    """A mode of a terminal, changed so that every key but Ctrl-C comes to us as it is."""
    changed = [*mode[:KEYS], list(mode[KEYS])]
    # No flow control, no cleared eighth bit, no signal for a break, no doubled bytes.
    changed[INPUT] &= ~(termios.IXON | termios.IXOFF | termios.ISTRIP | termios.BRKINT | termios.PARMRK)
    changed[INPUT] &= ~(termios.IGNCR | termios.INLCR)
    changed[CONTROL] = changed[CONTROL] & ~termios.CSIZE | termios.CS8
    changed[LOCAL] = changed[LOCAL] & ~(termios.ECHO | termios.ICANON | termios.IEXTEN) | termios.ISIG
    for name in TAKEN:
        if hasattr(termios, name):
            changed[KEYS][getattr(termios, name)] = nothing
    changed[KEYS][termios.VINTR] = CONTROL_C
    changed[KEYS][termios.VMIN], changed[KEYS][termios.VTIME] = 1, 0
    return changed


@contextmanager
def opened() -> Iterator[int]:
    """The descriptor of a terminal: standard input if it is one, else the one that controls this process.

    Raises:
        OSError: there is none.
    """
    if sys.stdin is not None and not sys.stdin.closed and sys.stdin.isatty():
        yield sys.stdin.fileno()
        return
    fd = os.open("/dev/tty", os.O_RDONLY)
    try:
        yield fd
    finally:
        os.close(fd)
