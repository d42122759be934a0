"""What is done with each piece of sound: cancel, look after the health, spot. Knows no device and no thread."""

from __future__ import annotations

import math
from collections import deque

import numpy as np

from coach.audio import Samples
from coach.ears.aligned import Aligned, ToMicrophoneRate
from coach.ears.crying import SHARE, Crying
from coach.ears.features import RATE, Stream, step_end
from coach.ears.heads import Heads
from coach.ears.health import Health
from coach.ears.spotter import Detection, Spotter
from coach.model import Command


class Chain:
    """All that lies between the microphone's samples and what was heard."""

    def __init__(
        self, *, cancel: bool, crying: bool = True, spotter: Spotter | None = None, heads: Heads | None = None
    ) -> None:
        """``heads``: the caregiver's own (``own.py``); a ``spotter`` brings its own."""
        self._aligned = Aligned() if cancel else None
        self._rate = ToMicrophoneRate()
        self._spotter = spotter or Spotter(heads)
        self._stream, self._steps = Stream(), 0
        self._crying = Crying() if crying else None
        self._squares: deque[tuple[float, int]] = deque()
        """Sums of squares and counts of the pieces of the last second."""
        self._health = Health()
        self.complaint = ""
        """What the last piece gave reason to say."""

    def hear(self, heard: Samples, played: Samples) -> list[Detection]:
        """``heard`` at 16 kHz, ``played`` at 24 kHz and of about the same duration."""
        self.complaint = self._health.hear(heard)
        left = self._aligned.clean(heard, self._rate.push(played)) if self._aligned else heard
        features = self._stream.push(left)
        self._steps += len(features)
        found = self._spotter.follow(features)
        if self._crying and self._crying.hear(features, self._loudness(left)):
            found.append(Detection(step_end(self._steps - 1), Command.NO, "sure", SHARE, "crying"))
        return found

    def _loudness(self, samples: Samples) -> float:
        """RMS of the last second."""
        self._squares.append((float(np.square(samples).sum()), len(samples)))
        while sum(count for _, count in self._squares) - self._squares[0][1] >= RATE:
            self._squares.popleft()
        count = sum(count for _, count in self._squares)
        return math.sqrt(sum(total for total, _ in self._squares) / count) if count else 0.0
