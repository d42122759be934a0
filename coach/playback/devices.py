"""What a session opens, and what its ear and its journal are given: the seam to the command line, which chooses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from coach.ears.ear import Ear
from coach.model.effects import Mark
from coach.model.events import Command
from coach.model.wording import Words
from coach.outputs.output import Output
from coach.sound.clip import Clip, Samples
from coach.support.event_log import Log
from coach.support.terminal import Printer
from coach.voices.voice import Voice


class Recorder(Protocol):
    """Keeps the record of one session; none of its methods but ``close`` waits for anything."""

    def begin(self, routine: str, title: str, options: Mapping[str, Any]) -> None:
        """A session begins, with the options that differ from the usual."""

    def mark(self, mark: Mark) -> None:
        """Something happened."""

    def close(self) -> None:
        """Nothing more comes."""


@dataclass(frozen=True)
class Hearing:
    """What an ear that hears phrases works with."""

    clock: Callable[[], int]
    """Session milliseconds."""
    played: Callable[[], Samples]
    """What the loudspeaker got since the last call."""
    suspect: Callable[[], None]
    """Somebody may have said no: lowers the coach for a moment."""
    tell: Callable[[str], None]
    """Takes the name of a sentence about what is wrong with the hearing, or well again."""
    deaf_to: Callable[[], frozenset[Command]]
    """The commands to pass over now, because the coach itself is saying their phrases."""
    crying: Callable[[], bool]
    """Whether crying is to be listened for now."""


class Devices(Protocol):
    """What a session opens, as the command line chooses it."""

    @property
    def words(self) -> Words:
        """The coach's own sentences."""

    @property
    def printer(self) -> Printer:
        """Prints lines."""

    @property
    def log(self) -> Log:
        """Keeps what happened, for who looks for a fault."""

    @property
    def bound(self) -> Mapping[str, str]:
        """Names of commands, by the caregiver's own keys."""

    @property
    def gain_db(self) -> int:
        """Decibels of all that sounds until a massage sets its own."""

    @property
    def listens(self) -> bool:
        """A microphone is wanted."""

    @property
    def bedded(self) -> bool:
        """A sound under the voice is wanted."""

    def voice(self, changed: Callable[[str], None]) -> Voice:
        """The voice; ``changed`` is called with the name of a sentence when another one takes over."""

    def loudspeaker(self, changed: Callable[[str], None]) -> Output:
        """The output; ``changed`` is called when it is "lost" and "back"."""

    def keyboard(self, now: Callable[[], int]) -> Ear:
        """The terminal's keys; ``now`` gives session milliseconds."""

    def pedals(self, now: Callable[[], int]) -> Sequence[Ear]:
        """Pedals, remotes and keys of other windows; each is one more way to say no."""

    def microphone(self, hearing: Hearing) -> Ear:
        """The ear that hears phrases."""

    def journal(self, trouble: Callable[[str], None]) -> Recorder:
        """The keeper of the record; ``trouble`` is called with the name of a sentence when it cannot be kept."""

    def cue(self, name: str) -> Clip:
        """A short sound."""

    def bed(self) -> Clip:
        """What sounds under the voice; SoundError where it turns out to be no sound. Takes a moment."""
