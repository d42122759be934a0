"""What the benchmarks share: the machine's description, percentiles, a private home for the coach, and its log."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from coach import words
from coach.model.effects import MarkKind

if TYPE_CHECKING:
    from tests.support.terminal import Terminal

ROOT = Path(__file__).resolve().parent.parent

AUDIBLE = 1e-3
"""-60 dBFS: softer than this is silence."""
RATE_OF_ROOM = 48_000
"""Hertz of the recordings of tests/room.py."""
PLACES = {MarkKind.ASKED, MarkKind.YES, MarkKind.STROKE, MarkKind.AREA_DONE, MarkKind.ENDED}
"""Marks that tell whether the baby is being asked."""
COACH = (sys.executable, "-m", "coach.cli.main")
TEACHING = ("play", "legs-and-feet", "--age", "3m", "--detail", "teach", "--no-care")
"""The session of most benchmarks: it talks as much as one can."""

STALLS = """
import contextlib, os, signal, sys, time
with contextlib.suppress(Exception):
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(30))
going, late, before = [True], [], time.monotonic()
signal.signal(signal.SIGTERM, lambda *_: going.clear())
while going:
    time.sleep(0.002)
    now = time.monotonic()
    late.append(now - before - 0.002)
    before = now
print(f"{1000 * max(late):.1f} {sum(one > 0.01 for one in late)}")
"""


class Stalls:
    """How much the machine itself stalls: how late a process of the highest priority wakes up.

    A virtual machine whose host is busy stands still now and then, and no buffer shorter than that can help.
    """

    def __init__(self) -> None:
        """Begin to watch."""
        self._watch = subprocess.Popen([sys.executable, "-c", STALLS], stdout=subprocess.PIPE, text=True)

    def told(self) -> str:
        """Stop watching, and report in one line."""
        self._watch.terminate()
        worst, many = ([*self._watch.communicate()[0].split(), "?", "?"])[:2]
        return f"the machine itself stood still for up to {worst} ms, {many} times for more than 10 ms"


def machine() -> str:
    """Describe the machine in one line."""
    model = ""
    if sys.platform == "linux":
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    load = ", ".join(f"{n:.1f}" for n in os.getloadavg()) if hasattr(os, "getloadavg") else "unknown"
    return (
        f"{model or platform.machine()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, load {load}"
    )


def percentiles(values: Iterable[float], unit: str = "ms") -> str:
    """Give count, median, 95th percentile and the largest in one line."""
    found = np.array(list(values), float)
    if not len(found):
        return "n=0"
    p50, p95 = np.percentile(found, [50, 95])
    return f"n={len(found)}  p50 {p50:.1f}  p95 {p95:.1f}  max {found.max():.1f} {unit}"


def verdict(*, met: bool, bar: str) -> str:
    """Say the bar and whether it was met."""
    return f"bar: {bar}: {'met' if met else 'NOT MET'}"


def home(folder: Path, env: dict[str, str]) -> dict[str, str]:
    """Give ``env`` with the coach's own folders inside ``folder``, so that no run sees what another left.

    Bytecode may be written, because an installed coach has it: compiling it anew takes a fifth of a second.
    """
    folders = {f"XDG_{name}_HOME": str(folder / name.lower()) for name in ("CONFIG", "CACHE", "DATA")}
    own = {**env, **folders, "PYTHONPATH": str(ROOT)}
    own.pop("PYTHONDONTWRITEBYTECODE", None)
    return own


def log(path: Path) -> list[dict[str, Any]]:
    """Read what the coach wrote with --log so far."""
    whole = path.read_text(encoding="utf-8").rpartition("\n")[0] if path.exists() else ""
    return [json.loads(line) for line in whole.splitlines()]


def asked(lines: list[dict[str, Any]]) -> bool:
    """Tell whether the coach has asked about the baby, and nobody has answered.

    The log marks that it begins to ask. The sentence that asks is a question, or tells the caregiver to ask.
    """
    places = [n for n, line in enumerate(lines) if line["kind"] == "mark" and line["what"] in PLACES]
    if not places or lines[places[-1]]["what"] != MarkKind.ASKED:
        return False
    said = [str(line["text"]) for line in lines[places[-1] :] if line["kind"] == "say"]
    return any(one.endswith("?") or one.startswith("Ask ") for one in said)


def lingers(lines: list[dict[str, Any]], seconds: float) -> bool:
    """Tell whether an open-ended stroke has gone on for so long after the sentence that says how it is left."""
    told = [line for line in lines if line["kind"] in {"say", "heard"}]
    said = bool(told) and told[-1].get("text") == words.load().one("linger")
    return said and time.time() - float(told[-1]["wall"]) > seconds


def monotonic(wall: float) -> float:
    """Turn seconds since the epoch into those of ``time.monotonic``."""
    return wall - time.time() + time.monotonic()


def loud(samples: NDArray[np.float32], level: float = AUDIBLE) -> NDArray[np.intp]:
    """The indices of samples above ``level``."""
    return np.flatnonzero(np.abs(samples) > level)


def to_first_stroke(coach: Terminal) -> None:
    """Skip to the question and answer it, until the first stroke of hips is explained."""
    coach.reads("Lay your rested", 60)
    coach.press("\n")
    coach.reads("massage?", 60)
    time.sleep(2)  # it is printed before it is heard, and a yes before it is no answer
    coach.press("\n")
    coach.reads("Slide one palm", 90)
