"""The interface of a voice: words in, a clip out. Each voice is one small class beside this file."""

from __future__ import annotations

import functools
from typing import Protocol, cast, runtime_checkable

from coach.sound.clip import Clip


class Voice(Protocol):
    """One way to turn a sentence into sound."""

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


@runtime_checkable
class Warming(Protocol):
    """An optional method, for voices whose first sentence takes longer than the others."""

    def warm(self) -> None:
        """Load what the first ``speak`` would have to wait for. Takes seconds; never raises."""


def warm(voice: Voice) -> None:
    """Make the first sentence of ``voice`` as quick as the others, if there is anything to do for that."""
    if isinstance(voice, Warming):
        voice.warm()


@runtime_checkable
class Preparing(Protocol):
    """An optional method, for voices with a time limit: a sentence that nobody waits for yet may take longer."""

    def prepare(self, text: str) -> Clip:
        """Make ``text`` as ``speak`` does, but with patience.

        Raises:
            VoiceError: no sound could be made of it.
        """


def prepared(voice: Voice, text: str) -> Clip:
    """The clip of a sentence that is wanted later.

    Raises:
        VoiceError: no sound could be made of it.
    """
    return voice.prepare(text) if isinstance(voice, Preparing) else voice.speak(text)


@runtime_checkable
class Keeping(Protocol):
    """An optional method, for voices that cache their clips."""

    def has(self, text: str) -> bool:
        """Whether ``speak(text)`` would answer at once."""


def ready_to_say(voice: Voice, text: str) -> bool:
    """Whether ``voice`` keeps the clip of ``text``, so that no time limit is needed to speak it."""
    return _keeps(type(voice)) and cast("Keeping", voice).has(text)


@functools.cache
def _keeps(kind: type[Voice]) -> bool:
    """Whether voices of this class keep clips; remembered, because each answer takes as long as reading a clip."""
    return issubclass(kind, Keeping)
