"""`coach practise`: teaches the phrase, hears it three to five times, and answers each time what was heard.

Talks and waits; what it all means is in practise.py. Keeps no sound but in a folder that the caregiver names.
"""

from __future__ import annotations

import functools
import math
import queue
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from coach.dialogue.menu_player import later, prepare
from coach.ears.microphone import Microphone
from coach.ears.spotting.easing import Easing, most_easier
from coach.ears.spotting.spotter import thresholds
from coach.model.events import Command, Heard, Notice, Pressed, Way
from coach.playback.live_session import SUSPECT_DB, SUSPECT_MS, Session
from coach.playback.own_phrases import DEAF_AFTER_MS, own_phrases
from coach.practice.capture import Watch, keep
from coach.practice.scoring import (
    MOST,
    STEP_MS,
    Points,
    Saying,
    Step,
    Verdict,
    easing,
    ended,
    level_of,
    room_of,
    saying,
    verdict,
)
from coach.session.stop_channels import news, of_hearing
from coach.sound.clock import Played
from coach.support.errors import VoiceError
from coach.words.phrases import commands_in

ROOM_STEPS = 38
"""Steps, three seconds, of listening to the room."""
REACTION = 3
"""Steps in which the room still rings of the coach, before its loudness counts."""
REMIND = 190
"""Steps, fifteen seconds, after which a turn is offered once more."""
APART_S = 2.5
"""Seconds of rest after a saying that was nearly heard, so that the next is not taken for its second (spotter.py)."""
AFTER_S = 1.2
"""Seconds in which a phrase at the very end of the coach's talk is still heard."""
SOFTER_DB = 6
"""Decibels by which the coach talks more softly to see whether that helps."""


class _LeftError(Exception):
    """The caregiver has had enough."""


def practise(session: Session, device: str, eased: int, keep: Path | None, *, listens: bool) -> Practised:
    """Practise with a microphone by a part of its name, for a caregiver with so many percent of easing.

    ``listens``: a session listens to this caregiver already.

    Raises:
        EarError: there is no such microphone.
    """
    point, most, played = thresholds()[Command.NO], most_easier(), Played()
    watch = Watch(keeps=keep is not None)
    easing = Easing(most * eased / 100, watch.no)

    def ease(percent: int) -> None:
        easing.easier = most * percent / 100

    session.clock.played = played
    # Whoever practises may have no baby there, and one that cries is a no only when the coach leads.
    ear = Microphone(
        device,
        clock=session.clock.now,
        reference=played.take,
        crying=lambda: False,
        easing=easing,
        on_suspect=lambda _found: session.mixer.duck(SUSPECT_DB, SUSPECT_MS),
        on_health=lambda name: session.inbox.put(of_hearing(session.clock.now(), name)),
        on_piece=watch.piece,
        deaf_to=functools.partial(own_phrases, session.mixer),
    )
    with ear.listen(session.inbox.put):
        points = Points(point.suspect, point.sure, most)
        return Practice(session, watch, points, ease, eased, keep, listens=listens).run()


@dataclass(frozen=True)
class Practised:
    """What came of it."""

    verdict: Verdict
    eased: int
    """Percent of the allowed easing that is to be kept."""


