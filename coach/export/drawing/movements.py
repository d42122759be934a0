"""The drawings of the gentle movements: the whole baby, arms and legs led by both hands."""

from __future__ import annotations

from coach.export.drawing import body
from coach.export.drawing.pen import Bar, Blob, Pen, disc

STRAIGHT = ((138, 150), (150, 184), (148, 214), (154, 224))
TORSO = Blob(((96, 70), (88, 100), (86, 134), (98, 154), (120, 158), (142, 154), (154, 134), (152, 100), (144, 70)))


def _trunk(pen: Pen) -> None:
    pen.solid([TORSO], "body")
    pen.solid([disc(120, 40, 27)], "body")
    for side in (-1, 1):
        pen.canvas.circle((120 + side * 9, 40), 2.6, fill="ink")
    pen.line((113, 50), (120, 54), (127, 50))


def crossed_arms(pen: Pen) -> None:
    """Both arms cross over the chest, below the throat, and open again."""
    _trunk(pen)
    for joints in (STRAIGHT, tuple((240 - x, y) for x, y in STRAIGHT)):
        body.bent_leg(pen, joints)
    pen.solid([Bar(((90, 84), (112, 104), (146, 112)), 9)], "body")
    pen.solid([Bar(((150, 84), (128, 104), (94, 112)), 9)], "body")
    pen.small((150, 114), (214, 262))
    pen.small((90, 114), (26, 262))
    pen.way((172, 92), (214, 82), width=5)
    pen.way((68, 92), (26, 82), width=5)


def hand_meets_foot(pen: Pen) -> None:
    """A hand and the foot of the other side meet over the tummy, and part again."""
    _trunk(pen)
    body.bent_leg(pen, STRAIGHT)
    pen.solid([Bar(((90, 82), (60, 78), (48, 54)), 9)], "body")
    body.bent_leg(pen, ((104, 152), (64, 148), (106, 134), (122, 124)))
    pen.solid([Bar(((150, 82), (164, 100), (138, 110)), 9)], "body")
    pen.small((160, 100), (222, 250))
    pen.small((84, 143), (26, 262))
    pen.way((176, 84), (212, 58), both=True, width=5)
    pen.way((44, 146), (38, 200), both=True, width=5)
