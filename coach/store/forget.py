"""Deletes what the coach ever kept on this machine. Knows folders, and nothing of what is in the files."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from coach.support.errors import JournalError

STAYS = ("scripts", "audio_cues", "lock")
"""Folders of the caregiver's own making, and the empty file that says that a coach is at work."""


def kept(folders: Iterable[Path], files: Iterable[Path]) -> list[Path]:
    """Everything there is to delete, once: what lies in our folders, and single files elsewhere."""
    there = [folder for folder in folders if folder.is_dir()]
    found = [path for folder in there for path in sorted(folder.iterdir()) if path.name not in STAYS]
    found += [file for file in files if file.exists() or file.is_symlink()]
    return list(dict.fromkeys(found))


def count(path: Path) -> int:
    """How many files it is."""
    return sum(1 for inside in path.rglob("*") if inside.is_file()) if path.is_dir() and not path.is_symlink() else 1


def delete(paths: Iterable[Path]) -> None:
    """Delete files, and folders with all that is in them; a link is deleted, never what it leads to.

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
