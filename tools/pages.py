"""Write the generated parts of the documentation: ``python -m tools.pages``. A test fails where one is out of date.

A part stands between ``<!-- generated: NAME -->`` and ``<!-- end of NAME -->``.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path

from coach.model.events import Command
from coach.session.machine import TRANSITIONS
from coach.session.state import Phase
from coach.store.settings import TABLE, Setting
from coach.support.yaml_schema import Choice, Number, Shape, YesNo
from tests.test_architecture import LEVELS

ROOT = Path(__file__).parent.parent
HEAD = "| setting | typed | can be | usual | what it is for |\n|---|---|---|---|---|"


def settings() -> str:
    """Every setting that can be remembered, as a Markdown table; spoken ones are marked."""
    return "\n".join([HEAD, *map(_row, TABLE)])


def _row(one: Setting) -> str:
    name = f"`{one.key}`" + (" (spoken)" if one.spoken or one.key == "speaker" else "")
    meant = one.help
    if one.flag and one.flag.help and one.flag.help != one.help:
        meant += f". Typed: {one.flag.help}"
    return f"| {name} | {_typed(one)} | {_values(one.shape)} | {_usual(one.usual)} | {meant.replace('|', '/')} |"


def _typed(one: Setting) -> str:
    if one.flag is None:
        return ""
    if isinstance(one.shape, YesNo) and one.flag.gives is None:
        return f"`{one.flag.name}`, `--no-{one.flag.name.removeprefix('--')}`"
    return f"`{one.flag.name} {one.flag.metavar}`" if one.flag.metavar else f"`{one.flag.name}`"


def _values(shape: Shape) -> str:
    if isinstance(shape, Choice):
        return ", ".join(f"`{word}`" for word in shape.words)
    if isinstance(shape, Number):
        return f"{shape.least:g} to {shape.most:g}"
    return "`true`, `false`" if isinstance(shape, YesNo) else ""


def _usual(value: object) -> str:
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value}`" if value or value == 0 else ""


def rooms() -> str:
    """Every room with its level and what it is for, as its package says; the highest level first."""
    rows = [f"| {level} | `{room}/` | {_purpose(room)} |" for room, level in _by_level()]
    return "\n".join(["| level | room | holds |", "|---|---|---|", *rows])


def _by_level() -> list[tuple[str, int]]:
    return sorted(LEVELS.items(), key=lambda one: -one[1])


def _purpose(room: str) -> str:
    text = (ROOT / "coach" / room / "__init__.py").read_text(encoding="utf-8")
    return " ".join((ast.get_docstring(ast.parse(text)) or "").split())


def picture() -> str:
    """The rooms as a Mermaid picture: one box a level, an arrow from each level to the next one below."""
    levels = sorted(set(LEVELS.values()), reverse=True)
    lines = ["```mermaid", "flowchart TB"]
    for level in levels:
        names = [room for room, of in LEVELS.items() if of == level]
        lines += [f'    subgraph L{level}["level {level}"]', "        direction LR"]
        lines += [*(f"        {name}[{name}]" for name in names), "    end"]
    lines += [f"    L{above} --> L{below}" for above, below in pairwise(levels)]
    return "\n".join([*lines, "```"])


def phases() -> str:
    """What each command leads to in each phase, as a Markdown table; a dash if it does nothing."""
    told = [command for command in Command if any(of is command for _, of in TRANSITIONS)]
    head = ["| told |" + "".join(f" {phase.value} |" for phase in Phase), "|---|" + "---|" * len(Phase)]
    rows = [f"| {command.value} |" + "".join(f" {_next(phase, command)} |" for phase in Phase) for command in told]
    return "\n".join([*head, *rows])


def _next(phase: Phase, command: Command) -> str:
    rule = TRANSITIONS.get((phase, command))
    return "-" if rule is None else " or ".join(rule.to)


PARTS: Mapping[str, tuple[str, Callable[[], str]]] = {
    "settings": ("docs/using.md", settings),
    "picture": ("docs/architecture.md", picture),
    "rooms": ("docs/architecture.md", rooms),
    "phases": ("docs/architecture.md", phases),
}
"""The name of each part, its page, and the function that makes it."""


def renewed(page: str, name: str, text: str) -> str:
    """The page with one part renewed.

    Raises:
        ValueError: the page has no place for it.
    """
    start, end = f"<!-- generated: {name} -->\n", f"\n<!-- end of {name} -->"
    if start not in page or end not in page:
        raise ValueError(f"no place for {name}")
    return re.sub(re.escape(start) + ".*?" + re.escape(end), lambda _: start + text + end, page, flags=re.DOTALL)


def stale() -> list[str]:
    """The parts that are out of date."""
    read = {page: (ROOT / page).read_text(encoding="utf-8") for page, _ in PARTS.values()}
    return [name for name, (page, make) in PARTS.items() if renewed(read[page], name, make()) != read[page]]


def main() -> int:
    """Renew every page."""
    for name, (page, make) in PARTS.items():
        file = ROOT / page
        file.write_text(renewed(file.read_text(encoding="utf-8"), name, make()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
