# ruff: noqa: PLR2004
"""Gives a recorded voice another larynx: linear prediction, with the source replaced or mixed.

Makes monotone, creaky, hoarse and whispered speech with uneven tempo from any clip. That is how engines that training
never heard, and people who whisper beside a sleeping sibling, differ from the voices in training.
"""

from __future__ import annotations

import numpy as np
from scipy.signal import lfilter

RATE = 16_000
ORDER, HOP, FRAME = 18, 160, 480


def coefficients(sound: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Predictors (frames, 18) and gains (frames,) of 30 ms frames every 10 ms."""
    padded = np.pad(np.append(sound[0], sound[1:] - 0.9 * sound[:-1]), FRAME // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, FRAME)[::HOP] * np.hanning(FRAME)
    spectrum = np.abs(np.fft.rfft(frames, 1024)) ** 2
    r = np.fft.irfft(spectrum)[:, : ORDER + 1]
    r[:, 0] = r[:, 0] * 1.001 + 1e-8
    lags = np.abs(np.arange(ORDER)[:, None] - np.arange(ORDER)[None])
    a = np.linalg.solve(r[:, lags], r[:, 1:, None])[..., 0]
    return a, np.sqrt(np.maximum(r[:, 0] - (a * r[:, 1:]).sum(1), 1e-10) / FRAME)


def source(rng: np.random.Generator, frames: int) -> np.ndarray:
    """Unit-power excitation: pulses of a level or falling pitch, breath, or both."""
    length = frames * HOP + FRAME
    breath = rng.normal(size=length)
    share = rng.choice([0.0, 0.1, 0.4, 1.0], p=[0.35, 0.3, 0.15, 0.2])
    pitch = rng.uniform(75, 330) * np.exp(np.linspace(0, rng.uniform(-0.5, 0.3), length) + 0.02 * rng.normal())
    phase = np.cumsum(pitch / RATE)
    pulses = np.zeros(length)
    at = np.flatnonzero(np.diff(np.floor(phase)) > 0)
    pulses[at] = np.sqrt(RATE / pitch[at])
    return (1 - share) * pulses + share * breath + 0.02 * breath


def revoiced(rng: np.random.Generator, sound: np.ndarray) -> np.ndarray:
    """The same words with another source, at an uneven 0.75 to 1.3 times the speed."""
    a, gain = coefficients(sound)
    n = max(10, int(len(a) / rng.uniform(0.75, 1.3)))
    pace = np.cumsum(np.interp(np.arange(n), np.linspace(0, n, 5), rng.uniform(0.6, 1.4, 5)))
    rows = np.round((pace - pace[0]) / (pace[-1] - pace[0]) * (len(a) - 1)).astype(int)
    excitation = source(rng, n)
    # Sibilants stay unvoiced whatever the larynx does; the frame's first predictor tells them apart.
    hiss = rng.normal(size=len(excitation))
    window = np.hanning(2 * HOP)
    out = np.zeros(n * HOP + FRAME)
    for i, row in enumerate(rows):
        feed = (hiss if a[row, 0] < 0.3 else excitation)[i * HOP : i * HOP + 2 * HOP]
        made = lfilter([gain[row]], np.append(1, -a[row]), np.concatenate([np.zeros(40), feed]))[40:]
        out[i * HOP : i * HOP + 2 * HOP] += made * window
    out = lfilter([1], [1, -0.9], out)[: n * HOP + HOP]
    if rng.random() < 0.4:
        mixed = min(len(out), len(sound))
        out[:mixed] += rng.uniform(0, 0.7) * np.interp(np.linspace(0, len(sound) - 1, mixed), range(len(sound)), sound)
    return (0.5 * out / (np.abs(out).max() + 1e-9)).astype(np.float32)


def slowed(samples: np.ndarray, speed: float) -> np.ndarray:
    """The same at another speed and the same pitch: overlapping grains, each where it best fits the one before."""
    size, hop, search = 640, 320, 160
    out, last, at = np.zeros(int(len(samples) / speed) + 2 * size), 0, 0
    while at + size < len(out) and (wanted := int(at * speed)) + size + search < len(samples):
        begin = wanted
        if at:
            natural = samples[last + hop : last + hop + size]
            tried = range(max(0, wanted - search), wanted + search, 4)
            begin = max(tried, key=lambda q: float(np.dot(natural, samples[q : q + len(natural)])))
        out[at : at + size] += np.hanning(size) * samples[begin : begin + size]
        last, at = begin, at + hop
    return out[: at + hop].astype(np.float32)


def higher(samples: np.ndarray, semitones: float) -> np.ndarray:
    """The same from a smaller person, at the same speed."""
    factor = 2 ** (semitones / 12)
    at = np.arange(0, len(samples) - 1, factor)
    return slowed(np.interp(at, np.arange(len(samples)), samples).astype(np.float32), 1 / factor)
