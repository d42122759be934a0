"""Decides from scores what was said: suspicions and certainties. Knows no microphone, and no clock but the samples.

A wrong *suspect* costs little (the coach speaks more softly for a while), a wrong *sure* a lot (it falls silent). A
second suspicion within six seconds is sure, because people repeat what wasn't heard. So is what the phonemes confirm
(``phonemes.py``), which are asked as soon as the scores make a phrase possible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from coach.ears.spotting.around import ALONE, Around
from coach.ears.spotting.easing import Easing
from coach.ears.spotting.likeness import Likeness, Measure
from coach.ears.spotting.needs import Call, Level
from coach.ears.spotting.single_word import NO_WORD, TWICE, Word
from coach.ears.spotting.steps import COMMANDS, SMOOTH, Scores, step_end
from coach.ears.spotting.thresholds import Threshold, thresholds
from coach.model.events import Bringer, Command

AGAIN_WITHIN = 6.0
"""Within how many seconds a second suspicion confirms the first."""
AGAIN_AFTER = 0.8
"""How many seconds must lie between the two, so that one saying doesn't confirm itself."""
TRUSTED, TRUSTED_OTHERS = 1.0, 6.0
"""Cap on the score when it's added to the phonemes' evidence, for "no" and for every other command. Without it, near
misses of "no" such as "lady says no" could outvote the phonemes; the other commands have no such near misses."""
BESIDE = -0.75
"""While the coach talks, the phonemes are asked from this score up, in log-odds: what is left of its voice fits a
phrase by chance about once an hour."""
DROWNED = 4.0
"""While the coach talks, "no" is sure even if it misses its threshold by this much: what is left of the coach's voice
makes phrases fit worse, and people rarely say near misses while it talks. Only if the canceller works well: what it
leaves in a hall fits by chance."""
APART = 2.0
"""The same where the canceller works badly, if what is heard is unlike what was played (``likeness.py``)."""
SOON, ANEW = 0.24, 1.0
"""A "no" that is suspected while the coach talks is judged again between so many seconds later: the coach is soft by
then, and what still fits isn't its voice."""
FRESH = 2.0
"""For how many seconds after such a suspicion the phonemes still examine the sound that raised it."""
RISE = 2.0
"""How much better it must fit then, in log-odds, if the canceller works badly: a word that ends while the coach is soft
fits better, and what is left of the coach's own voice doesn't."""
SHORT, SHORT_BESIDE = 2.5, 4.0
"""A suspicion holds if score and phonemes together miss the threshold by at most this, in log-odds: while the coach is
silent or soft, and while it talks. With 4 in silence, too, other people's talk makes the coach soft twice as often."""
REFRACTORY = 1.6
"""For how many seconds a command that was sure isn't reported again."""

Opinion = Callable[[float], Mapping[Command, float]]
"""Gives the phonemes' evidence for each command, in log-odds, for the number of seconds heard so far."""


@dataclass(frozen=True, slots=True)
class Detection:
    """Something that was heard."""

    at: float
    """Seconds of sound heard so far."""
    command: Command
    level: Level
    """Never ``NONE``."""
    score: float
    """Mean log-odds of the last steps."""
    by: Bringer = Bringer.MICROPHONE


