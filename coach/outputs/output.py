"""The interface of an output: it asks for samples until it is closed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from coach.sound.clip import Samples

Render = Callable[[int], Samples]
"""Asks for the next n samples at coach.sound.clip.RATE, mono float32; called from the device's own thread."""


class Output(Protocol):
    """One way to make samples heard (or written)."""

    def open(self, render: Render) -> AbstractContextManager[None]:
        """Play what ``render`` gives until the context ends.

        Raises:
            SoundError: there is no such device, or it is busy.
        """

    def check(self) -> str:
        """Why this output cannot work here, in one sentence with a remedy; empty when it can."""
