r"""The terminal mode in which every key reaches us at once and only Ctrl-C keeps its meaning. Not for Windows.

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
"""The indices into what ``termios.tcgetattr`` returns."""
TAKEN = ("VSUSP", "VDSUSP", "VQUIT", "VLNEXT", "VSTATUS", "VDISCARD", "VSTART", "VSTOP")
"""The keys that a terminal handles itself. VDSUSP and VSTATUS exist only on macOS."""
CONTROL_C = b"\x03"
NO_PASTE_MARKERS = b"\x1b[?2004l"
"""Turns bracketed paste off."""


class TerminalMode:
    """The mode of one terminal, by its file descriptor."""

    def __init__(self, fd: int) -> None:
        """Remember the terminal's present mode.

        Raises:
            OSError: this isn't a terminal, or it's gone.
        """
        self.fd = fd
        try:
            self.before = termios.tcgetattr(fd)
        except termios.error as error:
            raise OSError(*error.args) from error

    def take(self) -> None:
        """Take every key from now on.

        Raises:
            OSError: the terminal is gone.
        """
        try:
            termios.tcsetattr(self.fd, termios.TCSANOW, ours(termios.tcgetattr(self.fd), self._nothing()))
        except termios.error as error:
            raise OSError(*error.args) from error
        with contextlib.suppress(OSError, ValueError, AttributeError):  # standard output may be closed
            if os.isatty(sys.stdout.fileno()) and os.environ.get("TERM", "dumb") != "dumb":
                os.write(sys.stdout.fileno(), NO_PASTE_MARKERS)

    def is_lost(self) -> bool:
        """Whether somebody else has changed the mode since: a shell after a stop, `reset`, `stty`."""
        with contextlib.suppress(termios.error):
            now = termios.tcgetattr(self.fd)
            return now != ours(now, self._nothing())
        return False

    def is_ours(self) -> bool:
        """Whether keys come to us. In the background they go to the shell, and reading them would stop us."""
        try:
            return os.tcgetpgrp(self.fd) == os.getpgrp()
        except OSError:  # it isn't our controlling terminal, so nobody can take it from us
            return True

    def give_back(self) -> None:
        """Restore the mode. Keys that nobody has read mustn't reach the shell."""
        with contextlib.suppress(termios.error):  # the terminal is gone
            termios.tcsetattr(self.fd, termios.TCSAFLUSH, self.before)

    def _nothing(self) -> bytes:
        """The byte that means "no key"."""
        with contextlib.suppress(OSError, ValueError):
            return bytes([os.fpathconf(self.fd, "PC_VDISABLE") & 0xFF])
        return b"\x00"


def ours(mode: list[Any], nothing: bytes) -> list[Any]:
    """A terminal mode, changed so that every key but Ctrl-C reaches us as it is."""
    changed = [*mode[:KEYS], list(mode[KEYS])]
    # No flow control, no cleared eighth bit, no signal on a break, no doubled bytes.
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
    """A terminal's descriptor: standard input if it's a terminal, else this process's controlling terminal.

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
