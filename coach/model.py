"""The nouns: what a routine is made of, what happens, and what is done about it. Frozen and pure.

All times are whole milliseconds. Integers, because with floats ``(zero + at) - zero < at`` is true for
about four pairs in ten, and a cue that is due now would then never be due.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

DAY, WEEK, MONTH, YEAR = 1, 7, 30, 365
"""Days. Ages are kept in days; a month is 30 days, a year 365."""

ONE_HAND = "one-hand-"
"""The coach's sentences so named are for a caregiver with one hand."""

CUES = ("chime", "tick", "paused", "go_on", "finished", "trouble", "alive", "hello")
"""The earcons there are."""


CRYING, FUSSING = "crying", "fussing"
BABY = (CRYING, FUSSING)
"""Who brought a command, where that was the baby's own voice: crying is a no, fussing is not sure."""


class Command(Enum):
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
    TEACH = "teach me again"
    ASLEEP = "asleep"
    REMEMBER = "remember this"
    RECALL = "go to bookmark"
    REPEAT = "repeat slower"
    KEYS = "which keys"
    DONE = "all done"


# --- a routine, as it is written -----------------------------------------------------------------

Line = str | int
"""One sentence to say, or a rest in milliseconds."""


@dataclass(frozen=True, slots=True)
class OneHand:
    """The words and the way for a caregiver with one hand; they take the place of those for two."""

    teach: tuple[Line, ...] = ()
    remind: tuple[Line, ...] = ()
    rest: str = ""
    total: str = ""
    """As in ``Stroke``; empty leaves that of two hands."""
    alternate: tuple[str, ...] = ()
    """As in ``Stroke``; empty where nothing takes turns."""
    pace: int = 0
    """Milliseconds a repetition; 0 leaves that of two hands."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Something said, or sounded, outside a stroke."""

    teach: tuple[Line, ...] = ()
    remind: tuple[Line, ...] = ()
    sound: str = ""
    """The name of a cue; then nothing is said."""
    sources: tuple[str, ...] = ()
    one_hand: OneHand | None = None
    """For a caregiver with one hand; None where the words fit both."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stretch of the path of a stroke, such as the thigh or the calf."""

    name: str
    times: int
    teach: tuple[Line, ...] = ()
    remind: tuple[Line, ...] = ()
    one_hand: OneHand | None = None
    """For a caregiver with one hand; None where the words fit both."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """One movement of the hands and how often it is done. Exactly one of times, each, stages, hold, about is set."""

    name: str
    teach: tuple[Line, ...]
    remind: tuple[Line, ...]
    sources: tuple[str, ...] = ()
    times: int = 0
    each: tuple[str, ...] = ()
    """Once for every one of these, each named."""
    label: str = "{item}."
    """How one of ``each`` or ``alternate`` is named when it is its turn."""
    stages: tuple[Stage, ...] = ()
    hold: int = 0
    """Milliseconds that the hands stay, or go on doing the same."""
    about: int = 0
    """Open-ended: until told to go on. Milliseconds it lasts in a file, which cannot be told."""
    alternate: tuple[str, ...] = ()
    """What takes turns: with hands ("right", "left"), legs or directions."""
    total: str = ""
    """How often, in words, where "Six times." does not fit."""
    pace: int = 4000
    """Milliseconds a repetition."""
    count: str = "spoken"
    """spoken, ticked or silent"""
    ours: bool = False
    """The number is ours and not from the source articles: the caregiver may change it."""
    rest: str = ""
    """Where the hands rest when the baby says no here."""
    energy: str = "calming"
    """calming, waking or playful"""
    foot: bool = False
    """The toes may curl here (the plantar reflex): foot help is offered."""
    both_legs: bool = False
    """Needs both legs, so it goes when one leg is left out."""
    needs: str = ""
    """What the caregiver must have said first; only ``hips-cleared`` exists."""
    from_age: int = 0
    """Days. Younger babies are spared this stroke."""
    one_hand: OneHand | None = None
    """The way of one hand; None where it takes two, and then a caregiver with one hand leaves it out."""
    as_drawn: bool = True
    """The hands are those of the drawings; a plan says otherwise for a left-handed or one-handed caregiver."""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """One body area: one chapter, one permission."""

    title: str
    strokes: tuple[Stroke, ...]
    before: tuple[Passage, ...] = ()
    """Said before the asking."""
    rest: str = ""
    """Where the hands rest while the coach asks and waits."""
    sides: tuple[str, ...] = ()
    """left and right: everything on the first, then everything mirrored on the second."""
    help: Passage = Passage()
    """The foot help: said when asked for."""
    offer: tuple[Line, ...] = ()
    """Says, once in a session, that there is foot help."""
    from_age: int = 0
    """Days."""
    one_hand: OneHand | None = None
    """Where the one hand rests; None where ``rest`` fits both."""
    sources: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Script:
    """A whole routine with everything that it includes."""

    name: str
    title: str
    parts: tuple[Part, ...]
    about: str = ""
    opening: tuple[Passage, ...] = ()
    closing: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Options:
    """What the caregiver chose."""

    detail: str = "teach"
    """teach, remind or counts"""
    baby: str = ""
    age: int | None = None
    """Days; None when nobody said."""
    leave_out: tuple[str, ...] = ()
    """Names of strokes or parts, or "left leg" or "right leg"."""
    only: tuple[str, ...] = ()
    hips_cleared: bool = False
    """A professional has checked the baby's hips."""
    count: str = ""
    """spoken, ticked or silent for every stroke; empty leaves it to the stroke."""
    times: Mapping[str, int] | None = None
    """The caregiver's own counts, by the name of the stroke; only where the count is ours."""
    pace: int = 100
    """Percent of the written time a repetition takes; 120 is slower."""
    hands: str = "right"
    """right, left or one: which hand works where the other one holds, or that there is one hand."""
    beat: str = ""
    """breath or heart: what a repetition takes its time from; empty leaves it to the stroke."""
    known: Mapping[str, str] | None = None
    """Detail by the name of the stroke, as it was learned over the nights, "teach" where missing; None: as chosen."""
    bedtime: bool = False
    """Slower, softer from stroke to stroke, without what wakes, without a sentence that asks."""
    hips_first: bool = False
    bed_after: int = 0
    """Milliseconds that the sound under the voice stays once the baby sleeps or a bedtime is over; 0 without one."""
    care: bool = True
    """Ask the care questions before the oil."""
    crying: bool = True
    """Sustained crying is a no."""


