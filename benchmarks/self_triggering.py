"""Whether the coach hears itself: its own routines, played loudly into the virtual room while it listens.

Run: python -m benchmarks.self_triggering [--minutes 60] [--echo -4] [--rt60 0.9]. Routine after routine is led by the
real program with its microphone open; nobody speaks. Its questions to the baby are answered by a key. Everything that
was heard by ear, be it a phrase or crying, is a fault. A live hour takes an hour; it may share the machine with other
work.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.reverb import ringing
from benchmarks.session_cost import LINGERS_S
from benchmarks.setting import COACH, ROOT, asked, home, lingers, log, machine, verdict
from coach.model.effects import MarkKind
from coach.model.events import Bringer
from tests.support.room import Room
from tests.support.terminal import Terminal

ROUTINES = ("whole-routine", "legs-and-feet", "hips", "stretches")
EARS = {"microphone", Bringer.CRYING, Bringer.FUSSING}
LOUDEST_DB = -4.0
"""Of the loudspeaker at the microphone: a telephone beside the mat, turned up."""


def led(room: Room, folder: Path, routine: str, seconds: float) -> list[dict[str, Any]]:
    """Lead one routine to its end, or for so many seconds; what the program wrote."""
    written = folder / f"log {time.monotonic_ns()}"
    play = [
        "play",
        routine,
        "--age",
        "3m",
        "--detail",
        "teach",
        "--hips-cleared",
        "--teach-again",
        "--microphone",
        "remapped",
        "--log",
        str(written),
    ]
    end, acted = time.monotonic() + seconds, 0.0
    with Terminal([*COACH, *play], home(folder, room.env), ROOT) as coach:
        while time.monotonic() < end and coach.process.poll() is None:
            time.sleep(0.5)
            lines = log(written)
            stuck = bool(lines) and time.time() - lines[-1]["wall"] > LINGERS_S
            if time.monotonic() - acted > 5 and (asked(lines) or lingers(lines, LINGERS_S) or stuck):
                time.sleep(1)
                coach.press("y")
                acted = time.monotonic()
        if coach.process.poll() is None:
            coach.press("\x03")
            coach.ends(60)
    return log(written)


def main() -> None:
    """Print what was heard, and in how much."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--echo", type=float, default=LOUDEST_DB, help="dB of the loudspeaker at the microphone")
    parser.add_argument(
        "--rt60", type=float, default=0.6, help="seconds in which the room's echo falls by 60 dB; 0: none"
    )
    given = parser.parse_args()
    print(machine())
    room_of = f"echo {given.echo:g} dB, RT60 {given.rt60:g} s"
    print(f"{given.minutes:g} minutes of {', '.join(ROUTINES)} with the microphone open, {room_of}")
    began, faults, said = time.monotonic(), list[str](), Counter[str]()
    ducks, told = 0, list[str]()
    rings = given.rt60 > 0
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        room = stack.enter_context(Room(echo_db=None if rings else given.echo))
        if rings:
            stack.enter_context(ringing(room, given.echo, given.rt60))
        for routine in itertools.cycle(ROUTINES):
            if (left := given.minutes * 60 - (time.monotonic() - began)) <= 0:
                break
            lines = led(room, Path(folder), routine, left)
            if not any(line.get("what") == MarkKind.BEGUN for line in lines):
                raise SystemExit(f"self-triggering: {routine} did not begin; run coach play {routine} to see why")
            said.update(line["kind"] for line in lines)
            by_ear = [one for one in lines if one["kind"] == "heard" and one["by"] in EARS]
            faults += [f"{one['command']} by {one['by']}" for one in by_ear]
            sentences = sum(one["kind"] == "say" for one in lines)
            ducks += sum(one["kind"] == "duck" for one in lines)
            told += [one["text"] for one in lines if one["kind"] == "say" and "in my pauses" in one["text"]]
            print(f"  {routine}: {sentences} sentences, {len(by_ear)} heard", flush=True)
            for one in by_ear:
                before = [x["text"] for x in lines if x["kind"] == "say" and x["wall"] <= one["wall"]]
                print(f"    {one['command']} by {one['by']} after {before[-1:]}", flush=True)
    minutes = (time.monotonic() - began) / 60
    print(f"{said['say']} sentences, {said['sound']} sounds, {minutes:.1f} minutes: {faults or 'nothing heard'}")
    print(f"{ducks} times softer for a suspicion; told of how it listens: {told or 'nothing'}")
    print(verdict(met=not faults, bar="none"))


if __name__ == "__main__":
    main()
