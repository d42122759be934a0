"""A dialogue in virtual time, told as a story: keys go in, what is said comes out. Nothing here ever waits."""

from collections import deque
from typing import Any

from coach.dialogue.engine import Dialogue, begin, step, wake_at
from coach.model.effects import Do, Hush, Say, Sound
from coach.model.events import Command, Done, Heard, Notice, Pressed, Spoken, Tick
from coach.planning.timeline_builder import estimate
from tests.support.told import WORDS


class Led:
    """Leads a dialogue by hand; ``effects`` keeps (session ms, effect) in the order they came."""

    def __init__(
        self,
        scene: Any,
        world: Any = None,
        *,
        bound: Any = None,
        works: Any = ("keys",),
        made: Any = True,
        untold: Any = frozenset(),
    ) -> None:
        """``world`` does errands and gives what comes of them; ``made`` says whether words are made at once."""
        self.world, self.made = world or (lambda _errand: None), made
        self.now = 0
        self.effects: list[Any] = []
        self.errands: list[Any] = []
        self._coming: deque[Any] = deque()
        self.state, effects = begin(Dialogue(scene, WORDS, bound or {}, works, untold=untold), 0)
        self._perform(effects)
        self._drain()

    def do(self, event: Any) -> Any:
        """One event, and what it brought about; errands are done at once, but their news come after it."""
        self.now = max(self.now, event.at)
        self.state, effects = step(self.state, event)
        self._perform(effects)
        self._drain()
        return effects

    def _perform(self, effects: Any) -> None:
        self.effects += [(self.now, effect) for effect in effects]
        for effect in effects:
            if isinstance(effect, Hush):
                self._coming = deque(one for one in self._coming if not isinstance(one, Spoken))
            elif isinstance(effect, Say) and self.made:
                end = effect.at + estimate(effect.text)
                self._coming.append(Spoken(self.now, effect.text, effect.at, end))
            elif isinstance(effect, Do):
                self.errands.append(effect.errand)
                self._coming.append(Done(self.now, effect.errand, self._result(effect.errand)))

    def _result(self, errand: Any) -> Any:
        try:
            return self.world(errand)
        except Exception as error:  # noqa: BLE001 - as the player hands them on
            return error

    def _drain(self) -> None:
        while self._coming:
            self.state, effects = step(self.state, self._coming.popleft())
            self._perform(effects)

    def press(self, key: Any, after: Any = 0) -> Any:
        """A key, so many milliseconds later."""
        self.wait(after)
        return self.do(Pressed(self.now, key))

    def tell(self, command: Any, by: Any = "microphone") -> Any:
        return self.do(Heard(self.now, command, by))

    def no(self) -> Any:
        return self.tell(Command.NO)

    def notice(self, text: Any) -> Any:
        return self.do(Notice(self.now, text))

    def wait(self, ms: Any) -> Any:
        """Let so much time pass."""
        until = self.now + ms
        while (due := wake_at(self.state)) is not None and due <= until:
            self.do(Tick(max(due, self.now)))
        self.now = until
        return self

    def until(self, text: Any) -> Any:
        """Let time pass until a sentence begins to sound that holds ``text``, and a moment more."""
        for _ in range(500):
            saying = self.state.saying
            if saying and text in saying.text and saying.ends:
                return self.wait(max(0, saying.begins + 700 - self.now))
            due = wake_at(self.state)
            assert due is not None, f"it is over; the last was {self.said[-3:]}"
            self.do(Tick(max(due, self.now)))
        raise AssertionError(f"never {text!r}: {self.said[-5:]}")

    def answer(self, *wishes: Any) -> Any:
        """For each pair of what is waited for and a key: hear the one, press the other."""
        for text, key in wishes:
            self.until(text)
            if key:
                self.press(key)
        return self

    def finish(self, ms: Any = 600_000) -> Any:
        """Let time pass until it is over; gives what came of it."""
        self.wait(ms)
        assert self.state.over, self.said[-3:]
        return self.state.result

    @property
    def said(self) -> Any:
        return [effect.text for _, effect in self.effects if isinstance(effect, Say)]

    @property
    def sounds(self) -> Any:
        return [effect.name for _, effect in self.effects if isinstance(effect, Sound)]
