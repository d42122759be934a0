"""Finds routines: the caregiver's own first, then ours. Reads plain files of a sane size and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from coach.model.routine import Script
from coach.routines import parser
from coach.support.errors import ScriptError
from coach.support.files import read_text
from coach.support.text import printable


def ours() -> Path:
    """The folder of the routines that come with the coach: inside the installed package, or beside it."""
    package = Path(__file__).parent.parent
    inside = package / "scripts"
    return inside if inside.is_dir() else package.parent / "scripts"


class Library:
    """Routines by name, in folders; the first folder that has one wins."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self.folders = tuple(folders)

    def names(self) -> list[str]:
        """The routines that can be played: those with parts."""
        found = {path.stem for folder in self.folders if folder.is_dir() for path in folder.glob("*.yaml")}
        return sorted(name for name in found if re.fullmatch(parser.INCLUDE.form, name) and self._has_parts(name))

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
        if re.fullmatch(parser.INCLUDE.form, name):
            for folder in self.folders:
                path = folder / f"{name}.yaml"
                if path.is_file():
                    return path
        known = ", ".join(self.names()) if re.fullmatch(parser.INCLUDE.form, name) else ""
        raise ScriptError(
            printable(name[:60]), "there is no such routine", f"choose one of {known}" if known else "see `coach list`"
        )

    def fetch(self, name: str) -> str:
        """The text of a routine, for an include."""
        for folder in self.folders if re.fullmatch(parser.INCLUDE.form, name) else ():
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
            return parser.parse(wanted, read_text(path), self.fetch, path.name)
        path = Path(wanted)
        beside = Library((path.parent, *self.folders))
        return parser.parse(path.stem, read_text(path, wanted), beside.fetch, printable(wanted))
