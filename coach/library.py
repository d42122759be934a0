"""Finds routines: the caregiver's own first, then ours. Reads plain files of a sane size and nothing else."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterable
from pathlib import Path

from coach import script
from coach.errors import ScriptError
from coach.model import Script
from coach.shape import printable


def ours() -> Path:
    """The folder of the routines that come with the coach: inside the installed package, or beside it."""
    inside = Path(__file__).parent / "scripts"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "scripts"


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
        if found.st_size > script.LONGEST_FILE:
            raise ScriptError(
                where, f"the file has {found.st_size:,} bytes", f"a routine has at most {script.LONGEST_FILE:,}"
            )
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ScriptError(where, "there is no such file", "check the name, or see `coach list`") from None
    except UnicodeDecodeError as error:
        raise ScriptError(where, "the file is not UTF-8 text", "save it as plain UTF-8 text") from error
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "impossible name"
        raise ScriptError(where, f"it cannot be read ({why})", "check the file") from error


class Library:
    """Routines by name, in folders; the first folder that has one wins."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self.folders = tuple(folders)

    def names(self) -> list[str]:
        """The routines that can be played: those with parts."""
        found = {path.stem for folder in self.folders if folder.is_dir() for path in folder.glob("*.yaml")}
        return sorted(name for name in found if re.fullmatch(script.INCLUDE.form, name) and self._has_parts(name))

    def _has_parts(self, name: str) -> bool:
        try:
            return re.search(r"^parts:", self.fetch(name), re.MULTILINE) is not None
        except ScriptError:  # it stays in the list, which says that it has faults
            return True

    def path(self, name: str) -> Path:
        """The file of a routine.

        Raises:
            ScriptError: there is none, or the name is not a plain name.
        """
        if re.fullmatch(script.INCLUDE.form, name):
            for folder in self.folders:
                path = folder / f"{name}.yaml"
                if path.is_file():
                    return path
        known = ", ".join(self.names()) if re.fullmatch(script.INCLUDE.form, name) else ""
        raise ScriptError(
            printable(name[:60]), "there is no such routine", f"choose one of {known}" if known else "see `coach list`"
        )

    def fetch(self, name: str) -> str:
        """The text of a routine, for an include."""
        for folder in self.folders if re.fullmatch(script.INCLUDE.form, name) else ():
            path = folder / f"{name}.yaml"
            if path.is_file():
                return read_text(path)
        raise ScriptError(
            printable(name[:60]), "there is no such routine", "put it into the same folder, or correct the name"
        )

    def load(self, wanted: str) -> Script:
        """A routine by its name, or by the path of its file.

        Raises:
            ScriptError: with every fault.
        """
        if not wanted.endswith((".yaml", ".yml")):
            path = self.path(wanted)
            return script.parse(wanted, read_text(path), self.fetch, path.name)
        path = Path(wanted)
        beside = Library((path.parent, *self.folders))
        return script.parse(path.stem, read_text(path, wanted), beside.fetch, printable(wanted))
