"""A mixer with a sound under the voice, which stays when the voice is hushed."""

from __future__ import annotations

import threading

from coach.sound.clip import Clip
from coach.sound.mixer import BED_RISE, HUSH_MS, Mixer


class BedMixer(Mixer):
    """A mixer whose hush leaves the bed on, until the bed itself is switched off."""

    def __init__(self, bed: Clip | None = None) -> None:
        super().__init__()
        self.bed = bed
        """None until it is made."""
        self.lies = False
        """Whether the bed is on or fading in."""
        self._laying = threading.Lock()

    def hush(self, fade_ms: int = HUSH_MS, *, keep_bed: bool = True) -> None:
        """Silence everything but the bed."""
        super().hush(fade_ms, keep_bed=keep_bed)

    def lay(self, rise_ms: int = BED_RISE) -> None:
        """Fade the bed in, if it is off."""
        with self._laying:
            if not self.lies and self.bed is not None:
                self.play(self.bed, kind="bed", rise_ms=rise_ms)
            self.lies = True

    def bring(self, bed: Clip) -> None:
        """The bed is made; it comes in now if it should be on already. Any thread may call this."""
        with self._laying:
            self.bed = bed
            if self.lies:
                self.play(bed, kind="bed")
                if not self.lies:  # a no came while it was being prepared, and must not wait
                    super().hush()

    def silence(self, fade_ms: int = HUSH_MS) -> None:
        """Silence everything, the bed too."""
        self.lies = False
        super().hush(fade_ms)
