"""What `coach` alone does on an open session: the first run, what was cut off, then the lists of all there is to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from coach.dialogue.earcon_lesson import teach
from coach.dialogue.menu import Choice, Menu
from coach.dialogue.menu_player import agreed, choose, said_or_key
from coach.dialogue.more import Errand, More, Trade, say_error
from coach.dialogue.offers import Ask
from coach.dialogue.setup import Workshop, asked_again, set_up
from coach.model.wording import Words
from coach.playback.live_session import Session
from coach.session.state import State
from coach.store.profile import Profile
from coach.support.errors import CoachError, EarError

HISTORY, SETUP, SOUNDS, MORE, NOTHING = " history", " setup", " sounds", " more", " nothing"
"""Values that no routine has for a name."""


@dataclass(frozen=True)
class House:
    """What the command line knows of routines and of the past, for a profile that may change meanwhile."""

    first: bool
    """Nobody has answered the first run yet."""
    trade: Trade
    unfinished: Callable[[Profile, Ask], State | None]
    """Asks whether to go on with a session that was cut off, and gives it if so."""
    begin: Callable[[Profile, str, Ask], State]
    """Asks what there is to ask before a routine, and gives its session."""
    past: Callable[[], Sequence[str]]
    """What was done, in sentences."""
    returns: bool = False
    """An errand was run, and the list is asked again."""
    trouble: CoachError | None = None
    """What went wrong with it."""

    def receive(self, session: Session, mine: Profile, shop: Workshop) -> State | Errand | None:
        """The session that was chosen, or what is to be run instead; None when the caregiver leaves.

        Raises:
            EarError: nobody can answer.
        """
        if not session.hears and not mine.listens:
            raise EarError("coach", "there is nothing to be pressed", "start the coach in a terminal")
        session.warmed()
        words = session.parts.words
        if self.first:
            chosen = set_up(session, mine, shop, first=True)
            if chosen is None:
                return None
            mine = chosen
        elif not self.returns:
            said_or_key(session, words.say("welcome"))
        if self.trouble:
            say_error(session, self.trouble)
        return self._unfinished(session, mine) or self._listed(session, mine, shop)

    def _unfinished(self, session: Session, mine: Profile) -> State | None:
        """The session that was cut off, once; that it can't go on is said, and costs nothing else."""
        if self.returns:
            return None
        try:
            return self.unfinished(mine, lambda menu: agreed(session, menu))
        except CoachError as error:
            say_error(session, error)
            return None

    def _listed(self, session: Session, mine: Profile, shop: Workshop) -> State | Errand | None:
        while True:
            value = choose(session, what_to_do(self.trade.titles(mine), session.parts.words))
            if value in (None, NOTHING):
                said_or_key(session, session.parts.words.say("nothing-today"))
                return None
            if value == HISTORY:
                said_or_key(session, self.past())
                session.mixer.hush()
            elif value == SOUNDS:
                teach(session)
            elif value == SETUP:
                mine = asked_again(session, mine, shop) or mine
            elif value == MORE:
                if (errand := More(session, mine, shop, self.trade).choose()) is not None:
                    return errand
            else:
                return self.begin(mine, str(value), lambda menu: agreed(session, menu))


def what_to_do(titles: Mapping[str, str], words: Words) -> Menu:
    """The list of everything, every night in the same places: the routines first, and nothing at all as the last."""
    routines = tuple(Choice(name, words.one("choose-routine", title=title)) for name, title in titles.items())
    others = ((HISTORY, "choose-history"), (SETUP, "choose-setup"), (SOUNDS, "choose-sounds"), (MORE, "choose-more"))
    return Menu(
        words.say("choose"),
        (
            *routines,
            *(Choice(value, words.one(name)) for value, name in others),
            Choice(NOTHING, words.one("choose-nothing"), ("q",)),
        ),
    )
