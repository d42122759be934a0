"""From sound to what was said: suspicions and certainties. Knows no microphone and no clock but the samples.

*Suspect* is cheap to be wrong about (the coach speaks more softly for a while); *sure* is not (it falls silent).
A second suspicion within six seconds makes certainty, because people who were not heard say it again; and so does a
second opinion (``phonemes.py``), where there is one: it is asked when the heads find a phrase no more than possible.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Protocol

import numpy as np

from coach.ears.spotting.steps import COMMANDS, Scores, step_end
from coach.model.events import Command

SMOOTH = 3
"""Steps whose mean is judged."""
AGAIN_WITHIN = 6.0
"""Seconds in which a second suspicion confirms the first."""
AGAIN_AFTER = 0.8
"""Seconds that must lie between them: the same saying is not its own witness."""
TRUSTED, TRUSTED_OTHERS = 1.0, 6.0
"""So much of the heads' log-odds counts beside the second opinion, for "no" and for every other command: beyond, a lady
who says no is as sure as a baby, while nothing is so like the others that the heads would not know it."""
BESIDE = -0.75
"""While the coach talks the heads must be as sure as this, in log-odds, before the second opinion is asked: what is
left of its voice fits the sounds of a phrase by chance, once in an hour."""
DROWNED = 4.0
"""While the coach talks "no" may fall short of certainty by so much: what is left of its voice makes phrases fit worse,
and confusable sentences are not what people say into its words."""
SHORT = 4.0
"""By so much, in log-odds, what the second opinion adds may fall short of certainty and leave a suspicion standing."""
REFRACTORY = 1.6
"""Seconds for which a command, once sure, is not reported again."""

Opinion = Callable[[float, Sequence[Command]], Sequence[float]]
"""The second opinion: seconds of sound heard so far, and commands, to what speaks for each, in log-odds."""


@dataclass(frozen=True, slots=True)
class Detection:
    """Something that was heard."""

    at: float
    """Seconds of sound heard so far."""
    command: Command
    level: str
    """``suspect`` or ``sure``."""
    score: float
    """Mean log-odds of the last steps."""
    by: str = "microphone"
    """``microphone`` for words, ``crying`` for a baby who says it herself."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """The operating point of a command, in log-odds."""

    suspect: float
    sure: float
    ask: float = np.inf
    """From here on the second opinion is asked."""
    agreed: float = 0.0
    """Where it was asked, this much is sure: what is :func:`trusted` of the score, and what the second opinion adds."""


def thresholds(folder: Traversable | None = None) -> dict[Command, Threshold]:
    """The operating points of the heads in ``folder`` (those that ship), chosen on the tuning recordings."""
    stored = json.loads(((folder or files("coach.ears") / "models") / "thresholds.json").read_text("utf-8"))
    return {Command(name): Threshold(**point) for name, point in stored.items()}


def trusted(command: Command, score: float) -> float:
    """What of the heads' ``score`` counts beside the second opinion."""
    return min(score, TRUSTED if command is Command.NO else TRUSTED_OTHERS)


def smoothed(scores: Scores) -> Scores:
    """Means over three steps; the first two rows are means of fewer."""
    total = np.cumsum(np.concatenate([np.zeros((1, scores.shape[1]), np.float32), scores]), axis=0)
    upto = np.arange(1, len(scores) + 1)
    since = np.maximum(upto - SMOOTH, 0)
    out: Scores = ((total[upto] - total[since]) / (upto - since)[:, None]).astype(np.float32)
    return out


