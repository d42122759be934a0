"""Close-ups of a baby's hand. Each draws the left hand; the canvas mirrors it for the right one."""

from __future__ import annotations

from coach.export.drawing.canvas import Point
from coach.export.drawing.pen import Bar, Part, Pen, Place, limb

TIPS: tuple[tuple[Point, Point], ...] = (
    ((96, 148), (76, 196)),
    ((110, 156), (104, 212)),
    ((127, 156), (132, 210)),
    ((142, 146), (160, 194)),
)
"""Each finger from its knuckle to its tip, the index finger first."""


def _hand(pen: Pen, *, back: bool = False) -> None:
    """The forearm from above, the wrist, and the hand; ``back`` shows the nails."""
    fingers: list[Part] = [Bar(ends, 11) for ends in TIPS]
    thumb = Bar(((92, 118), (66, 130), (54, 150)), 12)
    pen.solid(
        [limb([(120, -20), (120, 50), (120, 84), (120, 120), (120, 154)], [66, 58, 48, 70, 62]), thumb, *fingers],
        "body",
    )
    for (ax, ay), (bx, by) in TIPS if back else ():
        x, y = bx + (bx - ax) * 0.1, by + (by - ay) * 0.1
        pen.line((x - 6, y - 4), (x, y - 7), (x + 6, y - 4), width=1.8)
    pen.line((98, 86), (120, 90), (142, 86), width=1.8)


def _held(pen: Pen, y: float = 62) -> None:
    pen.grip(Place((120, y), flip=True), 56, "hold", arm=(140, 120))


def _pinch(pen: Pen, at: Point) -> None:
    """A thumb and an index finger on either side of a finger; the hand comes from the right."""
    x, y = at
    hand: list[Part] = [Bar(((x + 62, y + 4), (x + 66, y + 10)), 20), Bar(((x + 74, y + 10), (x + 150, y + 40)), 13)]
    hand += [Bar(((x + 58, y - 8), (x + 30, y - 20), (x - 4, y - 14)), 9)]
    pen.solid([*hand, Bar(((x + 58, y + 12), (x + 34, y + 18), (x + 6, y + 12)), 9)], "hand")


def open_hand(pen: Pen) -> None:
    """The thumb from the palm to the fingertips."""
    _hand(pen)
    _held(pen)
    pen.thumb(Place((136, 150), -58), arm=120)
    pen.way((118, 118), (118, 168), (118, 226))


def finger_rolls(pen: Pen) -> None:
    """Thumb and finger roll along each finger to its tip."""
    _hand(pen)
    _held(pen)
    _pinch(pen, (129, 186))
    for (ax, ay), (bx, by) in TIPS:
        pen.way((ax, ay + 4), (bx + (bx - ax) * 0.3, by + (by - ay) * 0.3), width=4)


def back_of_hand(pen: Pen) -> None:
    """A flat thumb along the back of the hand, from the wrist to the fingertips."""
    _hand(pen, back=True)
    _held(pen, 50)
    pen.thumb(Place((138, 116), -62), arm=120)
    pen.way((120, 96), (118, 150), (118, 222))


def wrist_rings(pen: Pen) -> None:
    """Thumb and index finger circle round the wrist, which stays still."""
    _hand(pen)
    _held(pen, 30)
    hand: list[Part] = [Bar(((176, 92), (182, 100)), 20), Bar(((190, 104), (262, 150)), 13)]
    hand += [Bar(((176, 80), (150, 74), (104, 80)), 9), Bar(((176, 100), (158, 108), (142, 102)), 9)]
    pen.solid(hand, "hand")
    pen.way((148, 62), (120, 54), (86, 66), (84, 96), (104, 108), width=5)
