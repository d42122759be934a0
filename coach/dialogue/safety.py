"""What is asked before a massage for safety: how old the baby is, and which leg had a jab."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from coach.dialogue import first_run
from coach.dialogue.errands import Begin, Hold, Save
from coach.dialogue.menu import Menu, choices_of
from coach.dialogue.scenes import Ask, End, Printed, Scene, Tell, Work
from coach.model.options import BOTH_LEGS, LEGS, Options, jab_in
from coach.model.plan import called
from coach.model.wording import Words
from coach.planning.arrange import NothingLeftError
from coach.session.resume import at_its_place
from coach.session.state import State
from coach.store.profile import Profile
from coach.support.errors import CoachError

INSTEAD = ("arms-and-hands", "back", "face")
"""Routines that touch no leg, in the order in which they are offered."""


def age_first(state: State, routine: str, mine: Profile, words: Words) -> Scene:
    """Ask the age where nobody has answered the first run. Ends with the session, planned anew for that age.

    One key skips it. The answer holds for this massage alone: the first run asks again, and keeps it.
    """

    def chosen(days: str | None) -> Scene:
        if not days:
            return End(state)
        return Work(Begin(mine, routine, replace(state.options, age=int(days))), _like(state))

    return Ask(first_run.menu("age", mine, words), words, chosen)


def kept(mine: Profile, words: Words, then: Callable[[object], Scene]) -> Scene:
    """Keep the profile with new answers, and go on. Where it can't be kept, they hold tonight, and this is said."""

    def not_kept(error: Exception) -> Scene:
        if not isinstance(error, CoachError):
            return End(error)
        told = Tell((Printed(str(error)), *words.say("not-kept")), then)
        return Work(Hold(mine), lambda _: told)

    return Work(Save(mine), then, not_kept)


@dataclass(frozen=True, slots=True)
class Jab:
    """Asks after a jab. Ends with the session to lead, or with None for none today."""

    mine: Profile
    words: Words

    def which(self, state: State) -> Scene:
        """Ask which leg had the jab, and keep that for three days. Going back leads to the care questions."""
        legs = (*LEGS, BOTH_LEGS, "")
        menu = Menu(self.words.say("which-leg"), choices_of(legs, self.words.say("which-leg-choices")))
        return Ask(menu, self.words, lambda leg: End(state) if leg is None else self._told(state, leg))

    def _told(self, state: State, leg: str) -> Scene:
        answered = replace(state.options, care=False)
        if not leg:
            return End(replace(state, options=answered))
        # A leg that had its jab less than three days ago goes on resting, too.
        mine = replace(self.mine, jab=jab_in((leg, self.mine.jab, *answered.jabbed)), jabbed="")
        options = replace(answered, jabbed=LEGS if mine.jab == BOTH_LEGS else (mine.jab,))

        def begun(_: object) -> Scene:
            instead = _if_nothing_is_left(lambda: self._instead(mine, state, options))
            return Work(Begin(mine, state.book.name, options), _like(state), instead)

        return kept(mine, self.words, begun)

    def _instead(self, mine: Profile, state: State, options: Options) -> Scene:
        """Nothing is left of the routine, so other areas are offered."""
        others = choices_of((*INSTEAD, ""), self.words.say("jab-instead-choices"))
        menu = Menu(self._nothing_left(options.jabbed), others)

        def chosen(name: str | None) -> Scene:
            if not name:
                return self._not_today()
            return Work(Begin(mine, name, options), _like(state), _if_nothing_is_left(self._not_today))

        return Ask(menu, self.words, chosen)

    def _nothing_left(self, legs: Sequence[str]) -> tuple[str, ...]:
        if len(legs) == len(LEGS):
            return self.words.say("jab-instead")
        return (*self.words.say("left-out-jab", names=called(legs[0])), *self.words.say("jab-instead-one"))

    def _not_today(self) -> Scene:
        return Tell(self.words.say("goodbye-no"), lambda _key: End())


def _if_nothing_is_left(then: Callable[[], Scene]) -> Callable[[Exception], Scene]:
    """What follows where nothing is left of a routine; any other error ends the dialogue, and is told as it is."""
    return lambda error: then() if isinstance(error, NothingLeftError) else End(error)


def _like(state: State) -> Callable[[State], Scene]:
    """Ends with a new session whose place, keys and loudness are those of the one that was to begin."""
    return lambda found: End(replace(at_its_place(state, found), keys=state.keys, level=state.level))
