"""Key presses and seconds from the first `coach` ever to the first chime, and how soon "where are we" is answered.

Run: python -m benchmarks.first_run. A virtual loudspeaker, an empty home. The first run is answered by one key alone,
pressed as soon as the first choice of a list, or what the key does, begins to be heard; the questions before the oil
are heard to their end. "Where are we" is asked in a rest, each time in another stroke.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.setting import COACH, RATE_OF_ROOM, ROOT, asked, home, log, loud, machine, percentiles, verdict
from coach import words as language
from coach.cli.choices import shelf
from coach.dialogue.home import what_to_do
from coach.store.profile import Profile
from tests.support.room import Recording, Room
from tests.support.terminal import Terminal


def first_routine() -> str:
    """The first choice of the home list as it is spoken, with as many choices as there are today."""
    words = language.load()
    return what_to_do(shelf(Profile(), words), words).line(0, words)


CALLS = (
    "One of three. Good as it is.",
    "With everything as usual.",
    "Press any key now.",
    "One of two. Go on.",
    first_routine(),
    "One of three. Yes, all's well today.",
    "Press Enter to skip ahead.",
)
"""The sentences that call for a key, in order."""
PRESSES, SECONDS = 8, 60
WHERE_MS = 300
PATIENCE_S = 90.0
QUIET_S = 0.3
"""Seconds after the last key at which the interrupted sentence has faded and the chime has not begun."""


def first_sound(recording: Recording, since: float, seconds: float = 5.0) -> float:
    """The moment of the first audible sample after ``since``; nan if it doesn't come in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(0.05)
        begin = recording.index(since)
        found = loud(recording.part(begin, begin + int(seconds * RATE_OF_ROOM)))
        if len(found):
            return recording.moment(begin + int(found[0]))
    return float("nan")


def called(coach: Terminal, call: str, since: int) -> None:
    """Wait until one of these is said."""
    if not coach.sees(lambda text: call in text[since:], PATIENCE_S):
        raise RuntimeError(f"{call!r} was never said: {coach.text}")


def to_the_chime(room: Room, folder: Path) -> tuple[int, float, float]:
    """Key presses, and seconds to the first chime from the start of the program and from the first word."""
    with room.record() as recording:
        time.sleep(0.3)
        with Terminal(COACH, home(folder, room.env), ROOT) as coach:
            called(coach, "Welcome", 0)
            word, presses, seen, pressed = time.monotonic(), 0, 0, 0.0
            for call in CALLS:
                called(coach, call, seen)
                print(f"  {time.monotonic() - word:5.1f} s  {call}")
                seen = len(coach.text)
                first_sound(recording, time.monotonic() + 0.3)  # the line is printed shortly before it is heard
                pressed, presses = coach.press("\r"), presses + 1
            chime = first_sound(recording, pressed + QUIET_S)
            coach.press("\x03")
            coach.ends()
    return presses, chime - coach.began, chime - word


def where(room: Room, folder: Path, times: int) -> list[float]:
    """Milliseconds from the key to the first audible sample of the answer, in rests."""
    record, took, late = folder / "log", [], room.calibrate()
    play = ("play", "legs-and-feet", "--age", "3m", "--detail", "remind", "--no-care", "--log", str(record))
    with room.record() as recording, Terminal([*COACH, *play], home(folder, room.env), ROOT) as coach:
        for _ in range(times):
            while not any(line["kind"] == "mark" and line.get("what") == "stroke" for line in log(record)):
                if asked(log(record)):
                    coach.press("y")
                time.sleep(2)
            time.sleep(3)
            coach.press("k")
            time.sleep(3)
            while len(loud(recording.part(recording.count - RATE_OF_ROOM, recording.count))):
                time.sleep(0.1)  # it is still saying where the hands rest
            pressed = coach.press("w")
            took.append(1000 * (first_sound(recording, pressed + late) - pressed - late))
            time.sleep(6)
            coach.press("x")
            time.sleep(1)
            if asked(log(record)):
                coach.press("y")
        coach.press("\x03")
        coach.ends()
    return [one for one in took if not np.isnan(one)]


def main() -> None:
    """Print both figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="first runs")
    parser.add_argument("--times", type=int, default=20, help="rests in which it is asked where this is")
    given = parser.parse_args()
    print(machine())
    with Room() as room:
        for _ in range(given.runs):
            with tempfile.TemporaryDirectory() as folder:
                presses, since_start, since_word = to_the_chime(room, Path(folder))
            print(
                f"first run: {presses} key presses, {since_word:.1f} s from the first word to the first chime, "
                f"{since_start:.1f} s from the start of the program"
            )
            print(
                "  "
                + verdict(
                    met=presses <= PRESSES and since_word <= SECONDS,
                    bar=f"{PRESSES} presses, {SECONDS} s from the first word",
                )
            )
        if given.times:
            with tempfile.TemporaryDirectory() as folder:
                took = where(room, Path(folder), given.times)
            print(f"where are we, in a rest, key to first audible sample: {percentiles(took)}")
            met = bool(took and np.percentile(took, 95) <= WHERE_MS)
            print("  " + verdict(met=met, bar=f"p95 at most {WHERE_MS} ms"))


if __name__ == "__main__":
    main()
