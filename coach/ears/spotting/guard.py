"""Keeps the coach from stopping itself when little of its voice is cancelled. Knows no device.

It follows the self-check, and lets through only what the present mode of listening allows. Crying that may be what is
left of the coach's own voice is a doubt at first: the coach goes soft, and what then still cries is the baby.
"""

from __future__ import annotations

from collections.abc import Iterator

from coach.ears.spotting.mode import Choosing, Mode, unheard
from coach.ears.spotting.self_check import Measured, SelfCheck
from coach.ears.spotting.spotter import Detection
from coach.model.events import Bringer, Command
from coach.sound.clip import Samples

LOOK_S = 3.0
"""Seconds between two looks at the measurements."""
DUCK_DB = 15.0
"""Decibels by which a suspicion lowers the coach."""
MARGIN_DB = 6.0
"""Decibels above what is usually left of the coach, up to which crying may still be that."""
TALK_S = 3.5
"""Seconds that crying is judged over: if the coach talked in them, they may hold its voice."""
SOFT_S = 1.2
"""Seconds that crying must go on once the coach is soft, to be the baby's."""


class Guard:
    """One session's caution."""

    def __init__(self, choosing: Choosing | None = None) -> None:
        """``choosing``: for tests."""
        self.check, self._choosing = SelfCheck(), choosing or Choosing()
        self.found = Measured()
        """What was measured at the last look."""
        self.looked = False
        """There was a new measurement with the last piece."""
        self._looked, self._talked = 0.0, -TALK_S
        self._doubt: float | None = None
        """When crying was last doubted."""
        self._soft: float | None = None
        """Since when the coach has been soft."""

    @property
    def mode(self) -> Mode:
        """How it listens now."""
        return self._choosing.choice.mode

    @property
    def unheard(self) -> bool:
        """Whether the microphone doesn't pick up the coach, or too softly to take it for a voice."""
        return unheard(self.found)

    def push(self, heard: Samples, played: Samples, left: Samples) -> str:
        """Take the next pieces, as ``SelfCheck`` does; the name of a sentence to say now, or empty."""
        self.check.push(heard, played, left)
        self.looked = self.check.seconds - self._looked >= LOOK_S
        if not self.looked:
            return ""
        self._looked = self.check.seconds
        self.found = self.check.measured()
        return self._choosing.look(self.found)

    def notice(self, *, talking: bool, ducked: bool) -> None:
        """What is so in this moment: the coach talks, and it is soft for a suspicion."""
        now = self.check.seconds
        self._talked = now if talking else self._talked
        self._soft = None if not ducked else now if self._soft is None else self._soft

    def lets(self, found: Detection) -> bool:
        """Whether a phrase is passed on."""
        return self.mode is Mode.FULL or (self.mode is Mode.PAUSES and found.command is Command.NO)

    def cries(self, noticed: Detection | None, *, at: float, going: bool, level_db: float) -> Iterator[Detection]:
        """Which crying is passed on.

        Args:
            noticed: crying or fussing that has just been noticed.
            at: seconds of sound heard so far.
            going: crying that was noticed goes on.
            level_db: of the last second, without the coach.

        """
        if self.mode is Mode.KEYS:
            return
        if noticed and noticed.by == Bringer.CRYING and self._may_be_coach(level_db):
            self._doubt = self.check.seconds
            yield Detection(at, Command.NO, "suspect", noticed.score, Bringer.CRYING)
            yield Detection(at, Command.NOT_SURE, "sure", noticed.score, Bringer.FUSSING)
        elif noticed:
            self._doubt = None
            yield noticed
        elif not going:
            self._doubt = None
        elif self._confirmed(level_db):
            self._doubt = None
            yield Detection(at, Command.NO, "sure", 0.0, Bringer.CRYING)

    def _confirmed(self, level_db: float) -> bool:
        """Whether doubted crying goes on while the coach is soft or silent: then it is the baby's."""
        if self._doubt is None or self._may_be_coach(level_db):
            return False
        soft = self._soft is not None and self.check.seconds - max(self._soft, self._doubt) >= SOFT_S
        return soft or self.check.seconds - self._talked >= TALK_S

    def _may_be_coach(self, level_db: float) -> bool:
        if self.check.seconds - self._talked >= TALK_S:
            return False
        if (residue := self.found.residue_db) is None:
            return True
        soft = self._soft is not None and self.check.seconds - self._soft >= SOFT_S
        return level_db <= residue + MARGIN_DB - (DUCK_DB if soft else 0.0)
