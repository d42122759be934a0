"""The two graphs give the same numbers as the code they replaced, and can be built again from their own weights.

``vectors.npz`` was recorded with that code: three seconds in which the coach's own voice says the phrase, the scores
from the fifteenth step on, every fourth embedding, and the six likeliest phonemes of each 20 ms.
"""

from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from coach.ears.spotting import graphs
from coach.ears.spotting.recogniser import Recogniser
from coach.ears.spotting.steps import RATE, steps_of
from coach.support.errors import EarError

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


@pytest.mark.parametrize("kept", [None, 0, 10_000])
def test_a_graph_that_is_missing_or_damaged_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kept: int | None
) -> None:
    (tmp_path / "models").mkdir()
    if kept is not None:
        whole = (files("coach.ears") / "models" / "look.onnx").read_bytes()
        (tmp_path / "models" / "look.onnx").write_bytes(whole[:kept])
    monkeypatch.setattr(graphs, "files", lambda _: tmp_path)
    graphs.graph.cache_clear()
    with pytest.raises(EarError, match=r"look\.onnx"):
        graphs.graph("look")
    graphs.graph.cache_clear()