class Judge:
    """The two levels: takes one row of smoothed scores after another."""

    def __init__(self, points: dict[Command, Threshold], opinion: Opinion | None = None) -> None:
        self._points, self._opinion = points, opinion
        self._suspected: dict[Command, tuple[float, bool]] = {}
        """When, and whether the coach was talking."""
        self._sure: dict[Command, float] = {}
        self._moment = -np.inf
        self._added: dict[Command, float] = {}
        """What the second opinion had to say at that moment."""

    def judge(self, at: float, scores: Scores, *, coach: bool = False) -> Iterator[Detection]:
        """What ``scores`` (one row) say at ``at`` seconds; the last thing said of a command is what counts.

        ``coach``: the coach is talking, and what is left of its own voice may be suspected again and again.
        """
        ready = {
            command: float(score)
            for command, score in zip(COMMANDS, scores, strict=True)
            if command in self._points and at - self._sure.get(command, -np.inf) >= REFRACTORY
        }
        # First what the heads suspect, if the second opinion does not speak against it; where there is one, "no" alone
        # is worth lowering the coach for.
        quick = {c: score for c, score in ready.items() if c is Command.NO or not self._opinion}
        found = self._alone(at, quick, coach=coach)
        if found:
            yield found
        if self._opinion and not (found and found.level == "sure"):
            asked = {c: score for c, score in ready.items() if score >= BESIDE or not coach}
            yield from self._agreed(at, asked, coach=coach)

    def _alone(self, at: float, scores: dict[Command, float], *, coach: bool) -> Detection | None:
        """What the heads say: one detection at most, of the command furthest above its point."""
        over = {c: score - self._points[c].suspect for c, score in scores.items()}
        command = max(over, key=over.__getitem__, default=Command.NO)
        if over.get(command, -1) < 0:
            return None
        point, score = self._points[command], scores[command]
        before, echo = self._suspected.get(command, (-np.inf, False))
        since = at - before
        if score >= point.sure and not self._opinion:
            return self._certain(at, command, score)
        if since < AGAIN_AFTER or not self._not_against(at, command, score):
            return None
        if since <= AGAIN_WITHIN and not (coach or echo):
            return self._certain(at, command, score)
        self._suspected[command] = at, coach
        return Detection(at, command, "suspect", score)

    def _not_against(self, at: float, command: Command, score: float) -> bool:
        """Whether the second opinion, where there is one, leaves a suspicion standing."""
        if not self._opinion:
            return True
        return self._both(at, command, score) >= self._points[command].agreed - SHORT

    def _both(self, at: float, command: Command, score: float) -> float:
        """What the heads and the second opinion say together."""
        return trusted(command, score) + self._evidence(at, command)

    def _evidence(self, at: float, command: Command) -> float:
        """What the second opinion adds for ``command``; it is asked once at a moment, about all of them."""
        if at != self._moment and self._opinion:
            self._moment, every = at, tuple(self._points)
            self._added = dict(zip(every, self._opinion(at, every), strict=True))
        return self._added[command]

    def _agreed(self, at: float, scores: dict[Command, float], *, coach: bool) -> Iterator[Detection]:
        """What the second opinion makes sure of all commands that are possible."""
        asked = [c for c, score in scores.items() if score >= self._points[c].ask]
        if not asked:
            return
        over = {c: self._both(at, c, scores[c]) - self._points[c].agreed for c in asked}
        if coach and Command.NO in over:
            over[Command.NO] += DROWNED
        command = max(over, key=over.__getitem__)
        if over[command] >= 0:
            yield self._certain(at, command, scores[command])

    def _certain(self, at: float, command: Command, score: float) -> Detection:
        self._sure[command] = at
        self._suspected.pop(command, None)
        return Detection(at, command, "sure", score)


class Eases(Protocol):
    """Changes scores for one caregiver (:class:`coach.ears.spotting.easing.Easing`)."""

    def eased(self, scores: Scores) -> Scores:
        """The scores (steps, commands) as they are to be judged."""


class Spotter:
    """Hears phrases in scores that arrive in any numbers."""

    def __init__(
        self,
        easing: Eases | None = None,
        points: dict[Command, Threshold] | None = None,
        opinion: Opinion | None = None,
    ) -> None:
        self._easing, self._judge = easing, Judge(points or thresholds(), opinion)
        self._recent = np.empty((0, len(COMMANDS)), np.float32)
        self._step = 0

    def follow(self, scores: Scores, *, someone: bool = True, coach: bool = False) -> Iterator[Detection]:
        """What these next scores completed, each detection as soon as it is known.

        Args:
            scores: of the next steps, shape (steps, commands).
            someone: somebody other than the coach may be speaking; if not, nothing is reported.
            coach: the coach is talking, perhaps at the same time.

        """
        for row in self._easing.eased(scores) if self._easing else scores:
            self._recent = np.concatenate([self._recent, row[None]])[-SMOOTH:]
            if someone:
                yield from self._judge.judge(step_end(self._step), self._recent.mean(0), coach=coach)
            self._step += 1
