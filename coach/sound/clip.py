"""Sound as arithmetic: clips, fades, resampling, loudness. Knows numpy and nothing of devices or files."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coach.sound.resampling import fast_length, resampled, spectrum

Samples = NDArray[np.float32]
"""Mono samples, shape (n,), full scale at -1.0 and 1.0."""

RATE = 24_000
"""Hertz. The one rate of the mixer and of every clip handed to it: the rate of the ``heart`` voice."""

LUFS = -20.0
"""Loudness of speech, the same for every voice and every sentence."""


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """A piece of mono sound."""

    samples: Samples
    """Shape (n,), full scale at -1.0 and 1.0."""
    rate: int
    """Hertz."""

    @property
    def ms(self) -> int:
        """Length in whole milliseconds, rounded up."""
        return -(-len(self.samples) * 1000 // self.rate)


def db(ratio: float) -> float:
    """Decibels of an amplitude ratio; minus infinity for silence."""
    return 20 * math.log10(ratio) if ratio > 0 else -math.inf


def ratio(decibels: float) -> float:
    """Amplitude ratio of decibels: the inverse of ``db``."""
    return float(10 ** (decibels / 20))


def frames(ms: int, rate: int = RATE) -> int:
    """Milliseconds as whole frames."""
    return ms * rate // 1000


def rise(n: int) -> NDArray[np.float64]:
    """Half a raised cosine from 0 towards 1, shape (n,): the one shape of every fade here."""
    return 0.5 - 0.5 * np.cos(np.pi * np.arange(n) / max(n, 1))


def fade(clip: Clip, ms_in: int, ms_out: int) -> Clip:
    """Begin and end at silence. A fade longer than the clip becomes as long as the clip."""
    x = clip.samples.copy()
    a, b = (min(frames(ms, clip.rate), len(x)) for ms in (ms_in, ms_out))
    x[:a] *= rise(a).astype(np.float32)
    x[len(x) - b :] *= rise(b)[::-1].astype(np.float32)
    return Clip(x, clip.rate)


def resample(clip: Clip, rate: int) -> Clip:
    """The same sound at another rate."""
    return Clip(resampled(clip.samples, clip.rate, rate), rate)


STEP_MS, REACH_MS = 12, 8
"""Milliseconds: half of a piece of speech that is kept whole (two periods of a deep voice), and how far a piece is
shifted to fit onto the one before."""


def slowed(clip: Clip, percent: int) -> Clip:
    """The same words at the same pitch in ``percent`` of their time, for 100 and more.

    Pieces of 24 ms are laid over each other in wider steps than they were taken at, each where it fits best onto what
    would have followed the one before (WSOLA: Verhelst and Roelands, 1993).
    """
    step, reach = frames(STEP_MS, clip.rate), frames(REACH_MS, clip.rate)
    count = len(clip.samples) * percent // (100 * step)
    if percent == 100 or count < 2:  # noqa: PLR2004 - as usual, or too short to be cut
        return clip
    x = np.concatenate([np.zeros(reach, np.float32), clip.samples, np.zeros(3 * step + reach, np.float32)])
    window = np.concatenate([rise(step), rise(step)[::-1]])
    out, at = np.zeros((count + 1) * step, np.float32), reach
    for n in range(count):
        if n:
            wanted, from_ = x[at + step : at + 2 * step], n * step * 100 // percent
            at = from_ + int(np.correlate(x[from_ : from_ + 2 * reach + step], wanted, "valid").argmax())
        out[n * step : (n + 2) * step] += (window * x[at : at + 2 * step]).astype(np.float32)
    return Clip(out, clip.rate)


KEPT_MS = 15
"""Milliseconds of the silence before and after that ``trim`` leaves."""


def trim(clip: Clip) -> Clip:
    """Drop the silence before and after, less ``KEPT_MS``. A silent clip stays as it is.

    Silence is 50 dB below the clip's own loud parts, in the sound itself and in its treble: a final "s" or
    "f" lies 20 to 40 dB below the vowels, but with its treble well above the noise of a voice engine.
    """
    step = max(1, clip.rate // 200)
    count = len(clip.samples) // step
    treble = np.diff(clip.samples, prepend=np.float32(0))
    loud = np.zeros(count, dtype=bool)
    for x in (clip.samples, treble):
        power = np.square(x[: count * step].reshape(count, step)).mean(axis=1)
        loud |= power > max(1e-12, 1e-5 * float(np.quantile(power, 0.95)) if count else 0.0)
    if not loud.any():
        return clip
    keep = frames(KEPT_MS, clip.rate)
    first = int(loud.argmax()) * step - keep
    # What is left after the last whole step belongs to it.
    last = (count - int(loud[::-1].argmax())) * step + keep
    return Clip(clip.samples[max(0, first) : last], clip.rate)


def loudness(clip: Clip) -> float:
    """Measure the loudness in LUFS (ITU-R BS.1770-4, one channel); minus infinity for silence.

    Below 400 ms, the length of one gating block, it is the plain mean over the clip: padding with silence
    would make a counted "one" measure too soft and so come out too loud.
    """
    power = np.concatenate(([0.0], np.cumsum(np.square(_k_weighted(clip), dtype=np.float64))))
    block = clip.rate * 2 // 5
    n = len(clip.samples)
    if n < block:
        return _lufs(power[-1] / max(n, 1))
    starts = np.arange(round((n - block) / (block / 4)) + 1) * block // 4
    blocks = (power[np.minimum(starts + block, n)] - power[starts]) / block
    blocks = blocks[blocks > _power(-70.0)]
    if not len(blocks):
        return -math.inf
    return _lufs(blocks[blocks > blocks.mean() / 10].mean())


def true_peak(clip: Clip) -> float:
    """Find the wave's highest point, between the samples too, in dBTP: four-fold oversampling (BS.1770-4, annex 2)."""
    return db(float(_oversampled(clip.samples).max(initial=0.0)))


