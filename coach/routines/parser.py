"""Turns YAML text into a Script. Finds every fault at once, each with its file, its line and what to do.

Knows no folders: ``fetch`` supplies the text of included routines.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from coach.model.routine import Script
from coach.routines.format import ROUTINE
from coach.routines.includes import Include
from coach.support.collecting import held_back
from coach.support.errors import ScriptError
from coach.support.files import LONGEST_FILE
from coach.support.yaml_nodes import Faults, compose

MOST_FILES = 50
"""The most files that one routine may include, so that includes of includes end."""

Fetch = Callable[[str], str]
"""Supplies the text of an included routine by its name; raises ScriptError if there is none."""


def parse(name: str, text: str, fetch: Fetch, where: str = "") -> Script:
    """A routine, with all that it includes, from YAML text.

    ``where`` is the file as the caregiver knows it.

    Raises:
        ScriptError: with every fault of the routine and of the files it includes.
    """
    reading = _Reading(fetch)
    with held_back():
        given = reading.file(name, text, where or f"{name}.yaml", ())
    if reading.faults:
        raise ScriptError(where or name, "cannot be used", faults=tuple(reading.faults))
    del given["coach"]  # the version of the format
    return Script(name, **given)


class _Reading:
    """Reads a routine and what it includes, collecting the faults of all files."""

    def __init__(self, fetch: Fetch) -> None:
        self.fetch = fetch
        self.faults: list[str] = []
        self.files = 0
        """Files included so far."""

    def file(self, name: str, text: str, where: str, within: tuple[str, ...]) -> dict[str, Any]:
        given, wrong = _remembered(text, where) if within else _written(text, where)
        faults = Faults(where, set(wrong.broken), [*wrong.found])
        given = {"title": "", "opening": (), "parts": (), "closing": (), **given}
        for key in ("opening", "parts", "closing"):
            given[key] = tuple(self.entries(key, given[key], (*within, name), faults))
        if not any((given["opening"], given["parts"], given["closing"], faults.found, self.faults)):
            faults.add(1, "the routine has no parts", "add parts: with at least one body area")
        self.faults[:0] = [line for line in faults.lines() if line not in self.faults]
        return given

    def entries(self, key: str, listed: tuple[Any, ...], within: tuple[str, ...], faults: Faults) -> Iterator[Any]:
        for entry in listed:
            if not isinstance(entry, Include):
                yield entry
            elif self.files >= MOST_FILES:
                todo = f"a routine may bring in {MOST_FILES} files in all"
                faults.add(entry.line, f'"{entry.name}" is one include too many', todo)
                return
            elif entry.name in within:
                loop = " includes ".join((*within[within.index(entry.name) :], entry.name))
                faults.add(entry.line, f"the include goes round in a circle: {loop}", "remove one of them")
            else:
                yield from self._included(key, entry, within, faults)

    def _included(self, key: str, entry: Include, within: tuple[str, ...], faults: Faults) -> Iterator[Any]:
        self.files += 1
        try:
            text = self.fetch(entry.name)
        except ScriptError as error:
            faults.add(entry.line, f'"{entry.name}" cannot be included: {error.what}', error.todo)
            return
        found = self.file(entry.name, text, f"{entry.name}.yaml", within)[key]
        if not found and not self.faults:
            faults.add(entry.line, f'"{entry.name}" has no {key}', "include another file or remove the line")
        if key == "parts":
            entry.checked(found, faults)
            found = entry.chosen(found)
        yield from found


def _written(text: str, where: str) -> tuple[Mapping[str, Any], Faults]:
    """What a file itself says, and everything wrong with it."""
    faults = Faults(where)
    if len(text) > LONGEST_FILE:
        faults.add(1, f"the file has {len(text)} characters", f"split it: a routine has at most {LONGEST_FILE}")
        return {}, faults
    node = compose(text, faults)
    if node is not None:
        return ROUTINE.read(node, "the file", faults), faults
    if not faults.found:
        faults.add(1, "the file is empty", "begin with coach: 1, title: and parts:")
    return {}, faults


_remembered = functools.lru_cache(MOST_FILES)(_written)
"""For included files: our routines include the same few again and again, and a list of them reads them all."""


def schema() -> dict[str, Any]:
    """The format of a routine as JSON Schema (draft 2020-12), for editors."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A routine of the baby massage coach"}
    return {**head, **ROUTINE.schema()}
