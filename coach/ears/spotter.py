"""From sound to what was said: suspicions and certainties. Knows no microphone and no clock but the samples.

*Suspect* is cheap to be wrong about (the coach speaks more softly for a while); *sure* is not (it falls silent).
A second suspicion within six seconds makes certainty, because people who were not heard say it again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

import numpy as np

from coach.audio import Samples
from coach.ears.features import Features, Stream, step_end
from coach.ears.heads import COMMANDS, SEEN, Heads, Scores
from coach.model import Command

SMOOTH = 3
"""Steps whose mean is judged."""
AGAIN_WITHIN = 6.0
"""Seconds in which a second suspicion confirms the first."""
AGAIN_AFTER = 0.8
"""Seconds that must lie between them: the same saying is not its own witness."""
REFRACTORY = 1.6
"""Seconds for which a command, once sure, is not reported again."""


@dataclass(frozen=True, slots=True)
class Detection:
    """Something that was heard."""

    at: float
    """Seconds of sound heard so far."""
    command: Command
    level: str
    """``suspect`` or ``sure``."""
    score: float
    """Mean log-odds of the last three steps; of crying, its share of the last seconds."""
    by: str = "microphone"
    """``microphone`` for words, ``crying`` for a baby who says it herself."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """The operating point of a command, in log-odds."""

    suspect: float
    sure: float


def thresholds(folder: Traversable | None = None) -> dict[Command, Threshold]:
    """The operating points of the heads in ``folder`` (those that ship), chosen on the tuning recordings."""
    stored = json.loads(((folder or files("coach.ears") / "models") / "thresholds.json").read_text("utf-8"))
    return {Command(name): Threshold(**point) for name, point in stored.items()}


def smoothed(scores: Scores) -> Scores:
    """Means over three steps; the first two rows are means of fewer."""
    total = np.cumsum(np.concatenate([np.zeros((1, scores.shape[1]), np.float32), scores]), axis=0)
    upto = np.arange(1, len(scores) + 1)
    since = np.maximum(upto - SMOOTH, 0)
    out: Scores = ((total[upto] - total[since]) / (upto - since)[:, None]).astype(np.float32)
    return out


class Judge:
    """The two levels: takes one row of smoothed scores after another."""

    def __init__(self, points: dict[Command, Threshold]) -> None:
        self._points = points
        self._suspected: dict[Command, float] = {}
        self._sure: dict[Command, float] = {}

    def judge(self, at: float, scores: Scores) -> list[Detection]:
        """What ``scores`` (one row) say at ``at`` seconds: one detection at most, the furthest above its point."""
        over = {c: float(scores[i]) - self._points[c].suspect for i, c in enumerate(COMMANDS) if c in self._points}
        command = max(over, key=over.__getitem__)
        score = over[command] + self._points[command].suspect
        if over[command] < 0 or at - self._sure.get(command, -np.inf) < REFRACTORY:
            return []
        since = at - self._suspected.get(command, -np.inf)
        if score >= self._points[command].sure or AGAIN_AFTER <= since <= AGAIN_WITHIN:
            self._sure[command] = at
            self._suspected.pop(command, None)
            return [Detection(at, command, "sure", score)]
        if since < AGAIN_AFTER:
            return []
        self._suspected[command] = at
        return [Detection(at, command, "suspect", score)]


class Spotter:
    """Hears phrases in sound that arrives in pieces of any length (16 kHz)."""

    def __init__(self, heads: Heads | None = None, points: dict[Command, Threshold] | None = None) -> None:
        self._heads = heads or Heads()
        self._judge = Judge(points or thresholds())
        self._stream = Stream()
        self._features = np.empty((0, 96), np.float32)
        self._recent = np.empty((0, len(COMMANDS)), np.float32)
        self._step = 0

    def hear(self, samples: Samples) -> list[Detection]:
        """What these samples completed."""
        return self.follow(self._stream.push(samples))

    def follow(self, features: Features) -> list[Detection]:
        """What these next features completed, for a caller that makes them itself."""
        found = []
        for feature in features:
            self._features = np.concatenate([self._features, feature[None]])[-SEEN:]
            self._recent = np.concatenate([self._recent, self._heads.scores(self._features)])[-SMOOTH:]
            if len(self._recent):
                found += self._judge.judge(step_end(self._step), self._recent.mean(0))
            self._step += 1
        return found
