"""A sound file, written block by block. The renderer pushes the blocks. Knows soundfile and no device."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
import soundfile
from numpy.typing import NDArray

from coach.sound.clip import RATE
from coach.support.errors import SoundError
from coach.support.files import beside, end_of, reason, remedy, trouble

if TYPE_CHECKING:
    from types import TracebackType

    from coach.sound.clip import Samples

PLAIN_BLOCK = 4 * RATE
"""Samples that are rounded to 16 bits at once: more would leave the processor's own memory."""
FORMATS = {
    ".wav": ("WAV", "PCM_16"),
    ".flac": ("FLAC", "PCM_16"),
    ".ogg": ("OGG", "VORBIS"),
    ".mp3": ("MP3", "MPEG_LAYER_III"),
}
"""What a file's ending means to soundfile."""


class FileOut:
    """Writes ``path`` whole or not at all: under a temporary name beside it, which is deleted if interrupted."""

    def __init__(self, path: Path | str) -> None:
        """Choose the file. Its ending sets the format.

        Raises:
            SoundError: the ending is none of FORMATS.

        """
        self.path = Path(path)
        self._part = beside(end_of(self.path))
        if self.path.suffix.lower() not in FORMATS:
            endings = ", ".join(FORMATS)
            raise SoundError(
                str(path), f'"{self.path.suffix}" is not a kind of sound file', f"end its name in one of {endings}"
            )

    def __enter__(self) -> Self:
        kind, subtype = FORMATS[self.path.suffix.lower()]
        try:
            self._file = soundfile.SoundFile(self._part, "w", RATE, 1, subtype, format=kind)
        except (OSError, soundfile.SoundFileError) as error:
            with contextlib.suppress(OSError):
                self._part.unlink(missing_ok=True)
            raise self._failure(error) from error
        return self

    def write(self, samples: Samples) -> None:
        """Write mono samples at coach.sound.clip.RATE.

        Raises:
            SoundError: the disk is full, or gone.

        """
        try:
            plain = self._file.subtype == "PCM_16"
            # A second at a time: the Vorbis encoder of libsndfile keeps a whole block on its stack and falls over.
            step = PLAIN_BLOCK if plain else RATE
            for start in range(0, len(samples), step):
                block = samples[start : start + step]
                self._file.write(_pcm(block) if plain else block)
        except (OSError, soundfile.SoundFileError) as error:
            raise self._failure(error) from error

    def _failure(self, error: Exception) -> SoundError:
        """What went wrong: libsndfile calls every trouble of the system a "System error", so we look again."""
        found = error if isinstance(error, OSError) else trouble(self.path)
        why, todo = (reason(found), remedy(found)) if found else (str(error), "try again, or choose another place")
        return SoundError(str(self.path), f"it cannot be written ({why})", todo)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        try:
            self._file.close()
            if kind is None:
                self._part.replace(end_of(self.path))
        except (OSError, soundfile.SoundFileError) as late:
            if kind is None:  # otherwise what ended it is told
                raise self._failure(late) from late
        finally:
            with contextlib.suppress(OSError):
                self._part.unlink(missing_ok=True)


def _pcm(samples: Samples) -> NDArray[np.int16]:
    """Samples rounded to 16 bits as libsndfile does it, in a third of its time."""
    out = samples * np.float32(32768)
    np.floor(out, out=out)
    return np.clip(out, -32768, 32767, out=out).astype(np.int16)
