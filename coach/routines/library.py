"""Finds routines: the caregiver's own first, then ours. Reads only plain files of a sane size."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from coach.model.routine import Script
from coach.routines import parser
from coach.routines.format import INCLUDE
from coach.support.errors import ScriptError
from coach.support.files import named_path, read_text
from coach.support.letters import small
from coach.support.streams import plainer
from coach.support.text import printable
from coach.support.yaml_text import cut_sentences


def ours() -> Path:
    """The folder of the routines that come with the coach: inside the installed package, or beside it."""
    package = Path(__file__).parent.parent
    inside = package / "scripts"
    return inside if inside.is_dir() else package.parent / "scripts"


ENDINGS = (".yaml", ".yml")
RULE = "a name has small letters a to z, digits and hyphens, and ends in .yaml"
"""Why one of the caregiver's own files isn't in the list."""


def fitting(file: str) -> str:
    """The name under which a file would be listed, near its own: "My Evening.yml" becomes "my-evening.yaml"."""
    stem = plainer(Path(file).stem).lower()
    return f"{re.sub('[^a-z0-9]+', '-', stem).strip('-')[:60] or 'routine'}.yaml"


def _is_name(text: str) -> bool:
    """Whether a routine can have this name."""
    return re.fullmatch(INCLUDE.form, text) is not None


class Library:
    """Routines by name, in folders; the first folder that has one wins."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self.folders = tuple(folders)

    def names(self) -> list[str]:
        """The routines that can be played: those with parts. One that can't be read is here too, so that it's told."""
        found = {path.stem for folder in self.folders if folder.is_dir() for path in folder.glob("*.yaml")}
        return sorted(name for name in found if _is_name(name) and not self._is_only_included(name))

    def each(self) -> Iterator[tuple[str, Script | ScriptError]]:
        """Every routine by its name, or what is wrong with it."""
        for name in self.names():
            found: Script | ScriptError
            try:
                found = self.load(name)
            except ScriptError as error:
                found = error
            yield name, found

    def passed_over(self) -> list[str]:
        """A sentence about each routine that is not listed because of its file's name."""
        return [
            f"{printable(path.name)}: it is not listed; {RULE}, such as {fitting(path.name)}"
            for path in self._unlisted()
            if path.is_file()
        ]

    def _unlisted(self) -> Iterator[Path]:
        """What seems to be a routine, but has a name that none can have."""
        files = (path for folder in self.folders if folder.is_dir() for path in sorted(folder.iterdir()))
        for path in files:
            hidden = path.name.startswith(".")  # an editor's or the system's, and nobody's routine
            if not hidden and path.suffix.lower() in ENDINGS and not (path.suffix == ".yaml" and _is_name(path.stem)):
                yield path

    def _is_only_included(self, name: str) -> bool:
        try:
            return not re.search(r"^parts:", self.fetch(name), re.MULTILINE) and not self.load(name).parts
        except ScriptError:
            return False

    def path(self, name: str) -> Path:
        """The file of a routine.

        Raises:
            ScriptError: there is none, or the name is not a plain name.
        """
        shown = printable(name[:60]).strip() or '""'
        if found := self._file(name):
            return found
        if near := self._meant(name):
            raise ScriptError(shown, f"there is {near}, but {RULE}", f"name the file {fitting(near)}")
        typed = small(name)
        folded = Path(fitting(f"{typed}.yaml")).stem if re.fullmatch(r"[\w -]{1,60}", typed) else name
        if folded != name and folded in self.names():  # "Hips", "One leg", and "HİPS" of a Turkish keyboard
            return self.path(folded)
        known = ", ".join(self.names()) if _is_name(name) else ""
        raise ScriptError(shown, "there is no such routine", f"choose one of {known}" if known else "see `coach list`")

    def _file(self, name: str) -> Path | None:
        """The file of a routine in the first folder that has one. A link that leads nowhere is told when it is read."""
        files = (folder / f"{name}.yaml" for folder in self.folders)
        return next((file for file in files if os.path.lexists(file)), None) if _is_name(name) else None

    def _meant(self, name: str) -> str:
        """The unlisted file that a name probably means."""
        if not name.isprintable():
            return ""
        wanted = fitting(f"{name}.yaml")
        return next((printable(path.name) for path in self._unlisted() if fitting(path.name) == wanted), "")

    def fetch(self, name: str) -> str:
        """The text of a routine, for an include."""
        if found := self._file(name):
            return read_text(found)
        raise ScriptError(
            printable(name[:60]), "there is no such routine", "put it into the same folder, or correct the name"
        )

    def load(self, wanted: str) -> Script:
        """A routine by its name, or by the path of its file; then its name is the whole path.

        Raises:
            ScriptError: with every fault.
        """
        if not is_file_name(wanted):
            path = self.path(wanted)
            return parser.parse(path.stem, read_text(path), self.fetch, path.name)
        path = named_path(wanted)
        beside = Library((path.parent, *self.folders))
        found = parser.parse(path.stem, read_text(path, wanted), beside.fetch, printable(wanted))
        return replace(found, name=str(path.absolute()))

    def warnings(self, wanted: str) -> list[str]:
        """What is valid YAML but probably not meant: a sentence each, with the line.

        Raises:
            ScriptError: the file can't be read.
        """
        path = named_path(wanted) if is_file_name(wanted) else self.path(wanted)
        found = cut_sentences(read_text(path, wanted))
        return [f"{printable(wanted)}:{line}: {what}; {todo}" for line, what, todo in found]


def is_file_name(wanted: str) -> bool:
    """Whether a routine is named by the path of its file."""
    return wanted.lower().endswith(ENDINGS)
