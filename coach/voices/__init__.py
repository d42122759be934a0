"""Turns sentences into clips: the voices, their cache and a fallback. Imports only the chosen one; knows no session."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from coach.support.errors import UsageError

if TYPE_CHECKING:
    from coach.voices.voice import Voice

VOICES = {
    "heart": "coach.voices.heart:HeartVoice",
    "system": "coach.voices.system:SystemVoice",
    "none": "coach.voices.silent:SilentVoice",
}
"""Where the class of each voice is, by name."""


def _ignore(message: str) -> None:
    del message


def make(
    name: str,
    wpm: int = 140,
    *,
    voice_id: str = "",
    folder: Path | None = None,
    on_change: Callable[[str], None] = _ignore,
    on_trouble: Callable[[str], None] = _ignore,
    within_ms: int = 2000,
    at_once: int = 1,
) -> Voice:
    """The voice ``name`` for a session: cached in ``folder``, watched, with ``system`` behind it.

    ``voice_id`` is for ``system``; ``on_change`` is told what to say when another voice takes over, ``on_trouble``
    what to print when clips cannot be kept. ``within_ms``: how long a sentence may take before the next voice is tried.
    ``at_once``: how many sentences the first voice may make together.

    Raises:
        UsageError: there is no such voice.
    """
    from coach.voices.cache import CachedVoice  # noqa: PLC0415  # brings numpy
    from coach.voices.fallback import FallbackVoice  # noqa: PLC0415  # brings numpy

    voices = [plain(name, wpm, voice_id, at_once)]
    if name == "none":
        return voices[0]
    if name == "heart":
        voices.append(plain("system", wpm, voice_id))
    if voice_id:  # it may have been removed from this computer since it was chosen
        voices.append(plain("system", wpm))
    # Each has its own cache, so that a clip by the second voice is never stored under the first one's key.
    cached = [CachedVoice(voice, folder, on_trouble=on_trouble) for voice in voices]
    return FallbackVoice(*cached, on_change=on_change, within_ms=within_ms)


def plain(name: str, wpm: int = 140, voice_id: str = "", at_once: int = 1) -> Voice:
    """The bare voice ``name``, neither cached nor watched: what ``coach doctor`` asks.

    Raises:
        UsageError: there is no such voice.
    """
    if name not in VOICES:
        raise UsageError("--voice", f'there is no voice "{name}"', "choose one of " + ", ".join(VOICES))
    module, _, attribute = VOICES[name].partition(":")
    made = getattr(importlib.import_module(module), attribute)
    given: dict[str, tuple[object, ...]] = {"system": (wpm, voice_id), "heart": (wpm, at_once)}
    return cast("Voice", made(*given.get(name, (wpm,))))
