"""Which strokes are left out for this baby and this caregiver, and the sentence that says why. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from coach.model.circumstances import Condition
from coach.model.options import LEGS, Hands, Options
from coach.model.places import Place
from coach.model.plan import Book, called
from coach.model.routine import Energy, Part, Region, Script, Stroke
from coach.model.wording import Words, sentence
from coach.planning.fillings import fillings
from coach.support.durations import WEEK
from coach.support.letters import small

STRETCHES_NEED_AN_AGE = 12 * WEEK
"""Days. When the age is unknown, strokes for babies this old or older are left out, to be careful."""
TOO_YOUNG = "left-out-age"
"""The reason that a stroke needs an older baby; said in the long words only, not every night."""
ASKED = "left-out-asked"
"""The reason that the caregiver named it."""
JAB = "left-out-jab"
"""The reason that a leg had a jab."""
TWO_HANDS = "left-out-hands"
"""The reason that a stroke takes both hands; said when its part begins, not before the oil."""
WITH_A_HARNESS = (Region.ARMS, Region.CHEST, Region.FACE)
"""All that is massaged of a baby in a hip harness. The harness is never taken off, shifted or reached under."""
UNDER_A_HARNESS = frozenset({Place.LEGS, Place.FEET, Place.HEELS, Place.BOTTOM})
"""Places to avoid while a harness is worn, even for a stroke that begins at the chest or shoulders."""
MOST_NAMED = 3
"""Names in one sentence; more are only counted."""
ON_A_LEG = (None, Region.LEGS, Region.HIPS)
"""Where a side of the baby counts as that leg. A routine of one's own need not say where a part is."""
OVER_THE_LEGS = frozenset({Place.LEGS, Place.FEET, Place.HEELS})
WHAT_IS_LEFT = ("{legs}", "{toes}", "{thighs}")
"""Template names that become the leg that is left when the other is left out."""
CONDITIONS: Mapping[Condition, tuple[Callable[[Options], bool], str]] = {
    Condition.HIPS_CLEARED: (lambda options: options.hips_cleared, "left-out-hips"),
    Condition.NAVEL_HEALED: (lambda options: options.navel_healed, "left-out-navel"),
    Condition.NO_REFLUX: (lambda options: options.reflux_free, "left-out-reflux"),
}
"""Whether each condition is met, and the sentence for when it isn't. What nobody has answered isn't met."""


def names_of(part: Part, side: str, title: str) -> tuple[str, ...]:
    """What a part with this title is left out by on this side: the title itself, and the leg that it lies on."""
    return (small(title), f"{side} leg") if side and part.region in ON_A_LEG else (small(title),)


def why_not(part: Part, stroke: Stroke, names: tuple[str, ...], options: Options) -> str:  # noqa: PLR0911 - one for each reason
    """Why a stroke is left out, as the name of a sentence; empty when it is done. ``names`` are those of its part."""
    if options.only and stroke.name not in options.only and names[0] not in options.only:
        return "only"
    if options.harness and (part.region not in WITH_A_HARNESS or UNDER_A_HARNESS & {*stroke.path}):
        return "left-out-harness"
    if any(name in options.jabbed for name in names):
        return JAB
    if any(name in options.leave_out for name in (*names, stroke.name)):
        return ASKED
    if options.bedtime and (stroke.energy is not Energy.CALMING or part.position.face_down):
        return "left-out-bedtime"
    if any(leg in options.spared for leg in LEGS) and _takes_both_legs(stroke, names, options):
        return "left-out-legs"
    if why := _not_at_this_age(max(part.from_age, stroke.from_age), options):
        return why
    unmet = [condition for condition in (*part.needs, *stroke.needs) if not CONDITIONS[condition][0](options)]
    if unmet:
        return CONDITIONS[unmet[0]][1]
    if options.hands == Hands.ONE and stroke.one_hand is None:
        return TWO_HANDS
    return ""


def left_out_as(stroke: Stroke, names: tuple[str, ...], options: Options) -> str:
    """What is named when a stroke is left out: the part or the leg, where that is left out as a whole."""
    return next((name for name in names if name in options.spared), stroke.name)


def _takes_both_legs(stroke: Stroke, names: tuple[str, ...], options: Options) -> bool:
    """Whether a stroke needs both legs: it says so, or it leads over them in words that can't name only one."""
    if stroke.both_legs or names[-1] in LEGS or not OVER_THE_LEGS & {*stroke.path}:
        return stroke.both_legs
    if all(leg in options.spared for leg in LEGS):
        return True
    said = stroke.one_hand if options.hands == Hands.ONE and stroke.one_hand else stroke
    fits = (any(name in str(line) for name in WHAT_IS_LEFT for line in lines) for lines in (said.teach, said.remind))
    return not all(fits)


def _not_at_this_age(from_age: int, options: Options) -> str:
    if options.age is None:
        return "left-out-unknown-age" if from_age >= STRETCHES_NEED_AN_AGE else ""
    return TOO_YOUNG if options.age < from_age else ""


def left_out(reasons: dict[str, list[str]], words: Words) -> tuple[str, ...]:
    """What is said for each reason; what --only leaves out needs none."""
    return tuple(
        line
        for why, names in reasons.items()
        if why != "only"
        for line in words.say(why, names=_listed(tuple(dict.fromkeys(_named(name, why) for name in names)), words))
    )


def _named(name: str, why: str) -> str:
    """A name inside the sentence: "the left leg", but "rope"."""
    return called(name) if why in (ASKED, JAB) and name.startswith(("left ", "right ")) else name


def not_in(book: Book | None, script: Script, options: Options, words: Words) -> Iterator[tuple[str, str, str]]:
    """Every stroke of a routine that this baby doesn't get: its part, its name and the sentence that says why."""
    done = {(area.side, stroke.name) for area in (book.areas if book else ()) for stroke in area.strokes}
    for part in script.parts:
        for side in part.sides or ("",):
            title = sentence(part.title, **fillings(side, options))
            names = names_of(part, side, title)
            if part.one_side and book and side not in {area.side for area in book.areas}:
                continue  # its turn comes another time
            for stroke in part.strokes:
                why = why_not(part, stroke, names, options)
                later = stroke.last_side and side not in ("", *part.sides[-1:])  # not missing on the first side
                if why == "only" or later or (side, stroke.name) in done:
                    continue
                named = _named(left_out_as(stroke, names, options), why)
                yield title, stroke.name, words.one(why or TOO_YOUNG, names=named)


def _listed(names: tuple[str, ...], words: Words) -> str:
    if len(names) > MOST_NAMED:
        return words.one("some-strokes", n=words.number(len(names)).lower())[:-1].lower()
    return words.listed(names)
