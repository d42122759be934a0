"""What is said before the coach asks about an area: the position, dry hands, the last feed. Pure."""

from __future__ import annotations

from dataclasses import replace

from coach.model.plan import Area
from coach.model.routine import Part, Passage, Position
from coach.model.wording import Words


def introduced(area: Area, part: Part, before: Part | None, words: Words) -> Area:
    """The area with what its part needs said, unless the part before it said the same."""
    said: tuple[str, ...] = ()
    if part.dry and before is not None and not before.dry:
        said += words.say("wipe-hands")
    if part.feed_minutes > (before.feed_minutes if before else 0):
        minutes = words.one("minutes", n=words.number(part.feed_minutes)).lower()
        said += words.say("feed-first", minutes=minutes)
    if part.position is not (before.position if before else Position.ON_THE_BACK):
        slips = part.position is Position.ON_THE_SHOULDER and not (part.dry and (before is None or before.dry))
        said += words.say("oily-skin") if slips else ()
        said += words.say(f"position-{part.position.replace(' ', '-')}")
    return replace(area, before=(Passage(said, said), *area.before)) if said else area


def rounds(areas: list[Area], part: Part, words: Words) -> list[Area]:
    """The areas of a part for each of its rounds. Each round has its own name and its own question."""
    names = words.lines["rounds"]
    return [
        replace(area, title=words.one("round-title", title=area.title, n=names[n])) if part.rounds > 1 else area
        for n in range(part.rounds)
        for area in areas
    ]
