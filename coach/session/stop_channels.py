"""The channels that can stop the coach: which work, what they are called, what is said when one fails. Pure."""

from __future__ import annotations

from collections.abc import Collection

from coach.model.channels import ALOUD, HEARS, ORDER
from coach.model.events import Way
from coach.model.wording import Words


def after(ways: Collection[str], way: Way) -> tuple[str, ...]:
    """The channels that work after one has come or gone."""
    return tuple(one for one in ORDER if (way.works if one == way.name else one in ways))


def of_hearing(at: int, sentence: str) -> Way:
    """What a sentence about the microphone, by its name, says about the voice as a channel."""
    return Way(at, ALOUD, works=sentence in HEARS, say=sentence)


def named(ways: Collection[str], words: Words) -> tuple[str, ...]:
    """What is said of them before the oil: all in one sentence, and the phrase if a microphone listens."""
    touched = [way for way in ORDER if way in ways and way != ALOUD]
    lines = words.say("ways-work", names=listed(touched, words)) if touched else ()
    return (*lines, *(words.say("aloud" if touched else "aloud-only") if ALOUD in ways else ()))


def news(way: Way, ways: Collection[str], words: Words) -> str:
    """What is said when one fails or is back, with what is left; empty if there is nothing to say."""
    if not way.say:
        return ""
    said = words.one(way.say)
    if way.works:
        return said
    left = words.say("ways-left", names=listed(ways, words)) if ways else words.say("ways-none")
    return " ".join((said, *left))


def listed(ways: Collection[str], words: Words) -> str:
    """Their names in a row."""
    return words.listed([words.lines[f"way-{way}"][0] for way in ways])
