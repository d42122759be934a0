"""Loads the coach's short sounds, or the caregiver's own in their place. Knows WAV files, nothing of playing them."""

from __future__ import annotations

import re
import wave
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from coach.model.effects import Earcon
from coach.sound.clip import LUFS, RATE, Clip, Samples, fade, levelled, loudness, resample
from coach.support.errors import SoundError
from coach.support.files import reason

if TYPE_CHECKING:
    from collections.abc import Iterable

NAMES: tuple[str, ...] = tuple(Earcon)
"""The sounds we bring; ``ORIGIN.md`` beside them says what each is for."""

LONGEST = 60
"""Seconds."""
LARGEST = 50_000_000
"""Bytes."""
RATES, CHANNELS = range(4_000, 384_001), 32
"""Hertz, and the most channels: beyond these a header is damaged."""
TODO = "use a WAV file of at most one minute, or take it out of the folder"


def ours() -> Path:
    """Find the folder of our own sounds: inside the installed package, else beside it in a checkout."""
    package = Path(__file__).parent.parent
    inside = package / "audio_cues"
    return inside if inside.is_dir() else package.parent / "audio_cues"


def load(name: str, folders: Iterable[Path] = ()) -> Clip:
    """Load the sound called ``name`` at ``RATE``: the first ``name.wav`` in ``folders``, else ours.

    A caregiver's own sound is made softer if it is louder than speech, and never louder.

    Raises:
        SoundError: no such sound, not a plain name, or a file that is no sound.

    """
    if not re.fullmatch(r"[a-z_]+", name):
        raise SoundError(f"sound {name!r}", "is not a plain name", "use only small letters and _, without a path")
    for folder in folders:
        own = _read(folder / f"{name}.wav")
        if own is not None:
            clip = fade(own, 2, 5)
            return levelled(clip) if loudness(clip) > LUFS else clip
    path = ours() / f"{name}.wav"
    brought = _read(path)
    if brought is None:
        known = "put a WAV of that name into your folder of sounds" if name not in NAMES else "install the coach again"
        raise SoundError(str(path), "there is no such sound", known)
    return brought


def _read(path: Path) -> Clip | None:
    """Any WAV as mono at ``RATE``, with every fault told as one clear error; None if there is no such file."""
    try:
        if not path.is_file():
            return None
        if path.stat().st_size > LARGEST:
            raise SoundError(str(path), f"is larger than {LARGEST // 1_000_000} MB", TODO)
        frames, rate = _plain(path) or _any(path)
    except OSError as error:
        raise SoundError(str(path), f"cannot be read ({reason(error)})", TODO) from error
    if rate not in RATES or not len(frames):
        raise SoundError(str(path), "contains no sound that can be played", TODO)
    if len(frames) > LONGEST * rate:
        raise SoundError(str(path), f"is longer than {LONGEST} seconds", TODO)
    if not np.isfinite(frames).all():
        raise SoundError(str(path), "is damaged: some values aren't numbers", TODO)
    mono = frames.mean(axis=1, dtype=np.float32)
    return resample(Clip(mono, rate), RATE)


def _plain(path: Path) -> tuple[Samples, int] | None:
    """Read 16-bit PCM, shape (n, channels), without the slow import that every other format needs."""
    try:
        with path.open("rb") as file, wave.open(file) as wav:
            channels, width, rate = wav.getnchannels(), wav.getsampwidth(), wav.getframerate()
            if width != 2 or rate not in RATES:  # noqa: PLR2004  bytes of 16 bits
                return None
            # What the header promises is not to be trusted: files that were piped promise four gigabytes.
            data = wav.readframes(min(wav.getnframes(), LONGEST * rate + 1))
    except (wave.Error, EOFError, RuntimeError):
        return None
    n = len(data) // (2 * channels)
    samples = np.frombuffer(data, "<i2", n * channels).reshape(n, channels)
    return samples.astype(np.float32) / np.float32(32768), rate


def _any(path: Path) -> tuple[Samples, int]:
    """Read whatever libsndfile knows, shape (n, channels)."""
    try:
        soundfile = import_module("soundfile")  # slow, and seldom needed
        with soundfile.SoundFile(str(path)) as file:
            rate = int(file.samplerate)
            if rate not in RATES or file.channels > CHANNELS:
                return np.zeros((0, 1), dtype=np.float32), rate
            return file.read(LONGEST * rate + 1, dtype="float32", always_2d=True), rate
    except (ImportError, RuntimeError, ValueError) as error:  # libsndfile's own error is a RuntimeError
        raise SoundError(str(path), "is not a WAV file that can be read", TODO) from error
