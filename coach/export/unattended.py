"""What a file, a page or the app says in place of what the coach says about keys. Pure."""

from __future__ import annotations

from dataclasses import replace

from coach.model.routine import Line, Passage
from coach.session.state import State

INSTEAD = "file-"
"""Names that begin so are the file's versions of the coach's sentences; they replace those without it."""


def told_instead(opening: tuple[Passage, ...], lines: tuple[Line, ...]) -> tuple[Passage, ...]:
    """An opening with these sentences in place of those about keys; they come first if it has none."""
    said = [passage for passage in opening if not passage.keys]
    place = next((n for n, passage in enumerate(opening) if passage.keys), 0)
    said.insert(place, Passage(lines, lines))
    return tuple(said)


def for_a_file(state: State, told: str = "cannot-listen") -> State:
    """The same massage without keys and foot help; the sentences in ``told`` say once what to do after a no."""
    words = state.words.instead(INSTEAD)
    opening = told_instead(state.book.opening, words.say(told))
    areas = tuple(replace(area, help=(), offer=()) for area in state.book.areas)
    return replace(state, book=replace(state.book, opening=opening, areas=areas), words=words)
