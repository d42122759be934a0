"""The tops on the trunk: Google's own, and ours, which begin as copies of it and are trained on. ONNX in and out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn
from torch.nn import functional

KERNELS = ((1, 3), (3, 1), (1, 3), (3, 1), (3, 1))
"""Of the five convolutions, in time and in the spectrum; before the last one the pooling."""
SLOPE, LEAST = 0.2, -0.4
"""Of their leaky ReLU, and below which no activation goes."""
GOOGLE, OURS = "google", "ours"
"""Names of the tops; ours have a number behind it."""


class Top(nn.Module):
    """Rows of the trunk (batch, 96, rows, 2) to embeddings (batch, steps, 96): of ten rows, two rows apart."""

    def __init__(self, weights: dict[str, np.ndarray]) -> None:
        """``weights``: ``weight0`` to ``weight4``, and ``bias0`` to ``bias3``."""
        super().__init__()
        self.layers = nn.ModuleList()
        for i, kernel in enumerate(KERNELS):
            layer = nn.Conv2d(96, 96, kernel, padding=(0, 1) if kernel == (1, 3) else 0, bias=f"bias{i}" in weights)
            layer.weight.data = torch.tensor(weights[f"weight{i}"].copy())
            if layer.bias is not None:
                layer.bias.data = torch.tensor(weights[f"bias{i}"].copy())
            self.layers.append(layer)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """See the class."""
        for layer in self.layers[:-1]:
            x = functional.leaky_relu(layer(x), SLOPE).clamp(min=LEAST)
        return self.layers[-1](functional.max_pool2d(x, 2))[..., 0].transpose(1, 2)

    def weights(self) -> dict[str, np.ndarray]:
        """As they were given."""
        out = {}
        for i, layer in enumerate(self.layers):
            out[f"weight{i}"] = layer.weight.detach().numpy()
            if layer.bias is not None:
                out[f"bias{i}"] = layer.bias.detach().numpy()
        return out


def stored(path: Path) -> dict[str, dict[str, np.ndarray]]:
    """The weights of each top in a ``tops.onnx``, Google's first."""
    out: dict[str, dict[str, np.ndarray]] = {}
    for weights in onnx.load(path).graph.initializer:
        if "/" in weights.name:
            which, name = weights.name.split("/")
            out.setdefault(which, {})[name] = numpy_helper.to_array(weights).astype(np.float32)
    return out


def store(google: dict[str, np.ndarray], ours: list[dict[str, np.ndarray]], to: Path) -> None:
    """Write all as one network: rows of the trunk (1, 96, n, 2) in, features (1, 96 times tops, steps, 1) out.

    Ours are stored by half the precision; the runtime widens them once, when it loads them.
    """
    tops = {GOOGLE: google} | {f"{OURS}{i}": weights for i, weights in enumerate(ours, 1)}
    nodes, inputs = [], [numpy_helper.from_array(np.float32(LEAST), "least")]
    for which, weights in tops.items():
        kind = np.float32 if which == GOOGLE else np.float16
        inputs += [numpy_helper.from_array(w.astype(kind), f"{which}/{name}") for name, w in weights.items()]
        nodes += branch(which, weights, half=which != GOOGLE)
    nodes.append(helper.make_node("Concat", list(tops), ["features"], axis=1))
    rows = helper.make_tensor_value_info("given", TensorProto.FLOAT, [1, 96, "rows", 2])
    out = helper.make_tensor_value_info("features", TensorProto.FLOAT, [1, 96 * len(tops), "steps", 1])
    model = helper.make_model(
        helper.make_graph(nodes, "tops", [rows], [out], inputs), opset_imports=[helper.make_opsetid("", 12)]
    )
    model.ir_version = 7
    model.doc_string = "Google speech_embedding's last five convolutions (Apache-2.0), as they are and trained on (MIT)"
    onnx.checker.check_model(model)
    onnx.save(model, to)


def branch(which: str, weights: dict[str, np.ndarray], *, half: bool) -> list[onnx.NodeProto]:
    """The nodes of one of them."""
    nodes, last, wide = [], "given", "-wide" if half else ""
    if half:
        nodes += [
            helper.make_node("Cast", [f"{which}/{n}"], [f"{which}/{n}{wide}"], to=TensorProto.FLOAT) for n in weights
        ]
    for i, kernel in enumerate(KERNELS):
        final = i == len(KERNELS) - 1
        if final:
            nodes.append(helper.make_node("MaxPool", [last], [f"{which}-pooled"], kernel_shape=[2, 2], strides=[2, 2]))
            last = f"{which}-pooled"
        given = [last, *(f"{which}/{n}{i}{wide}" for n in ("weight", "bias") if f"{n}{i}" in weights)]
        to, pads = which if final else f"{which}-{i}", [0, 1, 0, 1] if kernel == (1, 3) else [0, 0, 0, 0]
        nodes.append(helper.make_node("Conv", given, [to], kernel_shape=list(kernel), pads=pads))
        if not final:
            nodes.append(helper.make_node("LeakyRelu", [to], [f"{to}-leaky"], alpha=SLOPE))
            nodes.append(helper.make_node("Max", [f"{to}-leaky", "least"], [f"{to}-kept"]))
            last = f"{to}-kept"
    return nodes
