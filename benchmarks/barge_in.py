"""How long from a key to the last audible sample at a virtual loudspeaker, in a real session of the real program.

Run: python -m benchmarks.barge_in. A key is pressed at random moments of a teaching session; Enter, or x for the next
stroke, goes on. Measured from the writing of the key's byte into the terminal to the last sample above -60 dBFS
in the 300 ms that follow; the earcon that tells of the silence comes 400 ms after the key.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.setting import (
    COACH,
    RATE_OF_ROOM,
    ROOT,
    TEACHING,
    asked,
    home,
    log,
    loud,
    machine,
    percentiles,
    verdict,
)
from tests.support.room import Recording, Room
from tests.support.terminal import Terminal

P95_MS, MOST_MS = 20, 80
WINDOW_MS, REST_S = 300, 1.3
"""Seconds: the key of a no counts as the same elbow for one second."""


def pressed(coach: Terminal, recording: Recording, written: Path, presses: int, dice: random.Random) -> Iterator[float]:
    """Press keys while something sounds, going on after each; the moments of the keys."""
    for n in range(presses):
        lead(coach, written)
        time.sleep(dice.uniform(1.0, 3.0))
        end = time.monotonic() + 8
        while not sounding(recording, recording.count) and time.monotonic() < end:
            time.sleep(0.02)
        time.sleep(dice.uniform(0.0, 0.3))
        yield coach.press("k")
        time.sleep(REST_S)
        coach.press("x" if n % 4 == 3 else "\r")


def lead(coach: Terminal, written: Path, within: float = 60) -> None:
    """Answer yes to the baby's question, if one is open, so that the coach leads; wait for it so many seconds."""
    time.sleep(0.3)
    end = time.monotonic() + within
    while not leads(lines := log(written)) and time.monotonic() < end:
        if asked(lines):
            time.sleep(1.0)
            coach.press("y")
        time.sleep(0.5)


def leads(lines: list[dict[str, Any]]) -> bool:
    """Tell whether a stroke was begun since the last question."""
    marks = [line["what"] for line in lines if line["kind"] == "mark" and line["what"] in {"asked", "stroke"}]
    return bool(marks) and marks[-1] == "stroke"


def sounding(recording: Recording, index: int) -> bool:
    """Tell whether the loudspeaker gives anything in the 25 ms before sample ``index``."""
    return bool(len(loud(recording.part(index - RATE_OF_ROOM // 40, index), 3e-3)))


def silences(recording: Recording, moments: Iterable[float]) -> tuple[list[float], int]:
    """Milliseconds from each moment to the last audible sample, and how many moments were in a pause."""
    took, pauses = [], 0
    for moment in moments:
        first = recording.index(moment)
        if not sounding(recording, first + RATE_OF_ROOM // 200):
            pauses += 1
            continue
        found = loud(recording.part(first, first + RATE_OF_ROOM * WINDOW_MS // 1000))
        took.append(1000 * (found[-1] + 1) / RATE_OF_ROOM if len(found) else 0.0)
    return took, pauses


def session(room: Room, folder: Path, presses: int, seed: int) -> tuple[list[float], int]:
    """Run one session; milliseconds to silence of each key, and how many were pressed in a pause."""
    late, dice = room.calibrate(), random.Random(seed)  # noqa: S311
    print(f"the recorder's own {1000 * late:.2f} ms are taken off")
    env = home(folder, room.env)
    with room.record() as recording:
        play = (*TEACHING, "--no-listen", "--log", str(folder / "log"))
        with Terminal([*COACH, *play], env, ROOT) as coach:
            moments = list(pressed(coach, recording, folder / "log", presses, dice))
            seconds = time.monotonic() - coach.began
            coach.press("\x03")
            coach.ends()
        took, pauses = silences(recording, [moment + late for moment in moments])
    nos = sum(1 for line in log(folder / "log") if line["kind"] == "heard" and line.get("command") == "no")
    print(f"{nos} of {presses} keys were taken for a no; the session took {seconds:.0f} s")
    return took, pauses


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--presses", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(machine())
    print(f"coach play legs-and-feet --age 3m --detail teach, {given.presses} keys, seed {given.seed}")
    with tempfile.TemporaryDirectory() as folder, Room() as room:
        took, pauses = session(room, Path(folder), given.presses, given.seed)
    print(f"key to last audible sample: {percentiles(took)}; {pauses} keys fell into a pause and do not count")
    print("slowest: " + ", ".join(f"{ms:.1f}" for ms in sorted(took)[-5:]) + " ms")
    met = bool(np.percentile(took, 95) <= P95_MS and max(took) <= MOST_MS)
    print(verdict(met=met, bar=f"p95 at most {P95_MS} ms, max {MOST_MS} ms"))


if __name__ == "__main__":
    main()
