"""Turns a routine and the caregiver's options into a Book: what is done for this baby tonight, in which words. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import replace

from coach.model.circumstances import When
from coach.model.options import LEGS, Detail, Hands, Options
from coach.model.plan import Area, Book, called
from coach.model.routine import DOLL, Part, Passage, Position, Region, Script, Times
from coach.model.wording import Words, sentence
from coach.planning import bedtime
from coach.planning.fillings import filled, filled_passage, filled_stroke, fillings, is_young, takes_oil
from coach.planning.introductions import fed, introduced, rounds
from coach.planning.leaving_out import TOO_YOUNG, TWO_HANDS, left_out, left_out_as, names_of, why_not
from coach.support.errors import UsageError
from coach.support.letters import small


class NothingLeftError(UsageError):
    """Every stroke of a routine is left out for this baby."""


def arrange(script: Script, options: Options, words: Words) -> Book:
    """Choose what is done for this baby, mirror the sides, fill in the words.

    Raises:
        UsageError: a name that is not in the routine, or a count that is not ours to change.
        NothingLeftError: nothing is left to do.
    """
    _check_names(script, options)
    options = _of_whom(script, options)
    words = words.suited(options)
    reasons: dict[str, list[str]] = {}
    found = [
        (part, areas) for part in _ordered(script.parts, options) if (areas := _areas(part, options, words, reasons))
    ]
    if not found:
        why = " ".join(left_out(reasons, words)).removesuffix(".") or "nothing is left to do"
        todo = "choose another routine, or add options such as --age 4m --navel-healed"
        raise NothingLeftError(script.name, why, todo)
    first = found[0][0]  # where it is dry, nobody takes oil later: the opening alone speaks of it
    oily = takes_oil(options, dry=first.dry)
    areas = _joined(_introduced(found, words, oily=oily), options, words)
    fill, here = fillings("", options, dry=first.dry), _circumstances(first, oily=oily)
    opening, closing = (
        tuple(filled_passage(passage, fill, options) for passage in said if passage.when in fits)
        for said, fits in ((script.opening, here), (script.closing, {*here, When.FACE_DOWN}))
    )
    begins = next((n for n, passage in enumerate(opening) if passage.keys), 0)
    fed_before = fed("feed-before", first, 0, words)
    return Book(
        script.name,
        script.title,
        (*_notices(reasons, options, words), *opening[:begins], *fed_before, *opening[begins:]),
        tuple(areas),
        bedtime.closed(tuple(sorted(closing, key=lambda passage: passage.goodbye)), options, words),
    )


def _of_whom(script: Script, options: Options) -> Options:
    """The options for whoever is massaged: a doll had no jab, wears no harness, and has two legs to learn on."""
    if script.name != DOLL:
        return options
    return replace(options, jabbed=(), harness=False, leave_out=tuple(n for n in options.leave_out if n not in LEGS))


def _ordered(parts: Sequence[Part], options: Options) -> Sequence[Part]:
    """The parts of a routine, hips first if so chosen."""
    return sorted(parts, key=lambda part: part.region is not Region.HIPS) if options.hips_first else parts


def _introduced(found: Sequence[tuple[Part, list[Area]]], words: Words, *, oily: bool) -> list[Area]:
    """All areas, the first of each part with what is said before it."""
    befores = [None, *(part for part, _ in found[:-1])]
    return [
        area
        for (part, (first, *others)), before in zip(found, befores, strict=True)
        for area in (introduced(first, part, before, words, oily=oily), *others)
    ]


def _circumstances(first: Part, *, oily: bool) -> set[When | None]:
    """What holds for a whole session, so that only what fits is said around it."""
    lying = first.position is Position.ON_THE_BACK
    return {None, When.DRY if first.dry else When.TOWEL, *[When.OIL] * oily, *[When.ON_THE_BACK] * lying}


def _joined(areas: list[Area], options: Options, words: Words) -> list[Area]:
    """The areas, each of which announces the next; the first has the long question where words are long."""
    if options.bedtime:
        areas = bedtime.ticked(areas)
    first, *others = announced(areas)
    others = [replace(area, before=tuple(one for one in area.before if one.when is None)) for area in others]
    asking = "ask" if options.detail == Detail.TEACH else "ask-short"
    return [replace(first, ask=_question(asking, first.title, options, words)), *others]


def announced(areas: Sequence[Area]) -> tuple[Area, ...]:
    """The areas, each of which tells what comes after it."""
    following = [*(area.called for area in areas[1:]), ""]
    return tuple(replace(area, then=then) for area, then in zip(areas, following, strict=True))


def _areas(part: Part, options: Options, words: Words, reasons: dict[str, list[str]]) -> list[Area]:
    """A part on each of its sides. What is left out because it takes two hands is said once, at the start."""
    here: dict[str, list[str]] = {}
    areas = [_area(part, side, options, words, here) for side in part.sides or ("",)]
    areas = rounds(_of_tonight([area for area in areas if area.strokes], part, options), part, words)
    # What joins the sides comes on the last one: a side with nothing else is not asked about.
    areas = [area for area in areas[:-1] if not all(stroke.last_side for stroke in area.strokes)] + areas[-1:]
    areas = [replace(area, ask=_question("ask-next", area.title, options, words)) for area in areas]
    areas = [_one_of(area, n, len(areas)) for n, area in enumerate(areas)]
    if areas and (names := here.pop(TWO_HANDS, [])):
        said = left_out({TWO_HANDS: names}, words)
        areas[0] = replace(areas[0], before=(*areas[0].before, Passage(said, said)))
    for why, names in here.items():
        reasons.setdefault(why, []).extend(names)
    return areas


def _of_tonight(areas: list[Area], part: Part, options: Options) -> list[Area]:
    """All sides, or where a part does one side in a session, the one whose turn it is."""
    if not part.one_side:
        return areas
    return sorted(areas, key=lambda area: area.side != options.side)[:1]


def _one_of(area: Area, n: int, of: int) -> Area:
    """Side ``n`` of several. Offers and cautions of the whole part come on the first, joining strokes on the last."""
    before = tuple(replace(one, early=False) for one in area.before) if n else area.before
    strokes = tuple(stroke for stroke in area.strokes if n + 1 == of or not stroke.last_side)
    if area.again:  # learned on another evening, all of it
        strokes = tuple(replace(stroke, last_side=False) for stroke in strokes)
    return replace(area, before=before, strokes=strokes, offer=() if n else area.offer, again=area.again or n > 0)


def known_names(script: Script) -> list[str]:
    """What can be left out of a routine, or played alone. A leg can be left out of any, for its strokes need both."""
    titles = [
        small(part.title.format(**fillings(side, Options()))) for part in script.parts for side in part.sides or ("",)
    ]
    strokes = [stroke.name for part in script.parts for stroke in part.strokes]
    return list(dict.fromkeys([*strokes, *titles, *LEGS]))


def changeable(script: Script) -> list[str]:
    """The strokes whose count the caregiver may change: it's ours, and not a source's."""
    strokes = [stroke for part in script.parts for stroke in part.strokes]
    fixed = {stroke.name for stroke in strokes if not (stroke.ours and isinstance(stroke.repeat, Times))}
    return [stroke.name for stroke in strokes if stroke.name not in fixed]


def fitted(script: Script, options: Options) -> Options:
    """The options without names that other routines have, and without counts that this one doesn't leave open."""
    known, counts = known_names(script), changeable(script)
    times = {name: n for name, n in (options.times or {}).items() if name in counts}
    return replace(options, leave_out=tuple(name for name in options.leave_out if name in known), times=times or None)


