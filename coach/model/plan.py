"""A routine as it is spoken: areas, books, and timelines of cues. Times are whole milliseconds."""

from __future__ import annotations

from dataclasses import dataclass

from coach.model.circumstances import When
from coach.model.effects import Earcon
from coach.model.routine import Line, Passage, Position, Stroke


def called(title: str) -> str:
    """The title of an area inside a sentence: "the left leg"."""
    name = title[:1].lower() + title[1:]
    return name if name.startswith("the ") else f"the {name}"


@dataclass(frozen=True, slots=True)
class Area:
    """A part on one side with all its words filled in. One permission covers it."""

    title: str
    side: str
    ask: str
    before: tuple[Passage, ...]
    rest: str
    strokes: tuple[Stroke, ...]
    help: tuple[Line, ...] = ()
    offer: tuple[Line, ...] = ()
    then: str = ""
    """What comes next, so that its last stroke can announce it."""
    again: bool = False
    """The second side, or learned on another evening: the words are familiar, so one line a stroke is enough."""
    round: int = 0
    """Which round of its part it is, from 0."""
    position: Position = Position.ON_THE_BACK
    sources: tuple[str, ...] = ()

    @property
    def lifted(self) -> bool:
        """Whether the baby is on the lap, the tummy or the shoulder."""
        return self.position is not Position.ON_THE_BACK

    @property
    def called(self) -> str:
        """The area inside a sentence: "the left leg"."""
        return called(self.title)


@dataclass(frozen=True, slots=True)
class Book:
    """Everything that a session says, in order, except for the coach's own sentences."""

    name: str
    title: str
    opening: tuple[Passage, ...]
    areas: tuple[Area, ...]
    closing: tuple[Passage, ...]

    @property
    def ending(self) -> tuple[Passage, ...]:
        """What is said at the end. It fits how the baby lies by then: on the shoulder, nobody reaches for a towel."""
        lying = self.areas[-1].position
        fits = {When.FACE_DOWN: lying.face_down, When.TOWEL: lying is not Position.ON_THE_SHOULDER}
        return tuple(passage for passage in self.closing if passage.when is None or fits.get(passage.when, True))


@dataclass(frozen=True, slots=True)
class Cue:
    """One thing to be heard at one moment: words or an earcon."""

    at: int
    """Milliseconds from the start of its timeline."""
    say: str = ""
    sound: Earcon | None = None
    stroke: int = -1
    """Index of the stroke in its area; -1 outside a stroke."""
    rep: int = 0
    """Which repetition, from 1; 0 outside the repetitions."""
    of: int = 0
    until: int = 0
    """Milliseconds from the start of the timeline at which this repetition is done."""
    gain: int = 0
    """Decibels."""
    pace: int = 100
    """Percent of the usual time that the words take."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Cues in the order of their times."""

    cues: tuple[Cue, ...] = ()
    length: int = 0
    """Milliseconds until what comes next."""
    turn: int = 0
    """Milliseconds from its start to the sound of the oil, or if there is none, to the question."""
    lingers: bool = False
    """It ends in an open-ended stroke."""
