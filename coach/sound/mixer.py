"""Mixes sounds: play, hush, duck, render. Knows numpy and frame numbers, nothing of devices or clocks.

Frames are counted from the first one rendered. What comes out depends on the frame at which it was asked for, never
on the size of the blocks it is rendered in.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Hashable
from threading import Lock
from typing import Literal

import numpy as np

from coach.sound.clip import RATE, Clip, Samples, frames, ratio, resample
from coach.sound.envelope import Ramp
from coach.sound.pieces import Piece, joined, limit, scale

Kind = Literal["speech", "sound", "bed"]

HUSH_MS = 3
"""Milliseconds in which a hush fades: cut any shorter, speech clicks. They count from a key to silence too."""
GAP = 60
"""Milliseconds between two utterances if the second had to wait for the first."""
BED_UNDER_SPEECH = ratio(-12.0)
BED_DOWN, BED_HOLD, BED_UP = 150, 400, 600
"""Milliseconds: the bed drops before a word is heard, and doesn't come up between two sentences."""
BED_RISE, BED_JOIN = 500, 250
"""Milliseconds in which a bed fades in, and the most in which a loop's end blends into its beginning."""
DUCK_RAMP, GAIN_RAMP = 20, 50
"""Milliseconds."""
LABELS_KEPT_MS = 5000
"""How long after its end a clip still counts for ``labels``."""
LOUDEST_DB = 12.0
CHUNK = 1 << 15
"""Frames rendered under the lock at once, so that an offline rendering can be hushed too."""


