"""Draws the plan of a session over time, as SVG or PNG: a band for each area, with its strokes, words and counts.

Knows the plan and the canvas, and nothing of sound.
"""

from __future__ import annotations

from pathlib import Path

from coach.export import plan_text
from coach.export.drawing import svg
from coach.export.drawing.bands import laid
from coach.export.drawing.canvas import Canvas
from coach.export.drawing.page import COLOURS, MINUTES, WIDE, Page, rows_of
from coach.export.drawing.raster import png
from coach.export.output_names import PICTURES, output_file
from coach.model.options import Options
from coach.model.plan import Book
from coach.model.wording import Words
from coach.support.files import save

BANDS = 4
MOST_ROWS = 40
TALLEST = 12_000
"""The most pixels a PNG may have; a longer session is drawn at half the resolution."""


def draw(book: Book, options: Options, words: Words, path: Path) -> None:
    """Draw the plan into a .svg or .png file.

    Raises:
        UsageError: the ending is another one, or the file can't be written.
    """
    path = output_file(path, "--picture", PICTURES)
    canvas = picture(book, options, words)
    if path.suffix.lower() == ".svg":
        content = svg.write(canvas, COLOURS).encode()
    else:
        content = png(canvas, COLOURS, 2 if canvas.h * 2 <= TALLEST else 1)
    save(path, content, "--picture")


def picture(book: Book, options: Options, words: Words) -> Canvas:
    """The plan, drawn."""
    bands = laid(book, options, words)
    end = bands[-1].blocks[-1].end
    minutes = next((m for m in MINUTES if sum(rows_of(band, m) for band in bands) <= MOST_ROWS), MINUTES[-1])
    page = Page(Canvas(WIDE, 0, book.title, "\n".join(plan_text.as_text(book, options, words))), minutes * 60_000)
    page.header(book.title, end)
    for number, band in enumerate(bands):
        page.band(band, number % BANDS)
    page.canvas.h = page.y
    return page.canvas
