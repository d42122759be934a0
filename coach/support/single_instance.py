"""One coach at a time: two would talk over each other. The system itself lets go of the lock when its holder dies."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from coach.support.errors import CoachError

NAME = "lock"


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder until the context ends. A folder that cannot be written is not worth a massage.

    Raises:
        CoachError: another coach leads a massage.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(folder / NAME, os.O_CREAT | os.O_RDWR | getattr(os, "O_NONBLOCK", 0), 0o600)
    except OSError:
        yield
        return
    try:
        if not _locked(handle):
            raise CoachError("coach", "another coach is leading a massage already", "let it finish, or end it first")
        yield
    finally:
        os.close(handle)


def _locked(handle: int) -> bool:
    """Whether the lock is ours now; a file system without locks counts as alone."""
    try:
        if os.name == "nt":
            import msvcrt  # noqa: PLC0415 - exists on Windows only

            getattr(msvcrt, "locking")(handle, getattr(msvcrt, "LK_NBLCK"), 1)  # noqa: B009 - other systems' stubs lack both
        else:
            import fcntl  # noqa: PLC0415 - does not exist on Windows

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except PermissionError:  # so Windows says that it is held
        return os.name != "nt"
    except OSError:
        return True
    return True
