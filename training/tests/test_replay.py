"""A recording that is judged again says what the chain said."""

from __future__ import annotations

import numpy as np

from coach.ears.spotting.pipeline import Chain, second_opinion
from coach.ears.spotting.spotter import Detection
from coach.sound.clip import RATE as COACH_RATE
from tests.support.sounds import said
from training.replay import PIECE, RATE, ReplayedNeeds, record, replay

SOUND = np.concatenate(
    [said("Baby says no!"), said("Now stroke the left leg."), said("Stop, please.", 1.5), said("Next stroke.")]
)


def heard() -> list[Detection]:
    """What the chain itself detects."""
    chain, silent = (
        Chain(cancel=False, phonemes=second_opinion(), guarded=True),
        np.zeros(PIECE * COACH_RATE // RATE, np.float32),
    )
    return [one for i in range(0, len(SOUND) - PIECE, PIECE) for one in chain.hear(SOUND[i : i + PIECE], silent)]


def test_a_replay_detects_what_the_chain_did() -> None:
    phonemes = second_opinion()
    again = [one for one, _ in replay(record(phonemes, SOUND), ReplayedNeeds(phonemes.recogniser))]
    chain = heard()
    assert len(chain) >= 3
    assert [(round(one.at, 2), one.command, one.level) for one in again] == [
        (round(one.at, 2), one.command, one.level) for one in chain
    ]
