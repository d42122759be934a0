"""Draws the history: a calendar of sessions, and for every stroke how often the baby said no or wasn't sure."""

from __future__ import annotations

import datetime
from collections import Counter
from pathlib import Path

from coach.export.drawing import svg
from coach.export.drawing.canvas import Canvas, Rect, Text
from coach.export.drawing.lettering import width_of
from coach.export.drawing.raster import png
from coach.export.output_names import PICTURES, output_file
from coach.model.records import Past
from coach.store.history import after_today, as_text, by_stroke, told
from coach.support.files import save
from coach.support.text import printable

COLOURS = {
    "paper": "#ffffff",
    "ink": "#14181f",
    "quiet": "#4a5260",
    "grid": "#e3e6eb",
    "one": "#9fd8c4",
    "more": "#6cbfa3",
    "no": "#a3261f",
    "sure": "#ffd08a",
}
WEEKS, DAY = 26, 30
"""How many of the last weeks the calendar shows, and the side of a day in units."""
LEFT, TOP, WIDE = 60.0, 90.0, 900.0
ROW, BAR_LEFT, BAR_WIDE = 34.0, 300.0, 420.0
MOST = 60
"""How many strokes are drawn."""


def draw(past: Past, path: Path) -> None:
    """Draw the history into a .svg or .png file.

    Raises:
        UsageError: the ending is another one, or the file can't be written.
    """
    path = output_file(path, "--picture", PICTURES)
    canvas = picture(past)
    content = svg.write(canvas, COLOURS).encode() if path.suffix.lower() == ".svg" else png(canvas, COLOURS, 2)
    save(path, content, "--picture")


def picture(past: Past) -> Canvas:
    """The history, drawn."""
    canvas = Canvas(WIDE, 0, "Massages, and what the baby said", "\n".join(as_text(past)))
    _text(canvas, LEFT, 50, canvas.title, 24, bold=True)
    canvas.h = _strokes(canvas, past, _calendar(canvas, past)) + 40
    return canvas


def _text(
    canvas: Canvas,
    x: float,
    y: float,
    text: str,
    size: float = 15,
    colour: str = "ink",
    anchor: str = "start",
    *,
    bold: bool = False,
) -> None:
    canvas.add(Text((x, y), text, size, colour, width_of(text, size, bold=bold), anchor, bold))


def _calendar(canvas: Canvas, past: Past) -> float:
    """Draw a column for each week, Monday on top, with each day's number of sessions; return where it ends.

    It ends with the last session up to today: a later one, dated by a wrong clock, would hide all others.
    """
    today = datetime.datetime.now().astimezone().date()
    days = Counter(one.began.date() for one in told(past))
    last = max((day for day in days if day <= today), default=today)
    first = last - datetime.timedelta(days=last.weekday(), weeks=WEEKS - 1) if last.year > 1 else last
    for row, name in ((0, "Mon"), (2, "Wed"), (4, "Fri"), (6, "Sun")):
        _text(canvas, LEFT - 8, TOP + 20 + row * DAY + 20, name, 12.5, "quiet", "end")
    for n in range((last - first).days + 1):
        day = first + datetime.timedelta(days=n)
        x, y = LEFT + n // 7 * DAY, TOP + 20 + n % 7 * DAY
        if day.day == 1:
            _text(canvas, x, TOP + 10, f"{day:%b}", 12.5, "quiet")
        count = days[day]
        fill = "grid" if not count else "one" if count == 1 else "more"
        title = f"{day:%d %B %Y}: {count} session{'' if count == 1 else 's'}"
        canvas.add(Rect(x + 1, y + 1, DAY - 3, DAY - 3, fill=fill, radius=4, title=title))
        if count:
            _text(canvas, x + DAY / 2 - 0.5, y + DAY / 2 + 5, str(count), 13, anchor="middle", bold=True)
    for line in after_today(past, today):
        _text(canvas, LEFT, TOP + 20 + 7 * DAY + 24, line, 12.5, "quiet")
    return TOP + 20 + 7 * DAY


def _strokes(canvas: Canvas, past: Past, y: float) -> float:
    """Draw a row for each stroke, with bars for its noes and its not-sures and their numbers; return where they end."""
    found = by_stroke(past)[:MOST]
    y += 60
    _text(canvas, LEFT, y, "What the baby said, stroke by stroke", 18, bold=True)
    for n, (colour, name) in enumerate((("no", "no"), ("sure", "not sure"))):
        canvas.add(Rect(BAR_LEFT + 200 + n * 90, y - 13, 16, 16, fill=colour, radius=3))
        _text(canvas, BAR_LEFT + 222 + n * 90, y, name)
    most = max((cues.no + cues.not_sure for cues in found), default=0)
    unit = min(30.0, (BAR_WIDE - 180) / max(most, 1))
    for cues in found:
        y += ROW
        _text(canvas, BAR_LEFT - 16, y + 5, printable(cues.stroke)[:32], anchor="end")
        x = BAR_LEFT
        for count, colour in ((cues.no, "no"), (cues.not_sure, "sure")):
            if count:
                canvas.add(Rect(x, y - 12, count * unit, 22, fill=colour, radius=2))
            x += count * unit
        _text(canvas, x + 10, y + 5, cues.said, 12.5, "quiet")
    return y
