"""The page on which a session is drawn over time: heading, legend, and rows of blocks. Knows no files."""

from __future__ import annotations

import math
from dataclasses import dataclass

from coach.export.drawing.bands import Band, Block, Span, clip
from coach.export.drawing.canvas import Canvas, Hatch, Rect, Text
from coach.export.drawing.lettering import width_of
from coach.export.plan_text import ANSWER_MS
from coach.support.terminal import clock_time

COLOURS = {
    "paper": "#ffffff",
    "ink": "#14181f",
    "quiet": "#4a5260",
    "line": "#8a93a1",
    "grid": "#d5dae1",
    "rest": "#e3e6eb",
    "move0": "#ffd08a",
    "move1": "#9fd8c4",
    "move2": "#b9c8f5",
    "move3": "#e3bde8",
    "say": "#1f4e8c",
    "sound": "#a3261f",
    "band0": "#fff6e6",
    "band1": "#e9f7f1",
    "band2": "#eef2fd",
    "band3": "#faeffb",
}
"""The colours by name; ink on every fill has a contrast of at least 7 to 1."""
WIDE, LEFT, RIGHT = 1280, 40, 150
"""The page and its margins, in units; the right one has room for the name of a stroke that begins late."""
SAY_H, MOVE_H, LANE_H, AXIS_H = 15, 24, 20, 24
TEXT, SMALL = 15.0, 12.5
SLACK = 1.15
"""How much wider the font may be in an SVG viewer that doesn't fit text into its measured width."""
MINUTES = (3, 6, 15, 30, 60, 120, 300, 600)
"""How many minutes one row may show."""
LEGEND = {
    "say": "words",
    "rest": "rest",
    "move0": "hands move, with the count",
    "wait": "waits for the answer",
    "tick": "tick",
    "sound": "other sound",
}
LONGEST_NAME = 210
"""The longest name of a stroke, in units; the tooltip has the whole name."""


def rows_of(band: Band, minutes: int) -> int:
    """How many rows a band needs."""
    return max(1, math.ceil((band.blocks[-1].end - _round(band.blocks[0].begin)) / (minutes * 60_000)))


def _round(at: int) -> int:
    """Where the rows begin, at multiples of ten seconds."""
    return at // 10_000 * 10_000


def fitted(text: str, size: float, room: float) -> str:
    """The text, cut to fit, or nothing."""
    if width_of(text, size) <= room:
        return text
    while text and width_of(text + "…", size) > room:
        text = text[:-1].rstrip()
    return text + "…" if text else ""


