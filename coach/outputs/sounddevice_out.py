"""A second way to a loudspeaker: sounddevice (PortAudio). Knows blocks of samples and devices, not what is said."""

from __future__ import annotations

import os
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

from coach.outputs.speakers import NO_SPEAKER, choose
from coach.sound import alsa
from coach.sound.answering import LIST_S, answered
from coach.sound.clip import RATE
from coach.support.errors import SoundError
from coach.support.streams import STDERR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.outputs.output import Render

LATENCY_S = 0.025
"""Seconds asked of PortAudio: "low" falls silent sooner, and drops out beside anything busy."""

MISSING = ("sounddevice", "it cannot be loaded", 'pip install "baby-massage-coach[sounddevice]"; Linux: libportaudio2')


class SounddeviceOut:
    """Plays through PortAudio. Its list of speakers is from the moment that it was loaded."""

    def __init__(self, speaker: str = "", latency_s: float | str = LATENCY_S) -> None:
        """Choose a speaker by a part of its name; empty is the system's default."""
        self.speaker, self.latency_s = speaker, latency_s

    @contextmanager
    def open(self, render: Render) -> Iterator[None]:
        """Play what ``render`` gives until the context ends.

        Raises:
            SoundError: sounddevice is not installed, or there is no such speaker, or it does not open.

        """
        sd = _library()

        def copy(block: Any, frames: int, _time: Any, _status: Any) -> None:
            block[:, 0] = render(frames)

        try:
            stream = sd.OutputStream(
                RATE, channels=1, dtype="float32", latency=self.latency_s, device=self._chosen(), callback=copy
            )
        except sd.PortAudioError as error:
            raise SoundError(*NO_SPEAKER) from error
        try:
            stream.start()
            yield
        except sd.PortAudioError as error:
            raise SoundError("speaker", f"it does not start ({error})", NO_SPEAKER[2]) from error
        finally:
            # abort, not stop, which would wait for a vanished device to take the remaining sound.
            stream.abort(ignore_errors=True)
            stream.close(ignore_errors=True)

    def check(self) -> str:
        """Why this output cannot work here, in one sentence with a remedy; empty when it can."""
        try:
            sd = _library()
            sd.check_output_settings(self._chosen(), 1, "float32", samplerate=RATE)
        except SoundError as error:
            return str(error)
        except (ValueError, sd.PortAudioError):
            return str(SoundError(*NO_SPEAKER))
        return ""

    @classmethod
    def devices(cls) -> list[str]:
        """List the speakers by name.

        Raises:
            SoundError: sounddevice is not installed.

        """
        return [name for name, _ in _speakers()]

    def _chosen(self) -> int | None:
        if not self.speaker:
            return None
        found = _speakers()
        return found[choose([name for name, _ in found], self.speaker)][1]


def _library() -> Any:
    alsa.library()  # so that it prints nothing
    try:
        with _stderr_given_back():
            # an extra, which queries every device on import
            return answered(lambda: import_module("sounddevice"), within_s=LIST_S)
    except (ImportError, OSError) as error:
        raise SoundError(*MISSING) from error


@contextmanager
def _stderr_given_back() -> Iterator[None]:
    """Keep stderr for ourselves: while sounddevice waits for the sound system, it points it at the null device."""
    try:
        kept = os.dup(STDERR)
    except OSError:  # it is closed
        yield
        return
    try:
        yield
    except SoundError:
        os.dup2(kept, STDERR)
        raise
    finally:
        os.close(kept)


def _speakers() -> list[tuple[str, int]]:
    found = _library().query_devices()
    return [(str(one["name"]), place) for place, one in enumerate(found) if one["max_output_channels"] > 0]
