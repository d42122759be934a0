"""What is said before the coach asks about an area: the position, dry hands, the last feed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from coach.model.plan import Area
from coach.model.routine import Part, Passage, Position
from coach.model.wording import Words


def introduced(area: Area, part: Part, before: Part | None, words: Words, *, oily: bool) -> Area:
    """The area with what its part needs said, unless the part before it said the same.

    ``oily``: there may be oil on the baby by then.
    """
    said: list[Passage] = []
    if part.dry and before is not None and not before.dry:
        said.append(Passage(words.say("wipe-hands"), words.say("wipe-hands")))
    if before is not None:  # else it is told before the oil
        said += fed("feed-first", part, before.minutes_since_feed, words)
    lying = before.position if before else Position.ON_THE_BACK
    if part.position is not lying:
        if lying.face_down and part.position is Position.ON_THE_SHOULDER:
            said.append(Passage(words.say("turn-over"), words.say("turn-over")))
        slips = part.position is Position.ON_THE_SHOULDER and not (part.dry and (before is None or before.dry))
        if oily and slips:
            said.append(_long_and_short("towel-first", words))
        said.append(_long_and_short(entry(part.position), words))
    return replace(area, before=(*said, *area.before)) if said else area


def fed(name: str, part: Part, known: int, words: Words) -> list[Passage]:
    """What a feed means for a part, unless it was said for as many minutes (``known``) before."""
    if part.minutes_since_feed <= known:
        return []
    minutes = words.one("minutes", n=words.number(part.minutes_since_feed)).lower()
    return [Passage(words.say(name, minutes=minutes), words.say("feed-first-short", minutes=minutes))]


def entry(position: Position) -> str:
    """The name of the words that lay the baby like this."""
    return f"position-{position.replace(' ', '-')}"


def laid_again(areas: Sequence[Area], there: int, lies: Position, words: Words) -> Area:
    """An area, with how to lay a baby who ``lies`` another way, unless the area says that by itself."""
    area, before = areas[there], areas[there - 1].position if there else Position.ON_THE_BACK
    if area.position is lies or area.position is not before:
        return area
    said = words.say(f"{entry(area.position)}-short")
    return replace(area, before=(Passage(said, said), *area.before))


def _long_and_short(name: str, words: Words, **fill: str) -> Passage:
    """An entry for someone new, and its short form for later nights."""
    return Passage(words.say(name, **fill), words.say(f"{name}-short", **fill))


def rounds(areas: list[Area], part: Part, words: Words) -> list[Area]:
    """The areas of a part for each of its rounds. Each round has its own name and its own question."""
    names = words.lines["rounds"]
    if part.rounds == 1:
        return areas
    return [
        replace(area, title=words.one("round-title", title=area.title, n=names[n]), round=n)
        for n in range(part.rounds)
        for area in areas
    ]
