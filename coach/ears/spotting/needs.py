# ruff: noqa: RUF001
"""Finds other ways to ask for a stop than "baby says no": by phonemes, when somebody stops talking.

A full phrase counts at once ("baby said no", "stop please", "Mia says no"). A single "stop" or "wait" also occurs in
other talk: it must fit better, and counts once nobody talks on (``single_word.py``). Where the score of a call for a
stop (``calls.py``) is high, a full phrase may fit less well. The thresholds were chosen on the tuning recordings
(docs/ears.md). "I need a break" asks for the words for a worn-out caregiver; it is never only suspected.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from coach.ears.spotting.alignment import LogProbs, Recogniser, Ways
from coach.ears.spotting.calls import LEAST, help_of
from coach.ears.spotting.spelling import ways_of
from coach.ears.spotting.steps import RATE
from coach.model.events import Command
from coach.sound.clip import Samples

SEEN = 7 * RATE // 2
"""How many samples are examined, 3.5 s: room for a pause of 1.5 s before the "no", and for half the usual speed."""
LOUDEST = 0.5
"""The peak that they're scaled to."""
CLEARER = 1.0
"""How much better "no" must fit than "yes" and "none"."""

_NO = "n oʊ|o|ɔ|ʌ|ə|ʊ|u|aʊ"
_BABY = "b|v|p|ð|d|m eɪ|e|ɛ|ɪ|i b|p|v i|ɪ|ə"
_SAYS = "s eɪ|ɛ|e|ɪ|æ|i z|s"
_STOP = "s t ɑ|ɔ|ɒ|ʌ|a|oʊ|ɐ|æ p|b"
_I_NEED, _A = "i|aɪ|a|ɪ n|m i|ɪ|e|eɪ d|t|ɾ", "ə|ɪ|ʌ|i|ð|t|eɪ"
_BREAK = "b|p|v|ð ɹ|l|w eɪ|e|ɛ|æ|i k|t|g|ɡ"


class Level(StrEnum):
    """How certain it is that something was said."""

    NONE = ""
    SUSPECT = "suspect"
    SURE = "sure"


@dataclass(frozen=True, slots=True)
class Need:
    """A saying: its variants, and how well one must fit (0 perfectly, -20 not at all)."""

    ways: tuple[str, ...]
    sure: float
    suspect: float
    short: bool = False
    """Whether a crying baby's voice may fit it by chance."""
    called: bool = False
    """Whether the score of a call for a stop helps it."""
    single: bool = False
    """Whether it's one word that also occurs in other talk: it counts once nobody talks on."""
    command: Command = Command.NO


class Call(NamedTuple):
    """What somebody asked for who has just stopped talking."""

    level: Level
    over: float
    """By how much it passed its threshold."""
    command: Command = Command.NO
    single: bool = False
    """Whether it was a single word, as of :class:`Need`."""

    def harder(self, by: float) -> Call:
        """The same if a "no" had to fit better by so much: if it doesn't, a sure one is suspected, another is none."""
        if self.over >= by or self.level is Level.NONE or self.command is not Command.NO:
            return self
        return self._replace(level=Level.SUSPECT if self.level is Level.SURE else Level.NONE, over=0.0)


_RIVALS = (f"{_BABY} {_SAYS} j|ɟ|ʝ|i e|ɛ|æ|ə|eɪ|ɪ s", f"{_BABY} {_SAYS} n ʌ|ə|ɑ|æ|a|ɐ|ɛ n|m")
"""What begins like "baby says no" and ends differently."""
_BABYS = Need(
    (
        f"{_BABY} {_SAYS} {_NO}",
        f"{_BABY} s eɪ|ɛ|e|ɪ|æ d|t|ɾ {_NO}",
        f"{_BABY} ɪ|i|ə|z|s z|s|eɪ s|eɪ|e eɪ|e|ɛ|i|ɪ ɪ|i|ə|ŋ ŋ|n {_NO}",
        f"{_BABY} {_SAYS} n|m oʊ|o|ɔ|ʌ|ə|ʊ|u|aʊ s|z t ɑ|ɔ|ɒ|ʌ|a|oʊ|ɐ|æ p|b",
    ),
    sure=-7.0,
    suspect=-9.0,
    called=True,
)
_HELP = ("h ɛ|e|æ|ə|aʊ l|oʊ|ɫ p|b|k|t|d|f", "h aʊ|ɛ|oʊ|æ p|b|k|t|d")
_WITH_THE = "w|v ɪ|ə|i|ɛ θ|ð|t|d|f|s ð|d|t|z ə|ʌ|i|ɪ|ɐ|ɔ"
_FOOT = ("f|s ʊ|u|ʌ|ə|o|ɔ|oʊ|ɪ|aɪ|i t|d",)
_LIMB = ("l ɛ|e|eɪ|æ|ɪ|aɪ g|ɡ|k|ŋ", "ɑ|a|ɔ|ʌ|ɐ|ɒ|ə ɹ|ɝ|ɚ|ə m|n", "ɑ|a|ɔ|ʌ|ɐ|ɒ|ɹ m|n")


