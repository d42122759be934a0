"""How long a hand takes to do what a sentence asks for: the rest that the sentence needs. Pure."""

from __future__ import annotations

import re

ALONG, PLACE = 3000, 2000
"""Milliseconds for a slow way along the skin, and for bringing a hand to its place."""
_WAYS = "slide glide sweep circle roll draw scoop walk rub rock twist keep"
_PLACES = "lay rest put bring lift turn open join cup hold take bend press give let"
MOVEMENTS = dict.fromkeys(_WAYS.split(), ALONG) | dict.fromkeys(_PLACES.split(), PLACE)
"""English verbs. The times are our choice, and slow: a routine that knows better writes seconds after the sentence."""


def movement_ms(sentence: str) -> int:
    """Milliseconds that the first movement of a sentence takes; 0 where it asks for none."""
    for word in re.findall(r"[a-z]+", sentence.lower()):
        for verb in (word, word.removesuffix("s"), word.removesuffix("es")):
            if verb in MOVEMENTS:
                return MOVEMENTS[verb]
    return 0
