"""Aligns what was played with what was heard, and cancels it. Knows sample counts but no devices.

Played samples arrive when they're sent to the loudspeaker, heard ones when the microphone delivers them. Both are
counted, so a late piece shifts nothing. The delay between them is measured from the sound itself, at the start and
whenever little of the coach could be removed. Where only samples were lost, the jump is found sooner (echo_jump.py).
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator
from copy import deepcopy

import numpy as np

from coach.ears.spotting.echo import BLOCK, LEAD, LONGEST, PARTS, Canceller, correlated, peak_of
from coach.ears.spotting.echo_drift import TAPS, Drift, between
from coach.ears.spotting.echo_jump import BLOCKS, LOOK, PATH, REACH, Watch, jump
from coach.sound.clip import Samples

RATE = 16_000
WINDOW = 2 * RATE
"""How many samples each measurement of the delay uses."""
EVERY = RATE
"""How many samples lie between two measurements."""
SELDOM = 3
"""While all is well only one in three is made, to follow the clocks."""
TRUSTED = 10.0
"""How far a peak must stand out to count: unrelated sounds reach 5 or 6."""
MOVED = 3
"""By how many samples two measurements of the same delay may differ."""
AUDIBLE = 1e-3
"""Below this RMS, -60 dB, the coach was silent and there is nothing to measure."""
CLEAN = 0.1
"""If less than this share of the heard power is left (-10 dB), the delay is right."""
AHEAD = RATE // 4
"""How many samples the microphone may lose before the counts are corrected."""
STRAYED = RATE // 5
"""If the counts differ by more samples than this, the delay is also searched for where lost samples would put it."""
KEPT = 8 * RATE
"""How many samples of each sound are kept: this is how far the ears may lag behind on a busy machine."""


class Last:
    """The newest ``size`` samples of sound that arrives in pieces, joined only on demand."""

    def __init__(self, size: int, begin: Samples) -> None:
        self._size = size
        self._pieces, self._count = deque([begin]), len(begin)

    def push(self, samples: Samples) -> None:
        """Add the newest samples."""
        while self._count - len(self._pieces[0]) >= self._size:
            self._count -= len(self._pieces.popleft())
        self._pieces.append(samples)
        self._count += len(samples)

    def joined(self) -> Samples:
        """All that is kept: at least ``size`` samples, once that many have arrived."""
        return np.concatenate(self._pieces)


def level(samples: Samples) -> float:
    """RMS."""
    return float(np.sqrt((samples**2).mean()))


class Tape:
    """The newest part of a sound, addressed by sample number; what is missing is silence."""

    def __init__(self) -> None:
        self._held: Samples = np.zeros(2 * KEPT, np.float32)
        self._filled = KEPT
        self.end = 0
        """How many samples have arrived."""

    def push(self, samples: Samples) -> None:
        """Add the newest samples."""
        new = samples[-KEPT:]
        if self._filled + len(new) > len(self._held):
            self._held[:KEPT] = self._held[self._filled - KEPT : self._filled]
            self._filled = KEPT
        self._held[self._filled : self._filled + len(new)] = new
        self._filled += len(new)
        self.end += len(samples)

    def part(self, first: int, last: int) -> Samples:
        """The samples from number ``first`` up to, but not including, ``last``."""
        shift = self._filled - self.end
        begin, stop = max(first + shift, 0), min(last + shift, self._filled)
        out: Samples = np.zeros(last - first, np.float32)
        if begin < stop:
            out[begin - first - shift : stop - first - shift] = self._held[begin:stop]
        return out


class Aligned:
    """Gives the microphone's sound without the coach."""

    def __init__(self) -> None:
        self._heard, self._played = Tape(), Tape()
        self._base: int | None = None
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
        self._drift, self._skipped, self._watch = Drift(), 0, Watch()
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

    def clean(self, heard: Samples, played: Samples) -> Samples:
        """``heard`` without the coach. ``played`` is what the loudspeaker got since the last call (16 kHz)."""
        self._heard.push(heard)
        self._played.push(played)
        if self._base is None:
            self._base = self._played.end - len(heard)
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
            self._measure(self._base)
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
            done.append(left)
            if self._watch.worse(before, after) and self._proven:
                canceller = self._caught_up(canceller, self._proven)
        return np.concatenate(done) if done else np.empty(0, np.float32)

    def _caught_up(self, canceller: Canceller, proven: Canceller) -> Canceller:
        """The canceller to go on with: if samples were lost, the one that worked, at the delay that they left."""
        heard = self._heard.part(self._done - LOOK, self._done)
        first = math.floor(self._done - LOOK + (self._base or 0) - self.delay + LEAD)
        played = self._played.part(first - PATH - REACH, first + LOOK + REACH)
        if level(played) < AUDIBLE or not (by := jump(proven.response(), heard, played)):
            return canceller
        self.delay += by
        self._drift.jumped(by)
        self._before = self._after = 0.0
        self._until = max(self._until, WINDOW)  # a measurement before that would see both delays
        self._canceller = deepcopy(proven)
        for late in range(-PARTS - BLOCKS, 0):
            self._canceller.follow(self._block(self._done + late * BLOCK)[1])
        return self._canceller

    def _block(self, first: int) -> tuple[Samples, Samples]:
        """The microphone's block from sample ``first`` on, and the played block that goes with it."""
        delay = self.delay + self._drift.rate * (first - self._done)
        at = first + (self._base or 0) - delay + LEAD
        whole = math.floor(at)
        if at == whole:
            return self._heard.part(first, first + BLOCK), self._played.part(whole, whole + BLOCK)
        around = self._played.part(whole + 1 - TAPS, whole + BLOCK + TAPS)
        return self._heard.part(first, first + BLOCK), between(around, at - whole)

    def _measure(self, base: int) -> None:
        clean = self._canceller and self._after < CLEAN * self._before
        self._before = self._after = 0.0
        ahead, self._ahead = self._ahead, []
        self._skipped = (self._skipped + 1) % SELDOM if clean else 0
        if clean:
            self._proven = deepcopy(self._canceller)
            if self._skipped:
                return
        end = self._heard.end
        heard = self._heard.part(end - WINDOW, end)
        for other in self._bases(base, ahead):
            played = self._played.part(end - WINDOW + other + AHEAD, end + other + AHEAD)
            if level(played) < AUDIBLE:
                continue
            lags = correlated(heard, played, AHEAD + LONGEST)
            known = other == base
            delay, peak = self._drift.note(end - WINDOW // 2, lags, base) if known else peak_of(lags)
            if peak >= TRUSTED:
                if not clean:
                    self._move(other, delay - AHEAD + self._drift.rate * (WINDOW // 2))
                break

    def _bases(self, base: int, ahead: list[int]) -> Iterator[int]:
        """The pairings to try: as before, and as if the samples between the counts were lost."""
        yield base
        if min(ahead) > STRAYED:
            yield base + min(ahead)

    def _move(self, base: int, delay: float) -> None:
        """Change to another delay, keeping what is known of the room."""
        if self._canceller and abs((base - delay) - ((self._base or 0) - self.delay)) <= MOVED:
            return
        self._base, self.delay = base, delay if self._drift.rate else round(delay)
        self._canceller = deepcopy(self._proven) or Canceller()
        # Learn from what was already heard, so that the next word is clean.
        length = (EVERY if self._proven else WINDOW) // BLOCK * BLOCK
        first = self._done - length
        for late in range(-PARTS, 0):
            self._canceller.follow(self._block(first + late * BLOCK)[1])
        for at in range(first, self._done, BLOCK):
            self._canceller.block(*self._block(at))
