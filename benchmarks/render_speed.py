"""How many times faster than real time `coach render whole-routine` is, the first time and with every phrase cached.

Run: python -m benchmarks.render_speed. Whole processes are timed, from their start to the finished file. Says too
whether files made in different runs are the same to the byte.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import tempfile
import time
from pathlib import Path

import soundfile

from benchmarks.setting import COACH, ROOT, home, machine, verdict

BARS = {"first time": 100, "cached": 500}
"""Times real time."""


def render(folder: Path, cache: str, name: str, extra: list[str]) -> tuple[float, float, float, str]:
    """Render once; seconds taken, seconds of processor time, seconds of sound, and the file's digest."""
    file = folder / f"{name}.wav"
    env = home(folder, dict(os.environ)) | {"XDG_CACHE_HOME": str(folder / cache)}
    command = [*COACH, "render", "whole-routine", "-o", str(file), *extra]
    used, begun = os.times(), time.perf_counter()
    subprocess.run(command, env=env, cwd=ROOT, check=True, capture_output=True)
    took, after = time.perf_counter() - begun, os.times()
    cpu = after.children_user + after.children_system - used.children_user - used.children_system
    with soundfile.SoundFile(file) as sound:
        seconds = sound.frames / sound.samplerate
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    file.unlink()
    return took, cpu, seconds, digest


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    extra = ["--detail", "teach", "--hips-cleared", "--age", "5m"]
    print(machine())
    print(f"coach render whole-routine -o FILE.wav {' '.join(extra)}, {rounds} rounds each, the best counts")
    digests = set()
    with tempfile.TemporaryDirectory() as name:
        for kind, bar in BARS.items():
            results = []
            for n in range(rounds):
                results.append(render(Path(name), f"cache {n if kind == 'first time' else 0}", f"{n}", extra))
                took, cpu, seconds, digest = results[-1]
                digests.add(digest)
                print(
                    f"{kind}: {seconds / 60:.1f} min of sound in {took:.1f} s, {seconds / took:.0f} times real time;"
                    f" {cpu:.1f} s of processor time"
                )
            best = max(seconds / took for took, _, seconds, _ in results)
            print("  " + verdict(met=best >= bar, bar=f"{bar} times real time"))
    print("the same bytes every time" if len(digests) == 1 else f"{len(digests)} DIFFERENT FILES")


if __name__ == "__main__":
    main()
