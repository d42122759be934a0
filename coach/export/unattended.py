"""Turns a session into one that nobody can answer: what a file says in place of listening. Pure."""

from __future__ import annotations

from dataclasses import replace

from coach.model.routine import Passage
from coach.session.state import State

INSTEAD = "file-"
"""Names with this ending are the file's versions of the coach's sentences; they replace those without it."""


def for_a_file(state: State, told: str = "cannot-listen") -> State:
    """The same massage without keys and foot help; the sentences in ``told`` say once what to do after a no."""
    words = state.words.instead(INSTEAD)
    lines = words.say(told)
    instruction = Passage(lines, lines)
    said = [passage for passage in state.book.opening if not passage.keys]
    place = next((n for n, passage in enumerate(state.book.opening) if passage.keys), 0)
    said.insert(place, instruction)
    areas = tuple(replace(area, help=(), offer=()) for area in state.book.areas)
    return replace(state, book=replace(state.book, opening=tuple(said), areas=areas), words=words)
