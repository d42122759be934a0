# ruff: noqa: RUF001 - letters that look like others are the point
"""Makes stdin, stdout and stderr safe to use, even closed, full or unable to encode a letter. Knows no command."""

from __future__ import annotations

import codecs
import contextlib
import errno
import io
import os
import sys
import unicodedata
from collections.abc import Callable
from typing import Any, TextIO, cast

from coach.support.errors import CoachError

REPLACED = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("‘’‚‛“”„‟«»", "'"),  # never a double quote, which would end a JSON string
        "ß": "ss",
        "æ": "ae",
        "Æ": "AE",
        "œ": "oe",
        "Œ": "OE",
        "þ": "th",
        "Þ": "Th",
        "⁄": "/",
        **dict(zip("łŁøØđĐðÐıħĦ", "lLoOdDdDihH", strict=True)),
    }
)
"""ASCII for letters that Unicode doesn't decompose."""
STDIN, STDOUT, STDERR = range(3)


def plainer(text: str) -> str:
    """Text in ASCII: accents are dropped, and what has no ASCII letter becomes "?"."""
    apart = unicodedata.normalize("NFKD", text.translate(REPLACED)).translate(REPLACED)
    return "".join(letter if letter.isascii() else "?" for letter in apart if not unicodedata.combining(letter))


def _replace(error: UnicodeError) -> tuple[str | bytes, int]:
    """What is printed instead of letters that the stream's encoding doesn't have."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return plainer(error.object[error.start : error.end]), error.end


codecs.register_error("coach-plainer", _replace)


class Patient(io.TextIOBase):
    """Stderr that never raises: a message that can't be written mustn't end the program."""

    def __init__(self, out: TextIO) -> None:
        self.out = out
        self.lost = False
        """Whether something could not be written."""

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """The wrapped stream's encoding."""
        return str(self.out.encoding)

    def write(self, text: str) -> int:
        """Write what can be written."""
        self._try(lambda: self.out.write(text))
        return len(text)

    def flush(self) -> None:
        """Flush what was written."""
        self._try(self.out.flush)

    def isatty(self) -> bool:
        """Whether it's a terminal."""
        return not self.out.closed and self.out.isatty()

    def fileno(self) -> int:
        """The wrapped stream's file descriptor."""
        return self.out.fileno()

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except (OSError, ValueError):
            self.lost = True


def make_safe() -> None:
    """Make all three streams safe, once, before a command runs.

    A closed stream gets a handle that can't be read or written. Without one, the next file that is opened would
    take its number, and whatever is printed would end up in that file.
    """
    for number, name in ((STDIN, "stdin"), (STDOUT, "stdout"), (STDERR, "stderr")):
        if getattr(sys, name) is None:
            _hold(number)
            setattr(sys, name, open(number, "r" if number == STDIN else "w", encoding="utf-8", closefd=False))  # noqa: SIM115 - meant to stay open
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="coach-plainer")
    if not isinstance(sys.stderr, Patient):
        sys.stderr = cast("Any", Patient(sys.stderr))


def _hold(number: int) -> None:
    """Open the null device read-only under this number, so that every write to it fails."""
    with contextlib.suppress(OSError):
        os.fstat(number)
        return
    handle = os.open(os.devnull, os.O_RDONLY)
    if handle != number:
        os.dup2(handle, number)
        os.close(handle)


def report(text: str) -> None:
    """Print an error on stderr, or on stdout if stderr can't be written."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
    if getattr(sys.stderr, "lost", False):
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.write(text + "\n")
            sys.stdout.flush()


def failure(error: OSError) -> CoachError:
    """Turn an error of the system into one of ours: it names a file, or else stdout takes no more text."""
    why = "it is closed" if error.errno == errno.EBADF else error.strerror or type(error).__name__
    if error.filename is not None:
        return CoachError(str(error.filename), f"this file or folder can't be used ({why})", "check it and the disk")
    drop_stdout()
    return CoachError("stdout", f"nothing can be printed ({why})", "make room, or print to another place")


def drop_stdout() -> None:
    """Point stdout at the null device, so that Python's own flush at the exit has nothing to complain about."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        number = sys.stdout.fileno()
        handle = os.open(os.devnull, os.O_WRONLY)
        os.dup2(handle, number)
        os.close(handle)
