"""How long the coach ignores its own phrases, counted in what the microphone hears."""

from __future__ import annotations

import numpy as np
import pytest

from coach.ears.spotting.needs import Level
from coach.ears.spotting.own_voice import DEAF_AFTER_MS, OwnVoice
from coach.ears.spotting.pipeline import Chain, second_opinion
from coach.ears.spotting.spotter import Detection
from coach.ears.spotting.steps import RATE
from coach.model.events import Bringer, Command
from coach.sound.clip import Samples
from coach.sound.resampling import resampled
from tests.ears.spotting.test_self_check import in_room
from tests.support.sounds import noise, said


def test_its_own_phrase_is_ignored_until_the_microphone_has_heard_it() -> None:
    own = OwnVoice()
    own.note({Command.NO}, 2 * RATE, late=RATE // 2)
    assert own.sounding(2 * RATE + RATE // 2) == {Command.NO}
    assert not own.sounding(2 * RATE + RATE // 2 + 1)


def test_ears_that_lag_behind_ignore_it_longer() -> None:
    own = OwnVoice()
    own.note({Command.NO}, 2 * RATE, late=3 * RATE)
    assert own.sounding(4 * RATE) == {Command.NO}


def test_sound_since_the_phrase_ended_is_fresh() -> None:
    own = OwnVoice()
    own.note({Command.YES}, 2 * RATE, late=RATE // 5)
    assert own.over() == {Command.YES: pytest.approx(1.7)}


TELLS = "You can say the words aloud, too: baby says no."


def heard_beside(told: Samples, then: Samples, late_ms: int) -> list[Detection]:
    """What is heard in a tiled room where the coach tells of its phrase, and somebody speaks 0.7 s after it."""
    silence = np.zeros(4 * RATE, np.float32)
    played = np.concatenate([told, silence])
    late = np.zeros(late_ms * RATE // 1000, np.float32)
    heard = np.concatenate([late, in_room(played, 1.3, 1.0)])[: len(played)] + noise(len(played) / RATE, 3e-4)
    at = len(told) + len(late) + 7 * RATE // 10
    heard[at : at + len(then)] += then
    chain, found = Chain(cancel=True, phonemes=second_opinion(), guarded=True), list[Detection]()
    given = resampled(played, RATE, 24_000)
    for i in range(len(heard) // 320):
        named = 300 < 20 * i < len(told) * 1000 // RATE + DEAF_AFTER_MS
        chain.own = frozenset({Command.NO} if named else ())
        found += chain.hear(heard[i * 320 : (i + 1) * 320], given[i * 480 : (i + 1) * 480])
    return [one for one in found if one.by == Bringer.MICROPHONE]


@pytest.mark.parametrize("late_ms", [40, 350])
def test_in_a_ringing_room_its_own_phrase_never_stops_it(late_ms: int) -> None:
    assert not heard_beside(said(TELLS, 0.1, 0.0), np.zeros(0, np.float32), late_ms)


@pytest.mark.parametrize("late_ms", [40, 350])
def test_a_no_soon_after_its_own_is_heard(late_ms: int) -> None:
    found = heard_beside(said(TELLS, 0.1, 0.0), said("Baby says no!", 0.0, 0.0), late_ms)
    assert [(one.command, one.level) for one in found][-1:] == [(Command.NO, Level.SURE)]
