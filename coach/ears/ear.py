"""What an ear is: something that hears a caregiver and reports events until it is closed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from coach.model.events import Event

Hear = Callable[[Event], None]
"""Takes an event from any thread; never blocks."""


class Ear(Protocol):
    """One way to hear a caregiver."""

    way: str
    """Its name among the ways to stop the coach, as in ways.py."""

    def listen(self, hear: Hear) -> AbstractContextManager[None]:
        """Report what is heard until the context ends.

        Raises:
            EarError: this ear cannot be opened here.
        """

    def check(self) -> str:
        """Why this ear cannot work here, in one sentence with a remedy; empty when it can."""
