"""The drawings of a baby who is held: on the shoulder, from behind, and by still hands in the first weeks."""

from __future__ import annotations

from coach.export.drawing import body
from coach.export.drawing.pen import Bar, Blob, Part, Pen, Place, disc


def _on_the_shoulder(pen: Pen) -> None:
    """The caregiver in faint lines, the baby upright against the shoulder, one arm under the bottom."""
    grown = Blob(((36, 262), (34, 190), (14, 132), (44, 108), (72, 96), (112, 96), (150, 106), (206, 130), (232, 262)))
    pen.solid([grown], "paper", "faint", 2)
    pen.solid([disc(74, 54, 40)], "paper", "faint", 2)
    trunk = ((118, 96), (112, 130), (112, 168), (120, 192), (146, 200), (172, 192), (180, 168), (180, 130), (174, 96))
    limbs: list[Part] = [Bar(((124, 104), (100, 110), (88, 96)), 10), Bar(((168, 104), (190, 124), (186, 146)), 10)]
    limbs += [Bar(((146 + s * 18, 188), (146 + s * 38, 208), (146 + s * 30, 234)), 14) for s in (-1, 1)]
    pen.solid([*limbs, Blob((*trunk, (146, 86)))], "body")
    pen.solid([disc(146, 66, 27), disc(121, 72, 5)], "body")
    pen.keep_off((146, 140), 4, 40)
    pen.solid([Bar(((118, 196), (146, 204), (180, 196)), 11), Bar(((180, 196), (246, 214)), 13)], "hold")
    for x in (122, 131, 140):
        pen.line((x, 192), (x + 1, 204), width=1.8)


def rest(pen: Pen) -> None:
    """One hand flat on the back, still."""
    _on_the_shoulder(pen)
    pen.flat(Place((152, 130), 64, flip=True), arm=200)


def combing(pen: Pen) -> None:
    """Spread fingers from the neck to the bottom, on both sides of the spine."""
    _on_the_shoulder(pen)
    pen.flat(Place((152, 112), 64, flip=True), arm=200)
    for x in (130, 164):
        pen.way((x, 106), (x, 140), (x, 182), width=4)


def _lying(pen: Pen) -> None:
    body.baby(pen, body.STRAIGHT, head=(120, 44))
    pen.line((96, 84), (120, 92), (144, 84), width=1.8)
    for side in (-1, 1):
        pen.line((120 + side * 20, 202), (120 + side * 43, 204), width=1.8)


def head_hold(pen: Pen) -> None:
    """One hand round the back of the head, the other on the chest."""
    pen.solid([Bar(((120, 30), (196, 14), (262, 6)), 13)], "hold")
    _lying(pen)
    pen.through(Place((126, 44), 78))
    pen.flat(Place((118, 118), 12, flip=True), arm=140)


def foot_hold(pen: Pen) -> None:
    """One hand on the chest, the other round a foot."""
    _lying(pen)
    pen.flat(Place((112, 118), 40, flip=True), "hold", arm=140)
    pen.small((152, 214), (232, 262))
