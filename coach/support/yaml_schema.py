"""The shapes that a YAML value can have. Each reads a node into a value, notes every fault and describes itself.

Knows YAML nodes and nothing of routines. One table of shapes serves the reader and the schema, so they cannot disagree.
"""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from coach.support.text import odd, printable
from coach.support.yaml_nodes import Faults, Grouping, Listing, Node, Scalar, plain


class Shape(Protocol):
    """One kind of value."""

    def read(self, node: Node, name: str, faults: Faults) -> Any:
        """The value, or the best guess after a fault is noted; ``name`` says whose value it is."""

    def schema(self) -> dict[str, Any]:
        """The shape as JSON Schema (draft 2020-12)."""


def called(value: Any) -> str:
    """What a caregiver would call this value."""
    if isinstance(value, Listing):
        return "a list"
    if isinstance(value, Grouping):
        return "a group of keys"
    names = {bool: "yes or no", int: "a number", float: "a number", type(None): "nothing"}
    return names.get(type(value), "text") + ("" if value is None else f' ("{str(value)[:40]}")')


@dataclass(frozen=True)
class Text:
    """Printable text, optionally in a fixed form."""

    form: str = r"[^\n]+"
    hint: str = "one line of text"
    most: int = 300

    def read(self, node: Node, name: str, faults: Faults) -> str:
        value = plain(node)
        if isinstance(value, str) and _fits(self.form, self.most, value):
            return value
        if not isinstance(value, str) or not value.strip():
            faults.add(node, f"{name} must be text, not {called(value)}", f"write {self.hint}, in quotes if need be")
            return ""
        if len(value) > self.most:
            faults.add(node, f"{name} has {len(value)} characters", f"keep it under {self.most}")
        elif strange := odd(value):
            faults.add(node, f"{name} contains the character {strange}", "remove it")
        else:
            faults.add(node, f'{name} "{value[:60]}" does not have the right form', f"write {self.hint}")
        return "" if odd(value) else value

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^{self.form}$", "maxLength": self.most, "description": self.hint}


