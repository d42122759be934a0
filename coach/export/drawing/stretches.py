"""The drawings of the stretches and the gentle movements: the whole baby. Each draws the left side."""

from __future__ import annotations

from coach.export.drawing import body
from coach.export.drawing.body import STRAIGHT
from coach.export.drawing.pen import Bar, Pen, mirrored

BENT = ((140, 150), (160, 118), (152, 152), (158, 164))
LONG = ((138, 150), (150, 184), (148, 214), (154, 224))
"""A leg that lies straight, in the movements."""


def bicycle(pen: Pen) -> None:
    """The knees go to the tummy, one after the other."""
    body.baby(pen, BENT, mirrored(STRAIGHT))
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
    body.baby(pen, ((138, 150), (106, 116), (134, 140), (146, 146)), mirrored(STRAIGHT))
    pen.small((98, 176), (40, 268), "hold")
    pen.small((124, 130), (210, 256))
    pen.way((150, 112), (128, 92), (98, 84))


def knees_to_tummy(pen: Pen) -> None:
    """Both knees to the tummy, a soft press, and rocking."""
    body.baby(pen, BENT)
    pen.small((156, 136), (206, 268))
    pen.small((84, 136), (34, 268))
    pen.way((120, 186), (120, 118))
    pen.way((78, 208), (120, 218), (162, 208), both=True)


def toes_to_nose(pen: Pen) -> None:
    """The toes touch the nose."""
    body.baby(pen, ((140, 150), (200, 122), (170, 70), (144, 48)), mirrored(STRAIGHT))
    pen.small((184, 94), (262, 196))
    pen.small((98, 176), (40, 268), "hold")
    pen.way((158, 214), (200, 190), (226, 126), (212, 60), (176, 34))


def _armless(pen: Pen) -> None:
    pen.solid([body.TRUNK], "body")
    body.face(pen)


def crossed_arms(pen: Pen) -> None:
    """Both arms cross over the chest, below the throat, and open again."""
    _armless(pen)
    body.bent_leg(pen, LONG)
    body.bent_leg(pen, mirrored(LONG))
    pen.solid([Bar(((90, 84), (112, 104), (146, 112)), 9)], "body")
    pen.solid([Bar(((150, 84), (128, 104), (94, 112)), 9)], "body")
    pen.small((150, 114), (214, 262))
    pen.small((90, 114), (26, 262))
    pen.way((172, 92), (214, 82), width=5)
    pen.way((68, 92), (26, 82), width=5)


def hand_meets_foot(pen: Pen) -> None:
    """A hand and the foot of the other side meet over the tummy, and part again."""
    _armless(pen)
    body.bent_leg(pen, LONG)
    pen.solid([Bar(((90, 82), (60, 78), (48, 54)), 9)], "body")
    body.bent_leg(pen, ((104, 152), (64, 148), (106, 134), (122, 124)))
    pen.solid([Bar(((150, 82), (164, 100), (138, 110)), 9)], "body")
    pen.small((160, 100), (222, 250))
    pen.small((84, 143), (26, 262))
    pen.way((176, 84), (212, 58), both=True, width=5)
    pen.way((44, 146), (38, 200), both=True, width=5)
