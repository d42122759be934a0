"""How long a hand takes to do what a sentence asks, and so how long the coach rests after it. Pure."""

from __future__ import annotations

import functools
import re

ALONG, PLACE = 3000, 2000
"""Milliseconds for a slow stroke along the skin, and for moving a hand into place."""
_WAYS = "slide glide sweep circle roll draw scoop walk rub rock twist keep"
_PLACES = "lay rest put bring lift turn open join cup hold take bend press give let"
MOVEMENTS = dict.fromkeys(_WAYS.split(), ALONG) | dict.fromkeys(_PLACES.split(), PLACE)
"""English verbs. The times are our choice, and slow. A routine can write its own seconds after a sentence."""


@functools.lru_cache(8192)  # a plan asks for the same sentences again and again
def movement_ms(sentence: str) -> int:
    """Milliseconds of the first movement in a sentence; 0 if it asks for none."""
    for word in re.findall(r"[a-z]+", sentence.lower()):
        for verb in (word, word.removesuffix("s"), word.removesuffix("es")):
            if verb in MOVEMENTS:
                return MOVEMENTS[verb]
    return 0