def _check_names(script: Script, options: Options) -> None:
    known, counts = known_names(script), changeable(script)
    strokes = {stroke.name for part in script.parts for stroke in part.strokes}
    for name in (*options.leave_out, *options.only, *(options.times or {})):
        if name not in known:
            close = difflib.get_close_matches(name, known, 1)
            hint = f'did you mean "{close[0]}"?' if close else f"it has {', '.join(known)}"
            raise UsageError(script.name, f'there is no "{name}" in it', hint)
    for name in options.times or {}:
        if name not in strokes:
            raise UsageError(
                script.name, f'"{name}" is a part, and only a stroke has a count', "name one of its strokes"
            )
        if name not in counts:
            raise UsageError(script.name, f'the count of "{name}" is fixed by its source', "leave it as it is")


def _area(part: Part, side: str, options: Options, words: Words, reasons: dict[str, list[str]]) -> Area:
    fill = fillings(side, options)
    title = sentence(part.title, **fill)
    names, kept = names_of(part, side, title), []
    for stroke in part.strokes:
        why = why_not(part, stroke, names, options)
        if why:
            reasons.setdefault(why, []).append(left_out_as(stroke, names, options))
        else:
            kept.append(filled_stroke(stroke, fill, options))
    return Area(
        title=title,
        side=side,
        ask="",
        before=tuple(filled_passage(passage, fill, options) for passage in part.before),
        rest=sentence(_rest(part, options) or words.lines["hands-still"][0], **fill),
        strokes=tuple(kept),
        help=filled_passage(part.help, fill, options).teach,
        offer=tuple(filled(part.offer, fill)),
        again=part.short,
        position=part.position,
        sources=part.sources,
    )


def _question(name: str, title: str, options: Options, words: Words) -> str:
    """What is said when the coach asks about an area, first or later."""
    named = f"{name}-named" if options.baby else name
    return words.one(named, baby=options.baby, title=called(title))


def _rest(part: Part, options: Options) -> str:
    return part.one_hand.rest if part.one_hand and options.hands == Hands.ONE else part.rest


def _notices(reasons: dict[str, list[str]], options: Options, words: Words) -> tuple[Passage, ...]:
    """What is said at the start because of this baby: what is left out, and a gentler hand for the youngest."""
    young = is_young(options)
    lasting = {why: names for why, names in reasons.items() if why != TOO_YOUNG}
    left, always = left_out(lasting if young else reasons, words), left_out(lasting, words)
    said = [Passage(left, always)] if left else []
    if young:  # "few strokes" is why some are left out
        said.append(Passage(words.say("gentle"), sources=("R2",)))
    return tuple(said)
