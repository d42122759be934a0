"""Walks a session in virtual time and keeps what could be heard, to find silences that nobody chose."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from coach import cues, library, plan, rendering, words
from coach.model import Command, Effect, Event, Hush, Options, Prepare, Prepared, Say, Sound
from coach.model import Heard as HeardEvent
from coach.run import ScriptedInbox
from coach.session import step, wake_at
from coach.state import WAITING, State

LONGEST = 8000
"""Milliseconds: never more without a sound of ours while a session is on and does not rest by choice."""
WORDS = words.load()
EARCON_MS = {name: cues.load(name).ms for name in cues.NAMES}


def shipped(options: Options | None = None) -> dict[str, State]:
    """A session of every routine that ships, for a baby who may have all of it."""
    options = options or Options(age=300, hips_cleared=True, care=False)
    shelf = library.Library((library.ours(),))
    found = {}
    for name in shelf.names():
        book, suited = plan.suited(shelf.load(name), options, WORDS)
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
                        end = effect.at + plan.estimate(effect.text)
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
    return state.over or (state.phase in WAITING and state.cue >= len(state.timeline.cues))


def walk(state: State, inbox: ScriptedInbox | None = None) -> Iterator[tuple[State, Event, State, tuple[Effect, ...]]]:
    """Every step of a session in which each question is answered with yes: before, event, after, effects."""
    inbox = inbox or ScriptedInbox()
    inbox.put(HeardEvent(0, Command.BEGIN, "test"))
    while not state.over:
        event = inbox.next(state)
        before, (state, effects) = state, step(state, event)
        for effect in effects:
            if isinstance(effect, Prepare):
                texts = rendering.needed(state.book, state.options, state.words, effect.area)
                inbox.put(Prepared(inbox.at, effect.area, {text: plan.estimate(text) for text in texts}))
        yield before, event, state, effects


def silence_after(state: State, heard: Heard, fault: Event, ms: int = 40_000) -> int:
    """The longest unchosen silence in the ``ms`` after a fault."""
    inbox, end = ScriptedInbox(), fault.at + ms
    inbox.at = fault.at
    state, effects = step(state, fault)
    heard.take(effects, state, fault.at)
    longest = 0
    while not resting(state):
        due = wake_at(state)
        event = inbox.next(state)
        if due is None and not state.granted:
            return max(longest, LONGEST + 1)  # it would wait for ever without a word
        if event.at > end:
            break
        longest = max(longest, heard.silence(event.at))
        state, effects = step(state, event)
        heard.take(effects, state, event.at)
        for effect in effects:
            if isinstance(effect, Prepare):
                inbox.put(Prepared(event.at, effect.area, {}))
    return longest


Fault = Callable[[int], Event | None]


def worst(state: State, fault: Fault, step_ms: int, *, voiced: bool = True) -> tuple[int, int, int]:
    """The longest silence over faults every ``step_ms`` of a session: (milliseconds, session time, points tried)."""
    heard, found, at, points = Heard(), (0, 0), 0, 0
    for before, event, after, effects in walk(state):
        while at < event.at:
            if before.timeline.cues and not resting(before) and (broken := fault(at)):
                copy = Heard(heard.until, voiced=voiced)
                copy.spans = list(heard.spans)
                found = max(found, (silence_after(before, copy, broken), at))
                points += 1
            at += step_ms
        heard.take(effects, after, event.at)
        silent = heard.silence(event.at)
        if not resting(before):
            found = max(found, (silent, event.at))
    return *found, points


def in_care(state: State) -> State:
    """The same session with the care questions."""
    return replace(state, options=replace(state.options, care=True))
