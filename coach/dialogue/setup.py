"""The first run: every question, each answer put to use at once; all of it is saved, then tried in the dry run."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from coach.dialogue.bind_key import learn
from coach.dialogue.dry_run import channels, dry_run
from coach.dialogue.errands import Become, Bind, HearAllKeys, Voices
from coach.dialogue.first_run import AGAIN, END, FIRST, after, answered, before, menu, voice_of
from coach.dialogue.listening import Then, told_once
from coach.dialogue.menu import yes_or_no
from coach.dialogue.safety import kept
from coach.dialogue.scenes import Ask, Line, Scene, Tell, Work, agree
from coach.dialogue.spelling import Type, as_name
from coach.model.events import Command
from coach.model.wording import Words
from coach.store.profile import Profile
from coach.store.shapes import checked_name
from coach.support.errors import UsageError

AfterAnswers = Callable[[Profile | None, tuple[str, ...]], Scene]
"""Takes the profile (None if the caregiver left and nothing is saved) and the channels that the dry run tried."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What the questions need to know."""

    words: Words
    today: datetime.date
    hears: bool
    """Whether there is a keyboard."""

    def first_time(self, mine: Profile, then: AfterAnswers) -> Scene:
        """Greet, then ask."""
        asked = self._asked(FIRST, mine, then)
        return Tell(self.words.say("greet"), lambda _key: asked, ahead=needed_soon(self.words))

    def _tried(self, then: AfterAnswers) -> Then:
        """Try every way to stop the coach, the voice among them where a microphone listens."""

        def tried(mine: Profile, aloud: tuple[str, ...]) -> Scene:
            wanted = (*channels(mine, hears=self.hears), *aloud)
            return dry_run(wanted, self.words, lambda worked: then(mine, worked))

        return tried

    def again(self, mine: Profile, then: AfterAnswers) -> Scene:
        """Ask everything again."""
        return self._asked(AGAIN, mine, then)

    def _asked(self, steps: Sequence[str], mine: Profile, then: AfterAnswers) -> Scene:
        def done(chosen: Profile | None) -> Scene:
            if chosen is None:
                return then(None, ())
            chosen = replace(chosen, asked=True)
            tried = told_once(chosen, self.words, self._tried(then), keys=self.hears)
            return kept(chosen, self.words, lambda _: tried)

        return _Asking(self.words, self.today, steps, mine, done).ask(steps[0], mine)


def left(words: Words) -> tuple[Line, ...]:
    """What is said when everything was asked again and nothing changed."""
    return (words.one("set-up-left"),)


def needed_soon(words: Words) -> tuple[str, ...]:
    """What is said from the greeting to the oil if nothing is changed, in order."""
    lists = [menu(step, Profile(), words) for step in ("loudness", "age", "start")]
    asked = [line for one in lists for line in (*one.question, *(one.line(n, words) for n in one.order))]
    later = ("try-keys", "dry-talk", "stopped-keys", "choose", "care", "care-choices")
    return (*asked, *(line for name in later for line in words.say(name)))


@dataclass(frozen=True, slots=True)
class _Asking:
    """The questions in order, and back again. ``mine`` is the profile in use now, ``was`` the one before."""

    words: Words
    today: datetime.date
    steps: Sequence[str]
    was: Profile
    done: Callable[[Profile | None], Scene]

    def ask(self, step: str, mine: Profile, *, adjusting: bool = False) -> Scene:
        """A question."""

        def chosen(value: str | None) -> Scene:
            return self._back(step, mine) if value is None else self._answered(step, value, mine)

        def listed(voices: Sequence[str] = ()) -> Scene:
            asked = menu(step, mine, self.words, voices=voices, adjusting=adjusting)
            return Ask(asked, self.words, chosen, voices=frozenset(voices) - {voice_of(mine)})

        if step == END:
            return self.done(mine)
        if step == "name":
            return self._name(mine, chosen)
        if step == "voice":
            return Work(Voices(), listed)
        if step == "rate":  # voices are looked for while the rate is chosen
            return Work(Voices(ahead=True), lambda _: listed())
        return listed()

    def _back(self, step: str, mine: Profile) -> Scene:
        earlier = before(step, self.steps)
        if earlier == END:
            return self._heard_as(mine, self.was, lambda: self.done(None))
        return self.ask(earlier, mine)

    def _answered(self, step: str, value: str, mine: Profile) -> Scene:
        changed, following = answered(step, value, mine, self.today), after(step, value, self.steps)

        def onward(now: Profile) -> Scene:
            return self.ask(following, now, adjusting=following == step)

        if step == "keys" and value == "pedal":
            return self._heard_as(mine, changed, lambda: self._pedal(changed, onward))
        return self._heard_as(mine, changed, lambda: onward(changed))

    def _heard_as(self, mine: Profile, changed: Profile, then: Callable[[], Scene]) -> Scene:
        """Use the choice from now on."""
        return then() if changed == mine else Work(Become(changed), lambda _: then())

    def _pedal(self, mine: Profile, then: Callable[[Profile], Scene]) -> Scene:
        def bound(now: Profile) -> Scene:
            return Work(Become(now), lambda _: then(now))

        taught = learn(self.words, Command.NO.value, lambda keys: Work(Bind(mine, keys), bound))
        return Work(HearAllKeys("--learn"), lambda _: taught)

    def _name(self, mine: Profile, then: Callable[[str | None], Scene]) -> Scene:
        """The baby's name as it is typed, or as it is; None for going back."""
        words = self.words

        def typed(text: str | None, question: Sequence[str]) -> Scene:
            if not text:
                return then(None if text is None else mine.baby)
            try:
                name = checked_name(as_name(text))
            except UsageError:
                return asked(words.say("name-unspeakable"))
            sure = yes_or_no(words.say("name-sure", baby=name), words.one("name-yes"), words.one("name-no"))
            return agree(sure, words, lambda: then(name), lambda: asked(question))

        def asked(question: Sequence[str]) -> Scene:
            return Type(question, lambda text: typed(text, question))

        return asked(words.say("ask-name-again", baby=mine.baby) if mine.baby else words.say("ask-name"))
