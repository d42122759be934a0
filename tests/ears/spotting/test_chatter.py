"""People who talk on and on in the room: then a call must fit better."""

from __future__ import annotations

import numpy as np
import pytest

from coach.ears.spotting.chatter import (
    CALLS,
    CALLS_BESIDE,
    HARDER,
    NEWEST,
    TALK_SAY,
    TELL,
    WINDOW,
    Chatter,
)
from coach.ears.spotting.pipeline import Chain, second_opinion
from coach.sound.clip import Samples
from tests.support.sounds import RATE, said

PIECE = RATE * 8 // 100


def after(*stretches: tuple[int, bool]) -> bool:
    """Whether people talk on and on after so many steps with somebody's voice, or without."""
    chatter = Chatter()
    for steps, talking in stretches:
        chatter.push(steps, talking=talking)
    assert (chatter.harder, chatter.calls(coach=False)) == ((HARDER, CALLS) if chatter.going else (0, 0))
    return chatter.going


def test_people_who_talk_and_pause_are_chatter() -> None:
    assert after(*[(9, True), (4, False)] * 12)


def test_one_call_after_silence_is_no_chatter() -> None:
    assert not after((WINDOW, False), (20, True), (3, False), (20, True), (3, False))


def test_a_machine_that_never_pauses_is_no_chatter() -> None:
    assert not after((2 * WINDOW, True))


def test_a_call_itself_is_no_chatter_yet() -> None:
    assert not after((WINDOW, False), *[(4, True), (1, False)] * (NEWEST // 5))


def test_chatter_is_forgotten_once_it_is_quiet() -> None:
    assert not after(*[(9, True), (4, False)] * 12, (WINDOW, False))


def test_lasting_talk_is_told_once() -> None:
    chatter = Chatter()
    told = [chatter.push(1, talking=step % 13 < 9) for step in range(4 * WINDOW)]
    assert [one for one in told if one] == [TALK_SAY]
    assert told.index(TALK_SAY) > TELL


def test_beside_the_coach_a_call_must_fit_somewhat_better() -> None:
    assert Chatter().calls(coach=False) < Chatter().calls(coach=True) == CALLS_BESIDE < CALLS


def heard(*sounds: Samples) -> list[str]:
    """Levels of what is heard in these sounds, one after another."""
    chain, silent = (
        Chain(cancel=False, crying=False, phonemes=second_opinion(), guarded=True),
        np.zeros(1920, np.float32),
    )
    whole = np.concatenate(sounds)
    pieces = [whole[at : at + PIECE] for at in range(0, len(whole) - PIECE + 1, PIECE)]
    return [found.level for piece in pieces for found in chain.hear(piece, silent)]


@pytest.fixture(scope="module")
def talk() -> Samples:
    first = said("She put the kettle on, and then we talked for a while about the garden.", 0.2, 0.2)
    then = said("I think that the children are coming home at four.", 0.2, 0.2)
    return np.concatenate([first, then, first, then])


def test_amid_other_talk_the_phrase_is_heard(talk: Samples) -> None:
    assert heard(talk, said("Baby says no!")) == ["sure"]


def test_amid_other_talk_a_call_that_barely_fits_is_not_believed(talk: Samples) -> None:
    phrase, quiet = said("No, no, no!"), np.zeros(12 * RATE, np.float32)
    assert heard(talk, phrase) == []
    assert heard(talk, quiet, phrase) == ["suspect"]
