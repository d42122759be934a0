"""Sounds that the tests of the ears are made of: noise, a spoken sentence, a voice that glides."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from coach.sound.clip import Clip, Samples, resample

RATE = 16_000


def noise(seconds: float, loud: float = 0.05, seed: int = 1) -> Samples:
    return (loud * np.random.default_rng(seed).normal(size=int(seconds * RATE))).astype(np.float32)


@functools.cache
def caregiver() -> Any:
    """The voice that ships. It takes a second to load and to speak for the first time."""
    from hibari import Hibari  # noqa: PLC0415 - half a second to load

    return Hibari("heart")


def said(text: str, before: float = 2.0, after: float = 1.5) -> Samples:
    """The voice that ships, as a caregiver."""
    spoken = resample(Clip(np.asarray(caregiver()(text, seed=0), np.float32), 24_000), RATE).samples
    quiet = noise(before + after + len(spoken) / RATE, 1e-4)
    start = int(before * RATE)
    quiet[start : start + len(spoken)] += spoken
    return quiet


def voice(seconds: float, hertz: float = 450.0, glide: float = 0.0) -> Samples:
    """A voice of two harmonics that glides by so many octaves a second."""
    at = np.arange(round(seconds * RATE)) / RATE
    phase = 2 * np.pi * hertz * (at if not glide else (2 ** (glide * at) - 1) / (glide * np.log(2)))
    return (0.05 * np.sin(phase) + 0.03 * np.sin(2 * phase)).astype(np.float32)


def baby(bursts: int, seconds: float = 0.9, between: float = 0.25, hertz: float = 520.0, seed: int = 0) -> Samples:
    """A crying baby, computed: bursts that rise and fall, rich up to 4 kHz, with breaths between them."""
    rng, out = np.random.default_rng(seed), [noise(2, 1e-3)]
    for _ in range(bursts):
        n = round(seconds * RATE)
        at = np.arange(n) / n
        trembling = np.interp(np.arange(n), np.arange(0, n, 80), rng.normal(1, 0.01, -(-n // 80)))
        phase = 2 * np.pi * np.cumsum(hertz * (1 + 0.25 * np.sin(np.pi * at) - 0.1 * at) * trembling) / RATE
        sound = np.zeros(n)
        for k in range(1, 13):
            heights = [1 / (1 + ((k * hertz - formant) / 400) ** 2) for formant in (1100, 3000)]
            sound += (sum(heights) + 0.05) * np.sin(k * phase + rng.uniform(0, 6))
        sound *= np.minimum(1, np.minimum(at / 0.08, (1 - at) / 0.15)) / np.abs(sound).max()
        out += [0.3 * sound.astype(np.float32), noise(between, 2e-3)]
    return np.concatenate(out)
