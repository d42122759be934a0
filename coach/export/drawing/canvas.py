"""A list of primitives to draw: shapes as data, and the geometry that builds larger ones from smaller.

Knows nothing of files or babies, and of colours only the names.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import mul

Point = tuple[float, float]
"""x to the right and y down, in units of the canvas."""

CURVE_STEPS = 10
"""How many straight pieces replace each piece of a curve."""


@dataclass(frozen=True, slots=True)
class Hatch:
    """Lines at 45 degrees to fill an area with."""

    colour: str
    gap: float
    width: float = 1


@dataclass(frozen=True, slots=True)
class Path:
    """A line through points, straight or smooth (a Catmull-Rom curve), open or closed; a closed one can be filled."""

    points: tuple[Point, ...]
    stroke: str = ""
    fill: str = ""
    """The names of colours; empty for none."""
    width: float = 1
    smooth: bool = False
    closed: bool = False
    dash: tuple[float, float] | None = None
    """Units drawn and left out, in turn."""
    hatch: Hatch | None = None
    """Hatching over the fill."""


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle whose corners are rounded by ``radius``."""

    x: float
    y: float
    w: float
    h: float
    stroke: str = ""
    fill: str = ""
    width: float = 1
    radius: float = 0
    title: str = ""
    """Its tooltip, which screen readers read too."""


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle."""

    centre: Point
    radius: float
    stroke: str = ""
    fill: str = ""
    width: float = 1


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text with its baseline at ``at``."""

    at: Point
    text: str
    size: float
    colour: str
    width: float
    """Its measured width; viewers with other fonts fit the text into it."""
    anchor: str = "start"
    """start, middle or end"""
    bold: bool = False


Primitive = Path | Rect | Circle | Text


@dataclass
class Canvas:
    """Everything drawn so far, from back to front."""

    w: float
    h: float
    title: str = ""
    desc: str = ""
    """The title and a description for those who don't see the picture."""
    mirror: bool = False
    """Swap left and right in paths and circles."""
    drawn: list[Primitive] = field(default_factory=list)

    def _at(self, point: Point) -> Point:
        return (self.w - point[0], point[1]) if self.mirror else point

    def add(self, primitive: Primitive) -> None:
        """Draw a shape as it is."""
        self.drawn.append(primitive)

    def path(
        self,
        points: Iterable[Point],
        stroke: str = "",
        fill: str = "",
        width: float = 1,
        *,
        smooth: bool = False,
        closed: bool = False,
        dash: tuple[float, float] | None = None,
        hatch: Hatch | None = None,
    ) -> None:
        """Draw a line, polygon or curve; the arguments are those of :class:`Path`."""
        self.add(Path(tuple(map(self._at, points)), stroke, fill, width, smooth, closed, dash, hatch))

    def circle(self, centre: Point, radius: float, stroke: str = "", fill: str = "", width: float = 1) -> None:
        """Draw a circle, filled or not."""
        self.add(Circle(self._at(centre), radius, stroke, fill, width))


# --- geometry ------------------------------------------------------------------------------------


def controls(points: Sequence[Point], *, closed: bool = False) -> list[tuple[Point, Point, Point]]:
    """The control points and end of the Bezier curve that equals each piece of a Catmull-Rom curve."""
    ends = [*points, points[0]] if closed else list(points)
    before, after = (points[-1], points[1]) if closed else (ends[0], ends[-1])
    around = [before, *ends, after]
    return [
        ((b[0] + (c[0] - a[0]) / 6, b[1] + (c[1] - a[1]) / 6), (c[0] - (d[0] - b[0]) / 6, c[1] - (d[1] - b[1]) / 6), c)
        for a, b, c, d in zip(around, around[1:], around[2:], around[3:], strict=False)
    ]


def flatten(points: Sequence[Point]) -> list[Point]:
    """The smooth curve through points, as many short straight lines."""
    if len(points) < 3:  # noqa: PLR2004 - two points are a straight line
        return list(points)
    line = [points[0]]
    for one, two, end in controls(points):
        begin = line[-1]
        for step in range(1, CURVE_STEPS + 1):
            t = step / CURVE_STEPS
            s = 1 - t
            weights = s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t
            x, y = (sum(map(mul, weights, axis)) for axis in zip(begin, one, two, end, strict=True))
            line.append((x, y))
    return line


def shortened(line: Sequence[Point], by: float) -> list[Point]:
    """The line, cut off that many units before its end."""
    line = list(line)
    while len(line) > 1:
        before, end = line[-2:]
        last = math.dist(before, end)
        if last > by:
            x, y = (e + (b - e) * by / last for b, e in zip(before, end, strict=True))
            return [*line[:-1], (x, y)]
        by -= last
        line.pop()
    return line


def triangle(line: Sequence[Point], size: float) -> list[Point]:
    """The arrowhead at the end of a line."""
    tip, back = line[-1], shortened(line, size)[-1]
    away = math.dist(tip, back)
    across = ((tip[1] - back[1]) / away * size * 0.62, (back[0] - tip[0]) / away * size * 0.62)
    return [tip, (back[0] + across[0], back[1] + across[1]), (back[0] - across[0], back[1] - across[1])]
