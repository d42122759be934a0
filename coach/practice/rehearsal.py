"""The ears of one caregiver while the phrase is practised: how closely they listen, and what they heard."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from coach.ears.spotting.easing import Easing, most_easier
from coach.ears.spotting.mode import Mode
from coach.ears.spotting.self_check import Measured
from coach.ears.spotting.thresholds import thresholds
from coach.model.events import Command, Listened
from coach.practice import capture
from coach.practice.capture import Watch
from coach.practice.scoring import Points


class Rehearsal:
    """How practising adjusts the ears, and saves sound."""

    def __init__(
        self, hear: Callable[[Listened], None], now: Callable[[], int], eased: int, folder: Path | None
    ) -> None:
        """``hear`` takes what the microphone gives, ``eased`` is in percent of what is allowed."""
        point, self._most, self._folder = thresholds()[Command.NO], most_easier(), folder
        self.points = Points(point.suspect, point.sure, self._most)
        self.watch = Watch(hear, now, keeps=folder is not None)
        self.easing = Easing(self._most * eased / 100, self.watch.no)
        self.figures: Mapping[str, Any] = {}
        """What the ears measured last."""

    def measured(self, found: Measured, mode: Mode) -> None:
        """The ears have measured the room and themselves anew."""
        self.figures = {**asdict(found), "mode": mode.value}

    def ease(self, percent: int) -> None:
        """Listen for "no" more closely, by so many percent of what is allowed."""
        self.easing.easier = self._most * percent / 100

    def keep(self, steps: int, number: int) -> Path:
        """Write the sound of the last so many steps of 80 ms; gives the file.

        Raises:
            UsageError: the folder cannot be written.
        """
        assert self._folder is not None  # noqa: S101 - sayings are kept where a folder was named
        return capture.keep(self.watch.sound(steps), self._folder, number)
