"""Breaks every routine at every 10 ms, in virtual time, and looks for a silence that nobody chose.

    python -m benchmarks.silence [--every 10] [--routine NAME]

At each moment a no, a lost loudspeaker (a notice) and a lost voice are tried, and the next 40 seconds looked at.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time

from coach.model import Command, Heard, Notice
from tests.audible import LONGEST, shipped, worst

FAULTS = {
    "no": (lambda at: Heard(at, Command.NO, "benchmark"), True),
    "loudspeaker lost": (lambda at: Notice(at, "The loudspeaker is gone."), True),
    "voice lost": (lambda at: Notice(at, "My voice has failed."), False),
}


def main() -> int:
    """Print the longest silence of each routine under each fault; 1 when one is too long."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=10, help="milliseconds between two moments")
    parser.add_argument("--routine", default="")
    given = parser.parse_args()
    print(f"{platform.platform()}, {os.cpu_count()} cores; a fault every {given.every} ms, {LONGEST} ms allowed")
    broken = 0
    for name, state in shipped().items():
        if given.routine in ("", name):
            for fault, (make, voiced) in FAULTS.items():
                began = time.monotonic()
                silence, at, points = worst(state, make, given.every, voiced=voiced)
                broken += silence > LONGEST
                took = time.monotonic() - began
                print(f"{name:16} {fault:18} {points:8} moments, longest silence {silence} ms at {at} ({took:.0f} s)",
                      flush=True)  # fmt: skip
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main())
