"""What `coach` alone does: the first run, the offer to resume, then the lists of everything it can do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from coach.dialogue.earcon_lesson import teach
from coach.dialogue.errands import Begin, Offered, Tale
from coach.dialogue.listening import told_once
from coach.dialogue.menu import Choice, Menu
from coach.dialogue.more import More, recovered, sentences_of, trouble_lines
from coach.dialogue.offers import Offers
from coach.dialogue.scenes import Ask, End, Line, Printed, Scene, Tell, Work
from coach.dialogue.setup import Setup, left
from coach.dialogue.shelf import Group, Shelf, ask, course, groups, routines
from coach.model.wording import Words
from coach.planning.arrange import NothingLeftError
from coach.session.state import State
from coach.store.profile import Profile
from coach.support.errors import CoachError


class Other(StrEnum):
    """What is chosen besides routines: values that no routine has for a name, in the order of the list."""

    HISTORY = " history"
    SETUP = " setup"
    SOUNDS = " sounds"
    MORE = " more"
    NOTHING = " nothing"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A session that was chosen."""

    state: State
    tried: tuple[str, ...]
    """The channels that the dry run has just tried and named."""


@dataclass(frozen=True, slots=True)
class Home:
    """The lists, and what follows from each choice. They end with ``Chosen``, a ``Typed`` command or None."""

    setup: Setup
    tried: tuple[str, ...] = ()

    @property
    def words(self) -> Words:
        """The coach's own sentences."""
        return self.setup.words

    def first_time(self, mine: Profile) -> Scene:
        """Begin with the first run."""
        return self.setup.first_time(
            mine, lambda chosen, tried: self._with(tried).unfinished(chosen) if chosen else self._goodbye()
        )

    def welcome(self, mine: Profile) -> Scene:
        """Begin on any later evening."""
        asked = told_once(mine, self.words, lambda now, _heard: self.unfinished(now), keys=self.setup.hears)
        return Tell(self.words.say("welcome"), lambda _key: asked)

    def returned(self, mine: Profile, trouble: CoachError | None) -> Scene:
        """The choice has been run; ``trouble`` is what went wrong, if anything."""
        return self.listed(mine, trouble_lines(trouble, self.words) if trouble else ())

    def unfinished(self, mine: Profile) -> Scene:
        """Offer to resume, or choose."""

        def offered(state: State | None) -> Scene:
            return End(Chosen(state, self.tried)) if state else self.listed(mine, first=True)

        def failed(error: Exception) -> Scene:  # nobody has chosen anything yet, so no choice of theirs has failed
            if isinstance(error, NothingLeftError):  # as after a jab
                return offered(None)
            if isinstance(error, CoachError):
                return self.listed(mine, (Printed(str(error)), *sentences_of(error)), first=True)
            return End(error)

        return Offers(mine, self.words).ahead_of_choice(offered, failed)

    def listed(self, mine: Profile, lead: tuple[Line, ...] = (), *, first: bool = False) -> Scene:
        """The first list; for the ``first`` time, what isn't in it is told as well."""

        def offered(shelf: Shelf) -> Scene:
            told = (*lead, *(unread_lines(shelf, self.words) if first else ()))
            return Ask(what_to_do(shelf, self.words), self.words, lambda value: self._chosen(mine, value, shelf), told)

        return Work(Offered(mine), offered)

    def _with(self, tried: tuple[str, ...]) -> Home:
        return Home(self.setup, tried or self.tried)

    def _chosen(self, mine: Profile, value: str | None, shelf: Shelf) -> Scene:
        match value:
            case Group.COURSE:
                return self._of(mine, course(shelf, self.words))
            case Group.AREAS:
                return self._of(mine, ask("ask-areas", shelf.areas, self.words))
            case Group.SHORT:
                return self._of(mine, ask("ask-short-ones", shelf.short, self.words))
            case _:
                return self._elsewhere(mine, value)

    def _of(self, mine: Profile, menu: Menu) -> Scene:
        """A second list of routines."""

        def chosen(name: str | None) -> Scene:
            return self.listed(mine) if name is None else self._begun(mine, name)

        return Ask(menu, self.words, chosen)

    def _elsewhere(self, mine: Profile, value: str | None) -> Scene:
        match value:
            case None | Other.NOTHING:
                return self._goodbye()
            case Other.HISTORY:
                return Work(
                    Tale(),
                    lambda lines: Tell(lines, lambda _key: self.listed(mine)),
                    lambda error: self._recovered(mine, error),
                )
            case Other.SOUNDS:
                return teach(self.words, lambda: self.listed(mine))
            case Other.SETUP:
                return self.setup.again(mine, lambda chosen, tried: self._again(mine, chosen, tried))
            case Other.MORE:
                return More(self.words, mine, self.listed).things(mine)
            case name:
                return self._begun(mine, name)

    def _goodbye(self) -> Scene:
        return Tell(self.words.say("nothing-today"), lambda _key: End())

    def _again(self, mine: Profile, chosen: Profile | None, tried: tuple[str, ...]) -> Scene:
        return self._with(tried).listed(chosen) if chosen else self.listed(mine, left(self.words))

    def _begun(self, mine: Profile, name: str) -> Scene:
        def asked(state: State) -> Scene:
            return Offers(mine, self.words).without_refused(state, lambda less: End(Chosen(less, self.tried)))

        return Work(Begin(mine, name, chosen=True), asked, lambda error: self._recovered(mine, error))

    def _recovered(self, mine: Profile, error: Exception) -> Scene:
        return recovered(error, self.words, lambda lead: self.listed(mine, lead))


def unread_lines(shelf: Shelf, words: Words) -> tuple[Line, ...]:
    """Which of the caregiver's own files can't be read: printed with why; spoken with where to hear why."""
    if not shelf.unread:
        return ()
    return (*map(Printed, shelf.unread.values()), *words.say("unread", names=words.listed(tuple(shelf.unread))))


def what_to_do(shelf: Shelf, words: Words) -> Menu:
    """The first list: what fits this baby, where all the others are, and nothing at all as the last."""
    *others, nothing = (Choice(other.value, words.one(f"choose-{other.strip()}")) for other in Other)
    choices = (*routines(shelf.first, words), *groups(shelf, words), *others, replace(nothing, keys=("q",)))
    return Menu(words.say("choose"), choices)
