"""Schema shapes for what a routine says: speakable sentences with their template names, and ages."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from string import Formatter
from typing import Any

from coach.model.routine import Line
from coach.support.durations import age_in_days
from coach.support.yaml_nodes import Faults, Node, Scalar
from coach.support.yaml_schema import Number, Text
from coach.words.phrases import contained

LONGEST_SENTENCE = 18
"""Words. A listener hears a sentence once and must keep it in mind, so the rule is "about fifteen"."""
TEMPLATE_NAMES = (
    *("side", "other", "hold", "work", "inner", "outer", "flank", "opposite"),
    *("thighs", "legs", "toes", "baby", "weight", "oil", "ready", "which"),
)
"""The template names allowed in a sentence; fillings() says what each becomes."""


@dataclass(frozen=True)
class Spoken:
    """A sentence to be spoken, or (with ``rests``) a rest in seconds; ``fills`` may stand in braces in it."""

    rests: bool = False
    hint: str = "a sentence"
    fills: tuple[str, ...] = TEMPLATE_NAMES
    most: int = 300

    def read(self, node: Node, name: str, faults: Faults) -> Line:
        """The sentence, or the rest in milliseconds."""
        if self.rests and isinstance(node, Scalar) and node.tag.endswith((":int", ":float")):
            return Number(0, 60, 1000, " of seconds").read(node, f"a rest in {name}", faults)
        text = Text(hint=self.hint, most=self.most).read(node, f"{self.hint} in {name}", faults)
        for fault, todo in complaints(text, self.fills):
            faults.add(node, f"{name}: {fault}", todo)
        return text

    def schema(self) -> dict[str, Any]:
        """As JSON Schema."""
        text = {"type": "string", "minLength": 1, "maxLength": self.most}
        return {"anyOf": [text, {"type": "number", "minimum": 0, "maximum": 60}]} if self.rests else text


@functools.lru_cache(4096)
def complaints(text: str, fills: tuple[str, ...] = TEMPLATE_NAMES) -> tuple[tuple[str, str], ...]:
    """What is wrong with a sentence when spoken: (fault, what to do). Cached, as routines repeat sentences."""
    return tuple(_complaints(text, fills))


def _complaints(text: str, fills: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    yield from _brace_complaints(text, fills)
    if phrase := contained(text):
        yield f'it says "{phrase}", which the coach listens for', "say it in other words"
    if (count := len(text.split())) > LONGEST_SENTENCE:
        yield f"a sentence of {count} words is hard to follow", f"split it: at most {LONGEST_SENTENCE}"
    if "<" in text or ">" in text:
        yield "markup would be read aloud", "remove the < and >"


def _brace_complaints(text: str, fills: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if "{" not in text and "}" not in text:
        return
    todo = f"use one of {', '.join(fills)}" if fills else "write the words out"
    try:
        fields = [field for field in Formatter().parse(text) if field[1] is not None]
    except ValueError:
        yield "a brace is not closed", "write {side} with both braces"
        return
    for _, name, form, conversion in fields:
        if name not in fills:
            yield f'nothing fills "{{{name}}}"', todo
        elif form or conversion:
            yield f'"{{{name}}}" holds more than a name', f"write {{{name}}}"
    if "{{" in text or "}}" in text:
        yield "a brace cannot be spoken", "remove the doubled brace"


AGE = Text(r"\d{1,4} ?[dwmyDWMY]", 'an age such as "12w" or "3m"')


@dataclass(frozen=True)
class Age:
    """An age such as 12w."""

    def read(self, node: Node, name: str, faults: Faults) -> int:
        """Days."""
        return age_in_days(AGE.read(node, name, faults)) or 0

    def schema(self) -> dict[str, Any]:
        """As JSON Schema."""
        return {"type": "string", "pattern": f"^{AGE.form}$"}
