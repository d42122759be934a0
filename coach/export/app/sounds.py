"""Every sentence of the app as a small compressed clip; a pack has its clips one after another in one file.

ADTS AAC: every browser decodes it, and a clip needs no header, which would be half of two seconds of speech.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from coach.export.encode import AAC, library
from coach.playback.ahead import AT_ONCE
from coach.sound.clip import RATE, Clip
from coach.voices.voice import Voice

BITS, BED_BITS = 21_000, 32_000
"""Bits a second, for speech and for the sound under it."""
BED_S = 60
"""The longest loop, in seconds."""


@dataclass
class Pack:
    """Clips one after another, and where each of them is."""

    content: bytearray = field(default_factory=bytearray)
    index: dict[str, list[int]] = field(default_factory=dict)
    """For each sentence, or earcon name after a colon: its first byte, its bytes, its milliseconds."""

    def add(self, name: str, clip: Clip, bits: int = BITS) -> None:
        """Add a clip."""
        encoded = adts(clip, bits)
        self.index[name] = [len(self.content), len(encoded), clip.ms]
        self.content += encoded


def adts(clip: Clip, bits: int) -> bytes:
    """A clip as AAC in ADTS frames.

    Raises:
        UsageError: the extra ``takeaway`` is missing.
    """
    av: Any = library("av", "coach page")
    file = io.BytesIO()
    with av.open(file, "w", format="adts") as container:
        stream = container.add_stream("aac", rate=RATE, options=AAC)
        context = stream.codec_context
        context.layout, context.format, context.bit_rate = "mono", "fltp", bits
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(clip.samples[None, :], np.float32), "fltp", "mono")
        frame.sample_rate = RATE
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
    return file.getvalue()


def spoken(voice: Voice, sentences: Collection[str]) -> Pack:
    """A pack of sentences spoken in this voice.

    Raises:
        VoiceError: a sentence can't be spoken.
    """
    pack = Pack()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for text, clip in zip(sentences, pool.map(voice.speak, sentences), strict=True):
            pack.add(text, clip)
    return pack


def short_sounds(names: Iterable[str], cue: Callable[[str], Clip], bed: Clip | None) -> Pack:
    """A pack of the earcons, and of the sound under the voice if there is one."""
    pack = Pack()
    for name in names:
        pack.add(f":{name}", cue(name))
    if bed is not None:
        pack.add(":bed", Clip(bed.samples[: BED_S * RATE], RATE), BED_BITS)
    return pack
