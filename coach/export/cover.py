"""The cover of a sound file and the icon of a page: a small foot, drawn from numbers. Knows no files."""

from __future__ import annotations

import textwrap

from coach.export.drawing.canvas import Canvas, Text
from coach.export.drawing.lettering import width_of
from coach.export.drawing.raster import png

COLOURS = {"paper": "#f6ead9", "foot": "#d98f6a", "soft": "#efd2b8", "ink": "#3a2a22"}
SIDE = 240
"""The side of the square, in units."""
COVER_PIXELS = 600
TOES = ((88, 62, 14), (112, 50, 11), (132, 52, 10), (149, 60, 9), (163, 73, 8))
SOLE = (
    (84, 84),
    (112, 72),
    (142, 74),
    (165, 92),
    (164, 118),
    (152, 136),
    (150, 158),
    (136, 178),
    (112, 176),
    (98, 158),
    (98, 132),
    (82, 112),
)
LONGEST_LINE = 19
"""How many letters of the title fit on one line."""


def cover(title: str, below: str) -> bytes:
    """A square PNG of COVER_PIXELS with the title."""
    canvas = _foot(Canvas(SIDE, SIDE, title=title, desc=title), lift=26)
    lines = textwrap.wrap(title, LONGEST_LINE, break_long_words=False, break_on_hyphens=False)
    for n, line in enumerate(lines[:2]):
        _centred(canvas, line, 188 + 22 * n, 20, bold=True)
    _centred(canvas, below, 226, 11)
    return png(canvas, COLOURS, COVER_PIXELS / SIDE)


def icon(pixels: int) -> bytes:
    """The foot alone as a square PNG, with room for a phone to round the corners."""
    return png(_foot(Canvas(SIDE, SIDE), lift=0), COLOURS, pixels / SIDE)


def _foot(canvas: Canvas, lift: float) -> Canvas:
    canvas.circle((120, 120 - lift), 92, fill="soft")
    canvas.path([(x, y - lift) for x, y in SOLE], fill="foot", smooth=True, closed=True)
    for x, y, radius in TOES:
        canvas.circle((x, y - lift), radius, fill="foot")
    return canvas


def _centred(canvas: Canvas, text: str, y: float, size: float, *, bold: bool = False) -> None:
    width = width_of(text, size, bold=bold)
    size = size * min(1.0, (SIDE - 20) / max(width, 1))
    canvas.add(Text((SIDE / 2, y), text, size, "ink", min(width, SIDE - 20), anchor="middle", bold=bold))
