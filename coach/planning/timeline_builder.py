"""Sentences, earcons and silences one after the other, made into a timeline. Pure arithmetic."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from coach.model.effects import Earcon
from coach.model.options import Options
from coach.model.plan import Area, Cue, Timeline
from coach.model.routine import Line
from coach.model.wording import Words

Lengths = Callable[[str], int]
"""Milliseconds that a sentence takes to say."""
REST_NAME = 450
REST_TEACH, REST_TEACH_PERCENT = 800, 20
REST_REMIND, REST_REMIND_PERCENT = 450, 8
REST_TELL, REST_TELL_PERCENT = 450, 8
REST_TOTAL = 1300
"""Milliseconds after a name, a sentence (and percent of its length), and after "Six times.", before hands move."""
BREATH = 4000
"""Milliseconds of a calm breath, as the words mean it."""
LONGEST_SILENCE = 7000
"""The longest silence in milliseconds while the coach leads. Longer rests get a soft sign of life."""
SOUND_MS = {
    Earcon.CHIME: 5000,
    Earcon.PAUSED: 1600,
    Earcon.ALIVE: 1600,
    Earcon.FINISHED: 3600,
    Earcon.TROUBLE: 1000,
    Earcon.GO_ON: 900,
    Earcon.HELLO: 500,
    Earcon.TICK: 100,
}
"""Milliseconds kept free for each earcon, a little more than ours take, so that none sounds under a sentence."""

ALONG, PLACE = 3000, 2000
"""Milliseconds for a slow stroke along the skin, and for moving a hand into place."""
_WAYS = "slide glide sweep circle roll draw scoop walk rub rock twist keep stroke comb"
_PLACES = (
    "lay rest put bring lift turn open join cup hold take bend press give let"
    " begin start make reach slip spread change swap go sit"
)
MOVEMENTS = dict.fromkeys(_WAYS.split(), ALONG) | dict.fromkeys(_PLACES.split(), PLACE)
"""English verbs. The times are our choice, and slow. A routine can write its own seconds after a sentence."""
UNHURRIED = 4500
"""Milliseconds to lay, lift, roll or wrap a baby, or to wipe a hand. At bedtime they still make no long silence."""
TAKES_TIME = re.compile(r"\b(lay|lift|roll|wrap)\b.*\bbaby\b(?!')|\bwipe\b")


@functools.lru_cache(8192)  # a plan asks for the same sentences again and again
def movement_ms(sentence: str) -> int:
    """Milliseconds of the first movement that a sentence asks for; 0 if it asks for none."""
    if TAKES_TIME.search(sentence.lower()):
        return UNHURRIED
    for word in re.findall(r"[a-z]+", sentence.lower()):
        for verb in (word, word.removesuffix("s"), word.removesuffix("es")):
            if verb in MOVEMENTS:
                return MOVEMENTS[verb]
    return 0


def estimate(text: str) -> int:
    """Milliseconds a calm voice takes: 80 a letter, measured at 140 words a minute, and 200 more."""
    return 200 + 80 * len(text)


@dataclass
class Track:
    """A timeline under construction, sentence by sentence."""

    length: Lengths
    now: int = 0
    cues: list[Cue] = field(default_factory=list)
    stroke: int = -1
    quick: int = 100
    """Percent of the usual rests."""
    pace: int = 100
    """Percent of the usual time that words take."""
    warned: dict[Line, int] = field(default_factory=dict)
    """Each caution that was said, with the last stroke that has it."""

    def sound(self, name: Earcon) -> None:
        """An earcon and the time that it takes."""
        self.cues.append(Cue(self.now, sound=name, stroke=self.stroke))
        self.now += SOUND_MS[name]

    def say(self, text: str, rest: int, gain: int = 0) -> None:
        """A sentence and the rest after it."""
        self.cues.append(Cue(self.now, say=text, stroke=self.stroke, gain=gain, pace=self.pace))
        self.now += self.length(text) * self.pace // 100 + rest

    def lines(self, lines: Iterable[Line], rest: int, percent: int, *, moves: bool = True) -> None:
        """Sentences with a rest after each, as long as its movement takes, or as it takes to understand.

        Seconds that the author wrote after a sentence are its rest. Without ``moves`` the hands do nothing yet.
        """
        given = tuple(lines)
        for line, after in zip(given, (*given, "")[1:], strict=True):
            if isinstance(line, str):
                needed = max(movement_ms(line) if moves else 0, rest + self.length(line) * percent // 100)
                self.say(line, after if isinstance(after, int) else needed * self.quick // 100)

    def timeline(self, *, turn: int = 0, lingers: bool = False) -> Timeline:
        """The finished timeline, with a sign of life in every long silence."""
        return Timeline(tuple(_kept_alive(self.cues, self.now, self.length)), self.now, turn, lingers)


def _kept_alive(cues: list[Cue], end: int, length: Lengths) -> list[Cue]:
    audible = [cue for cue in cues if cue.say or cue.sound]
    signs = [
        sign
        for cue, following in zip(audible, [*(later.at for later in audible), end][1:], strict=True)
        if following - cue.at > LONGEST_SILENCE
        for sign in _signs_of_life(cue, following, length)
    ]
    return sorted([*cues, *signs], key=lambda cue: cue.at) if signs else cues


def _signs_of_life(cue: Cue, following: int, length: Lengths) -> Iterator[Cue]:
    silent = cue.at + (length(cue.say) * cue.pace // 100 if cue.say else SOUND_MS[cue.sound] if cue.sound else 0)
    signs = max(0, following - silent) // LONGEST_SILENCE
    step = (following - silent) // (signs + 1)
    for n in range(1, signs + 1):
        yield replace(cue, at=silent + n * step, say="", sound=Earcon.ALIVE, gain=0, rep=0, of=0, until=0)


@dataclass(frozen=True, slots=True)
class Laying:
    """Everything needed to lay the strokes of an area."""

    track: Track
    area: Area
    options: Options
    words: Words
