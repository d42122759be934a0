"""The drawings of the chest. Both sides are drawn at once; the baby's left is on the right of the picture."""

from __future__ import annotations

from coach.export.drawing import body
from coach.export.drawing.pen import Pen, Place, beside


def _chest(pen: Pen) -> None:
    body.chest(pen)
    pen.keep_off((120, 44), 15, 8)
    for side in (-1, 1):
        pen.keep_off((120 + side * 36, 62), 22, 5)
        pen.keep_off((120 + side * 32, 110), 7, 7)


def rest(pen: Pen) -> None:
    """Both palms on the chest."""
    _chest(pen)
    pen.flat(Place((92, 134), 14, flip=True), arm=130)
    pen.flat(Place((148, 134), -14), arm=130)


def open_book(pen: Pen) -> None:
    """From the middle out to the sides, below the nipples."""
    _chest(pen)
    pen.flat(Place((96, 158), 14, flip=True), arm=110)
    pen.flat(Place((144, 158), -14), arm=110)
    pen.way((112, 132), (86, 132), (54, 142))
    pen.way((128, 132), (154, 132), (186, 142))


def heart(pen: Pen) -> None:
    """Out over the shoulders, along the sides, and together again low on the chest."""
    _chest(pen)
    pen.flat(Place((100, 196), 10, flip=True), arm=90)
    pen.flat(Place((140, 196), -10), arm=90)
    for side in (-1, 1):
        pen.way(*beside(side, (6, 112), (24, 82), (62, 78), (72, 120), (44, 160), (8, 180)))


def butterfly(pen: Pen) -> None:
    """The hand at each side crosses slantwise to the opposite shoulder."""
    _chest(pen)
    pen.flat(Place((176, 168), -40), arm=100)
    pen.flat(Place((64, 168), 40, flip=True), "hold", arm=100)
    pen.way((160, 148), (120, 116), (66, 76), both=True)
    pen.way((80, 148), (112, 122), both=False)


def sweep(pen: Pen) -> None:
    """Along the sides of the body to the toes."""
    body.baby(pen, body.STRAIGHT)
    for side in (-1, 1):
        pen.small((120 + side * 26, 92), (120 + side * 96, 176))
        pen.way(*beside(side, (40, 96), (42, 140), (54, 180), (52, 226)), width=5)