@dataclass(frozen=True)
class Number:
    """A number between two bounds; ``scale`` turns it into the whole unit we keep (1000: seconds to milliseconds)."""

    least: float
    most: float
    scale: int = 1
    unit: str = ""

    def read(self, node: Node, name: str, faults: Faults) -> int:
        value = plain(node)
        whole = self.scale == 1
        if isinstance(value, bool) or not isinstance(value, (int,) if whole else (int, float)):
            faults.add(
                node, f"{name} must be a {'whole ' * whole}number{self.unit}, not {called(value)}", "write a number"
            )
            return int(self.least * self.scale)
        if not self.least <= value <= self.most:
            bound = f"{self.least:g} or more" if value < self.least else f"at most {self.most:g}"
            faults.add(node, f"{name} must be {bound}{self.unit}, not {value}", "change the number")
            return int(self.least * self.scale)
        return round(value * self.scale)

    def schema(self) -> dict[str, Any]:
        kind = "integer" if self.scale == 1 else "number"
        return {"type": kind, "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True)
class YesNo:
    """true or false."""

    def read(self, node: Node, name: str, faults: Faults) -> bool:
        value = plain(node)
        if not isinstance(value, bool):
            faults.add(node, f"{name} must be true or false, not {called(value)}", "write true or false")
        return value is True

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Choice:
    """One of a few words, which may be those of a StrEnum."""

    words: tuple[str, ...]

    def read(self, node: Node, name: str, faults: Faults) -> str:
        value = node.value if isinstance(plain(node), bool) else plain(node)  # in YAML, "off" means false
        if value not in self.words:
            faults.add(
                node, f"{name} must be one of {', '.join(self.words)}, not {called(value)}", near(value, self.words)
            )
            return self.words[0]
        return self.words[self.words.index(value)]

    def schema(self) -> dict[str, Any]:
        return {"enum": [str(word) for word in self.words]}


@dataclass(frozen=True)
class ListOf:
    """A list; with ``single``, one bare value counts as a list of one."""

    item: Shape
    least: int = 1
    most: int = 10_000
    single: bool = False

    def read(self, node: Node, name: str, faults: Faults) -> tuple[Any, ...]:
        if not isinstance(node, Listing):
            if self.single:
                return (self.item.read(node, name, faults),)
            faults.add(node, f"{name} must be a list, not {called(plain(node))}", 'begin every entry with "- "')
            return ()
        if not self.least <= len(node.value) <= self.most:
            faults.add(node, f"{name} has {len(node.value)} entries", f"give it {self.least} to {self.most}")
        return tuple(self.item.read(entry, name, faults) for entry in node.value)

    def schema(self) -> dict[str, Any]:
        listed = {"type": "array", "items": self.item.schema(), "minItems": self.least, "maxItems": self.most}
        return {"anyOf": [self.item.schema(), listed]} if self.single else listed


@dataclass(frozen=True)
class Key:
    """One key of a group: its shape, what it means, and whether it must be there."""

    shape: Shape
    help: str
    required: bool = False


@dataclass(frozen=True)
class Group:
    """A mapping with known keys; ``make`` turns the given values into the result."""

    what: str
    keys: Mapping[str, Key]
    make: Callable[[Node, dict[str, Any], Faults], Any]

    def read(self, node: Node, name: str, faults: Faults) -> Any:
        what = self.what or name
        if not isinstance(node, Grouping):
            faults.add(
                node,
                f"{what} must be a group of keys, not {called(plain(node))}",
                f"write keys such as {self.example()}",
            )
            return self.make(node, {}, faults)
        given: dict[str, Any] = {}
        for key_node, value in node.value:
            self._read_key(key_node, value, given, faults)
        torn = faults.torn(node)
        for key, meant in self.keys.items():
            if meant.required and key not in given and not torn:
                faults.add(node, f'{what} has no "{key}"', f"add {key}: {meant.help}")
        return self.make(node, given, faults)

    def _read_key(self, key_node: Node, value: Node, given: dict[str, Any], faults: Faults) -> None:
        key = key_node.value[:60] if isinstance(key_node, Scalar) else "?"
        if key not in self.keys:
            faults.add(key_node, f'unknown key "{printable(key)}" in {self.what}', near(key, tuple(self.keys)))
        elif key in given:
            faults.add(key_node, f'"{key}" appears twice in {self.what}', "remove one of them")
        else:
            given[key] = self.keys[key].shape.read(value, f'"{key}"', faults)

    def example(self) -> str:
        """A few keys as a hint."""
        return ", ".join(f"{key}:" for key in list(self.keys)[:3])

    def schema(self) -> dict[str, Any]:
        properties = {key: {**meant.shape.schema(), "description": meant.help} for key, meant in self.keys.items()}
        required = [key for key, meant in self.keys.items() if meant.required]
        return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def build(kind: type[Any]) -> Callable[[Node, dict[str, Any], Faults], Any]:
    """For ``Group.make``: build a dataclass from the keys, whose hyphens become underscores."""

    def make(_node: Node, given: dict[str, Any], _faults: Faults) -> Any:
        return kind(**{_field(key): value for key, value in given.items()})

    return make


@functools.cache
def _field(key: str) -> str:
    return key.replace("-", "_")


@functools.lru_cache(4096)
def _fits(form: str, most: int, value: str) -> bool:
    """Whether a text can be taken as it is; cached, because a routine repeats the same short words."""
    fits = len(value) <= most and not odd(value) and value.strip() and re.fullmatch(form, value)
    return bool(fits)


def near(value: Any, words: tuple[str, ...]) -> str:
    """What to do about a word that isn't one of ``words``."""
    close = difflib.get_close_matches(str(value), words, 1)
    return f"did you mean {close[0]}?" if close else f"use one of {', '.join(words)}"
