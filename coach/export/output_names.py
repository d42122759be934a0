"""Checks the names of files and folders before anything is rendered. Knows endings, but nothing of contents."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Sequence
from pathlib import Path

from coach.export.encode import FORMATS as WITH_CHAPTERS
from coach.outputs.file_out import FORMATS as PLAIN
from coach.support.errors import UsageError
from coach.support.files import beside, end_of, named_path, reason, remedy
from coach.support.text import printable

SOUNDS = tuple(dict.fromkeys([*WITH_CHAPTERS, *PLAIN]))
PICTURES = (".svg", ".png")
CARDS = (".html", ".htm", ".pdf")
"""The endings we can write."""
FORBIDDEN = '<>:"|?*' if os.name == "nt" else ""
"""Characters that the system takes for something else; on Windows a colon would write into a hidden stream."""
DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9]) *(\..*)?", re.IGNORECASE)
"""Names of devices on Windows, whatever the ending: anything written to "nul.mp3" is lost."""


def output_file(name: str | Path, option: str, endings: Sequence[str]) -> Path:
    """The file called ``name``, given with ``option``. A file that already exists may be replaced.

    Raises:
        UsageError: its ending isn't one of ``endings``, or no file can be written there.
    """
    path = named_path(str(name))  # the shell leaves "~" alone in "-o=~/evening.mp3"
    shown = printable(str(name))
    with_dots = f"end its name in {', '.join(endings[:-1])} or {endings[-1]}"
    if _is_folder(path, option) or str(name).endswith(("/", os.sep)):
        raise UsageError(option, f'"{shown}" is a folder', f"name a file in it, and {with_dots}")
    if path.suffix.lower() not in endings:
        raise UsageError(option, f'"{shown}" has no known ending', with_dots)
    _try(path, option)
    return path


def different(*named: tuple[str, Path | None]) -> None:
    """Refuse two options that name one file: the second would replace what the first has just written.

    Raises:
        UsageError: with the later option.
    """
    first: dict[str, str] = {}
    for option, path in named:
        if path and (other := first.setdefault(os.path.realpath(path), option)) != option:
            what = f"{printable(str(path))} is the file of {other} too"
            raise UsageError(option, what, "give each a file of its own")


def output_folder(name: str | Path, option: str) -> Path:
    """The folder called ``name``, made if it's missing.

    Raises:
        UsageError: it can't be made or written to.
    """
    path = named_path(str(name))
    if not _is_folder(path, option):
        try:
            path.mkdir(parents=True)
        except OSError as error:
            what = f"{printable(str(name))} cannot be made ({reason(error)})"
            raise UsageError(option, what, remedy(error, "name a folder of yours")) from error
    _try(path / "index.html", option)
    return path


def own_folder(name: str | Path, option: str) -> Path:
    """The folder called ``name`` for a page or an app of ours, made if it's missing.

    Raises:
        UsageError: it can't be written to, or has a page of somebody else's.
    """
    path = output_folder(name, option)
    if (path / "index.html").exists() and not (path / "sw.js").exists():
        what = f"{printable(str(path))} has an index.html already, which isn't the coach's"
        raise UsageError(option, what, "name a new folder")
    return path


def _is_folder(path: Path, option: str) -> bool:
    """Whether a folder has this name.

    Raises:
        UsageError: the system doesn't allow the name.
    """
    if wrong := sorted(set(path.name) & set(FORBIDDEN)):
        raise UsageError(option, f"a name can't contain {' '.join(wrong)} here", "choose another name")
    if FORBIDDEN and DEVICES.fullmatch(path.name):
        raise UsageError(option, f"{path.name} is the name of a device here", "choose another name")
    if not str(path).isprintable():
        raise UsageError(option, f"{printable(str(path))} has a character that cannot be shown", "choose another name")
    try:
        path.lstat()
    except OSError as error:
        if error.errno in (errno.ENAMETOOLONG, errno.EINVAL):
            what = f"this name of {len(os.fsencode(path.name))} bytes cannot be written ({reason(error)})"
            raise UsageError(option, what, "choose a shorter name of letters and digits") from error
        return False
    return path.is_dir()


def _try(path: Path, option: str) -> None:
    """Write an empty file beside it, and remove it again."""
    part = beside(end_of(path))
    try:
        part.touch(exist_ok=False)
        part.unlink()
    except OSError as error:
        where = "there is no such folder" if isinstance(error, FileNotFoundError) else reason(error)
        what = f"{printable(str(path))} cannot be written ({where})"
        raise UsageError(option, what, remedy(error)) from error
