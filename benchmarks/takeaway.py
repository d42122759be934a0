"""How files to take away turn out: ``python benchmarks/takeaway.py``. Speed, loudness, captions against the sound.

Every routine is rendered as .m4b with captions, once to fill a cache of its own folder and once measured. Loudness is
measured by ffmpeg's ebur128, and by pyloudnorm where it is installed.
"""

from __future__ import annotations

import importlib.util
import platform
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import av
import numpy as np

from coach import cues, library, plan, voices, words
from coach.audio import Samples
from coach.model import Options
from coach.stage import FileStage
from coach.state import State
from coach.takeaway import make
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
    """That it took to make."""


def made(name: str, folder: Path, cache: Path) -> Made:
    """Render a routine twice, the second time with every sentence cached."""
    spoken, options = words.load(), Options(age=AGE, hips_cleared=True)
    book, options = plan.suited(library.Library((library.ours(),)).load(name), options, spoken)
    state, path = State(book, spoken, options), folder / f"{name}.m4b"
    voice = voices.make("heart", 140, folder=cache, within_ms=30_000)
    warm(voice)
    for _ in range(2):
        begun = perf_counter()
        stage = make.Maker(voice, cues.load).file(state, path)
        make.save_captions(stage, state, path)
        seconds = perf_counter() - begun
    return Made(path, stage, seconds)


def decoded(path: Path) -> tuple[Samples, int]:
    """The samples of a file and their rate."""
    with av.open(str(path)) as file:
        rate = file.streams.audio[0].rate
        return np.concatenate([frame.to_ndarray().mean(axis=0) for frame in file.decode(audio=0)]), rate


def ebur128(path: Path) -> tuple[float, float]:
    """LUFS and dBTP, by ffmpeg."""
    told = subprocess.run(["ffmpeg", "-nostats", "-i", str(path), "-vn", "-af", "ebur128=peak=true", "-f", "null", "-"],
                          capture_output=True, text=True, check=True).stderr.rpartition("Summary")[2]  # fmt: skip
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


def main() -> None:
    """Print one line for each routine."""
    print(f"{platform.platform()}, Python {sys.version.split()[0]}, {platform.machine()}")
    print(f"{'routine':16}{'minutes':>8}{'MB':>6}{'x real time':>12}{'LUFS ebur128':>14}{'pyloudnorm':>12}{'dBTP':>7}"
          f"{'caption p50/p95/worst ms':>28}{'largest step':>14}")  # fmt: skip
    with tempfile.TemporaryDirectory() as scratch:
        for name in ROUTINES:
            one = made(name, Path(scratch), Path(scratch) / "cache")
            samples, rate = decoded(one.path)
            lufs, peak = ebur128(one.path)
            second = "-"
            if importlib.util.find_spec("pyloudnorm"):
                second = f"{importlib.import_module('pyloudnorm').Meter(rate).integrated_loudness(samples):.1f}"
            off = np.abs(late(one.stage, samples, rate))
            spread = f"{np.median(off):.0f}/{np.percentile(off, 95):.0f}/{off.max():.0f}"
            speed = one.stage.at / 1000 / one.seconds
            print(f"{name:16}{one.stage.at / 60000:8.1f}{one.path.stat().st_size / 1e6:6.1f}{speed:12.0f}"
                  f"{lufs:14.1f}{second:>12}"
                  f"{peak:7.1f}{spread:>28}{np.abs(np.diff(samples)).max():14.2f}")  # fmt: skip


if __name__ == "__main__":
    main()
