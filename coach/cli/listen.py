"""`coach listen`: what a microphone hears without a session, and how it is printed. Nothing that is heard is kept."""

from __future__ import annotations

import json
import queue
import time
from collections.abc import Callable, Iterator

from coach.ears.microphone import Microphone
from coach.ears.spotting.needs import Level
from coach.ears.spotting.spotter import Detection
from coach.model.events import BABY, Event, Heard
from coach.support.terminal import clock_time

SLICE_S = 0.25
"""Seconds of the longest wait at once, so that Ctrl-C is noticed on every system."""


def live(device: str, tell: Callable[[str], None]) -> Iterator[Detection]:
    """What a microphone hears, for as long as it is asked; ``tell`` takes the name of a sentence about what is wrong.

    Raises:
        EarError: there is no such microphone.
    """
    began = time.monotonic()
    found: queue.SimpleQueue[Detection] = queue.SimpleQueue()

    def hear(event: Event) -> None:
        if isinstance(event, Heard):
            found.put(Detection(event.at / 1000, event.command, Level.SURE, 0.0, event.by))

    def clock() -> int:
        return round((time.monotonic() - began) * 1000)

    ear = Microphone(device, clock=clock, on_suspect=found.put, on_health=tell)
    with ear.listen(hear):
        while True:
            try:
                yield found.get(timeout=SLICE_S)
            except queue.Empty:
                continue


def as_json(found: Detection) -> str:
    """One detection as the line of `coach listen --json`; of a live one no score is known."""
    said = {
        "at": round(found.at, 2),
        "command": found.command.value,
        "level": found.level,
        "score": round(found.score, 2),
        "by": found.by,
    }
    return json.dumps(said)


def as_text(found: Detection) -> str:
    """One detection in words."""
    what = found.by if found.by in BABY else f'"{found.command.value}"'
    sure = "heard" if found.level is Level.SURE else "perhaps heard"
    return f"{sure} {what}  ({clock_time(int(found.at * 1000))})"
