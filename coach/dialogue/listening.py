"""Says once, on the first evening with a microphone, that the coach listens, and which key turns that off. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from coach.dialogue.errands import Become, KeepListening, MicrophoneOpen
from coach.dialogue.scenes import Reads, Scene, Tell, Work
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
        told = words.say("listening" if keys else "listening-keyless")
        return Tell(told, lambda key: known(off=keys and key == OFF), pause=THINK_MS, keys=Reads.PRESS)

    def known(*, off: bool) -> Scene:
        now = replace(mine, listens=not off, listening_told=True)
        following = Work(Become(now), lambda _: said(now)) if off else then(now, (ALOUD,))
        # If it can't be saved, it holds for tonight, and is said again another evening.
        told = "" if off else ALOUD
        return Work(KeepListening(on=not off), lambda _: following, lambda _error: following, introduces=told)

    def said(now: Profile) -> Scene:
        return Tell(words.say("listening-off"), lambda _key: then(now, ()))

    return Work(MicrophoneOpen(), lambda there: opened() if there else then(mine, ()))
