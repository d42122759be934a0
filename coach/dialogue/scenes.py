"""The steps of which every dialogue is made: something is told, asked, typed, tried or done, and then the next follows.

A scene is a frozen value. It says what is spoken, how keys are read, and which scene follows a key, a silence or news
of an errand. It knows no clock, no voice and no device.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Generic, TypeVar

from coach.dialogue.first_run import typed
from coach.dialogue.menu import PAUSES, Menu, press, takes_what_is_spoken, unanswered
from coach.model.channels import is_learned
from coach.model.effects import Earcon
from coach.model.events import Done, Listened
from coach.model.wording import Words

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Voiced:
    """A sentence in another voice than the session's."""

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
    """As keys of a list: a spoken command or a bound key stands for one of them."""
    LETTERS = "letters"
    """A name is being typed, so letters are only letters, and may come twice."""
    PRESS = "press"
    """A key is itself, whatever it is bound to."""
    EVERY = "every"
    """So is a key, even one that comes right after another."""
    CHANNEL = "channel"
    """As the channel by which it came."""
    PHRASE = "phrase"
    """The spoken no is "no", a key that leaves is "q", any other is "key"."""
    NOTHING = "nothing"


class Scene:
    """What a dialogue is doing now. The engine compares scenes by identity: one that gives itself goes on."""

    __slots__ = ()

    def lines(self) -> Sequence[Line]:
        """What is said, in its order."""
        return ()

    def soon(self) -> Sequence[str]:
        """Sentences that are made while these are spoken, for the scenes that follow."""
        return ()

    def rest(self) -> int | None:
        """Milliseconds after the last line until ``silent``; None for as long as it takes."""
        return 0

    def reads(self) -> Reads:
        """How keys are read."""
        return Reads.LIST

    def key(self, key: str, place: int) -> Scene:
        """What follows a key that came for the line with this index; -1 before the first."""
        del key, place
        return self

    def silent(self) -> Scene:
        """What follows when all is said and nothing came."""
        return self

    def hears(self, done: Done) -> Scene:
        """What follows an errand that is done."""
        del done
        return self

    def takes(self, piece: Listened, *, talking: bool) -> Scene:
        """What a microphone gave, perhaps while the coach talks. A scene of the same class goes on where it stands."""
        del piece, talking
        return self


@dataclass(frozen=True, slots=True)
class End(Scene):
    """The dialogue is over."""

    result: object = None
    """What came of it; an exception is raised by whoever ran the dialogue."""


@dataclass(frozen=True, slots=True)
class Tell(Scene):
    """Say something. A key skips all of it."""

    say: Sequence[Line]
    then: Callable[[str], Scene]
    """Given the key that skipped it, empty when it was told to its end."""
    ahead: Sequence[str] = ()
    """Sentences that are made meanwhile."""

    def lines(self) -> Sequence[Line]:
        """What is said."""
        return self.say

    def soon(self) -> Sequence[str]:
        """What is made meanwhile."""
        return self.ahead

    def key(self, key: str, place: int) -> Scene:
        """Skip it."""
        del place
        return self.then(key)

    def silent(self) -> Scene:
        """All is told."""
        return self.then("")


@dataclass(frozen=True, slots=True)
class Ask(Scene):
    """Speak a list of choices until one is chosen. Silence chooses nothing: the list comes again, later each time."""

    menu: Menu
    words: Words
    then: Callable[[str | None], Scene]
    """Given the value that was chosen; None when the caregiver goes back."""
    lead: Sequence[Line] = ()
    """What is said before the question, once."""
    voices: frozenset[str] = frozenset()
    """Choices that are spoken by the voice of their name."""
    asked: Sequence[str] | None = None
    """What is said of the question this time; None for all of it."""
    alone: bool = False
    """Only the choice that was walked to is spoken."""

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
        """The pause before the list comes again."""
        return self.menu.pause

    def key(self, key: str, place: int) -> Scene:
        """Take the choice that is being spoken, or whatever else a key does in a list."""
        heard = place - len(self._head())
        if heard < 0 and takes_what_is_spoken(self.menu, key):  # it only leads on to the choices: none has been heard
            return replace(self, lead=(), asked=())
        menu = self._reached(heard)
        answer = press(menu, key)
        if not isinstance(answer, Menu):
            return self.then(answer)
        moved = answer.at != menu.at
        return replace(self, menu=answer, lead=(), asked=() if moved else None, alone=moved)

    def _reached(self, place: int) -> Menu:
        return self.menu if place < 0 else replace(self.menu, at=self._order()[place])

    def silent(self) -> Scene:
        """The whole list again, and the last line of its question."""
        spoken = self._reached(len(self._order()) - 1)
        return replace(self, menu=unanswered(spoken), lead=(), asked=self.menu.question[-1:], alone=False)


def agree(menu: Menu, words: Words, yes: Callable[[], Scene], no: Callable[[], Scene]) -> Scene:
    """Ask a question of yes and no; going back is a no."""
    return Ask(menu, words, lambda value: yes() if value == "yes" else no())


@dataclass(frozen=True, slots=True)
class Type(Scene):
    """Let a name be typed, each letter spoken."""

    question: Sequence[str]
    then: Callable[[str | None], Scene]
    """Given what was typed before Enter; None for Escape, and for Backspace where nothing is left."""
    text: str = ""
    echo: Sequence[str] | None = None
    """The letters that were just typed; None where the question is asked."""
    rounds: int = 0

    def lines(self) -> Sequence[Line]:
        """The question, or the letters."""
        return self.question if self.echo is None else self.echo

    def rest(self) -> int:
        """The pause before the question comes again."""
        return PAUSES[min(self.rounds, len(PAUSES) - 1)]

    def reads(self) -> Reads:
        """Letters."""
        return Reads.LETTERS

    def key(self, key: str, place: int) -> Scene:
        """One more letter, or one less, or the end."""
        del place
        if key == "enter" or is_learned(key):
            return self.then(self.text)
        if key == "escape" or (key == "backspace" and not self.text):
            return self.then(None)
        longer = typed(self.text, key)
        return replace(self, text=longer, echo=[f"{one.upper()}." for one in longer[len(self.text) :].strip()])

    def silent(self) -> Scene:
        """The question again; what was typed stays."""
        return replace(self, echo=None, rounds=self.rounds + 1)


@dataclass(frozen=True, slots=True)
class Work(Scene, Generic[T]):
    """Have something done that needs the world. Keys hush; they change nothing."""

    errand: Errand[T]
    then: Callable[[T], Scene]
    """Given what came of it."""
    failed: Callable[[Exception], Scene] = End
    """Given the error, where it failed."""
    say: Sequence[Line] = ()
    """What is said meanwhile."""

    def lines(self) -> Sequence[Line]:
        """What is said meanwhile."""
        return self.say

    def rest(self) -> None:
        """As long as it takes."""

    def hears(self, done: Done) -> Scene:
        """It is done, or failed."""
        if done.errand is not self.errand:
            return self
        if isinstance(done.result, Exception):
            return self.failed(done.result)
        return self.then(done.result)  # type: ignore[arg-type]


class Errand(Generic[T]):
    """Something to do, as data; ``T`` is what comes of it."""

    __slots__ = ()
