"""Judges how well the ears hear one caregiver: how each saying was heard, what would help, and what is saved.

Knows no sound, no time and no microphone: steps of 80 ms come in, words and numbers come out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from coach.model.wording import Words

STEP_MS = 80
"""Milliseconds of sound in a step."""
ABOVE = 8.0
"""Decibels over the room that count as a voice."""
LEAST = 4
"""Steps, a third of a second; anything shorter is a knock."""
SETTLED = 13
"""Steps, about a second: a saying is over after that long without a voice."""
LONG = 60
"""Steps, five seconds: any sound that lasts longer counts as the room, however loud it is."""
CLEAR = 10.0
"""Decibels of the voice over the room below which noise is taken for the cause of a miss: docs/ears.md finds every
fifth first saying missed at 10 dB, more below, and hardly any more than in the quiet above."""
NOISY = -45.0
"""Decibels of full scale: above it the room is too loud, below it the voice is too soft."""
PERCENT = 5
"""Easing is kept in steps of so many percent."""
MOST = 5
"""The most sayings that are asked for."""


@dataclass(frozen=True, slots=True)
class Step:
    """The sound of 80 ms, as numbers."""

    level: float
    """Decibels of full scale, of the root mean square."""
    score: float
    """Log-odds of "no" as the shipped heads have them, the mean of three steps."""


@dataclass(frozen=True, slots=True)
class Points:
    """The operating points of "no", in log-odds, and how far they may be lowered for one caregiver."""

    suspect: float
    sure: float
    most: float

    @property
    def nearly(self) -> float:
        """As far below a suspicion as a suspicion is below certainty: the phrase was there but not clear enough."""
        return 2 * self.suspect - self.sure


@dataclass(frozen=True, slots=True)
class Saying:
    """One answer of the caregiver."""

    how: str
    """heard, nearly or missed."""
    level: float
    """Decibels of the voice; of the coach and the voice where both spoke."""
    score: float
    """The best log-odds of it."""
    over: bool = False
    """Whether it was said while the coach spoke."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How well the ears hear this voice here."""

    heard: int
    asked: int
    hints: tuple[str, ...]
    """Names of sentences, the most helpful first."""

    @property
    def well(self) -> bool:
        """Heard well enough to rely on the voice as on a key: at most one saying was missed."""
        return self.asked >= ENOUGH and self.heard >= self.asked - 1


def level_of(steps: Sequence[Step]) -> float:
    """Decibels of the mean power of steps; -120 where there are none."""
    power = sum(10 ** (step.level / 10) for step in steps) / len(steps) if steps else 0.0
    return 10 * math.log10(max(power, 1e-12))


def room_of(steps: Sequence[Step]) -> float:
    """Decibels of the room: the level that a fifth of the steps stay below."""
    return sorted(step.level for step in steps)[len(steps) // 5] if steps else -120.0


def ended(steps: Sequence[Step], room: float, points: Points) -> bool:
    """Whether a saying has come and is over."""
    floor = max(room, room_of(steps)) if len(steps) >= LONG else room
    loud = [i for i, step in enumerate(steps) if step.level >= floor + ABOVE]
    like = [i for i, step in enumerate(steps) if step.score >= points.nearly]
    last = max([*(loud if len(loud) >= LEAST else ()), *like], default=len(steps))
    return len(steps) - 1 - last >= SETTLED


def saying(steps: Sequence[Step], room: float, points: Points, *, heard: bool, over: bool = False) -> Saying:
    """What an answer was: ``heard`` is what the ears said of it, ``steps`` is all since it was asked for."""
    score = max((step.score for step in steps), default=-math.inf)
    how = "heard" if heard else "nearly" if score >= points.nearly else "missed"
    loud = [step for step in steps if step.level >= room + ABOVE]
    return Saying(how, level_of(loud or steps), score, over)


def easing(said: Sequence[Saying], background: float, points: Points, now: int = 0) -> int:
    """Percent of the allowed easing with which more of these sayings would be sure; ``now`` where none would help.

    It is the least that would do, and never so much that the room itself (``background`` is its best score) would be
    suspected.
    """
    # A saying that scored enough but failed the second opinion needs an unknown amount: allow all there is.
    short = [
        points.sure - one.score if one.score < points.sure else points.most
        for one in said
        if one.how != "heard" and not one.over
    ]
    room = points.suspect - background
    possible = [step for step in range(now + PERCENT, 101, PERCENT) if points.most * step / 100 < room]
    helped = {step: sum(need <= points.most * step / 100 for need in short) for step in possible}
    best = max(helped.values(), default=0)
    return min(step for step, count in helped.items() if count == best) if best else now


def verdict(said: Sequence[Saying], room: float) -> Verdict:
    """What all sayings tell together."""
    heard = sum(one.how == "heard" for one in said)
    if not said:
        return Verdict(0, 0, ("practise-none",))
    lost = [one for one in said if one.how != "heard" and not one.over]
    hints = [] if not lost else [_cause(lost, room)]
    drowned = [one.how == "heard" for one in said if one.over]
    if drowned and not drowned[0]:
        hints.append("practise-softly")
    if 2 * heard < len(said):
        hints.append("practise-keys")
    return Verdict(heard, len(said), tuple(hints) or ("practise-good",))


def score(found: Verdict, words: Words) -> tuple[str, ...]:
    """How many of the sayings were heard, in words."""
    heard = words.number(found.heard) if found.heard else "None"
    return words.say("practise-score", n=heard, m=words.number(found.asked).lower())


def _cause(lost: Sequence[Saying], room: float) -> str:
    """What would help most with the sayings that were missed while the coach was silent."""
    if max(one.level for one in lost) - room >= CLEAR:
        return "practise-breath"  # loud and clear: what is then missed most is a pause before "no" (docs/ears.md)
    return "practise-quieter" if room >= NOISY else "practise-closer"


ENOUGH = 3
"""Sayings needed to tell whether a caregiver is heard."""
WEEK_MS = 7 * 24 * 3_600_000
"""Milliseconds between two offers."""


def offer(offered: int | None, now: int, *, badly: bool) -> str:
    """Name the sentence with which practising is offered after a session with a microphone; empty for none.

    ``offered`` is when it was last, and ``now``, in milliseconds since 1970. Once in a life, and after a session in
    which the microphone heard badly; but not more than once a week, since keys are a good way too.
    """
    if offered is None:
        return "practise-offer-again" if badly else "practise-offer"
    return "practise-offer-again" if badly and now - offered >= WEEK_MS else ""
