"""Learns a pedal, a remote or any key: it is pressed once and bound by the name that arrives."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from coach.dialogue.scenes import Line, Reads, Scene, Tell
from coach.model.channels import is_learned
from coach.model.events import Command
from coach.model.wording import Words
from coach.session.keymap import LEAVE, WAITING

REPEAT = 15_000
"""Milliseconds of silence before the request is repeated."""
TOGETHER = 300
"""Milliseconds in which one press arrives by all its channels."""


def binding(arrived: Collection[str], command: str) -> Mapping[str, str]:
    """Names of one press, bound; empty where the terminal knows the key by another meaning.

    A pedal that says no may type any key: while the coach leads every key is a no, and what follows a no at once is
    the same elbow. With any other command its typing must mean the same.
    """
    special = [key for key in arrived if is_learned(key)]
    if special and command == Command.NO.value:
        return dict.fromkeys(special, command)
    if any(key in WAITING for key in arrived):  # if bound, it would no longer be a no while the coach leads
        return {}
    return dict.fromkeys(arrived, command)


def learn(words: Words, command: str, then: Callable[[Mapping[str, str]], Scene]) -> Scene:
    """Ask for a press until one comes that can be bound, for as long as it takes; Escape leaves, and binds nothing."""

    def arrived(names: Collection[str]) -> Scene:
        if LEAVE & set(names):  # the same Escape may arrive as a learned key, too
            return then({})
        if bound := binding(names, command):
            return Tell(words.say("learn-done"), lambda _key: then(bound))
        return Press((*words.say("learn-taken"), *words.say("learn")), arrived)

    return Press(words.say("learn"), arrived)


@dataclass(frozen=True, slots=True)
class Press(Scene):
    """Ask for a press."""

    say: Sequence[str]
    then: Callable[[Collection[str]], Scene]
    """Takes every name under which the press arrived."""

    def lines(self) -> Sequence[Line]:
        """The request."""
        return self.say

    def rest(self) -> int:
        """The wait before the request is repeated."""
        return REPEAT

    def reads(self) -> Reads:
        """A key means itself, whatever it is bound to."""
        return Reads.PRESS

    def key(self, key: str, place: int) -> Scene:
        """Wait a moment for the same press on other channels."""
        del place
        return Gather((key,), self.then)


@dataclass(frozen=True, slots=True)
class Gather(Scene):
    """Collect the names under which one press arrives."""

    arrived: tuple[str, ...]
    then: Callable[[Collection[str]], Scene]

    def rest(self) -> int:
        """The wait for all channels of one press."""
        return TOGETHER

    def reads(self) -> Reads:
        """Every key counts, even right after another."""
        return Reads.EVERY

    def key(self, key: str, place: int) -> Scene:
        """Add a name."""
        del place
        return self if key in self.arrived else replace(self, arrived=(*self.arrived, key))

    def silent(self) -> Scene:
        """All names have arrived."""
        return self.then(self.arrived)
