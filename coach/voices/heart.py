"""The voice ``heart`` of hibari-tts: a warm female American voice that needs no network. Runs in a helper process.

Its text front end holds the interpreter for 250 ms while it loads and for up to 5 ms in each sentence, which would make
a sound callback in the same process late.
"""

from __future__ import annotations

import importlib.util
from functools import cached_property
from typing import TYPE_CHECKING

from coach.sound.clip import Clip
from coach.support.errors import CoachError
from coach.voices.heart_child import HIBARI, REINSTALL, find_model
from coach.voices.text import english

if TYPE_CHECKING:
    from coach.voices.worker import Child

WORDS_A_MINUTE = 182.4
"""Of hibari at speed 1: measured 155 at 0.85."""

LOADS_MS = 150_000
"""Milliseconds that it may take to load: 3 seconds on a desktop, 16 on an emulated ARM machine, over 70 there beside
twenty other programs. A session doesn't wait for it, since the next voice speaks meanwhile."""
LETTER_MS = 500
"""Milliseconds that a letter may take before the helper counts as hung: 10 on a desktop, 230 on an emulated ARM machine
that is busy."""


class HeartVoice:
    """The default voice. The same text at the same rate gives the same samples."""

    def __init__(self, wpm: int = 140, at_once: int = 1) -> None:
        """``at_once``: how many sentences may be made together, each by a processor of its own."""
        self._at_once = at_once
        self._speed = min(1.3, max(0.5, wpm / WORDS_A_MINUTE))

    @cached_property
    def child(self) -> Child:
        """The helper; it starts with the first sentence."""
        from coach.voices.worker import Child  # noqa: PLC0415 - brings subprocess; what is kept needs no helper

        return Child(
            "coach.voices.heart_child",
            f"{self._speed:.4f}",
            str(self._at_once),
            who="voice heart",
            start_ms=LOADS_MS,
            letter_ms=LETTER_MS,
            at_once=self._at_once,
        )

    @property
    def key(self) -> str:
        """Voice, package version and speed."""
        return f"heart/{HIBARI}/{self._speed:.4f}"

    def speak(self, text: str) -> Clip:
        """Say ``text`` at 24 kHz; the first time takes a second longer."""
        return self.child.speak(english(text))

    def warm(self) -> None:
        """Start the helper and load the model."""
        self.child.warm()

    def check(self) -> str:
        """Whether the packages are there and the model is whole."""
        if importlib.util.find_spec("onnxruntime") is None:
            return "onnxruntime is not installed; run: pip install onnxruntime"
        try:
            find_model()
        except CoachError as error:
            return f"{error.what}; {REINSTALL}"
        return ""
