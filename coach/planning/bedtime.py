"""How slow, soft and sparse a routine becomes at bedtime. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from coach.model.options import START_DB, Options
from coach.model.plan import Area
from coach.model.routine import Count, Passage, Stroke
from coach.model.wording import Words

WHISPER_DB = -15
"""Decibels against the usual loudness at the end; a whisper lies about 15 dB under a voice."""
STEP_DB = 1
"""The largest step in decibels from one sentence to the next, however far a session jumps."""
REST_PERCENT = 150
"""Percent of the usual rests."""
SPEECH_FADES_MS = BED_FADES_MS = 20_000
"""Milliseconds in which the voice fades once the baby sleeps, and the background sound at its end."""
BED_RISES_MS = 4000
"""Milliseconds in which the background sound comes back once the baby sleeps."""


def rests(options: Options) -> int:
    """Percent of the usual rests."""
    return REST_PERCENT if options.bedtime else 100


def closed(closing: tuple[Passage, ...], options: Options, words: Words) -> tuple[Passage, ...]:
    """What is said at the end, with safe sleep before the goodbye at bedtime."""
    if not options.bedtime:
        return closing
    safe = words.say("safe-sleep")
    last = next((n for n, passage in enumerate(closing) if passage.goodbye), len(closing) - 1)
    return (*closing[:last], Passage(safe, safe), *closing[last:])


def ticked(areas: Sequence[Area]) -> list[Area]:
    """The areas with soft ticks in place of spoken numbers in the second half of their strokes."""
    half = -(-sum(len(area.strokes) for area in areas) // 2)
    result, before = [], 0
    for area in areas:
        strokes = tuple(_ticked(stroke) if n >= half else stroke for n, stroke in enumerate(area.strokes, before))
        before += len(strokes)
        result.append(replace(area, strokes=strokes))
    return result


def _ticked(stroke: Stroke) -> Stroke:
    return replace(stroke, count=Count.TICKED) if stroke.count is Count.SPOKEN else stroke


def target_db(areas: Sequence[Area], area: int, stroke: int) -> int:
    """Target decibels at a stroke of an area: they fall evenly from the first stroke to the end."""
    total = sum(len(one.strokes) for one in areas)
    done = sum(len(one.strokes) for one in areas[:area]) + max(stroke, 0)
    return START_DB + (WHISPER_DB - START_DB) * min(done, total) // total


def towards(now: int, target: int) -> int:
    """Decibels of the next sentence on the way from ``now`` to ``target``."""
    return now + max(-STEP_DB, min(STEP_DB, target - now))
