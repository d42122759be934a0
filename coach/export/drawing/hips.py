"""The drawings of the strokes of the bottom and the hips. Each draws the left side."""

from __future__ import annotations

from coach.export.drawing import body
from coach.export.drawing.pen import Pen, Place, beside


def hold_and_rock(pen: Pen) -> None:
    """Both palms under the bottom, rocking from side to side."""
    _hands_under(pen)
    pen.way((60, 30), (120, 44), (180, 30), both=True)


def _hands_under(pen: Pen) -> None:
    """Both hands come from the sides and lie under the bottom, where they're dashed."""
    places = [Place((85, 78), 62), Place((155, 78), -62, flip=True)]
    for place in places:
        pen.flat(place, arm=130)
    body.hips(pen)
    for place in places:
        pen.through(place)


def bottom_circles(pen: Pen) -> None:
    """Both palms circle inward and toward the feet."""
    _hands_under(pen)
    pen.ring((92, 70), 22, 22, 180, 480)
    pen.ring((148, 70), 22, 22, 0, -300)


def heart(pen: Pen) -> None:
    """Each hand draws half of a heart: toward the legs, round and out, and together again."""
    _hands_under(pen)
    for side in (-1, 1):
        pen.way(*beside(side, (6, 60), (10, 92), (30, 108), (52, 92), (46, 60), (9, 24)))


def long_glide(pen: Pen) -> None:
    """From under the bottom round and out, along the legs to the ankles and back."""
    _hands_under(pen)
    body.both_hard_places(pen)
    for side in (-1, 1):
        pen.way(*beside(side, (10, 50), (40, 44), (64, 90), (68, 150), (62, 212)))
        pen.way(*beside(side, (12, 206), (10, 150), (9, 106)))


def sweep(pen: Pen) -> None:
    """Both hands from the hips along the legs to the toes."""
    body.hips(pen)
    for side in (-1, 1):
        pen.way(*beside(side, (24, 76), (34, 110), (38, 160), (38, 228)))
        pen.flat(Place((120 + side * 42, 44), side * -56, flip=side < 0), arm=150)
