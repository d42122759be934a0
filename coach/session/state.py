"""Where a session stands: one frozen value that everything else follows from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from coach.model.events import Command, Notice
from coach.model.options import START_DB, Options
from coach.model.phases import TRAITS, Phase
from coach.model.plan import Area, Book, Timeline
from coach.model.wording import Words
from coach.planning import timeline as plan
from coach.planning.counting import tick_ms
from coach.planning.timeline_builder import estimate
from coach.session.keymap import DEFAULT, Keymap

__all__ = ["Bookmark", "Phase", "State", "place", "reminder_at", "wake_at"]

REMINDERS = (20_000, 60_000, 180_000)
"""Milliseconds until each reminder that the coach is still waiting. They grow less frequent."""
SIGN_OF_LIFE = 180_000
"""Milliseconds between the soft earcons after the last reminder."""

NEWS_AFTER, NEWS_NEAR = 20_000, 10_000
"""Milliseconds: in a rest, news wait this long, or for the next reminder if it comes at most so much later."""
AT_WORK = 5000
"""Milliseconds between the soft earcons while the words that a yes waits for are being made."""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A place that the caregiver asked to remember."""

    area: int
    stroke: int


@dataclass(frozen=True, slots=True)
class Undo:
    """The state before a spoken command, for as long as the command can be undone."""

    state: State
    told: Command
    at: int
    """Session milliseconds."""


@dataclass(frozen=True, slots=True)
class State:
    """A session at one moment."""

    book: Book
    words: Words
    options: Options = field(default_factory=Options)
    keys: Keymap = DEFAULT
    phase: Phase = Phase.READY
    area: int = 0
    timeline: Timeline = field(default_factory=Timeline)
    """The timeline that is being said."""
    zero: int = 0
    """Session milliseconds at which the timeline began."""
    cue: int = 0
    """Index of the next cue of the timeline."""
    start: plan.From = field(default_factory=plan.From)
    """Where in the area the timeline began; while resting, where it will go on."""
    stroke: int = -1
    """The stroke that was last begun; -1 before the first."""
    reminders: int = 0
    """Reminders given in this wait."""
    beats: int = 0
    """Beats of the current open-ended stroke so far."""
    bookmark: Bookmark | None = None
    """The newest bookmark, perhaps from another evening."""
    nos: int = 0
    """Rests in this session, after a no or a stop."""
    stopped: bool = False
    """A key began this rest, and nobody has said yet whether it was the baby's no."""
    lowered: bool = False
    """The baby fusses: the voice is lower until the next stroke, and before that the coach asks."""
    fussed: int = -1
    """The area in which fussing was last heard; once per area is enough."""
    question: int = 0
    """Session milliseconds at which the question begins; a yes before it is not an answer to it."""
    level: int = 0
    """Decibels above or below the usual loudness."""
    lengths: Mapping[str, int] = field(default_factory=dict)
    """Milliseconds of each prepared sentence."""
    prepared: frozenset[int] = frozenset()
    offered: bool = False
    """Foot help has been offered, once per session."""
    elbow: str = ""
    """The key of the last no, while a repeat may still be the same elbow."""
    key_at: int = 0
    """Session milliseconds of the last key."""
    held_at: int = 0
    """Session milliseconds since when the last key has been repeating as a held key does."""
    softness: int = START_DB
    """Decibels of the last bedtime sentence, relative to the usual loudness."""
    ways: tuple[str, ...] = ()
    """The stop channels that work, as in ``model/channels.py``; none in a file."""
    named: bool = False
    """The dry run has just named the same channels."""
    unsaid: tuple[Notice, ...] = ()
    """Notices that came in a rest and were only sounded and printed so far."""
    kept: Undo | None = None
    """The state before the last command, if that came by voice."""
    undo_told: bool = False
    """It was said how a spoken command is taken back; once a session is enough."""
    why: str = ""
    """Why it ended."""
    over: bool = False
    """The session is over."""

    @property
    def here(self) -> Area:
        """The current area."""
        return self.book.areas[self.area]

    def length(self, text: str) -> int:
        """Milliseconds that a sentence takes; an estimate until it is prepared."""
        return self.lengths.get(text) or estimate(text)

    @property
    def said_at(self) -> int:
        """Session milliseconds at which the timeline has been said."""
        return self.zero + self.timeline.length


def wake_at(state: State) -> int | None:
    """Session milliseconds at which the session next acts on its own; None for never."""
    if state.over or state.phase is Phase.READY:
        return None
    if state.phase is Phase.FETCHING:
        return state.said_at + (state.beats + 1) * AT_WORK
    if state.cue < len(state.timeline.cues):
        return state.zero + state.timeline.cues[state.cue].at
    if TRAITS[state.phase].waits:
        return _news_at(state) if state.unsaid else reminder_at(state)
    if state.phase is Phase.LINGERING:
        return state.said_at + state.beats * tick_ms(state.here.strokes[state.start.stroke], state.options)
    return state.said_at


def reminder_at(state: State) -> int:
    """Session milliseconds of the next reminder, or of the next sign of life."""
    n = state.reminders
    if n < len(REMINDERS):
        return state.said_at + REMINDERS[n]
    return state.said_at + REMINDERS[-1] + (n - len(REMINDERS) + 1) * SIGN_OF_LIFE


def _news_at(state: State) -> int:
    """Session milliseconds at which the news that came in a rest are said."""
    due, soon = reminder_at(state), max(state.said_at, state.unsaid[0].at + NEWS_AFTER)
    return due if due - soon < NEWS_NEAR else soon


def place(state: State, at: int) -> plan.From:
    """The stroke in progress at a moment, and how many of its repetitions are done."""
    if state.phase is not Phase.PLAYING:
        return state.start
    now = at - state.zero
    heard = [cue for cue in state.timeline.cues if cue.at <= now and cue.stroke >= 0]
    index = heard[-1].stroke if heard else state.start.stroke
    done = state.start.done if index == state.start.stroke else 0
    done = max([done, *(cue.rep for cue in heard if cue.stroke == index and cue.rep and cue.until <= now)])
    if index >= len(state.here.strokes) or done >= state.here.strokes[index].repetitions:
        return plan.From(index + 1)
    return plan.From(index, done)
