"""The baby in outline: a leg, an ankle, a foot from above, a sole, the hips and the whole baby. Draws no hands."""

from __future__ import annotations

from collections.abc import Iterable

from coach.export.drawing.canvas import Point
from coach.export.drawing.pen import Bar, Blob, Part, Pen, beside, disc, limb, mirrored

TOES_DOWN = ((87, 200, 15), (111, 208, 11), (131, 205, 10), (149, 196, 9.5), (163, 182, 8.5))
"""The toes of the left foot from above (x, y, radius), from the big toe to the little one."""
TOES_UP = ((88, 54, 16), (112, 52, 11), (132, 55, 10.5), (150, 63, 10), (164, 74, 8.5))
"""The same with the sole toward the viewer."""
Joints = tuple[Point, ...]
"""One leg of the whole baby: hip, knee, ankle and the foot's tip."""
STRAIGHT: Joints = ((138, 150), (152, 184), (150, 214), (156, 224))
TRUNK = Blob(((96, 70), (88, 100), (86, 134), (98, 154), (120, 158), (142, 154), (154, 134), (152, 100), (144, 70)))
"""Of the whole baby."""


def leg(pen: Pen) -> None:
    """The left leg from the hip to the toes, and a hint of the other."""
    pen.solid(
        [limb([(42, -10), (38, 60), (42, 112), (44, 160), (48, 196)], [70, 66, 48, 44, 28]), disc(48, 212, 15)],
        "paper",
        "faint",
        2,
    )
    toes = [disc(118, 225, 7), disc(130, 229, 6), disc(140, 229, 5.5), disc(149, 226, 5), disc(156, 221, 4.5)]
    pen.solid(
        [
            limb([(140, -12), (146, 50), (142, 112), (139, 156), (136, 194)], [84, 82, 58, 56, 38]),
            Bar(((130, 208), (142, 208)), 18),
            *toes,
        ],
        "body",
    )
    pen.line((122, 120), (126, 126), (134, 128))


def hard_places(pen: Pen, *, shin: bool = True) -> None:
    """Knee, shin and ankle bones of the leg, hatched."""
    pen.keep_off((142, 110), 17, 15)
    if shin:
        pen.keep_off((137, 156), 6, 24)


def both_hard_places(pen: Pen) -> None:
    """Knees and shins of both legs, hatched."""
    for side in (-1, 1):
        pen.keep_off((120 + side * 37, 138), 10, 10)
        pen.keep_off((120 + side * 36, 174), 5, 17)


def lower_leg(pen: Pen) -> None:
    """A close-up of the left ankle from the front, with the foot below."""
    toes = ((98, 186, 12), (115, 192, 9), (130, 192, 8.5), (143, 188, 8), (153, 180, 7))
    shin = limb([(120, -20), (121, 50), (121, 96), (122, 150)], [104, 90, 68, 70])
    pen.solid([shin, Bar(((113, 154), (137, 154)), 31), *(disc(*toe) for toe in toes)], "body")
    nails(pen, toes)


def foot(pen: Pen, up: float = 0) -> None:
    """The left foot from above, the leg coming from the top; moved up a little if room is needed below."""
    edge = (
        (101, 50),
        (95, 95),
        (80, 140),
        (74, 178),
        (91, 201),
        (125, 207),
        (158, 192),
        (169, 162),
        (158, 122),
        (147, 92),
        (143, 50),
    )
    toes = [(x, y - up, r) for x, y, r in TOES_DOWN]
    shin = limb([(122, -20 - up), (122, 30 - up), (122, 70 - up)], [56, 50, 44])
    pen.solid([shin, Blob(tuple((x, y - up) for x, y in edge)), *(disc(*toe) for toe in toes)], "body")
    nails(pen, toes)


def nails(pen: Pen, toes: Iterable[tuple[float, float, float]]) -> None:
    """Nails show that the toes are seen from above."""
    for x, y, r in toes:
        pen.line((x - r * 0.5, y + r * 0.45), (x, y + r * 0.1), (x + r * 0.5, y + r * 0.45), width=1.8)


