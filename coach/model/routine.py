"""A routine as it is written. Frozen and pure.

All times are whole milliseconds. Integers, because with floats ``(zero + at) - zero < at`` is true for
about four pairs in ten, and a cue that is due now would then never be due.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from coach.model.circumstances import Condition, Kind, When
from coach.model.effects import Earcon
from coach.model.places import Place

Line = str | int
"""One sentence to say, or a rest in milliseconds."""


class Count(StrEnum):
    """How repetitions are counted."""

    SPOKEN = "spoken"
    TICKED = "ticked"
    SILENT = "silent"


class Energy(StrEnum):
    """What a stroke does to the baby."""

    CALMING = "calming"
    """The only one that fits bedtime."""
    WAKING = "waking"
    PLAYFUL = "playful"


@dataclass(frozen=True, slots=True)
class OneHand:
    """Words and timing for a caregiver with one hand, instead of those for two."""

    teach: tuple[Line, ...] = ()
    remind: tuple[Line, ...] = ()
    caution: tuple[Line, ...] = ()
    """As in ``Stroke``; empty keeps that of two hands."""
    rest: str = ""
    total: str = ""
    """As in ``Stroke``; empty keeps that of two hands."""
    alternate: tuple[str, ...] = ()
    """As in ``Stroke``; empty where nothing takes turns."""
    pace: int = 0
    """Milliseconds of a repetition; 0 keeps that of two hands."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Something said, or sounded, outside a stroke."""

    teach: tuple[Line, ...] = ()
    remind: tuple[Line, ...] = ()
    when: When | None = None
    """Said only where this holds; None: everywhere."""
    sound: Earcon | None = None
    """An earcon instead of words."""
    sources: tuple[str, ...] = ()
    one_hand: OneHand | None = None
    """For a caregiver with one hand; None where the words fit both."""
    keys: bool = False
    """It says which keys work, so a recording leaves it out."""
    lesson: bool = False
    """It teaches the signs of yes and no, so it is said in long words until it was heard often enough."""
    early: bool = False
    """It keeps the baby safe, so it is said in long words until it was heard often enough: before an area, until the
    cautions of all its strokes were; in the opening, until those of the first area were; at the end, as long as the
    lesson is said in long words."""
    goodbye: bool = False
    """The last words, before which a bedtime says how the baby sleeps safely."""


class Region(StrEnum):
    """Where on the body a part is."""

    LEGS = "legs"
    HIPS = "hips"
    TUMMY = "tummy"
    CHEST = "chest"
    ARMS = "arms"
    FACE = "face"
    BACK = "back"


class Position(StrEnum):
    """How the baby lies while an area is massaged."""

    ON_THE_BACK = "on the back"
    ACROSS_THE_LAP = "across the lap"
    ON_THE_TUMMY = "on the tummy"
    ON_THE_SHOULDER = "on the shoulder"

    @property
    def face_down(self) -> bool:
        """Only for a baby who is awake."""
        return self in (Position.ACROSS_THE_LAP, Position.ON_THE_TUMMY)


@dataclass(frozen=True, slots=True)
class Stage:
    """One part of the path of a stroke, such as the thigh or the calf."""

    name: str
    times: int
    teach: tuple[Line, ...] = ()
    remind: tuple[Line, ...] = ()
    one_hand: OneHand | None = None
    """For a caregiver with one hand; None where the words fit both."""


@dataclass(frozen=True, slots=True)
class Times:
    """So many times."""

    times: int


