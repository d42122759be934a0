"""Kills a coach that keeps its journal, at random moments, and looks at what is left of the file.

    python -m benchmarks.kill_nine [--kills 200] [--seed 1]

Each time a process notes events as a session does, only thirty times as often, until SIGKILL; the file is that of the
time before, and every tenth time a new one, so that its making is interrupted too.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from coach.model.effects import Mark, MarkKind
from coach.store import database
from coach.store.writer import Journal
from coach.support.errors import JournalError

EVENT_S = 0.1
"""Seconds between two events: a session has one every three seconds or so."""
LONGEST_S = 1.2
"""Seconds after its start at which a process is killed at the latest."""


def note(file: Path) -> None:
    """Note events, and print the number of each as it is noted, until killed."""
    journal = Journal(file, lambda name: print("trouble", name, flush=True))
    print("begun", journal.session, flush=True)
    journal.begin("legs", "Legs", {})
    for n in range(1_000_000):
        journal.mark(Mark(n, MarkKind.STROKE, str(n), "Left leg", "rope", n))
        print(n, flush=True)
        time.sleep(EVENT_S)


def kill_once(file: Path, after_s: float) -> tuple[int, str]:
    """How many noted events are missing after a kill, and what is wrong with the file."""
    command = [sys.executable, "-m", "benchmarks.kill_nine", "--note", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        if process.stdout is None:
            raise AssertionError("no pipe was opened")
        session = process.stdout.readline().split()[-1]
        time.sleep(after_s)
        process.send_signal(signal.SIGKILL)
        noted = [int(line) for line in process.stdout.read().split("\n")[:-1] if line.isdecimal()]
    try:
        found = {begun.session: entries for begun, entries in database.read(file)}
    except JournalError as error:
        return 0, str(error)
    written = [entry.at for entry in found.get(session, [])]
    if written != list(range(len(written))):
        return 0, "entries are missing in the middle"
    return max(0, len(noted) - len(written)), ""


def main() -> int:
    """Kill, look, count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--note", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.note:
        note(given.note)
    dice = random.Random(given.seed)  # noqa: S311 - moments, not secrets
    missing: Counter[int] = Counter()
    damaged: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for n in range(given.kills):
            file = Path(folder) / f"{n // 10}" / "journal.sqlite3"
            lost, wrong = kill_once(file, dice.uniform(0, LONGEST_S))
            missing[lost] += 1
            damaged += [wrong] if wrong else []
    print(f"{platform.platform()}, {os.cpu_count()} cores, SQLite {sqlite3.sqlite_version}, seed {given.seed}")
    print(f"{given.kills} kills at 0 to {LONGEST_S} s, an event every {EVENT_S} s: {len(damaged)} journals damaged")
    for count, times in sorted(missing.items()):
        print(f"  {count} events missing: {times} times")
    print(*damaged, sep="\n")
    return int(bool(damaged) or max(missing) > 1)


if __name__ == "__main__":
    sys.exit(main())
