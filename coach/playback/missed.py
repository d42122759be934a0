"""Counts how often a key had to say no because the microphone missed it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from coach.model.effects import MarkKind

BAD_KEYS = 3
"""Times that a key had to say no while the microphone heard nothing: it may not hear."""

LEADING = (MarkKind.GO_ON, MarkKind.YES, MarkKind.MOVED, MarkKind.STROKE)
"""Marks after which the coach leads again."""


@dataclass
class Missed:
    """Whether a session's microphone heard badly."""

    complained: bool = False
    """The microphone itself reported trouble."""
    keys: int = 0
    """Times that a no came by a key, with nothing from the microphone since the one before."""
    _ear: bool = False
    _stopped: bool = False
    """A key has silenced the coach, and it has not led since."""

    def ear(self) -> None:
        """The microphone heard something, even if unsure."""
        self._ear = True

    def mark(self, kind: MarkKind) -> None:
        """The session marked something. A no right after a stop only says what the stop was, so it counts no more."""
        if kind in LEADING:
            self._stopped = False
        if kind is MarkKind.STOPPED or (kind is MarkKind.NO and not self._stopped):
            self._stopped = kind is MarkKind.STOPPED
            self.keys += not self._ear
            self._ear = False

    @property
    def badly(self) -> bool:
        """Whether practising may help."""
        return self.complained or self.keys >= BAD_KEYS
