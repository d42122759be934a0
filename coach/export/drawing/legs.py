"""The drawings of the strokes of a leg. Each draws the left side."""

from __future__ import annotations

from coach.export.drawing import body
from coach.export.drawing.pen import Bar, Part, Pen, Place


def _held_ankle(pen: Pen) -> None:
    """The caregiver's left hand holds the left ankle, from the inside."""
    pen.grip(Place((136, 190), flip=True), 38, "hold", arm=(90, 94))


def resting_hands(pen: Pen) -> None:
    """Both palms on the thighs."""
    body.hips(pen)
    pen.flat(Place((84, 106), 14, flip=True), arm=150)
    pen.flat(Place((156, 106), -14), arm=150)


def rope(pen: Pen) -> None:
    """Hand after hand from hip to ankle, outside and inside."""
    body.leg(pen)
    body.hard_places(pen)
    pen.way((92, 62), (104, 110), (106, 160))
    _held_ankle(pen)
    pen.grip(Place((145, 42), -6), 80, arm=(90, 64), thumb=True)
    pen.way((194, 80), (186, 116), (177, 152), (170, 198))


def wringing(pen: Pen) -> None:
    """Two rings that twist against each other."""
    body.leg(pen)
    body.hard_places(pen)
    pen.grip(Place((143, 26), -3), 82, arm=(100, 60))
    pen.grip(Place((146, 70), 2, flip=True), 76, arm=(150, 110))
    pen.way((116, 27), (146, 20), (190, 26))
    pen.way((178, 71), (146, 77), (102, 70))
    pen.way((196, 112), (190, 150), (178, 206))


def rolling(pen: Pen) -> None:
    """The leg between two flat hands, to and fro."""
    body.leg(pen)
    body.hard_places(pen, shin=False)
    pen.plank(Place((92, 56), 4, flip=True), arm=180)
    pen.plank(Place((198, 56), -4), arm=180)
    pen.way((112, 48), (178, 48), both=True)
    pen.way((140, 136), (137, 204))


def circles(pen: Pen) -> None:
    """Circles on thigh and calf: here the caregiver's right hand holds the left ankle, and the left hand circles."""
    body.leg(pen)
    body.hard_places(pen)
    pen.grip(Place((143, 190)), 38, "hold", arm=(90, 94))
    pen.ring((146, 46), 26, 24, 130, -200)
    pen.ring((109, 152), 15, 17, 10, -260)
    pen.pads(Place((112, 60), 28, flip=True), arm=150)


def ankle_rings(pen: Pen) -> None:
    """Thumb and finger circle round the ankle bones."""
    body.lower_leg(pen)
    pen.grip(Place((121, 42), flip=True), 90, "hold", arm=(90, 84))
    hand: list[Part] = [
        Bar(((124, 238), (140, 244)), 26),
        Bar(((104, 236), (66, 214), (58, 178), (74, 150)), 7.5),
        Bar(((146, 240), (180, 216), (188, 180), (172, 152)), 9),
    ]
    pen.solid(hand, "hand")
    for x in (92, 151):
        pen.keep_off((x, 122), 9, 9)
    pen.ring((92, 122), 20, 20, 110, -190, width=5)
    pen.ring((151, 122), 20, 20, 70, 370, width=5)


def upward_glide(pen: Pen) -> None:
    """Hand after hand from ankle to thigh."""
    body.leg(pen)
    pen.grip(Place((140, 150)), 54, arm=(110, 100))
    _held_ankle(pen)
    pen.way((184, 140), (196, 100), (200, 56), (196, 14))
    pen.way((98, 150), (90, 104), (86, 56), (90, 14))
