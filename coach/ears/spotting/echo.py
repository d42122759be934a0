"""Removes what the loudspeaker played from what the microphone heard, by subtraction alone.

A partitioned-block frequency-domain Kalman filter (Enzner and Vary 2006; Kuech, Mabande and Enzner 2014): it learns
quickly while only the coach sounds and slows down by itself while somebody else speaks. A second channel with the
cube of what was played covers a loudspeaker's distortion. Knows no devices.
"""

from __future__ import annotations

import numpy as np

from coach.sound.clip import Samples

RATE = 16_000
"""Hertz."""
BLOCK = 320
"""Samples of a step, 20 ms; a quarter of the spotter's step."""
PARTS = 24
"""How many blocks of echo are modelled: 480 ms. In a room with RT60 1.2 s they leave -20 dB of the coach, half as many
-10 dB."""
KEEP = np.float32(0.999)
"""How much of the echo path is expected to stay the same from block to block; the time constant is about 20 s. A higher
value is better in a room where nothing moves, and worse if loudspeaker and microphone have different clocks."""
SURER = np.float32(0.3)
"""The largest share of the uncertainty that one block may remove."""
CUBE, LESS = np.float32(3), np.float32(0.15)
"""The second channel is 3 x^3 - 0.15 x, which is nearly uncorrelated with the first for a voice at our RMS of 0.1."""
RARELY = 0.2
"""The second channel's initial uncertainty, as a share of the first one's: few loudspeakers distort much."""
LEAD = 80
"""How many samples before the measured delay the model begins, so that a delay measured 5 ms too long does no harm."""
LONGEST = RATE // 2
"""The longest delay to search for, in samples."""
STILL = 1e-9
"""A played block with a lower mean square (-90 dB) has nothing to cancel or learn from."""
EARLIEST, CHANCE, NEAR = 0.4, 6.0, 16
"""The least height of the first peak, as a share of the highest one. Unrelated sounds reach CHANCE times the usual
height. A peak is at most NEAR samples wide."""
EDGE = RATE // 5
"""How many samples of fade both sounds get before they're compared: a cut that both share isn't an echo."""


class Canceller:
    """Cleans the microphone's sound, block by block."""

    def __init__(self) -> None:
        bins = BLOCK + 1
        self._past: Samples = np.zeros(BLOCK, np.float32)
        # The newest PARTS blocks of both channels, newest first.
        self._spectra = np.zeros((2 * PARTS, bins), np.complex64)
        self._powers = np.zeros((2 * PARTS, bins), np.float32)
        self._turn, self._still = 0, PARTS + 1
        self._path = np.zeros((2 * PARTS, bins), np.complex64)
        doubt = (0.5 ** np.arange(PARTS) + 0.01).astype(np.float32)
        self._doubt = np.tile(np.concatenate([doubt, doubt * np.float32(RARELY)])[:, None], (1, bins))
        self._other: Samples = np.full(bins, 1e-4, np.float32)

    def block(self, heard: Samples, played: Samples) -> Samples:
        """One block, cleaned. ``played`` is aligned with ``heard``, LEAD samples early."""
        self._still = 0 if float(np.dot(played, played)) > STILL * BLOCK else self._still + 1
        if self._still > PARTS:
            self._past = played
            return heard
        self.follow(played)
        echo = np.fft.irfft((self._path * self._spectra).sum(0))[BLOCK:]
        left: Samples = heard - echo.astype(np.float32, copy=False)
        self._learn(left)
        return left

    def follow(self, played: Samples) -> None:
        """Note a block as played, without learning from it."""
        both = np.concatenate([self._past, played])
        self._past = played
        for kept in (self._spectra, self._powers):
            kept[1:] = kept[:-1]
        for row, channel in ((0, both), (PARTS, (CUBE * both * both - LESS) * both)):
            x = np.fft.rfft(channel)
            self._spectra[row], self._powers[row] = x, x.real**2 + x.imag**2

    def response(self) -> Samples:
        """The room's impulse response as it's known so far, PARTS * BLOCK samples, without the distortion."""
        parts: Samples = np.fft.irfft(self._path[:PARTS], axis=1)[:, :BLOCK].reshape(-1).astype(np.float32)
        return parts

    def _learn(self, left: Samples) -> None:
        error = np.fft.rfft(np.concatenate([np.zeros(BLOCK, np.float32), left]))
        self._other += error.real**2 + error.imag**2 + np.float32(2e-9)
        self._other *= np.float32(0.5)
        likely = self._doubt * self._powers
        within = 1 / (likely.sum(0) + 2 * self._other)
        self._path += (self._doubt * (within * KEEP)) * np.conj(self._spectra) * error
        # A part of the path is one block long; what overlap-save smeared beyond it is set to 0. One part per block is
        # enough: doing all of them costs three times as much and cancels no more.
        response = np.fft.irfft(self._path[self._turn])
        response[BLOCK:] = 0
        self._path[self._turn] = np.fft.rfft(response)
        self._turn = (self._turn + 1) % len(self._path)
        self._doubt *= KEEP**2 * (1 - SURER * likely * within)
        self._doubt += (1 - KEEP**2) * (self._path.real**2 + self._path.imag**2)


def correlated(heard: Samples, played: Samples, longest: int = LONGEST) -> Samples:
    """How similar ``heard`` is to ``played`` for each delay from 0 to ``longest`` samples.

    Both are at 16 kHz and equally long, if possible with 2 s or more of the coach talking.
    """
    size = 1 << (len(heard) + longest).bit_length()
    fade = np.minimum(1, np.minimum(np.arange(len(heard)), np.arange(len(heard))[::-1]) / EDGE).astype(np.float32)
    cross = np.fft.rfft(heard * fade, size) * np.conj(np.fft.rfft(played * fade, size))
    # Phases only (GCC-PHAT), in the speech band: otherwise long vowels hide the peak.
    band = slice(size * 200 // RATE, size * 5000 // RATE)
    white = np.zeros_like(cross)
    white[band] = cross[band] / (np.abs(cross[band]) + 1e-12)
    lags: Samples = np.fft.irfft(white, size)[:longest].astype(np.float32)
    return lags


def peak_of(lags: Samples) -> tuple[float, float]:
    """After how many samples the echo begins, and how far its highest peak stands out (trust it above 10)."""
    high = np.abs(lags)
    most, usual = float(high.max()), float(np.sqrt((high**2).mean())) + 1e-12
    # A wall's echo may be louder than the direct sound, but it comes later.
    first = int((high >= max(EARLIEST * most, min(most, CHANCE * usual))).argmax())
    best = first + int(high[first : first + NEAR].argmax())
    return vertex(high, best), most / usual


def highest(heights: Samples) -> tuple[float, float]:
    """The position of the highest peak, and how far it stands out."""
    best = int(heights.argmax())
    return vertex(heights, best), float(heights[best] / (np.sqrt((heights**2).mean()) + 1e-12))


def vertex(heights: Samples, best: int) -> float:
    """The position of the peak at ``best`` to a fraction of a sample, by a parabola through it and its neighbours."""
    if not 0 < best < len(heights) - 1:
        return float(best)
    left, top, right = (float(x) for x in heights[best - 1 : best + 2])
    return best + 0.5 * (left - right) / (left - 2 * top + right - 1e-12)
