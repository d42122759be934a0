"""One drawing for each stroke, by its id. Left and right are as a caregiver who faces the baby sees them.

The functions draw the left side; the right one is its mirror image. The baby is grey and the hands are warm (paler if
they only hold); a blue arrow is the path of a hand, and hatching marks what not to touch.
"""

from __future__ import annotations

from collections.abc import Callable

from coach.export.drawing import arms, back, carried, chest, face, feet, hands, hips, legs, stretches, tummy
from coach.export.drawing.canvas import Canvas
from coach.export.drawing.pen import BOX, Pen


def canvas(identity: str, side: str) -> Canvas:
    """The drawing of a stroke by its key, such as "S3"; for the right side it is mirrored."""
    pen = Pen(Canvas(BOX, BOX, mirror=side == "right"))
    DRAWINGS[identity](pen)
    return pen.canvas


DRAWINGS: dict[str, Callable[[Pen], None]] = {
    # A fact's id, plus the stroke's name if it's done in another position.
    "S0": legs.resting_hands,
    "S1": legs.rope,
    "S2": legs.wringing,
    "S3": legs.rolling,
    "S4": legs.circles,
    "S5": legs.ankle_rings,
    "S6": feet.toe_lines,
    "S7": feet.toe_squeezes,
    "S8": feet.sole_line,
    "S9": feet.scoops,
    "S10": feet.thumbs,
    "S11": feet.hold_and_rub,
    "S12": legs.upward_glide,
    "H1": hips.hold_and_rock,
    "H2": hips.bottom_circles,
    "H3": hips.heart,
    "H4": hips.long_glide,
    "H5": hips.sweep,
    "Y1": stretches.bicycle,
    "Y2": stretches.side_to_side,
    "Y3": stretches.cross_over,
    "Y4": stretches.knees_to_tummy,
    "Y5": stretches.toes_to_nose,
    "T0": tummy.rest,
    "T1": tummy.wheel,
    "T2": tummy.lifted_wheel,
    "T3": tummy.waist_slide,
    "T4": tummy.sun_and_moon,
    "T5": tummy.love_letters,
    "T6": tummy.finger_walk,
    "T7": tummy.flat_circle,
    "A0": arms.hug,
    "A1": arms.pit_stop,
    "A2": arms.rope,
    "A3": arms.wringing,
    "A4": hands.open_hand,
    "A5": hands.finger_rolls,
    "A6": hands.back_of_hand,
    "A7": hands.wrist_rings,
    "A8": arms.glide,
    "A9": arms.rolling,
    "A10": chest.sweep,
    "B0": back.rest,
    "B0 shoulder hold": carried.rest,
    "B1": back.to_and_fro,
    "B2": back.swoop,
    "B3": back.long_swoop,
    "B4": back.circles,
    "B5": back.shoulders,
    "B6": back.combing,
    "B6 shoulder combing": carried.combing,
    "C0": chest.rest,
    "C1": chest.open_book,
    "C2": chest.heart,
    "C3": chest.butterfly,
    "C4": chest.sweep,
    "F1": face.forehead_lines,
    "F2": face.brows,
    "F3": face.cheek_lines,
    "F4": face.upper_smile,
    "F5": face.lower_smile,
    "F6": face.jaw_circles,
    "F7": face.ears,
    "F8": face.head_cup,
    "G1": stretches.crossed_arms,
    "G2": stretches.hand_meets_foot,
    "M1 head hold": carried.head_hold,
    "M1 foot hold": carried.foot_hold,
    "W3": tummy.knees_in,
    "W4": tummy.legs_long,
}
