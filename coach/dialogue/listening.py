"""Says once, on the first evening with a microphone, that the coach listens, and which key turns that off. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from coach.dialogue.errands import Become, KeepListening, MicrophoneOpen
from coach.dialogue.scenes import Line, Reads, Scene, Tell, Work
from coach.model.channels import ALOUD
from coach.model.wording import Words
from coach.store.profile import Profile

OFF = "v"
"""The key that turns the microphone off; the coach names it."""
THINK_MS = 3000
"""Milliseconds of silence afterwards, so that the key can be found."""

Then = Callable[[Profile, tuple[str, ...]], Scene]
"""Takes the profile, and the voice as a channel if a microphone listens."""


def told_once(mine: Profile, words: Words, then: Then, *, keys: bool = True) -> Scene:
    """Say once that the coach listens. Without a microphone, say nothing.

    ``keys``: something can be pressed.
    """
    if not mine.listens:
        return then(mine, ())

    def opened() -> Scene:
        if mine.listening_told:
            return then(mine, (ALOUD,))
        return Told(words.say("listening" if keys else "listening-keyless"), lambda key: known(off=keys and key == OFF))

    def known(*, off: bool) -> Scene:
        now = replace(mine, listens=not off, listening_told=True)
        following = Work(Become(now), lambda _: said(now)) if off else then(now, (ALOUD,))
        # If it can't be saved, it holds for tonight, and is said again another evening.
        told = "" if off else ALOUD
        return Work(KeepListening(on=not off), lambda _: following, lambda _error: following, introduces=told)

    def said(now: Profile) -> Scene:
        return Tell(words.say("listening-off"), lambda _key: then(now, ()))

    return Work(MicrophoneOpen(), lambda there: opened() if there else then(mine, ()))


@dataclass(frozen=True, slots=True)
class Told(Scene):
    """The news, and a moment to decide. Any key goes on; one of them turns the microphone off."""

    say: Sequence[Line]
    then: Callable[[str], Scene]
    """Takes the key; empty for none."""

    def lines(self) -> Sequence[Line]:
        """The news."""
        return self.say

    def rest(self) -> int:
        """The moment."""
        return THINK_MS

    def reads(self) -> Reads:
        """A key is itself, whatever it means in a massage."""
        return Reads.PRESS

    def key(self, key: str, place: int) -> Scene:
        """Lead on."""
        del place
        return self.then(key)

    def silent(self) -> Scene:
        """Nothing was pressed: it listens."""
        return self.then("")
