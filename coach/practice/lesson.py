"""`coach practise`: teaches the phrase, hears it four or five times, and answers each time what was heard.

What a saying was, and what would help, is judged in scoring.py. No sound is kept but in a folder the caregiver names.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from coach.dialogue.scenes import End, Line, Printed, Scene, Tell, Work
from coach.model.wording import Words
from coach.practice.errands import Ease, Keep, Louder, OpenEar
from coach.practice.scoring import (
    MOST,
    STEP_MS,
    Points,
    Saying,
    Step,
    Verdict,
    easing,
    level_of,
    room_of,
    saying,
    score,
    verdict,
)
from coach.practice.turns import AFTER, Listen, Room, Steps, Talk, ask_for

APART = 2500
"""Milliseconds of rest after a saying that was nearly heard, so that the next isn't taken for its repeat."""
SOFTER_DB = 6
"""Decibels by which the coach talks more softly to see whether that helps."""


@dataclass(frozen=True)
class Practised:
    """The outcome of the lesson."""

    verdict: Verdict
    eased: int
    """Percent of the allowed easing that is to be kept."""


@dataclass(frozen=True, slots=True)
class Attempts:
    """The sayings so far."""

    eased: int
    """Percent of the allowed easing that is kept."""
    room: float = -120.0
    """Decibels."""
    background: float = -math.inf
    """The best score of the room itself."""
    said: tuple[Saying, ...] = ()


Next = Callable[[Attempts], Scene]
Answered = Callable[[Attempts, Saying | None], Scene]


@dataclass(frozen=True, slots=True)
class Practice:
    """The lesson, as scenes that end with ``Practised``. Q leaves at any time: then the figures are printed."""

    words: Words
    eased: int
    """Percent of the allowed easing that is saved now."""
    keep: Path | None
    """The folder that sayings are kept in, if they are."""
    listens: bool
    """Sessions already listen to the caregiver."""

    def begin(self) -> Scene:
        """Open the microphone, then teach."""
        return Work(OpenEar(self.eased, self.keep), lambda points: _Lesson(self, points).teach())


