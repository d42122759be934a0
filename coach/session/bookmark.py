"""The place that a caregiver wanted to find again, from the record of earlier sessions. Writes nothing."""

from __future__ import annotations

from dataclasses import replace

from coach.model.effects import MarkKind
from coach.model.plan import Book
from coach.model.records import Past
from coach.session.state import Bookmark, State
from coach.session.transitions.adjusting import bookmarked
from coach.support.errors import UsageError


def routine(past: Past) -> str:
    """The routine that holds the newest bookmark; empty when there is none."""
    for begun, entries in reversed(past):
        if any(entry.what == MarkKind.REMEMBERED for entry in entries):
            return begun.routine
    return ""


def newest(past: Past, book: Book) -> Bookmark | None:
    """The newest bookmark that still exists in this routine."""
    titles = [area.title for area in book.areas]
    for _, entries in reversed(past):
        for entry in reversed(entries):
            if entry.what == MarkKind.REMEMBERED and entry.area in titles:
                area = titles.index(entry.area)
                names = [stroke.name for stroke in book.areas[area].strokes]
                if not entry.stroke or entry.stroke in names:
                    return Bookmark(area, names.index(entry.stroke) if entry.stroke else 0)
    return None


def begin_there(state: State) -> State:
    """The session, set to begin at its bookmark. The opening is said as usual.

    Raises:
        UsageError: nothing is remembered in this routine.
    """
    if state.bookmark is None:
        todo = "press M while the coach rests or asks, to remember the place"
        raise UsageError("--from-bookmark", f"no remembered place is in {state.book.name} today", todo)
    return replace(state, area=state.bookmark.area, start=bookmarked(state, state.bookmark))
