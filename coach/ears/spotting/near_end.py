"""Tells whether somebody other than the coach is speaking, from what our canceller leaves and, if installed, WebRTC's.

Our canceller is linear: it keeps the caregiver and some of the coach. WebRTC's removes nearly all of the coach, and
much of the caregiver too. Sound that neither removes is somebody else.
"""

from __future__ import annotations

import math
from collections import deque
from typing import Any

import numpy as np

from coach.sound.clip import Samples

RATE = 16_000
ONLY_COACH = 0.25
"""If our canceller leaves more than this share of a second's RMS, -12 dB, somebody else is speaking. Of the coach alone
it leaves less: a median of -16 dB, once it has learned the room."""
ONLY_COACH_WEBRTC = 0.028
"""The same for WebRTC's canceller, -31 dB. Of the coach alone it leaves a median of -48 dB."""
FAINTEST = 0.001
"""A second with a lower RMS, -60 dB, is ignored."""
WELL = 0.16
"""Our canceller does well if it leaves at most this share of the RMS, -16 dB, in its better seconds."""
REMEMBERED, KNOWN = 40, 3
"""How many seconds of the coach talking are remembered to judge the canceller, and how many are enough."""
NEWEST, TWO = 4, 2
"""Only their newer half counts, because what the canceller knew may no longer hold; but at least so many count, and at
least TWO of them must be good."""


class Loudness:
    """The RMS of the last second, for sound that arrives in pieces."""

    def __init__(self) -> None:
        self._squares: deque[tuple[float, int]] = deque()
        """Sums of squares and counts of the pieces."""
        self._total, self._count = 0.0, 0

    def push(self, samples: Samples) -> float:
        """The RMS with these samples included; 0 before any arrived."""
        new = float(np.dot(samples, samples))
        self._squares.append((new, len(samples)))
        self._total, self._count = self._total + new, self._count + len(samples)
        while self._count - self._squares[0][1] >= RATE:
            total, count = self._squares.popleft()
            self._total, self._count = self._total - total, self._count - count
        return math.sqrt(max(0.0, self._total) / self._count) if self._count else 0.0


def webrtc() -> Any:
    """WebRTC's canceller, fed with frames of 10 ms; None without the extra ``webrtc``."""
    try:
        from pywebrtc_audio import AudioProcessor  # noqa: PLC0415 - an extra
    except ImportError:
        return None
    return AudioProcessor(sample_rate=RATE, echo_cancellation=True)


class Removal:
    """Tells how much of the coach the canceller leaves, from the best quarter of the seconds in which the coach talked.

    In the others, somebody else may have been speaking too.
    """

    def __init__(self) -> None:
        self._left = deque[float](maxlen=REMEMBERED)
        self._count = 0

    def push(self, count: int, before: float, after: float) -> None:
        """Take the RMS of the last second, heard and left; ``count`` of its samples are new and contain the coach."""
        self._count += count
        if self._count >= RATE:
            self._count = 0
            self._left.append(after / (before + 1e-9))

    @property
    def left(self) -> float:
        """The share of the coach's RMS that is left; 1 while too little is known."""
        if len(self._left) < KNOWN:
            return 1.0
        newer = sorted(list(self._left)[-max(NEWEST, len(self._left) // 2) :])
        return newer[max(TWO - 1, len(newer) // 4)]


class Someone:
    """Tells whether somebody was speaking in the last second."""

    def __init__(self, *, cancel: bool) -> None:
        """``cancel``: the coach's own voice may be in the sound."""
        self._before, self._after, self._other = Loudness(), Loudness(), Loudness()
        self._webrtc = webrtc() if cancel else None
        self._removal = Removal()

    @property
    def coach_left(self) -> float:
        """The share of the coach's RMS that the canceller leaves; 1 while too little is known."""
        return self._removal.left

    def speaks(self, heard: Samples, played: Samples, left: Samples, *, coach: bool = False) -> bool:
        """Whether somebody other than the coach was speaking.

        Args:
            heard: the microphone's samples.
            played: equally many samples of what the loudspeaker got.
            left: what our canceller left of them.
            coach: whether the coach is talking.

        """
        before, after = self._before.push(heard), self._after.push(left)
        if coach:
            self._removal.push(len(heard), before, after)
        other = self._other.push(self._webrtc.process(heard, played)) if self._webrtc else before
        return bool(after >= max(FAINTEST, ONLY_COACH * before) and other >= ONLY_COACH_WEBRTC * before)
