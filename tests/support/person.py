"""Somebody who lives with the coach: what is true of the baby, and keys, words and answers at random."""

import contextlib
import datetime
import random
from collections.abc import Callable
from functools import partial
from typing import Any

from coach.dialogue.engine import Dialogue
from coach.dialogue.first_run import AGES
from coach.dialogue.scenes import Ask, Tell, Work
from coach.model import channels
from coach.model.events import Bringer, Command, Heard, Notice, Pressed, Tick, Way
from coach.model.options import BOTH_LEGS, LEGS
from coach.model.phases import Phase
from coach.session.keymap import WAITING
from coach.session.state import State
from coach.words.phrases import PHRASES
from tests.support.night import Ears
from tests.support.told import WORDS
from tests.support.watch import Watch

DAY_S = 86_400
RESTS_S = 3 * DAY_S
EVENING_MS = 25 * 60_000
DOWN, UP = "1b5b42", "1b5b41"
LISTS = ("k", "k", "k", "enter", DOWN, DOWN, UP, "escape", "1", "2", "3", "tab", "q", "y", "n", "space")
SPOKEN = tuple(PHRASES["en"])


class Truth:
    """What is true of this baby, and what the coach was told of it."""

    def __init__(self, dice: random.Random) -> None:
        self.now = 1_800_000_000.0 + dice.randrange(300 * DAY_S)
        """Seconds since 1970."""
        self.born = self.now - dice.choice((0, 3, 10, 25, 40, 60, 90, 150, 250, 400)) * DAY_S
        self.jabs: dict[str, float] = {}
        self.age_known = self.harness = self.full = False

    def age(self) -> int:
        day = datetime.date.fromtimestamp
        return max(0, (day(self.now) - day(self.born)).days)

    def recent(self) -> list[str]:
        """The legs that were told of less than three days ago."""
        return [leg for leg in LEGS if leg in self.jabs and self.now - self.jabs[leg] < RESTS_S - 120]

    def nearly(self) -> list[str]:
        """The legs of which nobody could say that they're back."""
        return [leg for leg in LEGS if leg in self.jabs and self.now - self.jabs[leg] < RESTS_S + 120]

    def jab(self, leg: str) -> None:
        """The coach was told of a jab; one that was told before goes on counting."""
        self.jabs |= dict.fromkeys(LEGS if leg == BOTH_LEGS else (leg,), self.now)

    def forgotten(self) -> None:
        self.jabs, self.age_known, self.harness = {}, False, False


class Mouth:
    """A microphone into which the person speaks."""

    way = channels.ALOUD

    def __init__(self) -> None:
        self.hear: Any = None

    def check(self) -> str:
        return ""

    @contextlib.contextmanager
    def listen(self, hear: Any) -> Any:
        self.hear = hear
        try:
            yield
        finally:
            self.hear = None


