"""The two graphs give the same numbers as the code they replaced, and can be built again from their own weights.

``vectors.npz`` was recorded with that code: three seconds in which the coach's own voice says the phrase, the scores
from the fifteenth step on, every fourth embedding, and the six likeliest phonemes of each 20 ms.
"""

from pathlib import Path

import numpy as np

from coach.ears.spotting.recogniser import Recogniser
from coach.ears.spotting.steps import RATE, steps_of

RECORDED = np.load(Path(__file__).with_name("vectors.npz"))
SOUND = RECORDED["samples"].astype(np.float32) / 32768


def test_scores_and_embeddings_are_those_that_were_recorded() -> None:
    steps = steps_of(SOUND)
    np.testing.assert_allclose(steps.scores[14:], RECORDED["scores"], atol=1e-3)
    np.testing.assert_allclose(steps.embeddings[::4], RECORDED["embeddings"], atol=1e-3)
    assert steps.scores[:, 0].max() > 2, "it is the phrase that was recorded"


def test_phonemes_are_those_that_were_recorded() -> None:
    found = np.take_along_axis(Recogniser().listen(SOUND[-2 * RATE :]), RECORDED["likely"].astype(int), 1)
    np.testing.assert_allclose(found, RECORDED["phonemes"], atol=0.03)  # the weights are stored as float16
