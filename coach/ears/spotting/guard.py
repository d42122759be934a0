"""Keeps the coach from stopping itself when its own voice isn't cancelled well. Knows no device.

It follows the self-check, and passes on only what the present listening mode allows. Crying that may be left over from
the coach's own voice is only suspected at first: the coach goes soft, and if the crying goes on, it's the baby.
"""

from __future__ import annotations

from collections.abc import Iterator

from coach.ears.spotting.mode import Choosing, Mode, unheard
from coach.ears.spotting.needs import Level
from coach.ears.spotting.self_check import Measured, SelfCheck
from coach.ears.spotting.spotter import Detection
from coach.model.events import Bringer, Command
from coach.sound.clip import Samples

LOOK_S = 3.0
"""Seconds between two checks of the measurements."""
DUCK_DB = 15.0
"""How many decibels a suspicion lowers the coach."""
MARGIN_DB = 6.0
"""Up to so many decibels above the coach's usual residue, crying may be that residue."""
TALK_S = 3.5
"""The seconds over which crying is judged: if the coach talked in them, they may contain its voice."""
RINGING_MS = 600
"""From this decay on, a room changes what is said in it."""
HIGHER = 1.0
"""How many log-odds beyond their threshold commands other than "no" need in such a room, and once more while the coach
talks. Of 109 commands in rooms of 0.7 to 1.5 s (tuning part) 17 are missed without it, 22 with it, and 25 with twice
as much; of 110 in ordinary rooms 1, 1 and 5."""
TWICE_DB = 14.0
"""If at least so many decibels of the coach are removed, a "no" that is suspected twice beside its voice counts even in
a room where only its pauses do. In 4.8 hours of the coach alone nothing was suspected while it talked
(benchmarks.coach_alone, test part)."""
SOFT_S = 1.2
"""How many seconds crying must go on after the coach goes soft, to be the baby's."""


class Guard:
    """Decides what may be believed in one session."""

    def __init__(self) -> None:
        self.check, self._choosing = SelfCheck(), Choosing()
        self.found = Measured()
        """The last measurements."""
        self.looked = False
        """Whether the last piece brought new measurements."""
        self._looked, self._talked = 0.0, -TALK_S
        self.loud_until = -TALK_S
        """Until when, in seconds of sound, the coach talked without being soft."""
        self._doubt: float | None = None
        """When crying was last suspected and not yet believed."""
        self._soft: float | None = None
        """Since when the coach has been soft."""

    @property
    def mode(self) -> Mode:
        """The present listening mode."""
        return self._choosing.choice.mode

    @property
    def everything(self) -> bool:
        """Whether every phrase is listened to, in the coach's pauses and beside its voice."""
        return self.mode in (Mode.FULL, Mode.LEARNING)

    @property
    def twice(self) -> bool:
        """Whether "baby says no" counts when it's suspected twice, though the coach talks."""
        limited = self.mode is Mode.PAUSES and (self.found.erle_db or 0.0) >= TWICE_DB
        return self.everything or limited

    @property
    def unheard(self) -> bool:
        """Whether the microphone doesn't pick the coach up, or too softly for anyone to take it for a voice."""
        return unheard(self.found)

    def more(self, *, coach: bool) -> float:
        """How many log-odds beyond their threshold other commands than "no" need; ``coach``: whether it talks."""
        return HIGHER * (coach + ((self.found.ring_ms or 0) >= RINGING_MS))

    def push(self, heard: Samples, played: Samples, left: Samples) -> str:
        """Take the next pieces, as ``SelfCheck`` does; return the name of a sentence to say now, or ""."""
        self.check.push(heard, played, left)
        self.looked = self.check.seconds - self._looked >= LOOK_S
        if not self.looked:
            return ""
        self._looked = self.check.seconds
        self.found = self.check.measured()
        return self._choosing.look(self.found)

    def notice(self, *, talking: bool, ducked: bool) -> None:
        """Note whether the coach is talking now, and whether it's soft for a suspicion."""
        now = self.check.seconds
        self._talked = now if talking else self._talked
        self.loud_until = now if talking and not ducked else self.loud_until
        self._soft = None if not ducked else now if self._soft is None else self._soft

    def lets(self, found: Detection) -> bool:
        """Whether a phrase is passed on."""
        return self.everything or (self.mode is Mode.PAUSES and found.command in (Command.NO, Command.BREAK))

    def cries(self, noticed: Detection | None, *, at: float, going: bool, level_db: float) -> Iterator[Detection]:
        """Which crying to pass on.

        Args:
            noticed: crying, possible crying (a suspicion) or fussing that has just been noticed.
            at: seconds of sound heard so far.
            going: whether the crying that was noticed goes on.
            level_db: level of the last second, without the coach.

        """
        if self.mode is Mode.KEYS:
            return
        doubted = noticed and noticed.by == Bringer.CRYING and self._may_be_coach(level_db)
        if noticed and (doubted or noticed.level is Level.SUSPECT):
            self._doubt = self.check.seconds if doubted and noticed.level is Level.SURE else None
            yield Detection(at, Command.NO, Level.SUSPECT, noticed.score, Bringer.CRYING)
            yield Detection(at, Command.NOT_SURE, Level.SURE, noticed.score, Bringer.FUSSING)
        elif noticed:
            self._doubt = None
            yield noticed
        elif not going:
            self._doubt = None
        elif self._confirmed(level_db):
            self._doubt = None
            yield Detection(at, Command.NO, Level.SURE, 0.0, Bringer.CRYING)

    def _confirmed(self, level_db: float) -> bool:
        """Whether suspected crying goes on while the coach is soft or silent: then it's the baby's."""
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