# --- a routine, as it is spoken ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Area:
    """A part on one side with all its words filled in: what one permission covers."""

    title: str
    side: str
    ask: str
    before: tuple[Passage, ...]
    rest: str
    strokes: tuple[Stroke, ...]
    help: tuple[Line, ...] = ()
    offer: tuple[Line, ...] = ()
    then: str = ""
    """What comes after it, for the heads-up of its last stroke."""
    again: bool = False
    """The second side: the words are known by now, so the rests are shorter."""
    sources: tuple[str, ...] = ()

    @property
    def called(self) -> str:
        """The area inside a sentence: "the left leg"."""
        name = self.title[:1].lower() + self.title[1:]
        return name if name.startswith("the ") else f"the {name}"


@dataclass(frozen=True, slots=True)
class Book:
    """Everything that a session says besides the coach's own sentences, in order."""

    name: str
    title: str
    opening: tuple[Passage, ...]
    areas: tuple[Area, ...]
    closing: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Cue:
    """One thing to be heard at one moment: words or an earcon."""

    at: int
    """Milliseconds from the start of its timeline."""
    say: str = ""
    sound: str = ""
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
    """Milliseconds; what comes next begins then."""
    lingers: bool = False
    """Ends in an open-ended stroke, which goes on until told."""


@dataclass(frozen=True)
class Words:
    """The coach's own sentences in one language, by name. The routines bring their own."""

    language: str
    lines: Mapping[str, tuple[str, ...]]
    """Every entry is a tuple of sentences, most of them of one."""

    def instead(self, prefix: str) -> Words:
        """The same sentences, where those so prefixed take the places of those without it."""
        own = {name.removeprefix(prefix): lines for name, lines in self.lines.items() if name.startswith(prefix)}
        return replace(self, lines={**self.lines, **own})

    def handed(self, hands: str) -> Words:
        """The sentences that fit these hands."""
        return self.instead(ONE_HAND) if hands == "one" else self

    def say(self, name: str, **fill: str) -> tuple[str, ...]:
        """The sentences of an entry with its template names filled and each first letter a capital."""
        return tuple(sentence(line, **fill) for line in self.lines[name])

    def one(self, name: str, **fill: str) -> str:
        """The first sentence of an entry."""
        return self.say(name, **fill)[0]

    def number(self, n: int) -> str:
        """A number as a word, or in digits beyond the words there are."""
        numbers = self.lines["numbers"]
        return numbers[n - 1] if 0 < n <= len(numbers) else str(n)

    def listed(self, names: Sequence[str]) -> str:
        """Names in a row: "any key, the pedal and your voice"."""
        return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {self.lines['and'][0]} {names[-1]}"

    def times(self, n: int) -> str:
        """How often, as a sentence: "Once." or "Six times."."""
        return self.one("once") if n == 1 else self.one("times", n=self.number(n))


