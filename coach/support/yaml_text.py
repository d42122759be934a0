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
    lines = text.split("\n")
    for n, line in enumerate(lines):
        if not line.isascii() or not line.isprintable():
            lines[n] = _line(n + 1, line.removesuffix("\r"), lines[n - 1] if n else "", add)
    _fences(lines, add)
    _documents(lines, add)
    return "\n".join(lines)


def _line(number: int, line: str, above: str, add: Add) -> str:
    line = "".join(letter for letter in line if letter not in INVISIBLE)
    body = line.lstrip()
    indent = line[: len(line) - len(body)]
    for letter in dict.fromkeys(indent):
        if letter == "\t":
            add(number, "a tab indents this line", "use spaces: YAML allows no tabs there")
        elif letter != " " and is_blank(letter):
            add(number, f"this line is indented with {named(letter)}", "use plain spaces there")
    for letter in dict.fromkeys(line):
        if letter != "\t" and not is_blank(letter) and odd(letter):
            add(number, f"this line contains the character {named(letter)}", "remove it, or write a space in its place")
    if "\t" in indent:  # nobody knows how wide the tab was meant to be
        line = " " * (len(above) - len(above.lstrip())) + body
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
