"""The drawings of the face. Both sides are drawn at once, so mirroring changes nothing that matters."""

from __future__ import annotations

from coach.export.drawing.canvas import Point
from coach.export.drawing.pen import Blob, Pen, Place, beside, disc


def head(pen: Pen) -> None:
    """The face from the front; hatching marks what not to touch: eyes, nose and soft spot."""
    skull = (
        (120, 14),
        (60, 36),
        (36, 96),
        (46, 156),
        (84, 204),
        (120, 214),
        (156, 204),
        (194, 156),
        (204, 96),
        (180, 36),
    )
    pen.solid([disc(36, 122, 15), disc(204, 122, 15), Blob(skull)], "body")
    pen.keep_off((120, 36), 15, 10)
    for side in (-1, 1):
        pen.keep_off((120 + side * 38, 112), 17, 10)
        pen.line(*beside(side, (20, 94), (38, 87), (58, 94)))
    pen.keep_off((120, 142), 11, 6)
    pen.line((98, 174), (120, 182), (142, 174), width=2.6)


def _pair(pen: Pen, *way: Point, thumbs: Point) -> None:
    """The same path on both sides, given for the right half of the picture by its distance from the middle."""
    for side in (-1, 1):
        pen.thumb(Place((120 + side * thumbs[0], thumbs[1]), side * -38, flip=side < 0), arm=110)
        pen.way(*beside(side, *way), width=5)


def forehead_lines(pen: Pen) -> None:
    """From the middle of the forehead out to the temples."""
    head(pen)
    _pair(pen, (8, 62), (38, 58), (70, 78), thumbs=(66, 90))


def brows(pen: Pen) -> None:
    """Along the brows."""
    head(pen)
    _pair(pen, (10, 90), (38, 78), (76, 92), thumbs=(76, 104))


def cheek_lines(pen: Pen) -> None:
    """From beside the bridge, out under the cheekbones, to the ears."""
    head(pen)
    _pair(pen, (13, 122), (34, 146), (76, 132), thumbs=(56, 156))


def upper_smile(pen: Pen) -> None:
    """Above the upper lip, outward."""
    head(pen)
    _pair(pen, (6, 160), (34, 162), (58, 148), thumbs=(48, 172))


def lower_smile(pen: Pen) -> None:
    """Below the lower lip, outward."""
    head(pen)
    _pair(pen, (6, 194), (34, 188), (60, 166), thumbs=(48, 196))


def jaw_circles(pen: Pen) -> None:
    """Small circles along the jaw."""
    head(pen)
    for side in (-1, 1):
        pen.pads(Place((120 + side * 62, 190), side * -34, flip=side < 0), arm=90)
        pen.ring((120 + side * 26, 194), 10, 9, 90, 90 - side * 290, width=4)
        pen.ring((120 + side * 58, 170), 10, 9, 90, 90 - side * 290, width=4)
        pen.ring((120 + side * 76, 140), 10, 9, 90, 90 - side * 290, width=4)


def ears(pen: Pen) -> None:
    """Over and behind the ears, then under the chin."""
    head(pen)
    for side in (-1, 1):
        pen.pads(Place((120 + side * 84, 186), side * -30, flip=side < 0), arm=90)
        pen.way(*beside(side, (80, 98), (104, 106), (102, 144), (60, 206), (16, 226)), width=5)


def head_cup(pen: Pen) -> None:
    """A hand on each side of the head, still."""
    for side in (-1, 1):
        pen.flat(Place((120 + side * 84, 116), side * -8, flip=side > 0), arm=140)
    head(pen)
    for side in (-1, 1):
        pen.through(Place((120 + side * 84, 116), side * -8, flip=side > 0))
