"""What can happen to a session. Every ``at`` is in whole session milliseconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Bringer(StrEnum):
    """Who brought a command."""

    KEY = "key"
    """A key of any kind, a pedal too."""
    MICROPHONE = "microphone"
    """The caregiver's voice."""
    CRYING = "crying"
    """The baby's own voice, and a no."""
    FUSSING = "fussing"
    """The baby's own voice, and not sure."""
    SCRIPT = "script"
    """No one: a rendering, or a session that begins or ends by itself."""


BABY = (Bringer.CRYING, Bringer.FUSSING)
"""The baby's own voice."""


class Command(StrEnum):
    """What a caregiver can tell the coach, by any ear."""

    BEGIN = "begin"
    YES = "yes"
    NO = "no"
    NOT_SURE = "not sure"
    AGAIN = "again"
    NEXT = "next"
    BACK = "back"
    PART_FORWARD = "part forward"
    PART_BACK = "part back"
    SLOWER = "slower"
    FASTER = "faster"
    LOUDER = "louder"
    SOFTER = "softer"
    WHERE = "where are we"
    FOOT_HELP = "foot help"
    RELAX = "touch relaxation"
    BREAK = "a break"
    TEACH = "teach me again"
    ASLEEP = "asleep"
    REMEMBER = "remember this"
    RECALL = "go to bookmark"
    REPEAT = "repeat slower"
    KEYS = "which keys"
    DONE = "all done"


class Sign(StrEnum):
    """What a command means because of who brought it."""

    CRYING = "crying"
    """A no, by the baby's own voice."""
    FUSSING = "fussing"
    """Not sure, by the baby's own voice."""
    DONE_ALOUD = "all done, spoken"
    """A spoken end may be misheard, so the coach asks once whether it was meant."""
    JABBED = "a jab"
    """The answer to the care questions that tells of a vaccination in a leg."""
    STOP = "any key"
    """A key while hands are at work: it may be the doorbell, so it isn't the baby's no until someone says so."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A command, and who brought it."""

    at: int
    command: Command
    by: Bringer


STRAY = "stray"
"""Bytes from the terminal that aren't a key, or only the start of one: a no while the coach leads, so that a no never
waits for the rest; nothing in a list, where the key itself follows."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A key; what it means depends on the phase, so the session decides."""

    at: int
    key: str
    """``enter``, ``space``, ``escape``, a printable character, the hex of any other key, or STRAY."""


@dataclass(frozen=True, slots=True)
class Tick:
    """The clock reached the wake-up time that the session asked for, or the machine woke from sleep."""

    at: int
    slept: int = 0
    """Milliseconds that the machine has just slept, or the program was stopped."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """The words of an area are ready, so their lengths are known."""

    at: int
    area: int
    lengths: Mapping[str, int]
    """Milliseconds by sentence."""


@dataclass(frozen=True, slots=True)
class Way:
    """A channel that can stop the coach works from now on, or has failed."""

    at: int
    name: str
    """keys, pedal, windows or aloud; see ``model/channels.py``"""
    works: bool
    say: str = ""
    """The name of the coach's sentence about it; empty if there is nothing to say."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something broke, or works again, and the caregiver must know."""

    at: int
    text: str
    about: str = ""
    """The part it is about, if that may work again later; a newer notice about a part replaces the older one."""
    good: bool = False
    """It works again."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence is ready, so it is known when it sounds."""

    at: int
    text: str
    begins: int
    """Session milliseconds of its first sample."""
    ends: int
    """Session milliseconds after its last sample."""


@dataclass(frozen=True, slots=True)
class Done:
    """An errand is done."""

    at: int
    errand: object
    result: object
    """Its result; a CoachError if it failed."""


@dataclass(frozen=True, slots=True)
class Rebound:
    """The caregiver's own keys have changed."""

    at: int
    bound: Mapping[str, str]
    """Names of commands, by key."""


@dataclass(frozen=True, slots=True)
class Listened:
    """What a microphone picked up in 80 ms; reported only while the phrase is practised."""

    at: int
    level: float
    """Root mean square, in decibels relative to full scale."""
    score: float
    """Log-odds of "no", the mean of three steps."""


Event = Heard | Pressed | Tick | Prepared | Notice | Way | Spoken | Done | Rebound | Listened
