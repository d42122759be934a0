"""What the journal keeps of a session: text and times, never a sound. Frozen and pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Begun:
    """A session began."""

    session: str
    """A name that no other session has."""
    wall: int
    """Milliseconds since 1970, by this machine's clock."""
    routine: str
    title: str
    options: str
    """JSON of the options that differ from the defaults."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened in a session, and where."""

    session: str
    wall: int
    """Milliseconds since 1970, by this machine's clock."""
    at: int
    """Session milliseconds."""
    what: str
    """As in ``Mark``."""
    detail: str = ""
    area: str = ""
    """Title of the body area; empty before the first."""
    stroke: str = ""
    """Name of the stroke; empty while asking."""
    done: int = 0
    """Repetitions of it that were done."""


Row = Begun | Entry


def options_of(text: str) -> dict[str, Any]:
    """The options of a session as they were written; empty if they can't be read."""
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return given if isinstance(given, dict) else {}


Past = Sequence[tuple[Begun, list[Entry]]]
"""Sessions with their entries, oldest first."""
