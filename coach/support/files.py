"""Files that people wrote, read within bounds; files of ours, written whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from coach.support.errors import ScriptError, UsageError
from coach.support.text import printable

LONGEST_FILE = 1_000_000
"""Bytes."""


def save(path: Path, content: bytes, option: str) -> None:
    """Replace a file in one step.

    Raises:
        UsageError: it cannot be written; ``option`` is what named it.
    """
    part = path.with_name(f".{path.name[:100]}.{os.getpid()}.part")
    try:
        try:
            part.write_bytes(content)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "impossible name"
        raise UsageError(option, f"{path} cannot be written ({why})", "name a place that you can write to") from error


def read_text(path: Path, where: str = "") -> str:
    """The text of a file that a person wrote.

    Raises:
        ScriptError: it is missing, not a plain file, too large or not text.
    """
    where = printable(where or path.name)
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise ScriptError(where, "this is not a plain file", "name a .yaml file")
        if found.st_size > LONGEST_FILE:
            raise ScriptError(where, f"the file has {found.st_size:,} bytes", f"a routine has at most {LONGEST_FILE:,}")
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ScriptError(where, "there is no such file", "check the name, or see `coach list`") from None
    except UnicodeDecodeError as error:
        raise ScriptError(where, "the file is not UTF-8 text", "save it as plain UTF-8 text") from error
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "impossible name"
        raise ScriptError(where, f"it cannot be read ({why})", "check the file") from error