@dataclass
class Page:
    """A canvas that grows downward."""

    canvas: Canvas
    row_ms: int
    y: float = 40

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float = TEXT,
        colour: str = "ink",
        anchor: str = "start",
        *,
        bold: bool = False,
    ) -> float:
        """Write a line; returns its width."""
        width = width_of(text, size, bold=bold)
        self.canvas.add(Text((x, y), text, size, colour, width, anchor, bold))
        return width

    def box(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        fill: str = "",
        stroke: str = "",
        radius: float = 0,
        width: float = 1,
        title: str = "",
    ) -> None:
        """A rectangle."""
        self.canvas.add(Rect(x, y, w, h, stroke, fill, width, radius, title))

    def wait(self, x: float, y: float, w: float, h: float) -> None:
        """Draw a hatched box: nothing is said until the baby has answered."""
        corners = [(x, y), (x + w, y), (x + w, y + h), (x, y + h)]
        self.canvas.path(corners, "line", "paper", closed=True, hatch=Hatch("quiet", 4))

    def header(self, title: str, end: int) -> None:
        """The title and the legend."""
        self.text(LEFT, self.y, fitted(title, 28, WIDE - 2 * LEFT), 28, bold=True)
        self.y += 28
        answered = f"if every question is answered with yes after {ANSWER_MS // 1000} seconds"
        about = f"About {-(-end // 60_000)} minutes, {answered}. Each row is {self.row_ms // 60_000} minutes."
        self.text(LEFT, self.y, about, colour="quiet")
        self.y += 34
        self._legend()
        self.y += 20

    def _legend(self) -> None:
        x, y = float(LEFT), self.y
        for kind, name in LEGEND.items():
            if kind == "wait":
                self.wait(x, y - 12, 26, SAY_H)
            elif kind in ("tick", "sound"):
                self._sound(x + 13, y - 12, kind)
            else:
                self.box(x, y - 12, 26, SAY_H, kind, "line" if kind != "say" else "")
            x += 34 + self.text(x + 34, y, name) * SLACK + 26

    def _sound(self, x: float, y: float, name: str) -> None:
        """Draw a beat as a short upright line, any other sound as a dot."""
        if name == "tick":
            self.canvas.path([(x, y + 1), (x, y + SAY_H - 1)], "sound", width=2.5)
        else:
            self.canvas.circle((x, y + SAY_H / 2), 5, fill="sound")

    def band(self, band: Band, number: int) -> None:
        """Draw one area: its heading and its rows, on a background of its own."""
        ground = len(self.canvas.drawn)
        top = self.y
        self.y += 30
        begin, end = band.blocks[0].begin, band.blocks[-1].end
        x = LEFT + self.text(LEFT, self.y, fitted(band.area.title, 20, 500), 20, bold=True) * SLACK + 16
        heading = f"asks “{band.area.ask}”  ·  {clock_time(begin)} to {clock_time(end)}"
        self.text(x, self.y, fitted(heading, TEXT, WIDE - LEFT - x), colour="quiet")
        self.y += 12
        for row in range(rows_of(band, self.row_ms // 60_000)):
            start = _round(begin) + row * self.row_ms
            clipped = [clip(block, start, start + self.row_ms) for block in band.blocks]
            self.row([block for block in clipped if block], start, number)
        self.y += 4
        tint = Rect(LEFT - 28, top, WIDE - 2 * LEFT + 56, self.y - top, fill=f"band{number}", radius=12)
        self.canvas.drawn.insert(ground, tint)
        self.y += 16

    def x(self, at: int, start: int) -> float:
        """The x of a time in the row that begins at ``start``."""
        return LEFT + (at - start) * (WIDE - LEFT - RIGHT) / self.row_ms

    def row(self, blocks: list[Block], start: int, number: int) -> None:
        """Draw the names on top, then the words, the movements and the axis."""
        names = [fitted(block.name, TEXT, LONGEST_NAME) for block in blocks]
        widths = (width_of(name, TEXT, bold=True) for name in names)
        places = [(self.x(block.begin, start), width) for block, width in zip(blocks, widths, strict=True)]
        lanes = stacked(places)
        base = self.y + LANE_H * (max(lanes) + 1) + 4
        self._axis(base + SAY_H + MOVE_H + 12, start, blocks[-1].end, base)
        for block, name, (x, _), lane in zip(blocks, names, places, lanes, strict=True):
            self._block(block, start, base, number)
            self.canvas.path([(x, base), (x, base - LANE_H * lane - 14)], "line", width=1.5)
            self.text(x + 5, base - LANE_H * lane - 6, name, bold=bool(block.about))
        self.y = base + SAY_H + MOVE_H + 12 + AXIS_H

    def _block(self, block: Block, start: int, y: float, number: int) -> None:
        x, right = self.x(block.begin, start), self.x(block.end, start)
        title = f"{block.name}, {block.about}" if block.about else block.name
        self.box(x, y, max(1.0, right - x), SAY_H + MOVE_H + 6, "paper", "quiet", 3, 1.2, title)
        self.box(x + 1, y + 3, max(0.0, right - x - 2), SAY_H, "rest")
        self._moves(block.moves, start, y + SAY_H + 4, f"move{number}")
        for span in block.said:
            left, right = self.x(span.begin, start), self.x(span.end, start) - 0.8
            self.box(left, y + 3, max(1.0, right - left), SAY_H, "say", radius=2, title=span.text)
        for span in block.waits:
            left = self.x(span.begin, start)
            self.wait(left, y + 3, self.x(span.end, start) - left, SAY_H)
        for span in block.sounds:
            self._sound(self.x(span.begin, start) + (2 if span.text == "tick" else 6), y + 3, span.text)

    def _moves(self, moves: list[Span], start: int, y: float, fill: str) -> None:
        """Draw the movements with their numbers, or every fifth number if they're too narrow for all."""
        for span in moves:
            self.box(self.x(span.begin, start), y, max(1.0, self._wide(span)), MOVE_H, fill, "quiet", 2)
        narrow = any(width_of(span.text, SMALL) + 6 > self._wide(span) for span in moves[1:-1])
        for span in moves:
            fifth = span.text.isdecimal() and int(span.text) % 5 == 0
            w, room = width_of(span.text, SMALL), self._wide(span) * (1 if not narrow else 4 if fifth else 0)
            if span.text and w + 3 <= room:
                x = min(self.x((span.begin + span.end) // 2, start), self.x(moves[-1].end, start) - w / 2 - 2)
                self.box(x - w / 2 - 1, y + 4, w + 2, MOVE_H - 8, fill)
                self.text(x, y + 17, span.text, SMALL, anchor="middle")

    def _wide(self, span: Span) -> float:
        return self.x(span.end, 0) - self.x(span.begin, 0)

    def _axis(self, y: float, start: int, end: int, top: float) -> None:
        """Draw a mark every ten seconds and a time every half minute; longer rows have them further apart."""
        step = 10_000 * (self.row_ms // (MINUTES[0] * 60_000))
        self.canvas.path([(LEFT, y), (self.x(end, start), y)], "line", width=1.2)
        for at in range(-(-start // step) * step, end + 1, step):
            x, named = self.x(at, start), at % (3 * step) == 0
            self.canvas.path([(x, y), (x, y + (7 if named else 4))], "line", width=1.2)
            if named:
                self.canvas.path([(x, top), (x, y)], "grid")
                self.text(x, y + 19, minutes(at), SMALL, "quiet", "middle")


def minutes(at: int) -> str:
    """Write a time on the axis: whole minutes stand out."""
    return clock_time(at) if at % 60_000 else f"{at // 60_000} min"


def stacked(places: list[tuple[float, float]]) -> list[int]:
    """A lane for each name (x, width), 0 the lowest. A name that would run into the next one goes above it."""
    lanes: list[int] = []
    for index in range(len(places) - 1, -1, -1):
        x, width = places[index]
        end, after = x + width * SLACK + 8, zip(lanes, places[index + 1 :], strict=True)
        reached = [lane for lane, (later, _) in after if later < end]
        lanes.insert(0, max(reached, default=-1) + 1)
    return lanes
