"""How rendered files turn out: ``python -m benchmarks.takeaway``. Speed, loudness, captions against the sound.

Every routine is rendered twice, once into memory, which fills a cache of its own folder, and once as .m4b with
captions, which is measured. Loudness is measured by ffmpeg's ebur128, and by pyloudnorm where it is installed.

A click is a step where sounds are joined: the largest step within 2 ms of the beginning or end of a sentence. The
largest step anywhere is that of a loud "s", whose sound lies near 8 kHz, and tells nothing; it is printed to be known.
"""

from __future__ import annotations

import argparse
import importlib.util
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import av
import numpy as np

from benchmarks.setting import machine
from coach import voices, words
from coach.export import audiobook
from coach.model.options import SPEECH_PERCENT, Options
from coach.planning import age_limit
from coach.playback.file_stage import FileStage
from coach.routines import library
from coach.session.state import State
from coach.sound import earcons
from coach.sound.clip import RATE, Clip, Samples, loudness
from coach.voices.voice import warm

ROUTINES = ("legs-and-feet", "hips", "stretches", "whole-routine")
AGE = 150
"""Days: old enough for everything."""


@dataclass
class Made:
    """A finished file."""

    path: Path
    stage: FileStage
    seconds: float
    """Seconds that it took to make."""
    mix: Samples
    """What was encoded."""


class InMemory:
    """A sink that keeps the samples."""

    def __init__(self) -> None:
        """Begin with none."""
        self.blocks: list[Samples] = []

    def write(self, samples: Samples) -> None:
        """Keep them."""
        self.blocks.append(samples)


def made(name: str, folder: Path, cache: Path, *, bedtime: bool = False) -> Made:
    """Render a routine twice, the second time with every sentence cached."""
    spoken, options = words.load(), Options(age=AGE, hips_cleared=True, bedtime=bedtime)
    book, options = age_limit.suited(library.Library((library.ours(),)).load(name), options, spoken)
    state, path = State(book, spoken, options), folder / f"{name}.m4b"
    rate = 140 * SPEECH_PERCENT // 100 if bedtime else 140
    voice = voices.make("heart", rate, folder=cache, within_ms=30_000)
    warm(voice)
    maker, kept = audiobook.Maker(voice, earcons.load), InMemory()
    maker.perform(state, kept)
    begun = perf_counter()
    stage = maker.file(state, path)
    audiobook.save_captions(stage, state, path)
    return Made(path, stage, perf_counter() - begun, np.concatenate(kept.blocks))


def phrases(one: Made) -> list[float]:
    """LUFS of every sentence, in order."""
    found = [loudness(Clip(one.mix[at * RATE // 1000 : end * RATE // 1000], RATE)) for at, end, _ in one.stage.spans]
    return [lufs for lufs in found if np.isfinite(lufs)]


def step_at_joins(one: Made) -> float:
    """Find the largest step from sample to sample near the beginning or end of a sentence."""
    steps, near = np.abs(np.diff(one.mix)), RATE // 500
    edges = [edge * RATE // 1000 for at, end, _ in one.stage.spans for edge in (at, end)]
    return float(max(steps[max(0, edge - near) : edge + near].max(initial=0.0) for edge in edges))


def decoded(path: Path) -> tuple[Samples, int]:
    """The samples of a file and their rate."""
    with av.open(str(path)) as file:
        rate = file.streams.audio[0].rate
        return np.concatenate([frame.to_ndarray().mean(axis=0) for frame in file.decode(audio=0)]), rate


def ebur128(path: Path) -> tuple[float, float]:
    """LUFS and dBTP, by ffmpeg."""
    told = subprocess.run(
        ["ffmpeg", "-nostats", "-i", str(path), "-vn", "-af", "ebur128=peak=true", "-f", "null", "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stderr.rpartition("Summary")[2]
    lufs, peak = re.search(r"I:\s+(-?[\d.]+) LUFS", told), re.search(r"Peak:\s+(-?[\d.]+) dBFS", told)
    return float(lufs[1]) if lufs else 0.0, float(peak[1]) if peak else 0.0


def late(stage: FileStage, samples: Samples, rate: int) -> np.ndarray:
    """Milliseconds from each caption's time to the first sound at it, within a second around."""
    result = []
    for at, _, _ in stage.spans:
        a = max(0, (at - 300) * rate // 1000)
        loud = np.abs(samples[a : a + rate]) > 0.01
        if loud.any():
            result.append((a + int(loud.argmax())) * 1000 / rate - at)
    return np.array(result)


def row(name: str, one: Made) -> None:
    """Print the figures of a file."""
    samples, rate = decoded(one.path)
    lufs, peak = ebur128(one.path)
    second = "-"
    if importlib.util.find_spec("pyloudnorm"):
        second = f"{importlib.import_module('pyloudnorm').Meter(rate).integrated_loudness(samples):.1f}"
    off = np.abs(late(one.stage, samples, rate))
    spread = f"{np.median(off):.0f}/{np.percentile(off, 95):.0f}/{off.max():.0f}"
    said = phrases(one)
    print(
        f"{name:24}{one.stage.at / 60000:8.1f}{one.path.stat().st_size / 1e6:6.1f}"
        f"{one.stage.at / 1000 / one.seconds:12.0f}{lufs:14.1f}{second:>12}{peak:7.1f}"
        f"{np.abs(np.diff(said)).max():10.1f}"
        f"{np.mean(said[:10]):8.1f}{np.mean(said[-4:]):8.1f}{spread:>26}{step_at_joins(one):12.3f}"
        f"{np.abs(np.diff(one.mix)).max():10.2f}",
        flush=True,
    )


def main() -> None:
    """Print one line for each routine, and one for each at bedtime."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--routines", nargs="*", default=ROUTINES)
    given = parser.parse_args()
    print(machine())
    print("LUFS of sentences: largest jump to the next, the first ten, the last four; captions: ms to the first sound")
    print(
        f"{'routine':24}{'minutes':>8}{'MB':>6}{'x real time':>12}{'LUFS ebur128':>14}{'pyloudnorm':>12}"
        f"{'dBTP':>7}{'jump':>10}{'first':>8}{'last':>8}{'captions p50/p95/worst':>26}"
        f"{'join step':>12}{'any step':>10}"
    )
    with tempfile.TemporaryDirectory() as scratch:
        for name in given.routines:
            for bedtime in (False, True):
                one = made(name, Path(scratch), Path(scratch) / "cache", bedtime=bedtime)
                row(f"{name}{', bedtime' * bedtime}", one)


if __name__ == "__main__":
    main()
