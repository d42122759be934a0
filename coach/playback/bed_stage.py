"""Plays the background sound under a session, and silences it, as the session's effects say.

Wraps a mixer and a stage. Knows neither voices nor devices.
"""

from __future__ import annotations

from coach.model.effects import BedOff, BedOn, Effect
from coach.model.events import Command, Event
from coach.session.loop import Moment, Performer
from coach.sound.bed_mixer import BedMixer


class BeddedStage:
    """A stage that also handles the bed."""

    def __init__(self, stage: Performer, mixer: BedMixer) -> None:
        self.stage, self.mixer = stage, mixer

    def reach(self, at: int) -> None:
        """Session time is ``at`` milliseconds now."""
        self.stage.reach(at)

    def perform(self, effect: Effect) -> None:
        """Do what the effect says; those about the bed go to the mixer."""
        match effect:
            case BedOn():
                self.mixer.lay(effect.rise_ms)
            case BedOff():
                self.mixer.silence()
            case _:
                self.stage.perform(effect)

    def note(self, before: Moment, event: Event, command: Command | None) -> None:
        """An event happened."""
        self.stage.note(before, event, command)
