"""Interrupts every routine at every 10 ms, in virtual time, and looks for a silence that nobody chose.

    python -m benchmarks.silence [--every 10] [--routine NAME]

At each moment a no, a lost loudspeaker (a notice) and a lost voice are tried in a session that forks there. The next 20
seconds are looked at, or until it waits for an answer: then whether it says or sounds something after 20 seconds, one
minute, three, six and nine.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable

from benchmarks.setting import machine, verdict
from coach.model.events import Bringer, Command, Event, Heard, Notice
from tests.support.audible import LONGEST, shipped, worst

FAULTS: dict[str, tuple[Callable[[int], Event], bool]] = {
    "no": (lambda at: Heard(at, Command.NO, Bringer.SCRIPT), True),
    "loudspeaker lost": (lambda at: Notice(at, "The loudspeaker is gone."), True),
    "voice lost": (lambda at: Notice(at, "My voice has failed."), False),
}


def main() -> int:
    """Print the longest silence of each routine under each fault; 1 when one is too long."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=10, help="milliseconds between two moments")
    parser.add_argument("--routine", default="")
    given = parser.parse_args()
    print(f"{machine()}; a fault every {given.every} ms, {LONGEST} ms of silence allowed")
    print(f"{'moments':>44}  longest silence   after   waits  without sign of life      CPU")
    broken, points, began = 0, 0, time.process_time()
    for name, state in shipped().items():
        if given.routine in ("", name):
            for fault, (make, voiced) in FAULTS.items():
                before = time.process_time()
                found = worst(state, make, given.every, voiced=voiced)
                broken += found.silence > LONGEST or found.lifeless > 0
                points += found.points
                print(
                    f"{name:16} {fault:17} {found.points:9,} {found.silence:13} ms {found.at:7} {found.rests:7,} "
                    f"{found.lifeless:21} {time.process_time() - before:6.0f} s",
                    flush=True,
                )
    print(
        f"{points:,} faults, {time.process_time() - began:.0f} s of CPU; "
        + verdict(met=not broken, bar="8 s and signs of life")
    )
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main())
