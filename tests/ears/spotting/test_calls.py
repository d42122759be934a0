"""The score of a call for a stop, which lets the phonemes be asked less strictly."""

from __future__ import annotations

import numpy as np
import pytest

from coach.ears.spotting.calls import LATELY, LEAST, Lately, help_of
from coach.ears.spotting.needs import Level, Needs
from coach.ears.spotting.recogniser import Recogniser
from coach.ears.spotting.steps import COMMANDS, WIDTH, Steps, steps_of
from tests.support.sounds import noise, said


def steps(*calls: float) -> Steps:
    """Steps in which nothing but a call for a stop scores."""
    many = len(calls)
    scores, embeddings = np.full((many, len(COMMANDS)), -9, np.float32), np.zeros((many, WIDTH), np.float32)
    return Steps(scores, np.array(calls, np.float32)[:, None], embeddings)


def test_a_call_for_a_stop_scores_high_and_other_talk_low() -> None:
    assert steps_of(said("Baby said no!")).calls.max() > 0
    assert steps_of(said("Now stroke the left leg, from the hip down to the foot.")).calls.max() < LEAST


def test_the_highest_mean_of_three_steps_is_remembered_for_a_moment() -> None:
    lately = Lately()
    assert lately.highest() == LEAST
    lately.push(steps(-5, 1, 2, 3, -5))
    assert lately.highest() == pytest.approx(2)
    lately.push(steps(*[-5.0] * (LATELY + 2)))
    assert lately.highest() == pytest.approx(-5)


def test_a_full_phrase_may_fit_less_well_where_its_score_is_high() -> None:
    assert help_of(-9) == help_of(LEAST) == 0
    assert 0 < help_of(1) < help_of(3) == help_of(9)


def test_a_single_word_gets_no_help_from_the_score() -> None:
    sound = said("Stop!")
    loud = np.flatnonzero(np.abs(sound) > 0.01 * np.abs(sound).max())
    word = np.concatenate([noise(2, 1e-4), sound[loud[0] : loud[-1]], noise(0.2, 1e-4)])
    needs = Needs(Recogniser())
    assert needs.look(word)[0] is not Level.NONE
    assert needs.look(word, 3.0) == needs.look(word)
