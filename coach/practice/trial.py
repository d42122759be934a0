"""`coach practise --trial`: five minutes that measure this room, loudspeaker, microphone and voice, in numbers alone.

First the room, then the coach alone, which must not stop itself, then sayings in the quiet and sayings over the coach.
No sound is kept; what comes of it is a small file of numbers that can go with a bug report.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from coach.dialogue.scenes import End, Scene, Work
from coach.model.wording import Words
from coach.practice.errands import Figures, OpenEar
from coach.practice.scoring import Points, Saying, room_of, saying
from coach.practice.turns import AFTER, Listen, Room, Steps, Talk, ask_for

ROUNDS = 4
"""Times that the coach talks alone, some 15 s each."""
SAYINGS = 6
"""Of each kind."""
FORMAT = 1
"""Of the file; one more when the meaning of a number changes."""

Next = Callable[["Tally"], Scene]


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted so far."""

    room_db: float | None = None
    """Decibels of full scale of the quiet room."""
    rounds: int = 0
    """Times that the coach has talked alone."""
    stopped_itself: int = 0
    """How many of them ended because it heard a no that nobody said."""
    quiet: tuple[Saying, ...] = ()
    over: tuple[Saying, ...] = ()


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of it."""

    tally: Tally
    ears: Mapping[str, Any]
    """What the self-check measured last, by its names; empty before it measured anything."""


@dataclass(frozen=True, slots=True)
class Trial:
    """The five minutes, as scenes that end with ``Tried``. A key skips a part, Q ends it with what there is."""

    words: Words
    points: Points = field(default_factory=lambda: Points(0.0, 0.0, 0.0))
    """The operating points of "no"."""

    def begin(self) -> Scene:
        """Open the microphone, then the room."""
        return Work(OpenEar(0, None), lambda points: replace(self, points=points).room())

    def room(self) -> Scene:
        """Say what follows, and listen to the room."""
        tally = Tally()

        def listened(what: str, steps: Steps) -> Scene:
            level = room_of(steps) if steps else None
            return self._or_end(what, replace(tally, room_db=level), self.alone)

        def told(what: str, _: Steps) -> Scene:
            return self._or_end(what, tally, lambda _tally: Room(listened))

        return Talk(self.words.say("trial"), told)

    def alone(self, tally: Tally) -> Scene:
        """The coach alone: a no is its own fault."""
        if tally.rounds >= ROUNDS:
            return self.quiet(tally)

        def talked(what: str, _: Steps) -> Scene:
            if what in ("q", "key"):
                return self._or_end(what, tally, self.quiet)
            return self.alone(replace(tally, rounds=tally.rounds + 1, stopped_itself=tally.stopped_itself + bool(what)))

        first = () if tally.rounds else self.words.say("trial-alone")
        return Talk((*first, *self.words.say("practise-talk")), talked, AFTER)

    def quiet(self, tally: Tally) -> Scene:
        """Sayings in the quiet."""
        if len(tally.quiet) >= SAYINGS:
            return self.over(tally)

        def came(what: str, answer: Saying | None, _: int) -> Scene:
            now = replace(tally, quiet=(*tally.quiet, answer)) if answer else tally
            return self._or_end(what, now, self.quiet if answer else self.over)

        waiting = Listen(self._room(tally), self.points, self.words.say("practise-wait"), came)
        return ask_for(self.words.say("practise-ask-again" if tally.quiet else "practise-ask"), waiting)

    def over(self, tally: Tally) -> Scene:
        """Sayings while the coach talks."""
        if len(tally.over) >= SAYINGS:
            return self._end(tally)

        def talked(what: str, steps: Steps) -> Scene:
            if what not in ("", "no"):
                return self._or_end(what, tally, self._end)
            answer = saying(steps, self._room(tally), self.points, heard=what == "no", over=True)
            return self.over(replace(tally, over=(*tally.over, answer)))

        first = () if tally.over else self.words.say("trial-over")
        return Talk((*first, *self.words.say("practise-talk")), talked, AFTER)

    def _room(self, tally: Tally) -> float:
        return -60.0 if tally.room_db is None else tally.room_db

    def _or_end(self, what: str, tally: Tally, then: Next) -> Scene:
        return self._end(tally) if what == "q" else then(tally)

    def _end(self, tally: Tally) -> Scene:
        return Work(Figures(), lambda ears: End(Tried(tally, ears)))


def report(tried: Tried, machine: Mapping[str, str]) -> Mapping[str, Any]:
    """The file: numbers, and what kind of machine it was. No name, no path, no sound."""
    tally = tried.tally
    return {
        "format": FORMAT,
        "machine": dict(machine),
        "room_db": _rounded(tally.room_db),
        "ears": {name: _rounded(value) for name, value in tried.ears.items()},
        "alone": {"rounds": tally.rounds, "stopped_itself": tally.stopped_itself},
        "quiet": [_saying(one) for one in tally.quiet],
        "over": [_saying(one) for one in tally.over],
    }


def _saying(one: Saying) -> Mapping[str, Any]:
    return {name: _rounded(value) for name, value in asdict(one).items() if name != "over"}


def _rounded(value: Any) -> Any:
    """A figure with one decimal; None where nothing was measured."""
    if not isinstance(value, float):
        return value
    return round(value, 1) if math.isfinite(value) else None
