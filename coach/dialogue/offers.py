"""The questions that the journal raises before a session, asked in order; the answers make the session's state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from coach.dialogue.menu import Menu, yes_or_no
from coach.model.options import Options
from coach.model.records import Past
from coach.model.wording import Words
from coach.session.resume import CutOff, begin_there, cut_off, question, refused, strokes_of
from coach.session.state import State
from coach.store.database import read
from coach.support.errors import CoachError, JournalError, UsageError

REMEMBERED = 50
"""Sessions that are looked back on."""

Ask = Callable[[Menu], bool]
"""Speaks a question of yes and no and tells whether the answer was yes."""
Make = Callable[[str, Options], State]
"""A fresh session of a routine, by its name; CoachError where that cannot be."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Asks what the journal suggests."""

    file: Path
    words: Words
    make: Make
    now: Callable[[], int]
    """Milliseconds since 1970."""

    def ahead_of_choice(self, ask: Ask) -> State | None:
        """The session that was cut off, where the caregiver wants to go on with it.

        Raises:
            CoachError: its routine is gone, or its place is no longer in it.
        """
        cut = cut_off(self._past(), self.now())
        if cut is None:
            return None
        state = self.make(cut.routine, cut.options)
        if cut.area not in [area.title for area in state.book.areas]:
            raise UsageError(f"last time, at {cut.area}", "the routine has changed, and that part is gone")
        return self._there(state, cut, ask)

    def ahead_of(self, state: State, ask: Ask) -> State:
        """The session as chosen, or where it was cut off, or without what was refused again and again."""
        past = self._past()
        cut = cut_off(past, self.now())
        if cut and cut.routine == state.book.name and (there := self._there(state, cut, ask)):
            return there
        return self.without_refused(state, ask, past)

    def without_refused(self, state: State, ask: Ask, past: Past | None = None) -> State:
        """The session without the strokes that were refused again and again, where the caregiver agrees."""
        for name in refused(self._past() if past is None else past):
            if name in strokes_of(state.book):
                state = self._without(state, name, ask)
        return state

    def _there(self, state: State, cut: CutOff, ask: Ask) -> State | None:
        there = begin_there(state, cut)
        words = self.words
        menu = yes_or_no(question(cut, words), words.one("cut-off-yes"), words.one("cut-off-no"))
        return there if there and ask(menu) else None

    def _without(self, state: State, name: str, ask: Ask) -> State:
        try:
            less = self.make(state.book.name, replace(state.options, leave_out=(*state.options.leave_out, name)))
        except CoachError:  # nothing would be left
            return state
        question = (*self.words.say("refused", stroke=name), *self.words.say("refused-ask"))
        choices = (self.words.one(one, stroke=name) for one in ("refused-yes", "refused-no"))
        return less if ask(yes_or_no(question, *choices)) else state

    def _past(self) -> Past:
        try:
            return read(self.file, last=REMEMBERED)
        except JournalError:  # said when this session cannot be written either
            return ()
