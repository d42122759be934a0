"""Keeps the coach from hearing its own phrases. Counts the microphone's samples; knows no device.

The coach knows which phrase it sends to the loudspeaker, but the microphone hears it later: the loudspeaker and the
microphone take their time, a busy machine's ears lag behind, and the room rings. Until the phrase must be over, its
command is ignored. After that, the phonemes are asked only about what was heard since the phrase ended, so that its
echo can't complete it, and somebody who says it a moment later is heard.
"""

from __future__ import annotations

from collections.abc import Iterable

from coach.ears.spotting.steps import RATE
from coach.model.events import Command

DEAF_AFTER_MS = 500
"""How many milliseconds after the end of its own phrase the coach still names it as its own: for the echo of the room,
and for the time that the scores take."""


class OwnVoice:
    """Remembers until when each phrase may be the coach's own."""

    def __init__(self) -> None:
        self._until: dict[Command, int] = {}

    def note(self, own: Iterable[Command], heard: int, late: int) -> None:
        """Note what the coach is saying.

        Args:
            own: the commands whose phrases sound now, or ended less than DEAF_AFTER_MS ago.
            heard: how many samples the microphone has delivered.
            late: how many samples later it hears what the loudspeaker gets now.

        """
        self._until.update(dict.fromkeys(own, heard + late))

    def sounding(self, heard: int) -> frozenset[Command]:
        """The commands to ignore after so many samples."""
        return frozenset(command for command, until in self._until.items() if heard <= until)

    def over(self) -> dict[Command, float]:
        """When each of its own phrases ended, in seconds of sound."""
        return {command: until / RATE - DEAF_AFTER_MS / 1000 for command, until in self._until.items()}
