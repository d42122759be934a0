"""Encodes samples into a file with chapters, using PyAV, in its own thread. Knows no session.

PyAV (BSD; its wheels bring FFmpeg under the LGPL) is imported only when such a file is asked for.
"""

from __future__ import annotations

import io
import queue
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from coach.export.chapters import Chapter
from coach.export.id3 import id3
from coach.export.tags import About, mp4, vorbis
from coach.sound.clip import RATE, Samples
from coach.support.errors import CoachError, SoundError, UsageError
from coach.support.files import reason, remedy, write_whole

if TYPE_CHECKING:
    from types import TracebackType

WAITING = 16
"""How many blocks may queue for the encoder before the mixer has to wait."""
PIP = 'pip install "baby-massage-coach[takeaway]"'


@dataclass(frozen=True, slots=True)
class Format:
    """How a format is encoded."""

    container: str
    codec: str
    samples: str
    bits: int
    """A second."""
    options: Mapping[str, str]
    """The encoder's faster mode; at these rates speech sounds the same."""
    muxing: Mapping[str, str] = field(default_factory=dict)
    """Options for the container."""


AAC = {"aac_coder": "fast", "aac_tns": "0", "aac_pns": "0"}
"""On our speech at 64,000 and 22,000 bits a second, 0.1 dB closer to the original than with TNS and PNS, in four fifths
of the time. The slower coder (twoloop) is 0.7 and 2 dB further off and takes twice as long."""
FORMATS = {
    ".m4a": Format("mp4", "aac", "fltp", 64_000, AAC, {"brand": "M4A "}),
    ".m4b": Format("mp4", "aac", "fltp", 64_000, AAC, {"brand": "M4B "}),
    ".mp3": Format("mp3", "libmp3lame", "fltp", 48_000, {"compression_level": "7"}, {"id3v2_version": "0"}),
    ".opus": Format("ogg", "libopus", "flt", 32_000, {"compression_level": "5", "application": "voip"}),
}
"""How FFmpeg encodes each file ending. We write the tags of an .mp3 ourselves."""


def library(name: str, wanted: str) -> Any:
    """A module of the extra ``takeaway``.

    Raises:
        UsageError: it isn't installed.
    """
    try:
        return import_module(name)
    except ImportError as error:
        raise UsageError(wanted, f"this needs {name}, which is not installed", PIP) from error


class EncodedOut:
    """Writes ``path`` whole or not at all: the file is made in memory and appears once it is finished."""

    def __init__(self, path: Path, bits: int = 0) -> None:
        """The ending of ``path``, one of FORMATS, gives the format. ``bits`` a second; 0 takes the format's own rate.

        Raises:
            UsageError: a library of the extra ``takeaway`` is missing.
        """
        self.path = path
        self.format = FORMATS[path.suffix.lower()]
        self.bits = bits or self.format.bits
        self._av = library("av", str(path))
        self._file = io.BytesIO()
        self._blocks: queue.Queue[Samples | None] = queue.Queue(WAITING)
        self._packets: list[Any] = []
        self._frames = 0
        self._failed: Exception | None = None

    def __enter__(self) -> Self:
        form = self.format
        self._container = self._av.open(self._file, "w", format=form.container, container_options=form.muxing)
        self._stream = self._container.add_stream(form.codec, rate=RATE, options=form.options)
        context = self._stream.codec_context
        context.layout, context.format, context.bit_rate = "mono", form.samples, self.bits
        self._thread = threading.Thread(target=self._encode, name="encoding", daemon=True)
        self._thread.start()
        return self

    def write(self, samples: Samples) -> None:
        """Hand mono samples at coach.sound.clip.RATE to the encoder.

        Raises:
            SoundError: the encoder failed.
        """
        for start in range(0, len(samples), RATE):
            self._checked()
            self._blocks.put(samples[start : start + RATE])

    def finish(self, about: About, chapters: Sequence[Chapter]) -> None:
        """Write the file with its chapters and tags.

        Raises:
            SoundError: the encoder or the disk failed.
        """
        self._blocks.put(None)
        self._thread.join()
        self._checked()
        try:
            self._tag(about, chapters)
            for packet in self._packets:
                self._container.mux(packet)
            self._container.close()
            before = id3(about, chapters) if self.format.container == "mp3" else b""
            write_whole(self.path, before + self._file.getbuffer())
        except OSError as error:
            raise SoundError(str(self.path), f"it cannot be written ({reason(error)})", remedy(error)) from error

    def _tag(self, about: About, chapters: Sequence[Chapter]) -> None:
        """Tell FFmpeg what goes into the file's header."""
        self._stream.metadata["language"] = about.language3
        if self.format.container == "ogg":
            self._container.metadata.update(vorbis(about, chapters))
        elif self.format.container == "mp4":
            self._container.metadata.update(mp4(about))
            self._container.set_chapters([_for_av(n, chapter) for n, chapter in enumerate(chapters)])
            self._packets.insert(0, self._cover(about))

    def _cover(self, about: About) -> Any:
        """Add the cover as a picture for the whole file."""
        stream = self._container.add_stream("png")
        stream.width = stream.height = about.side
        stream.pix_fmt, stream.disposition = "rgba", self._av.stream.Disposition.attached_pic
        packet = self._av.Packet(about.cover)
        packet.stream, packet.pts, packet.dts, packet.time_base = stream, 0, 0, Fraction(1, 1000)
        return packet

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._thread.is_alive():
            self._failed = self._failed or SoundError(str(self.path), "it was not finished")
            self._blocks.put(None)
            self._thread.join()
        self._packets.clear()

    def _checked(self) -> None:
        if isinstance(self._failed, CoachError):
            raise self._failed
        if self._failed is not None:
            raise SoundError(str(self.path), f"it cannot be encoded ({self._failed})", "try another format")

    def _encode(self) -> None:
        ended = False
        while not ended:
            block = self._blocks.get()
            ended = block is None
            if self._failed is not None:
                continue  # the mixer mustn't wait for an encoder that has failed
            try:
                self._packets += self._stream.encode(None if block is None else self._frame(block))
            except Exception as error:  # noqa: BLE001 - ``_checked`` raises it
                self._failed = error

    def _frame(self, block: Samples) -> Any:
        frame = self._av.AudioFrame.from_ndarray(np.ascontiguousarray(block[None, :]), self.format.samples, "mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, self._frames, Fraction(1, RATE)
        self._frames += len(block)
        return frame


def _for_av(number: int, chapter: Chapter) -> dict[str, Any]:
    return {
        "id": number,
        "start": chapter.at,
        "end": chapter.until,
        "time_base": Fraction(1, 1000),
        "metadata": {"title": chapter.title},
    }
