"""How old the baby is, asked before a massage that was started by name before anybody answered the first run."""

from __future__ import annotations

from dataclasses import replace

from coach.dialogue.errands import Begin
from coach.dialogue.first_run import menu
from coach.dialogue.scenes import Ask, End, Scene, Work
from coach.model.wording import Words
from coach.session.state import State
from coach.store.profile import Profile


def age_first(state: State, routine: str, mine: Profile, words: Words) -> Scene:
    """Ask the age, which one key skips. Ends with the session, planned anew for that age.

    The answer holds for this massage alone: the first run asks again, and keeps it.
    """

    def chosen(days: str | None) -> Scene:
        if not days:
            return End(state)
        options = replace(state.options, age=int(days))
        return Work(
            Begin(mine, routine, options), lambda found: End(replace(found, keys=state.keys, level=state.level))
        )

    return Ask(menu("age", mine, words), words, chosen)
