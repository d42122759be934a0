"""Finds in a session's marks where each part and each stroke begins in a file. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from coach.model.effects import Mark, MarkKind
from coach.model.plan import Book
from coach.model.wording import Words, sentence


@dataclass(frozen=True, slots=True)
class Chapter:
    """A stretch of a file with a name."""

    at: int
    """Milliseconds."""
    until: int
    """Milliseconds."""
    title: str
    part: str
    """The title of its part; the same as its own title where it is the question before that part."""
    asks: bool = False
    """Whether it is the question before a part."""


Spans = Sequence[tuple[int, int, str]]
"""Begin and end in milliseconds, and the sentence, for everything that was said."""


def chapters(marks: Iterable[Mark], heard: Spans, book: Book, words: Words, length: int) -> tuple[Chapter, ...]:
    """Chapters in order: one for the opening, one for each question and each stroke, one for the ending.

    There is no gap between them, so "previous" on any player starts a stroke again.
    """
    found = list(_begun(marks, _first_question(heard, book), words))
    ends = [*(chapter.at for chapter in found[1:]), length]
    return tuple(replace(chapter, until=end) for chapter, end in zip(found, ends, strict=True) if end > chapter.at)


def _begun(marks: Iterable[Mark], question: int, words: Words) -> Iterator[Chapter]:
    opening, ending = words.one("opening"), words.one("ending")
    last = ""
    for mark in marks:
        title = ""
        if mark.what == MarkKind.ASKED:
            title = mark.area
        elif mark.what == MarkKind.STROKE:
            title = f"{mark.area}: {sentence(mark.stroke)}"
        elif mark.what == MarkKind.ENDED:
            title = ending
        if not title or title == last:
            continue
        if not last and question > mark.at:
            yield Chapter(mark.at, 0, opening, opening)
            mark = replace(mark, at=question)  # noqa: PLW2901 - the question itself comes after the opening
        last = title
        yield Chapter(
            mark.at, 0, title, mark.area if mark.what != MarkKind.ENDED else ending, mark.what == MarkKind.ASKED
        )


def _first_question(heard: Spans, book: Book) -> int:
    """When the first part is first spoken of, after the opening, in milliseconds."""
    first = book.areas[0]
    lines = {line for passage in first.before for line in (*passage.teach, *passage.remind)} | {first.rest}
    return next((at for at, _, text in heard if text in lines), 0)
