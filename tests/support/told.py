"""A session in virtual time, told as a story: what the caregiver does, and what is heard. Nothing here ever waits."""

import functools
from dataclasses import replace
from typing import Any

from coach import words
from coach.model.effects import Hush, Mark, MarkKind, Say, Sound
from coach.model.events import Command, Heard, Notice, Prepared, Pressed, Sign, Tick
from coach.model.options import Options
from coach.model.records import Begun, Entry
from coach.planning import utterances
from coach.planning.arrange import arrange
from coach.planning.familiarity import LESSONS
from coach.planning.timeline_builder import estimate
from coach.routines import library
from coach.routines.parser import parse
from coach.session.machine import step, wake_at
from coach.session.state import Phase, State
from coach.store import database, profile
from coach.support.errors import ScriptError

WORDS = words.load()
ASK = WORDS.one("ask")
"""What is said where the baby is asked about the first area."""
NEXT = WORDS.one("ask-next", title="the right leg")
"""The same about the right leg, which comes second."""


def line(name: str, n: int = 0) -> str:
    """A sentence of the coach by its name, so that a story survives a better wording."""
    return WORDS.say(name)[n]


TINY = """\
coach: 1
title: Tiny
about: A leg each and a game
opening:
  - teach: "Warm a little oil."
  - sound: chime
parts:
  - title: "{side} leg"
    sides: [left, right]
    rest: "Both hands rest on the {side} leg."
    offer: "R gives you foot help."
    help:
      teach: ["Foot help.", "Press softly until the foot lets go."]
    strokes:
      - {name: rope, teach: "Slide to the ankle.", remind: "Hip to ankle.", times: 6, pace: 5, ours: true,
         rest: "Resting. Both hands on the {side} leg."}
      - {name: toe squeezes, teach: "Squeeze each toe.", remind: "Toe by toe.", foot: true, pace: 4,
         each: [big toe, second toe, middle toe, fourth toe, little toe], label: "The {item}."}
      - {name: warm hold, teach: "Hold the leg.", remind: "Hold.", hold: 12, ours: true}
  - title: Play
    before:
      - teach: "A game comes now."
    strokes:
      - {name: game, teach: "Toes to the nose.", remind: "Toes to the nose.", about: 24, pace: 6, ours: true}
      - {name: sweep, teach: "Sweep to the toes.", remind: "Sweep.", times: 2, pace: 8, ours: true}
closing:
  - teach: "That was all."
"""
"""Two legs that mirror each other, then an area with an open-ended stroke."""


def no_include(name: str) -> str:
    raise ScriptError(name, "there is no such routine", "correct the name")


def routine(text: Any = TINY, name: Any = "tiny") -> Any:
    return parse(name, text, no_include)


@functools.cache
def ours(name: Any) -> Any:
    return library.Library((library.ours(),)).load(name)


def led_often(name: Any) -> None:
    """A journal of so many evenings with every stroke of a routine of ours that its cautions are no longer told."""
    profile.data_folder().mkdir(parents=True, exist_ok=True)
    names = [stroke.name for part in ours(name).parts for stroke in part.strokes]
    rows: list[Begun | Entry] = []
    for evening in map(str, range(LESSONS)):
        rows += [Begun(evening, 0, name, "", "{}"), Entry(evening, 0, 0, MarkKind.LESSON)]
        rows += [Entry(evening, 0, 0, MarkKind.STROKE_DONE, "", "Part", stroke) for stroke in names]
    with database.opened(profile.journal_file()) as journal:
        database.append(journal, profile.journal_file(), rows)


def book_of(script: Any, options: Any = Options()) -> Any:  # noqa: B008 - frozen
    return arrange(script, options, WORDS)


