"""Turns a canvas into a PNG (through SVG, with resvg), and such a PNG back into pixels. Knows no files."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping

import numpy as np
import resvg_py
from numpy.typing import NDArray

from coach.export.drawing import lettering, svg
from coach.export.drawing.canvas import Canvas, Text

CHANNELS = 4
"""Red, green, blue and opacity: resvg writes no other PNG."""


def png(canvas: Canvas, colours: Mapping[str, str], scale: float = 1) -> bytes:
    """The canvas as a PNG, ``scale`` pixels a unit. Letters that our font lacks come from the system's fonts."""
    ours = all(lettering.covered(one.text) for one in canvas.drawn if isinstance(one, Text))
    return resvg_py.svg_to_bytes(
        svg_string=svg.write(canvas, colours),
        width=round(canvas.w * scale),
        height=round(canvas.h * scale),
        background=colours.get("paper", "#ffffff"),
        font_files=[str(lettering.REGULAR), str(lettering.BOLD)],
        skip_system_fonts=ours,
    )


def pixels(data: bytes) -> NDArray[np.uint8]:
    """The pixels of a PNG from ``png``: height x width x CHANNELS, 0 to 255 (PNG specification, section 9)."""
    width, height = struct.unpack_from(">II", data, 16)
    at, packed = 8, b""
    while at < len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        if kind == b"IDAT":
            packed += data[at + 8 : at + 8 + size]
        at += size + 12
    rows = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(height, 1 + width * CHANNELS)
    out = np.zeros((height + 1, (width + 1) * CHANNELS), np.uint8)
    for y, row in enumerate(rows):
        _unfilter(int(row[0]), row[1:].tolist(), out[y], out[y + 1])
    return out[1:, CHANNELS:].reshape(height, width, CHANNELS)


def _unfilter(kind: int, row: list[int], above: NDArray[np.uint8], out: NDArray[np.uint8]) -> None:
    """Undo the filter of one row; ``above`` and ``out`` begin with a pixel of zeros."""
    up, done = above.tolist(), [0] * CHANNELS
    for n, value in enumerate(row):
        a, b, c = done[n], up[n + CHANNELS], up[n]
        guess = (0, a, b, (a + b) // 2, _paeth(a, b, c) if kind == 4 else 0)[kind]  # noqa: PLR2004 - Paeth, the fourth filter
        done.append((value + guess) & 0xFF)
    out[:] = done


def _paeth(a: int, b: int, c: int) -> int:
    return min((a, b, c), key=lambda near: abs(a + b - c - near))
