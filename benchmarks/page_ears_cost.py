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

from coach.sound.clip import Samples
from tests.support.listening_page import listening, quiet, start, wav
from tests.support.sounds import said

BITS = 10_000_000
"""A second, of the network."""
SLOWER = 4
READY_S, SHARE = 6.0, 35.0
"""Bars."""
SLICE = 0.02
"""Seconds in which a slowed process runs once."""
WATCHED_S = 20.0
TICKS = os.sysconf("SC_CLK_TCK")

START_PLAYING = """async (at) => {
  const bytes = await (await fetch(at)).arrayBuffer();
  const source = new AudioBufferSourceNode(context, { buffer: await context.decodeAudioData(bytes), loop: true });
  source.connect(tapNode);
  source.start();
}"""


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


def share(heard: Samples, played: Samples | None = None) -> float:
    """Per cent of a core that the page takes while it listens to ``heard`` and plays ``played`` (24 kHz)."""
    with tempfile.TemporaryDirectory() as folder:
        sound = wav(Path(folder) / "heard.wav", heard)
        coach = {} if played is None else {"coach.wav": wav_bytes(Path(folder), played)}
        with listening(sound, files=coach) as page:
            start(page)
            if coach:
                page.evaluate(START_PLAYING, "/coach.wav")
            page.wait_for_timeout(3000)
            return 100 * used_by(page, renderers())


def used_by(page: Any, pids: list[int]) -> float:
    """Cores that the processes take."""
    before, began = seconds_of(pids), time.monotonic()
    page.wait_for_timeout(1000 * WATCHED_S)
    return (seconds_of(pids) - before) / (time.monotonic() - began)


def wav_bytes(folder: Path, played: Samples) -> bytes:
    """A sound file's contents."""
    return wav(folder / "played.wav", played, 24_000, source=24_000).read_bytes()


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
    shares = {"quiet": share(quiet(10)), "somebody talks": share(talk), "the coach talks": share(talk, talk)}
    for name, one in shares.items():
        print(f"{name}: {one:.1f} % of a core, {SLOWER * one:.0f} % of one {SLOWER} times as slow (bar {SHARE:.0f})")
    return 0 if there <= READY_S and SLOWER * max(shares.values()) <= SHARE else 1
