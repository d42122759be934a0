"""Title, cover, language and words of a finished file, through mutagen. Knows files and nothing of sessions.

mutagen (GPL-2.0 or later) comes with the extra ``takeaway`` alone and stays in a process of its own: ``write_tags``
starts this module as a program, which reads what to write from its standard input.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import Any

from coach.export.chapters import Chapter

ARTIST = "Baby massage coach"
LANGUAGES = {"en": "eng", "de": "deu", "fr": "fra", "es": "spa", "it": "ita", "nl": "nld", "pt": "por", "pl": "pol"}
"""ISO 639-1 to 639-2, which ID3 and MP4 want; others become "und"."""
FRONT = 3
"""The number of a front cover, in ID3 and FLAC pictures alike."""


@dataclass(frozen=True, slots=True)
class About:
    """What a player shows of a file."""

    title: str
    comment: str
    language: str
    """ISO 639-1."""
    cover: bytes
    """A PNG."""
    lyrics: str = ""

    @property
    def language3(self) -> str:
        """ISO 639-2."""
        return LANGUAGES.get(self.language, "und")


def write_tags(path: Path, ending: str, about: About, chapters: Sequence[Chapter]) -> None:
    """Put the tags into a file that is otherwise done; ``ending`` says its format.

    Raises:
        OSError: the file cannot be written, or mutagen cannot read it.
    """
    cover = base64.b64encode(about.cover).decode("ascii")
    order = {
        "path": str(path),
        "ending": ending,
        "about": {**asdict(about), "cover": cover},
        "chapters": [asdict(chapter) for chapter in chapters],
    }
    done = subprocess.run(
        [sys.executable, "-P", "-m", "coach.export.tags"],
        input=json.dumps(order),
        text=True,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    if done.returncode:
        raise OSError((done.stderr.strip().splitlines() or ["no answer"])[-1])


def main() -> None:
    """Write the tags that standard input asks for."""
    order = json.load(sys.stdin)
    about = About(**{**order["about"], "cover": base64.b64decode(order["about"]["cover"])})
    chapters = [Chapter(**chapter) for chapter in order["chapters"]]
    {".mp3": _id3, ".opus": _opus}.get(order["ending"], _mp4)(Path(order["path"]), about, chapters)


def _mp4(path: Path, about: About, _chapters: Sequence[Chapter]) -> None:
    mp4 = import_module("mutagen.mp4")
    file = mp4.MP4(path)
    file["\xa9nam"], file["\xa9alb"], file["\xa9ART"] = about.title, about.title, ARTIST
    file["\xa9cmt"], file["\xa9gen"], file["stik"] = about.comment, "Audiobook", [2]
    if about.lyrics:
        file["\xa9lyr"] = about.lyrics
    file["----:com.apple.iTunes:LANGUAGE"] = [about.language3.encode()]
    file["covr"] = [mp4.MP4Cover(about.cover, mp4.MP4Cover.FORMAT_PNG)]
    file.save()


def _id3(path: Path, about: About, chapters: Sequence[Chapter]) -> None:
    """ID3v2.3, which every player reads, with the strokes of a part under a table of contents of their own."""
    id3 = import_module("mutagen.id3")
    tags = id3.ID3()
    tags.add(id3.TIT2(encoding=1, text=about.title))
    tags.add(id3.TALB(encoding=1, text=about.title))
    tags.add(id3.TPE1(encoding=1, text=ARTIST))
    tags.add(id3.TLAN(encoding=1, text=about.language3))
    tags.add(id3.COMM(encoding=1, lang=about.language3, desc="", text=about.comment))
    tags.add(id3.USLT(encoding=1, lang=about.language3, desc="", text=about.lyrics))
    tags.add(id3.APIC(encoding=0, mime="image/png", type=FRONT, desc="cover", data=about.cover))
    for frame in _contents(id3, chapters):
        tags.add(frame)
    tags.save(path, v2_version=3)


def _contents(id3: Any, chapters: Sequence[Chapter]) -> list[Any]:
    ordered, top = id3.CTOCFlags.ORDERED, id3.CTOCFlags.TOP_LEVEL
    frames: list[Any] = []
    parts: list[str] = []
    number = 0
    longest = max((len(chapter.title) for chapter in chapters), default=0)
    for part, group in groupby(chapters, lambda chapter: chapter.part):
        names = []
        for chapter in group:
            # mutagen sorts frames by their size, and some players read them in that order: ids make them equally long.
            names.append(f"chp{number:03d}" + "_" * 2 * (longest - len(chapter.title)))
            number += 1
            frames.append(
                id3.CHAP(
                    element_id=names[-1],
                    start_time=chapter.at,
                    end_time=chapter.until,
                    start_offset=0xFFFFFFFF,
                    end_offset=0xFFFFFFFF,
                    sub_frames=[id3.TIT2(encoding=1, text=chapter.title)],
                )
            )
        parts.append(f"part{len(parts)}")
        frames.append(
            id3.CTOC(
                element_id=parts[-1],
                flags=ordered,
                child_element_ids=names,
                sub_frames=[id3.TIT2(encoding=1, text=part)],
            )
        )
    frames.append(id3.CTOC(element_id="toc", flags=ordered | top, child_element_ids=parts, sub_frames=[]))
    return frames


def _opus(path: Path, about: About, chapters: Sequence[Chapter]) -> None:
    """Vorbis comments; the chapters too, for FFmpeg rounds their seconds up and their fractions not."""
    picture = import_module("mutagen.flac").Picture()
    picture.type, picture.mime, picture.desc, picture.data = FRONT, "image/png", "cover", about.cover
    file = import_module("mutagen.oggopus").OggOpus(path)
    file["title"], file["album"], file["artist"] = about.title, about.title, ARTIST
    file["language"], file["comment"], file["lyrics"] = about.language3, about.comment, about.lyrics
    for n, chapter in enumerate(chapters):
        second, ms = divmod(chapter.at, 1000)
        file[f"chapter{n:03d}"] = f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}.{ms:03d}"
        file[f"chapter{n:03d}name"] = chapter.title
    file["metadata_block_picture"] = [base64.b64encode(picture.write()).decode("ascii")]
    file.save()


if __name__ == "__main__":
    main()