class Person(Ears):
    """Somebody who does anything at any time, or is willing."""

    def __init__(self, dice: random.Random, truth: Truth, watch: Watch, mouth: Any, mood: str) -> None:
        super().__init__()
        self.dice, self.truth, self.watch, self.mouth, self.mood = dice, truth, watch, mouth, mood
        self.state: Any = None
        self.next_at = dice.randrange(200, 5000)
        self.until = dice.randrange(60_000, EVENING_MS) if mood == "wild" else 50 * 60_000
        self.killed_at = dice.randrange(5_000, 15 * 60_000) if dice.random() < 0.3 else 10**9
        self.offered = False
        """The coach has offered to go on with what was cut off."""
        self.taken: Any = None
        """The list whose answer tells something that is true from then on, and what that is."""
        self.cut: Any = None
        """Where the newest massage was cut off."""
        self.began = truth.now

    def looks(self, state: Any) -> None:
        self.state = state
        self.offered |= isinstance(state, Dialogue) and " ".join(_asks(state)).startswith("We stopped")
        if self.taken and not (isinstance(state, Dialogue) and _asks(state) == self.taken[0]):
            self.taken[1]()
            self.taken = None
        self.watch.looks(state)

    def patience(self) -> Any:
        return max(1, min(1000, self.next_at - self.now))

    def does(self, began: Any) -> Any:
        self.truth.now = self.began + self.now / 1000
        if self.now >= self.killed_at:
            raise self.dice.choice((KeyboardInterrupt(), SystemExit(143)))
        if self.now < self.next_at:
            return None
        if self.now > 2 * self.until:
            raise KeyboardInterrupt
        act, wait = self._act()
        self.next_at = self.now + wait
        event = self._event(act, self.now - began)
        if event is not None:
            self.pressed.append((self.now, act))
        return event

    def _event(self, act: Any, at: int) -> Any:
        if isinstance(act, Command):
            return Heard(at, act, Bringer.MICROPHONE) if getattr(self.mouth, "hear", None) else None
        if isinstance(act, str):
            return Pressed(at, act)
        return act(at) if act else None

    def _act(self) -> Any:
        """What to do now, and milliseconds until the next."""
        dice, state = self.dice, self.state
        if isinstance(state, Dialogue):
            return self._in_a_list(state), dice.randrange(400, 7000) if dice.random() < 0.95 else 30_000
        if not isinstance(state, State):
            return None, 1000
        if self.mood == "wild":
            return self._wild(state)
        silent = self.mood == "silent" and state.phase is not Phase.CARE and dice.random() < 0.97
        return (None, 20_000) if silent else (self._willing(state), dice.randrange(2000, 16_000))

    def _wild(self, state: State) -> Any:
        dice = self.dice
        if self.now > self.until:
            return dice.choice(("q", "q", "k", "n")), dice.randrange(500, 5000)
        what = dice.choices(("willing", "key", "word", "trouble", "nothing"), (35, 35, 15, 5, 10))[0]
        match what:
            case "willing":
                return self._willing(state), dice.randrange(700, 9000)
            case "key":
                wait = dice.randrange(20, 2500) if dice.random() < 0.5 else dice.randrange(2500, 40_000)
                return dice.choice((*WAITING, "k", "5", "stray", "1", "2")), wait
            case "word":
                return dice.choice(SPOKEN), dice.randrange(300, 12_000)
            case "trouble":
                return self._trouble(), dice.randrange(300, 20_000)
        return None, dice.randrange(1000, 90_000)

    def _willing(self, state: State) -> Any:
        if state.phase is Phase.CARE:
            return "1"
        return "enter" if state.phase not in (Phase.PLAYING, Phase.FETCHING, Phase.ENDED, Phase.READY) else None

    def _trouble(self) -> Any:
        """Something breaks, or works again, or the baby is heard."""
        sound = self.dice.choice(("lost", "mute", "back"))
        return self.dice.choice(
            (
                lambda at: Notice(at, WORDS.one(f"sound-{sound}"), "loudspeaker", sound == "back"),
                lambda at: Way(at, channels.ALOUD, works=False, say="aloud-none"),
                lambda at: Way(at, channels.ALOUD, works=True, say="aloud-back"),
                lambda at: Heard(at, Command.NO, Bringer.CRYING),
                lambda at: Tick(at, 600_000),
                lambda at: Heard(at, Command.NOT_SURE, Bringer.FUSSING),
            )
        )

    # --- lists ------------------------------------------------------------------------------------

    def _in_a_list(self, state: Dialogue) -> Any:
        """Any answer; where it tells something, the walk remembers what."""
        question, dice = _asks(state), self.dice
        if self.now > self.until:
            self.taken = None
            return dice.choice(("escape", "q", "n", "escape"))
        if question and (told := self._told(question)):
            return told
        if isinstance(state.scene, Work) or (isinstance(state.scene, Tell) and dice.random() < 0.5):
            return None
        what = dice.choices(("key", "word", "trouble"), (85, 10, 5))[0]
        return self._trouble() if what == "trouble" else dice.choice(SPOKEN if what == "word" else LISTS)

    def _told(self, question: tuple[str, ...]) -> str:
        """The answer to a question about something that the walk must remember; empty for any other question."""
        dice, last = self.dice, question[-1:]
        tells: dict[tuple[str, ...], tuple[Callable[[], object], ...]] = {
            WORDS.say("which-leg"): (*(partial(self.truth.jab, leg) for leg in (*LEGS, BOTH_LEGS)), nothing),
            WORDS.say("ask-set-jab"): tuple(partial(self._jab, leg) for leg in ("", *LEGS, BOTH_LEGS)),
            WORDS.say("ask-set-hips-cleared"): tuple(partial(self._harness, worn=n == 2) for n in range(3)),
            WORDS.say("cut-off-ask"): (self._goes_on, nothing),
        }
        if last in tells:
            n = dice.randrange(len(tells[last]))
            self.taken = question, tells[last][n]
            return str(n + 1)
        if last == WORDS.say("ask-age"):
            n = max(n for n, days in enumerate(AGES) if days <= self.truth.age()) + 2
            return str(n) if dice.random() < 0.7 else "1"
        if last == WORDS.say("ask-forget")[-1:]:
            return dice.choice(("n", "n", "y"))
        return "escape" if last == WORDS.say("ask-set-bed") else ""  # a bed would hide what silence is

    def _goes_on(self) -> None:
        self.watch.place = self.cut

    def _jab(self, leg: str) -> None:
        """The settings were told of a jab, or that there was none."""
        if self.truth.full:
            return
        if leg:
            self.truth.jab(leg)
        else:
            self.truth.jabs = {}

    def _harness(self, *, worn: bool) -> None:
        self.truth.harness = worn if not self.truth.full else self.truth.harness


def nothing() -> None:
    """An answer that tells nothing the walk must remember."""


def _asks(dialogue: Dialogue) -> tuple[str, ...]:
    """The question of a list; empty where nothing is asked."""
    return tuple(map(str, dialogue.scene.menu.question)) if isinstance(dialogue.scene, Ask) else ()
