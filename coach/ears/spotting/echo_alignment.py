"""Aligns what was played with what was heard, and cancels it. Knows sample counts but no devices.

Played samples arrive when they're sent to the loudspeaker, heard ones when the microphone delivers them. Both are
counted, so a late piece shifts nothing. The delay between them is measured from the sound itself, at the start and
whenever little of the coach could be removed. Where only samples were lost, the jump is found sooner (echo_jump.py).
"""

from __future__ import annotations

import math
from copy import deepcopy

import numpy as np

from coach.ears.spotting.echo import BLOCK, LEAD, LONGEST, PARTS, RATE, Canceller, correlated, peak_of
from coach.ears.spotting.echo_delay import Delay
from coach.ears.spotting.echo_drift import NEAR, SEGMENT, TAPS, Drift, between
from coach.ears.spotting.echo_jump import BLOCKS, LOOK, PATH, REACH, Watch, jump
from coach.ears.spotting.tape import Tape, level
from coach.sound.clip import Samples

WINDOW = 2 * RATE
"""How many samples each measurement of the delay uses."""
EVERY = RATE
"""How many samples lie between two measurements."""
SELDOM = 3
"""While all is well the drift of the clocks is measured in only one of three, once it has settled."""
TRUSTED = 10.0
"""How far a peak must stand out to count: unrelated sounds reach 5 or 6."""
MOVED = 3
"""By how many samples two measurements of the same delay may differ."""
MOVED_KNOWN = 20
"""The same once the clocks are followed: then the delay stays where it is, unless samples are lost."""
AUDIBLE = 1e-3
"""Below this RMS, -60 dB, the coach was silent and there is nothing to measure."""
CLEAN = 0.1
"""If less than this share of the heard power is left (-10 dB), the delay is right."""
AHEAD = RATE // 4
"""How many samples the microphone may lose before the counts are corrected."""
STRAYED = RATE // 5
"""If the counts differ by more samples than this, the delay is also searched for where lost samples would put it."""
LESSONS, AGAIN = 8, RATE * 3 // 2
"""After each of the coach's first LESSONS seconds of talk, the newest AGAIN samples are learned from once more. In a
room that rings the canceller then removes 16 dB after six seconds, instead of 10. That was measured with twelve lessons
of 2 s. From the ninth second on, these remove as much, within 1 dB, and the processor has a fifth less to do."""
OTHERWISE = 15e-6
"""If the drift of the clocks turns out to be this far from what was believed, what was learned is smeared over several
samples: the canceller learns anew, from the sound that is kept."""
ANEW = 6 * RATE
"""How many samples it then learns from."""


