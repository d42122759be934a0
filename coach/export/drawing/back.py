"""The drawings of the back, with the baby face down. The baby's left is on the left of the picture.

They are never mirrored: no stroke of the back has a side.
"""

from __future__ import annotations

from coach.export.drawing.pen import Bar, Blob, Part, Pen, Place, beside, disc, mirrored


def _lying(pen: Pen) -> None:
    """The baby from behind, the face turned to the side, the spine hatched."""
    side = ((84, 66), (78, 110), (80, 150), (84, 182))
    trunk = (*side, (120, 192), *mirrored(side[::-1]), (120, 56))
    limbs: list[Part] = [Bar(((120 + s * 38, 76), (120 + s * 66, 70), (120 + s * 74, 38)), 11) for s in (-1, 1)]
    limbs += [Bar(((120 + s * 20, 178), (120 + s * 24, 214), (120 + s * 22, 246)), 15) for s in (-1, 1)]
    pen.solid([*limbs, Blob(trunk)], "body")
    pen.solid([disc(120, 32, 27), disc(148, 38, 5)], "body")
    pen.line((120, 170), (120, 188))
    pen.keep_off((120, 118), 5, 46)


def rest(pen: Pen) -> None:
    """One palm below the neck, the other on the bottom."""
    _lying(pen)
    pen.flat(Place((128, 84), -78), arm=110)
    pen.flat(Place((112, 168), 78, flip=True), arm=110)


def to_and_fro(pen: Pen) -> None:
    """Both hands across the back, one away and one back, along to the bottom."""
    _lying(pen)
    pen.flat(Place((136, 80), -78), arm=110)
    pen.flat(Place((106, 112), 78, flip=True), arm=110)
    pen.way((92, 64), (148, 64), both=True, width=5)
    pen.way((172, 116), (174, 178), both=True, width=5)


def swoop(pen: Pen) -> None:
    """One hand on the bottom, the other from the neck to the bottom."""
    _lying(pen)
    pen.flat(Place((108, 172), 78, flip=True), "hold", arm=110)
    pen.flat(Place((134, 76), -78), arm=110)
    pen.way((144, 92), (146, 124), (142, 166))


def long_swoop(pen: Pen) -> None:
    """One hand round the ankles, the other from the neck to the heels."""
    _lying(pen)
    pen.small((120, 226), (20, 236), "hold")
    pen.flat(Place((134, 76), -78), arm=110)
    pen.way((146, 92), (148, 140), (146, 184), (144, 218))


def circles(pen: Pen) -> None:
    """Small circles beside the spine, to the bottom, and back on the other side."""
    _lying(pen)
    pen.flat(Place((108, 184), 78, flip=True), "hold", arm=110)
    pen.pads(Place((150, 148), -30), arm=100)
    for y in (80, 112, 144):
        pen.ring((142, y), 10, 9, 270, 560, width=4)
        pen.ring((98, y), 10, 9, 90, 380, width=4)


def shoulders(pen: Pen) -> None:
    """From the neck out over the shoulders."""
    _lying(pen)
    pen.flat(Place((98, 104), 18, flip=True), arm=140)
    pen.flat(Place((142, 104), -18), arm=140)
    for side in (-1, 1):
        pen.way(*beside(side, (12, 66), (32, 66), (60, 72)), width=5)


def combing(pen: Pen) -> None:
    """Spread fingers, from the neck to the bottom, on both sides of the spine."""
    _lying(pen)
    pen.flat(Place((108, 180), 78, flip=True), "hold", arm=110)
    pen.flat(Place((134, 74), -78), arm=110)
    for x in (98, 142):
        pen.way((x, 90), (x, 128), (x, 164), width=4)