def sole(pen: Pen) -> None:
    """The left sole, toes up."""
    edge = (
        (120, 216),
        (146, 206),
        (156, 178),
        (162, 140),
        (172, 104),
        (168, 80),
        (134, 57),
        (92, 60),
        (74, 84),
        (76, 112),
        (90, 142),
        (90, 176),
        (96, 206),
    )
    pen.solid([Blob(edge), *(disc(*toe) for toe in TOES_UP)], "body")
    pen.line((82, 96), (92, 108), (112, 110), width=1.8)


def hips(pen: Pen) -> None:
    """The tummy, the hips and both legs."""
    tummy = ((82, -20), (76, 20), (66, 62), (92, 92), (120, 92), (148, 92), (174, 62), (164, 20), (158, -20))
    parts: list[Part] = [Blob(tummy)]
    for side in (-1, 1):
        joints = beside(side, (26, 56), (34, 96), (38, 140), (36, 178), (36, 204))
        parts += [limb(joints, [54, 56, 42, 38, 27]), Bar(((120 + side * 33, 214), (120 + side * 42, 216)), 12)]
    pen.solid(parts, "body")
    pen.canvas.circle((120, 22), 3.5, "ink", width=2.2)
    pen.line((112, 93), (120, 96), (128, 93))


def belly(pen: Pen) -> None:
    """A close-up of the trunk from the breast to the thighs, with the navel and the edge of the nappy."""
    trunk = ((66, -20), (56, 40), (44, 110), (50, 170), (72, 214), (120, 224), (168, 214), (190, 170), (196, 110))
    thighs: list[Part] = [Bar(((120 + side * 40, 208), (120 + side * 52, 262)), 30) for side in (-1, 1)]
    pen.solid([Blob((*trunk, (184, 40), (174, -20))), *thighs], "body")
    pen.canvas.circle((120, 136), 5, "ink", width=2.2)
    pen.line((66, 206), (120, 212), (174, 206), width=1.8)


def chest(pen: Pen) -> None:
    """A close-up of the chest from the chin to the belly, with both shoulders."""
    trunk = (
        (84, 44),
        (52, 62),
        (44, 110),
        (48, 170),
        (46, 262),
        (194, 262),
        (192, 170),
        (196, 110),
        (188, 62),
        (156, 44),
    )
    arms: list[Part] = [
        Bar(((120 + side * 68, 84), (120 + side * 98, 130), (120 + side * 112, 190)), 18) for side in (-1, 1)
    ]
    pen.solid([*arms, Blob(trunk)], "body")
    pen.solid([Blob(((120, -34), (82, -14), (90, 18), (120, 28), (150, 18), (158, -14)))], "body")
    pen.canvas.circle((120, 226), 4, "ink", width=2.2)


def baby(pen: Pen, left: Joints, right: Joints | None = None, head: Point = (120, 40)) -> None:
    """The whole baby; without a right leg of its own, that one is the mirror image of the left."""
    arms = [Bar(((150, 82), (180, 78), (192, 54)), 9), Bar(((90, 82), (60, 78), (48, 54)), 9)]
    pen.solid([*arms, TRUNK], "body")
    face(pen, head)
    bent_leg(pen, right or mirrored(left))
    bent_leg(pen, left)


def face(pen: Pen, head: Point = (120, 40)) -> None:
    """The head of the whole baby."""
    x, y = head
    pen.solid([disc(x, y, 27)], "body")
    for side in (-1, 1):
        pen.canvas.circle((x + side * 9, y), 2.6, fill="ink")
    pen.line((x - 7, y + 10), (x, y + 14), (x + 7, y + 10))


def bent_leg(pen: Pen, joints: Joints) -> None:
    """One leg of the whole baby."""
    hip, knee, ankle, toe = joints
    pen.solid([Bar((hip, knee), 15), Bar((knee, ankle), 12), Bar((ankle, toe), 9)], "body")