class Mixer:
    """Holds what sounds and when. Any thread may ask for sounds; one thread renders."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._frames = self._ends = self._asked = self._talking = 0
        self._waiting: list[tuple[int, int, Piece]] = []
        self._sounding: list[Piece] = []
        self._speech: list[tuple[int, int]] = []
        self._talk: list[tuple[int, int]] = []
        self._labelled: list[tuple[int, int, frozenset[Hashable]]] = []
        self._bed, self._duck, self._gain, self._voice = Ramp(1.0), Ramp(1.0), Ramp(1.0), Ramp(1.0)
        self._gain_db = 0.0
        self._ducked_until = 0

    @property
    def frames(self) -> int:
        """Frames rendered so far: the number of the next one."""
        return self._frames

    @property
    def busy(self) -> bool:
        """Whether anything but a bed sounds or is going to."""
        return self._ends > self._frames

    @property
    def gain_db(self) -> float:
        """Loudness of everything, in decibels against the clips' own; at most +12. Can be set at any time."""
        return self._gain_db

    @gain_db.setter
    def gain_db(self, value: float) -> None:
        if math.isnan(value):
            raise ValueError("gain_db must be a number")
        with self._lock:
            self._gain_db = min(value, LOUDEST_DB)
            # A sound that hasn't begun needs no ramp.
            self._gain.turn(self._frames, ratio(self._gain_db), frames(GAIN_RAMP) if self._asked else 1)

    def play(
        self,
        clip: Clip,
        at: int | None = None,
        gain_db: float = 0.0,
        kind: Kind = "speech",
        *,
        rise_ms: int = BED_RISE,
        labels: frozenset[Hashable] = frozenset(),
    ) -> int:
        """Let ``clip`` sound from frame ``at`` on (None, or a frame gone by, is now); returns the frame it begins at.

        Speech never overlaps speech: it takes the first place at or after ``at`` where all of it fits. A bed comes in
        within ``rise_ms``, lies 12 dB lower under speech, and goes round until it is hushed. ``labels`` are what
        :meth:`labels` gives back for the frames in which the clip sounds.
        """
        samples, again, bed = self._prepared(clip, gain_db), 0, kind == "bed"
        if bed:
            samples, again = joined(samples, frames(BED_JOIN))
        with self._lock:
            start = max(self._frames, at or 0)
            if not len(samples):
                return start
            if kind == "speech":
                start = self._place(start, len(samples))
            end = start + len(samples)
            sound = Piece(samples, start, math.inf if bed else end, bed, again)
            if bed:
                sound.ramp = Ramp(0.0)
                sound.ramp.move(start, 1.0, frames(rise_ms))
            else:
                self._ends = max(self._ends, end)
            self._label(start, end, labels)
            self._asked += 1  # sounds that begin together keep their order
            heapq.heappush(self._waiting, (start, self._asked, sound))
        return start

    def _label(self, start: int, end: int, labels: frozenset[Hashable]) -> None:
        if labels:
            known = self._frames - frames(LABELS_KEPT_MS)
            self._labelled = [*(one for one in self._labelled if one[1] > known), (start, end, labels)]

    def hush(self, fade_ms: int = HUSH_MS, *, keep_bed: bool = False) -> None:
        """Fade to digital silence within ``fade_ms`` of the next frame, and drop everything scheduled."""
        with self._lock:
            now, silent = self._frames, self._frames + frames(fade_ms)
            self._waiting = sorted(w for w in self._waiting if keep_bed and w[2].bed)
            for sound in self._sounding:
                if not (keep_bed and sound.bed):
                    sound.ramp = sound.ramp or Ramp(1.0)
                    sound.ramp.turn(now, 0.0, silent - now)
                    sound.end = min(sound.end, silent)
            self._ends = max((int(s.end) for s in self._sounding if not s.bed), default=now)
            self._speech = [(a, min(b, silent)) for a, b in self._speech if a < now < b]
            self._labelled = [(a, min(b, silent), labels) for a, b, labels in self._labelled if a < now]
            self._talk, self._talking = [], 0
            self._bed.turn(now, 1.0, frames(BED_UP))
            self._voice.turn(silent, 1.0, 1)

    def fade(self, at: int, ms: int, *, bed: bool = False) -> None:
        """Let everything but the beds, or the beds alone, fade away from frame ``at`` on within ``ms`` milliseconds.

        What is asked to sound later stays silent too, until the next hush.
        """
        with self._lock:
            start, length = max(at, self._frames), frames(ms)
            if not bed:
                self._voice.turn(start, 0.0, length)
            for sound in (*self._sounding, *(waiting for _, _, waiting in self._waiting)):
                if bed and sound.bed and sound.ramp:
                    sound.ramp.move(start, 0.0, length)

    def duck(self, db: float, ms: int) -> None:
        """Lower everything by ``db`` decibels for ``ms`` milliseconds from now, or until ``unduck``."""
        with self._lock:
            ramp = frames(DUCK_RAMP)
            self._duck.turn(self._frames, ratio(-abs(db)), ramp)
            self._ducked_until = self._frames + max(frames(ms), ramp)
            self._duck.move(self._ducked_until, 1.0, ramp)

    def unduck(self) -> None:
        """End a ``duck``."""
        with self._lock:
            self._ducked_until = self._frames
            self._duck.turn(self._frames, 1.0, frames(DUCK_RAMP))

    @property
    def ducked(self) -> bool:
        """Whether a ``duck`` lowers what is rendered next."""
        return self._frames < self._ducked_until

    def labels(self, first: int, end: int) -> frozenset[Hashable]:
        """The labels of all clips that sound, or sounded, in the frames from ``first`` up to ``end``."""
        with self._lock:
            return frozenset().union(*(labels for a, b, labels in self._labelled if a < end and first < b))

    def render(self, n: int) -> Samples:
        """Give the next ``n`` frames: always finite, never beyond full scale."""
        out = np.zeros(max(n, 0), dtype=np.float32)
        for i in range(0, len(out), CHUNK):
            with self._lock:
                self._render(out[i : i + CHUNK])
        return out

    def still(self, n: int) -> bool:
        """Whether nothing sounds in the next ``n`` frames."""
        with self._lock:
            return not self._sounding and not (self._waiting and self._waiting[0][0] < self._frames + n)

    def skip(self, n: int) -> int:
        """Pass over up to ``n`` frames in which nothing sounds; the number passed over."""
        if n <= 0:
            return 0
        with self._lock:
            if self._sounding:
                return 0
            until = self._waiting[0][0] if self._waiting else self._frames + n
            n = max(min(n, until - self._frames), 0)
            self._unheard(self._frames, n)
            self._frames += n
            return n

    def _render(self, out: Samples) -> None:
        first, self._frames = self._frames, self._frames + len(out)
        while self._waiting and self._waiting[0][0] < self._frames:
            self._sounding.append(heapq.heappop(self._waiting)[2])
        self._follow_speech()
        if self._sounding:
            self._mix(out, first)
            self._sounding = [s for s in self._sounding if s.end > self._frames]
        else:
            self._unheard(first, len(out))

    def _unheard(self, first: int, n: int) -> None:
        """Advance every ramp through silent frames."""
        for ramp in (self._bed, self._gain, self._duck, self._voice):
            ramp.skip(first, n)

    def _mix(self, out: Samples, first: int) -> None:
        beds = [s for s in self._sounding if s.bed]
        for sound in beds:
            sound.add(out, first)
        if beds:
            scale(out, self._bed.over(first, len(out)))
        else:
            self._bed.skip(first, len(out))
        voice = self._voice.over(first, len(out))
        said = out if isinstance(voice, float) and voice == 1.0 else np.zeros_like(out)
        for sound in self._sounding:
            if not sound.bed:
                sound.add(said, first)
        if said is not out:
            out += said * voice
        for ramp in (self._gain, self._duck):
            scale(out, ramp.over(first, len(out)))
        limit(out)

    def _place(self, start: int, length: int) -> int:
        """Reserve the first frame from ``start`` on where speech of this length fits, and duck the bed."""
        self._speech = [s for s in self._speech if s[1] > self._frames]
        for a, b in self._speech:
            if a < start + length and start < b:
                start = b + frames(GAP)
        self._speech.append((start, start + length))
        self._speech.sort()
        heapq.heappush(self._talk, (max(start - frames(BED_DOWN), self._frames), 1))
        heapq.heappush(self._talk, (start + length + frames(BED_HOLD), -1))
        return start

    def _follow_speech(self) -> None:
        """Turn the beginnings and ends of speech in the frames being rendered into moves of the bed."""
        while self._talk and self._talk[0][0] < self._frames:
            at, step = heapq.heappop(self._talk)
            before, self._talking = self._talking, self._talking + step
            if not before:
                self._bed.move(at, BED_UNDER_SPEECH, frames(BED_DOWN))
            elif not self._talking:
                self._bed.move(at, 1.0, frames(BED_UP))

    def _prepared(self, clip: Clip, gain_db: float) -> Samples:
        """Give samples at our rate, with their gain, and finite whatever the clip was."""
        samples = resample(clip, RATE).samples
        with np.errstate(all="ignore"):
            samples = samples * np.float32(ratio(gain_db)) if gain_db else samples
        if len(samples) and not max(samples.max(), -samples.min()) <= 16:  # noqa: PLR2004  NaN fails this too
            samples = np.nan_to_num(samples, posinf=1.0, neginf=-1.0).clip(-1.0, 1.0)
        return samples
