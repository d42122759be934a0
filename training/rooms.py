# ruff: noqa: PLR2004
"""Computes impulse responses of rooms at 16 kHz, by image sources and by decaying noise. Knows no sounds."""

from __future__ import annotations

import numpy as np

RATE = 16_000
SPEED = 343.0
"""Metres a second."""


def shoebox(rng: np.random.Generator, rt60: float, distance: float) -> np.ndarray:
    """Image sources of a rectangular room (2.4 to 5 m square, 2.3 to 2.7 m high), talker at ``distance`` metres.

    Reflection from Sabine's formula (with 0.78 of ``rt60``: a box decays more slowly than it says), images as far
    as the decay reaches; a little jitter in their delays
    breaks the sweeping echo of a perfect box. The direct sound comes first, without its delay, at amplitude 1.
    """
    size = np.array([rng.uniform(2.4, 5), rng.uniform(2.4, 5), rng.uniform(2.3, 2.7)])
    surface = 2 * (size[0] * size[1] + size[1] * size[2] + size[0] * size[2])
    loss = min(0.9, 0.161 * float(size.prod()) / (surface * 0.78 * rt60))
    ear = rng.uniform(0.5, size - 0.5)
    way = rng.normal(size=3) * [1, 1, 0.4]
    mouth = np.clip(ear + distance * way / np.linalg.norm(way), 0.2, size - 0.2)
    reach = np.ceil(SPEED * rt60 * 0.8 / (2 * size)).astype(int).clip(1, 20)
    grid = np.stack(np.meshgrid(*[np.arange(-r, r + 1) for r in reach], indexing="ij"), -1).reshape(-1, 3)
    out = np.zeros(int(RATE * rt60) + 400)
    straight = max(float(np.linalg.norm(mouth - ear)), 0.2)
    for mirror in np.ndindex(2, 2, 2):
        m = np.array(mirror)
        apart = np.linalg.norm((1 - 2 * m) * mouth + 2 * grid * size - ear, axis=1)
        hits = np.abs(grid - m).sum(1) + np.abs(grid).sum(1)
        gain = (1 - loss) ** (hits / 2) * straight / np.maximum(apart, 0.2)
        late = apart - straight
        at = ((late + np.where(hits > 0, rng.uniform(0, 0.06, len(late)), 0)) / SPEED * RATE).astype(int).clip(0)
        fits = at < len(out)
        np.add.at(out, at[fits], (gain * rng.choice([1, 1, 1, -1], len(gain)) ** (hits > 2))[fits])
    return out.astype(np.float32)


def decaying(rng: np.random.Generator, rt60: float, distance: float) -> np.ndarray:
    """A direct impulse and a noise tail that falls by 60 dB in ``rt60``, as loud as in 20 to 60 m3 at ``distance``."""
    length = int(RATE * rt60) + 400
    t = np.arange(length) / RATE
    tail = rng.normal(size=length) * 10 ** (-3 * t / rt60)
    tail[: int(rng.uniform(0.001, 0.006) * RATE)] = 0
    dull = rng.uniform(0.0, 0.6)
    tail = np.convolve(tail, (1 - dull) * dull ** np.arange(12))[:length]
    radius = 0.057 * np.sqrt(rng.uniform(20, 60) / rt60)
    tail *= distance / radius / np.sqrt((tail**2).sum())
    for _ in range(int(rng.integers(2, 8))):
        tail[int(rng.uniform(0.001, 0.025) * RATE)] += rng.uniform(-0.6, 0.6) * min(1.0, distance)
    tail[0] = 1.0
    return tail.astype(np.float32)


def room(rng: np.random.Generator, *, exact: bool | None = None) -> np.ndarray:
    """A random room: RT60 of 0.2 to 0.6 s, talker at 0.5 to 2 m. Training uses both kinds."""
    rt60, distance = rng.uniform(0.2, 0.6), rng.uniform(0.5, 2)
    boxed = rng.random() < 0.25 if exact is None else exact
    return shoebox(rng, rt60, distance) if boxed else decaying(rng, rt60, distance)


def played_in(samples: np.ndarray, response: np.ndarray) -> np.ndarray:
    """``samples`` as they sound through ``response``; the length stays the same."""
    n = 1 << (len(samples) + len(response) - 1).bit_length()
    wet = np.fft.irfft(np.fft.rfft(samples, n) * np.fft.rfft(response, n), n)[: len(samples)]
    return wet.astype(np.float32)
