"""Plays the background sound under a session, and silences it, as the session's effects say.

Wraps a mixer and a stage. Knows neither voices nor devices.
"""

from __future__ import annotations

import threading

from coach.model.effects import BedOff, BedOn, Effect
from coach.model.events import Command, Event
from coach.session.loop import Moment, Stage
from coach.sound.clip import Clip
from coach.sound.mixer import BED_RISE, Mixer

FADE_MS = 4000
"""Milliseconds of the fade at the end."""


class BedMixer(Mixer):
    """A mixer whose hush leaves the bed on, until the bed itself is switched off."""

    def __init__(self, bed: Clip | None = None) -> None:
        super().__init__()
        self.bed = bed
        """None until it is made."""
        self.lies = False
        """Whether the bed is on or fading in."""
        self._laying = threading.Lock()

    def hush(self, fade_ms: int = 8, *, keep_bed: bool = True) -> None:
        """Silence everything but the bed."""
        super().hush(fade_ms, keep_bed=keep_bed)

    def lay(self, rise_ms: int = BED_RISE) -> None:
        """Fade the bed in, if it is off."""
        with self._laying:
            if not self.lies and self.bed is not None:
                self.play(self.bed, kind="bed", loop=True, rise_ms=rise_ms)
            self.lies = True

    def bring(self, bed: Clip) -> None:
        """The bed is made; it comes in now if it should be on already. Any thread may call this."""
        with self._laying:
            self.bed = bed
            if self.lies:
                self.play(bed, kind="bed", loop=True)
                if not self.lies:  # a no came while it was being prepared, and must not wait
                    super().hush()

    def silence(self, fade_ms: int = 8) -> None:
        """Silence everything, the bed too."""
        self.lies = False
        super().hush(fade_ms)


class BeddedStage:
    """A stage that also handles the bed."""

    def __init__(self, stage: Stage, mixer: BedMixer) -> None:
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
