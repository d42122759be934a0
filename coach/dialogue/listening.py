"""Tells once, on the first evening with a microphone, that it listens, and lets one key leave that out. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from coach.dialogue.errands import Become, KeepListening, MicrophoneOpen
from coach.dialogue.scenes import Line, Reads, Scene, Tell, Work
from coach.model.channels import ALOUD
from coach.model.wording import Words
from coach.store.profile import Profile

OFF = "v"
"""The key that leaves the voice out; it is spoken with the news."""
THINK_MS = 3000
"""Milliseconds after the news in which nothing is said, so that the key can be found."""

Then = Callable[[Profile, tuple[str, ...]], Scene]
"""Gets the profile, and the voice as a channel where a microphone listens; else none."""


def told_once(mine: Profile, words: Words, then: Then, *, keys: bool = True) -> Scene:
    """Tell that the voice is listened to, where that is so and not known yet; where there is no microphone, nothing.

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
        # Where it cannot be kept, it holds for tonight, and is told again on another evening.
        return Work(KeepListening(on=not off), lambda _: following, lambda _error: following)

    def said(now: Profile) -> Scene:
        return Tell(words.say("listening-off"), lambda _key: then(now, ()))

    return Work(MicrophoneOpen(), lambda there: opened() if there else then(mine, ()))


@dataclass(frozen=True, slots=True)
class Told(Scene):
    """The news, and a moment to decide. Any key leads on; one of them leaves the voice out."""

    say: Sequence[Line]
    then: Callable[[str], Scene]
    """Given the key that came, empty for none."""

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
