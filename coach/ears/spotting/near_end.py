"""Tells whether anybody but the coach speaks: by what our canceller leaves, and by WebRTC's where that is installed.

Ours is linear and leaves the caregiver alone, and some of the coach; WebRTC's takes out nearly all of the coach, and
much of the caregiver with it. What neither takes out is somebody.
"""

from __future__ import annotations

import math
from collections import deque
from typing import Any

import numpy as np

from coach.sound.clip import Samples

RATE = 16_000
ONLY_COACH = 0.25
"""Share, -12 dB, of the heard RMS that our canceller leaves of a second in which someone else speaks. Of the coach
alone it leaves less: half the time 16 dB less, once it has learnt the room."""
ONLY_COACH_WEBRTC = 0.028
"""The same share, -31 dB, that WebRTC's leaves. Of the coach alone it leaves half the time 48 dB less."""
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


def webrtc() -> Any:
    """WebRTC's canceller, one frame of 10 ms after another; None where its package (``webrtc``) is not installed."""
    try:
        from pywebrtc_audio import AudioProcessor  # noqa: PLC0415 - an extra
    except ImportError:
        return None
    return AudioProcessor(sample_rate=RATE, echo_cancellation=True)


class Someone:
    """Looks at the last second again and again."""

    def __init__(self, *, cancel: bool) -> None:
        """``cancel``: there is a coach to be told apart from somebody."""
        self._before, self._after, self._other = Loudness(), Loudness(), Loudness()
        self._webrtc = webrtc() if cancel else None

    def speaks(self, heard: Samples, played: Samples, left: Samples) -> bool:
        """Whether somebody does: sound of the microphone, of the loudspeaker (as long), and what our canceller left."""
        before, after = self._before.push(heard), self._after.push(left)
        other = self._other.push(self._webrtc.process(heard, played)) if self._webrtc else before
        return bool(after >= max(FAINTEST, ONLY_COACH * before) and other >= ONLY_COACH_WEBRTC * before)
