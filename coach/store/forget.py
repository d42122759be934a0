"""Deletes everything that the coach has stored on this machine. Knows folders, not what is in the files."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from coach.support.errors import JournalError

STAYS = ("scripts", "audio_cues", "lock")
"""Names in our folders that aren't counted: the caregiver's own folders, and the lock file of a running coach."""


def everything(folders: Iterable[Path], files: Iterable[Path]) -> list[Path]:
    """Everything to delete, each once: what is in our folders, and single files elsewhere."""
    there = [folder for folder in folders if folder.is_dir()]
    found = [path for folder in there for path in sorted(folder.iterdir()) if path.name not in STAYS]
    found += [file for file in files if file.exists() or file.is_symlink()]
    return list(dict.fromkeys(found))


def count(path: Path) -> int:
    """The number of files."""
    return sum(1 for inside in path.rglob("*") if inside.is_file()) if path.is_dir() and not path.is_symlink() else 1


def delete(paths: Iterable[Path]) -> None:
    """Delete files, and folders with their contents. A link is deleted, never its target.

    Raises:
        JournalError: something is still there.
    """
    left = []
    for path in paths:
        try:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        except OSError as error:
            left.append(f"{path} ({error.strerror})")
    if left:
        raise JournalError("coach forget", f"could not delete {', '.join(left)}", "check the permissions and try again")
