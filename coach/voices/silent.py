"""A voice without words: a quiet tone as long as the sentence would be. For tests, and for ``--voice none``."""

from __future__ import annotations

import numpy as np

from coach.sound.clip import RATE, Clip
from coach.voices.text import readable

MS_A_CHARACTER = 60
"""As long as speech at about 180 words a minute."""


class SilentVoice:
    """Needs nothing, and fails only at text with nothing to read in it."""

    key = "none/1"

    def __init__(self, wpm: int = 140) -> None:
        """``wpm`` is taken as every voice takes it, and changes nothing."""
        del wpm

    def speak(self, text: str) -> Clip:
        """A tone of 220 Hz at -40 dB of full scale, ``MS_A_CHARACTER`` for each character."""
        count = len(readable("voice none", text)) * MS_A_CHARACTER * RATE // 1000
        return Clip((0.01 * np.sin(2 * np.pi * 220 / RATE * np.arange(count))).astype(np.float32), RATE)

    def check(self) -> str:
        """It always works."""
        return ""
