# ruff: noqa: RUF001
"""How well the last two seconds fit each phrase, phoneme by phoneme. Knows no thresholds.

The phrases are written out here as text and looked for in what the phoneme recogniser (``recogniser.py``) hears. That
costs too much to run always, so it is asked when the scores make a phrase possible.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from coach.ears.spotting.steps import COMMANDS, RATE
from coach.model.events import Command
from coach.sound.clip import Samples

SEEN = 2 * RATE
"""Samples that are looked at: room for the slowest phrase and what came before it."""
LOUDEST = 0.5
"""The peak that they are scaled to: the recogniser expects speech near full scale."""
WORST = -8.0
"""The most that one step may cost, in log-likelihood, so that a single click does not undo a phrase."""
LATEST = 0.7
"""The phrase must have ended within so many seconds before now."""
STEP_S = 0.02
PAUSE, HURRY = 4, 4.0
"""Steps of silence after a phrase, and the penalty without them, because "baby says nothing" begins like "baby says
no". Somebody who talks on at once ("... no, stop") is still heard if the rest fits well."""
FIT = 0.7
"""Log-odds of the scores for one unit of log-likelihood."""

LogProbs = NDArray[np.float32]
"""Shape (steps of 20 ms, symbols)."""

_SAID = {
    Command.NO: ("b|v|p|ð|d|m eɪ|e|ɛ|ɪ|i b|p|v i|ɪ|ə s eɪ|ɛ|e|ɪ|æ|i z|s n oʊ|o|ɔ|ʌ|ə|ʊ|u|aʊ",),
    Command.YES: (
        "b|v|p|ð|d|m eɪ|e|ɛ|ɪ|i b|p|v i|ɪ|ə s eɪ|ɛ|e|ɪ|æ|i z|s j|ɟ|ʝ|i e|ɛ|æ|ə|eɪ|ɪ s",
        "k æ|ɛ|e|ɑ|ə|eɪ ɹ i|ɪ ɑ|ɔ|ɒ|ʌ|ə|oʊ n",
    ),
    Command.NOT_SURE: ("b|v|p|ð|d|m eɪ|e|ɛ|ɪ|i b|p|v i|ɪ|ə z|s n ɑ|ɔ|ɒ|ʌ|oʊ|æ|ə t|d ʃ|s ʊ|ɔ|o|ɝ|oʊ|u ɹ|ɝ|ə|ɐ",),
    Command.AGAIN: ("s eɪ|e|ɛ ð|d|t|z æ|ɛ|ə|aʊ|e|eɪ t|d|ɾ ə|ɪ|ʌ|æ g|ɡ|k e|ɛ|eɪ|æ|ɪ n",),
    Command.NEXT: ("n ɛ|e|æ|ɪ|eɪ k|s t|s|k s|t t|d|ɹ|s ɹ|t oʊ|o|ɔ|u|ʌ k",),
    Command.BACK: ("g|ɡ|k|d oʊ|o|ɔ|ə|u b|p æ|a|ɛ|e|ə k",),
    Command.SLOWER: ("ə|ʌ|eɪ|ɐ|ɑ|a b|p|v ɪ|i|e t|d|ɾ|s s|ʃ l oʊ|o|ɔ|aʊ|ə|u ɝ|ɚ|ə|ɹ|ʌ|oʊ|ɐ|ɑ",),
    Command.FASTER: ("ə|ʌ|eɪ|ɐ|ɑ|a b|p|v ɪ|i|e t|d|ɾ f|θ æ|ɑ|ɛ|a|ʌ|ə s t|d ɝ|ɚ|ə|ɹ|ʌ|oʊ|ɐ|ɑ",),
    Command.SOFTER: ("s p|b i|ɪ k|g|ɡ s ɔ|ɑ|ɒ|ʌ|oʊ|ə|aʊ f t|s|l l|t i|ɪ",),
    Command.LOUDER: ("s p|b i|ɪ k|g|ɡ l aʊ|æ|ɑ|eɪ|aɪ|a|ə d|ɾ|t ɝ|ɚ|ə|ɹ|ʌ|oʊ|ɐ|ɑ",),
    Command.WHERE: (
        "w|h|ʍ|v ɛ|e|ə|ɑ|eɪ|eə|æ ɹ|ɑ|ə|ɝ ɑ|ə|ɝ|ɚ|ɛ|ɔ w|h|v|ɹ i|ɪ|eɪ",
        "w|h|ʍ|v ɛ|e|ə|ɑ|eɪ|eə|æ ɹ|ɝ ɑ|ə|ɛ|ɔ ɹ w|h|v i|ɪ|eɪ",
    ),
    Command.DONE: ("ɔ|ɑ|oʊ|o|ɒ l|oʊ|ɫ d ʌ|ə|oʊ|ɔ|ɑ|æ n|m f ɔ|ɝ|ɚ|ə|ɹ|o|oʊ ɹ|n n aʊ|æ|oʊ|ɑ|a|ɔ",),
}
"""Each phrase as the recogniser writes it; ``|`` separates alternatives for one sound in different accents."""

