"""Chooses from the self-check's measurements how far to trust the ears, and what would help. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from coach.ears.spotting.self_check import Measured
from coach.model.channels import HEARD_AGAIN


class Mode(StrEnum):
    """What is listened to."""

    FULL = "full"
    LEARNING = "learning"
    """Everything, but little of the coach is removed yet: beside its voice a "no" first makes it soft."""
    PAUSES = "pauses"
    """Only "no", and only in the coach's pauses or once it has gone soft for a suspicion."""
    KEYS = "keys"
    """Nothing: only keys can stop the coach."""


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
    """A mode, and what would help to improve it. Nobody knows how well it can listen before the coach has talked."""

    mode: Mode = Mode.LEARNING
    help: Help = Help.NONE

    @property
    def sentence(self) -> str:
        """The name of the coach's sentence about it; empty if all is well."""
        said = {Mode.FULL: "", Mode.LEARNING: "", Mode.KEYS: "aloud-keys-nearer"}
        return said.get(self.mode, f"aloud-pauses-{self.help}")


GOOD_DB, AGAIN_DB = 12.0, 15.0
"""How many decibels of the coach must be cancelled: to stay in full listening, and to come back to it. From -12 dB up,
what is left of its voice is taken for somebody else's (near_end.py)."""
SOFT_DB = -50.0
"""The coach's level at the microphone: below this, what is left of it is too soft to be taken for anybody's voice."""
LOUD_DB = -26.0
"""The coach's level at the microphone: above this it's louder than a voice from the mat, and softer helps most."""
LEARNT_S = 12.0
"""How many seconds of the coach's voice the canceller may need to learn the room: until then, nothing is reported."""
DRIFTING = 150.0
"""The largest clock difference that the canceller can follow, in parts per million."""
RINGS_MS, HALL_MS = 1100, 2400
"""The decay in milliseconds from which the coach's own words may fit a phrase (in a room of 1.3 s it stopped itself
twice in two minutes, with nine tenths of its voice cancelled), and that of halls in which nothing is heard reliably."""
LASTING = 2
"""How many checks in a row must agree before the mode gets worse."""
BETTER = 6
"""How many must agree before it gets better; more, so that it doesn't come and go. From learning to full listening, one
is enough."""


def wanted(found: Measured, now: Mode = Mode.LEARNING) -> Choice:
    """How to listen, given the measurements. ``now`` is the present mode, which changes only for a clear reason."""
    limited = now in (Mode.PAUSES, Mode.KEYS)
    ring, slack = found.ring_ms or 0, 0.85 if limited else 1.0
    if ring > HALL_MS * (1.0 if now is not Mode.KEYS else 0.85):
        return Choice(Mode.KEYS, Help.NEARER)
    if found.narrow:
        return Choice(Mode.PAUSES, Help.OTHER)
    if unheard(found):
        return Choice(Mode.FULL)
    if found.erle_db is None:
        return Choice(Mode.FULL if now is Mode.FULL else Mode.LEARNING)
    if found.erle_db >= (AGAIN_DB if limited else GOOD_DB):
        return Choice(Mode.PAUSES, Help.NEARER) if ring > RINGS_MS * slack else Choice(Mode.FULL)
    learning = not limited and found.heard_s < LEARNT_S
    return Choice(Mode.LEARNING) if learning else Choice(Mode.PAUSES, _help(found))


def _help(found: Measured) -> Help:
    """What helps if much is left of the coach."""
    loud = found.echo_db is not None and found.echo_db > LOUD_DB
    return Help.SOFTER if loud and abs(found.drift_ppm or 0.0) <= DRIFTING else Help.HEADPHONES


def unheard(found: Measured) -> bool:
    """Whether the coach isn't picked up, or so softly that what is left of it can't be taken for anybody's voice."""
    return found.unheard or (found.echo_db is not None and found.echo_db < SOFT_DB)


class Choosing:
    """Follows the choice from check to check: only what lasts is accepted, and everything is reported once."""

    def __init__(self) -> None:
        self.choice = Choice()
        self._other, self._looks = Choice(), 0
        self._told: set[tuple[Mode, Help]] = set()

    def look(self, found: Measured) -> str:
        """Take another measurement; return the name of the sentence to say now, or ""."""
        new = wanted(found, self.choice.mode)
        if new.mode is self.choice.mode:
            self._looks = 0
            return ""
        self._looks = self._looks + 1 if new.mode is self._other.mode else 1
        self._other = new
        if self._looks < _looks_for(self.choice.mode, new.mode):
            return ""
        before, self.choice, self._looks = self.choice, new, 0
        if not new.sentence:  # nothing needs to be done; it's news only if the voice couldn't be heard at all
            return HEARD_AGAIN if before.mode is Mode.KEYS else ""
        # Too much of the coach's own voice has two remedies. Somebody who has just heard of one needs no other.
        told = (new.mode, Help.SOFTER if new.help is Help.HEADPHONES else new.help)
        if told in self._told and before.mode is not Mode.KEYS and new.mode is not Mode.KEYS:
            return ""
        self._told.add(told)
        return new.sentence


def _looks_for(before: Mode, after: Mode) -> int:
    """How many checks in a row a change needs."""
    if (before, after) == (Mode.LEARNING, Mode.FULL):
        return 1
    order = list(Mode)
    return LASTING if order.index(after) > order.index(before) else BETTER
