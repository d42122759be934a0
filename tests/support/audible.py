"""Walks a session in virtual time and keeps what could be heard, to find silences that nobody chose."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from coach import words
from coach.model.effects import Effect, Hush, Prepare, Say, Sound
from coach.model.events import Bringer, Command, Event, Prepared, Tick
from coach.model.events import Heard as HeardEvent
from coach.model.options import Options
from coach.model.phases import TRAITS
from coach.planning import age_limit, utterances
from coach.planning.timeline_builder import estimate
from coach.routines import library
from coach.session.loop import ScriptedInbox
from coach.session.machine import step, wake_at
from coach.session.state import State
from coach.sound import earcons

LONGEST = 8000
"""Milliseconds: never more without a sound of ours while a session is on and does not rest by choice."""
SIGNS = (20_000, 60_000, 180_000, 360_000, 540_000)
"""Milliseconds of waiting after which something is heard: that it still waits, or a soft sign of life."""
WORDS = words.load()
EARCON_MS = {name: earcons.load(name).ms for name in earcons.NAMES}


@functools.cache
def shipped() -> dict[str, State]:
    """A session of every routine that ships, for a baby who may have all of it."""
    options = Options(age=300, hips_cleared=True, navel_healed=True, reflux_free=True, care=False)
    shelf = library.Library((library.ours(),))
    found = {}
    for name in shelf.names():
        book, suited = age_limit.suited(shelf.load(name), options, WORDS)
        found[name] = State(book, WORDS, suited)
    return found


class Heard:
    """What sounds until when. Without a voice a sentence is a tick and a soft end, as the stage has it."""

    def __init__(self, until: int = 0, *, voiced: bool = True) -> None:
        self.until, self.voiced = until, voiced
        self.spans: list[tuple[int, int]] = []

    def take(self, effects: tuple[Effect, ...], state: State, at: int) -> None:
        """Effects of a step at ``at``."""
        for effect in effects:
            match effect:
                case Hush():
                    self.spans = [(a, min(b, at)) for a, b in self.spans if a < at]
                    self.until = min(self.until, at)
                case Say():
                    length = state.length(effect.text)
                    if self.voiced:
                        self.spans.append((effect.at, effect.at + length))
                    else:
                        end = effect.at + estimate(effect.text)
                        self.spans += [(effect.at, effect.at + EARCON_MS["tick"]), (end, end + EARCON_MS["alive"])]
                case Sound():
                    self.spans.append((effect.at, effect.at + EARCON_MS[effect.name]))

    def silence(self, now: int) -> int:
        """The longest silence that has ended, or goes on, by ``now``; forgets what it looked at."""
        longest = 0
        for a, b in sorted(self.spans):
            if a <= now:
                longest, self.until = max(longest, a - self.until), max(self.until, b)
        self.spans = [(a, b) for a, b in self.spans if a > now]
        return max(longest, now - self.until)


def resting(state: State) -> bool:
    """All is said, and an answer is waited for."""
    return state.over or (TRAITS[state.phase].waits and state.cue >= len(state.timeline.cues))


def walk(state: State, inbox: ScriptedInbox | None = None) -> Iterator[tuple[State, Event, State, tuple[Effect, ...]]]:
    """Every step of a session in which each question is answered with yes: before, event, after, effects."""
    inbox = inbox or ScriptedInbox()
    inbox.put(HeardEvent(0, Command.BEGIN, Bringer.SCRIPT))
    while not state.over:
        event = inbox.next(state, wake_at(state), 0)
        before, (state, effects) = state, step(state, event)
        for effect in effects:
            if isinstance(effect, Prepare):
                texts = utterances.needed(state.book, state.options, state.words, effect.area)
                inbox.put(Prepared(inbox.at, effect.area, {text: estimate(text) for text in texts}))
        yield before, event, state, effects


@dataclass
class Found:
    """What came of faults at many moments of a session."""

    silence: int = 0
    """Milliseconds of the longest silence that nobody chose."""
    at: int = 0
    """Session milliseconds of the fault before it."""
    points: int = 0
    """Faults that were tried."""
    rests: int = 0
    """Of those, how many led to a wait for an answer, or fell into one."""
    lifeless: int = 0
    """Of those, how many in which a sign of life was missing at its time."""

    def add(self, silence: int, at: int) -> None:
        """A silence, which may be the longest."""
        if silence > self.silence:
            self.silence, self.at = silence, at


def silence_after(state: State, heard: Heard, fault: Event, ms: int = 20_000) -> tuple[int, State]:
    """The longest unchosen silence in the ``ms`` after a fault; the session then, or where it waits for an answer."""
    inbox, end = ScriptedInbox(), fault.at + ms
    inbox.at = fault.at
    state, effects = step(state, fault)
    heard.take(effects, state, fault.at)
    longest = 0
    while not resting(state):
        due = wake_at(state)
        event = inbox.next(state, due, 0)
        if due is None:
            return max(longest, LONGEST + 1), state  # it would wait for ever without a word
        if event.at > end:
            break
        longest = max(longest, heard.silence(event.at))
        state, effects = step(state, event)
        heard.take(effects, state, event.at)
        for effect in effects:
            if isinstance(effect, Prepare):
                inbox.put(Prepared(event.at, effect.area, {}))
    return longest, state


def alive(state: State) -> bool:
    """Whether a session that waits for an answer says or sounds something at each of SIGNS, and goes on waiting.

    What broke in a rest may be said in between.
    """
    for after in SIGNS[state.reminders :]:
        due = wake_at(state)
        if state.unsaid and due is not None and due < state.said_at + after:
            state, _ = step(state, Tick(due))
            due = wake_at(state)
        if due != state.said_at + after:
            return False
        state, effects = step(state, Tick(due))
        if not TRAITS[state.phase].waits or not any(isinstance(effect, Say | Sound) for effect in effects):
            return False
    return True


Fault = Callable[[int], Event]


def worst(state: State, fault: Fault, step_ms: int, *, voiced: bool = True) -> Found:
    """Faults every ``step_ms`` of a session, each in a session of its own that forks there."""
    heard, found, at = Heard(), Found(), 0
    for before, event, after, effects in walk(state):
        while at < event.at:
            if before.timeline.cues:
                copy = Heard(heard.until, voiced=voiced)
                copy.spans = list(heard.spans)
                silence, then = silence_after(before, copy, fault(at))
                found.add(silence, at)
                found.points += 1
                if resting(then) and not then.over:
                    found.rests += 1
                    found.lifeless += not alive(then)
            at += step_ms
        heard.take(effects, after, event.at)
        silent = heard.silence(event.at)
        if not resting(before):
            found.add(silent, event.at)
    return found


def in_care(state: State) -> State:
    """The same session with the care questions."""
    return replace(state, options=replace(state.options, care=True))
