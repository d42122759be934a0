"""Write the generated parts of the documentation: ``python -m tools.pages``. A test fails where one is out of date.

A part stands between ``<!-- generated: NAME -->`` and ``<!-- end of NAME -->``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from coach.store.settings import TABLE, Setting
from coach.support.yaml_schema import Choice, Number, Shape, YesNo

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


PARTS: Mapping[str, tuple[str, Callable[[], str]]] = {"settings": ("docs/using.md", settings)}
"""Name of each part: its page, and what makes it."""


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
