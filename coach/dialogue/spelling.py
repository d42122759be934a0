"""Lets a name be typed, each letter spoken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from coach.dialogue.menu import pause
from coach.dialogue.scenes import Line, Reads, Scene
from coach.model.channels import is_learned
from coach.support.letters import BETWEEN, is_letter


@dataclass(frozen=True, slots=True)
class Type(Scene):
    """Let a name be typed, each letter spoken."""

    question: Sequence[str]
    then: Callable[[str | None], Scene]
    """Takes what was typed before Enter; None for Escape, and for Backspace when nothing is left."""
    text: str = ""
    echo: Sequence[str] | None = None
    """The letters just typed; None while the question is asked."""
    rounds: int = 0

    def lines(self) -> Sequence[Line]:
        """The question, or the letters."""
        return self.question if self.echo is None else self.echo

    def rest(self) -> int:
        """The pause before the question is repeated."""
        return pause(self.rounds)

    def reads(self) -> Reads:
        """Letters."""
        return Reads.LETTERS

    def key(self, key: str, place: int) -> Scene:
        """Add a letter, remove one, or finish."""
        del place
        if key == "enter" or is_learned(key):
            return self.then(self.text)
        if key == "escape" or (key == "backspace" and not self.text):
            return self.then(None)
        longer = typed(self.text, key)
        return replace(self, text=longer, echo=[f"{one.upper()}." for one in longer[len(self.text) :].strip()])

    def silent(self) -> Scene:
        """Repeat the question. What was typed stays."""
        return replace(self, echo=None, rounds=self.rounds + 1)


def typed(so_far: str, key: str) -> str:
    """A name after one more key: letters are added, Backspace removes one, other keys change nothing."""
    if key == "backspace":
        return so_far[:-1]
    if key == "space":
        return f"{so_far} " if so_far else ""
    letters = key if len(key) == 1 else _letters(key)
    return so_far + "".join(one for one in letters if is_letter(one) or (so_far and one in BETWEEN))


def _letters(key: str) -> str:
    """Letters typed too quickly to arrive one by one come as the hex of their bytes."""
    try:
        return bytes.fromhex(key).decode()
    except ValueError:  # a key with a name, or half a letter
        return ""


def as_name(text: str) -> str:
    """Typed letters as a name: keys come without capitals."""
    text = " ".join(text.split())
    return "".join(one.upper() if not n or text[n - 1] in " -" else one for n, one in enumerate(text))