def trusted(command: Command, score: float) -> float:
    """How much of ``score`` counts next to the phonemes."""
    return min(score, TRUSTED if command is Command.NO else TRUSTED_OTHERS)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A "no" that was suspected while the coach was talking."""

    at: float
    score: float
    least: float
    """What score and phonemes must reach together to make it sure, once the coach is soft."""


NO_DOUBT = Doubt(-np.inf, 0.0, np.inf)


class Judge:
    """Decides between nothing, suspect and sure, for one row of smoothed scores after another."""

    def __init__(
        self, points: dict[Command, Threshold], opinion: Opinion | None = None, likeness: Measure = lambda: 0.0
    ) -> None:
        self._points, self._opinion, self._likeness = points, opinion, Likeness(likeness)
        self._suspected: dict[Command, tuple[float, bool]] = {}
        """When each command was last suspected, and whether the coach was talking then."""
        self._sure: dict[Command, float] = {}
        self.acted = -np.inf
        """Seconds of sound up to which every "no" has been acted on."""
        self._doubt, self._moment = NO_DOUBT, -np.inf
        self._word = NO_WORD
        self._added: Mapping[Command, float] = {}
        """The phonemes' evidence at ``_moment``."""

    def judge(self, at: float, scores: Scores, around: Around = ALONE) -> Iterator[Detection]:
        """What ``scores`` (one row) mean at ``at`` seconds. If a command appears twice, the later one counts."""
        ready = {
            command: float(score)
            for command, score in zip(COMMANDS, scores, strict=True)
            if command in self._points
            and (command is Command.NO or not around.baby)
            and command not in around.own
            and at - self._sure.get(command, -np.inf) >= REFRACTORY
        }
        # First suspicions from the scores, unless the phonemes disagree. With phonemes, only "no" is worth lowering the
        # coach.
        quick = {c: score for c, score in ready.items() if c is Command.NO or not self._opinion}
        found = self._alone(at, quick, around)
        if found:
            yield found
        if self._opinion and not (found and found.level is Level.SURE):
            asked = {c: score for c, score in ready.items() if score >= BESIDE or not around.coach}
            sure = self._agreed(at, asked, around)
            if sure is None and not around.coach and Command.NO in ready:
                sure = self._anew(at)
            if sure:
                yield sure

    def _alone(self, at: float, scores: dict[Command, float], around: Around) -> Detection | None:
        """What the scores alone say: at most one detection, of the command furthest above its threshold."""
        over = {c: score - self._points[c].suspect for c, score in scores.items()}
        command = max(over, key=over.__getitem__, default=Command.NO)
        if over.get(command, -1) < 0:
            return None
        point, score = self._points[command], scores[command]
        if score >= point.sure and not self._opinion:
            return self._certain(at, command, score)
        return self._suspicion(at, command, score, around) if self._not_against(at, command, score, around) else None

    def _suspicion(self, at: float, command: Command, score: float, around: Around) -> Detection | None:
        """One more suspicion: the second within six seconds is sure, unless it may be the coach's own voice."""
        before, echo = self._suspected.get(command, (-np.inf, False))
        if at - before < AGAIN_AFTER:
            return None
        if at - before <= AGAIN_WITHIN and (around.again or not (around.coach or echo)):
            return self._certain(at, command, score)
        self._suspected[command] = at, around.coach
        doubted = at - self._doubt.at <= ANEW  # by an earlier part of the same saying: it need not fit better still
        if around.coach and around.softens and command is Command.NO and not doubted:
            self._doubted(at, score, around)
        return Detection(at, command, Level.SUSPECT, score)

    def _doubted(self, at: float, score: float, around: Around) -> None:
        """Remember a suspicion, to judge it again once the coach is soft."""
        least = self._points[Command.NO].agreed
        if not around.well and self._opinion:
            least = max(least, self._both(at, Command.NO, score) + RISE)
        self._doubt = Doubt(at, score, least)

    def _anew(self, at: float) -> Detection | None:
        """Judge a "no" that was suspected while the coach was talking, now that it's soft."""
        doubt = self._doubt
        if SOON <= at - doubt.at <= ANEW and self._both(at, Command.NO, doubt.score) >= doubt.least:
            return self._certain(at, Command.NO, doubt.score)
        return None

    def uttered(self, at: float, call: Call, around: Around = ALONE) -> Detection | None:
        """What a call means that ended just before ``at`` seconds.

        Beside the coach it may be its own voice: unless it's unlike that, the coach goes soft, and the call counts when
        said again. A single word makes it soft, too, and counts once nobody talks on (:meth:`settled`).
        """
        call = call.harder(around.calls)
        command, beside = call.command, around.coach and around.softens
        unheard = call.level is Level.NONE or command in around.own
        if unheard or at - self._sure.get(command, -np.inf) < REFRACTORY:
            return None
        if call.single and not beside:
            return self._word_alone(at, call)
        if call.level is Level.SURE and (not beside or (not call.single and self._likeness.low(at))):
            return self._certain(at, command, call.over)
        return self._suspicion(at, command, call.over, replace(around, again=False))

    def _word_alone(self, at: float, call: Call) -> Detection | None:
        """A single word makes the coach soft. If it fits well or is said again, it waits to be settled."""
        word, (before, echo) = self._word, self._suspected.get(call.command, (-np.inf, False))
        sure = call.level is Level.SURE
        if sure and at - word.at <= TWICE:
            return self._certain(at, call.command, call.over)
        if not sure and at - before < AGAIN_AFTER:
            return None
        if sure or (at - before <= AGAIN_WITHIN and not echo):
            self._word = Word(at, call.command, call.over)
        self._suspected[call.command] = at, False
        return Detection(at, call.command, Level.SUSPECT, call.over)

    def settled(self, at: float, *, talking: bool) -> Detection | None:
        """A single word that counts now because nobody talked on after it; ``talking``: somebody does."""
        if not (word := self._word).settles(at, talking=talking):
            return None
        self._word = replace(word, waits=False)
        if not talking:
            return self._certain(at, word.command, word.score)
        self._suspected.pop(word.command, None)
        return None

    def _not_against(self, at: float, command: Command, score: float, around: Around) -> bool:
        """Whether the phonemes, if there are any, support a suspicion."""
        if not self._opinion:
            return True
        short = SHORT_BESIDE if around.coach else SHORT
        return self._both(at, command, score) >= self._points[command].agreed + around.harder - short

    def _both(self, at: float, command: Command, score: float) -> float:
        """Score and phonemes together."""
        return trusted(command, score) + self._evidence(at, command)

    def _evidence(self, at: float, command: Command) -> float:
        """The phonemes' evidence for ``command``; they're asked once for each moment, about all commands."""
        if at != self._moment and self._opinion:
            self._moment, self._added = at, self._opinion(at)
        return self._added[command]

    def _agreed(self, at: float, scores: dict[Command, float], around: Around) -> Detection | None:
        """The command that the scores make possible and the phonemes make sure, if any."""
        asked = [c for c, score in scores.items() if score >= self._points[c].ask]
        if not asked:
            return None
        over = {c: self._both(at, c, scores[c]) - self._points[c].agreed - around.harder - around.more for c in asked}
        apart = False
        if Command.NO in over:
            over[Command.NO] += around.more + DROWNED * (around.coach and around.well)
            apart = around.coach and around.apart and over[Command.NO] >= -APART and self._likeness.low(at)
            over[Command.NO] += APART * apart
        command = max(over, key=over.__getitem__)
        if over[command] < 0:
            return None
        if around.well or not around.softens or (apart and command is Command.NO):
            return self._certain(at, command, scores[command])
        return self._cautious(at, command, scores[command], around)

    def _cautious(self, at: float, command: Command, score: float, around: Around) -> Detection | None:
        """The same if much is left of the coach: it goes soft first, and then the phrase must fit better."""
        since = at - self._doubt.at
        if not around.coach:
            stale = command is Command.NO and since < FRESH and self._both(at, command, score) < self._doubt.least
            return None if stale else self._certain(at, command, score)
        if command is not Command.NO or since <= ANEW:
            return None
        return self._suspicion(at, command, score, around)

    def _certain(self, at: float, command: Command, score: float) -> Detection | None:
        if command is Command.NO and self._likeness.high(at):
            # It may be the coach's own voice: it goes soft, and a "no" that is said again counts.
            return self._suspicion(at, command, score, Around(coach=True))
        self._sure[command] = at
        self.acted = at if command is Command.NO else self.acted
        self._suspected.pop(command, None)
        self._doubt, self._word = NO_DOUBT, NO_WORD
        return Detection(at, command, Level.SURE, score)


class Spotter:
    """Finds phrases in scores, however many arrive at a time."""

    def __init__(
        self,
        easing: Easing | None = None,
        opinion: Opinion | None = None,
        likeness: Measure = lambda: 0.0,
    ) -> None:
        self._easing, self.judge = easing, Judge(thresholds(), opinion, likeness)
        self._recent = np.empty((0, len(COMMANDS)), np.float32)
        self._step = 0

    def follow(self, scores: Scores, around: Around = ALONE, *, someone: bool = True) -> Iterator[Detection]:
        """What these next scores completed; each detection is yielded as soon as it's known.

        Args:
            scores: the scores of the next steps, shape (steps, commands).
            around: what else sounds.
            someone: whether somebody other than the coach may be speaking; if not, nothing is reported.

        """
        for row in self._easing.eased(scores) if self._easing else scores:
            self._recent = np.concatenate([self._recent, row[None]])[-SMOOTH:]
            if someone:
                yield from self.judge.judge(step_end(self._step), self._recent.mean(0), around)
            self._step += 1
