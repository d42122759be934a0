"""The words of a routine for this caregiver and baby: hands, sides and names filled in, counts for the age. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from coach.model.options import Hands, Options
from coach.model.routine import Each, Hold, Line, Passage, Repeat, Stage, Stages, Stroke, Times
from coach.model.wording import sentence
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
        "legs": _of_legs("leg", "the legs", options),
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


def filled(lines: Iterable[Line], fill: dict[str, str]) -> Iterator[Line]:
    """Sentences with their template names filled in, and the rests between them."""
    return (sentence(line, **fill) if isinstance(line, str) else line for line in lines)


def filled_passage(passage: Passage, fill: dict[str, str], options: Options) -> Passage:
    """The passage in the words for this caregiver's hands, filled in."""
    if (one := passage.one_hand) and options.hands == Hands.ONE:
        passage = replace(passage, teach=one.teach, remind=one.remind)
    return replace(passage, teach=tuple(filled(passage.teach, fill)), remind=tuple(filled(passage.remind, fill)))


def _one_handed_stage(stage: Stage) -> Stage:
    return replace(stage, teach=stage.one_hand.teach, remind=stage.one_hand.remind) if stage.one_hand else stage


def _one_handed(stroke: Stroke) -> Stroke:
    """The stroke in the words for one hand."""
    one = stroke.one_hand
    assert one is not None  # noqa: S101 - strokes that have no such words are left out
    repeat = stroke.repeat
    if isinstance(repeat, Stages):
        repeat = Stages(tuple(_one_handed_stage(stage) for stage in repeat.stages))
    return replace(
        stroke,
        teach=one.teach,
        remind=one.remind,
        caution=one.caution or stroke.caution,
        rest=one.rest,
        total=one.total or stroke.total,
        alternate=one.alternate,
        pace=one.pace or stroke.pace,
        repeat=repeat,
        as_drawn=False,
    )


def filled_stroke(stroke: Stroke, fill: dict[str, str], options: Options) -> Stroke:
    """The stroke in the words for this caregiver's hands, filled in, as often as suits the age."""
    if options.hands == Hands.ONE:
        return _worded(_one_handed(stroke), fill, options)
    worded = _worded(stroke, fill, options)
    usual = worded if options.hands == Hands.RIGHT else _worded(stroke, _right_handed(fill), options)
    return replace(worded, as_drawn=worded == usual)


def _right_handed(fill: dict[str, str]) -> dict[str, str]:
    return {**fill, "hold": fill["inner"], "work": fill["outer"], "flank": "outside", "opposite": "inside"}


def _worded(stroke: Stroke, fill: dict[str, str], options: Options) -> Stroke:
    return replace(
        stroke,
        teach=tuple(filled(stroke.teach, fill)),
        remind=tuple(filled(stroke.remind, fill)),
        caution=tuple(filled(stroke.caution, fill)),
        repeat=_repeated(stroke, fill, options),
        label=sentence(stroke.label, **fill),
        alternate=tuple(name.format(**fill) for name in stroke.alternate),
        total=sentence(stroke.total, **fill),
        rest=sentence(stroke.rest, **fill),
    )


def _repeated(stroke: Stroke, fill: dict[str, str], options: Options) -> Repeat:
    """How often it is done for this baby: fewer times for a young baby, where the number is ours."""

    def share(n: int, least: int) -> int:
        percent = next((p for age, p in FEWER if options.age is not None and options.age < age), 100)
        return max(min(n, least), n * percent // 100) if stroke.ours else n

    match stroke.repeat:
        case Times(times):
            return Times((options.times or {}).get(stroke.name, share(times, 2)))
        case Each(names):
            return Each(tuple(name.format(**fill) for name in names))
        case Stages(stages):
            return Stages(tuple(_worded_stage(stage, fill, share(stage.times, 2)) for stage in stages))
        case Hold(ms):
            return Hold(share(ms, 8000))
        case _:
            return stroke.repeat


def _worded_stage(stage: Stage, fill: dict[str, str], times: int) -> Stage:
    return replace(
        stage,
        times=times,
        teach=tuple(filled(stage.teach, fill)),
        remind=tuple(filled(stage.remind or stage.teach, fill)),
    )
