"""ID3 tags of an .mp3 file: version 2.3, which every player reads. Pure.

Written here because FFmpeg puts the words and the comment where no player looks for them, and can't write a table
of contents with parts and strokes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from itertools import groupby

from coach.export.chapters import Chapter
from coach.export.tags import ARTIST, FRONT, About

LATIN, UTF16 = b"\0", b"\1"
"""The first byte of a text: its encoding."""
TOP, ORDERED = 2, 1
"""Flags of a table of contents."""
MOST = 255
"""Entries that a table of contents has room for. Most players read the chapters themselves, which are all there."""
NOWHERE = 0xFFFFFFFF
"""In place of an offset in bytes: the time in milliseconds counts."""


def id3(about: About, chapters: Sequence[Chapter]) -> bytes:
    """The tags, to be written before the first sound of an .mp3 file.

    The strokes of a part have a table of contents of their own.
    """
    language = about.language3.encode("ascii")
    frames = [
        _text(b"TIT2", about.title),
        _text(b"TALB", about.title),
        _text(b"TPE1", ARTIST),
        _text(b"TLAN", about.language3),
        _frame(b"COMM", UTF16 + language + _utf16("") + b"\0\0" + _utf16(about.comment)),
        _frame(b"USLT", UTF16 + language + _utf16("") + b"\0\0" + _utf16(about.lyrics)),
        *_contents(chapters),
        _frame(b"APIC", LATIN + b"image/png\0" + bytes([FRONT]) + b"cover\0" + about.cover),
    ]
    body = b"".join(frames)
    size = bytes(len(body) >> shift & 0x7F for shift in (21, 14, 7, 0))  # seven bits a byte, so none looks like sound
    return b"ID3\3\0\0" + size + body


def _frame(name: bytes, content: bytes) -> bytes:
    return name + struct.pack(">IH", len(content), 0) + content


def _text(name: bytes, text: str) -> bytes:
    return _frame(name, UTF16 + _utf16(text))


def _utf16(text: str) -> bytes:
    return b"\xff\xfe" + text.encode("utf-16-le")


def _contents(chapters: Sequence[Chapter]) -> Iterator[bytes]:
    """The chapters in order, each part's followed by its own table of contents; at the end the table of the parts."""
    parts: list[bytes] = []
    number = 0
    for part, group in groupby(chapters, lambda chapter: chapter.part):
        names = []
        for chapter in group:
            names.append(b"chp%03d" % number)
            times = struct.pack(">4I", chapter.at, chapter.until, NOWHERE, NOWHERE)
            yield _frame(b"CHAP", names[-1] + b"\0" + times + _text(b"TIT2", chapter.title))
            number += 1
        parts.append(b"part%d" % len(parts))
        yield _table(parts[-1], ORDERED, names, part)
    yield _table(b"toc", ORDERED | TOP, parts)


def _table(name: bytes, flags: int, children: Sequence[bytes], title: str = "") -> bytes:
    children = children[:MOST]
    listed = b"".join(child + b"\0" for child in children)
    named = _text(b"TIT2", title) if title else b""
    return _frame(b"CTOC", name + b"\0" + bytes([flags, len(children)]) + listed + named)
