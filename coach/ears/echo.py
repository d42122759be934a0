"""Takes what the loudspeaker played out of what the microphone heard. Linear, so that it leaves the caregiver alone.

A partitioned-block frequency-domain Kalman filter (Enzner and Vary 2006; Kuech, Mabande and Enzner 2014): it learns
where it is sure and holds still where somebody else speaks, without a double-talk detector. Knows no devices.
"""

from __future__ import annotations

import numpy as np

from coach.audio import Samples

RATE = 16_000
"""Hertz."""
BLOCK = 320
"""Samples of a step, 20 ms; a quarter of the spotter's step."""
PARTS = 12
"""Blocks of echo that are modelled: 240 ms, of which the room's tail below -30 dB is the rest."""
KEEP = 0.9985
"""How much of the echo path is expected to last from one block to the next: 99.85 %, a time constant of about 13 s."""
LEAD = 80
"""Samples of the model that lie before the measured delay, so that a delay found 5 ms too late does no harm."""
LONGEST = RATE // 2
"""The longest delay that is looked for, samples."""


class Canceller:
    """Cleans the microphone, block by block."""

    def __init__(self, delay: int = 0) -> None:
        """``delay``: samples from a sample's being played to its being heard, as :func:`find_delay` says."""
        bins = BLOCK + 1
        self._late: Samples = np.zeros(max(0, delay - LEAD), np.float32)
        self._mic: Samples = np.empty(0, np.float32)
        self._past: Samples = np.zeros(BLOCK, np.float32)
        self._played = np.zeros((PARTS, bins), np.complex64)
        self._path = np.zeros((PARTS, bins), np.complex64)
        self._doubt = np.tile((0.5 ** np.arange(PARTS))[:, None].astype(np.float32) + 0.01, (1, bins))
        self._other: Samples = np.full(bins, 1e-4, np.float32)

    def clean(self, heard: Samples, played: Samples) -> Samples:
        """What is left of ``heard`` without ``played`` (same length, 16 kHz); part of a block comes the next time."""
        self._mic = np.concatenate([self._mic, heard])
        self._late = np.concatenate([self._late, played])
        done = []
        while len(self._mic) >= BLOCK and len(self._late) >= BLOCK:
            done.append(self._block(self._mic[:BLOCK], self._late[:BLOCK]))
            self._mic, self._late = self._mic[BLOCK:], self._late[BLOCK:]
        return np.concatenate(done) if done else np.empty(0, np.float32)

    def _block(self, heard: Samples, played: Samples) -> Samples:
        x = np.fft.rfft(np.concatenate([self._past, played]))
        self._past = played
        self._played = np.roll(self._played, 1, axis=0)
        self._played[0] = x
        echo = np.fft.irfft((self._path * self._played).sum(0))[BLOCK:]
        left: Samples = (heard - echo).astype(np.float32)
        self._learn(left)
        return left

    def _learn(self, left: Samples) -> None:
        error = np.fft.rfft(np.concatenate([np.zeros(BLOCK, np.float32), left]))
        power = np.abs(self._played) ** 2
        self._other = (0.5 * self._other + 0.5 * np.abs(error) ** 2 + 1e-9).astype(np.float32)
        gain = self._doubt * np.conj(self._played) / ((self._doubt * power).sum(0) + 2 * self._other)
        step = np.fft.irfft(gain * error, axis=1)
        step[:, BLOCK:] = 0
        self._path = (KEEP * (self._path + np.fft.rfft(step, axis=1))).astype(np.complex64)
        shrunk = (1 - 0.5 * (gain * self._played).real) * self._doubt
        self._doubt = (KEEP**2 * shrunk + (1 - KEEP**2) * np.abs(self._path) ** 2).astype(np.float32)


def find_delay(heard: Samples, played: Samples) -> tuple[int, float]:
    """Samples by which ``played`` comes back in ``heard``, and how far that peak stands out (above 10: trust it).

    Both 16 kHz, of the same length, better 2 s or more of the coach talking; delays up to 500 ms are found.
    """
    size = 1 << (len(heard) + LONGEST).bit_length()
    cross = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(played, size))
    # Phases alone, and of speech's own band alone: its long vowels would otherwise hide the peak.
    band = slice(size * 200 // RATE, size * 5000 // RATE)
    white = np.zeros_like(cross)
    white[band] = cross[band] / (np.abs(cross[band]) + 1e-12)
    lags = np.abs(np.fft.irfft(white, size)[:LONGEST])
    best = int(lags.argmax())
    return best, float(lags[best] / (np.sqrt((lags**2).mean()) + 1e-12))
