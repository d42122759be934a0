"""The interface of a voice: words in, a clip out. Each voice is one small class beside this file."""

from __future__ import annotations

from typing import Protocol

from coach.sound.clip import Clip


class Voice(Protocol):
    """One way to turn a sentence into sound. The functions below name three more methods that it may have."""

    @property
    def key(self) -> str:
        """Names everything that changes the sound (voice, version, rate). It is part of the cache's key."""

    def speak(self, text: str) -> Clip:
        """Say ``text``. The clip is never empty.

        Raises:
            VoiceError: no sound could be made of it.
        """

    def check(self) -> str:
        """Why this voice cannot work here, in one sentence with a remedy; empty when it can."""


def warm(voice: Voice) -> None:
    """Make the first sentence of ``voice`` as quick as the others, if there is anything to do for that.

    A voice whose first sentence takes longer has ``warm()``, which loads for seconds and never raises.
    """
    if hasattr(voice, "warm"):
        voice.warm()


def prepared(voice: Voice, text: str) -> Clip:
    """The clip of a sentence that is wanted later.

    A voice with a time limit has ``prepare(text)``, which answers as ``speak`` does, but with patience.

    Raises:
        VoiceError: no sound could be made of it.
    """
    clip: Clip = voice.prepare(text) if hasattr(voice, "prepare") else voice.speak(text)
    return clip


def ready_to_say(voice: Voice, text: str) -> bool:
    """Whether ``voice`` keeps the clip of ``text``, so that no time limit is needed to speak it.

    A voice that keeps clips has ``has(text)``, which says whether ``speak`` would answer at once.
    """
    return hasattr(voice, "has") and bool(voice.has(text))
