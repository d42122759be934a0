"""The drawings of an arm and a hand. Each draws the left side; the canvas mirrors it for the right one."""

from __future__ import annotations

from coach.export.drawing.pen import Bar, Blob, Part, Pen, Place, disc, limb

FINGERS = ((96, 206), (112, 220), (130, 222), (146, 212))


def _arm(pen: Pen) -> None:
    """The left arm from the shoulder to the fingers, the elbow hatched."""
    shoulder: list[Part] = [Blob(((-20, -20), (-20, 90), (40, 74), (84, 60), (128, 44), (140, -20)))]
    arm = limb([(112, 20), (122, 70), (120, 118), (118, 168)], [66, 56, 50, 36])
    hand: list[Part] = [disc(120, 190, 22), Bar(((104, 184), (82, 176)), 8)]
    hand += [Bar(((x * 0.7 + 36, 198), (x, y)), 7) for x, y in FINGERS]
    pen.solid([*shoulder, arm, *hand], "body")
    pen.keep_off((122, 104), 14, 9)


def _held(pen: Pen) -> None:
    pen.grip(Place((118, 166), flip=True), 38, "hold", arm=(80, 74))


def hug(pen: Pen) -> None:
    """Both palms hold the arm close to the chest."""
    _arm(pen)
    pen.flat(Place((100, 84), 12, flip=True), arm=150)
    pen.flat(Place((144, 84), -12), arm=150)


def rope(pen: Pen) -> None:
    """Hand after hand from the shoulder to the wrist."""
    _arm(pen)
    _held(pen)
    pen.grip(Place((120, 52)), 62, arm=(90, 64), thumb=True)
    pen.way((174, 66), (170, 108), (158, 164))


def wringing(pen: Pen) -> None:
    """Two rings that twist against each other, along to the wrist."""
    _arm(pen)
    pen.grip(Place((120, 42)), 62, arm=(100, 60))
    pen.grip(Place((122, 78), flip=True), 56, arm=(140, 110))
    pen.way((98, 42), (120, 36), (150, 41))
    pen.way((146, 79), (122, 84), (92, 78))
    pen.way((172, 110), (168, 136), (158, 172))


def pit_stop(pen: Pen) -> None:
    """Flat fingers from the armpit along the side of the chest; the arm is lifted only as far as it goes."""
    trunk = ((-20, 40), (60, 44), (128, 56), (150, 96), (144, 150), (140, 262), (-20, 262))
    arm = limb([(124, 72), (160, 62), (192, 42), (214, 12)], [56, 50, 42, 34])
    pen.solid([Blob(trunk), arm], "body")
    pen.keep_off((72, 112), 8, 8)
    pen.grip(Place((204, 26), 36), 42, "hold", arm=(110, 230))
    pen.flat(Place((150, 168), -14), arm=110)
    pen.way((166, 100), (168, 140), (160, 216))


def rolling(pen: Pen) -> None:
    """Flat hands like two planks, the arm rolls between them, along to the wrist."""
    _arm(pen)
    pen.plank(Place((76, 96), 10, flip=True), arm=150)
    pen.plank(Place((164, 96), -10), arm=150)
    pen.way((92, 40), (148, 40), both=True, width=5)
    pen.way((120, 66), (120, 132))


def glide(pen: Pen) -> None:
    """Hand after hand from the wrist to the shoulder."""
    _arm(pen)
    _held(pen)
    pen.grip(Place((120, 128)), 48, arm=(100, 80))
    pen.way((174, 120), (178, 76), (168, 24))
