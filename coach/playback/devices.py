"""What a session opens, and what its ear and journal are given. The command line chooses the real ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from coach.ears.ear import Ear
from coach.model.events import Command
from coach.model.wording import Words
from coach.outputs.output import Output
from coach.sound.clip import Clip, Samples
from coach.support.event_log import Log
from coach.support.terminal import Printer
from coach.voices.voice import Voice

if TYPE_CHECKING:
    from coach.model.effects import Mark


class Recorder(Protocol):
    """Keeps the record of one session. Only ``close`` may wait."""

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
    """What was played since the last call."""
    suspect: Callable[[], None]
    """Lowers the coach for a moment, because someone may have said no."""
    tell: Callable[[str], None]
    """Takes the name of a sentence about trouble with hearing, or its end."""
    ducked: Callable[[], bool]
    """Whether the coach has been soft for a moment, for a suspicion."""
    deaf_to: Callable[[], frozenset[Command]]
    """The commands to ignore now, because the coach itself is saying their phrases."""
    crying: Callable[[], bool]
    """Whether to listen for crying now."""


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
        """Keeps what happened, for finding faults."""

    @property
    def bound(self) -> Mapping[str, str]:
        """Names of commands, by the caregiver's own keys."""

    @property
    def gain_db(self) -> int:
        """Decibels of all that sounds until a massage sets its own."""

    @property
    def listens(self) -> bool:
        """Whether a microphone listens."""

    @property
    def relies(self) -> bool:
        """The caregiver knows that a microphone listens, and counts on it: where it is missing, that is told."""

    @property
    def bedded(self) -> bool:
        """Whether there is a background sound."""

    def voice(self, changed: Callable[[str], None]) -> Voice:
        """The voice; ``changed`` is called with the name of a sentence when another one takes over."""

    def loudspeaker(self, changed: Callable[[str], None]) -> Output:
        """The output; ``changed`` is called when it is lost, gives no answer, or is back."""

    def keyboard(self, now: Callable[[], int]) -> Ear:
        """The terminal's keys; ``now`` gives session milliseconds."""

    def pedals(self, now: Callable[[], int]) -> Sequence[Ear]:
        """Pedals, remotes and keys of other windows; each is another way to say no."""

    def microphone(self, hearing: Hearing) -> Ear:
        """The ear that hears phrases."""

    def journal(self, trouble: Callable[[str], None]) -> Recorder:
        """The keeper of the record; ``trouble`` is called with the name of a sentence when it cannot be kept."""

    def cue(self, name: str) -> Clip:
        """A short sound."""

    def bed(self) -> Clip:
        """The background sound; SoundError if it can't be read. Takes a moment."""
