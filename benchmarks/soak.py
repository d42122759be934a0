"""A long evening in the virtual room with a no every minute: what grows, and whether the last beats are still exact.

    python -m benchmarks.soak [--minutes 60]

A coach plays in a terminal on a virtual loudspeaker, and keys answer it. Printed: memory, threads and file descriptors
of the coach and of its helpers, and how far the beats of the first and of the last minute are from their times, with
what the machine itself did meanwhile; then how it ended when it was told to, and a verdict.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.setting import Stalls, machine, verdict
from tests.support.room import RATE, Room, starts
from tests.support.terminal import Terminal

ROOT = Path(__file__).parents[1]
PACE_MS = 4000
EXACT_MS, GROWTH_MB = 5, 5
PART = """\
  - title: {n} leg
    strokes:
      - {{name: rope, teach: "Slide to the ankle.", remind: "Hip to ankle.", times: 200, pace: 4, count: ticked}}
"""
ROUTINE = "coach: 1\ntitle: Soak\nabout: Hours of the same stroke\nparts:\n"
Look = list[tuple[float, int, int]]
"""Of the coach, then of each helper: megabytes, threads, file descriptors."""
Exact = list[tuple[NDArray[np.float64], str]]
"""How far beats were off, in milliseconds, and how the machine stalled meanwhile."""


def look(pid: int) -> tuple[float, int, int]:
    """Megabytes that the process keeps in memory, its threads, its file descriptors."""
    status = Path(f"/proc/{pid}/status").read_text()
    fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    return int(fields["VmRSS"].split()[0]) / 1024, int(fields["Threads"]), len(list(Path(f"/proc/{pid}/fd").iterdir()))


def family(pid: int) -> list[int]:
    """The process and those it started."""
    out = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False).stdout
    return [pid, *(one for child in out.split() for one in family(int(child)))]


def lead(terminal: Terminal, room: Room, minutes: int) -> tuple[list[Look], Exact]:
    """A no at the 50th second of every minute, on at the next; looks, and the beats of the first and last minute."""
    terminal.reads("massage?", 60)
    time.sleep(2)  # it is printed before it is heard, and a yes before it is no answer
    terminal.press("\n")
    terminal.reads("Slide to the ankle.", 60)
    looks, exact = [], []
    for minute in range(minutes):
        if minute:
            terminal.press("\n")
        time.sleep(10)
        if terminal.text.rstrip().rsplit("\n", 1)[-1].startswith(("Turn to", "Ask your")):  # an area has ended
            terminal.press("\n")
        if minute in (0, minutes - 1):
            with room.record() as recording:
                stalls = Stalls()
                time.sleep(40)
            exact.append((beats(recording.samples), stalls.told()))
        else:
            time.sleep(40)
        looks.append([look(one) for one in family(terminal.process.pid)])
        terminal.press("n")
        time.sleep(10)
    return looks, exact


def beats(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    """Milliseconds by which each beat was too far from the one before, as the loudspeaker gave them."""
    apart = np.diff(starts(samples, 0.01, gap=RATE // 2)) * 1000 / RATE
    return apart[np.abs(apart - PACE_MS) < PACE_MS / 10] - PACE_MS


def main() -> int:
    """Play, look, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--voice", default="heart")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, Room() as room:
        folder = Path(name)
        parts = "".join(PART.format(n=n) for n in ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Last"))
        (folder / "soak.yaml").write_text(ROUTINE + parts)
        env = room.env | {f"XDG_{kind}_HOME": str(folder / kind) for kind in ("CONFIG", "CACHE", "DATA")}
        command = [
            sys.executable,
            "-m",
            "coach.cli.main",
            "play",
            str(folder / "soak.yaml"),
            "--age",
            "6m",
            "--no-care",
            "--voice",
            given.voice,
        ]
        with Terminal(command, env | {"PYTHONPATH": str(ROOT)}, folder) as terminal:
            looks, exact = lead(terminal, room, given.minutes)
            print("still leading at the end" if terminal.process.poll() is None else "ended before its time")
            terminal.press("q")
            try:
                ended = terminal.ends(60) == 0
            except subprocess.TimeoutExpired:
                ended = False
        return report(looks, exact, ended=ended)


def report(looks: list[Look], exact: Exact, *, ended: bool) -> int:
    """Print the figures; 1 when a promise is broken."""
    first, last = looks[0], looks[-1]
    grown = sum(one[0] for one in last) - sum(one[0] for one in first)
    print(f"{machine()}; {len(looks)} minutes, a no in each")
    print(f"told to end, it {'said goodbye' if ended else 'did NOT end by itself'}")
    halfway = looks[len(looks) // 2]
    for name, kept in (("after a minute", first), ("half-way", halfway), ("at the end", last)):
        rows = ", ".join(f"{mb:.1f} MB {threads} threads {fds} descriptors" for mb, threads, fds in kept)
        print(f"  {name:15} {rows}")
    print(f"  memory grew by {grown:.2f} MB (coach and helpers)")
    coach = [one[0][0] for one in looks]
    print(
        f"  the coach's, minute by minute, in MB: {' '.join(f'{mb:.1f}' for mb in coach)}; "
        f"{np.polyfit(range(len(coach)), coach, 1)[0] if len(coach) > 1 else 0:+.3f} a minute"
    )
    for name, (off, stood) in zip(("first minute", "last minute"), exact, strict=False):
        wrong, within = np.abs(off), np.count_nonzero(np.abs(off) <= EXACT_MS)
        print(
            f"  {name:15} {len(off)} beats, {within} within {EXACT_MS} ms of their times at the loudspeaker, median "
            f"{np.median(wrong) if len(wrong) else 0:.2f}, worst {wrong.max(initial=0):.2f} ms; {stood}"
        )
    same = [one[1:] for one in first] == [one[1:] for one in last]
    print(f"  threads and descriptors {'as many at the end' if same else 'NOT as many at the end'}")
    met = ended and grown < GROWTH_MB and same and as_exact(exact[0][0], exact[-1][0])
    print(
        verdict(
            met=met,
            bar=f"memory grows by less than {GROWTH_MB} MB, threads and descriptors stay as many, "
            "the beats of the last minute are as exact as those of the first",
        )
    )
    return int(not met)


def as_exact(first: NDArray[np.float64], last: NDArray[np.float64]) -> bool:
    """Whether both heard beats, and the last ones are all within ``EXACT_MS``, or as many of them as of the first."""
    if not (len(first) and len(last)):
        return False
    return bool((np.abs(last) <= EXACT_MS).mean() >= (np.abs(first) <= EXACT_MS).mean())


if __name__ == "__main__":
    sys.exit(main())