_RIVALS = {Command.NO: ("b|v|p|ð|d|m eɪ|e|ɛ|ɪ|i b|p|v i|ɪ|ə s eɪ|ɛ|e|ɪ|æ|i z|s n ʌ|ə|ɑ|æ|a|ɐ|ɛ n|m",)}
"""What begins like a phrase and ends differently ("baby says none"). If it fits as well, it was that."""


_CONSONANTS = frozenset("bcdfghklmnprstvwxzçðħŋɓɕɖɗɟɡɣɦɫɮɰɱɲɴɸɹɻɽɾʀʁʂʃʈʋʎʐʑʒʔʙβθχ")
"""The recogniser's consonants without the glides, which occur in crying too."""


class Recogniser(Protocol):
    """Turns sound into phonemes."""

    symbols: tuple[str, ...]
    blank: int

    def listen(self, samples: Samples) -> LogProbs:
        """Log-probabilities of the symbols in each 20 ms of 16 kHz sound."""


class Phonemes:
    """Tells how well sound fits a phrase."""

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser
        index = {symbol: i for i, symbol in enumerate(recogniser.symbols)}
        # For each way to say a phrase: its command, and whether it is a rival.
        self.whose = [(c, table is _RIVALS) for table in (_SAID, _RIVALS) for c, ways in table.items() for _ in ways]
        ways = [way.split() for table in (_SAID, _RIVALS) for every in table.values() for way in every]
        sounds = sorted({sound for way in ways for sound in way})
        # The symbols of each sound; for each way its sounds, and the number of its last one.
        self.sounds = [[index[s] for s in sound.split("|") if s in index] for sound in sounds]
        self.last = np.array([len(way) - 1 for way in ways])
        longest = int(self.last.max()) + 1
        padded = [[*way, *way[-1:] * (longest - len(way))] for way in ways]
        self.ways = np.array([[sounds.index(sound) for sound in way] for way in padded])
        self._consonant = np.array([symbol[0] in _CONSONANTS for symbol in recogniser.symbols])
        self.pauses = [recogniser.blank, *(index[s] for s in ("<wb>", " ", "\u0361", "ː") if s in index)]

    def evidence(self, commands: Sequence[Command], samples: Samples) -> list[float]:
        """The evidence that each phrase has just ended, in log-odds to be added to the scores."""
        fits = self.look(samples)
        return [FIT * fits[c] for c in commands]

    def consonants(self, samples: Samples) -> int:
        """How many consonants are heard in the last two seconds."""
        best = self._listened(samples).argmax(1)
        return int((self._consonant[best] & (np.diff(best, prepend=-1) != 0)).sum())

    def look(self, samples: Samples) -> dict[Command, float]:
        """How well each phrase fits the last two seconds: 0 fits, -20 does not."""
        if not np.abs(samples[-SEEN:]).max(initial=0):
            return dict.fromkeys(COMMANDS, -np.inf)
        return self.fits(self._listened(samples))

    def _listened(self, samples: Samples) -> LogProbs:
        """The recogniser's output for the last two seconds."""
        recent = samples[-SEEN:]
        loud = np.abs(recent).max(initial=0)
        return self._recogniser.listen((recent * (LOUDEST / (loud + 1e-9))).astype(np.float32))

    def fits(self, steps: LogProbs) -> dict[Command, float]:
        """Log-likelihood that each phrase has just ended, relative to whatever fits best: 0 fits, -20 does not.

        HURRY is taken off where no pause follows. Minus infinity where a rival fits as well.
        """
        best, rivals = dict.fromkeys(COMMANDS, -np.inf), dict.fromkeys(COMMANDS, -np.inf)
        for (command, rival), path in zip(self.whose, self._paths(steps), strict=True):
            table = rivals if rival else best
            table[command] = max(table[command], float(path))
        return {c: -np.inf if rivals[c] >= best[c] > -np.inf else best[c] for c in COMMANDS}

    def _paths(self, steps: LogProbs) -> NDArray[np.float64]:
        """The best alignment of each way: anything, its phonemes with optional pauses, a pause or anything."""
        cost = np.maximum(steps - steps.max(1, keepdims=True), WORST)
        said = np.stack([cost[:, sound].max(1, initial=WORST) for sound in self.sounds], axis=1)[:, self.ways]
        pause = cost[:, self.pauses].max(1)
        within = np.full(self.ways.shape, -np.inf)  # in the sound
        after = np.full(self.ways.shape, -np.inf)  # in the pause after it
        before = np.zeros(self.ways.shape)
        rows, latest = np.arange(len(self.ways)), max(0, len(cost) - round(LATEST / STEP_S))
        ends = np.full((len(cost) - latest, len(rows)), -np.inf)
        for t in range(len(cost)):
            left = np.maximum(within, after)
            before[:, 1:] = left[:, :-1]
            after = left + pause[t]
            within = np.maximum(within, before) + said[t]
            if t >= latest:
                ends[t - latest] = within[rows, self.last]
        silence = np.cumsum(pause[:latest:-1])[::-1]  # from each end until now
        early = max(0, len(ends) - PAUSE)
        calm = (ends[:early] + silence[:early, None]).max(0, initial=-np.inf)
        fits: NDArray[np.float64] = np.maximum(ends.max(0) - HURRY, calm)
        return fits
