"""What is done with each piece of sound: cancel, look after the health, spot. Knows no device and no thread."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator, Sequence

import numpy as np

from coach.audio import Samples
from coach.ears.aligned import AUDIBLE, Aligned, ToMicrophoneRate
from coach.ears.conformer import Hama
from coach.ears.crying import SHARE, Crying
from coach.ears.features import RATE, Stream, step_end
from coach.ears.heads import Heads
from coach.ears.health import Health
from coach.ears.phonemes import SEEN, Phonemes
from coach.ears.spotter import Detection, Spotter
from coach.model import Command


def second_opinion() -> Phonemes | None:
    """The phonemes, where their package is installed."""
    try:
        return Phonemes(Hama())
    except ImportError:
        return None


class Recent:
    """The last seconds of sound, and what the phonemes say about them."""

    def __init__(self, phonemes: Phonemes) -> None:
        self._phonemes = phonemes
        self._samples: Samples = np.empty(0, np.float32)
        self._count = 0

    def push(self, samples: Samples) -> None:
        """Sound that came just now, before the steps that it completes are judged."""
        self._samples = np.concatenate([self._samples, samples])[-(SEEN + len(samples)) :]
        self._count += len(samples)

    def opinion(self, at: float, commands: Sequence[Command]) -> list[float]:
        """The ratios of the sound until ``at`` seconds."""
        newer = self._count - round(at * RATE)
        return self._phonemes.ratios(commands, self._samples[: len(self._samples) - newer])


ONLY_COACH = 0.35
"""Share, -9 dB, of the heard RMS that the canceller leaves of a second in which someone else speaks. Of the coach alone
it leaves less: half the time 16 dB less, once it has learnt the room."""
FAINTEST = 0.0018
"""RMS of a second, -55 dB: nobody says a phrase as softly as this."""


class Loudness:
    """RMS of the last second of sound that comes in pieces."""

    def __init__(self) -> None:
        self._squares: deque[tuple[float, int]] = deque()
        """Sums of squares and counts of the pieces."""
        self._total, self._count = 0.0, 0

    def push(self, samples: Samples) -> float:
        """With these newest samples; 0 of nothing."""
        self._add(float(np.dot(samples, samples)), len(samples))
        while self._count - self._squares[0][1] >= RATE:
            total, count = self._squares.popleft()
            self._total, self._count = self._total - total, self._count - count
        return math.sqrt(max(0.0, self._total) / self._count) if self._count else 0.0

    def _add(self, total: float, count: int) -> None:
        self._squares.append((total, count))
        self._total, self._count = self._total + total, self._count + count


class Chain:
    """All that lies between the microphone's samples and what was heard."""

    def __init__(
        self, *, cancel: bool, crying: bool = True, spotter: Spotter | None = None, heads: Heads | None = None,
        phonemes: Phonemes | None = None,
    ) -> None:
        """``heads``: the caregiver's own; a ``spotter`` brings its own. ``phonemes``: the second opinion."""
        self._aligned = Aligned() if cancel else None
        self._rate = ToMicrophoneRate()
        self._recent = Recent(phonemes) if phonemes else None
        self._spotter = spotter or Spotter(heads, opinion=self._recent.opinion if self._recent else None)
        self._stream, self._steps = Stream(), 0
        self._crying = Crying() if crying else None
        self._played, self._before, self._after = Loudness(), Loudness(), Loudness()
        self._health = Health()
        self.complaint = ""
        """What the last piece gave reason to say."""

    def hear(self, heard: Samples, played: Samples) -> Iterator[Detection]:
        """``heard`` at 16 kHz, ``played`` at 24 kHz and of about the same duration; to be walked to its end.

        Each detection comes as soon as it is known: the second opinion on a suspicion takes 0.02 s.
        """
        self.complaint = self._health.hear(heard)
        said = self._rate.push(played)
        left = self._aligned.clean(heard, said) if self._aligned else heard
        if self._recent:
            self._recent.push(left)
        features = self._stream.push(left)
        self._steps += len(features)
        before, loudness = self._before.push(heard), self._after.push(left)
        someone = loudness >= max(FAINTEST, ONLY_COACH * before)
        talking = self._played.push(said) >= AUDIBLE
        yield from self._spotter.follow(features, someone=someone, coach=talking)
        if self._crying and self._crying.hear(features, loudness if someone else 0.0):
            yield Detection(step_end(self._steps - 1), Command.NO, "sure", SHARE, "crying")
