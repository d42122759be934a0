"""Title, cover, language, words and chapters of a sound file, as each format stores them. Pure."""

from __future__ import annotations

import base64
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from coach.export.chapters import Chapter

ARTIST = "Baby massage coach"
LANGUAGES = {"en": "eng", "de": "deu", "fr": "fra", "es": "spa", "it": "ita", "nl": "nld", "pt": "por", "pl": "pol"}
"""ISO 639-1 to 639-2, which ID3 and MP4 need; other languages become "und"."""
FRONT = 3
"""The picture type "front cover", in ID3 and FLAC alike."""
AUDIOBOOK = 2
"""The media kind (the atom "stik") that makes Apple's players show a file as an audiobook."""


@dataclass(frozen=True, slots=True)
class About:
    """What a player shows about a file."""

    title: str
    comment: str
    language: str
    """ISO 639-1."""
    cover: bytes
    """A PNG."""
    side: int
    """The side of the square cover in pixels."""
    lyrics: str = ""

    @property
    def language3(self) -> str:
        """ISO 639-2."""
        return LANGUAGES.get(self.language, "und")


def mp4(about: About) -> dict[str, str]:
    """Metadata of an .m4a or .m4b file under FFmpeg's names. Cover, chapters and language are stored elsewhere."""
    return _common(about) | {"genre": "Audiobook", "media_type": str(AUDIOBOOK)}


def vorbis(about: About, chapters: Sequence[Chapter]) -> dict[str, str]:
    """Vorbis comments of an .opus file.

    They include the chapters, because FFmpeg 8 rounds a Vorbis chapter's seconds up but keeps its fraction.
    """
    found = _common(about) | {"language": about.language3, "metadata_block_picture": _flac_picture(about)}
    for n, chapter in enumerate(chapters):
        second, ms = divmod(chapter.at, 1000)
        found[f"CHAPTER{n:03d}"] = f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}.{ms:03d}"
        found[f"CHAPTER{n:03d}NAME"] = chapter.title
    return found


def _common(about: About) -> dict[str, str]:
    told = {"title": about.title, "album": about.title, "artist": ARTIST, "comment": about.comment}
    return told | {"lyrics": about.lyrics} if about.lyrics else told


def _flac_picture(about: About) -> str:
    """The cover for a Vorbis comment (a FLAC picture block in base64)."""
    mime, name = b"image/png", b"cover"
    block = struct.pack(">II", FRONT, len(mime)) + mime + struct.pack(">I", len(name)) + name
    block += struct.pack(">5I", about.side, about.side, 24, 0, len(about.cover)) + about.cover
    return base64.b64encode(block).decode("ascii")
