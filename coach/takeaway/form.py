"""Turns a session into one that nobody can answer: what a file says instead of listening. Pure."""

from __future__ import annotations

from dataclasses import replace

from coach.model import Area, Book, Passage, Words
from coach.state import State

LIVE = "R7"
"""The source of the passage that explains the keys: a file has none."""
INSTEAD = "file-"
"""Sentences of the coach so named take the place of those without it."""


def for_a_file(state: State) -> State:
    """The same massage without keys and foot help, with one passage that says what to do at a no."""
    words = instead(state.words)
    said = tuple(
        _instruction(words) if LIVE in passage.sources else passage for passage in state.book.opening
    )  # fmt: skip
    if not any(LIVE in passage.sources for passage in state.book.opening):
        said = (_instruction(words), *said)
    book = replace(state.book, opening=said, areas=tuple(_without_help(area) for area in state.book.areas))
    return replace(state, book=_once(book, words), words=words)


def instead(words: Words) -> Words:
    """The sentences with those for a file in their places."""
    own = {name.removeprefix(INSTEAD): lines for name, lines in words.lines.items() if name.startswith(INSTEAD)}
    return replace(words, lines={**words.lines, **own})


def _instruction(words: Words) -> Passage:
    return Passage(words.say("cannot-listen"), words.say("cannot-listen")[:3], sources=(LIVE,))


def _once(book: Book, words: Words) -> Book:
    """Where a routine explains the keys in several passages, the file still says its own only once."""
    first = next(passage for passage in book.opening if passage.teach == words.say("cannot-listen"))
    rest = tuple(passage for passage in book.opening if passage is first or passage.teach != first.teach)
    return replace(book, opening=rest)


def _without_help(area: Area) -> Area:
    return replace(area, help=(), offer=())
