"""One coach at a time: two would talk over each other. The system releases the lock when its holder dies.

Why not the library filelock: it takes 29 ms to import, a tenth of the time to the first word, and on a file system
without locks it makes a file that stays behind when the coach is killed.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from coach.support.errors import CoachError

NAME = "lock"
LOCKED_BYTE = 1 << 20
"""The byte that Windows locks, beyond those that say who holds the lock: nobody else can read a locked byte."""


@contextlib.contextmanager
def alone(folder: Path, *, surely: bool = False) -> Iterator[None]:
    """Hold a folder's lock until the context ends. If the folder can't be written, the massage goes on without a lock.

    Raises:
        CoachError: another coach is leading a massage; the message names its process. With ``surely`` also if nobody
            can tell.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(folder / NAME, os.O_CREAT | os.O_RDWR | getattr(os, "O_NONBLOCK", 0), 0o600)
    except OSError as error:
        if surely:
            raise CoachError("coach", f"nobody can tell whether another one runs ({error})") from error
        yield
        return
    try:
        if not _locked(handle, unsure=not surely):
            what = f"another coach{_holder(handle)} is leading a massage already"
            raise CoachError("coach", what, "let it finish, or end it first")
        _sign(handle)
        try:
            yield
        finally:
            _unlock(handle)
    finally:
        os.close(handle)


def _unlock(handle: int) -> None:
    """Give the lock back now: closing leaves it to a process that is being started, until its own program runs."""
    if os.name != "nt":
        import fcntl  # noqa: PLC0415 - does not exist on Windows

        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_UN)


def _sign(handle: int) -> None:
    """Write down who holds the lock."""
    with contextlib.suppress(OSError):  # a full disk, or something that isn't a file
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, str(os.getpid()).encode())


def _holder(handle: int) -> str:
    """The process that holds the lock, for the message; empty if the file doesn't say."""
    with contextlib.suppress(OSError, ValueError):
        os.lseek(handle, 0, os.SEEK_SET)
        return f" (process {int(os.read(handle, 20))})"
    return ""


def _locked(handle: int, *, unsure: bool) -> bool:
    """Whether the lock is ours now; ``unsure`` if the file system has no locks."""
    try:
        if os.name == "nt":
            import msvcrt  # noqa: PLC0415 - exists on Windows only

            os.lseek(handle, LOCKED_BYTE, os.SEEK_SET)
            getattr(msvcrt, "locking")(handle, getattr(msvcrt, "LK_NBLCK"), 1)  # noqa: B009 - the type stubs of other systems lack both
        else:
            import fcntl  # noqa: PLC0415 - does not exist on Windows

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except PermissionError:  # how Windows says that somebody holds it
        return unsure and os.name != "nt"
    except OSError:
        return unsure
    return True
