"""Lives whole lives with the coach, at random: evenings on the real command line, with days between them.

    python -m benchmarks.lives [--lives 300] [--evenings 14] [--first 0] [--prove]

Each life has a seed. A fault is printed with it and with the last evenings; ``--first SEED --lives 1`` lives it again.
``--prove`` breaks the coach on purpose, once for each rule, and tells whether the walk finds it.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections import Counter

import pytest

from benchmarks.lives_broken import BREAKS
from tests.support.life import live

SHOWN = 6
"""Evenings that are shown before a fault."""
MOST = 60
"""Lives in which a coach that was broken on purpose must be found out."""


def run(first: int, lives: int, evenings: int) -> int:
    """Live them, and tell what is wrong. Returns the number of faults."""
    counts: Counter[str] = Counter()
    faults = 0
    for seed in range(first, first + lives):
        life = live(seed, evenings)
        counts.update(life.counts)
        faults += bool(life.wrong)
        if life.wrong:
            print(f"seed {seed}", *life.story[-SHOWN:], *life.wrong[:3], sep="\n  ", flush=True)
    for rule, times in sorted(counts.items()):
        print(f"  {rule:40} {times:7}")
    return faults


def prove(first: int, evenings: int) -> int:
    """Break the coach in each way, and tell which seed finds it. Returns how many are never found."""
    missed = 0
    for rule, break_it in BREAKS.items():
        found = ""
        for seed in range(first, first + MOST):
            with pytest.MonkeyPatch.context() as patch:
                break_it(patch)
                wrong = live(seed, evenings).wrong
            found = next((one for one in wrong if one.startswith(rule)), "")
            if found:
                print(f"{rule}: seed {seed}, {found[:90]!r}", flush=True)
                break
        missed += not found
        if not found:
            print(f"{rule}: NOT found in {MOST} lives", flush=True)
    return missed


def main() -> int:
    """Live or prove."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lives", type=int, default=300)
    parser.add_argument("--evenings", type=int, default=14)
    parser.add_argument("--first", type=int, default=0, metavar="SEED")
    parser.add_argument("--prove", action="store_true")
    given = parser.parse_args()
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    if given.prove:
        missed = prove(given.first, given.evenings)
        print(f"{len(BREAKS)} ways to break the coach, {missed} not found")
        return int(missed > 0)
    began = time.monotonic()
    faults = run(given.first, given.lives, given.evenings)
    last = given.first + given.lives - 1
    print(f"seeds {given.first} to {last}, up to {given.evenings} evenings each: {faults} with a fault, ", end="")
    print(f"{time.monotonic() - began:.0f} s")
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main())
