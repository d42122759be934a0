"""The coach's own voice, late and in pieces, is known from anybody else's."""

from __future__ import annotations

import numpy as np
import pytest

from coach.ears.spotting.likeness import HIGH_AGAIN, HIGH_FROM, LASTING, LATEST, WINDOW, WITHIN, Likeness, likeness
from coach.sound.clip import Samples
from tests.support.sounds import RATE, noise, said

LONG = WINDOW + LATEST


@pytest.fixture(scope="module")
def played() -> Samples:
    """What the coach says."""
    text = "Slide both hands from the hip down to the ankle, one after the other. Then hold the foot for a moment."
    return said(text, 0.1, 0.1)[:LONG]


@pytest.fixture(scope="module")
def parent() -> Samples:
    """What somebody else says meanwhile, in the same voice."""
    return said("Oh dear, where did we leave that towel?", 0.1, 0.1)[:WINDOW]


def late(played: Samples, by: float) -> Samples:
    """What is heard of it, some seconds late."""
    begin = LATEST - int(by * RATE)
    return 0.3 * played[begin : begin + WINDOW]


def test_a_voice_that_comes_late_and_in_pieces_is_the_coachs(played: Samples) -> None:
    whole = late(played, 1.3)
    pieces = np.concatenate([whole[:9000], noise(0.1, 1e-3), whole[9000:20_000], noise(0.25, 1e-3), whole[20_000:]])
    assert likeness(pieces[:WINDOW] + noise(WINDOW / RATE, 1e-3), played) > HIGH_FROM


def test_somebody_elses_voice_is_not_the_coachs(played: Samples, parent: Samples) -> None:
    assert likeness(parent, played) < HIGH_AGAIN
    assert likeness(parent + 0.1 * late(played, 0.1), played) < HIGH_FROM


def test_a_silent_coach_has_no_voice_to_be_heard(parent: Samples) -> None:
    assert likeness(parent, np.zeros(LONG, np.float32)) == 0
    assert likeness(np.empty(0, np.float32), noise(LONG / RATE)) == 0


def test_a_session_that_has_just_begun_is_compared_too(played: Samples) -> None:
    assert likeness(late(played, 0.5)[-WINDOW // 2 :], played) > HIGH_FROM


def test_one_answer_holds_for_as_long_as_one_saying() -> None:
    answers = iter([HIGH_FROM - 1, HIGH_FROM, HIGH_AGAIN - 1])
    voice = Likeness(lambda: next(answers))
    assert [voice.high(at) for at in (1.0, 2.0, 2.0 + LASTING / 2, 2.1 + LASTING)] == [False, True, True, False]


def test_a_voice_that_strayed_is_suspected_sooner_for_some_seconds() -> None:
    answers = iter([HIGH_AGAIN, HIGH_FROM, HIGH_AGAIN, HIGH_AGAIN])
    voice = Likeness(lambda: next(answers))
    moments = (1.0, 2.0, 1.9 + WITHIN, 2.1 + 2 * WITHIN)
    assert [voice.high(at) for at in moments] == [False, True, True, False]
