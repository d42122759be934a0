"""What all drawings of strokes share: outlined shapes, hands, arrows and hatching. Knows the canvas, and no stroke.

The box is 240 units square. Everything is drawn for the left leg, which is to the right of a caregiver who faces
the baby; the canvas mirrors it for the right leg.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coach.export.drawing.canvas import Canvas, Hatch, Point, flatten, shortened, triangle

BOX = 240
MIDDLE = BOX // 2
LINE = 3.0
"""The width of an outline, in units: 1.5 pixels if the drawing is 120 pixels wide."""
WAY = 6.0
"""The width of an arrow's line, in units."""

LIGHT = {
    "ink": "#1a1e25",
    "paper": "#ffffff",
    "body": "#e9edf2",
    "hand": "#ffc873",
    "hold": "#f7e6c8",
    "way": "#0a4fa0",
    "off": "#b3261e",
    "faint": "#a4acb8",
}
DARK = {
    "ink": "#f2f4f7",
    "paper": "#13161b",
    "body": "#343b46",
    "hand": "#9a5d00",
    "hold": "#5c4a2c",
    "way": "#8fd0ff",
    "off": "#ff9d94",
    "faint": "#6c7684",
}


@dataclass(frozen=True, slots=True)
class Bar:
    """A thick line with round ends: a finger, an arm."""

    points: tuple[Point, ...]
    r: float
    """Half its width."""


@dataclass(frozen=True, slots=True)
class Blob:
    """A smooth closed outline."""

    points: tuple[Point, ...]


Part = Bar | Blob


@dataclass(frozen=True)
class Place:
    """Where a hand lies: its origin, the degrees it's turned clockwise, and whether it's flipped first."""

    at: Point
    turn: float = 0
    flip: bool = False

    def put(self, points: Iterable[Point]) -> tuple[Point, ...]:
        """Convert points of a hand to points of the drawing."""
        cos, sin = math.cos(math.radians(self.turn)), math.sin(math.radians(self.turn))
        moved = ((-x if self.flip else x, y) for x, y in points)
        return tuple((self.at[0] + x * cos - y * sin, self.at[1] + x * sin + y * cos) for x, y in moved)


def beside(side: int, *points: Point) -> tuple[Point, ...]:
    """Points given by their distance from the middle of the picture: to the left of it for -1, to the right for 1."""
    return tuple((MIDDLE + side * x, y) for x, y in points)


def mirrored(points: Iterable[Point]) -> tuple[Point, ...]:
    """The same points on the other side of the picture."""
    return tuple((BOX - x, y) for x, y in points)


def oval(centre: Point, rx: float, ry: float, degrees: Iterable[float]) -> list[Point]:
    """Points on an oval at these degrees, clockwise from the right."""
    turns = [math.radians(one) for one in degrees]
    return [(centre[0] + rx * math.cos(turn), centre[1] + ry * math.sin(turn)) for turn in turns]


def disc(x: float, y: float, r: float) -> Bar:
    """A round part."""
    return Bar(((x, y),), r)


def limb(points: Sequence[Point], widths: Sequence[float]) -> Blob:
    """A limb along a line of joints, with a width at each."""
    right, left = [], []
    for index, (x, y) in enumerate(points):
        (ax, ay), (bx, by) = points[max(0, index - 1)], points[min(len(points) - 1, index + 1)]
        far, half = math.hypot(bx - ax, by - ay), widths[index] / 2
        nx, ny = (by - ay) / far * half, (ax - bx) / far * half
        right.append((x + nx, y + ny))
        left.append((x - nx, y - ny))
    return Blob((*right, *left[::-1]))


