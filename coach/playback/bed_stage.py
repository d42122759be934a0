"""Keeps a bed sounding under a session, and silences it, as the session's own effects say.

Stands around a mixer and a stage and knows neither voices nor devices.
"""

from __future__ import annotations

import threading

from coach.model.effects import BedOff, BedOn, Effect
from coach.model.events import Command, Event
from coach.session.loop import Moment, Stage
from coach.sound.clip import Clip
from coach.sound.mixer import BED_RISE, Mixer

FADE_MS = 4000
"""Milliseconds in which a bed goes away at the end."""


class BedMixer(Mixer):
    """A mixer whose hush leaves the bed alone, until it is told to be silent."""

    def __init__(self, bed: Clip | None = None) -> None:
        super().__init__()
        self.bed = bed
        """None while it is still being made."""
        self.lies = False
        """The bed sounds, or is coming in."""
        self._laying = threading.Lock()

    def hush(self, fade_ms: int = 8, *, keep_bed: bool = True) -> None:
        """Silence, but for the bed."""
        super().hush(fade_ms, keep_bed=keep_bed)

    def lay(self, rise_ms: int = BED_RISE) -> None:
        """Let the bed come in, if it does not sound."""
        with self._laying:
            if not self.lies and self.bed is not None:
                self.play(self.bed, kind="bed", loop=True, rise_ms=rise_ms)
            self.lies = True

    def bring(self, bed: Clip) -> None:
        """The bed is made: it comes in now, where it should lie already. Any thread may call it."""
        with self._laying:
            self.bed = bed
            if self.lies:
                self.play(bed, kind="bed", loop=True)
                if not self.lies:  # a no came while it was being prepared, and waits for nobody
                    super().hush()

    def silence(self, fade_ms: int = 8) -> None:
        """Silence, the bed too."""
        self.lies = False
        super().hush(fade_ms)


class BeddedStage:
    """Another stage, and the bed under what it plays."""

    def __init__(self, stage: Stage, mixer: BedMixer) -> None:
        self.stage, self.mixer = stage, mixer

    def reach(self, at: int) -> None:
        """Session time is ``at`` milliseconds now."""
        self.stage.reach(at)

    def perform(self, effect: Effect) -> None:
        """Do it; what is about the bed goes to the mixer."""
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
