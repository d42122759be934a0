"""How many times faster than real time `coach render` is, the first time and with every phrase cached.

Run: python -m benchmarks.render_speed [--compare FOLDER]. Whole processes are timed, from their start to the finished
file. Says too whether files made in different runs are the same to the byte, and how fast the processor time alone
would be. With FOLDER, another copy of the source, such as an older commit in a worktree, both render `legs-and-feet` in
turn, and only their ratio counts: it's the same on a slow machine.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path

import soundfile

from benchmarks.setting import ROOT, home, machine, verdict

BARS = {
    "whole-routine": {"first time": 500, "cached": 2500},
    "whole-body": {"first time": 300, "cached": 1500},
}
"""Times real time, by routine."""
BETTER = {"first time": 500 / 308, "cached": 2500 / 1930}
"""How many times as fast as commit 6c04a50, from which the work on speed began: then, elsewhere, 308 and 1,930."""
COMMON = ("legs-and-feet", "--detail", "teach", "--age", "5m")
"""What both copies of the source understand."""
EXTRA = ("--detail", "teach", "--hips-cleared", "--navel-healed", "--reflux-free", "--age", "5m")


def coach_of(copy: Path) -> tuple[str, ...]:
    """What starts the coach of this copy of the source, by the name that its pyproject.toml gives."""
    called = tomllib.loads((copy / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]["coach"]
    module, function = called.split(":")
    return sys.executable, "-c", f"import sys; from {module} import {function}; sys.exit({function}())"


def render(folder: Path, what: tuple[str, ...], cache: str, copy: Path = ROOT) -> tuple[float, float, float, str]:
    """Render once; seconds taken, seconds of processor time, seconds of sound, and the file's digest."""
    file = folder / "rendered.wav"
    env = home(folder, dict(os.environ)) | {"XDG_CACHE_HOME": str(folder / cache), "PYTHONPATH": str(copy)}
    command = [*coach_of(copy), "render", *what, "-o", str(file)]
    used, begun = os.times(), time.perf_counter()
    subprocess.run(command, env=env, cwd=copy, check=True, capture_output=True)
    took, after = time.perf_counter() - begun, os.times()
    cpu = after.children_user + after.children_system - used.children_user - used.children_system
    with soundfile.SoundFile(file) as sound:
        seconds = sound.frames / sound.samplerate
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    file.unlink()
    return took, cpu, seconds, digest


def measured(folder: Path, routine: str, rounds: int) -> None:
    """Print the rows of one routine."""
    print(f"coach render {routine} -o FILE.wav {' '.join(EXTRA)}, {rounds} rounds each, the best counts")
    digests = set()
    for kind, bar in BARS[routine].items():
        best = 0.0
        for n in range(rounds):
            cache = f"{routine} {n if kind == 'first time' else 0}"
            took, cpu, seconds, digest = render(folder, (routine, *EXTRA), cache)
            digests.add(digest)
            best = max(best, seconds / took)
            print(
                f"{kind}: {seconds / 60:.1f} min of sound in {took:.2f} s, {seconds / took:.0f} times real time;"
                f" {cpu:.1f} s of processor time"
            )
        print("  " + verdict(met=best >= bar, bar=f"{bar} times real time"))
    print("the same bytes every time" if len(digests) == 1 else f"{len(digests)} DIFFERENT FILES")


def compared(folder: Path, other: Path, rounds: int) -> None:
    """Print how many times as fast as the other copy this one is, both in turn."""
    print(f"coach render {' '.join(COMMON)}, {rounds} rounds, {other.name} and this copy in turn; times real time")
    ratios: dict[str, list[float]] = {kind: [] for kind in BETTER}
    for n in range(rounds):
        for kind, found in ratios.items():
            speeds = []
            for which, copy in (("other", other), ("this", ROOT)):
                took, _, seconds, _ = render(folder, COMMON, f"{which} {n}", copy)
                speeds.append(seconds / took)
            found.append(speeds[1] / speeds[0])
            print(f"{kind}: {speeds[0]:.0f}, {speeds[1]:.0f}: {found[-1]:.2f} times")
    for kind, found in ratios.items():
        usual, bar = statistics.median(found), BETTER[kind]
        print(f"{kind}, median: {usual:.2f} times; {verdict(met=usual >= bar, bar=f'{bar:.2f} times')}")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--routine", choices=BARS, help="only this one")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--compare", type=Path, metavar="FOLDER", help="another copy of the source")
    given = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as name:
        if given.compare:
            compared(Path(name), given.compare.resolve(), given.rounds)
            return
        for routine in [given.routine] if given.routine else BARS:
            measured(Path(name), routine, given.rounds)


if __name__ == "__main__":
    main()
