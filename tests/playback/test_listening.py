"""How long the coach is soft for a suspicion, as the microphone is told."""

from dataclasses import dataclass, field
from typing import Any

from coach.playback.listening import SUSPECT_MS, Listening
from coach.sound.clip import frames
from coach.sound.mixer import Mixer
from coach.support.event_log import Log


@dataclass
class Devices:
    """Nothing but a log that nobody reads."""

    log: Log = field(default_factory=Log)


class Evening:
    """A room in virtual time: as much time has passed as was rendered."""

    def __init__(self) -> None:
        self.mixer, self.at = Mixer(), 0
        self.devices: Any = Devices()
        self.clock: Any = self

    def now(self) -> int:
        """Session milliseconds."""
        return self.at

    def later(self, ms: int) -> None:
        """So many milliseconds pass."""
        self.mixer.render(frames(ms))
        self.at += ms

    def pass_on(self, _event: Any) -> None:
        """Nobody listens."""


def test_the_microphone_knows_when_the_coach_is_soft() -> None:
    evening = Evening()
    listening = Listening(evening)
    soft = listening.soft
    listening.suspected()
    at_once = soft()
    evening.later(500)
    then = soft()
    evening.later(SUSPECT_MS)
    assert (at_once, then, soft()) == (False, True, False)


def test_after_a_no_the_coach_is_no_longer_taken_to_be_soft() -> None:
    evening = Evening()
    listening = Listening(evening)
    listening.suspected()
    evening.later(500)
    evening.mixer.hush()
    evening.mixer.unduck()
    evening.later(100)
    assert not listening.soft()