def sentence(text: str, **fill: str) -> str:
    """Fill the template names of a sentence and begin it with a capital letter."""
    filled = text.format(**fill) if "{" in text or "}" in text else text
    return filled[:1].upper() + filled[1:]


# --- what happens, and what is done about it -----------------------------------------------------


@dataclass(frozen=True, slots=True)
class Heard:
    """A command, and who brought it."""

    at: int
    """Session milliseconds."""
    command: Command
    by: str
    """``key``, ``microphone``, ``pedal``, ``script``, ``crying``, ``fussing`` ..."""


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


@dataclass(frozen=True, slots=True)
class Prepared:
    """The words of an area are ready; now their lengths are known."""

    at: int
    """Session milliseconds."""
    area: int
    lengths: Mapping[str, int]
    """Milliseconds by sentence."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way to stop the coach works from now on, or no longer."""

    at: int
    """Session milliseconds."""
    name: str
    """keys, pedal, windows or aloud; see ways.py"""
    works: bool
    say: str = ""
    """The name of the coach's sentence about it; empty where there is nothing to say."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something broke, or is whole again, and the caregiver must know."""

    at: int
    """Session milliseconds."""
    text: str
    about: str = ""
    """The part it is about, where it may be whole again; two that are about the same part belong together."""
    good: bool = False
    """It is whole again."""


Event = Heard | Pressed | Tick | Prepared | Notice | Way


@dataclass(frozen=True, slots=True)
class Say:
    """Speak a sentence."""

    at: int
    """Session milliseconds."""
    text: str
    gain: int = 0
    """Decibels."""
    pace: int = 100
    """Percent of the usual time that the words take; 135 is slower."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Sound an earcon."""

    at: int
    """Session milliseconds."""
    name: str
    gain: int = 0
    """Decibels."""


@dataclass(frozen=True, slots=True)
class Show:
    """Print a sentence without speaking it."""

    at: int
    """Session milliseconds."""
    text: str
    bell: bool = False
    """With the bell of the terminal."""


@dataclass(frozen=True, slots=True)
class Hush:
    """Fall silent, now, and drop everything that was still to sound."""

    at: int
    """Session milliseconds."""


@dataclass(frozen=True, slots=True)
class Level:
    """Change the overall loudness."""

    db: int


@dataclass(frozen=True, slots=True)
class Fade:
    """Let what is said, or the sound under it, go away softly."""

    at: int
    """Session milliseconds at which it begins."""
    ms: int
    bed: bool = False
    """The sound under the voice, and not the voice."""


@dataclass(frozen=True, slots=True)
class Prepare:
    """Make the words of an area, then report them as Prepared."""

    area: int


@dataclass(frozen=True, slots=True)
class Mark:
    """Something worth remembering, for the log and the journal."""

    at: int
    """Session milliseconds."""
    what: str
    """begun, asked, yes, no, not sure, go on, stroke, stroke done, area done, pace, loudness, moved, taught, foot help,
    remembered, repeated, fault, slept or ended"""
    detail: str = ""
    area: str = ""
    """Where: the title of the area; empty before the first. ``step`` fills in the place."""
    stroke: str = ""
    """The name of the stroke; empty while asking."""
    done: int = 0
    """Repetitions of it that were done."""


Effect = Say | Sound | Show | Hush | Level | Fade | Prepare | Mark
