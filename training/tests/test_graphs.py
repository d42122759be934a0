"""Both graphs are built again from their own weights, and PyTorch gives the numbers that they give."""

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import numpy_helper

from coach.ears.spotting.phonemes import LOUDEST
from coach.ears.spotting.steps import steps_of
from training.graphs.look import look_graph
from training.graphs.net import notes_of, weights_of
from training.graphs.step import step_graph
from training.parts import MODELS, SEEN, Parts

STEP, LOOK = MODELS / "step.onnx", MODELS / "look.onnx"
SOUND = (0.05 * np.random.default_rng(1).normal(size=48_000)).astype(np.float32)


def without_silence(model: onnx.ModelProto) -> tuple[bytes, dict[str, np.ndarray]]:
    """A graph without what its inputs are by default, and that: the last digits of it depend on the processor."""
    inputs = {one.name for one in model.graph.input}
    silence = {one.name: numpy_helper.to_array(one) for one in model.graph.initializer if one.name in inputs}
    kept = [one for one in model.graph.initializer if one.name not in inputs]
    del model.graph.initializer[:]
    model.graph.initializer.extend(kept)
    return model.SerializeToString(), silence


def test_step_is_built_again_from_its_own_weights() -> None:
    built, silence = without_silence(step_graph(weights_of(STEP), notes_of(STEP)["commands"]))
    shipped, before = without_silence(onnx.load(STEP))
    assert built == shipped
    assert silence.keys() == before.keys()
    for name, array in silence.items():
        np.testing.assert_allclose(array, before[name], atol=1e-4)


def test_look_is_built_again_from_its_own_weights() -> None:
    built = look_graph(weights_of(LOOK), notes_of(LOOK)["symbols"])
    assert built.SerializeToString() == LOOK.read_bytes()


def test_the_parts_one_by_one_give_the_scores_of_the_whole() -> None:
    parts = Parts()
    features = parts.features(parts.rows(SOUND))
    np.testing.assert_allclose(parts.scores(features), steps_of(SOUND).scores[SEEN - 1 :], atol=1e-3)


def test_the_recogniser_in_pytorch_gives_the_numbers_of_the_graph() -> None:
    torch = pytest.importorskip("torch")
    from training.recogniser import Recogniser  # noqa: PLC0415 - needs torch

    sound = SOUND[:32_000] * (LOUDEST / np.abs(SOUND[:32_000]).max())
    with torch.no_grad():
        ours = Recogniser(weights_of(LOOK))(torch.tensor(sound[None]))[0].numpy()
    session = onnxruntime.InferenceSession(LOOK.read_bytes(), providers=["CPUExecutionProvider"])
    np.testing.assert_allclose(ours, session.run(None, {"samples": sound})[0], atol=0.01)
