"""The steps of every dialogue: something is told, asked, typed, tried or done, and then the next follows.

A scene is a frozen value. It says what is spoken, how keys are read, and which scene follows a key, a silence or news
of an errand. It knows no clock, no voice and no device.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Generic, TypeVar

from coach.dialogue.menu import Menu, pause, press, takes_what_is_spoken, unanswered
from coach.model.effects import Earcon
from coach.model.events import Done, Listened
from coach.model.wording import Words

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Voiced:
    """A sentence in a voice other than the session's."""

    text: str
    voice: str
    """Its name, as in ``Say``."""


@dataclass(frozen=True, slots=True)
class Sounded:
    """A short sound."""

    name: Earcon


@dataclass(frozen=True, slots=True)
class Printed:
    """A line that is printed and not spoken."""

    text: str


Line = str | Voiced | Sounded | Printed


class Reads(StrEnum):
    """How keys and spoken commands are read."""

    LIST = "list"
    """As keys of a list. A spoken command or a bound key stands for one of them."""
    LONG_LIST = "long list"
    """The same, where digits only walk, as arrows do."""
    LETTERS = "letters"
    """A name is being typed, so letters are only letters, and may come twice."""
    PRESS = "press"
    """A key means itself, whatever it is bound to."""
    EVERY = "every"
    """The same, even for a key that comes right after another."""
    CHANNEL = "channel"
    """As the channel that it came by."""
    PHRASE = "phrase"
    """The spoken no is "no", a key that leaves is "q", any other is "key"."""
    NOTHING = "nothing"


class Scene:
    """What a dialogue is doing now. The engine compares scenes by identity: one that gives itself goes on."""

    __slots__ = ()

    def lines(self) -> Sequence[Line]:
        """What is said, in order."""
        return ()

    def soon(self) -> Sequence[str]:
        """Sentences to prepare meanwhile, for the scenes that follow."""
        return ()

    def rest(self) -> int | None:
        """Milliseconds from the last line to ``silent``; None to wait forever."""
        return 0

    def reads(self) -> Reads:
        """How keys are read."""
        return Reads.LIST

    def key(self, key: str, place: int) -> Scene:
        """What follows a key that answers the line with this index; -1 before the first."""
        del key, place
        return self

    def silent(self) -> Scene:
        """What follows when everything is said and nobody answered. A scene that gives itself begins again."""
        return self

    def hears(self, done: Done) -> Scene:
        """What follows a finished errand."""
        del done
        return self

    def takes(self, piece: Listened, *, talking: bool) -> Scene:
        """What the microphone picked up, even while the coach talks. A scene of the same class carries on."""
        del piece, talking
        return self


@dataclass(frozen=True, slots=True)
class End(Scene):
    """The dialogue is over."""

    result: object = None
    """Its result. An exception is raised by whoever ran the dialogue."""


@dataclass(frozen=True, slots=True)
class Tell(Scene):
    """Say something, and perhaps leave a moment of silence. Any key skips all of it."""

    say: Sequence[Line]
    then: Callable[[str], Scene]
    """Takes the key that skipped it; empty if nothing did."""
    ahead: Sequence[str] = ()
    """Sentences that are made meanwhile."""
    pause: int = 0
    """Milliseconds of silence after the last of it."""
    keys: Reads = Reads.LIST
    """How keys are read."""

    def lines(self) -> Sequence[Line]:
        """What is said."""
        return self.say

    def soon(self) -> Sequence[str]:
        """What is made meanwhile."""
        return self.ahead

    def rest(self) -> int:
        """The silence afterwards."""
        return self.pause

    def reads(self) -> Reads:
        """How keys are read."""
        return self.keys

    def key(self, key: str, place: int) -> Scene:
        """Skip it."""
        del place
        return self.then(key)

    def silent(self) -> Scene:
        """Everything is said."""
        return self.then("")


@dataclass(frozen=True, slots=True)
class Ask(Scene):
    """Speak a list of choices until one is chosen. Silence chooses nothing: the list is repeated, later each time."""

    menu: Menu
    words: Words
    then: Callable[[str | None], Scene]
    """Takes the chosen value; None if the caregiver goes back."""
    lead: Sequence[Line] = ()
    """Said once before the question."""
    voices: frozenset[str] = frozenset()
    """Choices that are voices, each spoken by itself."""
    asked: Sequence[str] | None = None
    """The part of the question that is said this time; None for all of it."""
    alone: bool = False
    """Speak only the current choice."""

    def lines(self) -> Sequence[Line]:
        """The question, then the choices."""
        return (*self._head(), *(self._choice(n) for n in self._order()))

    def _head(self) -> Sequence[Line]:
        return (*self.lead, *(self.menu.question if self.asked is None else self.asked))

    def _order(self) -> Sequence[int]:
        return self.menu.order[:1] if self.alone else self.menu.order

    def _choice(self, n: int) -> Line:
        value, text = self.menu.choices[n].value, self.menu.line(n, self.words)
        return Voiced(text, value) if value in self.voices else text

    def rest(self) -> int:
        """The pause before the list is repeated."""
        return pause(self.menu.rounds)

    def reads(self) -> Reads:
        """Digits walk where a number may have two of them."""
        return Reads.LONG_LIST if self.menu.is_long else Reads.LIST

    def key(self, key: str, place: int) -> Scene:
        """Take the choice that is being spoken, or do what else the key means in a list."""
        heard = place - len(self._head())
        if heard < 0 and takes_what_is_spoken(self.menu, key):  # it only leads on to the choices: none has been heard
            return replace(self, lead=(), asked=())
        menu = self._reached(heard)
        answer = press(menu, key)
        if not isinstance(answer, Menu):
            return self.then(answer)
        moved = answer.at != menu.at or bool(answer.typed)
        return replace(self, menu=answer, lead=(), asked=() if moved else None, alone=moved)

    def _reached(self, place: int) -> Menu:
        return self.menu if place < 0 else replace(self.menu, at=self._order()[place])

    def silent(self) -> Scene:
        """Repeat the whole list, after the last line of its question."""
        spoken = self._reached(len(self._order()) - 1)
        return replace(self, menu=unanswered(spoken), lead=(), asked=self.menu.question[-1:], alone=False)


def agree(menu: Menu, words: Words, yes: Callable[[], Scene], no: Callable[[], Scene]) -> Scene:
    """Ask a yes-or-no question. Going back is a no."""
    return Ask(menu, words, lambda value: yes() if value == "yes" else no())


@dataclass(frozen=True, slots=True)
class Work(Scene, Generic[T]):
    """Have an errand done. Keys silence the coach and change nothing."""

    errand: Errand[T]
    then: Callable[[T], Scene]
    """Takes its result."""
    failed: Callable[[Exception], Scene] = End
    """Takes the error if it failed."""
    say: Sequence[Line] = ()
    """What is said meanwhile."""
    introduces: str = ""
    """A channel that the caregiver has just been told of, if any."""

    def lines(self) -> Sequence[Line]:
        """What is said meanwhile."""
        return self.say

    def rest(self) -> None:
        """As long as it takes."""

    def hears(self, done: Done) -> Scene:
        """It succeeded or failed."""
        if done.errand is not self.errand:
            return self
        if isinstance(done.result, Exception):
            return self.failed(done.result)
        return self.then(done.result)  # type: ignore[arg-type]


class Errand(Generic[T]):
    """Something to do, as data. ``T`` is the type of its result."""

    __slots__ = ()