def _help_with(command: Command, what: Sequence[str]) -> Need:
    """A command that has no scores of its own, such as "help with the foot"; it is never only suspected."""
    ways = tuple(f"{asked} {_WITH_THE} {one}" for asked in _HELP for one in what)
    return Need(ways, sure=-9.0, suspect=-9.0, short=True, command=command)


_OTHERS = (
    _help_with(Command.FOOT_HELP, _FOOT),
    _help_with(Command.RELAX, _LIMB),
    Need((f"{_I_NEED} {_A} {_BREAK}", f"{_I_NEED} ð {_A} {_BREAK}"), sure=-4.0, suspect=-4.0, command=Command.BREAK),
    Need((f"{_STOP} p|b l i|ɪ z|s", f"{_STOP} l i|ɪ z|s"), sure=-8.2, suspect=-9.2, called=True),
    Need((f"{_NO} {_NO} {_NO}",), sure=-5.5, suspect=-7.2, short=True),
    Need((_STOP,), sure=-2.5, suspect=-5.0, short=True, single=True),
    Need(("w|v eɪ|e|ɛ|æ t|d|ɾ|ʔ",), sure=-1.5, suspect=-3.0, short=True, single=True),
)
NAMED, NAMED_SUSPECT = -7.0, -9.0
"""The thresholds for the phrase with the name."""


def named(names: Sequence[str]) -> tuple[str, ...]:
    """The sounds of "Mia says no" for each name; none for a name whose sounds can't be told from its letters."""
    return tuple(f"{sounds} {_SAYS} {_NO}" for name in names for sounds in ways_of(name))


class Needs:
    """Looks for these sayings in the last 3.5 seconds."""

    def __init__(self, recogniser: Recogniser, names: Sequence[str] = ()) -> None:
        """``names``: what the caregiver calls the baby; each makes one more phrase, "Mia says no"."""
        self._recogniser = recogniser
        spelled = named(names)
        self._alone = (*_OTHERS, *((Need(spelled, NAMED, NAMED_SUSPECT),) if spelled else ()))
        self._open_ways = Ways(recogniser, (*_BABYS.ways, *_RIVALS))
        self._alone_ways = Ways(recogniser, [way for need in self._alone for way in need.ways], alone=True)

    def look(self, samples: Samples, call: float = LEAST, *, words: bool = True) -> Call:
        """What ended ``samples`` (16 kHz).

        ``call``: the highest score of a call for a stop in the last moments; ``words``: single words too.
        """
        recent = samples[-SEEN:]
        loud = float(np.abs(recent).max(initial=0))
        if not loud:
            return Call(Level.NONE, -np.inf)
        steps = self._recogniser.listen((recent * (LOUDEST / loud)).astype(np.float32))
        return self.judged(steps, call, words=words)

    def judged(self, steps: LogProbs, call: float = LEAST, *, words: bool = True) -> Call:
        """The same, from the recogniser's output."""
        easier = help_of(call)
        some = [(one, fit) for one, fit in self._fits(steps) if words or not one.short]
        fits = [(one, fit + easier if one.called else fit) for one, fit in some]
        need, fit = max(fits, key=lambda found: found[1] - found[0].sure)
        if fit >= need.sure:
            return Call(Level.SURE, fit - need.sure, need.command, need.single)
        need, fit = max(fits, key=lambda found: found[1] - found[0].suspect)
        level = Level.SUSPECT if fit >= need.suspect else Level.NONE
        return Call(level, fit - need.suspect, need.command, need.single)

    def _fits(self, steps: LogProbs) -> list[tuple[Need, float]]:
        """How well each saying fits."""
        return self.grouped(self._open_ways.fits(steps), self._alone_ways.fits(steps))

    def grouped(self, found: NDArray[np.float64], alone: NDArray[np.float64]) -> list[tuple[Need, float]]:
        """How well each saying fits, from how well each of its ways does: of the baby's phrases, and of those alone."""
        best, rival = float(found[: len(_BABYS.ways)].max()), float(found[len(_BABYS.ways) :].max())
        out = [(_BABYS, best if best > rival + CLEARER else -np.inf)]
        at = 0
        for need in self._alone:
            out.append((need, float(alone[at : at + len(need.ways)].max())))
            at += len(need.ways)
        return out
