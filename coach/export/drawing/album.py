"""The drawings of a routine: which strokes have one, its name, its description in words, and its file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from coach.export.drawing import strokes, svg
from coach.export.drawing.canvas import Rect
from coach.export.drawing.pen import BOX, DARK, LIGHT
from coach.export.output_names import output_folder
from coach.model.plan import Area, Book
from coach.model.routine import Stroke
from coach.support.files import save

LONGEST_SLUG = 60
"""How many letters of a title or name go into a file's name."""


def identity(stroke: Stroke) -> str:
    """The key of a stroke's drawing: the first of its sources that has one; empty if none has."""
    keys = (key for source in stroke.sources for key in (f"{source} {stroke.name}", source))
    return next((key for key in keys if key in strokes.DRAWINGS), "")


def name_of(area: Area, stroke: Stroke) -> str:
    """The name of a drawing, such as "left-leg-03-rolling"; its number is that of the stroke's id."""
    return f"{_slug(area.title)}-{int(identity(stroke).split()[0][1:]):02}-{_slug(stroke.name)}"


def _slug(text: str) -> str:
    return re.sub(r"\W+", "-", text.lower()).strip("-")[:LONGEST_SLUG]


def wording(stroke: Stroke) -> str:
    """The words that teach a stroke, as one text."""
    taught = (*stroke.caution, *stroke.teach, *(line for stage in stroke.stages for line in stage.teach))
    return " ".join(line for line in taught if isinstance(line, str))


def is_drawn(stroke: Stroke) -> bool:
    """Whether a drawing shows this stroke with these hands."""
    return bool(identity(stroke)) and stroke.as_drawn


def drawing(area: Area, stroke: Stroke) -> str:
    """The drawing of a stroke as SVG, for a file or a piece of a page; empty if no drawing shows these hands.

    It follows the viewer's preference for light or dark. Its class is ``.drawing``.
    """
    if not is_drawn(stroke):
        return ""
    canvas = strokes.canvas(identity(stroke), area.side)
    canvas.drawn.insert(0, Rect(0, 0, BOX, BOX, fill="paper", radius=16))
    canvas.title, canvas.desc = f"{area.title}: {stroke.name}", wording(stroke)
    return svg.write(canvas, LIGHT, DARK, f"drawing-{name_of(area, stroke)}")


def write(book: Book, folder: Path) -> Iterator[Path]:
    """Write a file for every stroke that has a drawing; yields each.

    Raises:
        UsageError: the folder or a file in it can't be written.
    """
    folder = output_folder(folder, "--drawings")
    for area in book.areas:
        for stroke in area.strokes:
            if text := drawing(area, stroke):
                path = folder / f"{name_of(area, stroke)}.svg"
                save(path, text.encode(), "--drawings")
                yield path
