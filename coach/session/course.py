"""What comes next according to the journal: an evening of the course, or a side of the baby. Pure."""

from __future__ import annotations

import re

from coach.model.effects import MarkKind
from coach.model.options import Options
from coach.model.records import Past
from coach.model.routine import Script
from coach.model.wording import sentence
from coach.planning.fillings import fillings

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


def sides(routine: Script, options: Options) -> dict[str, str]:
    """What the sides that take turns are called, and which they are; empty where none do."""
    return {
        sentence(part.title, **fillings(side, options)): side
        for part in routine.parts
        if part.one_side
        for side in part.sides
    }


def turn(past: Past, routine: Script, options: Options) -> str:
    """The side that comes next in a routine of one side a session: not the one that was finished last.

    Other parts of the routine don't count, such as the arms, of which both are done each time.
    """
    named = sides(routine, options)
    for begun, entries in reversed(past):
        titles = [entry.detail for entry in entries if entry.what == MarkKind.AREA_DONE]
        done = [side for title in titles for name, side in named.items() if title.startswith(name)]
        if begun.routine == routine.name and done:
            return "right" if done[-1] == "left" else "left"
    return "left"