def levelled(clip: Clip, lufs: float = LUFS, peak: float = -1.0) -> Clip:
    """Make it as loud as ``lufs``, with no peak above ``peak`` dBTP; silence stays silence.

    The rare higher peaks are pressed down over a few milliseconds, the rest is only multiplied. Trim first: silence
    around a short word makes it measure softer than it is.
    """
    now = loudness(clip)
    if now == -math.inf:
        return clip
    x = clip.samples * np.float32(ratio(lufs - now))
    return Clip(_limited(x, ratio(peak), frames(3, clip.rate)), clip.rate)


def ready(clip: Clip) -> Clip:
    """Make any clip fit for the mixer: its rate, no silence around it, no click at either end, one loudness."""
    return levelled(fade(trim(resample(clip, RATE)), 5, 10))


def _limited(x: Samples, ceiling: float, reach: int) -> Samples:
    """``x`` with a gain that dips, ``reach`` frames wide on each side, wherever the wave passes the ceiling."""
    high = _between(x, ceiling / 2)
    over = np.flatnonzero(high > ceiling)
    if not len(over):
        return x
    # The highest of the four points after each sample lies between it and the next: both must know it.
    high[1:] = np.maximum(high[1:], high[:-1].copy())
    out = x.copy()
    for group in np.split(over, np.flatnonzero(np.diff(over) > 5 * reach) + 1):
        near = slice(max(int(group[0]) - 2 * reach, 0), int(group[-1]) + 2 * reach + 2)
        out[near] *= _dips(high[near], ceiling, reach).astype(np.float32)
    top = float(_oversampled(out).max())  # a quick change of gain can raise a peak of noise again
    return out * np.float32(ceiling / top) if top > ceiling else out


def _dips(high: Samples, ceiling: float, reach: int) -> NDArray[np.float64]:
    """Gain that brings the peaks ``high`` under the ceiling, falling and rising smoothly over ``reach`` frames."""
    gain = np.minimum(1.0, ceiling * 0.99 / np.maximum(high, 1e-9))
    width = 2 * reach + 1
    lowest = np.pad(gain, 2 * reach, constant_values=1.0)
    have = 1
    while have < width:  # a running minimum of the width, by doubling
        more = min(have, width - have)
        lowest = np.minimum(lowest[:-more], lowest[more:])
        have += more
    bell = np.hanning(width + 2)[1:-1]
    return np.convolve(lowest, bell / bell.sum(), mode="valid")


