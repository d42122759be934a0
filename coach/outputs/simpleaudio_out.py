"""A third way to a loudspeaker, for Python before 3.12: simpleaudio. Knows blocks of samples, not what is said.

It can neither stream nor fade: sound is gathered up to the next pause and played as one piece. So a hush is heard when
the piece is over (a second at most), pieces may be some milliseconds apart, and there is no choice of speaker.
"""

from __future__ import annotations

import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from coach.sound.clip import RATE
from coach.support.errors import SoundError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.outputs.output import Render
    from coach.sound.clip import Samples

BLOCK = RATE // 50
"""Samples asked for at once, 20 ms: a block without sound is the pause that ends a piece."""
LONGEST = RATE
"""Samples of the longest piece: what a hush may have to wait for."""
SILENT = 1e-4
"""The level below which a block is a pause, -80 dB of full scale."""
TOO_NEW = (3, 12)
"""From this Python on simpleaudio 1.0.4, its last, crashes the interpreter at the first play (its issue 72)."""


class SimpleaudioOut:
    """Plays through simpleaudio, piece by piece."""

    def __init__(self, speaker: str = "") -> None:
        """Take no speaker's name: simpleaudio plays to the system's default.

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
        simpleaudio = _library()
        try:
            _play(simpleaudio, np.zeros(BLOCK, np.float32)).wait_done()
        except simpleaudio.SimpleaudioError as error:
            raise SoundError("speaker", f"simpleaudio finds none ({error})", "plug one in or turn it on") from error
        ended = threading.Event()
        thread = threading.Thread(target=_run, args=(simpleaudio, render, ended), name="simpleaudio", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join(2 * LONGEST / RATE)

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


def _run(simpleaudio: Any, render: Render, ended: threading.Event) -> None:
    while not ended.is_set():
        piece = gather(render)
        if np.abs(piece).max() < SILENT:
            ended.wait(len(piece) / RATE)
            continue
        playing = _play(simpleaudio, piece)
        # Not wait_done(): 1 or 2 of 12 waits never end. A piece is over when its time is.
        ended.wait(len(piece) / RATE)
        del playing


def gather(render: Render) -> Samples:
    """Ask for sound up to the next pause: one silent block, or a piece that ends in one or is LONGEST samples long."""
    blocks: list[Samples] = []
    while sum(map(len, blocks)) < LONGEST:
        blocks.append(render(BLOCK))
        if np.abs(blocks[-1]).max() < SILENT:
            break
    return np.concatenate(blocks)


def _play(simpleaudio: Any, piece: Samples) -> Any:
    whole = np.clip(piece * 32767, -32768, 32767).astype(np.int16)
    return simpleaudio.play_buffer(whole, 1, 2, RATE)


def _library() -> Any:
    if sys.version_info >= TOO_NEW:
        raise SoundError("simpleaudio", "it crashes on Python 3.12 and later", "use --output miniaudio")
    try:
        import simpleaudio  # noqa: PLC0415 - an extra: it may be missing, and that must be a sentence
    except ImportError as error:
        raise SoundError(
            "simpleaudio", "it is not installed", 'pip install "baby-massage-coach[simpleaudio]"'
        ) from error
    return simpleaudio
