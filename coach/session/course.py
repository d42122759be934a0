"""What comes next according to the journal: an evening of the course, or a side of the baby. Pure."""

from __future__ import annotations

import re

from coach.model.effects import MarkKind
from coach.model.records import Past

COURSE = "course"
"""The name that stands for the evening that comes next."""
EVENINGS = 5
DONE = ("finished", "asleep")
"""Endings that complete an evening. After any other, such as a no, it comes again."""


def evening(number: int) -> str:
    """The routine of an evening, from 1 to 5."""
    return f"{COURSE}-{number}"


def number_of(routine: str) -> int:
    """Which evening of the course a routine is; 0 for any other."""
    found = re.fullmatch(rf"{COURSE}-([1-{EVENINGS}])", routine)
    return int(found[1]) if found else 0


def upcoming(past: Past) -> int:
    """The evening that comes next: the one after the latest completed one; after the fifth, the fifth again."""
    over = [
        number_of(begun.routine)
        for begun, entries in past
        if any(entry.what == MarkKind.ENDED and entry.detail in DONE for entry in entries)
    ]
    return min(max(over, default=0) + 1, EVENINGS)


def turn(past: Past, routine: str) -> str:
    """The side that comes next in a routine of one side a session: not the one that was finished last."""
    for begun, entries in reversed(past):
        areas = [entry.detail.lower() for entry in entries if entry.what == MarkKind.AREA_DONE]
        if begun.routine == routine and areas:
            return "right" if areas[-1].startswith("left") else "left"
    return "left"
