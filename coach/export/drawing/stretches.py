"""The drawings of the stretches: the whole baby. Each draws the left side."""

from __future__ import annotations

from coach.export.drawing import body
from coach.export.drawing.canvas import Point
from coach.export.drawing.pen import BOX, Pen

Joints = tuple[Point, ...]
STRAIGHT: Joints = ((138, 150), (152, 184), (150, 214), (156, 224))
BENT: Joints = ((140, 150), (160, 118), (152, 152), (158, 164))


def _other(joints: Joints) -> Joints:
    return tuple((BOX - x, y) for x, y in joints)


def bicycle(pen: Pen) -> None:
    """The knees go to the tummy, one after the other."""
    body.baby(pen, BENT, _other(STRAIGHT))
    pen.small((156, 138), (214, 262))
    pen.small((89, 200), (40, 268))
    pen.way((196, 166), (204, 136), (186, 104))
    pen.way((64, 128), (46, 154), (52, 190))


def side_to_side(pen: Pen) -> None:
    """Both knees to one side, then to the other."""
    body.baby(pen, ((138, 148), (190, 130), (164, 166), (168, 178)), ((104, 152), (160, 122), (142, 162), (144, 176)))
    pen.small((180, 150), (236, 262))
    pen.small((148, 150), (96, 268))
    pen.way((58, 124), (120, 92), (196, 104), both=True)


def cross_over(pen: Pen) -> None:
    """One knee over the belly to the opposite shoulder."""
    body.baby(pen, ((138, 150), (106, 116), (134, 140), (146, 146)), _other(STRAIGHT))
    pen.small((98, 176), (40, 268), "hold")
    pen.small((124, 130), (210, 256))
    pen.way((150, 112), (128, 92), (98, 84))


def knees_to_tummy(pen: Pen) -> None:
    """Both knees to the tummy, a soft press, and rocking."""
    body.baby(pen, BENT, _other(BENT))
    pen.small((156, 136), (206, 268))
    pen.small((84, 136), (34, 268))
    pen.way((120, 186), (120, 118))
    pen.way((78, 208), (120, 218), (162, 208), both=True)


def toes_to_nose(pen: Pen) -> None:
    """The toes touch the nose."""
    body.baby(pen, ((140, 150), (200, 122), (170, 70), (144, 48)), _other(STRAIGHT))
    pen.small((184, 94), (262, 196))
    pen.small((98, 176), (40, 268), "hold")
    pen.way((158, 214), (200, 190), (226, 126), (212, 60), (176, 34))
