"""Counts how often a microphone missed what a key then had to say. Pure."""

from __future__ import annotations

from dataclasses import dataclass

BAD_KEYS = 3
"""Times that a key had to say no while the microphone heard nothing: it may not hear."""


@dataclass
class Missed:
    """Whether a session's microphone heard badly."""

    complained: bool = False
    """It said so itself."""
    keys: int = 0
    """Times that a no came by a key, with nothing from the microphone since the one before."""
    _ear: bool = False

    def ear(self) -> None:
        """The microphone heard something, if only perhaps."""
        self._ear = True

    def no(self) -> None:
        """The session took a no, whoever brought it."""
        self.keys += not self._ear
        self._ear = False

    @property
    def badly(self) -> bool:
        """Practising may help."""
        return self.complained or self.keys >= BAD_KEYS