@dataclass(frozen=True, slots=True)
class Each:
    """Once for each of these, by name."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stages:
    """Along a path in stages, each ``times`` times."""

    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True)
class Hold:
    """The hands hold still, or keep doing the same."""

    ms: int


@dataclass(frozen=True, slots=True)
class About:
    """Open-ended: until the caregiver moves on."""

    ms: int
    """Milliseconds that it lasts in a recording, where nobody can move on."""


Repeat = Times | Each | Stages | Hold | About
"""How often a stroke is done."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """One movement of the hands and how often it is done."""

    name: str
    teach: tuple[Line, ...]
    remind: tuple[Line, ...]
    repeat: Repeat = Times(1)
    sources: tuple[str, ...] = ()
    caution: tuple[Line, ...] = ()
    """What must not be touched, pressed or pulled. It comes before the other words, and until it was heard often
    enough it is said even where words are few."""
    label: str = "{item}."
    """How the current one of ``Each`` or ``alternate`` is announced."""
    alternate: tuple[str, ...] = ()
    """What takes turns: with hands ("right", "left"), legs or directions."""
    total: str = ""
    """How often, in words, if "Six times." doesn't fit."""
    pace: int = 4000
    """Milliseconds a repetition."""
    count: Count = Count.SPOKEN
    ours: bool = False
    """The number is ours and not from the source articles: the caregiver may change it."""
    rest: str = ""
    """Where the hands rest after a no in this stroke."""
    energy: Energy = Energy.CALMING
    foot: bool = False
    """The toes may curl here (the plantar reflex): foot help is offered."""
    both_legs: bool = False
    """It needs both legs, so it is skipped when one leg is left out."""
    needs: tuple[Condition, ...] = ()
    """Conditions that the caregiver must have confirmed, besides those of its part."""
    path: tuple[Place, ...] = ()
    """The places that a hand passes, in order; empty if they aren't checked."""
    single: bool = False
    """Only one source has it, or it is common teaching quoted from memory."""
    from_age: int = 0
    """Days. Younger babies skip this stroke."""
    last_side: bool = False
    """Done once, on the last side: a stroke that joins all that came before."""
    one_hand: OneHand | None = None
    """How one hand does it; None if it takes two, so a caregiver with one hand skips it."""
    as_drawn: bool = True
    """The hands in the drawings; a plan changes them for a left-handed or one-handed caregiver."""
    line: int = 0

    @property
    def stages(self) -> tuple[Stage, ...]:
        """Its stages, if it has any."""
        return self.repeat.stages if isinstance(self.repeat, Stages) else ()

    @property
    def each(self) -> tuple[str, ...]:
        """The names of what it is done for, if it is done once for each."""
        return self.repeat.names if isinstance(self.repeat, Each) else ()

    @property
    def lingers(self) -> bool:
        """Whether it goes on until the caregiver moves on."""
        return isinstance(self.repeat, About)

    @property
    def repetitions(self) -> int:
        """How many repetitions it has in all; an open-ended one and a hold have one."""
        match self.repeat:
            case Times(times):
                return times
            case Each(names):
                return len(names)
            case Stages(stages):
                return sum(stage.times for stage in stages)
            case _:
                return 1


@dataclass(frozen=True, slots=True)
class Part:
    """One body area: one chapter, one permission."""

    title: str
    strokes: tuple[Stroke, ...]
    before: tuple[Passage, ...] = ()
    """Said before the asking."""
    rest: str = ""
    """Where the hands rest while the coach asks and waits."""
    region: Region | None = None
    sides: tuple[str, ...] = ()
    """left and right: everything on the first, then everything mirrored on the second."""
    one_side: bool = False
    """Only one of its sides is done in a session: the one whose turn it is, or the one that isn't left out."""
    help: Passage = Passage()
    """The foot help: said when asked for."""
    offer: tuple[Line, ...] = ()
    """Mentions, once a session, that there is foot help."""
    from_age: int = 0
    """Days."""
    needs: tuple[Condition, ...] = ()
    """Conditions that the caregiver must have confirmed for every stroke."""
    minutes_since_feed: int = 0
    """At least; 0 leaves it to the care questions."""
    position: Position = Position.ON_THE_BACK
    dry: bool = False
    """Wiped hands, and no oil."""
    stay_off: tuple[Place, ...] = ()
    """Places that no stroke of it may touch."""
    rounds: int = 1
    """How many times the whole part comes, each with its own question."""
    short: bool = False
    """It was learned on another evening: one line a stroke, unless the long words are asked for."""
    one_hand: OneHand | None = None
    """Where a single hand rests; None if ``rest`` fits both."""
    sources: tuple[str, ...] = ()
    line: int = 0


DOLL = "doll"
"""The name of the lesson on a doll: what is done in it is no massage of the baby."""


@dataclass(frozen=True, slots=True)
class Script:
    """A routine with everything that it includes."""

    name: str
    title: str
    parts: tuple[Part, ...]
    about: str = ""
    opening: tuple[Passage, ...] = ()
    closing: tuple[Passage, ...] = ()
    kind: Kind = Kind.OWN
    """The list by ear in which it stands."""
    bedtime: bool = False
    """It is a bedtime on every evening."""