class Practice:
    """One lesson; ``run`` leads it to its end."""

    def __init__(
        self,
        session: Session,
        watch: Watch,
        points: Points,
        ease: Callable[[int], None],
        eased: int = 0,
        keep: Path | None = None,
        *,
        listens: bool = True,
    ) -> None:
        """Nothing is said yet.

        Args:
            session: an open one, without a microphone of its own.
            watch: what the ear hears, which listens already into the session's inbox and into this.
            points: the shipped operating points of "no".
            ease: sets how many percent of the allowed easing the ear has from now on.
            eased: how many it has now.
            keep: the folder that sayings are kept in, if they are.
            listens: the caregiver is listened to in a session already.

        """
        self._session, self._watch, self._points = session, watch, points
        self._ease, self._eased, self._keep, self._listens = ease, eased, keep, listens
        self._words = session.parts.words
        self._room = self._background = -120.0
        self._said: list[Saying] = []
        self._untold: list[str] = []
        """What is wrong with the hearing, and was not said yet."""

    def run(self) -> Practised:
        """Lead through the lesson; Q ends it at any time."""
        self._prepare()
        try:
            self._teach()
            self._quiet()
            self._over()
            self._tell(self._speak)
        except _LeftError:
            self._ease(self._eased)
            self._session.mixer.hush()
            self._tell(self._print)
        return Practised(verdict(self._said, self._room), self._eased)

    def _prepare(self) -> None:
        """What will be said is made meanwhile."""
        names = [name for name in self._words.lines if name.startswith("practise-")]
        lines = [line for name in names for line in self._words.lines[name] if "{" not in line]
        prepare(self._session, lines)

    # --- the lesson ------------------------------------------------------------------------------

    def _teach(self) -> None:
        for name in ("practise", "practise-teach", "practise-how", *(["practise-keep"] if self._keep else [])):
            self._speak(self._words.say(name))
        self._speak(self._words.say("practise-room"))
        first = len(self._watch.steps) + REACTION
        while len(self._watch.steps) < first + ROOM_STEPS and not self._waits(STEP_MS / 1000):
            if self._untold:
                self._speak(())
        steps = self._watch.since(first)
        self._room = room_of(steps)
        self._background = max((step.score for step in steps), default=-math.inf)

    def _quiet(self) -> None:
        """Three sayings in the quiet, and a fourth where ears that listen more closely would have heard more."""
        for number in range(3):
            self._turn("practise-ask-again" if number else "practise-ask")
        closer = easing(self._said, self._background, self._points, self._eased)
        if closer > self._eased:
            self._ease(closer)
            answer = self._turn("practise-eased")
            if answer and answer.how == "heard":
                self._eased = closer
            self._ease(self._eased)

    def _over(self) -> None:
        """One saying while the coach talks as loud as ever; a second one, more softly, if that was not heard."""
        answer = self._turn_over("practise-over")
        if answer and answer.how != "heard" and len(self._said) < MOST:
            self._session.mixer.gain_db -= SOFTER_DB
            self._turn_over("practise-softer")
            self._session.mixer.gain_db += SOFTER_DB

    def _turn(self, ask: str) -> Saying | None:
        """Ask for a saying and answer it; None where a key skipped it."""
        first = len(self._watch.steps)
        early = self._speak(self._words.say(ask), through=False)
        if early == "key":
            return None
        if early == "no":
            answer: Saying | None = saying(self._watch.since(first), self._room, self._points, heard=True)
        else:
            first = len(self._watch.steps)
            answer = self._listen()
        if answer:
            self._answered(answer, first, f"practise-{answer.how}")
            if answer.how != "heard":
                self._waits(APART_S)
        return answer

    def _turn_over(self, ask: str) -> Saying | None:
        if self._speak(self._words.say(ask), through=False) == "key":
            return None
        first = len(self._watch.steps)
        what = self._speak(self._words.say("practise-talk"), through=False) or self._waits(AFTER_S)
        if what == "key":
            return None
        answer = saying(self._watch.since(first), self._room, self._points, heard=what == "no", over=True)
        self._answered(answer, first, f"practise-over-{answer.how}")
        return answer

    def _listen(self) -> Saying | None:
        """Wait for a saying for as long as it takes; a key skips it."""
        reminders = [*self._words.say("practise-wait")]
        while True:
            first = len(self._watch.steps) + REACTION
            for _ in range(REMIND if reminders else 10**9):
                what = self._waits(STEP_MS / 1000)
                if what == "key":
                    return None
                steps = self._watch.since(first)
                if what == "no" or ended(steps, self._room, self._points):
                    return saying(steps, self._room, self._points, heard=what == "no")
                if self._untold:
                    break
            self._speak([] if self._untold else [reminders.pop(0)])

    def _answered(self, answer: Saying, first: int, name: str) -> None:
        self._said.append(answer)
        if self._keep:
            steps = len(self._watch.steps) - first + 1000 // STEP_MS
            file = keep(self._watch.sound(steps), self._keep, len(self._said))
            self._session.parts.printer.line(str(file))
        self._speak(self._words.say(name))

    def _tell(self, tell: Callable[[Sequence[str]], object]) -> None:
        """How well it hears, and what would help."""
        found = verdict(self._said, self._room)
        quiet = [Step(one.level, 0) for one in self._said if not one.over]
        if found.asked:
            n, m = self._words.number(found.heard) if found.heard else "None", self._words.number(found.asked).lower()
            tell(self._words.say("practise-score", n=n, m=m))
        if quiet:
            figures = self._words.say("practise-figures", voice=f"{level_of(quiet):.0f}", room=f"{self._room:.0f}")
            self._print(figures)
        for hint in found.hints[:2]:
            tell(self._words.say(hint))
        if self._eased:
            tell(self._words.say("practise-kept"))
        if found.well and not self._listens:
            tell(self._words.say("practise-listens"))
        tell(self._words.say("practise-end"))

    # --- talking and waiting -----------------------------------------------------------------------

    def _print(self, lines: Sequence[str]) -> None:
        for line in lines:
            self._session.parts.printer.line(line)

    def _speak(self, lines: Sequence[str], *, through: bool = True) -> str:
        """Say sentences; a key skips one, or all of them and what the rest is for unless ``through``."""
        mixer = self._session.mixer
        lines, self._untold = [*self._untold, *lines], []
        for line in lines:
            phrases = commands_in(line)
            self._print([line])
            try:
                mixer.play(self._session.voice.speak(line), at=later(self._session), labels=phrases)
            except VoiceError as error:
                self._print([str(error)])
            what = ""
            while mixer.busy and not what:
                what = self._waits(0.05)
            if what:
                mixer.hush()
            if phrases:
                self._waits(DEAF_AFTER_MS / 1000)
            if what and not through:
                return what
        return ""

    def _waits(self, seconds: float) -> str:
        """Wait for so long, or until there is a "key" or a "no"; gives which."""
        try:
            event = self._session.inbox.take(seconds)
        except queue.Empty:
            return ""
        if isinstance(event, Notice):
            self._untold.append(event.text)
        if isinstance(event, Way) and (text := news(event, self._session.works, self._words)):
            self._untold.append(text)
        if isinstance(event, Heard):
            return "no" if event.by == "microphone" and event.command is Command.NO else ""
        if not isinstance(event, Pressed):
            return ""
        if event.key in ("q", "escape") or self._session.parts.bound.get(event.key) == Command.DONE.value:
            raise _LeftError
        return "key"