class Aligned:
    """Gives the microphone's sound without the coach."""

    def __init__(self) -> None:
        self._heard, self._played = Tape(), Tape()
        self._base = 0
        """The number of the played sample that is paired with the microphone's first."""
        self._ahead: list[int] = []
        """By how many samples the loudspeaker was ahead, for each piece since the last measurement."""
        self._behind = 0
        """The same for the last piece."""
        self._until, self._done = EVERY, 0
        self._before, self._after = 0.0, 0.0
        """Sums of squares, heard and left, since the last measurement."""
        self._canceller: Canceller | None = None
        self._proven: Canceller | None = None
        """A copy from when the canceller last worked well."""
        self._search, self._drift, self._watch = Delay(), Drift(), Watch()
        self._skipped = self._lessons = 0
        self._noted = self._since = 0
        """Up to which sample the drift was measured, and from which one on the delay is as it is now."""
        self.took: Samples = np.empty(0, np.float32)
        """What the loudspeaker got while the last piece was heard: equally many samples, not yet delayed."""
        self.delay = 0.0
        """The delay from playing to hearing in samples, by these counts; negative after lost samples."""

    @property
    def drift(self) -> float:
        """How much faster the microphone's clock is than the loudspeaker's, in parts per million."""
        return 1e6 * self._drift.rate

    @property
    def late(self) -> int:
        """How many samples later than now the microphone's sound contains what the loudspeaker gets now."""
        return max(0, round(self._behind + self.delay))

    def sent(self, count: int) -> Samples:
        """The newest ``count`` samples that the loudspeaker got."""
        return self._played.part(self._played.end - count, self._played.end)

    def clean(self, heard: Samples, played: Samples) -> Samples:
        """``heard`` without the coach. ``played`` is what the loudspeaker got since the last call (16 kHz)."""
        self._played.push(played)
        if not self._heard.end:
            self._base = self._played.end - len(heard)
        self._heard.push(heard)
        late = self._base + self._heard.end - self._played.end
        if late > 0:
            self._base, self.delay = self._base - late, self.delay - late
        now = self._base + self._heard.end
        self.took = self._played.part(now - len(heard), now)
        self._behind = self._played.end - now
        self._ahead.append(self._behind)
        self._until -= len(heard)
        if self._until <= 0:
            self._until = EVERY
            self._measure()
        if not self._canceller:
            self._done = self._heard.end
            return heard
        return self._cancelled(self._canceller)

    def _cancelled(self, canceller: Canceller) -> Samples:
        """All whole blocks that have arrived, cleaned."""
        done = []
        while self._heard.end - self._done >= BLOCK:
            heard, played = self._block(self._done)
            left = canceller.block(heard, played)
            before, after = float(np.dot(heard, heard)), float(np.dot(left, left))
            self._before += before
            self._after += after
            self._done += BLOCK
            self.delay += self._drift.rate * BLOCK
            self._search.grew(self._drift.rate * BLOCK)
            done.append(left)
            if self._watch.worse(before, after) and self._proven:
                canceller = self._caught_up(canceller, self._proven)
        return np.concatenate(done) if done else np.empty(0, np.float32)

    def _caught_up(self, canceller: Canceller, proven: Canceller) -> Canceller:
        """The canceller to go on with: if samples were lost, the one that worked, at the delay that they left."""
        heard = self._heard.part(self._done - LOOK, self._done)
        first = math.floor(self._done - LOOK + self._base - self.delay + LEAD)
        played = self._played.part(first - PATH - REACH, first + LOOK + REACH)
        if level(played) < AUDIBLE or not (by := jump(proven.response(), heard, played)):
            return canceller
        self.delay += by
        self._search.grew(by)
        self._drift.jumped(by)
        self._noted = self._since = self._done
        self._before = self._after = 0.0
        self._until = max(self._until, WINDOW)  # a measurement before that would see both delays
        self._canceller = deepcopy(proven)
        for late in range(-PARTS - BLOCKS, 0):
            self._canceller.follow(self._block(self._done + late * BLOCK)[1])
        return self._canceller

    def _paired(self, first: int) -> float:
        """The number of the played sample that goes with the microphone's sample ``first``."""
        return first + self._base - (self.delay + self._drift.rate * (first - self._done)) + LEAD

    def _block(self, first: int) -> tuple[Samples, Samples]:
        """The microphone's block from sample ``first`` on, and the played block that goes with it."""
        at = self._paired(first)
        whole = math.floor(at)
        if at == whole:
            return self._heard.part(first, first + BLOCK), self._played.part(whole, whole + BLOCK)
        around = self._played.part(whole + 1 - TAPS, whole + BLOCK + TAPS)
        return self._heard.part(first, first + BLOCK), between(around, at - whole)

    def _measure(self) -> None:
        clean = bool(self._canceller) and self._after < CLEAN * self._before
        self._before = self._after = 0.0
        ahead, self._ahead = self._ahead, []
        self._skipped = (self._skipped + 1) % SELDOM if clean else 0
        if clean:
            self._proven = deepcopy(self._canceller)
        if not clean or self._lessons < LESSONS:
            self._find(ahead, move=not clean)
        if self._canceller:
            self._follow_clocks(self._canceller)
        self._noted = self._done

    def _find(self, ahead: list[int], *, move: bool) -> None:
        """Measure the delay; ``move``: and change to it if it can be trusted."""
        end, base, lost = self._heard.end, self._base, min(ahead)
        heard = self._heard.part(end - WINDOW, end)
        # Paired as before, and as if the samples between the counts were lost.
        for other in (base, base + lost) if lost > STRAYED else (base,):
            played = self._played.part(end - WINDOW + other + AHEAD, end + other + AHEAD)
            if level(played) < AUDIBLE:
                continue
            lags = correlated(heard, played, AHEAD + LONGEST)
            delay, peak = self._search.note(lags, base) if other == base else peak_of(lags)
            if peak >= TRUSTED:
                if move:
                    self._move(other, delay - AHEAD + self._drift.rate * (WINDOW // 2))
                break

    def _follow_clocks(self, canceller: Canceller) -> None:
        """Measure how far the clocks drift apart, and learn once more where that helps."""
        known, talks = self._drift.rate, False
        for first in range(self._noted, self._done - SEGMENT + 1, SEGMENT):
            begin = math.floor(self._paired(first))
            played = self._played.part(begin, begin + SEGMENT)
            if level(played) < AUDIBLE or (self._skipped and self._drift.settled):
                continue
            self._drift.note(first, begin - first, self._heard.part(first, first + SEGMENT), played)
            talks = True
        if abs(self._drift.rate - known) > OTHERWISE:
            self._canceller, self._proven = Canceller(), None
            self._learn(self._canceller, ANEW)
        elif talks and self._lessons < LESSONS:
            self._lessons += 1
            self._learn(canceller, AGAIN)

    def _move(self, base: int, delay: float) -> None:
        """Change to another delay, keeping what is known of the room."""
        moved = abs((base - delay) - (self._base - self.delay))
        if self._canceller and moved <= (MOVED_KNOWN if self._drift.rate else MOVED):
            return
        self._base, self.delay = base, delay if self._drift.rate else round(delay)
        length = EVERY if self._proven else WINDOW
        if not self._canceller or moved > NEAR:
            self._drift.forget()
            self._noted = self._since = max(0, self._done - length)
        self._canceller = deepcopy(self._proven) or Canceller()
        # Learn from what was already heard, so that the next word is clean.
        self._learn(self._canceller, length)

    def _learn(self, canceller: Canceller, length: int) -> None:
        """Let it learn from the newest ``length`` samples, again if it has already heard them."""
        first = self._done - min(length, self._done - self._since) // BLOCK * BLOCK
        for late in range(-PARTS, 0):
            canceller.follow(self._block(first + late * BLOCK)[1])
        for at in range(first, self._done, BLOCK):
            canceller.block(*self._block(at))
