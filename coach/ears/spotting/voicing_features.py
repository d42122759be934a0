"""Measures three seconds of sound: its pitch, how the pitch moves and pauses, and the spectrum.

A baby cries in clear bursts of 0.5 to 2 s at 250 to 1000 Hz with a gliding pitch, strong up to 4 kHz, and breathes
in between. An instrument holds its pitch, an adult's voice is lower, a kitchen has no pitch. Knows no device.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from coach.ears.spotting.steps import RATE
from coach.sound.clip import Samples

FRAME = 1024
"""Samples of a frame, 64 ms."""
SHORTEST, LONGEST = 16, 200
"""The shortest and longest period to search for, in samples: 1000 and 80 Hz."""
BANDS = ((100, 700), (700, 1500), (1500, 2500), (2500, 4000), (4000, 8000))
"""Hertz."""
CLEAR, HIGH = 0.5, 250.0
"""How similar two periods of a voice are at least, and from what pitch in hertz it may be a baby's."""
STEADY_DB = 25.0
"""A frame has sound if it's within this many decibels of the loudest."""
HELD = 0.01
"""An eighth of a semitone, in octaves. A pitch that moves less from frame to frame is an instrument's."""
SILENT_DB = -100.0

Rows = NDArray[np.floating[Any]]
"""For each frame: similarity of its periods (0 to 1), log2 of its pitch in hertz, and the levels of the frame and of
its five bands in decibels."""


def frames_at(samples: Samples, ends: NDArray[np.intp]) -> Samples:
    """The 64 ms before each of these samples, shape (n, 1024); silence before the first."""
    padded = np.pad(samples, (FRAME, 0))
    frames: Samples = padded[ends[:, None] + np.arange(FRAME)]
    return frames


def measured(frames: Samples) -> Rows:
    """Measure frames, shape (n, 1024); the result has shape (n, 8)."""
    frames = frames - frames.mean(1, keepdims=True)
    power = np.abs(np.fft.rfft(frames * _WINDOW, 2 * FRAME)) ** 2
    alike = np.fft.irfft(power)[:, : LONGEST + 2]
    alike = alike / (alike[:, :1] + 1e-7) / _OF_WINDOW
    near = alike[:, SHORTEST:LONGEST]
    peak = (near > alike[:, SHORTEST - 1 : LONGEST - 1]) & (near >= alike[:, SHORTEST + 1 : LONGEST + 1])
    heights = np.where(peak, near, -1.0)
    best = heights.max(1)
    # Take the shortest of the periods that are nearly as good as the best: the others are its multiples.
    at = (heights >= np.maximum(0.85 * best, 0.3)[:, None]).argmax(1) + SHORTEST
    level = 20 * np.log10(np.sqrt((frames**2).mean(1)) + 1e-5)
    shares = power @ _BANDS / (power @ _ALL + 1e-6)[:, None]
    pitch = np.log2(RATE / _between(alike, at))
    return np.column_stack([np.clip(best, 0, 1), pitch, level, 10 * np.log10(shares + 1e-4)])


def _between(alike: Rows, at: NDArray[np.integer[Any]]) -> Rows:
    """The periods to a fraction of a sample, by a parabola through each peak and its neighbours."""
    rows = np.arange(len(at))
    left, top, right = alike[rows, at - 1], alike[rows, at], alike[rows, at + 1]
    periods: Rows = at + np.clip(0.5 * (left - right) / (left - 2 * top + right - 1e-9), -0.5, 0.5)
    return periods


def lasting(rows: Rows) -> Rows:
    """Summarise stretches of about three seconds, (n, frames, 8), as (n, 17): mostly shares and means."""
    clear, pitch, level = rows[..., 0], rows[..., 1], rows[..., 2]
    sounds = level > level.max(1, keepdims=True) - STEADY_DB
    voiced = sounds & (clear > CLEAR)
    high = voiced & (pitch >= np.log2(HIGH))
    count, both = high.sum(1) + 1e-3, high[:, 1:] & high[:, :-1]
    moved = np.minimum(np.abs(np.diff(pitch)), 0.5) * both
    bursts = (high[:, 1:] & ~high[:, :-1]).sum(1) + high[:, 0]
    middle, spread = _of(pitch, high, count)
    bands = (rows[..., 3:] * high[..., None]).sum(1) / count[:, None]
    return np.column_stack(
        [
            high.mean(1),
            (voiced & ~high).mean(1),
            (sounds & ~voiced).mean(1),
            1 - sounds.mean(1),
            bursts / 4,
            count / (bursts + 1) / 20,
            20 * moved.sum(1) / (both.sum(1) + 1),
            (both & (moved < HELD)).mean(1),
            3 * spread,
            bands / 10,
            _of(level, high, count)[1] / 10,
            (clear * sounds).sum(1) / (sounds.sum(1) + 1e-3),
            (middle - 8.6) * (count > 3),  # noqa: PLR2004
        ]
    )


def _of(x: Rows, which: NDArray[np.bool_], count: Rows) -> tuple[Rows, Rows]:
    """Mean and standard deviation of the chosen frames."""
    mean = (x * which).sum(1) / count
    return mean, np.sqrt((((x - mean[:, None]) * which) ** 2).sum(1) / count)


_HERTZ = np.fft.rfftfreq(2 * FRAME, 1 / RATE)
_BANDS = np.array([(low <= _HERTZ) & (high > _HERTZ) for low, high in BANDS], np.float64).T
_ALL = (BANDS[0][0] <= _HERTZ).astype(np.float64)
_WINDOW = np.hanning(FRAME).astype(np.float32)
_OF_WINDOW = np.fft.irfft(np.abs(np.fft.rfft(_WINDOW, 2 * FRAME)) ** 2)[: LONGEST + 2]
_OF_WINDOW = _OF_WINDOW / _OF_WINDOW[0]
