"""Chooses how far to trust the ears from what the self-check measured, and what would help. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from coach.ears.spotting.self_check import Measured
from coach.model.channels import HEARD_AGAIN


class Mode(StrEnum):
    """What is listened to."""

    FULL = "full"
    PAUSES = "pauses"
    """Only "no", and only in the coach's pauses and after it has gone soft for a suspicion."""
    KEYS = "keys"
    """Nothing: only keys stop the coach."""


class Help(StrEnum):
    """What would help."""

    NONE = ""
    SOFTER = "softer"
    NEARER = "nearer"
    HEADPHONES = "headphones"
    OTHER = "other"
    """Another microphone."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A mode, and what would help to get a better one."""

    mode: Mode = Mode.FULL
    help: Help = Help.NONE

    @property
    def sentence(self) -> str:
        """The name of the coach's sentence about it; empty where all is well."""
        said = {Mode.FULL: "", Mode.KEYS: "aloud-keys-nearer"}
        return said.get(self.mode, f"aloud-pauses-{self.help}")


GOOD_DB, AGAIN_DB = 12.0, 15.0
"""Decibels of the coach that must be taken out: to stay in full listening, and to come back to it. What is left of its
voice at -12 dB is where it begins to be taken for somebody's (near_end.py)."""
SOFT_DB = -50.0
"""Of the coach at the microphone: below it, what is left of it is too soft to be taken for anybody."""
LOUD_DB = -26.0
"""Of the coach at the microphone: from here on it is louder than a voice from the mat, and softer helps most."""
LEARNT_S = 12.0
"""Seconds of the coach's voice in which the canceller learns the room: until then nobody is told of it."""
DRIFTING = 150.0
"""Parts in a million; up to here the canceller follows the clocks."""
RINGS_MS, HALL_MS = 1400, 2400
"""Milliseconds of decay, as the self-check measures it, which is too long rather than too short: rooms with tiles, and
halls, in which nothing is heard reliably."""
LASTING = 2
"""Looks in a row that must agree before the mode gets worse."""
BETTER = 6
"""The same before it gets better, so that it doesn't come and go."""


def wanted(found: Measured, now: Mode = Mode.FULL) -> Choice:
    """How to listen with what was measured. ``now``: the present mode, which is left only for a clear reason."""
    least = GOOD_DB if now is Mode.FULL else AGAIN_DB
    ring, slack = found.ring_ms or 0, 1.0 if now is Mode.FULL else 0.85
    if ring > HALL_MS * (1.0 if now is not Mode.KEYS else 0.85):
        return Choice(Mode.KEYS, Help.NEARER)
    if found.narrow:
        return Choice(Mode.PAUSES, Help.OTHER)
    if found.erle_db is None or found.echo_db is None or found.echo_db < SOFT_DB:
        return Choice()
    if found.erle_db >= least:
        return Choice(Mode.PAUSES, Help.NEARER) if ring > RINGS_MS * slack else Choice()
    return Choice() if now is Mode.FULL and found.heard_s < LEARNT_S else Choice(Mode.PAUSES, _help(found))


def _help(found: Measured) -> Help:
    """What helps where much is left of the coach."""
    loud = found.echo_db is not None and found.echo_db > LOUD_DB
    return Help.SOFTER if loud and abs(found.drift_ppm or 0.0) <= DRIFTING else Help.HEADPHONES


def unheard(found: Measured) -> bool:
    """Whether the coach isn't picked up, or so softly that what is left of it can't be taken for anybody."""
    return found.unheard or (found.echo_db is not None and found.echo_db < SOFT_DB)


class Choosing:
    """Follows the choice from look to look: what lasts is taken, and each thing is told once."""

    def __init__(self) -> None:
        self.choice = Choice()
        self._other, self._looks = Choice(), 0
        self._told: set[str] = set()

    def look(self, found: Measured) -> str:
        """Take another measurement; the name of the sentence to say now, or empty."""
        new = wanted(found, self.choice.mode)
        if new.mode is self.choice.mode:
            self._looks = 0
            return ""
        self._looks = self._looks + 1 if new.mode is self._other.mode else 1
        self._other = new
        if self._looks < (LASTING if _rank(new.mode) > _rank(self.choice.mode) else BETTER):
            return ""
        before, self.choice, self._looks = self.choice, new, 0
        if new.mode is Mode.FULL:  # nothing is asked of anybody; only where the voice was no way at all it is news
            return HEARD_AGAIN if before.mode is Mode.KEYS else ""
        if new.sentence in self._told and before.mode is not Mode.KEYS and new.mode is not Mode.KEYS:
            return ""
        self._told.add(new.sentence)
        return new.sentence


def _rank(mode: Mode) -> int:
    return list(Mode).index(mode)
