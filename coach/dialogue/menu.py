"""A spoken list: which choice is being spoken, and what a key does. Knows no voice and no clock.

Any key takes the choice that is being spoken, a number takes its own, arrows walk, Escape and Backspace go back, Tab
repeats. In a list of more than nine a number only leads to its choice: nobody knows whether another digit follows.
The list wraps, silence chooses nothing, and the last choice is the one that does no harm.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from coach.model.events import Command
from coach.model.wording import Words
from coach.session.keymap import BACKWARD, FORWARD, LEAVE

ONE_DIGIT = 9
"""The most choices whose numbers all have one digit."""
PAUSES = (8_000, 20_000, 60_000, 180_000)
"""Milliseconds of silence before a question is spoken again: longer each time, then always the last."""
SAID_NO = "no"
"""Stands for a spoken no; no key has this name."""
BY_COMMAND: Mapping[str, str] = {
    Command.YES.value: "enter",
    Command.NO.value: SAID_NO,
    Command.NEXT.value: "1b5b42",
    Command.BACK.value: "1b5b41",
    Command.DONE.value: "escape",
    Command.AGAIN.value: "tab",
    Command.WHERE.value: "tab",
    Command.KEYS.value: "tab",
}
"""Commands that are spoken, or bound to a key, as keys of a list. Others do nothing there."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice."""

    value: str | None
    """None goes back, as Escape does."""
    text: str
    """As it is spoken, without its number."""
    keys: tuple[str, ...] = ()
    """Letters that take it at any time."""


@dataclass(frozen=True, slots=True)
class Menu:
    """A question and its choices, and how far they have been read."""

    question: tuple[str, ...]
    choices: tuple[Choice, ...]
    at: int = 0
    """The choice that is spoken first, then the one that is being spoken."""
    rounds: int = 0
    """How often the list was spoken without an answer."""
    typed: str = ""
    """The number that has led to this choice, as far as it was typed."""

    @property
    def is_long(self) -> bool:
        """Whether a number only leads to its choice."""
        return len(self.choices) > ONE_DIGIT

    @property
    def order(self) -> tuple[int, ...]:
        """Every choice once, the present one first; the list wraps."""
        return tuple((self.at + n) % len(self.choices) for n in range(len(self.choices)))

    def line(self, n: int, words: Words) -> str:
        """A choice as it is spoken: "Two of four. Hips."."""
        place = words.one("choice", n=words.number(n + 1), of=words.number(len(self.choices)).lower())
        return f"{place} {self.choices[n].text}"


def pause(rounds: int) -> int:
    """Milliseconds of silence before something is spoken again that was spoken so often without an answer."""
    return PAUSES[min(rounds, len(PAUSES) - 1)]


def press(menu: Menu, key: str) -> Menu | str | None:
    """What a key does in a list: the chosen value, None to go back, or the list at another choice."""
    if takes_what_is_spoken(menu, key):
        return menu.choices[menu.at].value
    named = _named(menu)
    key = _digit(key)
    if menu.is_long and is_digit(key):
        return _led(menu, key)
    if key in named:
        return named[key]
    if key in LEAVE:
        return None
    if key == SAID_NO or key in FORWARD:
        return _moved(menu, 1)
    return _moved(menu, -1) if key in BACKWARD else _moved(menu, 0)


def _led(menu: Menu, digit: str) -> Menu:
    """The list at the choice whose number has been typed: with the digit before this one, or without it."""
    for typed in (menu.typed + digit, digit):
        if 0 < int(typed) <= len(menu.choices):
            return replace(menu, at=int(typed) - 1, rounds=0, typed=typed)
    return _moved(menu, 0)


def takes_what_is_spoken(menu: Menu, key: str) -> bool:
    """Whether this is any key: it takes the choice that is being spoken, so it takes none before one is heard."""
    others = key in LEAVE or key in FORWARD or key in BACKWARD or key in (SAID_NO, "tab") or is_digit(key)
    return not (others or key in _named(menu))


def is_digit(key: str) -> bool:
    """Whether a key is a digit, of any script."""
    return len(key) == 1 and key.isdecimal()


def _digit(key: str) -> str:
    """A digit of any script as an ASCII digit; any other key unchanged."""
    return str(int(key)) if is_digit(key) else key


def _named(menu: Menu) -> Mapping[str, str | None]:
    """Choices by the keys that take them at any time: their numbers and letters."""
    named = {key: one.value for one in menu.choices for key in one.keys}
    if "n" in named:
        named[SAID_NO] = named["n"]
    return {str(n): one.value for n, one in enumerate(menu.choices, 1)} | named


def _moved(menu: Menu, by: int) -> Menu:
    return replace(menu, at=(menu.at + by) % len(menu.choices), rounds=0, typed="")


def unanswered(menu: Menu) -> Menu:
    """The list after nobody answered: spoken again from its beginning, with a longer wait next time."""
    return replace(_moved(menu, 1), rounds=menu.rounds + 1)


def choices_of(values: Iterable[str], texts: Iterable[str]) -> tuple[Choice, ...]:
    """Choices by their values, each with its text."""
    return tuple(Choice(value, text) for value, text in zip(values, texts, strict=True))


def back(words: Words) -> Choice:
    """The last choice of a second list."""
    return Choice(None, words.one("back"))


def yes_or_no(question: tuple[str, ...], yes: str, no: str) -> Menu:
    """Two choices, yes first. Y and N take them too."""
    return Menu(question, (Choice("yes", yes, ("y",)), Choice("no", no, ("n",))))
