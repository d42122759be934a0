"""A temporary folder for what is spoken, and the removal of those that killed coaches left.

A voice's helper writes to it, or whoever joins sentences into one file, and the baby's name may be in it. A coach that
is killed removes nothing itself, so the next one does. A coach holds a lock on its folder for as long as it lives; that
shows whose coach is dead.
"""

from __future__ import annotations

import functools
import os
import shutil
import stat
import tempfile
import time
from contextlib import ExitStack, suppress
from pathlib import Path

from coach.support.errors import CoachError
from coach.support.single_instance import NAME, alone

PREFIX = "coach-voice-"
YOUNG_S, LOCKLESS_S = 10, 86_400
"""Seconds in which a folder may be in use unlocked: one that was just made, and one without a lock, on a full disk."""


def make() -> tuple[Path, ExitStack]:
    """A folder that only this user can enter, and what removes it; nowhere, on a full disk."""
    kept = ExitStack()
    try:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    except OSError:  # nothing can be written anywhere; a voice that needs no files still works
        return Path(os.devnull) / "none", kept
    kept.callback(shutil.rmtree, folder, ignore_errors=True)
    kept.enter_context(alone(folder))
    return folder, kept


@functools.cache
def sweep() -> None:
    """Remove this user's folders whose coaches are dead; once is enough."""
    with suppress(OSError):
        for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
            if _ours(folder) and _left(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _ours(folder: Path) -> bool:
    """Whether it is a folder of this user that may be left. On Windows each user has a folder for such folders."""
    with suppress(OSError):  # another coach may be removing it at the same time
        found = folder.lstat()
        mine = stat.S_ISDIR(found.st_mode) and (os.name == "nt" or found.st_uid == os.getuid())
        return mine and time.time() - found.st_mtime > (YOUNG_S if (folder / NAME).exists() else LOCKLESS_S)
    return False


def _left(folder: Path) -> bool:
    try:
        with alone(folder, surely=True):
            return True
    except CoachError:
        return False
