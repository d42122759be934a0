"""The second list of `coach`: every command that isn't a massage, by ear. All of the coach can be reached by ear."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import takewhile
from pathlib import Path

from coach.dialogue import settings
from coach.dialogue.errands import Forget, Held, Offered, Save, Speakers, Write
from coach.dialogue.menu import Choice, Menu, back, choices_of, yes_or_no
from coach.dialogue.scenes import Ask, End, Line, Printed, Scene, Tell, Work, agree
from coach.dialogue.shelf import Group, Shelf, groups, routines
from coach.model.events import Command
from coach.model.options import BOTH_LEGS
from coach.model.wording import Words
from coach.store.profile import Profile
from coach.support.errors import CoachError

Typed = tuple[str, ...]
"""A command as it would be typed, to be run with the loudspeaker to itself; empty if only the profile changed."""
MEANINGS = (Command.NO.value, *(one.value for one in Command if one not in (Command.BEGIN, Command.NO)))
"""The commands that a pedal or key can be given, in the order of the spoken `meanings`."""
QUESTIONS = {Group.COURSE: "ask-course", Group.AREAS: "ask-areas", Group.SHORT: "ask-short-ones"}
FORMS = ("sound", "page", "card")
"""How a routine can be written."""


class Thing(StrEnum):
    """The second list, in its order."""

    BEDTIME = "bedtime"
    SETTINGS = "settings"
    HOLD = "hold"
    WRITE = "write"
    MEANING = "meaning"
    PRACTISE = "practise"
    DOCTOR = "doctor"
    FORGET = "forget"


@dataclass(frozen=True, slots=True)
class More:
    """The second list, and what follows from each choice. It ends with a ``Typed`` command, or goes back."""

    words: Words
    before: Profile
    """The profile when the list was opened."""
    back: Callable[[Profile], Scene]

    def things(self, mine: Profile, lead: Sequence[Line] = ()) -> Scene:
        """The list."""

        def chosen(value: str | None) -> Scene:
            if value is not None:
                return self._thing(Thing(value), mine)
            return self.back(mine) if mine == self.before else End(())

        return Ask(things(self.words), self.words, chosen, lead)

    def _thing(self, thing: Thing, mine: Profile) -> Scene:  # noqa: PLR0911 - one for each thing
        match thing:
            case Thing.BEDTIME:
                tonight = replace(mine, bedtime=True)
                return self._routine(mine, lambda name: End(("play", name, "--bedtime")), tonight)
            case Thing.SETTINGS:
                return self._settings(mine)
            case Thing.HOLD:
                return self._routine(mine, lambda name: self._held(mine, name))
            case Thing.WRITE:
                return self._form(mine)
            case Thing.MEANING:
                meanings = choices_of(MEANINGS, self.words.say("meanings"))
                return self._one_of(mine, "ask-meaning", meanings, lambda value: End(("profile", "--learn", value)))
            case Thing.FORGET:
                return self._forget(mine)
            case _:  # practising and the doctor need the loudspeaker to themselves
                return End((thing.value,))

    def _held(self, mine: Profile, name: str) -> Scene:
        return Work(Held(mine, name), lambda lines: self._told(mine, lines), self._failed(mine))

    def _failed(self, mine: Profile) -> Callable[[Exception], Scene]:
        """What follows an errand that failed: it is told, and the list comes again."""
        return lambda error: recovered(error, self.words, lambda lead: self.things(mine, lead))

    def _told(self, mine: Profile, lines: Sequence[Line]) -> Scene:
        return Tell(lines, lambda _key: self.things(mine))

    def _one_of(self, mine: Profile, question: str, choices: Iterable[Choice], then: Callable[[str], Scene]) -> Scene:
        """A list whose last choice goes back."""

        def chosen(value: str | None) -> Scene:
            return self.things(mine) if value is None else then(value)

        return Ask(Menu(self.words.say(question), (*choices, back(self.words))), self.words, chosen)

    def _routine(self, mine: Profile, then: Callable[[str], Scene], tonight: Profile | None = None) -> Scene:
        """Any routine: those that fit this baby, or ``tonight``, then the others by area, as in the first list."""

        def offered(shelf: Shelf) -> Scene:
            def chosen(value: str) -> Scene:
                group = next((one for one in Group if one == value), None)
                if group is None:
                    return then(value)
                return self._one_of(mine, QUESTIONS[group], routines(shelf.within(group), self.words), then)

            choices = (*routines(shelf.first, self.words), *groups(shelf, self.words))
            return self._one_of(mine, "ask-routine", choices, chosen)

        return Work(Offered(tonight or mine), offered)

    # --- settings --------------------------------------------------------------------------------

    def _settings(self, mine: Profile, lead: Sequence[Line] = ()) -> Scene:
        def chosen(name: str | None) -> Scene:
            if name is None:
                return self.things(mine)
            if name == "speaker":
                return Work(Speakers(mine), lambda found: self._speaker(mine, found), self._unset(mine))
            return self._values(mine, name)

        return Ask(settings.every(self.words), self.words, chosen, lead)

    def _values(self, mine: Profile, name: str) -> Scene:
        def chosen(value: str | None) -> Scene:
            return self._set(mine, mine if value is None else settings.changed(name, value, mine))

        return Ask(settings.values(name, mine, self.words), self.words, chosen)

    def _speaker(self, mine: Profile, found: Sequence[str]) -> Scene:
        def chosen(value: str | None) -> Scene:
            return self._set(mine, mine if value is None else replace(mine, speaker=value))

        return Ask(settings.speakers(found, mine, self.words), self.words, chosen)

    def _set(self, mine: Profile, changed: Profile) -> Scene:
        if changed == mine:
            return self._settings(mine)

        both = changed.jab == BOTH_LEGS and not changed.jabbed  # just told
        told = (*self.words.say("setting-kept"), *(self.words.say("both-rest") if both else ()))
        return Work(Save(changed), lambda _: self._settings(changed, told), self._unset(mine))

    def _unset(self, mine: Profile) -> Callable[[Exception], Scene]:
        return lambda error: recovered(error, self.words, lambda lead: self._settings(mine, lead))

    # --- what is written, and what is forgotten --------------------------------------------------

    def _form(self, mine: Profile) -> Scene:
        forms = choices_of(FORMS, self.words.say("write-choices"))
        return self._one_of(
            mine, "ask-write", forms, lambda form: self._routine(mine, lambda name: self._write(mine, form, name))
        )

    def _write(self, mine: Profile, form: str, name: str) -> Scene:
        """Write it, with a sign of life now and then, and say where it is."""

        def written(path: Path) -> Scene:
            file, folder = path.stem.replace("-", " "), path.parent.name
            return self._told(mine, self.words.say("written", file=file, folder=folder))

        return Work(Write(form, name), written, self._failed(mine), self.words.say("writing"))

    def _forget(self, mine: Profile) -> Scene:
        sure = yes_or_no(self.words.say("ask-forget"), self.words.one("forget-yes"), self.words.one("forget-no"))
        # Once more at the very end: these last words are kept, too.
        forgotten = Tell(self.words.say("forgotten"), lambda _key: End(("forget", "--yes")))
        forget = Work(Forget(), lambda _: forgotten, self._failed(mine))
        return agree(sure, self.words, lambda: forget, lambda: self.things(mine))


def things(words: Words) -> Menu:
    """The second list."""
    named = tuple(Choice(thing.value, words.one(f"more-{thing}")) for thing in Thing)
    return Menu(words.say("ask-more"), (*named, replace(back(words), keys=("q",))))


def recovered(error: Exception, words: Words, then: Callable[[tuple[Line, ...]], Scene]) -> Scene:
    """Say what went wrong and go on. An unexpected error ends it."""
    return then(trouble_lines(error, words)) if isinstance(error, CoachError) else End(error)


def trouble_lines(error: CoachError, words: Words) -> tuple[Line, ...]:
    """What went wrong with a choice: printed whole, then spoken."""
    return (Printed(str(error)), *words.say("did-not-work"), *sentences_of(error))


def sentences_of(error: CoachError) -> tuple[str, ...]:
    """An error as it is spoken: with what to do, up to where that is something to type."""
    clauses = ", ".join(takewhile(lambda one: "-" not in one, error.todo.split(", ")))
    todo = (sentence_of(clauses),) if clauses else ()
    where = f"{error.where}." if error.what[:1].isupper() else f"{error.where},"
    return (sentence_of(f"{where} {error.what}"), *todo)


def sentence_of(text: str) -> str:
    """Words as a sentence."""
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."
