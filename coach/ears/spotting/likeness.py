"""Tells how much what the canceller left is like the coach's own voice, however late that comes.

Where the sound of a busy machine stutters, the coach's voice comes late and in pieces. The canceller misses it, and it
may fit a phrase. And while the canceller still learns, somebody else's phrase must be told from what is left of the
coach. So what was played is compared with what is left, at every delay up to two seconds. Knows no devices.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from coach.ears.spotting.echo import RATE
from coach.ears.spotting.echo_alignment import AUDIBLE
from coach.ears.spotting.tape import level
from coach.sound.clip import Samples

WINDOW = 2 * RATE
"""How many of the newest samples are compared: as many as the phonemes look at."""
LATEST = 2 * RATE
"""By how many samples, 2 s, the coach's voice may be late."""
SIZE, BINS = 1 << 15, 245
"""Of the transform, at half the rate, and over how many of its frequencies, 60 Hz, each spectrum is made flat."""
LOW, HIGH = 819, 14_336
"""Its frequencies from 200 to 3,500 Hz."""
HIGH_FROM, HIGH_AGAIN = 0.1, 0.08
"""The likeness from which it's the coach, and the same if its voice strayed in the last WITHIN seconds. Of 226 sayings
and suspicions beside a coach as loud or louder, three in a hundred reached 0.08, and the highest was 0.096. The coach's
own voice in pieces was taken for a "no" eight times in 2.4 h, with 0.101 to 0.364 (tuning part, simulated)."""
LOW_BELOW = 0.07
"""Below it somebody else talks. In 174 rooms in which the coach began to talk, alone, what was left of it fitted the
phrase nearly (to 2 log-odds) eleven times, with a likeness of 0.094 and more (tuning part)."""
LASTING, WITHIN = 0.8, 6.0
"""For how many seconds it isn't compared again, because one saying takes as long; and how soon a second one counts."""

Measure = Callable[[], float]
"""Measures the likeness now."""


def likeness(left: Samples, played: Samples) -> float:
    """The highest correlation of both sounds over all delays: near 0 for unrelated ones.

    Spectra are made flat first, because two voices of one pitch are alike in their low harmonics.

    Args:
        left: the newest samples of what the canceller left, at 16 kHz; at most WINDOW of them are looked at.
        played: the newest WINDOW + LATEST samples that were sent to the loudspeaker.

    """
    newest = left[-WINDOW:]
    if not len(newest) or level(played) < AUDIBLE:
        return 0.0
    heard, sent = _flat(_halved(newest)), _flat(_halved(played))
    lags = np.fft.irfft(sent * np.conj(heard), SIZE)[: (len(played) - len(newest)) // 2 + 1]
    usual = np.sqrt(_energy(heard) * _energy(sent) * len(newest) / len(played))
    return float(np.abs(lags).max() / (usual + 1e-12))


def _halved(samples: Samples) -> NDArray[np.float64]:
    """The same at 8 kHz: the mean of each second sample and its neighbours, which count half."""
    around = np.pad(samples.astype(float), 1)
    half: NDArray[np.float64] = (around[:-2:2] + 2 * around[1:-1:2] + around[2::2]) / 4
    return half


def _flat(samples: NDArray[np.float64]) -> NDArray[np.complex128]:
    """The spectrum, with the same power everywhere between LOW and HIGH."""
    spectrum = np.fft.rfft(samples, SIZE)
    usual = np.convolve(np.abs(spectrum), np.full(BINS, 1 / BINS), "same") + 1e-9
    out = np.zeros_like(spectrum)
    out[LOW:HIGH] = (spectrum / usual)[LOW:HIGH]
    return out


def _energy(spectrum: NDArray[np.complex128]) -> float:
    """Sum of squares of the samples (Parseval)."""
    return float(2 * (np.abs(spectrum) ** 2).sum() / SIZE)


class Likeness:
    """Decides whether the newest sound holds the coach's own voice."""

    def __init__(self, measure: Measure) -> None:
        self._measure, self._at, self._moment, self._measured = measure, -np.inf, -np.inf, 0.0

    def low(self, at: float) -> bool:
        """Whether it holds hardly anything of that voice at ``at`` seconds."""
        return self._now(at) < LOW_BELOW

    def high(self, at: float) -> bool:
        """Whether it does at ``at`` seconds, or did a moment before."""
        since = at - self._at
        if since >= LASTING and self._now(at) >= (HIGH_AGAIN if since <= WITHIN else HIGH_FROM):
            self._at = at
        return at - self._at < LASTING

    def _now(self, at: float) -> float:
        """The likeness, measured once for each moment."""
        if at != self._moment:
            self._moment, self._measured = at, self._measure()
        return self._measured
