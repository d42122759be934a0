"""The phrases that stand for commands, by language. The ears listen for them; the coach's sentences avoid them."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

from coach.model.events import Command

PHRASES: Mapping[str, Mapping[Command, tuple[str, ...]]] = {
    "en": {
        Command.NO: ("baby says no",),
        Command.YES: ("baby says yes", "carry on"),
        Command.NOT_SURE: ("baby's not sure",),
        Command.AGAIN: ("say that again",),
        Command.NEXT: ("next stroke",),
        Command.BACK: ("go back",),
        Command.SLOWER: ("a bit slower",),
        Command.FASTER: ("a bit faster",),
        Command.SOFTER: ("speak softly",),
        Command.LOUDER: ("speak louder",),
        Command.WHERE: ("where are we",),
        Command.DONE: ("all done for now",),
        Command.FOOT_HELP: ("help with the foot",),
        Command.RELAX: ("help with the leg", "help with the arm"),
        Command.BREAK: ("i need a break",),
    },
}
"""Every phrase by language and command; another language is another entry."""


def plain(text: str) -> str:
    """Letters, digits and single spaces only, in lower case, with a space at both ends; apostrophes vanish."""
    return " " + " ".join(re.findall(r"\w+", text.lower().replace("'", "").replace("\u2019", ""))) + " "


def commands_in(text: str, language: str = "en") -> frozenset[Command]:
    """The commands whose phrase ``text`` contains."""
    spoken = plain(text)
    return frozenset(command for command, _, sought in _sought(language) if sought in spoken)


def contained(text: str, language: str = "en") -> str:
    """The first phrase we listen for that ``text`` contains, or an empty string."""
    spoken = plain(text)
    return next((phrase for _, phrase, sought in _sought(language) if sought in spoken), "")


@functools.cache
def _sought(language: str) -> tuple[tuple[Command, str, str], ...]:
    """Every phrase of a language with its command, as written and plain."""
    table = PHRASES.get(language, {}).items()
    return tuple((command, phrase, plain(phrase)) for command, said in table for phrase in said)
