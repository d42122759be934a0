# ruff: noqa: RUF001
"""Tells how well the last two seconds fit each phrase, phoneme by phoneme. Knows no thresholds.

The phrases are spelled out here and searched for in what the phoneme recogniser (``recogniser.py``) hears. That's too
expensive to run all the time, so it's asked when the scores make a phrase possible.
"""

from __future__ import annotations

import numpy as np

from coach.ears.spotting.alignment import LogProbs, Recogniser, Ways
from coach.ears.spotting.steps import COMMANDS, RATE
from coach.model.events import Command
from coach.sound.clip import Samples

SEEN = 2 * RATE
"""How many samples are examined: room for the slowest phrase and what came before it."""
LOUDEST = 0.5
"""The peak that they're scaled to: the recogniser expects speech near full scale."""
FIT = 0.7
"""How many log-odds of the scores equal one unit of log-likelihood."""

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
"""Each phrase in the recogniser's spelling; ``|`` separates one sound's variants in different accents."""

_RIVALS = {Command.NO: ("b|v|p|ð|d|m eɪ|e|ɛ|ɪ|i b|p|v i|ɪ|ə s eɪ|ɛ|e|ɪ|æ|i z|s n ʌ|ə|ɑ|æ|a|ɐ|ɛ n|m",)}
"""What begins like a phrase and ends differently ("baby says none"). If one fits as well, the phrase wasn't said."""


_CONSONANTS = frozenset("bcdfghklmnprstvwxzçðħŋɓɕɖɗɟɡɣɦɫɮɰɱɲɴɸɹɻɽɾʀʁʂʃʈʋʎʐʑʒʔʙβθχ")
"""The recogniser's consonants without glides, which also occur in crying."""


class Phonemes:
    """Tells how well sound fits a phrase."""

    def __init__(self, recogniser: Recogniser) -> None:
        self.recogniser = recogniser
        # For each way to say a phrase: its command, and whether it's a rival.
        self.whose = [(c, table is _RIVALS) for table in (_SAID, _RIVALS) for c, ways in table.items() for _ in ways]
        self.ways = Ways(recogniser, [way for table in (_SAID, _RIVALS) for every in table.values() for way in every])
        self._consonant = np.array([symbol[0] in _CONSONANTS for symbol in recogniser.symbols])

    def evidence(self, samples: Samples) -> dict[Command, float]:
        """The evidence that each phrase has just ended, in log-odds to be added to the scores."""
        return {command: FIT * fit for command, fit in self.look(samples).items()}

    def consonants(self, samples: Samples) -> int:
        """How many consonants are heard in the last two seconds."""
        best = self._listened(samples).argmax(1)
        return int((self._consonant[best] & (np.diff(best, prepend=-1) != 0)).sum())

    def look(self, samples: Samples) -> dict[Command, float]:
        """How well each phrase fits the end of the last two seconds, in log-likelihood: 0 fits, -20 doesn't.

        HURRY is subtracted if no pause follows. It's minus infinity if a rival fits as well, and in digital silence.
        """
        best, rivals = dict.fromkeys(COMMANDS, -np.inf), dict.fromkeys(COMMANDS, -np.inf)
        if not np.abs(samples[-SEEN:]).max(initial=0):
            return best
        fits = self.ways.fits(self._listened(samples))
        for (command, rival), fit in zip(self.whose, fits, strict=True):
            table = rivals if rival else best
            table[command] = max(table[command], float(fit))
        return {c: -np.inf if rivals[c] >= best[c] > -np.inf else best[c] for c in COMMANDS}

    def _listened(self, samples: Samples) -> LogProbs:
        """The recogniser's output for the last two seconds."""
        recent = samples[-SEEN:]
        loud = np.abs(recent).max(initial=0)
        return self.recogniser.listen((recent * (LOUDEST / (loud + 1e-9))).astype(np.float32))
