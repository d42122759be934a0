"""Counts how often a key had to say no because the microphone missed it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

BAD_KEYS = 3
"""Times that a key had to say no while the microphone heard nothing: it may not hear."""


@dataclass
class Missed:
    """Whether a session's microphone heard badly."""

    complained: bool = False
    """The microphone itself reported trouble."""
    keys: int = 0
    """Times that a no came by a key, with nothing from the microphone since the one before."""
    _ear: bool = False

    def ear(self) -> None:
        """The microphone heard something, even if unsure."""
        self._ear = True

    def no(self) -> None:
        """The session took a no, by whatever channel."""
        self.keys += not self._ear
        self._ear = False

    @property
    def badly(self) -> bool:
        """Whether practising may help."""
        return self.complained or self.keys >= BAD_KEYS
