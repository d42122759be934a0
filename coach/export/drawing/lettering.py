"""The font of all texts, and how wide they are in it. Reads only the shipped font files."""

from __future__ import annotations

import functools
import struct
import unicodedata
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "fonts"
REGULAR, BOLD = FOLDER / "DejaVuSans.ttf", FOLDER / "DejaVuSans-Bold.ttf"
FAMILY = "DejaVu Sans, Verdana, Helvetica, Arial, sans-serif"
"""The first is ours; viewers without it use one of the others, which are as wide or narrower."""
GUESS = {"W": 1.0, "F": 1.0}
"""How wide a letter of another font counts, in letter heights, by its East Asian width; 0.65 for all others."""


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a line of text, in the units of ``size``."""
    known = _advances(BOLD if bold else REGULAR)
    return size * sum(known.get(letter, _guess(letter)) for letter in text)


def covered(text: str) -> bool:
    """Whether our font has every letter of a text."""
    known = _advances(REGULAR)
    return all(letter in known or not letter.isprintable() for letter in text)


def _guess(letter: str) -> float:
    if unicodedata.combining(letter) or not letter.isprintable():
        return 0
    return GUESS.get(unicodedata.east_asian_width(letter), 0.65)


@functools.cache
def _advances(path: Path) -> dict[str, float]:
    """The width of each letter of a TrueType font, in letter heights."""
    data = path.read_bytes()
    tables = {
        data[at : at + 4]: int.from_bytes(data[at + 8 : at + 12], "big")
        for at in range(12, 12 + 16 * int.from_bytes(data[4:6], "big"), 16)
    }
    (em,) = struct.unpack_from(">H", data, tables[b"head"] + 18)
    (count,) = struct.unpack_from(">H", data, tables[b"hhea"] + 34)
    wide = struct.unpack_from(f">{2 * count}H", data, tables[b"hmtx"])[::2]
    return {letter: wide[min(glyph, count - 1)] / em for letter, glyph in _glyphs(data, tables[b"cmap"]).items()}


def _glyphs(data: bytes, cmap: int) -> dict[str, int]:
    """The glyph of each letter, from the table for the Basic Multilingual Plane (cmap format 4)."""
    (tables,) = struct.unpack_from(">H", data, cmap + 2)
    records = [struct.unpack_from(">HHI", data, cmap + 4 + 8 * n) for n in range(tables)]
    at = cmap + next(offset for _, _, offset in records if data[cmap + offset : cmap + offset + 2] == b"\0\4")
    count = struct.unpack_from(">H", data, at + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", data, at + 14)
    rest = at + 16 + 2 * count
    starts, deltas, ranges = (struct.unpack_from(f">{count}H", data, rest + 2 * n * count) for n in range(3))
    found = {}
    for n, (start, end) in enumerate(zip(starts, ends, strict=True)):
        for code in range(start, min(end, 0xFFFE) + 1):
            place = rest + 2 * (2 * count + n) + ranges[n] + 2 * (code - start)
            glyph = struct.unpack_from(">H", data, place)[0] if ranges[n] else code
            if glyph:
                found[chr(code)] = (glyph + deltas[n]) & 0xFFFF
    return found
