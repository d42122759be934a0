"""Defines an ear: something that hears the caregiver and reports events until it's closed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from coach.model.events import Event
from coach.support.errors import EarError

Hear = Callable[[Event], None]
"""Takes an event, from any thread, without blocking."""


class Ear(Protocol):
    """One way to hear a caregiver."""

    way: str
    """Its name among the ways to stop the coach."""

    def listen(self, hear: Hear) -> AbstractContextManager[None]:
        """Report what is heard until the context ends.

        Raises:
            EarError: this ear can't be opened here.
        """

    def check(self) -> str:
        """Why this ear can't work here, in one sentence with a remedy; empty if it can."""


def refused(where: str, problem: str) -> EarError:
    """The error for a problem that ``check`` has told as "What is wrong; what to do"."""
    what, _, todo = problem.partition("; ")
    return EarError(where, what[:1].lower() + what[1:], todo)