class Told:
    """Leads a session by hand; ``effects`` keeps (session ms, effect) in the order they came."""

    def __init__(
        self, script: Any = None, *, begin: Any = True, prepared: Any = True, keys: Any = None, **options: Any
    ) -> None:
        chosen = Options(**{"care": False, **options})
        book = book_of(script or routine(), chosen)
        self.state = State(book, WORDS.suited(chosen), chosen)
        if keys is not None:
            self.state = replace(self.state, keys=keys)
        self.now = 0
        self.effects: list[Any] = []
        self.prepared = prepared
        if begin:
            self.tell(Command.BEGIN)

    def do(self, event: Any) -> Any:
        """One event, and what it brought about; words are made at once unless told otherwise."""
        self.now = max(self.now, event.at)
        self.state, effects = step(self.state, event)
        self.effects += [(event.at, effect) for effect in effects]
        if self.prepared and self.phase is not Phase.READY and self.state.area not in self.state.prepared:
            self.prepare(self.state.area)
        return effects

    def prepare(self, area: Any) -> Any:
        state = self.state
        texts = utterances.needed(state.book, state.options, state.words, area)
        return self.do(Prepared(self.now, area, {text: estimate(text) for text in texts}))

    def tell(self, command: Any, by: Any = "pedal") -> Any:
        return self.do(Heard(self.now, command, by))

    def signal(self, told: Any) -> Any:
        """A row of the table: a command, or what only certain bringers can tell."""
        if told is Sign.DONE_ALOUD:
            return self.tell(Command.DONE, "microphone")
        if told is Sign.STOP:
            return self.tell(Command.NO, "key")
        return self.tell(Command.NO, told.value) if isinstance(told, Sign) else self.tell(told)

    def press(self, key: Any, after: Any = 0) -> Any:
        self.wait(after)
        return self.do(Pressed(self.now, key))

    def notice(self, text: Any) -> Any:
        return self.do(Notice(self.now, text))

    def wait(self, ms: Any) -> Any:
        """Let so much time pass; the session does what it does on its own."""
        until, came = self.now + ms, []
        while (due := wake_at(self.state)) is not None and due <= until:
            came += self.do(Tick(max(due, self.now)))
        self.now = until
        return tuple(came)

    def tick(self) -> Any:
        """Jump to the next moment at which the session acts on its own."""
        due = wake_at(self.state)
        assert due is not None
        return self.do(Tick(max(due, self.now)))

    def until(self, phase: Any) -> Any:
        """Let time pass until the session reaches a phase by itself."""
        for _ in range(2000):
            if self.state.phase is phase:
                return self
            self.tick()
        raise AssertionError(f"never {phase}")

    def asked(self) -> Any:
        """Let time pass until the question has been heard."""
        self.wait(max(0, self.state.said_at - self.now))
        return self

    def playing(self, after: Any = 0) -> Any:
        """Answer yes to the question that is being asked, and let some time pass."""
        self.asked().tell(Command.YES)
        assert self.state.phase is Phase.PLAYING
        self.wait(after)
        return self

    def until_said(self, text: Any) -> Any:
        """Let time pass until a sentence, or its beginning, is said."""
        for _ in range(2000):
            for effect in self.tick():
                if isinstance(effect, Say) and effect.text.startswith(text):
                    return self
        raise AssertionError(f"never said {text!r}")

    def count(self, number: Any) -> Any:
        return self.until_said(WORDS.number(number) + ".")

    def first(self, since: Any) -> Any:
        """The first sentence said after a moment, once it is said."""
        while not self.said(since):
            self.tick()
        return self.said(since)[0]

    @property
    def phase(self) -> Any:
        return self.state.phase

    def said(self, since: Any = 0) -> Any:
        return [effect.text for at, effect in self.effects if at >= since and isinstance(effect, Say)]

    def sounds(self, since: Any = 0) -> Any:
        return [effect.name for at, effect in self.effects if at >= since and isinstance(effect, Sound)]

    def marks(self, since: Any = 0) -> Any:
        return [(effect.what, effect.detail) for at, effect in self.effects if at >= since and isinstance(effect, Mark)]


def in_phase(phase: Any) -> Any:
    """A session that has come to a phase in the ordinary way."""
    told = Told(care=phase is Phase.CARE, begin=phase is not Phase.READY, prepared=phase is not Phase.FETCHING)
    if phase is Phase.READY:
        return told
    told.asked()
    if phase is Phase.LINGERING:
        told.tell(Command.NEXT)
        told.asked().tell(Command.NEXT)
        told.asked()
    if phase in (Phase.PLAYING, Phase.LINGERING, Phase.RESTING, Phase.ENDING, Phase.ENDED):
        told.playing(4000)
    if phase is Phase.FETCHING:
        told.tell(Command.YES)
    if phase is Phase.LINGERING:
        told.until(Phase.LINGERING)
    if phase in (Phase.RESTING, Phase.DECLINED):
        told.tell(Command.NO)
    if phase in (Phase.ENDING, Phase.ENDING_DECLINED):
        told.tell(Command.DONE, "microphone")
    if phase is Phase.ENDED:
        told.tell(Command.DONE)
    if phase not in (Phase.CARE, Phase.ASKING, Phase.PLAYING):
        told.wait(1000 if phase is Phase.ENDED else 8000)
    assert told.phase is phase
    return told


def texts(effects: Any) -> Any:
    return [effect.text for effect in effects if isinstance(effect, Say)]


def names(effects: Any) -> Any:
    return [effect.name for effect in effects if isinstance(effect, Sound)]


def is_hush(effects: Any) -> Any:
    return bool(effects) and isinstance(effects[0], Hush)
