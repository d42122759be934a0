"""Runs the chain over a recording, faster than real time."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import soundfile

from coach.ears.spotting.pipeline import Chain, second_opinion
from coach.ears.spotting.spotter import Detection
from coach.ears.spotting.steps import RATE
from coach.sound.clip import RATE as COACH_RATE
from coach.sound.clip import Clip, Samples, resample
from coach.support.errors import EarError
from coach.support.files import reason

PIECE_MS = 20
PIP = 'pip install "baby-massage-coach[takeaway]"'


def listen_file(path: Path, played: Path | None = None) -> Iterator[Detection]:
    """All detections in the recording ``path``, in order of time.

    ``played`` is what the coach's loudspeaker got, from the same moment on; it's cancelled first.

    Raises:
        EarError: a file cannot be read.

    """
    chain = Chain(cancel=played is not None, phonemes=second_opinion())
    for heard, said in pieces(path, played):
        yield from chain.hear(heard, said)


def pieces(path: Path, played: Path | None = None) -> Iterator[tuple[Samples, Samples]]:
    """Pieces of 20 ms of a recording (16 kHz), each with what was played meanwhile (at the coach's rate).

    Raises:
        EarError: a file cannot be read.

    """
    heard = _read(path, RATE)
    said = _read(played, COACH_RATE) if played else np.empty(0, np.float32)
    mine, coachs = RATE * PIECE_MS // 1000, COACH_RATE * PIECE_MS // 1000
    for i in range(-(-len(heard) // mine)):
        yield heard[i * mine : (i + 1) * mine], said[i * coachs : (i + 1) * coachs]


def _read(path: Path, rate: int) -> Samples:
    try:
        with path.open("rb"):
            pass
        samples, own = soundfile.read(path, dtype="float32", always_2d=True)
    except (OSError, ValueError) as error:
        raise EarError(str(path), f"it cannot be read ({reason(error)})", "check the name of the file") from error
    except soundfile.SoundFileError as error:
        if path.is_file() and (decoded := _decoded(path, rate)) is not None:
            return decoded
        more = "" if find_spec("av") else f" (for the recordings of phones, {PIP})"
        todo = f"give a WAV, FLAC, Ogg or MP3 file{more}"
        raise EarError(str(path), "it isn't a sound file that can be read here", todo) from error
    return resample(Clip(samples.mean(axis=1), own), rate).samples


def _decoded(path: Path, rate: int) -> Samples | None:
    """A phone's recording, such as .m4a, decoded by PyAV; None without PyAV, or without sound in the file."""
    try:
        import av  # noqa: PLC0415 - an extra, perhaps not installed
    except ImportError:
        return None
    try:
        with av.open(str(path)) as file:
            mono = av.AudioResampler(format="flt", layout="mono", rate=rate)
            frames = [out for frame in file.decode(audio=0) for out in mono.resample(frame)]
            frames += mono.resample(None)
    except (av.FFmpegError, OSError, IndexError, ValueError):
        return None
    return np.concatenate([frame.to_ndarray().reshape(-1) for frame in frames]) if frames else None
