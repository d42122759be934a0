"""The second list of `coach`: what can be typed and is no massage, by ear. Nothing is out of reach of a spoken list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from coach.dialogue import settings
from coach.dialogue.menu import Choice, Menu, yes_or_no
from coach.dialogue.menu_player import agreed, choose, later, patient, said_or_key, say
from coach.dialogue.setup import Workshop
from coach.model.events import Command
from coach.model.wording import Words
from coach.playback.live_session import Session
from coach.store.profile import Profile
from coach.support.errors import CoachError

Errand = tuple[str, ...]
"""A command as it would be typed, to be run with the loudspeaker to itself; empty where only the profile changed."""
BACK = settings.BACK
ALIVE_S = 5.0
"""Seconds between two soft sounds while a file is written."""
MEANINGS = (Command.NO.value, *(one.value for one in Command if one not in (Command.BEGIN, Command.NO)))
"""What a pedal or a key can be taught, in the order of the spoken `meanings`."""
THINGS = ("bedtime", "settings", "hold", "write", "meaning", "practise", "doctor", "forget")
"""The second list, in its order."""
FORMS = ("sound", "page", "card")
"""How a routine can be written."""


@dataclass(frozen=True)
class Trade:
    """What the command line can do for this list."""

    titles: Callable[[Profile], Mapping[str, str]]
    """The routines, by name."""
    held: Callable[[Profile, str], Sequence[str]]
    """What a routine holds, in sentences."""
    write: Callable[[str, str], Path]
    """Writes a routine in a form; gives where it is. CoachError where it cannot be written."""
    speakers: Callable[[Profile], Sequence[str]]
    """The loudspeakers there are."""


@dataclass
class More:
    """The second list on an open session, and what follows from it."""

    session: Session
    mine: Profile
    shop: Workshop
    trade: Trade

    @property
    def words(self) -> Words:
        """The coach's own sentences."""
        return self.session.parts.words

    def choose(self) -> Errand | None:
        """What is to be run instead of this session; None to go back to the first list."""
        before = self.mine
        while (value := choose(self.session, things(self.words))) not in (None, BACK):
            errand: Errand | None = getattr(self, f"_{value}")()
            if errand is not None:
                return errand
        return () if self.mine != before else None

    def _routine(self) -> str | None:
        """A routine that was chosen."""
        titles = self.trade.titles(self.mine)
        named = tuple(Choice(name, self.words.one("choose-routine", title=title)) for name, title in titles.items())
        return self._one_of("ask-routine", named)

    def _one_of(self, question: str, named: Sequence[Choice]) -> str | None:
        """What was chosen of a list that ends with going back; None for that."""
        menu = Menu(self.words.say(question), (*named, Choice(BACK, self.words.one("back"))))
        value = choose(self.session, menu)
        return None if value == BACK else value

    def _bedtime(self) -> Errand | None:
        name = self._routine()
        return ("play", name, "--bedtime") if name else None

    def _settings(self) -> Errand | None:
        while (name := choose(self.session, settings.every(self.words))) not in (None, BACK):
            assert name is not None  # noqa: S101 - just told apart
            changed = self._speaker() if name == "speaker" else self._set(name)
            if changed is not None and changed != self.mine:
                self.mine = changed
                self.shop.save(changed)
                say(self.session, self.words.one("setting-kept"))
        return None

    def _set(self, name: str) -> Profile | None:
        value = choose(self.session, settings.values(name, self.mine, self.words))
        return None if value is None else settings.changed(name, value, self.mine)

    def _speaker(self) -> Profile | None:
        found = self.trade.speakers(self.mine)
        value = choose(self.session, settings.speakers(found, self.mine, self.words))
        return None if value is None else replace(self.mine, speaker=value)

    def _hold(self) -> None:
        if name := self._routine():
            said_or_key(self.session, self.trade.held(self.mine, name))
            self.session.mixer.hush()

    def _write(self) -> None:
        forms = tuple(Choice(form, text) for form, text in zip(FORMS, self.words.say("write-choices"), strict=True))
        form = self._one_of("ask-write", forms)
        if form and (name := self._routine()):
            self._written(form, name)

    def _written(self, form: str, name: str) -> None:
        """Write it, with a sign of life now and then, and say where it is."""
        say(self.session, self.words.one("writing"))
        with ThreadPoolExecutor(1, "writing") as worker:
            self._alive_until(task := worker.submit(self.trade.write, form, name))
        try:
            path = task.result()
        except CoachError as error:
            say_error(self.session, error)
            return
        said_or_key(self.session, self.words.say("written", file=path.stem.replace("-", " "), folder=path.parent.name))

    def _alive_until(self, task: Future[Path]) -> None:
        while not task.done():
            patient(self.session, ALIVE_S)
            if not task.done():
                self.session.mixer.play(self.session.parts.cues("alive"), at=later(self.session), kind="sound")

    def _meaning(self) -> Errand | None:
        named = tuple(Choice(name, text) for name, text in zip(MEANINGS, self.words.say("meanings"), strict=True))
        value = self._one_of("ask-meaning", named)
        return ("profile", "--learn", value) if value else None

    def _practise(self) -> Errand:
        return ("practise",)

    def _doctor(self) -> Errand:
        return ("doctor",)

    def _forget(self) -> Errand | None:
        sure = yes_or_no(self.words.say("ask-forget"), self.words.one("forget-yes"), self.words.one("forget-no"))
        if not agreed(self.session, sure):
            return None
        said_or_key(self.session, self.words.say("forgotten"))
        return ("forget", "--yes")


def things(words: Words) -> Menu:
    """The second list."""
    named = tuple(Choice(name, words.one(f"more-{name}")) for name in THINGS)
    return Menu(words.say("ask-more"), (*named, Choice(BACK, words.one("back"), ("q",))))


def say_error(session: Session, error: CoachError) -> None:
    """Print an error whole; say what is wrong, and what to do unless that is something to type."""
    session.parts.printer.line(str(error))
    todo = () if "-" in error.todo else (sentence_of(error.todo),)
    for line in (*session.parts.words.say("did-not-work"), sentence_of(f"{error.where}, {error.what}"), *todo):
        say(session, line)


def sentence_of(text: str) -> str:
    """Words as a sentence."""
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."
