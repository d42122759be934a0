"""Leads through the first run on an open session: asks, lets each answer be heard at once, keeps it, tries it dry."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property

from coach.dialogue.dry_run import dry_run, ways
from coach.dialogue.first_run import AGAIN, END, FIRST, Wishes, after, answered, as_name, before, menu, typed
from coach.dialogue.menu import PAUSES_S, yes_or_no
from coach.dialogue.menu_player import choose, patient, prepare, said_or_key, say
from coach.model.channels import is_learned
from coach.model.wording import Words
from coach.playback.live_session import Parts, Session
from coach.store.profile import Profile, aged, checked_name
from coach.support.errors import CoachError, UsageError
from coach.voices.voice import Voice


@dataclass(frozen=True)
class Workshop:
    """What the first run needs made or kept; the wiring knows how."""

    voice: Callable[[Profile], Voice]
    offered: Callable[[], Sequence[str]]
    """Names of the voices that work here, the usual one first: "heart", "system" or "system:ID"."""
    parts: Callable[[Profile], Parts]
    level: Callable[[Profile], int]
    """Decibels."""
    learn: Callable[[Session, Profile], Profile]
    """Asks for a press of a pedal, and binds it."""
    save: Callable[[Profile], object]
    today: Callable[[], datetime.date]


def set_up(session: Session, mine: Profile, shop: Workshop, *, first: bool) -> Profile | None:
    """Ask every question, keep the answers, try them dry; None when the caregiver leaves, and then nothing is kept."""
    words = session.parts.words
    if first:
        prepare(session, needed_soon(words))
        said_or_key(session, words.say("greet"))
    chosen = _Asking(session, mine, shop, FIRST if first else AGAIN).all()
    if chosen is None:
        return None
    try:
        shop.save(chosen)
    except CoachError as error:  # a folder that can't be written: what was chosen holds for tonight
        session.parts.printer.line(str(error))
        said_or_key(session, words.say("not-kept"))
    dry_run(session, ways(session, listens=chosen.listens))
    return chosen


def needed_soon(words: Words) -> tuple[str, ...]:
    """What is said from the greeting to the oil where everything is left as usual, in its order."""
    lists = [menu(step, Wishes(), words) for step in ("loudness", "start")]
    asked = [line for one in lists for line in (*one.question, *(one.line(n, words) for n in one.order))]
    later = ("try-keys", "dry-talk", "stopped-keys", "choose", "care", "care-choices")
    return (*words.say("greet"), *asked, *(line for name in later for line in words.say(name)))


class _Asking:
    """The questions, one after the other, and back again."""

    def __init__(self, session: Session, mine: Profile, shop: Workshop, steps: Sequence[str]) -> None:
        self.session, self.mine, self.shop, self.steps = session, mine, shop, steps
        named = f"{mine.voice}:{mine.voice_id}" if mine.voice_id else mine.voice
        self._made: dict[tuple[str, str, int], Voice] = {}
        """Voices that were just heard: the one that is chosen need not be made again."""
        self.wishes = Wishes(mine.volume, mine.rate, named, mine.baby, hands=mine.hands)

    def all(self) -> Profile | None:
        """The profile with every answer; as it was, and heard as it was, where the caregiver leaves."""
        step, adjusting, was = self.steps[0], False, self.mine
        while step != END:
            value = self._name() if step == "name" else self._listed(step, adjusting=adjusting)
            if value is None:
                step, adjusting = before(step, self.steps), False
                if step == END:
                    self._become(was)
                    return None
                continue
            self.wishes = answered(step, value, self.wishes)
            self._become(self._profile())
            if step == "keys" and self.wishes.pedal:
                self._become(self.shop.learn(self.session, self.mine))
            following = after(step, value, self.steps)
            step, adjusting = following, following == step
        return self.mine

    def _listed(self, step: str, *, adjusting: bool) -> str | None:
        names = self._offered.result() if step == "voice" else ()
        if step == "rate":
            _ = self._offered  # looked for while the rate is chosen
        voices = {name: self.shop.voice(self._spoken_by(name)) for name in names if name != self.wishes.voice}
        self._made = {_spoken(self._spoken_by(name)): voice for name, voice in voices.items()}
        return choose(
            self.session, menu(step, self.wishes, self.session.parts.words, voices=names, adjusting=adjusting), voices
        )

    @cached_property
    def _offered(self) -> Future[Sequence[str]]:
        with_one = ThreadPoolExecutor(1, "looking for voices")
        found = with_one.submit(self.shop.offered)
        with_one.shutdown(wait=False)
        return found

    def _spoken_by(self, name: str) -> Profile:
        voice, _, ident = name.partition(":")
        return replace(self.mine, voice=voice, voice_id=ident)

    def _profile(self) -> Profile:
        mine = replace(
            self._spoken_by(self.wishes.voice),
            volume=self.wishes.volume,
            rate=self.wishes.rate,
            baby=self.wishes.baby,
            hands=self.wishes.hands,
        )
        return mine if self.wishes.days is None else aged(mine, f"{self.wishes.days}d", self.shop.today())

    def _become(self, mine: Profile) -> None:
        """Let the choice be heard from now on."""
        other = _spoken(mine) != _spoken(self.mine)
        heard = (mine.keys, mine.pedals) != (self.mine.keys, self.mine.pedals)
        self.session.mixer.gain_db = self.shop.level(mine)
        self.mine = mine
        if other or heard:
            voice = (self._made.get(_spoken(mine)) or self.shop.voice(mine)) if other else None
            self.session.change(self.shop.parts(mine), voice)

    # --- the name ---------------------------------------------------------------------------------

    def _name(self) -> str | None:
        """The baby's name as it was typed, or as it is; None for going back."""
        words = self.session.parts.words
        question = words.say("ask-name-again", baby=self.mine.baby) if self.mine.baby else words.say("ask-name")
        while True:
            text = self._typed(question)
            if not text:
                return None if text is None else self.mine.baby
            try:
                name = checked_name(as_name(text))
            except UsageError:
                question = words.say("name-unspeakable")
                continue
            sure = yes_or_no(words.say("name-sure", baby=name), words.one("name-yes"), words.one("name-no"))
            if choose(self.session, sure) == "yes":
                return name

    def _typed(self, question: Sequence[str]) -> str | None:
        """What is typed until Enter, each letter spoken; None for Escape, and for Backspace where nothing is left."""
        text, rounds, lines = "", 0, question
        while True:
            key = said_or_key(self.session, lines, letters=True) or patient(
                self.session, PAUSES_S[min(rounds, len(PAUSES_S) - 1)], letters=True
            )
            self.session.mixer.hush()
            if not key:
                rounds, lines = rounds + 1, question
            elif key == "enter" or is_learned(key):
                return text
            elif key == "escape" or (key == "backspace" and not text):
                return None
            else:
                longer = typed(text, key)
                lines = [f"{one.upper()}." for one in longer[len(text) :].strip()]
                text = longer


def _spoken(mine: Profile) -> tuple[str, str, int]:
    """All that tells one voice from another."""
    return mine.voice, mine.voice_id, mine.rate


def asked_again(session: Session, mine: Profile, shop: Workshop) -> Profile | None:
    """Everything once more; says it where nothing was changed."""
    chosen = set_up(session, mine, shop, first=False)
    if chosen is None:
        say(session, session.parts.words.one("set-up-left"))
    return chosen
