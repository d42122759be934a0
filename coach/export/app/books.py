"""A planned routine as data for the page's engine: areas, strokes and passages, with every word filled in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from coach.model.options import Options
from coach.model.plan import Area, Book
from coach.model.routine import About, Each, Hold, Passage, Stage, Stages, Stroke, Times


def book(one: Book) -> dict[str, Any]:
    """One planned routine."""
    return {
        "name": one.name,
        "title": one.title,
        "opening": passages(one.opening),
        "areas": [area(each) for each in one.areas],
        "closing": passages(one.ending),
    }


def area(one: Area) -> dict[str, Any]:
    """One area with its strokes."""
    return {
        "title": one.title,
        "called": one.called,
        "ask": one.ask,
        "before": passages(one.before),
        "rest": one.rest,
        "strokes": [stroke(each) for each in one.strokes],
        "help": list(one.help),
        "offer": list(one.offer),
        "then": one.then,
        "again": one.again,
        "position": one.position,
    }


def passages(some: Iterable[Passage]) -> list[dict[str, Any]]:
    """Sentences outside the strokes."""
    return [
        {"sound": one.sound}
        if one.sound
        else {
            "teach": one.teach,
            "remind": one.remind,
            "lesson": one.lesson,
            "early": one.early,
        }
        for one in some
    ]


def stroke(one: Stroke) -> dict[str, Any]:
    """One stroke; ``times``, ``each``, ``stages``, ``hold`` or ``about`` says how often it's done."""
    return {
        "name": one.name,
        "teach": list(one.teach),
        "remind": list(one.remind),
        "caution": list(one.caution),
        "label": one.label,
        "alternate": list(one.alternate),
        "total": one.total,
        "pace": one.pace,
        "count": one.count,
        "rest": one.rest,
        "foot": one.foot,
        "lastSide": one.last_side,
        **_repeat(one),
    }


def _repeat(one: Stroke) -> dict[str, Any]:
    match one.repeat:
        case Times(times):
            return {"times": times}
        case Each(names):
            return {"each": list(names)}
        case Stages(stages):
            return {"stages": [_stage(each) for each in stages]}
        case Hold(ms):
            return {"hold": ms}
        case About(ms):
            return {"about": ms}


def _stage(one: Stage) -> dict[str, Any]:
    return {"name": one.name, "times": one.times, "teach": one.teach, "remind": one.remind}


def options(one: Options) -> dict[str, Any]:
    """The options that still matter once the book is planned."""
    return {
        "detail": one.detail,
        "count": one.count,
        "pace": one.pace,
        "beat": one.beat,
        "known": None if one.known is None else dict(one.known),
        "warned": sorted(one.warned),
        "heard": sorted(one.heard),
        "taught": one.taught,
        "lesson": one.lesson,
        "bedtime": one.bedtime,
        "bedAfter": one.bed_after,
        "care": one.care,
        "crying": one.crying,
    }
