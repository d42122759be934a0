"""How long from the end of a spoken "baby says no" to silence, in a real session of the real program that listens.

Run: python -m benchmarks.spoken_no CLIPS [CLIPS ...] [--sayings 40]. CLIPS are as for benchmarks.ears; those of --part
are said into the virtual room one after another, every other one while the coach talks and the rest in its pauses.
While it talks: to the last sample above -60 dBFS at the loudspeaker. In a pause: to the moment at which the session
took it for a no. Both count from the last audible sample at the parent's mouth, 20 ms before it is in the room.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from benchmarks import setting
from benchmarks.barge_in import lead, sounding
from benchmarks.setting import COACH, RATE_OF_ROOM, ROOT, TEACHING, Stalls, home, log, loud
from tests.support.room import Recording, Room
from tests.support.terminal import Terminal

MEDIAN_MS, P95_MS = 120, 260
ECHO_DB, LOUD, HISS = -14, 0.05, 0.0005
"""Of the loudspeaker at the microphone; RMS of a saying there, -26 dBFS, about as loud as the coach; of the room."""
WITHIN_S, REST_S = 1.5, 1.5
"""Seconds: a saying that has stopped nothing by then was missed."""
LEADS_WITHIN_S = 8
"""How long a stroke is waited for: what the coach says before the first one takes a minute, and is stopped as well."""


def sayings(folders: list[Path], part: str, dice: random.Random) -> Iterator[tuple[str, NDArray[np.float32], int]]:
    """Engine, samples and rate of clips of "no", in a shuffled order, again and again."""
    rows = [
        (folder, json.loads(line))
        for folder in folders
        for path in sorted(folder.glob(f"{part}*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    said = [(folder / row["path"], row.get("engine", "")) for folder, row in rows if row.get("label") == "no"]
    while True:
        dice.shuffle(said)
        for path, engine in said:
            samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
            mono = samples.mean(1)
            yield engine, mono * (LOUD / float(np.sqrt((mono**2).mean()))), rate


class Caregiver:
    """Plays a saying, and knows when it was said."""

    def __init__(self, room: Room, coach: Terminal, mouth: Recording, speaker: Recording, written: Path) -> None:
        self.room, self.coach, self.mouth, self.speaker, self.written = room, coach, mouth, speaker, written

    def wait(self, *, talking: bool) -> bool:
        """Wait until the coach has talked, or been silent, for 0.4 s. Returns whether that came within a minute."""
        since, end = time.monotonic(), time.monotonic() + 60
        while time.monotonic() < end:
            time.sleep(0.02)
            if sounding(self.speaker, self.speaker.count) is not talking:
                since = time.monotonic()
            elif time.monotonic() - since > 0.4:
                return True
        return False

    def say(self, samples: NDArray[np.float32], rate: int) -> tuple[float, float]:
        """When it began and ended."""
        began = self.mouth.count
        self.room.say(np.pad(samples, (0, rate // 4)), rate).wait(timeout=60)
        time.sleep(WITHIN_S)
        heard = loud(self.mouth.part(began, self.mouth.count), 3e-3) + began
        return self.mouth.moment(int(heard[0])), self.mouth.moment(int(heard[-1]))

    def taken(self, began: float) -> float | None:
        """When the session first heard a spoken no after ``began``."""
        for line in log(self.written):
            if line["kind"] == "heard" and line.get("command") == "no" and setting.monotonic(line["wall"]) > began:
                return setting.monotonic(line["wall"])
        return None

    def measured(self, samples: NDArray[np.float32], rate: int, *, talking: bool) -> float | None:
        """Say it: milliseconds from its end to what is measured, or None."""
        began, ended = self.say(samples, rate)
        moment = self.taken(began)
        if moment and talking:
            moment = self.silent(moment)
        return None if moment is None else round(1000 * (moment - ended), 1)

    def silent(self, taken: float) -> float | None:
        """When the loudspeaker fell silent after the session took it for a no; None when it talked on."""
        first, last = (self.speaker.index(taken + s) for s in (0, WITHIN_S))
        found = loud(self.speaker.part(first, last))
        # What comes after a silence of 0.2 s is the earcon; the coach may have been between two words.
        parted = np.flatnonzero(np.diff(found, prepend=0) > RATE_OF_ROOM // 5)
        if not len(parted):
            return None if len(found) and found[-1] > last - first - RATE_OF_ROOM // 5 else taken
        return self.speaker.moment(first + (int(found[parted[0] - 1]) + 1 if parted[0] else 0))


Took = dict[str, list[float | None]]
Clips = Iterator[tuple[str, NDArray[np.float32], int]]


def session(room: Room, folder: Path, clips: Clips, most: int, warm: float) -> Took:
    """Milliseconds for each saying; None for one that was missed. Fewer than ``most`` if the routine ends before."""
    took, written = Took(talking=[], pause=[]), folder / f"log {time.monotonic_ns()}"
    play = (*TEACHING, "--log", str(written), "--microphone", "remapped")
    with (
        room.record() as speaker,
        room.record("parent") as mouth,
        Terminal([*COACH, *play], home(folder, room.env), ROOT) as coach,
    ):
        me = Caregiver(room, coach, mouth, speaker, written)
        time.sleep(warm)
        for n in range(most):
            if any(line.get("what") == "ended" for line in log(written)) or coach.process.poll() is not None:
                return took
            lead(coach, written, LEADS_WITHIN_S)
            how = "talking" if n % 2 == 0 else "pause"
            if me.wait(talking=how == "talking"):
                engine, samples, rate = next(clips)
                took[how].append(me.measured(samples, rate, talking=how == "talking"))
                print(f"  {how:7} {engine:8} {took[how][-1] or 'missed'}", flush=True)
                time.sleep(REST_S)
                coach.press("\r" if n % 8 else "x")
                time.sleep(0.5)
        coach.press("\x03")
        coach.ends()
    return took


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clips", type=Path, nargs="+")
    parser.add_argument("--part", default="test", choices=["tune", "test"])
    parser.add_argument("--sayings", type=int, default=40)
    parser.add_argument("--warm", type=float, default=12.0, help="seconds of the session before the first saying")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(setting.machine())
    print(f"coach play legs-and-feet --detail teach --microphone, {given.sayings} sayings, echo {ECHO_DB} dB")
    stalls, took = Stalls(), Took(talking=[], pause=[])
    clips = sayings(given.clips, given.part, random.Random(given.seed))  # noqa: S311 - no secret
    with tempfile.TemporaryDirectory() as folder, Room(echo_db=ECHO_DB) as room:
        while (left := given.sayings - sum(map(len, took.values()))) > 0:
            for how, found in session(room, Path(folder), clips, left, given.warm).items():
                took[how] += found
    every = []
    for how, found in took.items():
        heard = [ms for ms in found if ms is not None]
        every += heard
        print(f"{how}: end of the phrase to silence: {setting.percentiles(heard)}; missed {len(found) - len(heard)}")
    print(f"together: {setting.percentiles(every)}; {stalls.told()}")
    met = bool(every) and np.median(every) <= MEDIAN_MS and np.percentile(every, 95) <= P95_MS
    print(setting.verdict(met=bool(met), bar=f"median {MEDIAN_MS}, p95 {P95_MS} ms"))


if __name__ == "__main__":
    main()