@dataclass
class Pen:
    """Draws on a canvas."""

    canvas: Canvas

    def solid(self, parts: Iterable[Part], fill: str, edge: str = "ink", line: float = LINE) -> None:
        """Draw parts as one body, with an outline around all of them and none between them."""
        parts = list(parts)
        for part in parts:
            if isinstance(part, Bar):
                self._bar(part, edge, part.r + line)
            else:
                self.canvas.path(part.points, edge, edge, 2 * line, smooth=True, closed=True)
        for part in parts:
            if isinstance(part, Bar):
                self._bar(part, fill, part.r)
            else:
                self.canvas.path(part.points, fill=fill, smooth=True, closed=True)

    def _bar(self, bar: Bar, colour: str, r: float) -> None:
        if len(bar.points) == 1:
            self.canvas.circle(bar.points[0], r, fill=colour)
        else:
            self.canvas.path(bar.points, colour, width=2 * r, smooth=True)

    def line(self, *points: Point, width: float = 2.2) -> None:
        """Draw a thin line, such as a crease or a nail."""
        self.canvas.path(points, "ink", width=width, smooth=True)

    def way(self, *points: Point, both: bool = False, width: float = WAY) -> None:
        """Draw the path of a hand, ending in an arrowhead, or with one at each end.

        A paper-coloured rim makes it stand out on any ground.
        """
        head = 3 * width
        line = flatten(points)
        heads = [triangle(line, head)] + ([triangle(line[::-1], head)] if both else [])
        line = shortened(line, head * 0.8)
        if both:
            line = shortened(line[::-1], head * 0.8)
        line = [*line[:-1:4], line[-1]]  # a few points are enough, as the line is drawn smooth
        self.canvas.path(line, "paper", width=width + 4, smooth=True)
        for corners in heads:
            self.canvas.path(corners, "paper", "paper", 4, closed=True)
        self.canvas.path(line, "way", width=width, smooth=True)
        for corners in heads:
            self.canvas.path(corners, fill="way", closed=True)

    def ring(self, centre: Point, rx: float, ry: float, begin: float, end: float, width: float = WAY) -> None:
        """Draw an arrow round a centre, from one angle to another in degrees, clockwise from the right."""
        steps = [begin + (end - begin) * n / 8 for n in range(9)]
        self.way(*oval(centre, rx, ry, steps), width=width)

    def keep_off(self, centre: Point, rx: float, ry: float) -> None:
        """Hatch a place to keep off."""
        outline = oval(centre, rx, ry, range(0, 360, 30))
        self.canvas.path(outline, "off", "paper", 2.4, smooth=True, closed=True, hatch=Hatch("off", 6, 2.2))

    # --- hands: fingers point up, the arm comes from below ---

    def flat(self, place: Place, fill: str = "hand", *, arm: float) -> None:
        """A flat hand seen from its back, the thumb on its right."""
        tips = ((-13.5, 20), (-4.5, 27), (4.5, 28), (13.5, 23))
        fingers = [Bar(place.put([(x, 2), (x * 1.1, -tip)]), 5) for x, tip in tips]
        palm = [Bar(place.put([(x, 12), (x * 0.6, 27)]), 14) for x in (-5, 5)]
        palm.append(Bar(place.put([(0, 30), (0, 30 + arm)]), 11))
        self.solid([*palm, Bar(place.put([(12, 27), (24, 16), (28, 4)]), 5.5), *fingers], fill)
        for x in (-9.3, 0, 9.3):
            self.line(*place.put([(x, -18), (x * 0.95, -1)]), width=1.8)

    def through(self, place: Place) -> None:
        """The dashed outline of a flat hand that lies under the body."""
        outline = (
            (-16, 20),
            (-20, 0),
            (-17, -24),
            (0, -34),
            (17, -26),
            (19, -2),
            (24, -4),
            (33, 2),
            (30, 18),
            (21, 28),
        )
        self.canvas.path(place.put(outline), "ink", width=2.2, smooth=True, dash=(5, 6))

    def plank(self, place: Place, *, arm: float) -> None:
        """A flat hand seen from its edge, the thumb on its left."""
        self.solid(
            [
                Bar(place.put([(0, -34), (0, 26)]), 8),
                Bar(place.put([(1, 10), (1, 24)]), 11),
                Bar(place.put([(2, 24), (4, 30 + arm)]), 11),
            ],
            "hand",
        )
        self.solid([Bar(place.put([(-2, 24), (-5, 4), (-4, -4)]), 5.5)], "hand", line=2)

    def grip(self, place: Place, width: float, fill: str = "hand", *, arm: Point, thumb: bool = False) -> None:
        """A C-shaped hold round an upright limb of this width, from the right; four fingers or the thumb on top."""
        edge = width / 2
        palm = [Bar(place.put([(edge + 7, -11), (edge + 7, 11)]), 10)]
        palm.append(Bar(place.put([(edge + 8, 4), (edge + arm[0], arm[1])]), 11))
        if thumb:
            self.solid([*palm, Bar(place.put([(edge + 4, -4), (0, -7), (-edge * 0.55, -3)]), 7)], fill)
            return
        reach = ((-14, 0.75), (-4.7, 0.95), (4.7, 0.9), (14, 0.65))
        fingers = [Bar(place.put([(edge + 4, y), (-edge * far, y)]), 5) for y, far in reach]
        self.solid([*palm, *fingers], fill)
        for y in (-9.3, 0, 9.3):
            self.line(*place.put([(edge + 2, y), (-edge * 0.6, y)]), width=1.8)

    def finger(self, place: Place, *, arm: float) -> None:
        """A hand that points with the first finger; the origin is its tip."""
        fist = [Bar(place.put([(4, 42), (12, 46)]), 15), Bar(place.put([(10, 52), (14, 52 + arm)]), 11)]
        self.solid([*fist, Bar(place.put([(0, 6), (0, 38)]), 6), Bar(place.put([(-8, 46), (-11, 34)]), 5.5)], "hand")
        for x in (9, 17):
            self.line(*place.put([(x, 31 + (x - 9) * 0.4), (x, 42)]), width=1.8)
        self.line(*place.put([(-2.5, 5), (0, 2.5), (2.5, 5)]), width=1.8)

    def thumb(self, place: Place, *, arm: float) -> None:
        """A hand with its thumb stretched out; the origin is the thumb's tip, the fingers are bent to the right."""
        fist = [Bar(place.put([(8, 46), (16, 44)]), 16), Bar(place.put([(12, 54), (16, 54 + arm)]), 11)]
        self.solid([*fist, Bar(place.put([(0, 8), (1, 24), (4, 38)]), 8)], "hand")
        self.line(*place.put([(-4, 8), (0, 3.5), (4, 8)]), width=1.8)
        for y in (36, 44, 52):
            self.line(*place.put([(20, y), (30, y)]), width=1.8)

    def pads(self, place: Place, *, arm: float) -> None:
        """Four joined fingers; the origin is between their tips."""
        tips = ((-13.5, 9), (-4.5, 4), (4.5, 3), (13.5, 8))
        palm = [Bar(place.put([(-4, 44), (4, 44)]), 14), Bar(place.put([(0, 52), (2, 52 + arm)]), 11)]
        self.solid([*palm, *(Bar(place.put([(x, 34), (x, tip)]), 5) for x, tip in tips)], "hand")
        for x in (-9.3, 0, 9.3):
            self.line(*place.put([(x, 12), (x, 30)]), width=1.8)

    def small(self, at: Point, arm: Point, fill: str = "hand") -> None:
        """A hand round a leg of the whole baby; its arm goes to ``arm``."""
        x, y = at
        self.solid([Bar((at, arm), 9), Bar(((x - 8, y), (x + 8, y)), 10)], fill)
        for dx in (-7, 0, 7):
            self.line((x + dx, y - 7), (x + dx, y + 4), width=1.8)
