"""YAML text as nodes with line numbers, read in one pass over the events of libyaml (or of PyYAML's own reader).

PyYAML's ``compose`` would need a second pass: anchors and deep nesting must be refused before anything is built.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import Any

import yaml

from coach.support.text import printable
from coach.support.yaml_text import mended

DEEPEST = 20
"""Levels of nesting allowed; a routine needs six, and Python's stack ends near a thousand."""
MOST_REPAIRS = 20
"""How many lines that aren't YAML are skipped before reading stops."""
TEXT = "tag:yaml.org,2002:str"
"""YAML's tag for text."""
BEGINNINGS = frozenset((yaml.ScalarEvent, yaml.SequenceStartEvent, yaml.MappingStartEvent, yaml.AliasEvent))
ENDS = frozenset((yaml.SequenceEndEvent, yaml.MappingEndEvent))
_RESOLVER = yaml.resolver.Resolver()


@dataclass(slots=True)
class Scalar:
    """One value, as it's written."""

    tag: str
    """YAML's tag for it, such as "tag:yaml.org,2002:int"."""
    value: str
    line: int

    @property
    def end(self) -> int:
        """Its last line, as far as anyone asks."""
        return self.line


@dataclass(slots=True)
class Listing:
    """A list of nodes."""

    line: int
    end: int
    """Its last line."""
    value: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Grouping:
    """Keys and their values, in order; a key may appear twice."""

    line: int
    end: int
    """Its last line."""
    value: list[tuple[Node, Node]] = field(default_factory=list)


Node = Scalar | Listing | Grouping
"""A piece of YAML, with its first line, counted from 1."""


@dataclass
class Faults:
    """Everything that is wrong with one file, by line."""

    where: str
    """The file's name as the caregiver knows it."""
    broken: set[int] = field(default_factory=set)
    """Lines that weren't YAML and were skipped; a missing key around them isn't reported."""
    found: list[tuple[int, str]] = field(default_factory=list)

    def add(self, node: Node | int, what: str, todo: str) -> None:
        """Note a fault at a node or a line number."""
        line = node if isinstance(node, int) else node.line
        fault = (line, printable(f"{self.where}:{line}: {what}; {todo}"))
        if fault not in self.found:
            self.found.append(fault)

    def lines(self) -> tuple[str, ...]:
        """The faults as sentences, sorted by line."""
        return tuple(text for _, text in sorted(self.found, key=lambda fault: fault[0]))

    def torn(self, node: Node) -> bool:
        """Whether a line inside a collection was skipped, so that something may be missing from it."""
        return bool(self.broken) and any(node.line <= line <= node.end for line in self.broken)


def plain(node: Node) -> Any:
    """A scalar node as str, int, float, bool or None; anything else as the node itself."""
    if not isinstance(node, Scalar):
        return node
    text = node.value
    if node.tag == TEXT:
        return text
    kind = node.tag.rpartition(":")[2]
    if kind == "bool":
        return text.lower() in ("yes", "true", "on")
    if kind == "null":
        return None
    try:
        return {"int": int, "float": float}.get(kind, str)(text)
    except ValueError:  # to YAML 1.1, 1:30 and 0x1f are numbers too; in a routine they are text
        return text


class _Refused(Exception):  # noqa: N818 - it ends the reading; the fault is noted where this is raised
    """The text is YAML but not part of the format; the fault is already noted."""


def compose(text: str, faults: Faults) -> Node | None:
    """YAML text as nodes with line numbers. What isn't YAML is noted and skipped, and the rest is still read."""
    lines = mended(text, faults.add).split("\n")
    for _ in range(MOST_REPAIRS):
        try:
            return _compose("\n".join(lines), faults)
        except _Refused:
            return None
        except yaml.MarkedYAMLError as error:
            in_quotes = "quoted" in (error.context or "")  # an open quote is only noticed at the end of the file
            mark = error.context_mark if in_quotes else error.problem_mark or error.context_mark
            blamed = _culprit(lines, min(mark.line, len(lines) - 1) if mark else 0, error)
            faults.add(blamed + 1, f"not YAML: {error.problem or 'cannot be read'}", _remedy(lines[blamed]))
            faults.broken.add(blamed + 1)
            lines[blamed] = ""
        except yaml.YAMLError as error:
            faults.add(1, f"not YAML: {printable(str(error))[:80]}", "save the file as plain UTF-8 text")
            return None
    return None


def _compose(text: str, faults: Faults) -> Node | None:
    root: Node | None = None
    unclosed: list[_Unclosed] = []
    reader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        # Asking for its exact type is a third of the time that `isinstance` takes, and this asks for every word.
        while (kind := type(event := reader.get_event())) is not yaml.StreamEndEvent:
            if kind in BEGINNINGS:
                node = _node(event, len(unclosed), faults)
                if unclosed:
                    unclosed[-1].put(node)
                else:
                    root = node  # the only one: a second document was cut off before
                if kind is not yaml.ScalarEvent:
                    unclosed.append(_Unclosed(node))
            elif kind in ENDS:
                unclosed.pop().node.end = event.end_mark.line + 1
    finally:
        reader.dispose()
    return root


@dataclass(slots=True)
class _Unclosed:
    """A collection that hasn't ended yet, and the key that waits for its value."""

    node: Any
    """A Listing or a Grouping."""
    key: Node | None = None

    def put(self, node: Node) -> None:
        """Add the next node to it."""
        if type(self.node) is Listing:
            self.node.value.append(node)
        elif self.key is None:
            self.key = node
        else:
            self.node.value.append((self.key, node))
            self.key = None


def _node(event: Any, depth: int, faults: Faults) -> Any:
    """The node that an event begins: a whole scalar, or a collection that is still empty.

    Raises:
        _Refused: it's an anchor, an alias or nested too deep.
    """
    line, kind = event.start_mark.line + 1, type(event)
    if event.anchor or kind is yaml.AliasEvent:
        what = "anchors (&) and aliases (*) are not part of the format"
        faults.add(line, what, "write the words out, in quotes")
        raise _Refused
    if kind is yaml.ScalarEvent:
        tag = event.tag if event.tag not in (None, "!") else _tag(event.value, event.implicit)
        return Scalar(tag, event.value, line)
    if depth >= DEEPEST:
        faults.add(line, "nested too deeply", "flatten it: a routine needs six levels")
        raise _Refused
    return (Listing if kind is yaml.SequenceStartEvent else Grouping)(line, line)


@functools.lru_cache(4096)
def _tag(value: str, implicit: tuple[bool, bool]) -> str:
    """The tag YAML gives a scalar: text, a number, true or false, or null."""
    return str(_RESOLVER.resolve(yaml.ScalarNode, value, implicit))  # type: ignore[no-untyped-call]


def _culprit(lines: list[str], line: int, error: yaml.MarkedYAMLError) -> int:
    """The line that is at fault: the parser notices a missing ":" only on the line after it."""
    blamed = line
    if "expected ':'" in (error.problem or "") or not lines[line].strip():
        while blamed > 0 and (not lines[blamed].strip() or ":" in lines[blamed]):
            blamed -= 1
    return blamed if lines[blamed].strip() else line


def _remedy(line: str) -> str:
    if ":" not in line and not line.lstrip().startswith("- "):
        return 'a ":" is missing after the key'
    if line.count('"') % 2 or line.count("'") % 2:
        return "close the quotes"
    return "check the colons, the quotes and the spaces at the start of the line"
