"""The sound under the voice: it plays under everything, stops with a no, and comes back only with a yes."""

from typing import Any

import numpy as np
import pytest

from coach.model.effects import BedOff, BedOn
from coach.model.events import Bringer, Command
from coach.playback.bed_stage import BeddedStage
from coach.session.state import Phase
from coach.sound.bed_mixer import BedMixer
from coach.sound.clip import RATE, Clip
from tests.support.told import Told

TONE = Clip((0.2 * np.sin(np.arange(RATE) / 9)).astype(np.float32), RATE)


class Unheard:
    """A stage whose effects nobody needs."""

    def reach(self, at: Any) -> None:
        """Nothing to render."""

    def perform(self, effect: Any) -> None:
        """Nothing to do."""

    def note(self, before: Any, event: Any, command: Any) -> None:
        """Nothing to log."""


def lies(told: Any) -> Any:
    """Whether the sound under the voice is there, as the real stage and mixer have it."""
    mixer = BedMixer(TONE)
    stage = BeddedStage(Unheard(), mixer)
    for _, effect in told.effects:
        stage.perform(effect)
        mixer.render(RATE // 10)
    mixer.render(5 * RATE)
    return bool(np.std(mixer.render(RATE)) > 0.01)


def test_the_bed_sounds_from_the_start_and_under_every_stroke() -> None:
    told = Told(care=True)
    assert lies(told)
    told.asked().tell(Command.YES)
    assert lies(told.playing(5000))


@pytest.mark.parametrize("place", ["in a stroke", "at the question"])
@pytest.mark.parametrize(
    "command",
    [
        Command.DONE,
        Command.WHERE,
        Command.KEYS,
        Command.NOT_SURE,
        Command.NO,
        Command.SLOWER,
        Command.LOUDER,
        Command.FOOT_HELP,
        Command.REPEAT,
        Command.TEACH,
        Command.REMEMBER,
    ],
)
def test_a_rest_is_silent_until_a_yes(place: Any, command: Any) -> None:
    told = Told().playing(5000) if place == "in a stroke" else Told().asked()
    told.tell(Command.NO)
    assert not lies(told)
    told.wait(3000)
    told.tell(command, by=Bringer.MICROPHONE)
    told.wait(8000)
    assert not lies(told)
    told.tell(Command.YES)
    assert told.phase in (Phase.ASKING, Phase.PLAYING)
    assert lies(told)


def test_a_no_to_the_end_question_silences_it_too() -> None:
    told = Told().playing(5000)
    told.tell(Command.DONE, by=Bringer.MICROPHONE)
    assert lies(told)
    told.tell(Command.NO)
    assert not lies(told)


def test_repeated_words_keep_the_bed_and_a_no_stops_it() -> None:
    told = Told().playing(5000)
    told.tell(Command.REPEAT)
    assert lies(told)
    told.tell(Command.NO)
    assert not lies(told)


def test_a_baby_asleep_after_a_no_gets_the_bed_back_softly() -> None:
    told = Told(bedtime=True, bed_after=60_000).playing(5000)
    told.tell(Command.NO)
    told.wait(3000)
    told.tell(Command.ASLEEP)
    assert [effect.rise_ms for _, effect in told.effects if isinstance(effect, BedOn)][-1] == 4000


@pytest.mark.parametrize("by", ["key", "microphone", "pedal", "crying"])
def test_every_no_stops_the_bed_right_after_the_hush(by: Any) -> None:
    told = Told().playing(5000)
    assert isinstance(told.tell(Command.NO, by)[1], BedOff)
