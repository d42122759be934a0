"""Takes the loudspeaker away from a session and gives it back: how soon it is noticed, and how soon it plays again.

    python -m benchmarks.outages [--seconds 1 10 60]

A coach leads in a terminal in the virtual room, with a soft sound under its voice, so that every moment without the
loudspeaker is a moment of silence. Accidents: the loudspeaker is unplugged, the server killed and restarted, another
program takes the device, and another loudspeaker joins and becomes the default. Printed for each outage: seconds until
it is noticed, and from the loudspeaker's return to its first sample; how far session time moved against the clock on
the wall; and whether every sentence was said once and in its order.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.setting import COACH, ROOT, home, log, loud, machine, to_first_stroke, verdict
from coach import words
from coach.model.options import Options
from coach.planning import age_limit, timeline
from coach.planning.timeline_builder import estimate
from coach.routines import library
from tests.support.room import Room
from tests.support.terminal import Terminal

NOTICED_S, BACK_S, MOVED_S = 1.0, 1.0, 0.1
PLAY = ("play", "hips", "--age", "3m", "--no-care", "--no-listen", "--voice", "system", "--bed", "brown")


@dataclass(frozen=True)
class Accident:
    """How a loudspeaker goes and comes back, and where the sound is then."""

    name: str
    go: Callable[[Room], None]
    come: Callable[[Room], None]
    sink: str = "speaker"
    noticed: bool = True
    """The sound stops, and that must be noticed."""
    takes_time: bool = False
    """To come back takes seconds, so its end counts; else the moment before it."""


ACCIDENTS = (
    Accident("unplugged", Room.unplug, Room.plug),
    Accident("server killed", Room.kill_server, Room.restart_server, takes_time=True),
    Accident("device taken", Room.take, Room.release),
    Accident("another joins", lambda _room: None, lambda room: room.join("bluetooth"), "bluetooth", noticed=False),
)


def expected() -> list[str]:
    """What the coach says in the first part of the routine, in order."""
    known = words.load()
    book, options = age_limit.suited(
        library.Library((library.ours(),)).load("hips"), Options(age=90, care=False), known
    )
    return [cue.say for cue in timeline.timeline(book.areas[0], options, known, estimate).cues if cue.say]


class Led:
    """A coach that leads, and its log."""

    def __init__(self, terminal: Terminal, file: Path) -> None:
        self.terminal, self.file = terminal, file
        to_first_stroke(terminal)

    def state(self, state: str, seconds: float = 5) -> float:
        """The wall time at which the output was last "lost" or "back"; infinite when it is not within so long."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            found = [line for line in log(self.file) if line["kind"] == "output" and "state" in line]
            if found and found[-1]["state"] == state:
                return float(found[-1]["wall"])
            time.sleep(0.02)
        return float("inf")

    def said(self) -> list[dict[str, Any]]:
        """The sentences of the part so far, without those about the loudspeaker."""
        lines = [line for line in log(self.file) if line["kind"] == "say" and "loudspeaker" not in line["text"]]
        first = next(n for n, line in enumerate(lines) if line["text"] == "Hold and rock.")
        return lines[first:]


def suffer(accident: Accident, seconds: float) -> tuple[float, float, float, bool]:
    """One session with one accident: noticed after, back after, session time moved by (s); every sentence in order."""
    with tempfile.TemporaryDirectory() as name, Room() as room:
        folder = Path(name)
        command = [*COACH, *PLAY, "--log", str(folder / "log")]
        with Terminal(command, home(folder, room.env), ROOT) as terminal:
            led = Led(terminal, folder / "log")
            time.sleep(1)
            gone = time.time()
            accident.go(room)
            noticed = led.state("lost") - gone if accident.noticed else 0.0
            time.sleep(max(0, seconds - (time.time() - gone)))
            back = time.monotonic()
            accident.come(room)
            back = time.monotonic() if accident.takes_time else back
            with room.record(accident.sink) as recording:
                while not len(loud(recording.samples)) and time.monotonic() < back + 10:
                    time.sleep(0.05)
                heard = loud(recording.samples)
                first = recording.moment(int(heard[0])) - back if len(heard) else float("inf")
            time.sleep(8)
            said = led.said()
            inside = "Traceback" not in terminal.text and (not accident.noticed or "\a" in terminal.text)
        drift = [float(line["wall"]) - int(line["t"]) / 1000 for line in said]
        texts = [line["text"] for line in said]
        in_order = inside and len(texts) > 3 and texts == expected()[: len(texts)]
        return noticed, max(first, 0.0), float(np.ptp(drift[2:])), in_order


def main() -> int:
    """Print the table; 1 when a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, nargs="+", default=[1, 10, 60])
    parser.add_argument("--accident", default="")
    given = parser.parse_args()
    print(machine())
    broken = 0
    for accident in ACCIDENTS:
        for seconds in given.seconds if accident.noticed else given.seconds[:1]:
            if given.accident in accident.name:
                noticed, first, moved, in_order = suffer(accident, seconds)
                broken += not (noticed <= NOTICED_S and first <= BACK_S and in_order)
                print(
                    f"{accident.name:14} for {seconds:3.0f} s: noticed after {noticed:.2f} s, sounds {first:.2f} s "
                    f"after its return, session time moved {moved:.2f} s, "
                    f"sentences {'each once and in order' if in_order else 'NOT in order'}",
                    flush=True,
                )
    print(verdict(met=not broken, bar=f"noticed within {NOTICED_S:.0f} s, sounds within {BACK_S:.0f} s, in order"))
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main())
