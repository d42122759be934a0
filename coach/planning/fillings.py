"""What each template name in a routine's sentences becomes for this caregiver and this baby. Pure."""

from __future__ import annotations

from coach.model.options import Hands, Options
from coach.support.durations import WEEK

OTHER = {"left": "right", "right": "left", "": ""}
FEWER = ((4 * WEEK, 34), (8 * WEEK, 60))
"""(younger than so many days, percent of our own counts and holds): our choice, to keep within what the age allows."""
OIL_FROM = 6 * WEEK
"""Days. The careful side of sources that disagree: some say four weeks, some six."""


def is_young(options: Options) -> bool:
    """Whether the baby is so young that our counts are smaller."""
    return options.age is not None and options.age < FEWER[-1][0]


def fillings(side: str, options: Options, *, dry: bool = False) -> dict[str, str]:
    """What each template name becomes. Left and right are the baby's.

    For the left leg the left hand holds, and for left-handed caregivers the right one. Which hand lies on the outer
    side of a leg changes with nobody's handedness: it is what a caregiver who faces the baby finds there.
    ``dry`` routines take no oil at any age.
    """
    inner = side or "left"
    outer = OTHER[inner]
    hold, work = (outer, inner) if options.hands == Hands.LEFT else (inner, outer)
    return {
        "side": side,
        "other": OTHER[side],
        "hold": hold,
        "work": work,
        "inner": inner,
        "outer": outer,
        "flank": "outside" if work == outer else "inside",
        "opposite": "inside" if work == outer else "outside",
        "thighs": _of_legs("thigh", "the thighs", options),
        "baby": options.baby or "your baby",
        "legs": _of_legs("leg", "both legs", options),
        "toes": _of_legs("toes", "the toes", options),
        "weight": "a ripe plum" if is_young(options) else "a ripe peach",
        **_oil(options, dry=dry),
        "item": "{item}",
    }


def _of_legs(one: str, both: str, options: Options) -> str:
    """What is named of both legs, of the only one that isn't left out, or of neither."""
    out = [leg for leg in ("left", "right") if f"{leg} leg" in options.spared]
    if len(out) == 1:
        return f"the {OTHER[out[0]]} {one}"
    return "the hips" if out else both


def takes_oil(options: Options, *, dry: bool) -> bool:
    """Whether there may be oil on the hands: in no ``dry`` routine, and at no age before OIL_FROM."""
    return not dry and (options.age is None or options.age >= OIL_FROM)


def _oil(options: Options, *, dry: bool) -> dict[str, str]:
    """What goes on the hands: oil, and which kind, or before six weeks nothing."""
    hands = "hand" if options.hands == Hands.ONE else "hands"
    if dry:
        return {
            "which": "Dry skin is best for this massage",
            "oil": f"Wipe your {hands} dry, and keep your {hands} warm",
            "ready": f"Keep your {hands} dry and warm",
        }
    if not takes_oil(options, dry=dry):
        return {
            "which": "Very young skin does better without oil",
            "oil": f"Keep your {hands} dry and warm",
            "ready": f"Keep your {hands} dry and warm",
        }
    return {
        "which": "Use cold-pressed oil, no scent, no nuts, tried on one spot yesterday",
        "oil": f"Warm a little oil, or use {'a dry hand' if options.hands == Hands.ONE else 'dry hands'}",
        "ready": "A little oil, or none",
    }
