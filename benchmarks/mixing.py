"""How long sound takes: ``python benchmarks/mixing.py``. With pyloudnorm installed, also how well loudness agrees.

Prints the machine, the inputs, counts and percentiles. Nothing is played; no device and no file is needed.
"""

from __future__ import annotations

import importlib.util
import platform
import sys
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from coach.sound import earcons
from coach.sound.clip import RATE, Clip, levelled, loudness, ready, resample, trim, true_peak
from coach.sound.mixer import Mixer

if TYPE_CHECKING:
    from collections.abc import Callable

SENTENCES = ("One.", "Leaf.", "Resting. Both hands still.", "Slide it down the leg to the ankle, slow and firm.")
BLOCK = 240


def timed(what: str, act: Callable[[], object], count: int, before: Callable[[], object] = lambda: None) -> None:
    """Print the percentiles of ``count`` calls, in microseconds."""
    taken = []
    for _ in range(count):
        before()
        begin = perf_counter()
        act()
        taken.append(perf_counter() - begin)
    p50, p95, p99 = np.percentile(taken, [50, 95, 99]) * 1e6
    print(f"{what:44} {count:6} {p50:9.1f} {p95:9.1f} {p99:9.1f}")


def head(title: str) -> None:
    """Print the head of a table of times."""
    print(f"\n{title:44} {'count':>6} {'p50 us':>9} {'p95 us':>9} {'p99 us':>9}")


def noise(seconds: float) -> Clip:
    """Make noise from a fixed seed, at a quarter of full scale."""
    x = np.random.default_rng(1).uniform(-0.25, 0.25, round(seconds * RATE))
    return Clip(x.astype(np.float32), RATE)


def blocks() -> None:
    """Time the blocks a device asks for, and a hush."""
    head(f"render {BLOCK} frames (10 ms of sound)")
    mixer = Mixer()
    timed("idle", lambda: mixer.render(BLOCK), 5000)
    mixer.play(noise(120))
    timed("speech", lambda: mixer.render(BLOCK), 5000)
    mixer.play(noise(20), kind="bed")
    mixer.duck(15, 100_000)
    timed("speech and a bed, ducked", lambda: mixer.render(BLOCK), 5000)

    def evening() -> None:
        for i in range(20):
            mixer.play(noise(0.1), at=mixer.frames + i * RATE)
        mixer.render(BLOCK)

    timed("hush, with 20 sounds waiting", mixer.hush, 300, evening)


def hour(*, bed: bool) -> None:
    """Time the rendering of an hour, offline."""
    mixer, clip = Mixer(), noise(1.6)
    begin = perf_counter()
    for i in range(1500):
        mixer.play(clip, at=round(i * 2.4 * RATE))
    if bed:
        mixer.play(noise(20), kind="bed")
    planned = perf_counter() - begin
    for _ in range(360):
        mixer.render(10 * RATE)
    with_bed = "with a bed" if bed else "without a bed"
    print(f"an hour with 1500 clips, {with_bed}: {planned:.2f} s to schedule, {perf_counter() - begin:.2f} s in all")


def arithmetic() -> None:
    """Time what is done to each clip once."""
    head("3 s of noise")
    clip = noise(3)
    for rate in (22_050, 44_100, 48_000):
        other = resample(clip, rate)
        timed(f"resample {RATE} to {rate}", lambda r=rate: resample(clip, r), 50)  # type: ignore[misc]
        timed(f"resample {rate} to {RATE}", lambda c=other: resample(c, RATE), 50)  # type: ignore[misc]
    for act in (trim, loudness, true_peak, levelled, ready):
        timed(act.__name__, lambda f=act: f(clip), 50)  # type: ignore[misc]
    timed("load all eight cues", lambda: [earcons.load(name) for name in earcons.NAMES], 50)


def agreement() -> None:
    """Compare loudness with pyloudnorm's over real sentences of the heart voice at several rates."""
    if not all(importlib.util.find_spec(name) for name in ("pyloudnorm", "hibari")):
        print("\nloudness against pyloudnorm: pip install pyloudnorm hibari-tts, then run this again")
        return
    import hibari  # noqa: PLC0415
    import pyloudnorm  # noqa: PLC0415

    voice = hibari.Hibari()
    apart = []
    for text in SENTENCES:
        spoken = Clip(np.concatenate(list(voice.stream(text, speed=0.85, seed=0))).astype(np.float32), RATE)
        for rate in (16_000, 22_050, 24_000, 44_100, 48_000):
            clip = resample(trim(spoken), rate)
            theirs = pyloudnorm.Meter(rate).integrated_loudness(clip.samples.astype(float))
            apart.append(abs(loudness(clip) - theirs))
    print(
        f"\nloudness against pyloudnorm: {len(apart)} clips, median {np.median(apart):.3f} LU, most {max(apart):.3f} LU"
    )


if __name__ == "__main__":
    print(f"{platform.machine()}, {platform.system()}, Python {sys.version.split()[0]}, numpy {np.__version__}")
    blocks()
    print()
    hour(bed=False)
    hour(bed=True)
    arithmetic()
    agreement()
