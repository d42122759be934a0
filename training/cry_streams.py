"""Features of sounds that mustn't be taken for crying (music, voices, effects, held notes, small voices), for training.

    python -m training.cry_streams FEATURES --sounds SOUNDS --coach COACH --more MORE --soundfont TimGM6mb.sf2

MORE is made by training.more_sounds; the sound font is in Debian's timgm6mb-soundfont. Speech is
also passed through a telephone, since most recordings of crying were: the bandwidth must not give them away.
"""

from __future__ import annotations

import argparse
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.signal import butter, resample_poly, sosfilt

from benchmarks.crying import cries, rows_at, sustained
from coach.ears.spotting.steps import WIDTH, steps_of
from training import sounds
from training.mix import Stock, hash_of
from training.parts import parts
from training.streams import long_rows, stream

RATE = 16_000
NOTES = 240
"""Tunes and held notes, about five seconds each."""
MORE = ("music", "voices", "effects")


@dataclass(frozen=True, slots=True)
class Sample:
    """One recorded note of a sound font."""

    samples: np.ndarray
    loop: tuple[int, int]
    rate: int
    pitch: int
    """As a MIDI key."""


def chunks(data: bytes) -> dict[bytes, bytes]:
    """The chunks of a RIFF file by name, including those in its lists."""
    out, at = dict[bytes, bytes](), 0
    while at + 8 <= len(data):
        name, size = data[at : at + 4], struct.unpack_from("<I", data, at + 4)[0]
        body = data[at + 8 : at + 8 + size]
        if name in (b"RIFF", b"LIST"):
            out |= chunks(body[4:])
        else:
            out[name] = body
        at += 8 + size + size % 2
    return out


def font(path: Path) -> list[Sample]:
    """All samples of a sound font that can be sustained."""
    found = chunks(path.read_bytes())
    every = np.frombuffer(found[b"smpl"], "<i2").astype(np.float32) / 32768
    out = []
    for row in struct.iter_unpack("<20s5IBbHH", found[b"shdr"][: len(found[b"shdr"]) // 46 * 46]):
        _, start, end, first, last, rate, pitch = row[:7]
        if last - first > 8 and end - start > rate // 50 and 0 < pitch < 128:  # noqa: PLR2004
            out.append(Sample(every[start:end], (first - start, last - start), rate, pitch))
    return out


def note(rng: np.random.Generator, sample: Sample, key: float, seconds: float) -> np.ndarray:
    """One note held, swelling or dying away, with or without vibrato."""
    first, last = sample.loop
    speed = sample.rate / RATE * 2 ** ((key - sample.pitch) / 12)
    n = int(seconds * RATE)
    depth = rng.choice([0.0, 0.004, 0.012])
    at = np.cumsum(speed * (1 + depth * np.sin(2 * np.pi * rng.uniform(4, 7) * np.arange(n) / RATE)))
    at = np.where(at < last, at, first + (at - first) % (last - first))
    out = np.interp(at, np.arange(len(sample.samples)), sample.samples)
    ends = np.clip(np.minimum(np.arange(n), np.arange(n)[::-1]) / (rng.uniform(0.005, 0.15) * RATE), 0, 1)
    return (out * ends * 10 ** (-rng.choice([0, 0, 6, 20]) * np.arange(n) / RATE / 20)).astype(np.float32)


def tune(rng: np.random.Generator, samples: list[Sample]) -> np.ndarray:
    """A held note, a tune or chords on one instrument, where babies cry and two octaves around."""
    sample = samples[int(rng.integers(len(samples)))]
    key, out = float(np.clip(rng.normal(68, 8), 48, 90)), []
    long = rng.uniform(2, 6) if rng.random() < 0.4 else rng.uniform(0.2, 1.5)  # noqa: PLR2004
    while sum(map(len, out)) < 5 * RATE:
        seconds = float(np.clip(long * rng.uniform(0.7, 1.3), 0.1, 6))
        one = note(rng, sample, key, seconds)
        if rng.random() < 0.3:  # noqa: PLR2004
            one = one + note(rng, sample, key + rng.choice([3, 4, 7, 12]), seconds)
        out += [one, np.zeros(int(rng.choice([0, 0.05, rng.uniform(0.1, 0.6)]) * RATE), np.float32)]
        key = float(np.clip(key + rng.choice([-4, -2, -1, 0, 1, 2, 3, 5]), 48, 90))
    return np.concatenate(out)


def smaller(rng: np.random.Generator, samples: np.ndarray) -> np.ndarray:
    """The same words in a child's or a cartoon's voice."""
    return resample_poly(samples, 10, int(rng.integers(13, 19))).astype(np.float32)


def by_telephone(rng: np.random.Generator, samples: np.ndarray) -> np.ndarray:
    """Remove everything above 3.4 to 4 kHz."""
    cut = butter(8, rng.uniform(3400, 4000), fs=RATE, output="sos")
    return np.asarray(sosfilt(cut, samples), np.float32)


def seen(rows: np.ndarray) -> np.ndarray:
    """Google's features for every step in the trunk's rows."""
    return parts().features(rows[None])[:, :WIDTH].astype(np.float16)


def kept(target: Path, sound: np.ndarray, feats: np.ndarray | None = None, **more: np.ndarray) -> None:
    """Write the features of a sound, and what is measured in it at the same steps."""
    feats = seen(long_rows(sound)) if feats is None else feats
    np.savez(target, features=feats, rows=rows_at(sound, len(feats)).astype(np.float32), **more)


def babies(folder: Path, part: str) -> Iterator[tuple[sounds.Recording, float, np.ndarray]]:
    """Recordings with a sustained cry: where it begins, seconds, and the sound after two seconds of near silence."""
    found = [one for one in sounds.load(folder, part, ("baby",)) if sustained(one.floats) is not None]
    for one, (begins, sound) in zip(found, cries(found), strict=True):
        yield one, begins, sound


def main() -> None:
    """See the module's docstring."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("features", type=Path)
    options.add_argument("--sounds", type=Path, required=True)
    options.add_argument("--coach", type=Path, required=True)
    options.add_argument("--more", type=Path, required=True)
    options.add_argument("--soundfont", type=Path, required=True)
    args = options.parse_args()
    args.features.mkdir(parents=True, exist_ok=True)
    stock, rng = Stock(args.sounds, args.coach, "train"), np.random.default_rng(3)
    talk, instruments = [r.floats for r in stock.talk], font(args.soundfont)
    kinds = {
        "speech": talk,
        "words": [r.floats for r in stock.words],
        "household": [r.floats for r in stock.homes],
        "phoned": talk,
        "notes": [tune(rng, instruments) for _ in range(NOTES)],
        "children": [smaller(rng, talk[int(i)]) for i in rng.permutation(len(talk))[: len(talk) // 2]],
        **{kind: [r.floats for r in sounds.load(args.more, "train", (kind,))] for kind in MORE},
    }
    for kind, recordings in kinds.items():
        target = args.features / f"cry-train-{kind}.npz"
        if recordings and not target.exists():
            rng, far = np.random.default_rng(hash_of(target.name)), kind == "phoned"
            heard = [by_telephone(rng, samples) for samples in recordings] if far else recordings
            kept(target, stream(heard, rng, stock if far else None))
    for i, (one, begins, sound) in enumerate(babies(args.sounds, "train")):
        target = args.features / f"cry-train-baby-{i:04d}.npz"
        if not target.exists():
            kept(target, sound, steps_of(sound).embeddings, begins=np.array(begins), speaker=np.array(one.speaker))


if __name__ == "__main__":
    main()
