"""The sound clock: a loudspeaker that was served too late does not shift the beats that follow."""

from typing import Any

import numpy as np
import pytest

from coach.sound.clip import RATE, Clip
from coach.sound.clock import SoundClock
from coach.sound.mixer import Mixer

BLOCK = RATE // 100
TICK = Clip(np.full(RATE // 100, 0.5, np.float32), RATE)


class Evening:
    """A loudspeaker that takes 10 ms at a time and holds three such pieces, in a time of its own."""

    def __init__(self) -> None:
        self.time = 100.0
        self.mixer = Mixer()
        self.clock = SoundClock(self.mixer, lambda: self.time)
        self.heard: list[np.ndarray] = []

    def pass_by(self, seconds: float, late: float = 0.0) -> None:
        """Time in which every callback comes ``late`` by so many seconds, though in time for the loudspeaker."""
        for _ in range(round(seconds * 100)):
            self.time += 0.01
            now, self.time = self.time, self.time + late
            self.heard.append(self.clock.render(BLOCK))
            self.time = now

    def stand_still(self, seconds: float) -> None:
        """The machine stands still, and the loudspeaker plays nothing meanwhile."""
        self.time += seconds
        self.heard.append(np.zeros(round(seconds * RATE), np.float32))

    def beats(self) -> np.ndarray:
        """Milliseconds at which each beat was heard."""
        loud = np.concatenate(self.heard) > 0.1
        return np.flatnonzero(loud[1:] & ~loud[:-1]) * 1000 / RATE


@pytest.fixture
def evening() -> Any:
    """A beat every two seconds for a minute."""
    one = Evening()
    for beat in range(1, 30):
        one.mixer.play(TICK, at=one.clock.frame(2000 * beat), kind="sound")
    return one


def test_time_lost_by_a_stalled_machine_is_made_up_before_the_beat(evening: Any) -> None:
    evening.pass_by(10.5)
    for lost in (0.004, 0.035, 0.2):
        evening.stand_still(lost)
        evening.pass_by(8 - lost)
    away = np.abs(evening.beats() - 2000 * np.arange(1, len(evening.beats()) + 1))
    assert len(away) == 17
    assert away.max() < 1.5


def test_callbacks_that_come_late_for_a_while_shift_no_beat_for_long(evening: Any) -> None:
    evening.pass_by(10.5)
    evening.pass_by(3, late=0.008)
    evening.pass_by(20)
    away = np.abs(evening.beats() - 2000 * np.arange(1, len(evening.beats()) + 1))
    assert away[-5:].max() < 10
    assert len(away) == 16


def test_no_sound_is_cut_to_catch_up() -> None:
    evening = Evening()
    evening.pass_by(2)
    tone = np.sin(np.arange(RATE * 4) * 0.1).astype(np.float32) * 0.5
    evening.mixer.play(Clip(tone, RATE), at=evening.mixer.frames, kind="speech")
    before = len(evening.heard)
    evening.pass_by(1)
    evening.time += 0.05
    evening.pass_by(2.5)
    speech = np.concatenate(evening.heard[before:])
    assert np.array_equal(speech, tone[: len(speech)])


def test_after_sleep_no_time_is_made_up(evening: Any) -> None:
    evening.pass_by(3)
    evening.time += 600
    evening.pass_by(3)
    assert len(evening.beats()) == 2


def test_time_lost_before_a_hush_shortens_no_silence() -> None:
    evening = Evening()
    evening.pass_by(2)
    evening.mixer.play(Clip(np.full(RATE * 4, 0.3, np.float32), RATE), kind="speech")
    evening.pass_by(1)
    evening.stand_still(0.2)
    evening.pass_by(1.5)
    evening.mixer.hush()
    evening.clock.begin_anew()
    evening.mixer.play(TICK, at=evening.mixer.frames + RATE * 400 // 1000, kind="sound")
    before = len(evening.heard)
    evening.pass_by(1)
    loud = np.flatnonzero(np.concatenate(evening.heard[before:]) > 0.4)
    assert abs(loud[0] * 1000 / RATE - 400) < 15


def test_lost_time_that_cannot_be_made_up_is_soon_forgotten() -> None:
    evening = Evening()
    evening.pass_by(2)
    bed = Clip(np.full(RATE, 0.01, np.float32), RATE)
    evening.mixer.play(bed, kind="bed")
    for _ in range(10):
        evening.pass_by(1.5)
        evening.stand_still(0.3)
    evening.pass_by(2)
    before = evening.mixer.frames
    evening.mixer.hush()
    evening.pass_by(1)
    assert evening.mixer.frames - before <= RATE * 1.4
