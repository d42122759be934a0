"""Named places on the baby's front, so that the path of a stroke can be checked. Pure.

A place stands where a caregiver who faces the baby finds it: x runs to the caregiver's right, which is the baby's left,
and y runs toward the feet. The navel is the origin, and one unit is the way from the navel to the ribs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise


class Place(StrEnum):
    """A place that a path can touch or must avoid."""

    RIGHT_GROIN = "right-groin"
    RIGHT_SIDE = "right-side"
    RIGHT_RIBS = "right-ribs"
    UNDER_RIBS = "under-ribs"
    LEFT_RIBS = "left-ribs"
    LEFT_SIDE = "left-side"
    LEFT_GROIN = "left-groin"
    ABOVE_NAPPY = "above-nappy"
    BESIDE_NAVEL = "beside-navel"
    SIDES = "sides"
    MID_CHEST = "mid-chest"
    CHEST = "chest"
    LEFT_SHOULDER = "left-shoulder"
    RIGHT_SHOULDER = "right-shoulder"
    SHOULDERS = "shoulders"
    LEFT_FLANK = "left-flank"
    RIGHT_FLANK = "right-flank"
    FLANKS = "flanks"
    LEGS = "legs"
    FEET = "feet"
    ARMPIT = "armpit"
    UPPER_ARM = "upper-arm"
    WRIST = "wrist"
    BACK_OF_HAND = "back-of-hand"
    PALM = "palm"
    FINGERS = "fingers"
    FOREHEAD = "forehead"
    TEMPLES = "temples"
    BROWS = "brows"
    NOSE_SIDE = "nose-side"
    CHEEKBONES = "cheekbones"
    EARS = "ears"
    UPPER_LIP = "upper-lip"
    LOWER_LIP = "lower-lip"
    CHEEKS = "cheeks"
    JAW = "jaw"
    CHIN = "chin"
    HEAD = "head"
    NECK = "neck"
    BESIDE_SPINE = "beside-spine"
    BACK = "back"
    BOTTOM = "bottom"
    HEELS = "heels"
    RIBS = "ribs"
    PUBIC_BONE = "pubic-bone"
    NAVEL = "navel"
    THROAT = "throat"
    COLLARBONES = "collarbones"
    NIPPLES = "nipples"
    BREASTBONE = "breastbone"
    EYELIDS = "eyelids"
    NOSTRILS = "nostrils"
    SOFT_SPOT = "soft-spot"
    SPINE = "spine"
    ELBOW = "elbow"


ROUND_THE_NAVEL = {
    Place.UNDER_RIBS: (0.0, -0.8),
    Place.LEFT_RIBS: (0.7, -0.7),
    Place.LEFT_SIDE: (1.0, 0.0),
    Place.LEFT_GROIN: (0.6, 0.9),
    Place.ABOVE_NAPPY: (0.0, 0.9),
    Place.RIGHT_GROIN: (-0.6, 0.9),
    Place.RIGHT_SIDE: (-1.0, 0.0),
    Place.RIGHT_RIBS: (-0.7, -0.7),
}
"""The tummy as a clock face that the caregiver looks at, from the ribs at twelve, clockwise."""


def turned(path: Sequence[Place]) -> int:
    """Degrees that a path on the tummy turns round the navel: clockwise is positive, as the caregiver sees it.

    A step straight along the body or across the navel turns nothing, and places off the tummy are passed over.
    """
    points = [ROUND_THE_NAVEL[place] for place in path if place in ROUND_THE_NAVEL]
    total = 0.0
    for (ax, ay), (bx, by) in pairwise(points):
        angle = math.degrees(math.atan2(ax * by - ay * bx, ax * bx + ay * by))
        total += angle if abs(angle) < 175 else 0  # noqa: PLR2004 - opposite places: the way leads past the navel
    return round(total)


def anticlockwise(path: Sequence[Place]) -> bool:
    """Whether some step of a path on the tummy runs against the way of the bowel."""
    return any(turned(step) < 0 for step in pairwise(path))
