"""Reads files that people wrote, up to a limit, and writes our own files whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Mapping
from pathlib import Path

from coach.support.errors import ScriptError, UsageError
from coach.support.text import printable

LONGEST_FILE = 1_000_000
"""Bytes."""
BINARY: int = getattr(os, "O_BINARY", 0)
"""Without this, Windows would turn each newline into two characters."""


def beside(path: Path) -> Path:
    """A new name in the same folder, for a file that will replace ``path`` once it is complete.

    It doesn't contain the final name, which may already be as long as the system allows.
    """
    return path.with_name(f".{secrets.token_hex(8)}.part")


def end_of(path: Path) -> Path:
    """Where a link leads, so that what is written replaces the file and not the link to it."""
    return Path(os.path.realpath(path)) if path.is_symlink() else path


def write_whole(path: Path, content: bytes, *, private: bool = False, durable: bool = False) -> None:
    """Replace a file in one step: readers see the old content or the new, never half of one.

    ``private``: only this user can read it. ``durable``: it's on the disk before this returns,
    so that a power cut doesn't lose it.

    Raises:
        OSError: it can't be written; the old file is untouched and nothing is left beside it.
        ValueError: no file can have this name.
    """
    path = end_of(path)
    part = beside(path)
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | BINARY, 0o600 if private else 0o666)
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            if durable:
                out.flush()
                os.fsync(out.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    if durable:
        _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make sure that a file's new name is on the disk too, where the system can (Windows can't open a folder)."""
    if os.name != "nt":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def save(path: Path, content: bytes, option: str) -> None:
    """Replace a file that the command line named.

    Raises:
        UsageError: it can't be written; the message names ``option``.
    """
    try:
        write_whole(path, content)
    except (OSError, ValueError) as error:
        raise UsageError(option, f"{path} cannot be written ({reason(error)})", remedy(error)) from error


def save_together(files: Mapping[Path, bytes], option: str) -> None:
    """Replace files that belong together: all of them, or none where the disk hasn't room for all.

    Raises:
        UsageError: one can't be written; the message names ``option``.
    """
    parts = {path: beside(end_of(path)) for path in files}
    try:
        for path, part in parts.items():
            if path.is_dir():  # found out before the first is replaced
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            part.write_bytes(files[path])
        for path, part in parts.items():
            part.replace(end_of(path))
    except (OSError, ValueError) as error:
        raise UsageError(option, f"{path} cannot be written ({reason(error)})", remedy(error)) from error
    finally:
        for part in parts.values():
            with contextlib.suppress(OSError):  # the folder is gone, which the error says
                part.unlink(missing_ok=True)


def reason(error: OSError | ValueError) -> str:
    """Why a file can't be written or read, in a few words."""
    return (error.strerror or str(error)) if isinstance(error, OSError) else "impossible name"


FULL = (errno.ENOSPC, errno.EDQUOT)
"""The disk is full; this user's quota is used up."""


def remedy(error: OSError | ValueError, otherwise: str = "name a place that you can write to") -> str:
    """What to do about a file that can't be written: make room, or ``otherwise`` where that wouldn't help."""
    return "make room on the disk" if isinstance(error, OSError) and error.errno in FULL else otherwise


def trouble(path: Path) -> OSError | None:
    """Why no file can be written beside ``path``, for libraries that don't say why; None if one can."""
    part = beside(path)
    try:
        part.write_bytes(bytes(LONGEST_FILE))
    except OSError as error:
        return error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return None


def named_path(text: str) -> Path:
    """A path that a person wrote, with "~" as the home folder; for a user without one, "~" stays."""
    return Path(os.path.expanduser(text))  # noqa: PTH111 - Path.expanduser raises if there is no home folder


def read_text(path: Path, where: str = "") -> str:
    """The text of a file that a person wrote.

    Raises:
        ScriptError: it's missing, not a plain file, too large or not text (the message then names the line).
    """
    where = printable(where or path.name)
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise ScriptError(where, "this is not a plain file", "name a .yaml file")
        if found.st_size > LONGEST_FILE:
            raise ScriptError(where, f"the file has {found.st_size:,} bytes", f"a routine has at most {LONGEST_FILE:,}")
        data = path.read_bytes()
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except FileNotFoundError:
        if path.is_symlink():
            lost = printable(os.path.realpath(path))
            raise ScriptError(
                where, f"it's a link to {lost}, which isn't there", "mend the link, or remove it"
            ) from None
        raise ScriptError(where, "there is no such file", "check the name, or see `coach list`") from None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found_there = "UTF-16, not UTF-8 text" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "not UTF-8 text"
        raise ScriptError(f"{where}:{line}", f"this is {found_there}", "save the file as plain UTF-8 text") from error
    except (OSError, ValueError) as error:
        raise ScriptError(where, f"it cannot be read ({reason(error)})", "check the file") from error
