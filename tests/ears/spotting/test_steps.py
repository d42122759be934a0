"""Scores and embeddings of sound, step by step."""

import numpy as np

from coach.ears.spotting.models import notes
from coach.ears.spotting.steps import COMMANDS, OVERLAP, RATE, STEP, Stream, step_end, steps_of
from tests.support.sounds import noise


def test_sound_in_pieces_of_any_length_gives_the_same_scores() -> None:
    sound, rng, stream = noise(4), np.random.default_rng(2), Stream()
    made = [stream.push(piece) for piece in np.split(sound, np.cumsum(rng.integers(1, 3000, 60)))]
    whole = steps_of(sound)
    np.testing.assert_allclose(np.concatenate([one.scores for one in made]), whole.scores, atol=1e-3)
    np.testing.assert_allclose(np.concatenate([one.embeddings for one in made]), whole.embeddings, atol=1e-3)


def test_a_step_is_made_as_soon_as_its_sound_has_arrived() -> None:
    for step in range(5):
        enough = round(step_end(step) * RATE)
        assert len(steps_of(noise(enough / RATE))) == step + 1
        assert len(steps_of(noise(enough / RATE)[:-1])) == step


def test_a_loud_sound_does_not_change_the_steps_before_it() -> None:
    quiet = noise(2, 1e-3)
    with_bang = np.concatenate([quiet, noise(1, 0.5)])
    np.testing.assert_allclose(steps_of(with_bang).scores[:20], steps_of(quiet).scores[:20], atol=1e-3)


def test_silence_at_the_beginning_scores_low_from_the_first_step_on() -> None:
    scores = steps_of(np.zeros(2 * RATE, np.float32)).scores
    assert len(scores) == 24
    assert scores.max() < -4


def test_the_graph_and_the_code_agree_on_commands_and_lengths() -> None:
    told = notes("step")
    assert told["commands"] == [command.value for command in COMMANDS]
    assert (told["rate"], told["step_samples"], told["past_samples"]) == (RATE, STEP, OVERLAP)
