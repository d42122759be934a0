"""The questions that the journal raises before a session. Their answers shape its state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from coach.dialogue.errands import Begin, Memory, Remembered
from coach.dialogue.menu import yes_or_no
from coach.dialogue.scenes import End, Scene, Work, agree
from coach.model.options import Options
from coach.model.wording import Words
from coach.session.resume import (
    CARE_MS,
    CutOff,
    begin_there,
    cut_off,
    question,
    refused,
    spared_still,
    still_there,
    strokes_of,
)
from coach.session.state import State
from coach.store.profile import Profile
from coach.support.errors import UsageError


@dataclass(frozen=True, slots=True)
class Offers:
    """What is asked before a session with this profile."""

    mine: Profile
    words: Words

    def ahead_of_choice(
        self, then: Callable[[State | None], Scene], failed: Callable[[Exception], Scene] = End
    ) -> Scene:
        """Ask whether to go on with the session that was cut off, where there is one; ``then`` gets it if so.

        ``failed`` gets the CoachError where its routine is gone, or its place is no longer in it.
        """

        def remembered(memory: Memory) -> Scene:
            cut = cut_off(memory.past, memory.now)
            if cut is None:
                return then(None)
            begun = Begin(self.mine, cut.routine, self._today(cut))
            return Work(begun, lambda state: there(state, cut), failed)

        def there(state: State, cut: CutOff) -> Scene:
            if cut.area not in [area.title for area in state.book.areas]:
                what = f"we stopped at {cut.area}, which isn't in the routine today"
                return failed(UsageError("last time", what))
            return self._there(state, cut, then)

        return Work(Remembered(), remembered)

    def ahead_of(self, state: State, then: Callable[[State], Scene]) -> Scene:
        """``then`` gets the session as chosen, or resumed, or without the strokes that were refused each time."""

        def remembered(memory: Memory) -> Scene:
            def chosen(there: State | None) -> Scene:
                return then(there) if there else self._without_all(state, refused(memory.past), then)

            cut = cut_off(memory.past, memory.now)
            if cut is None or cut.routine != state.book.name:
                return chosen(None)
            options = spared_still(state.options, cut)
            if options == state.options:
                return self._there(state, cut, chosen)
            begun = Begin(self.mine, state.book.name, options)
            return Work(begun, lambda less: self._there(less, cut, chosen), lambda _error: chosen(None))

        return Work(Remembered(), remembered)

    def without_refused(self, state: State, then: Callable[[State], Scene]) -> Scene:
        """``then`` gets the session without the strokes that were refused each time, where the caregiver agrees."""
        return Work(Remembered(), lambda memory: self._without_all(state, refused(memory.past), then))

    def _today(self, cut: CutOff) -> Options:
        """The options of the session that was cut off, as careful as the answers that hold now."""
        then, mine = cut.options, self.mine
        return replace(
            then,
            leave_out=tuple(dict.fromkeys((*then.leave_out, *mine.leave_out))),
            hips_cleared=then.hips_cleared and mine.hips_cleared,
            navel_healed=then.navel_healed and mine.navel_healed,
            reflux_free=then.reflux_free and mine.reflux_free,
            care=then.care or not 0 <= cut.ago < CARE_MS,  # it may have gone on itself, without the care questions
        )

    def _there(self, state: State, cut: CutOff, then: Callable[[State | None], Scene]) -> Scene:
        there, words = begin_there(state, cut), self.words
        if there is None:
            return then(None)
        menu = yes_or_no(
            question(still_there(cut, state.book), words), words.one("cut-off-yes"), words.one("cut-off-no")
        )
        return agree(menu, words, lambda: then(there), lambda: then(None))

    def _without_all(self, state: State, names: Sequence[str], then: Callable[[State], Scene]) -> Scene:
        found = [name for name in names if name in strokes_of(state.book)]
        if not found:
            return then(state)

        def following(less: State) -> Scene:
            return self._without_all(less, names[names.index(found[0]) + 1 :], then)

        leave_out = (*state.options.leave_out, found[0])
        return Work(
            Begin(self.mine, state.book.name, replace(state.options, leave_out=leave_out)),
            lambda less: self._ask_without(found[0], lambda: following(less), lambda: following(state)),
            lambda _error: following(state),  # nothing would be left
        )

    def _ask_without(self, name: str, yes: Callable[[], Scene], no: Callable[[], Scene]) -> Scene:
        words = self.words
        asked = (*words.say("refused", stroke=name), *words.say("refused-ask"))
        choices = (words.one(one, stroke=name) for one in ("refused-yes", "refused-no"))
        return agree(yes_or_no(asked, *choices), words, yes, no)
