"""Text that a terminal can show, and the names of characters that it can't."""

from __future__ import annotations

import unicodedata

JOINERS = frozenset("\u200c\u200d")
"""Joiners that belong to the text: emoji, Persian and the Indian scripts need them."""
CONTROLS = {
    "\0": "NUL",
    "\a": "bell",
    "\b": "backspace",
    "\t": "tab",
    "\n": "line feed",
    "\v": "vertical tab",
    "\f": "form feed",
    "\r": "carriage return",
    "\x1b": "escape",
    "\x7f": "delete",
    "\x85": "next line",
}
"""What people call some control characters; Unicode has no names for these."""


def printable(text: str) -> str:
    """The text without anything that a terminal could take for a command; odd spaces become plain ones."""
    return "".join(" " if is_blank(letter) else "?" if odd(letter) else letter for letter in text)


def is_blank(letter: str) -> bool:
    """Whether it's a space of any width, such as a no-break space."""
    return unicodedata.category(letter) == "Zs"


def odd(text: str) -> str:
    """The name of the first character that can't be shown or spoken; empty where there is none."""
    if text.isprintable():
        return ""
    return next((named(letter) for letter in text if not (letter.isprintable() or letter in JOINERS)), "")


def named(letter: str) -> str:
    """A character by its name and number, as in "no-break space (U+00A0)"."""
    name = CONTROLS.get(letter) or unicodedata.name(letter, "without a name").lower()
    return f"{name} (U+{ord(letter):04X})"
