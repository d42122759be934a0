"""The steps of the first run: what each one asks, and what an answer changes in the profile. Pure.

Every step is a list whose first choice leaves everything as it is, so one key, pressed again and again, is enough.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

from coach.dialogue.menu import Choice, Menu, choices_of
from coach.model.options import Hands
from coach.model.wording import Words
from coach.store.profile import Profile, aged
from coach.support.durations import WEEK, YEAR

FIRST = ("loudness", "age", "start", "rate", "voice", "name", "hands", "keys")
"""The steps of the first time. The age comes before the offer to start, because safety depends on it."""
AGAIN = ("loudness", "rate", "voice", "name", "age", "hands", "keys")
"""The steps when everything is asked again."""
END = ""
"""No step is left."""

VOLUMES = (25, 35, 50, 70, 100, 140, 200, 280)
"""Percent: steps of 3 dB."""
RATE_STEP, SLOWEST, FASTEST = 20, 80, 220
"""Words a minute: a step that can be heard, and the bounds within which every voice stays clear."""
BEYOND = {"loudest": "louder", "softest": "softer", "fastest": "faster", "slowest": "slower"}
"""The choice that an end of the loudness or the rate takes away, by the sentence that tells it."""
AGES = (0, 2 * WEEK, 4 * WEEK, 6 * WEEK, 12 * WEEK, 26 * WEEK, YEAR)
"""Days: the youngest age of each span that can be chosen, so that in doubt the massage is the gentler one."""


def menu(step: str, mine: Profile, words: Words, *, voices: Sequence[str] = (), adjusting: bool = False) -> Menu:
    """The list of a step; ``adjusting``: the answer before was louder, softer, slower or faster."""
    end = _end(step, mine)
    question = (*(words.say(end) if end else ()), *words.say("like-this" if adjusting else f"ask-{step}"))
    if step == "age":
        spans = tuple(Choice(str(days), words.one(f"age-{n}")) for n, days in enumerate(AGES))
        return Menu(question, (Choice("", words.one("age-skip")), *spans))
    if step == "voice":
        named = tuple(Choice(name, words.say("voices")[min(n, 2)]) for n, name in enumerate(voices))
        if voice_of(mine) not in voices:
            named = (Choice(voice_of(mine), words.one("as-it-is")), *named)
        return Menu(question, named, at=_index(voices, voice_of(mine)))
    values = {
        "hands": tuple(one.value for one in Hands),
        "loudness": ("", "louder", "softer"),
        "rate": ("", "slower", "faster"),
        "start": ("", "all"),
        "keys": ("", "pedal"),
    }[step]
    every = choices_of(values, words.say(f"{step}-choices"))
    choices = tuple(one for one in every if not one.value or one.value != BEYOND.get(end))
    return Menu(question, choices, at=_index(values, mine.hands) if step == "hands" else 0)


def _index(values: Sequence[str], wanted: str) -> int:
    return values.index(wanted) if wanted in values else 0


def _end(step: str, mine: Profile) -> str:
    """The name of the sentence that says that the voice can't go further; empty if it can."""
    ends = {
        "loudness": {"loudest": mine.volume >= VOLUMES[-1], "softest": mine.volume <= VOLUMES[0]},
        "rate": {"fastest": mine.rate >= FASTEST, "slowest": mine.rate <= SLOWEST},
    }
    return next((name for name, reached in ends.get(step, {}).items() if reached), "")


def voice_of(mine: Profile) -> str:
    """The name of the voice, as it is offered: "heart", "system" or "system:ID"."""
    return f"{mine.voice}:{mine.voice_id}" if mine.voice_id else mine.voice


def answered(step: str, value: str, mine: Profile, today: datetime.date) -> Profile:  # noqa: PLR0911 - one for each step
    """The profile after an answer."""
    match step:
        case "loudness" if value:
            return replace(mine, volume=_volume(mine.volume, up=value == "louder"))
        case "rate" if value:
            rate = mine.rate + (RATE_STEP if value == "faster" else -RATE_STEP)
            return replace(mine, rate=min(FASTEST, max(SLOWEST, rate)))
        case "voice":
            voice, _, ident = value.partition(":")
            return replace(mine, voice=voice, voice_id=ident)
        case "name":
            return replace(mine, baby=value)
        case "age" if value:
            return aged(mine, f"{value}d", today)
        case "hands":
            return replace(mine, hands=value)
        case _:
            return mine


def after(step: str, value: str, steps: Sequence[str]) -> str:
    """The step after an answer: the same one while it is being adjusted; END when the rest stays as it is."""
    if value in ("louder", "softer", "slower", "faster"):
        return step
    if step == "start" and not value:
        return END
    place = steps.index(step) + 1
    return steps[place] if place < len(steps) else END


def before(step: str, steps: Sequence[str]) -> str:
    """The step to go back to; none before the first."""
    place = steps.index(step)
    return steps[place - 1] if place else END


def _volume(now: int, *, up: bool) -> int:
    """The next louder or softer step; at the end of them, the end."""
    if up:
        return next((step for step in VOLUMES if step > now), max(now, VOLUMES[-1]))
    return next((step for step in reversed(VOLUMES) if step < now), min(now, VOLUMES[0]))
