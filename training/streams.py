"""Runs the real recordings of one part through the trunk as long streams, in which a head must never find a phrase.

    python -m training.streams FEATURES --sounds SOUNDS --coach COACH --part train

Each kind of sound becomes one stream: its recordings one after another with short gaps, as loud as they would be at a
caregiver's microphone. Training and tuning get a second copy, played in rooms.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from coach.ears.spotting.echo import BLOCK
from coach.ears.spotting.echo_alignment import Aligned
from coach.ears.spotting.near_end import Someone
from training import rooms
from training.mix import Stock, hash_of, level
from training.need_wordings import WORD, need_in
from training.parts import TOP_ROWS, parts

RATE = 16_000
PIECE = 60 * RATE


def stream(recordings: list[np.ndarray], rng: np.random.Generator, wet: Stock | None) -> np.ndarray:
    """The recordings one after another, each at -40 to -20 dB, with 0.2 to 0.6 s of near silence between them."""
    out = []
    for samples in recordings:
        played = rooms.played_in(samples, wet.room(rng)) if wet else samples
        out += [played / (level(played) + 1e-9) * 10 ** (rng.uniform(-40, -20) / 20)]
        out += [np.zeros(int(rng.uniform(0.2, 0.6) * RATE), np.float32)]
    whole = np.concatenate(out) if out else np.zeros(RATE, np.float32)
    return np.clip(whole + 1e-4 * rng.normal(size=len(whole)), -1, 1).astype(np.float32)


def without_coach(heard: np.ndarray, played: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What the chain leaves of ``heard``, and for each 20 ms whether anybody but the coach seems to speak."""
    ear, someone, left, flags = Aligned(), Someone(cancel=True), [], []
    for i in range(0, len(heard), BLOCK):
        piece, own = heard[i : i + BLOCK].astype(np.float32), played[i : i + BLOCK].astype(np.float32)
        left.append(ear.clean(piece, own))
        flags.append(someone.speaks(piece, ear.took, left[-1]))
    return np.concatenate(left), np.array(flags)


def at_home(coach: list[np.ndarray], rng: np.random.Generator, stock: Stock) -> tuple[np.ndarray, np.ndarray]:
    """The coach's sentences from a loud loudspeaker, in a new room every minute, after :func:`without_coach`."""
    played = np.concatenate([np.pad(s, (0, int(rng.uniform(0.3, 1.5) * RATE))) for s in coach])
    out, flags = [], []
    for first in range(0, len(played), PIECE):
        minute = played[first : first + PIECE]
        drive, late = rng.uniform(0.5, 3), int(rng.integers(300, 3000))
        back = rooms.played_in(np.tanh(drive * minute) / drive, stock.room(rng))
        back = np.pad(back, (late, 0))[: len(minute)]
        back *= 10 ** (rng.uniform(-30, -12) / 20) / level(back)
        heard = np.clip(back + 2e-4 * rng.normal(size=len(back)), -1, 1).astype(np.float32)
        left, someone = without_coach(heard, minute)
        out.append(left)
        flags.append(someone)
    return np.concatenate(out), np.concatenate(flags)


def long_rows(samples: np.ndarray) -> np.ndarray:
    """The trunk's rows of a long stream, float16 (96, rows, 2), a minute at a time."""
    made = [parts().rows(samples[i : i + PIECE + 2 * RATE])[0] for i in range(0, len(samples), PIECE)]
    # Two rows a step, after the eight before the first step. Rows that the cut makes unreliable are left out.
    lead, before, minute = 50, TOP_ROWS - 2, PIECE // 640
    whole = [p[:, before + lead if i else 0 : before + lead + minute] for i, p in enumerate(made)]
    return np.concatenate(whole, axis=1).astype(np.float16)


def main() -> None:
    """See the module's docstring."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("features", type=Path)
    options.add_argument("--sounds", type=Path, required=True)
    options.add_argument("--coach", type=Path, required=True)
    options.add_argument("--part", default="train")
    args = options.parse_args()
    args.features.mkdir(parents=True, exist_ok=True)
    stock = Stock(args.sounds, args.coach, args.part)
    kinds = {
        "baby": [r.floats for r in stock.cries],
        "speech": [r.floats for r in stock.talk],
        "words": [r.floats for r in stock.words if need_in(r.label) != WORD],
        "household": [r.floats for r in stock.homes],
        "coach": stock.coach,
    }
    for kind, recordings in kinds.items():
        for copy in range(1 if args.part == "test" else 2):
            target = args.features / f"stream-{args.part}-{kind}-{copy}.npy"
            if not target.exists():
                rng = np.random.default_rng(hash_of(target.name))
                np.save(target, long_rows(stream(recordings, rng, stock if copy else None)))


if __name__ == "__main__":
    main()
