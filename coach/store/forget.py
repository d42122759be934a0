"""Deletes everything that the coach has stored on this machine. Knows places, not what is in the files."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from coach.store import profile
from coach.support.errors import JournalError

STAYS = ("scripts", "audio_cues", "lock")
"""Names in our folders that aren't counted: the caregiver's own folders, and the lock file of a running coach."""

FEW = 5
"""So many of a folder's files are named; of more, nobody wants to hear each."""


def everything() -> list[Path]:
    """Everything to delete, each once: what is in our folders, the profile, and halves of one, as after a power cut."""
    there = [folder for folder in (profile.data_folder(), profile.cache_folder()) if folder.is_dir()]
    found = [path for folder in there for path in sorted(folder.iterdir()) if path.name not in STAYS]
    mine = profile.path()
    found += [mine] if mine.exists() or mine.is_symlink() else []
    found += sorted(mine.parent.glob(".*.part")) if mine.parent.is_dir() else []
    return list(dict.fromkeys(found))


def listed(paths: Iterable[Path]) -> Iterator[str]:
    """What would be deleted, a line each; of a folder with many of them, one line with their number."""
    files = {path: n for path in paths if (n := count(path))}
    within = Counter(path.parent for path in files)
    sums = Counter[Path]()
    for path, n in files.items():
        sums[path.parent if within[path.parent] > FEW else path] += n
    yield from (f"{place}" if n == 1 else f"{place}, {n} files" for place, n in sums.items())


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
