"""How long from a key to the first change of sound, for every command, in a real session in the virtual room.

Run: python -m benchmarks.acknowledged. Commands are pressed in the silence of a rest, and the change is the first
sample above -60 dBFS. Not measured: a no while the coach leads (benchmarks.barge_in does), a no and a not sure that
find silence already and keep it, and Z, which fades over seconds. A key that met a sound does not count.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.barge_in import REST_S, lead, sounding
from benchmarks.setting import COACH, RATE_OF_ROOM, ROOT, home, log, loud, machine, percentiles, verdict
from tests.support.room import Recording, Room
from tests.support.terminal import Terminal

BAR_MS = 200
WINDOW_S, STILL_S = 3, 0.4
"""Seconds to look for an answer, and of silence before a key."""
STAY = {
    "where are we": "w",
    "slower": "s",
    "faster": "f",
    "softer": "-",
    "louder": "+",
    "which keys": "\t",
    "long words": "t",
    "say it slower": "l",
    "remember": "m",
    "foot help": "r",
    "touch relaxation": "e",
}
"""Commands that leave the session in its rest."""
LEAVE = {"go on": "y", "again": "a", "next": "x", "back": "b", "recall": "g", "next part": "p", "part before": "o"}
"""Commands that end a rest."""
Press = tuple[str, float]
"""The command, and when its key was pressed, in seconds of ``time.monotonic``."""


def until(done: Callable[[], bool], seconds: float) -> None:
    """Wait for something, but only so many seconds."""
    end = time.monotonic() + seconds
    while not done() and time.monotonic() < end:
        time.sleep(0.02)


def presses(coach: Terminal, recording: Recording, written: Path, rounds: int) -> Iterator[Press]:
    """Press each command's key ``rounds`` times, and at the end the one for "all done"."""

    def still() -> bool:
        first = recording.count - round(STILL_S * RATE_OF_ROOM)
        return not len(loud(recording.part(first, recording.count)))

    def rest() -> Press:
        lead(coach, written)
        until(lambda: sounding(recording, recording.count), 10)
        return "no", coach.press("k")

    def press(command: str, key: str) -> Press:
        time.sleep(REST_S)
        until(still, 30)
        return command, coach.press(key)

    for _ in range(rounds):
        for command, key in LEAVE.items():
            yield rest()
            yield press(command, key)
            time.sleep(REST_S)
        yield rest()
        for command, key in STAY.items():
            yield press(command, key)
        time.sleep(REST_S)  # otherwise the next key cuts off the last answer
        coach.press("y")
        time.sleep(REST_S)
    yield rest()
    yield press("all done", "q")
    time.sleep(WINDOW_S)


def answer(recording: Recording, moment: float) -> float | None:
    """Milliseconds from a key pressed in silence to the first sound; None if it wasn't silent, or stayed so."""
    first = recording.index(moment)
    found = loud(recording.part(first - RATE_OF_ROOM // 50, first + WINDOW_S * RATE_OF_ROOM))
    ms = 1000 * found[0] / RATE_OF_ROOM - 20 if len(found) else -1.0
    return ms if ms > 0 else None


def session(room: Room, folder: Path, rounds: int, voice: str) -> tuple[dict[str, list[float]], int]:
    """Milliseconds of every command, and how many keys came during a sound and don't count."""
    late, missed = room.calibrate(), 0
    took: dict[str, list[float]] = defaultdict(list)
    play = [
        "play",
        "legs-and-feet",
        "--age",
        "3m",
        "--no-care",
        "--no-listen",
        "--voice",
        voice,
        "--log",
        str(folder / "log"),
    ]
    with room.record() as recording, Terminal([*COACH, *play], home(folder, room.env), ROOT) as coach:
        found = list(presses(coach, recording, folder / "log", rounds))
        coach.press("\x03")
        coach.ends()
        for command, moment in found:
            if command != "no":
                ms = answer(recording, moment + late)
                took[command] += [] if ms is None else [ms]
                missed += ms is None
    heard = sum(line["kind"] == "heard" and line.get("by") == "key" for line in log(folder / "log"))
    print(f"{len(found)} keys pressed and measured, {heard} commands in the log, {missed} not counted")
    return took, missed


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--voice", default="heart")
    given = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as folder, Room() as room:
        took, _ = session(room, Path(folder), given.rounds, given.voice)
    for command in sorted(took):
        print(f"{command:14} {percentiles(took[command])}")
    worst, whole = max((ms for found in took.values() for ms in found), default=0.0), all(took.values())
    print(verdict(met=whole and worst <= BAR_MS, bar=f"every command within {BAR_MS} ms, the slowest took {worst:.0f}"))


if __name__ == "__main__":
    main()
