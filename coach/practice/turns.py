"""What happens while the phrase is practised: interrupted talk, and listening to the room and to sayings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from coach.dialogue.scenes import Line, Reads, Scene
from coach.model.events import Listened
from coach.practice.scoring import Points, Saying, Step, ended, saying

Steps = tuple[Step, ...]
ROOM_STEPS = 38
"""Steps, three seconds, of listening to the room."""
REACTION = 3
"""Steps in which the room still rings with the coach's voice, before its level counts."""
AFTER = 1200
"""Milliseconds in which a phrase at the very end of the coach's talk is still heard."""
REMIND = 15_200
"""Milliseconds after which a turn is offered again."""
MOST_STEPS = 750
"""Steps, a minute, of history."""


def _more(steps: Steps, piece: Listened) -> Steps:
    return (*steps, Step(piece.level, piece.score))[-MOST_STEPS:]


@dataclass(frozen=True, slots=True)
class Talk(Scene):
    """Say something until a key or the phrase stops it, and listen meanwhile."""

    say: Sequence[Line]
    then: Callable[[str, Steps], Scene]
    """Takes what ended it ("key", "no" or nothing) and what was heard."""
    after: int = 0
    """Milliseconds of listening after the last word."""
    ahead: Sequence[str] = ()
    """Sentences to prepare meanwhile."""
    steps: Steps = ()

    def lines(self) -> Sequence[Line]:
        """The talk."""
        return self.say

    def soon(self) -> Sequence[str]:
        """What is made meanwhile."""
        return self.ahead

    def rest(self) -> int:
        """The wait for a phrase at the very end."""
        return self.after

    def reads(self) -> Reads:
        """The phrase, or a key."""
        return Reads.PHRASE

    def takes(self, piece: Listened, *, talking: bool) -> Scene:
        """One more step."""
        del talking
        return replace(self, steps=_more(self.steps, piece))

    def key(self, key: str, place: int) -> Scene:
        """A key interrupts it."""
        del place
        return self.then(key, self.steps)

    def silent(self) -> Scene:
        """It was said to its end."""
        return self.then("", self.steps)


@dataclass(frozen=True, slots=True)
class Room(Scene):
    """Listen to the room while nobody speaks; a key ends it early."""

    then: Callable[[str, Steps], Scene]
    steps: Steps = ()

    def rest(self) -> None:
        """As long as it takes."""

    def reads(self) -> Reads:
        """The phrase, or a key."""
        return Reads.PHRASE

    def takes(self, piece: Listened, *, talking: bool) -> Scene:
        """Take one more step, until there are enough."""
        steps = () if talking else _more(self.steps, piece)
        if len(steps) < REACTION + ROOM_STEPS:
            return replace(self, steps=steps)
        return self.then("", steps[REACTION:])

    def key(self, key: str, place: int) -> Scene:
        """Go on with what was heard."""
        del place
        return self.then(key, self.steps[REACTION:])


@dataclass(frozen=True, slots=True)
class Listen(Scene):
    """Wait for a saying as long as it takes. A key skips it."""

    room: float
    """Decibels of the room."""
    points: Points
    reminders: Sequence[str]
    """What is said in turn when nothing comes for a long time."""
    then: Callable[[str, Saying | None, int], Scene]
    """Takes the key, the saying (None if a key skipped it) and the number of steps heard."""
    asked: Steps = ()
    """What was heard while the coach asked for it."""
    steps: Steps = ()

    def rest(self) -> int | None:
        """The wait before it is offered again; in the end, without limit."""
        return REMIND if self.reminders else None

    def reads(self) -> Reads:
        """The phrase, or a key."""
        return Reads.PHRASE

    def takes(self, piece: Listened, *, talking: bool) -> Scene:
        """One more step; the saying may be over with it."""
        steps = () if talking else _more(self.steps, piece)
        if ended(steps[REACTION:], self.room, self.points):
            return self._said("", steps, heard=False)
        return replace(self, steps=steps)

    def key(self, key: str, place: int) -> Scene:
        """It was heard, or it is skipped."""
        del place
        return self._said(key, self.steps, heard=True) if key == "no" else self.then(key, None, 0)

    def silent(self) -> Scene:
        """Offer it again."""

        def reminded(what: str, steps: Steps) -> Scene:
            again = replace(self, reminders=self.reminders[1:], asked=steps, steps=())
            return again if what in ("", "key") else again.key(what, 0)

        return Talk((self.reminders[0],), reminded)

    def _said(self, key: str, steps: Steps, *, heard: bool) -> Scene:
        judged = steps[REACTION:]
        if not judged:  # it began while the coach still spoke
            steps = judged = (*self.asked, *steps)
        return self.then(key, saying(judged, self.room, self.points, heard=heard), len(steps))


def ask_for(request: Sequence[Line], listen: Listen) -> Scene:
    """Ask for a saying, and wait for it. A phrase that comes early counts, and a key skips it."""

    def asked(what: str, steps: Steps) -> Scene:
        waiting = replace(listen, asked=steps)
        return waiting.key(what, 0) if what else waiting

    return Talk(request, asked)
