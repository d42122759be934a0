"""Text that a terminal can show."""

from __future__ import annotations


def printable(text: str) -> str:
    """The text without anything that a terminal could take for an order."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)
