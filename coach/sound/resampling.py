"""Sound at another rate: whole clips by FFT, and sound that comes in pieces by a windowed sinc. Knows numpy alone.

Why no library: soxr (LGPL) hands over a stream in lumps, 12 to 30 ms late at its better qualities, where the ears can
spare one or two; and for whole clips the FFT is as quick and cuts off more sharply. Why two ways: the sinc would take
ten to a hundred times as long for whole clips, and an FFT cannot be fed in pieces.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
EDGE = 25
"""One part in so many of the frequencies that are kept is faded out: flat up to 96 % of the lower Nyquist frequency."""
QUIET_PARTS = 50
"""Ends ring a little; silence, a second divided by this, keeps one end from ringing into the other."""
REACH = 20
"""Samples of the lower rate that the stream looks at on either side: 1.25 ms at 16 kHz."""
CUT = 0.925
"""Where the stream is 6 dB down, as a share of the lower Nyquist frequency; 1 dB at 88 %, 40 at 102 %, 75 at 108 %."""


def fast_length(n: int) -> int:
    """The next length whose FFT is fast: 2^a, or 3, 5, 9 or 15 times that."""
    return min(m << max(0, math.ceil(math.log2(max(n, 1) / m))) for m in (1, 3, 5, 9, 15))


def spectrum(samples: Samples, n: int) -> NDArray[np.complex64]:
    """The real FFT of length ``n`` over the last axis, in single precision.

    numpy computes in double precision unless it has to divide, which takes twice as long.
    So it is asked to divide by ``n``.
    """
    return np.fft.rfft(samples * np.float32(n), n, norm="forward").astype(np.complex64, copy=False)


def resampled(samples: Samples, rate: int, to: int) -> Samples:
    """A whole sound at another rate, in as many samples as cover its length."""
    if rate == to or not len(samples):
        return samples
    common = math.gcd(rate, to)
    up, down = to // common, rate // common
    groups = fast_length(-(-(len(samples) + rate // QUIET_PARTS) // down))
    spectrum = np.fft.rfft(samples, groups * down)
    keep = groups * min(up, down) // 2 + 1
    spectrum = spectrum[:keep]
    edge = keep // EDGE
    fall = 0.5 - 0.5 * np.cos(np.pi * np.arange(edge)[::-1] / max(edge, 1))
    spectrum[keep - edge :] *= fall.astype(np.float32)
    wide = np.fft.irfft(spectrum, groups * up)
    wanted = -(-len(samples) * up // down)
    out: Samples = (wide[:wanted] * (up / down)).astype(np.float32)
    return out


class Resampler:
    """Sound at another rate, in pieces of any length; the last ``REACH`` samples of the lower rate are held back."""

    def __init__(self, rate: int, to: int) -> None:
        """From ``rate`` to ``to``, in hertz."""
        common, lower = math.gcd(rate, to), min(rate, to)
        up, self._down = to // common, rate // common
        ahead = math.ceil(REACH * rate / lower)
        # Every ``down`` samples that come in make ``up`` that go out: how much each counts in each.
        apart = np.arange(self._down + 2 * ahead)[:, None] - ahead - np.arange(up) * self._down / up
        near = np.clip(apart * lower / rate, -REACH, REACH)
        window = 0.42 + 0.5 * np.cos(np.pi * near / REACH) + 0.08 * np.cos(2 * np.pi * near / REACH)
        weights = np.sinc(near * CUT) * window
        self._weights = (weights / weights.sum(0)).astype(np.float32)
        self._held: Samples = np.zeros(ahead, np.float32)

    def push(self, samples: Samples) -> Samples:
        """What ``samples`` completed, at the other rate."""
        held, length = np.concatenate([self._held, samples]), len(self._weights)
        whole = (len(held) - length) // self._down + 1
        if whole <= 0:
            self._held = held
            return np.empty(0, np.float32)
        views = np.lib.stride_tricks.sliding_window_view(held, length)[:: self._down][:whole]
        self._held = held[whole * self._down :]
        out: Samples = (views @ self._weights).reshape(-1)
        return out
