"""Checks YAML text before it's parsed: odd spaces, control characters, code fences, second documents, cut sentences.

A YAML parser reports these on the wrong line, or not at all. Here each is reported once, on its own line, and put
right in the text, so that the rest of the file can still be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from coach.support.text import is_blank, named, odd

Add = Callable[[int, str, str], None]
"""Notes a fault: line, what it is, what to do."""

INVISIBLE = frozenset("\u00ad\u200b\u200e\u200f\u2060\ufeff")
"""Soft hyphen, zero-width space, direction marks, word joiner, a byte order mark inside the text: dropped silently."""
FENCES = ("```", "~~~")
CUT = re.compile(r"(?P<kept>[^\s#][^#]*?) +#(?=[^\s#])")
"""An unquoted sentence, and what follows a "#" in it, which YAML drops."""
PLAIN = re.compile(r"\s*(?=- |[\w-]+:)(?:- +)*+(?:[\w-]+: +)?+(?P<value>[^\s\"'|>{\[#&*!%@`].*)")
"""The unquoted value of a key or of a list entry."""


def mended(text: str, add: Add) -> str:
    """The text so that YAML can read it, with the same lines; what the caregiver must fix goes to ``add``."""
    lines = _indents(text.split("\n"), add)
    for n, line in enumerate(lines):
        if not line.isascii() or not line.isprintable():
            lines[n] = _line(n + 1, line.removesuffix("\r"), add)
    _fences(lines, add)
    _documents(lines, add)
    return "\n".join(lines)


def _indents(lines: list[str], add: Add) -> list[str]:
    """Indent with plain spaces, and name each kind of blank that does it once, with the number of its lines."""
    found: dict[str, list[int]] = {}
    for n, line in enumerate(lines):
        for letter in dict.fromkeys(_indent(line)):
            if line.strip() and (letter == "\t" or (letter != " " and is_blank(letter))):
                found.setdefault(letter, []).append(n)
    for letter, at in found.items():
        more = f" and {len(at) - 1} more" if len(at) > 1 else ""
        if letter == "\t":
            add(at[0] + 1, f"a tab indents this line{more}", "use spaces: YAML allows no tabs there")
        else:
            verb = "are" if more else "is"
            what = f"this line{more} {verb} indented with {named(letter)}"
            add(at[0] + 1, what, "use plain spaces there")
    return _without_tabs(lines, found.get("\t", []))


def _without_tabs(lines: list[str], at: list[int]) -> list[str]:
    """Two spaces for each tab, as in a file of tabs; but a single line is indented like the one above it."""
    lines = lines.copy()
    for n in at:
        above = _indent(lines[n - 1]) if n else ""
        lines[n] = (above if len(at) == 1 else _indent(lines[n]).replace("\t", "  ")) + lines[n].lstrip()
    return lines


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _line(number: int, line: str, add: Add) -> str:
    line = "".join(letter for letter in line if letter not in INVISIBLE)
    for letter in dict.fromkeys(line):
        if letter != "\t" and not is_blank(letter) and odd(letter):
            add(number, f"this line contains the character {named(letter)}", "remove it, or write a space in its place")
    return "".join(" " if odd(letter) else letter for letter in line)


def _fences(lines: list[str], add: Add) -> None:
    fences = [n for n, line in enumerate(lines) if line.startswith(FENCES)]
    if fences:
        mark = lines[fences[0]][:3]
        add(fences[0] + 1, f"a code fence ({mark}) isn't part of a routine", "remove every line that begins with it")
    for n in fences:
        lines[n] = ""


def _documents(lines: list[str], add: Add) -> None:
    """Keep only the first document."""
    begun = False
    for n, line in enumerate(lines):
        if re.match(r"---(\s|$)", line) and begun:
            add(n + 1, "a second document begins here (---)", "keep one in each file: move this one to its own file")
            del lines[n:]
            return
        begun = begun or (bool(line.strip()) and not line.lstrip().startswith(("#", "%")))


def cut_sentences(text: str) -> Iterator[tuple[int, str, str]]:
    """Sentences that YAML cuts short, because " #" starts a comment: line, what, what to do."""
    for number, line in enumerate(text.split("\n"), 1):
        found = PLAIN.match(line)
        cut = CUT.match(found["value"]) if found else None
        if cut and not re.fullmatch(r"[\d.]+|true|false|yes|no", cut["kept"]):
            end = cut["kept"][-40:]
            yield number, f'everything after "{end}" is dropped: " #" begins a comment', "put the sentence in quotes"
