"""The nouns: what a routine is made of, what happens, and what is done about it. Frozen and pure.

All times are whole milliseconds. Integers, because with floats ``(zero + at) - zero < at`` is true for
about four pairs in ten, and a cue that is due now would then never be due.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Command(Enum):
    """What a caregiver can tell the coach, by any ear."""

    BEGIN = "begin"
    YES = "yes"
    NO = "no"
    NOT_SURE = "not sure"
    AGAIN = "again"
    NEXT = "next"
    BACK = "back"
    SLOWER = "slower"
    FASTER = "faster"
    LOUDER = "louder"
    SOFTER = "softer"
    WHERE = "where are we"
    FOOT_HELP = "foot help"
    DONE = "all done"


@dataclass(frozen=True, slots=True)
class Heard:
    """A command, and who brought it."""

    at: int
    """Session milliseconds."""
    command: Command
    by: str
    """``key``, ``microphone``, ``pedal``, ``script`` ..."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A key; what it means depends on the phase, so the session decides."""

    at: int
    """Session milliseconds."""
    key: str
    """``enter``, ``space``, ``escape``, a printable character, or the hex of any other bytes."""


@dataclass(frozen=True, slots=True)
class Tick:
    """The clock reached the moment the session asked to be woken at."""

    at: int
    """Session milliseconds."""


Event = Heard | Pressed | Tick
