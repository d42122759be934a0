"""Fewer words from night to night: what was done often is no longer explained. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from coach.model.options import Detail, Options

LESSONS = 3
"""The signs of yes and no, and the cautions of each stroke, are told in at least so many sessions."""
REMIND_AFTER, COUNTS_AFTER = 5, 15
"""In this many sessions a stroke was finished, on one side or both."""


def detail(finished: int) -> Detail:
    """How much is said of a stroke that was finished in ``finished`` sessions."""
    return Detail.COUNTS if finished >= COUNTS_AFTER else Detail.REMIND if finished >= REMIND_AFTER else Detail.TEACH


def faded(options: Options, finished: Mapping[str, int]) -> Options:
    """The options with a detail for each stroke. Around the strokes, words are as short as for the most familiar."""
    options = warned(options, finished)
    known = {name: detail(n) for name, n in finished.items() if detail(n) != Detail.TEACH}
    return replace(options, detail=detail(max(finished.values(), default=0)), known=known) if known else options


def warned(options: Options, finished: Mapping[str, int]) -> Options:
    """The options that name the strokes whose cautions were heard often enough."""
    return replace(options, warned=frozenset(name for name, n in finished.items() if n >= LESSONS))
