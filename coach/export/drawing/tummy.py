"""The drawings of the tummy and of the wind routine. They're never mirrored: the bowel has only one direction.

The baby's left is on the right of the picture, as a caregiver facing the baby sees it.
"""

from __future__ import annotations

from coach.export.drawing import body
from coach.export.drawing.canvas import Point
from coach.export.drawing.pen import Pen, Place

BOWEL: tuple[Point, ...] = ((82, 172), (76, 130), (84, 96), (120, 88), (156, 96), (164, 130), (158, 172))
"""The path of the bowel, dashed: from the baby's lower right round to the lower left."""
CIRCLE: tuple[Point, ...] = ((86, 180), (66, 136), (80, 94), (120, 80), (160, 94), (174, 136), (156, 182))
"""A circle on the tummy, drawn so that its end at the lower left shows."""


def belly(pen: Pen) -> None:
    """The tummy from the ribs to the nappy, with the path of the bowel; hatching marks what not to touch."""
    body.belly(pen)
    pen.canvas.path(BOWEL, "faint", width=3, smooth=True, dash=(6, 6))
    for side in (-1, 1):
        pen.keep_off((120 + side * 46, 50), 25, 11)
    pen.keep_off((120, 218), 16, 7)


def rest(pen: Pen) -> None:
    """Both palms beside the navel."""
    belly(pen)
    pen.flat(Place((88, 142), 18, flip=True), arm=120)
    pen.flat(Place((152, 142), -18), arm=120)


def wheel(pen: Pen) -> None:
    """Hand after hand across the tummy, from below the ribs to above the nappy."""
    belly(pen)
    pen.flat(Place((126, 92), -78), arm=120)
    pen.flat(Place((112, 158), 78, flip=True), arm=120)
    pen.way((120, 76), (120, 134), (120, 192))


def lifted_wheel(pen: Pen) -> None:
    """One hand lifts both lower legs a little, knees bent; the other strokes from below the ribs to the nappy."""
    body.baby(pen, ((138, 150), (172, 168), (134, 204), (136, 218)))
    pen.small((120, 110), (250, 98))
    pen.way((120, 108), (120, 122), (120, 138))
    pen.small((120, 204), (-20, 230), "hold")
    pen.way((66, 228), (66, 196), width=5)


def waist_slide(pen: Pen) -> None:
    """Flat thumbs from beside the navel out to the sides."""
    belly(pen)
    pen.thumb(Place((104, 134), 62, flip=True), arm=90)
    pen.thumb(Place((136, 134), -62), arm=90)
    pen.way((104, 116), (80, 112), (50, 116))
    pen.way((136, 116), (160, 112), (190, 116))


def sun_and_moon(pen: Pen) -> None:
    """A full circle by one hand and a half circle by the other, which are drawn where the half circle ends."""
    belly(pen)
    pen.flat(Place((92, 166), 24, flip=True), arm=120)
    pen.flat(Place((170, 184), -34), arm=110)
    pen.ring((120, 134), 34, 34, 130, 470, width=5)
    pen.way((62, 128), (76, 86), (120, 70), (166, 88), (178, 134), (160, 186))


def love_letters(pen: Pen) -> None:
    """The I, the L and the U, nested in each other; all end at the lower left."""
    belly(pen)
    pen.pads(Place((170, 196), -14), arm=90)
    pen.way((148, 108), (150, 176), width=5)
    pen.way((78, 100), (120, 92), (160, 100), (164, 178), width=5)
    pen.way((66, 182), (60, 130), (72, 82), (120, 74), (170, 84), (180, 130), (178, 180), width=5)


def finger_walk(pen: Pen) -> None:
    """Finger pads step from the baby's right to the left, above the navel."""
    belly(pen)
    pen.pads(Place((78, 132), 18, flip=True), arm=110)
    for x in (72, 92, 112, 132, 152):
        pen.canvas.circle((x, 116), 3.5, fill="way")
    pen.way((72, 104), (120, 96), (176, 106))


def flat_circle(pen: Pen) -> None:
    """One palm in wide circles, from the lower right over the top to the lower left."""
    belly(pen)
    pen.flat(Place((158, 176), -28), arm=110)
    pen.way(*CIRCLE)


def knees_in(pen: Pen) -> None:
    """Both knees to the belly, hip-wide, and held."""
    body.baby(pen, ((140, 150), (162, 118), (154, 152), (160, 164)))
    pen.small((160, 138), (206, 268))
    pen.small((80, 138), (34, 268))
    pen.way((146, 190), (146, 130))
    pen.way((94, 190), (94, 130))


def legs_long(pen: Pen) -> None:
    """Both legs come gently away from the belly."""
    body.baby(pen, body.STRAIGHT)
    pen.small((152, 192), (214, 264))
    pen.small((88, 192), (26, 264))
    pen.way((184, 140), (190, 170), (186, 206))
    pen.way((56, 140), (50, 170), (54, 206))
