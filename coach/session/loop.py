"""The one loop, and where its events come from: live threads and the clock, or a script in virtual time.

It runs anything that is a ``Machine``: the massage, and every dialogue. Time enters here and nowhere else:
``inbox.next`` is the only wait.
"""

from __future__ import annotations

import queue
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Generic, Protocol, TypeVar

from coach.model.effects import Effect
from coach.model.events import Bringer, Command, Event, Heard, Tick
from coach.model.phases import TRAITS
from coach.planning.timeline import open_ms
from coach.session.machine import SLEPT, meaning, step
from coach.session.state import Phase, State, wake_at

AHEAD = 300
"""How many milliseconds early a cue is handed to the mixer, which then plays it on the exact sample."""
SLICE = 0.25
"""Seconds of the longest single wait, so that Ctrl-C is noticed on every system."""
AFTER_LAST_NO = 10_000
"""Milliseconds after which a script that ends with a no says goodbye."""


class Moment(Protocol):
    """What the loop needs to know of any machine's state."""

    @property
    def over(self) -> bool:
        """Nothing more happens."""

    @property
    def phase(self) -> Enum:
        """The name of the phase, for the log."""


S = TypeVar("S", bound=Moment)
S_contra = TypeVar("S_contra", bound=Moment, contravariant=True)


@dataclass(frozen=True, slots=True)
class Machine(Generic[S]):
    """Something that talks and waits for answers, as pure functions of its state."""

    step: Callable[[S, Event], tuple[S, tuple[Effect, ...]]]
    """The next state, and what is to be done."""
    wake_at: Callable[[S], int | None]
    """Session milliseconds at which the machine next acts on its own; None for never."""
    meaning: Callable[[S, Event], Command | None]
    """The command that an event gives, for the log."""
    ahead: Callable[[S], int]
    """How many milliseconds early the machine is woken."""


class Inbox(Protocol[S_contra]):
    """Where events come from."""

    def next(self, state: S_contra, due: int | None, ahead: int) -> Event:
        """Wait for the next event. A tick comes at ``due``, or up to ``ahead`` milliseconds before."""

    def put(self, event: Event) -> None:
        """Take an event from any thread; never blocks."""


class Performer(Protocol):
    """Where effects go."""

    def reach(self, at: int) -> None:
        """Session time is ``at`` milliseconds now."""

    def perform(self, effect: Effect) -> None:
        """Do what the effect says. Never blocks."""

    def note(self, before: Moment, event: Event, command: Command | None) -> None:
        """Log an event and the command that it gave, if any."""


def run(machine: Machine[S], state: S, inbox: Inbox[S], stage: Performer, effects: Iterable[Effect] = ()) -> S:
    """Walk a state to its end, performing ``effects`` first. A hush is performed before anything else about a no."""
    for effect in effects:
        stage.perform(effect)
    while not state.over:
        event = inbox.next(state, machine.wake_at(state), machine.ahead(state))
        stage.reach(event.at)
        before, (state, effects) = state, machine.step(state, event)
        for effect in effects:
            stage.perform(effect)
        stage.note(before, event, machine.meaning(before, event))
    return state


def _ahead(state: State) -> int:
    return AHEAD if state.cue < len(state.timeline.cues) else 0


MASSAGE = Machine(step, wake_at, meaning, _ahead)
"""The massage as the loop runs it."""


class LiveInbox:
    """Events from threads as they arrive, and ticks when the machine asked to be woken."""

    def __init__(self, now: Callable[[], int], slept: Callable[[], int] = lambda: 0) -> None:
        """``now``: session milliseconds. ``slept``: how many of them, in all, the sound stood still."""
        self.now, self.slept = now, slept
        self._looked, self._slept = now(), slept()
        """What both were at the last look."""
        self._queue: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self.put = self._queue.put

    def next(self, state: Moment, due: int | None, ahead: int) -> Event:
        """The next event of any thread, or a tick. The clock is looked at in one place, so no sleep goes untold."""
        del state
        while True:
            now, slept = self.now(), self.slept()
            # A look between waking up and the first sound sees a part of the sleep, and the next one sees the rest.
            gap = max(now - self._looked, slept - self._slept)
            self._looked, self._slept = now, slept
            if gap > SLEPT:
                return Tick(now, gap)
            wait = SLICE if due is None else min(SLICE, (due - ahead - now) / 1000)
            try:
                return self._queue.get(timeout=wait) if wait > 0 else self._queue.get_nowait()
            except queue.Empty:
                if due is not None and wait <= 0:
                    return Tick(max(now, due))


class ScriptedInbox:
    """Events at fixed times, or a yes after every question. Nobody waits: time jumps from one event to the next."""

    def __init__(self, events: Iterable[tuple[int, Command]] = (), answer_after: int = 4000) -> None:
        self.events = deque(sorted(events, key=lambda event: event[0]))
        self.answer_after = answer_after
        self.answers = not self.events
        self.owed = False
        """A yes that came before its question; it is given once the question has been heard."""
        self.at = 0
        self.pending: deque[Event] = deque()
        self.put = self.pending.append

    def next(self, state: State, due: int | None, ahead: int) -> Event:
        """The next event, however far ahead it is."""
        del ahead
        if self.pending:
            return self.pending.popleft()
        answer = self._answer(state)
        given = self.events[0] if self.events else None
        times = [at for at in (due, answer and answer[0], given and given[0]) if at is not None]
        if not times:
            return Heard(self.at, Command.DONE, Bringer.SCRIPT)
        self.at = max(self.at, min(times))
        if given and given[0] <= self.at:
            self.events.popleft()
            self.answers = not self.events
            self.owed = given[1] is Command.YES and state.phase is Phase.ASKING and self.at < state.question
            return Heard(self.at, given[1], Bringer.SCRIPT)
        if answer and answer[0] <= self.at:
            self.owed = False
            return Heard(self.at, answer[1], Bringer.SCRIPT)
        return Tick(self.at)

    def _answer(self, state: State) -> tuple[int, Command] | None:
        if state.phase is Phase.LINGERING:
            return state.said_at + open_ms(state.here.strokes[state.start.stroke]), Command.YES
        if not (self.answers or self.owed):
            return None
        if TRAITS[state.phase].rests:
            return state.said_at + AFTER_LAST_NO, Command.DONE
        if state.phase in (Phase.CARE, Phase.ASKING):
            return state.said_at + self.answer_after, Command.YES
        return None
