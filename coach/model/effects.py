"""What a session asks to be done. Every ``at`` is in whole session milliseconds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Earcon(StrEnum):
    """The short sounds. ``audio_cues/ORIGIN.md`` says what each is for."""

    CHIME = "chime"
    TICK = "tick"
    PAUSED = "paused"
    GO_ON = "go_on"
    FINISHED = "finished"
    TROUBLE = "trouble"
    ALIVE = "alive"
    HELLO = "hello"


class MarkKind(StrEnum):
    """What is worth remembering. The journal keeps these names, so they stay as they are."""

    BEGUN = "begun"
    LESSON = "lesson"
    """The signs of yes and no were told to the end."""
    ASKED = "asked"
    YES = "yes"
    NO = "no"
    CRYING = "crying"
    """A no, by the baby's own voice."""
    STOPPED = "stopped"
    """A key while the coach led; nobody said that it was the baby's no."""
    NOT_SURE = "not sure"
    FUSSING = "fussing"
    """Not sure, by the baby's own voice."""
    GO_ON = "go on"
    STROKE = "stroke"
    STROKE_DONE = "stroke done"
    AREA_DONE = "area done"
    PACE = "pace"
    LOUDNESS = "loudness"
    MOVED = "moved"
    TAUGHT = "taught"
    FOOT_HELP = "foot help"
    RELAXED = "touch relaxation"
    BREAK = "a break"
    REMEMBERED = "remembered"
    REPEATED = "repeated"
    FAULT = "fault"
    SLEPT = "slept"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Say:
    """Speak a sentence."""

    at: int
    text: str
    gain: int = 0
    """Decibels."""
    pace: int = 100
    """Percent of the usual time that the words take; 135 is slower."""
    voice: str = ""
    """The voice, if it isn't the session's own: "heart", "system" or "system:ID"."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Sound an earcon."""

    at: int
    name: Earcon
    gain: int = 0
    """Decibels."""


@dataclass(frozen=True, slots=True)
class Show:
    """Print a sentence without speaking it."""

    at: int
    text: str
    bell: bool = False
    """With the bell of the terminal."""


@dataclass(frozen=True, slots=True)
class Hush:
    """Fall silent now, and drop everything still to be heard."""

    at: int


@dataclass(frozen=True, slots=True)
class Level:
    """Change the overall loudness."""

    db: int


@dataclass(frozen=True, slots=True)
class Fade:
    """Fade out the voice, or the background sound."""

    at: int
    """Session milliseconds at which it begins."""
    ms: int
    bed: bool = False
    """Fade the background sound instead of the voice."""


@dataclass(frozen=True, slots=True)
class BedOn:
    """Fade in the background sound, unless it is already on."""

    at: int
    rise_ms: int = 500
    """Milliseconds of the fade."""


@dataclass(frozen=True, slots=True)
class BedOff:
    """Silence the background sound as fast as a hush. Only ``BedOn`` brings it back."""

    at: int


@dataclass(frozen=True, slots=True)
class Prepare:
    """Make the words of an area, then report them as Prepared."""

    area: int


@dataclass(frozen=True, slots=True)
class Ready:
    """Make sentences that will be needed soon."""

    lines: tuple[str, ...]
    """In the order of need."""
    voice: str = ""
    """Who will say them, as in ``Say``."""


@dataclass(frozen=True, slots=True)
class Do:
    """Do something that needs the world, then report it as ``Done``."""

    errand: object
    """What to do, as data; dialogue/errands.py holds them all."""


@dataclass(frozen=True, slots=True)
class Mark:
    """An entry for the log and the journal."""

    at: int
    what: MarkKind
    detail: str = ""
    area: str = ""
    """Where: the title of the area; empty before the first. ``step`` fills in the place."""
    stroke: str = ""
    """The name of the stroke; empty while asking."""
    done: int = 0
    """Repetitions of it that were done."""


Effect = Say | Sound | Show | Hush | Level | Fade | BedOn | BedOff | Prepare | Ready | Do | Mark
