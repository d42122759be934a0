"""How long from `coach play` to the first word, and to the first sentence of the massage, at a virtual loudspeaker.

Run: python -m benchmarks.startup. Warm: the sentences are cached. Empty: no cache folder exists (Python's own .pyc
files do, as after every installation). The machine's file cache is warm in both. Where the short sound for hello is
played instead of the spoken one, the first word is what follows it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.setting import COACH, RATE_OF_ROOM, ROOT, home, log, loud, machine, percentiles, verdict
from coach import words
from coach.sound import earcons
from coach.store.profile import Profile
from coach.voices.cache import CachedVoice
from coach.voices.heart import HeartVoice
from tests.support.room import Recording, Room
from tests.support.terminal import Terminal

BARS = {"warm": 0.4, "empty": 0.7}
"""Seconds to the first word, in the median."""
LONGEST_S = 12.0
APART_S = 0.02
"""Seconds of silence at least between hello and what follows."""
HELLO = words.load().one("hello")


def heard(recording: Recording, since: float, hello_s: float) -> tuple[float, float]:
    """The moments of the first sound after ``since``, and of the first sound after ``hello_s`` more seconds."""
    first, end = np.nan, since + LONGEST_S
    while time.monotonic() < end:
        time.sleep(0.05)
        begin = recording.index(since)
        found = loud(recording.samples[begin:])
        if not len(found):
            continue
        first = recording.moment(begin + int(found[0]))
        later = found[found > found[0] + int((hello_s + APART_S) * RATE_OF_ROOM)]
        if len(later):
            return first, recording.moment(begin + int(later[0]))
    return first, np.nan


def spoken(written: Path) -> bool:
    """Whether the coach said hello in words."""
    return any(line["kind"] == "say" and line["text"] == HELLO for line in log(written))


def measure(room: Room, kind: str, runs: int, folder: Path) -> list[tuple[float, float]]:
    """Start the coach again and again; seconds to the first word and to the first sentence of each run."""
    env, result = home(folder, room.env), []
    lengths = {False: earcons.load("hello").ms, True: CachedVoice(HeartVoice(Profile().rate), None).speak(HELLO).ms}
    late = room.calibrate()
    print(f"{kind} cache: the recorder's own {1000 * late:.1f} ms are taken off")
    for n in range(runs + (kind == "warm")):
        written = folder / f"{kind}-{n}.log"
        if kind == "empty":
            shutil.rmtree(folder / "cache", ignore_errors=True)
        with room.record() as recording:
            time.sleep(0.3)
            with Terminal([*COACH, "play", "hips", "--age", "3m", "--log", str(written)], env, ROOT) as coach:
                while not written.exists() or not log(written):
                    time.sleep(0.02)
                word = spoken(written)
                first, then = heard(recording, coach.began, lengths[word] / 1000)
                if n or kind == "empty":
                    result.append(((first if word else then) - coach.began - late, then - coach.began - late))
                else:
                    time.sleep(20)  # the first area is ready and cached
                coach.press("\x03")
                coach.ends()
        time.sleep(0.3)
    return result


def processor_ms(*command: str) -> float:
    """Milliseconds of processor time, of all cores together, that the quickest of five runs of a command takes."""
    took = []
    for _ in range(5):
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, _, used = os.wait4(process.pid, 0)
        process.returncode = 0
        took.append(1000 * (used.ru_utime + used.ru_stime))
    return min(took)


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
            print(f"{kind} cache, first word:     {percentiles(times[:, 0] * 1000)}")
            print(f"{kind} cache, first sentence: {percentiles(times[:, 1] * 1000)}")
            print("  " + verdict(met=bool(np.median(times[:, 0]) <= bar), bar=f"first word, median, {bar} s"))
    if hasattr(os, "wait4"):
        before = processor_ms(COACH[0], "-c", "import coach.cli.main, coach.cli.commands.massage")
        print(f"processor time of all that is imported before the first word: {before:.0f} ms")
        print(f"processor time of coach list: {processor_ms(*COACH, 'list'):.0f} ms")


if __name__ == "__main__":
    main()
