"""How long from `coach play` to the first sound, and to the first word, at a virtual loudspeaker.

Run: python -m benchmarks.startup. Warm: the phrases are cached. Empty: no cache folder exists (Python's own .pyc files
do, as after every installation). The machine's file cache is warm in both.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.setting import COACH, RATE_OF_ROOM, ROOT, home, loud, machine, percentiles, verdict
from coach.sound import earcons
from tests.support.room import Recording, Room
from tests.support.terminal import Terminal

BARS = {"warm": 0.8, "empty": 1.5}
"""Seconds to the first sound."""
LONGEST_S = 12.0


def heard(recording: Recording, since: float, hello_s: float) -> tuple[float, float]:
    """Wait for the first sound after ``since`` and the first word after it; gives both as moments."""
    first, end = 0.0, since + LONGEST_S
    while time.monotonic() < end:
        time.sleep(0.05)
        begin = recording.index(since)
        found = loud(recording.samples[begin:])
        if not len(found):
            continue
        first = recording.moment(begin + int(found[0]))
        later = found[found > found[0] + int((hello_s + 0.02) * RATE_OF_ROOM)]
        if len(later):
            return first, recording.moment(begin + int(later[0]))
    return first, np.nan


def measure(room: Room, kind: str, runs: int, folder: Path) -> list[tuple[float, float]]:
    """Start the coach again and again; seconds to the first sound and to the first word of each run."""
    env, hello_s, result = home(folder, room.env), earcons.load("hello").ms / 1000, []
    late = room.calibrate()
    print(f"{kind} cache: the recorder's own {1000 * late:.1f} ms are taken off")
    for n in range(runs + (kind == "warm")):
        if kind == "empty":
            shutil.rmtree(folder / "cache", ignore_errors=True)
        with room.record() as recording:
            time.sleep(0.3)
            with Terminal([*COACH, "play", "hips", "--age", "3m"], env, ROOT) as coach:
                first, word = heard(recording, coach.began, hello_s)
                if n or kind == "empty":
                    result.append((first - coach.began - late, word - coach.began - late))
                else:
                    time.sleep(20)  # the first area is made and cached
                coach.press("\x03")
                coach.ends()
        time.sleep(0.3)
    return result


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10)
    runs = parser.parse_args().runs
    print(machine())
    print(f"coach play hips --age 3m, in a pseudo-terminal, {runs} runs each; seconds from the start of the process")
    with tempfile.TemporaryDirectory() as folder, Room() as room:
        for kind, bar in BARS.items():
            times = np.array(measure(room, kind, runs, Path(folder)))
            print(f"{kind} cache, first sound: {percentiles(times[:, 0] * 1000)}")
            print(f"{kind} cache, first word:  {percentiles(times[:, 1] * 1000)}")
            print("  " + verdict(met=bool(np.percentile(times[:, 0], 95) <= bar), bar=f"first sound, p95, {bar} s"))


if __name__ == "__main__":
    main()
