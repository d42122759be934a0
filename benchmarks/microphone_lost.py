"""Takes the microphone away from a session and gives it back: how soon that is said, with the key that still works.

    python -m benchmarks.microphone_lost [--accident NAME]

A coach leads in a terminal in the virtual room, whose air hisses softly, and listens. The microphone is muted,
overloaded, taken by another program, unplugged. Printed for each: seconds from the accident to the earcon and to
the beginning of its sentence, as handed to the loudspeaker; and from its end to "I can hear you again".
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.setting import COACH, ROOT, home, log, machine, to_first_stroke, verdict
from coach import words
from coach.ears.microphone import LOST_SAY
from coach.ears.spotting.health import BACK_SAY, CLIPPED_SAY, SILENT_SAY
from tests.support.room import RATE, Room
from tests.support.terminal import Terminal

SAID_S = 3.0
PLAY = ("play", "hips", "--age", "3m", "--no-care", "--voice", "heart", "--microphone", "remapped", "--no-crying")
Change = Callable[[Room], object]


def hiss(room: Room, loud: float, seconds: float) -> subprocess.Popen[bytes]:
    """Noise in the room."""
    return room.say((loud * np.random.default_rng(1).normal(size=int(seconds * RATE))).astype(np.float32))


@dataclass(frozen=True)
class Accident:
    """How a microphone fails and recovers, and the name of the sentence about it."""

    name: str
    go: Change
    come: Change
    sentence: str


ACCIDENTS = (
    Accident("muted", Room.mute_mic, lambda room: room.mute_mic(muted=False), SILENT_SAY),
    Accident("overloaded", lambda room: hiss(room, 5.0, 10), lambda _room: None, CLIPPED_SAY),
    Accident("taken", Room.take_mic, lambda room: room.take_mic(taken=False), LOST_SAY),
    Accident("unplugged", Room.unplug_mic, Room.plug_mic, LOST_SAY),
)


def said(file: Path, sentence: str, since: float, seconds: float) -> tuple[float, float]:
    """Wall times at which the earcon and the sentence began; infinite if they didn't in time."""
    until = time.time() + seconds
    while time.time() < until:
        lines = log(file)
        for line in lines:
            if line["kind"] == "say" and line["text"].startswith(sentence) and line["wall"] > since:
                # The earcon sounds at once, the sentence as much later as the session times of the two lines tell.
                sound = next(one for one in reversed(lines) if one.get("name") == "trouble")
                return sound["wall"], sound["wall"] + (line["t"] - sound["t"]) / 1000
        time.sleep(0.02)
    return float("inf"), float("inf")


def suffer(accident: Accident, seconds: float) -> tuple[float, float, float]:
    """One session with one failure: seconds to the earcon, to the sentence, and to the good news."""
    with tempfile.TemporaryDirectory() as name, Room() as room:
        folder = Path(name)
        air = hiss(room, 0.005, 120)
        with Terminal([*COACH, *PLAY, "--log", str(folder / "log")], home(folder, room.env), ROOT) as terminal:
            to_first_stroke(terminal)
            while not any(line["kind"] == "ear" for line in log(folder / "log")):
                time.sleep(0.1)
            time.sleep(1)
            gone = time.time()
            accident.go(room)
            earcon, sentence = said(folder / "log", words.load().one(accident.sentence), gone, seconds)
            if accident.name == "overloaded":
                time.sleep(max(0, gone + 10 - time.time()))
            back = time.time()
            accident.come(room)
            _, well = said(folder / "log", words.load().one(BACK_SAY), back, 30)
        air.kill()
        air.wait()
        return earcon - gone, sentence - gone, well - back


def main() -> int:
    """Print the table; 1 when a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accident", default="")
    given = parser.parse_args()
    print(machine())
    late = 0
    for accident in ACCIDENTS:
        if given.accident in accident.name:
            earcon, sentence, well = suffer(accident, 20)
            late += not (sentence <= SAID_S and well < float("inf"))
            print(
                f"{accident.name:11} earcon after {earcon:.2f} s, sentence after {sentence:.2f} s, "
                f"good news {well:.2f} s after its end",
                flush=True,
            )
    print(verdict(met=not late, bar=f"said within {SAID_S:.0f} s, and again when it is well"))
    return int(late > 0)


if __name__ == "__main__":
    sys.exit(main())