@dataclass(frozen=True, slots=True)
class _Lesson:
    practice: Practice
    points: Points
    """The shipped operating points of "no"."""

    @property
    def words(self) -> Words:
        return self.practice.words

    def teach(self) -> Scene:
        heard, words = Attempts(self.practice.eased), self.words
        names = ("practise", "practise-teach", "practise-how", *(["practise-keep"] if self.practice.keep else []))
        lines = [line for name in (*names, "practise-room") for line in words.say(name)]
        named = [name for name in words.lines if name.startswith("practise-")]
        ahead = [line for name in named for line in words.lines[name] if "{" not in line]

        def listened(what: str, steps: Steps) -> Scene:
            room = room_of(steps)
            background = max((step.score for step in steps), default=-math.inf)
            return self._or_leave(what, heard, lambda: self._quiet(replace(heard, room=room, background=background)))

        return self._speak(lines, heard, lambda: Room(listened), ahead)

    def _quiet(self, heard: Attempts) -> Scene:
        """Three sayings in silence, and a fourth if closer listening would have heard more."""

        def closer(heard: Attempts, _: Saying | None) -> Scene:
            percent = easing(heard.said, heard.background, self.points, heard.eased)
            if percent <= heard.eased:
                return self._over(heard)
            return Work(Ease(percent), lambda _: self._turn("practise-eased", heard, tried(percent)))

        def tried(percent: int) -> Answered:
            def answered(heard: Attempts, answer: Saying | None) -> Scene:
                kept = percent if answer and answer.how == "heard" else heard.eased
                return Work(Ease(kept), lambda _: self._over(replace(heard, eased=kept)))

            return answered

        def second(heard: Attempts, _: Saying | None) -> Scene:
            return self._turn("practise-ask-again", heard, closer)

        return self._turn("practise-ask", heard, lambda now, _: self._turn("practise-ask-again", now, second))

    def _over(self, heard: Attempts) -> Scene:
        """One saying while the coach talks at its usual loudness; if missed, another at a softer one."""

        def louder(heard: Attempts, _: Saying | None) -> Scene:
            return Work(Louder(SOFTER_DB), lambda _: self._told(heard))

        def answered(heard: Attempts, answer: Saying | None) -> Scene:
            if answer is None or answer.how == "heard" or len(heard.said) >= MOST:
                return self._told(heard)
            return Work(Louder(-SOFTER_DB), lambda _: self._turn_over("practise-softer", heard, louder))

        return self._turn_over("practise-over", heard, answered)

    # --- a turn ------------------------------------------------------------------------------------

    def _turn(self, ask: str, heard: Attempts, then: Answered) -> Scene:
        """Ask for a saying and answer it; None where a key skipped it."""

        def answered(what: str, answer: Saying | None, steps: int) -> Scene:
            if answer is None:
                return self._or_leave(what, heard, lambda: then(heard, None))
            return self._answer(f"practise-{answer.how}", heard, answer, steps, rested(answer))

        def rested(answer: Saying) -> Next:
            def rest(now: Attempts) -> Scene:
                if answer.how == "heard":
                    return then(now, answer)
                return Talk((), lambda what, _: self._or_leave(what, now, lambda: then(now, answer)), APART)

            return rest

        waiting = Listen(heard.room, self.points, self.words.say("practise-wait"), answered)
        return ask_for(self.words.say(ask), waiting)

    def _turn_over(self, ask: str, heard: Attempts, then: Answered) -> Scene:
        def talked(what: str, steps: Steps) -> Scene:
            if what not in ("", "no"):
                return self._or_leave(what, heard, lambda: then(heard, None))
            answer = saying(steps, heard.room, self.points, heard=what == "no", over=True)
            name = f"practise-over-{answer.how}"
            return self._answer(name, heard, answer, len(steps), lambda now: then(now, answer))

        def asked(what: str, _: Steps) -> Scene:
            if what == "key":
                return then(heard, None)
            return self._or_leave(what, heard, lambda: Talk(self.words.say("practise-talk"), talked, AFTER))

        return Talk(self.words.say(ask), asked)

    def _answer(self, name: str, heard: Attempts, answer: Saying, steps: int, then: Next) -> Scene:
        """Save it if wanted, and say how it was heard."""
        now = replace(heard, said=(*heard.said, answer))

        def said(printed: Sequence[Line] = ()) -> Scene:
            return self._speak((*printed, *self.words.say(name)), now, lambda: then(now))

        if not self.practice.keep:
            return said()
        return Work(Keep(steps + 1000 // STEP_MS, len(now.said)), lambda file: said((Printed(str(file)),)))

    # --- talking -----------------------------------------------------------------------------------

    def _speak(
        self, lines: Sequence[Line], heard: Attempts, then: Callable[[], Scene], ahead: Sequence[str] = ()
    ) -> Scene:
        """Say sentences. A key skips one."""
        if not lines:
            return then()

        def said(what: str, _: Steps) -> Scene:
            return self._or_leave(what, heard, lambda: self._speak(lines[1:], heard, then))

        return Talk(lines[:1], said, ahead=ahead)

    def _or_leave(self, what: str, heard: Attempts, then: Callable[[], Scene]) -> Scene:
        """Go on, or leave if Q was pressed."""
        return self._left(heard) if what == "q" else then()

    def _left(self, heard: Attempts) -> Scene:
        printed = tuple(Printed(line) if isinstance(line, str) else line for line in self._judged(heard))
        return Work(Ease(heard.eased), lambda _: Tell(printed, lambda _key: self._end(heard)))

    def _told(self, heard: Attempts) -> Scene:
        return self._speak(self._judged(heard), heard, lambda: self._end(heard))

    def _end(self, heard: Attempts) -> Scene:
        return End(Practised(verdict(heard.said, heard.room), heard.eased))

    def _judged(self, heard: Attempts) -> tuple[Line, ...]:
        """How well it hears, and what would help."""
        words, found, lines = self.words, verdict(heard.said, heard.room), list[Line]()
        if found.asked:
            lines += score(found, words)
        if quiet := [Step(one.level, 0) for one in heard.said if not one.over]:
            figures = words.say("practise-figures", voice=f"{level_of(quiet):.0f}", room=f"{heard.room:.0f}")
            lines += [Printed(line) for line in figures]
        names = [*found.hints[:2], *(["practise-kept"] if heard.eased else [])]
        names += ["practise-listens"] if found.well and not self.practice.listens else []
        return (*lines, *(line for name in (*names, "practise-end") for line in words.say(name)))
