"""The drawings of the strokes of a foot. Each draws the left side."""

from __future__ import annotations

from coach.export.drawing import body
from coach.export.drawing.pen import Bar, Pen, Place


def _heel_held(pen: Pen) -> None:
    """The left hand holds the ankle behind the heel; draw it before the sole."""
    pen.solid([Bar(((-10, 262), (60, 206), (100, 190)), 12), Bar(((88, 184), (104, 204)), 14)], "hold")
    pen.solid([Bar(((120, y), (x, y - 4)), 6) for x, y in ((164, 174), (167, 187), (164, 200), (156, 212))], "hold")


def toe_lines(pen: Pen) -> None:
    """A line from the ankle to each toe."""
    body.foot(pen)
    pen.grip(Place((122, 34), flip=True), 50, "hold", arm=(120, 130))
    for x, y, r in body.TOES_DOWN:
        pen.way((122 + (x - 122) * 0.12, 72), (122 + (x - 122) * 0.6, 130), (x, y - r), width=4)
    pen.finger(Place((128, 68), -84), arm=80)


def toe_squeezes(pen: Pen) -> None:
    """Thumb and finger slide off a toe."""
    pen.solid([Bar(((88, 216), (68, 196), (66, 170)), 7)], "hand")
    body.foot(pen, up=28)
    pen.grip(Place((122, 24), flip=True), 50, "hold", arm=(150, 160))
    thumb = Bar(((96, 206), (92, 188), (88, 176)), 8)
    pen.solid([Bar(((108, 226), (118, 262)), 12), Bar(((98, 216), (106, 218)), 14), thumb], "hand")
    pen.line((84, 177), (87.5, 172), (92, 176), width=1.8)
    pen.way((50, 150), (44, 184), (46, 222))
    pen.way((138, 206), (160, 198), (184, 172), width=4)


def sole_line(pen: Pen) -> None:
    """The thumb glides from the heel to the ball."""
    _heel_held(pen)
    body.sole(pen)
    pen.way((122, 172), (124, 130), (122, 84))
    pen.thumb(Place((124, 178), -12), arm=60)


def scoops(pen: Pen) -> None:
    """One finger scoops along the arch from the pad to the heel."""
    _heel_held(pen)
    body.sole(pen)
    pen.way((100, 106), (114, 140), (112, 172), (98, 196))
    pen.finger(Place((98, 94), -62), arm=130)


def thumbs(pen: Pen) -> None:
    """Both hands cup the foot, the thumbs walk on the sole."""
    body.sole(pen)
    for flip in (False, True):
        pen.thumb(Place((108 if flip else 138, 140), 0, flip=flip), arm=80)
    pen.way((104, 84), (104, 130), both=True, width=5)
    pen.way((140, 84), (140, 130), both=True, width=5)


def hold_and_rub(pen: Pen) -> None:
    """The palm rubs the sole."""
    _heel_held(pen)
    body.sole(pen)
    pen.flat(Place((128, 120), -14), arm=130)
    pen.way((196, 70), (204, 120), (196, 176), both=True)
