"""What listening costs, here and on a phone four times as slow: time to listening over 10 Mbit/s, share of a core."""

from __future__ import annotations

import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import numpy as np

from benchmarks.page_ears_room import COACH_RMS, ECHO_DB, LEARN_S, PLAYED, coach, play, played
from coach.sound.clip import Samples
from tests.support.listening_page import listening, quiet, start, wav
from tests.support.room import Room
from tests.support.sounds import RATE, said

BITS = 10_000_000
"""A second, of the network."""
SLOWER = 4
READY_S, SHARE = 6.0, 35.0
"""Bars."""
SLICE = 0.02
"""Seconds in which a slowed process runs once."""
WATCHED_S = 20.0
TICKS = os.sysconf("SC_CLK_TCK")


def descendants(pid: int) -> list[int]:
    """The processes that a process started, and those that they started."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += [int(child), *descendants(int(child))]
    return found


def renderers() -> list[int]:
    """Our browsers' processes that run pages."""
    mine = descendants(os.getpid())
    return [pid for pid in mine if b"--type=renderer" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def seconds_of(pids: list[int]) -> float:
    """CPU time that they have used."""
    fields = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids)
    return sum(int(one[11]) + int(one[12]) for one in fields) / TICKS


class Slowed:
    """Lets processes run a quarter of the time, as a processor four times as slow would take."""

    def __init__(self, pids: list[int]) -> None:
        self._pids, self._on = pids, threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def __enter__(self) -> Self:
        self._on.set()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._on.clear()
        self._thread.join()

    def _work(self) -> None:
        while self._on.is_set():
            self._signal(signal.SIGSTOP)
            time.sleep(SLICE * (SLOWER - 1) / SLOWER)
            self._signal(signal.SIGCONT)
            time.sleep(SLICE / SLOWER)

    def _signal(self, which: signal.Signals) -> None:
        for pid in self._pids:
            os.kill(pid, which)


def ready(*, slow: bool, bits: int) -> float:
    """Seconds from the press to listening."""
    with tempfile.TemporaryDirectory() as folder:
        sound = wav(Path(folder) / "quiet.wav", quiet(5))
        with listening(sound, bits=bits) as page:
            if not slow:
                return start(page) / 1000
            with Slowed(renderers()):
                return start(page) / 1000


def share(parent: Samples, *, coach_talks: bool = False) -> float:
    """Per cent of a core that the page takes in a virtual room with this parent (16 kHz), once it knows the echo."""
    seconds = LEARN_S + WATCHED_S + 5
    with Room(echo_db=ECHO_DB) as room, listening(env=dict(room.env), files={PLAYED: played(coach(COACH_RMS))}) as page:
        start(page)
        if coach_talks:
            play(page)
        with room.say(np.resize(parent, round(RATE * seconds)), RATE):
            page.wait_for_timeout(1000 * LEARN_S)
            return 100 * used_by(page, renderers())


def used_by(page: Any, pids: list[int]) -> float:
    """Cores that the processes take."""
    before, began = seconds_of(pids), time.monotonic()
    page.wait_for_timeout(1000 * WATCHED_S)
    return (seconds_of(pids) - before) / (time.monotonic() - began)


def median(measure: Callable[[], float], times: int = 3) -> float:
    """Of several runs."""
    return float(np.median([measure() for _ in range(times)]))


def run() -> int:
    """Print all; 1 if a bar is missed."""
    here, there = median(lambda: ready(slow=False, bits=0)), median(lambda: ready(slow=True, bits=BITS))
    print(
        f"to listening: {here:.2f} s here; {there:.2f} s at {SLOWER}x over {BITS // 10**6} Mbit/s (bar {READY_S:.0f})"
    )
    talk = said("Slide both hands from the hip down to the ankle, one after the other.", 0.3, 0.3)
    shares = {
        "quiet": share(quiet(10)),
        "somebody talks": share(talk),
        "the coach talks": share(quiet(10), coach_talks=True),
    }
    for name, one in shares.items():
        print(f"{name}: {one:.1f} % of a core, {SLOWER * one:.0f} % of one {SLOWER} times as slow (bar {SHARE:.0f})")
    return 0 if there <= READY_S and SLOWER * max(shares.values()) <= SHARE else 1