def _between(x: Samples, above: float) -> Samples:
    """Find the highest of each sample and the three points after it, at four times the rate.

    It looks only near samples ``above`` a level: between two samples, sound does not rise to twice their height.
    """
    high = np.abs(x)
    near = np.flatnonzero(high > above)
    near = np.unique(np.concatenate((near, near[near > 0] - 1)))
    around = np.lib.stride_tricks.sliding_window_view(np.pad(x, (REACH - 1, REACH)), 2 * REACH)[near]
    high[near] = np.maximum(high[near], np.abs(around @ _POINTS).max(axis=1, initial=0.0))
    return high.astype(np.float32, copy=False)


REACH = 32
"""Samples on each side from which a point between two samples is computed."""


def _points() -> Samples:
    """Weights of the samples around for the points at a quarter, a half and three quarters, shape (2 * REACH, 3)."""
    apart = np.arange(1, 4)[None, :] / 4 - np.arange(1 - REACH, REACH + 1)[:, None]
    window = np.cos(np.pi / 2 * apart / (REACH + 1)) ** 2
    weights: Samples = (np.sinc(apart) * window).astype(np.float32)
    return weights


_POINTS = _points()


def _oversampled(x: Samples) -> NDArray[np.float32]:
    """Absolute values of ``x`` at four times its rate, shape (4 * m,) with m >= n."""
    m = fast_length(len(x) + 64)
    return np.abs(np.fft.irfft(spectrum(x, m) * np.float32(4), 4 * m)).astype(np.float32)


def _k_weighted(clip: Clip) -> Samples:
    """Filter by K-weighting, block by block on the spectrum because numpy has no fast recursive filter."""
    n, before = len(clip.samples), max(clip.rate // 10, 1)  # the filter has died away after 0.1 s
    m = fast_length(8 * before)
    step = m - before
    x = np.pad(clip.samples, (before, max(-(-n // step), 1) * step - n))
    blocks = np.lib.stride_tricks.sliding_window_view(x, m)[::step]
    filtered = np.fft.irfft(spectrum(blocks, m) * _k_response(m, clip.rate), m)
    return filtered[:, before:].reshape(-1)[:n].astype(np.float32, copy=False)


@functools.lru_cache(maxsize=16)
def _k_response(m: int, rate: int) -> NDArray[np.complex64]:
    """Response of the K-weighting at the frequencies of a real FFT of length ``m``."""
    z = np.exp(-2j * np.pi * np.arange(m // 2 + 1) / m)
    return (_shelf(z, rate) * _high_pass(z, rate)).astype(np.complex64)


def _shelf(z: NDArray[np.complex128], rate: int) -> NDArray[np.complex128]:
    """Response of the head's treble shelf; B. De Man's analogue values, equal to the standard's table at 48 kHz."""
    k, q = math.tan(math.pi * 1681.974450955533 / rate), 0.7071752369554196
    high = ratio(3.999843853973347)
    middle = high**0.4996667741545416
    top = high + middle * k / q + k * k, 2 * (k * k - high), high - middle * k / q + k * k
    return _biquad(z, top, k, q)


def _high_pass(z: NDArray[np.complex128], rate: int) -> NDArray[np.complex128]:
    """Response of the 38 Hz high-pass, with the 0.04 dB too much that the standard's table has at 48 kHz."""
    k, q, gain = math.tan(math.pi * 38.13547087602444 / rate), 0.5003270373238773, 1.0049949
    return _biquad(z, (gain, -2 * gain, gain), k, q)


def _biquad(z: NDArray[np.complex128], top: tuple[float, float, float], k: float, q: float) -> NDArray[np.complex128]:
    bottom = (1 + k / q + k * k) + z * (2 * (k * k - 1)) + z * z * (1 - k / q + k * k)
    return (top[0] + z * top[1] + z * z * top[2]) / bottom


def _lufs(power: float) -> float:
    return -0.691 + 10 * math.log10(power) if power > 0 else -math.inf


def _power(lufs: float) -> float:
    return float(10 ** ((lufs + 0.691) / 10))
