"""A third way to a loudspeaker, for Python before 3.12: simpleaudio. Knows samples, not what is said.

simpleaudio plays one whole buffer at a time and offers no stream. But it reads the buffer while it plays it: so we
hand it a silent one and write into it just ahead of the place that it reads. A hush writes silence there instead, and
is heard once the system's own buffer of 100 ms has been played: after 142 ms, 147 at most in 40 hushes
(``benchmarks/speaker_latency.py``, PulseAudio). There is no choice of speaker.
"""

from __future__ import annotations

import sys
import threading
import time
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from coach.outputs.speakers import raise_priority
from coach.sound import alsa
from coach.sound.answering import answered
from coach.sound.clip import RATE
from coach.support.errors import SoundError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.outputs.output import Render
    from coach.sound.clip import Samples

LATENCY_MS = 100
"""What simpleaudio asks of every system; its C code says so (SA_LATENCY_US)."""
MARGIN_MS = 40
"""Milliseconds written ahead of that, in case our thread is late."""
BEGIN_MS = 100
"""Milliseconds more that a sound system may take at the beginning of a buffer: PulseAudio takes 60."""
STEP_S = 0.01
"""Seconds between two checks of how much is missing."""
PIECE = 20 * RATE
"""Samples of one buffer. The device's clock and ours differ by at most a few milliseconds in that time."""
CHANGE = 8 * RATE
"""Samples after which the next buffer begins during a silence; otherwise it begins at the end of this one."""
ENDS_S = 0.3
"""Seconds that a device takes to play the end of a buffer."""
SILENT = 1e-4
"""The level that counts as silence, -80 dB of full scale."""
TOO_NEW = (3, 12)
"""From this Python on simpleaudio 1.0.4, its last, crashes the interpreter at the first play (its issue 72)."""


class SimpleaudioOut:
    """Plays through simpleaudio, in buffers that are written while they sound."""

    def __init__(self, speaker: str = "") -> None:
        """Accept no speaker's name: simpleaudio plays only to the system's default.

        Raises:
            SoundError: a speaker was named.

        """
        if speaker:
            raise SoundError(
                "speaker", "simpleaudio cannot choose one", "leave the name out, or use --output miniaudio"
            )

    @contextmanager
    def open(self, render: Render) -> Iterator[None]:
        """Play what ``render`` gives until the context ends.

        Raises:
            SoundError: simpleaudio is not installed, this Python is too new for it, or there is no speaker.

        """
        player = _Player(*_library(), render)
        try:
            player.begin()
        except player.failure as error:
            raise SoundError("speaker", f"simpleaudio finds none ({error})", "plug one in or turn it on") from error
        thread = threading.Thread(target=player.run, name="simpleaudio", daemon=True)
        thread.start()
        try:
            yield
        finally:
            player.ended.set()
            thread.join()
            player.library.stop_all()

    def check(self) -> str:
        """Why this output cannot work here, in one sentence with a remedy; empty when it can."""
        try:
            _library()
        except SoundError as error:
            return str(error)
        return ""

    @classmethod
    def devices(cls) -> list[str]:
        """List no speakers: there is only the system's default."""
        return []


class _Player:
    """The buffer that is being played, and the thread that writes into it."""

    def __init__(self, library: Any, failure: type[Exception], render: Render) -> None:
        """``failure`` is the error that the library raises without a device."""
        self.library, self.failure, self.render = library, failure, render
        self.ended = threading.Event()
        # Ask first, because simpleaudio blocks every other thread while it waits for a sound system.
        taken = answered(lambda: alsa.buffer_ms(LATENCY_MS, RATE))
        self.ahead = (max(LATENCY_MS, taken) + MARGIN_MS) * RATE // 1000
        """Samples between what has been heard and what is written next."""
        self.single = False
        """This device plays one buffer at a time, so the next one cannot begin before the end of the last."""

    def begin(self) -> None:
        """Begin the next buffer. The part that the device reads at once is already written."""
        piece = np.zeros(PIECE, np.int16)
        first = self.ahead + BEGIN_MS * RATE // 1000
        piece[:first] = whole(self.render(first))
        self.playing = self.library.play_buffer(piece, 1, 2, RATE)
        self.piece, self.written, self.began = piece, first, time.monotonic()

    def run(self) -> None:
        """Write until the end or until the device is gone. Then no more sound is requested, and that is noticed."""
        raise_priority()
        while not self.ended.wait(STEP_S):
            heard = int((time.monotonic() - self.began) * RATE)
            if self.written < PIECE and not self.playing.is_playing():
                return
            block = self._write(min(heard + self.ahead, PIECE) - self.written)
            over = self.written >= PIECE
            still = self.written > CHANGE and len(block) > 0 and np.abs(block).max() < SILENT
            if (over or (still and not self.single)) and not self._change(over=over):
                return

    def _write(self, samples: int) -> Samples:
        """Ask for so many samples and write them."""
        if samples <= 0:
            return np.zeros(0, np.float32)
        block = self.render(samples)
        self.piece[self.written : self.written + samples] = whole(block)
        self.written += samples
        return block

    def _change(self, *, over: bool) -> bool:
        """Begin the next buffer once this one has been heard. Returns whether there is still a device."""
        left = self.began + self.written / RATE - time.monotonic()
        end = time.monotonic() + ENDS_S
        if self.ended.wait(max(left, 0)):
            return False
        while self.single and self.playing.is_playing() and time.monotonic() < end:
            time.sleep(STEP_S)
        try:
            self.begin()
        except self.failure:
            # Before the end of a buffer: this device plays one at a time. At the end: it is gone.
            self.single = True
            return not over
        return True


def whole(block: Samples) -> Any:
    """Samples as whole numbers of 16 bits."""
    return np.clip(block * 32767, -32768, 32767).astype(np.int16)


def _library() -> tuple[Any, type[Exception]]:
    """simpleaudio, and the error that it raises without a device."""
    alsa.library()  # so that it prints nothing
    if sys.version_info >= TOO_NEW:
        raise SoundError("simpleaudio", "it crashes on Python 3.12 and later", "use --output miniaudio")
    try:
        library = import_module("simpleaudio")  # an extra: it may be missing, and that must be a sentence
        return library, import_module("simpleaudio._simpleaudio").SimpleaudioError
    except ImportError as error:
        raise SoundError(
            "simpleaudio", "it is not installed", 'pip install "baby-massage-coach[simpleaudio]"'
        ) from error
