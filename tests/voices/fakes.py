"""A voice that does what it is told."""

import threading
import time

import numpy as np

from coach.sound.clip import RATE, Clip
from coach.support.errors import VoiceError


class FakeVoice:
    """A tone for every sentence, unless told to fail; remembers what it was asked."""

    def __init__(self, name: str = "fake", hz: int = 220, rate: int = RATE) -> None:
        self.key, self.hz, self.rate = name, hz, rate
        self.asked: list[str] = []
        self.fails = False
        self.hangs: threading.Event | None = None
        self.seconds = 0.0
        """How long it takes for a sentence."""
        self.warmed = 0

    def speak(self, text: str) -> Clip:
        """Half a second of silence, a second of tone, half a second of silence."""
        self.asked.append(text)
        if self.hangs:
            self.hangs.wait(60)
        time.sleep(self.seconds)
        if self.fails:
            raise VoiceError(self.key, "out of breath", "wait")
        tone = np.sin(2 * np.pi * self.hz / self.rate * np.arange(self.rate)).astype(np.float32)
        quiet = np.zeros(self.rate // 2, np.float32)
        return Clip(np.concatenate((quiet, 0.05 * tone, quiet)), self.rate)

    def warm(self) -> None:
        """Count it."""
        self.warmed += 1

    def check(self) -> str:
        """Tell whether it fails."""
        return f"{self.key} is out of breath; wait" if self.fails else ""
