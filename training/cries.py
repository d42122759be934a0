# ruff: noqa: PLR2004
"""What the head for crying learns from: streams of crying and of everything that is none, step by step.

    python -m training.cries FEATURES --sounds SOUNDS --coach COACH --part train

Crying in rooms, by larger and smaller babies, with machines and talk beside it; single short cries, which are none;
talk at the pitch of children; what the canceller leaves of the coach; singing, laughing, babbling and playing by
arithmetic. Writes ``cry-PART-KIND-COPY.npz``: features, whether there is crying, and the number of the recording.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from scipy.signal import lfilter, resample_poly

from coach.ears.features import features, step_end
from training import rooms
from training.mix import Stock, cut, hash_of, level
from training.streams import at_home

RATE, STEP = 16_000, 1280
PAUSE = 0.6
"""Seconds of breath within crying."""
BETWEEN = 12
"""Steps of near silence after each recording."""
COPIES = {"cry": 5, "short": 1, "speech": 3, "words": 2, "household": 6, "left": 2, "made": 1}
MADE = 400
"""Sounds made by arithmetic, of 6 s each."""

Sound = tuple[np.ndarray, np.ndarray]
"""Samples, and for each 80 ms of them whether there is crying."""


def active(samples: np.ndarray) -> np.ndarray:
    """For each 80 ms whether they, and not only the breaths around them, are within 20 dB of the loud parts."""
    power = (samples[: len(samples) // STEP * STEP].reshape(-1, STEP) ** 2).mean(1)
    loud = np.flatnonzero(power > np.percentile(power, 95) / 100) if len(power) else []
    out = np.zeros(len(power), bool)
    for before, after in zip(loud, [*loud[1:], len(power) + 99], strict=True):
        out[before] = True
        if (after - before) * STEP / RATE <= PAUSE:
            out[before:after] = True
    return out


def sized(rng: np.random.Generator, samples: np.ndarray, low: int, high: int) -> np.ndarray:
    """By a smaller throat: faster and higher, ``low`` to ``high`` per cent of the length."""
    return resample_poly(samples, int(rng.integers(low, high + 1)), 100).astype(np.float32)


def placed(rng: np.random.Generator, samples: np.ndarray, stock: Stock) -> np.ndarray:
    """In a room or near, with a machine or talk beside it half of the time."""
    out = rooms.played_in(samples, stock.room(rng)) if rng.random() < 0.6 else samples
    if rng.random() < 0.5:
        talk = stock.talk[int(rng.integers(len(stock.talk)))].floats
        noise = cut(rng, talk if rng.random() < 0.3 else stock.machine(rng), len(out))
        out = out + noise * (level(out) / level(noise) * 10 ** (-rng.uniform(6, 25) / 20))
    return out


def cries(rng: np.random.Generator, stock: Stock, copy: int) -> Iterator[Sound]:
    """Crying; the first copy as it is."""
    for one in stock.cries:
        said = sized(rng, one.floats, 85, 118) if copy else one.floats
        yield (placed(rng, said, stock) if copy else said), active(said)


def short(rng: np.random.Generator, stock: Stock, _: int) -> Iterator[Sound]:
    """One squeak of at most 1.1 s, alone or with talk after it."""
    for one in stock.cries:
        loud = np.flatnonzero(active(one.floats))
        if len(loud) < 15:
            continue
        first = int(rng.choice(loud)) * STEP
        said = one.floats[first : first + int(rng.uniform(0.3, 1.1) * RATE)]
        out = np.zeros(5 * RATE, np.float32)
        out[RATE : RATE + len(said)] = said * np.hanning(len(said)) ** 0.2
        if rng.random() < 0.4:
            talk = cut(rng, stock.talk[int(rng.integers(len(stock.talk)))].floats, len(out))
            out += talk * level(said) / level(talk) * 10 ** (rng.uniform(-15, 0) / 20)
        yield placed(rng, out, stock), np.zeros(0, bool)


def others(called: str) -> Callable[[np.random.Generator, Stock, int], Iterator[Sound]]:
    """Recordings of other things; in later copies by smaller throats."""

    def every(rng: np.random.Generator, stock: Stock, copy: int) -> Iterator[Sound]:
        for one in getattr(stock, called):
            said = sized(rng, one.floats, 50, 105) if copy else one.floats
            yield (placed(rng, said, stock) if copy else said), np.zeros(0, bool)

    return every


def left(rng: np.random.Generator, stock: Stock, _: int) -> Iterator[Sound]:
    """The coach as the canceller leaves it, a fifth of its sentences at a time."""
    for part in np.array_split(np.arange(len(stock.coach)), 5):
        yield at_home([stock.coach[i] for i in rng.permutation(part)], rng, stock)[0], np.zeros(0, bool)


def tone(rng: np.random.Generator, hertz: np.ndarray) -> np.ndarray:
    """A throat or an instrument at a pitch that moves, with two or three resonances."""
    phase = 2 * np.pi * np.cumsum(hertz) / RATE
    fall = rng.uniform(0.6, 1.6)
    out = sum(np.sin(k * phase) * (hertz * k < 7500) / k**fall for k in range(1, 16))
    for centre in rng.uniform([350, 900, 2200], [1000, 2400, 3800]):
        r = np.exp(-np.pi * rng.uniform(80, 250) / RATE)
        out = out + lfilter([1 - r], [1, -2 * r * np.cos(2 * np.pi * centre / RATE), r * r], out) * rng.uniform(0, 6)
    return out + rng.uniform(0, 0.3) * np.std(out) * rng.normal(size=len(out))


def made(rng: np.random.Generator, stock: Stock, _: int) -> Iterator[Sound]:
    """Laughing, singing, babbling and playing of instruments: pieces with other lengths and pitches than crying has."""
    kinds = {"laugh": (0.05, 0.14, 0.04, 0.14), "sing": (0.2, 0.9, 0.0, 0.12), "babble": (0.1, 0.3, 0.03, 0.2),
             "play": (0.1, 0.6, 0.0, 0.3)}  # fmt: skip
    for _n in range(MADE):
        kind = str(rng.choice(list(kinds)))
        shortest, longest, least, most = kinds[kind]
        pitch = rng.uniform(180, 520) if kind != "play" else rng.uniform(80, 900)
        out, at = np.zeros(6 * RATE, np.float32), int(rng.uniform(0, 0.5) * RATE)
        while at < len(out) - RATE:
            n = int(rng.uniform(shortest, longest) * RATE)
            step = 2 ** (rng.integers(-7, 8) / 12) if kind in {"sing", "play"} else rng.uniform(0.85, 1.2)
            wobble = 1 + 0.02 * rng.random() * np.sin(2 * np.pi * rng.uniform(4, 7) * np.arange(n) / RATE)
            slide = np.linspace(1, 1 if kind == "play" else rng.uniform(0.85, 1.15), n)
            swell = np.exp(-np.arange(n) / n * 4) if kind == "play" else np.hanning(n) ** 0.4
            out[at : at + n] += tone(rng, pitch * step * wobble * slide) * swell
            at += n + int(rng.uniform(least, most) * RATE)
        yield placed(rng, out / np.abs(out).max(), stock), np.zeros(0, bool)


KINDS: dict[str, Callable[[np.random.Generator, Stock, int], Iterator[Sound]]] = {
    "cry": cries, "short": short, "speech": others("talk"), "words": others("words"), "household": others("homes"),
    "left": left, "made": made,
}  # fmt: skip


def stream(rng: np.random.Generator, kind: str, copy: int, stock: Stock) -> dict[str, np.ndarray]:
    """Features, labels and recordings of all sounds of a kind, one after another."""
    feats, labels, numbers = [], [], []
    for number, (samples, crying) in enumerate(KINDS[kind](rng, stock, copy)):
        loud = 1.0 if kind == "left" else 10 ** (rng.uniform(-40, -16) / 20) / (level(samples) + 1e-9)
        heard = np.pad(samples * loud, (0, BETWEEN * STEP))
        heard = np.clip(heard + 10 ** rng.uniform(-4.5, -3) * rng.normal(size=len(heard)), -1, 1).astype(np.float32)
        made_of = features(heard).astype(np.float16)
        at = np.array([int(step_end(i) * RATE) // STEP for i in range(len(made_of))])
        known = np.pad(crying, (0, max(0, at.max(initial=0) + 1 - len(crying))))
        feats.append(made_of)
        labels.append(known[at - 1])
        numbers.append(np.full(len(made_of), number))
    return {
        "features": np.concatenate(feats), "crying": np.concatenate(labels), "number": np.concatenate(numbers)
    }  # fmt: skip


def main() -> None:
    """See the module's docstring."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("features", type=Path)
    options.add_argument("--sounds", type=Path, required=True)
    options.add_argument("--coach", type=Path, required=True)
    options.add_argument("--part", default="train", choices=["train", "tune"])
    options.add_argument("--quiet", type=Path, default=Path("QUIET"), help="pause while this file exists")
    args = options.parse_args()
    args.features.mkdir(parents=True, exist_ok=True)
    stock = Stock(args.sounds, args.coach, args.part)
    for kind, copies in COPIES.items():
        for copy in range(copies):
            while args.quiet.exists():
                time.sleep(5)
            target = args.features / f"cry-{args.part}-{kind}-{copy}.npz"
            if not target.exists():
                np.savez(target, **stream(np.random.default_rng(hash_of(target.name)), kind, copy, stock))


if __name__ == "__main__":
    main()
