"""What a live session costs: processor time and memory of the coach and its helpers (Linux).

Run: python -m benchmarks.session_cost. A session cannot be sped up, so a few minutes of one are measured, from the
start of the program: the dearest minutes, in which the voice is loaded and the phrases are made. With --whole it is one
whole session, from the start to the goodbye, with every phrase in store. Options of coach play can be added, such as
--no-microphone.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
import time
from pathlib import Path

from benchmarks.setting import COACH, ROOT, asked, home, lingers, log, machine, verdict
from tests.support.room import Room
from tests.support.terminal import Terminal

CPU_BAR, MB_BAR = 5.0, 350.0
"""Percent of one core; megabytes."""
LINGERS_S = 20.0
"""Seconds after which the caregiver goes on from an open-ended stroke, as the coach said."""


def family(pid: int) -> list[int]:
    """A process with all its descendants."""
    children = [int(p) for task in Path(f"/proc/{pid}/task").glob("*/children") for p in task.read_text().split()]
    return [pid, *(one for child in children for one in family(child))]


def cpu_s(pid: int) -> float:
    """Seconds of processor time that a process has used so far, with those of its children that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return sum(int(field) for field in fields[11:15]) / os.sysconf("SC_CLK_TCK")


def memory_mb(pid: int) -> float:
    """Megabytes of a process; shared memory is divided among those who share it."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def measure(room: Room, folder: Path, play: list[str], minutes: float) -> tuple[float, float, float, float]:
    """Run a session; seconds, processor seconds in all and in the second half, and the most megabytes at once."""
    env = home(folder, room.env) | {"XDG_CACHE_HOME": str(folder / "cache")}
    written, used, most, half = folder / f"log {time.monotonic_ns()}", {}, 0.0, 0.0
    with Terminal([*COACH, *play, "--log", str(written)], env, ROOT) as coach:
        end = coach.began + minutes * 60
        while time.monotonic() < end and coach.process.poll() is None:
            time.sleep(0.5)
            megabytes = 0.0
            for pid in family(coach.process.pid):
                try:
                    used[pid], megabytes = cpu_s(pid), megabytes + memory_mb(pid)
                except OSError:
                    continue
            most = max(most, megabytes)
            if not half and time.monotonic() > coach.began + minutes * 30:
                half = sum(used.values())
            if asked(log(written)):
                time.sleep(2)
                coach.press("y")
            elif lingers(log(written), LINGERS_S):
                coach.press("y")
        seconds = time.monotonic() - coach.began
        if coach.process.poll() is None:
            coach.press("\x03")
            coach.ends(60)
    return seconds, sum(used.values()), sum(used.values()) - half, most


def fill(room: Room, folder: Path, routine: str) -> None:
    """Put every phrase of the routine in store."""
    env = home(folder, room.env) | {"XDG_CACHE_HOME": str(folder / "cache")}
    render = [*COACH, "render", routine, "--age", "3m", "-o", str(folder / "whole.wav")]
    subprocess.run(render, env=env, cwd=ROOT, check=True, capture_output=True)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument("--whole", action="store_true", help="one session to its end, with every phrase in store")
    parser.add_argument("--routine", default="whole-routine")
    given, extra = parser.parse_known_args()  # options unknown here go to coach play
    minutes = 60.0 if given.whole else given.minutes
    print(machine())
    play = ["play", given.routine, "--age", "3m", "--no-care", *extra]
    length = "to its end" if given.whole else f"{minutes:g} minutes"
    print(f"coach {' '.join(play)}, {length}, without the sound server; shared memory is divided")
    with tempfile.TemporaryDirectory() as folder, Room() as room:
        if given.whole:
            fill(room, Path(folder), given.routine)
        for kind in ("filled",) if given.whole else ("empty", "filled"):
            seconds, cpu, later, most = measure(room, Path(folder), play, minutes)
            share = 100 * cpu / seconds
            half = "" if given.whole else f" ({200 * later / seconds:.1f} % in the second half)"
            print(
                f"{kind} cache: {cpu:.1f} s of processor time in {seconds:.0f} s, {share:.1f} % of one core"
                f"{half}; at most {most:.0f} MB"
            )
            print("  " + verdict(met=share <= CPU_BAR and most <= MB_BAR, bar=f"{CPU_BAR:g} % and {MB_BAR:g} MB"))


if __name__ == "__main__":
    main()
