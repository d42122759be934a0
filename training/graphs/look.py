"""The graph that looks at two seconds of sound again: samples in, log-probabilities of phonemes out.

The phoneme recogniser of the package ``hama`` 1.7.0 (Apache-2.0), trained on: a small conformer of four blocks and 2.0
million numbers, a row of 191 symbols for 20 ms.

Weights, by name: ``mel.window`` (400,), ``mel.bank`` (201, 80), ``stem.weight`` (144, 80, 3),
``proj.weight`` (144, 191); for each block ``blocks.0.ffn1.norm.weight``, ``blocks.0.ffn1.fc1.weight`` (in, out) and so
on; and a ``bias`` to each.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import onnx

from training.graphs.net import Net, Weights

FRAME, HOP = 400, 160
"""Samples in a frame and from one to the next; two of them make a step."""
WIDTH, HEADS, BLOCKS, TAPS = 144, 4, 4, 31
FAINTEST = 1e-10
"""Mel energies are never lower."""
HALF = r"(blocks\.\d\.(ffn|attn\.(in|out)|conv\.(point|taps))|proj|stem).*\.weight$"
"""Stored as float16: matrices and convolutions."""
ABOUT = (
    "Phoneme recogniser of the Python package hama 1.7.0 (Apache-2.0), as a graph, with the weights that further "
    "training in noise and rooms gave it. Changed by the baby massage coach."
)


def mel(net: Net, samples: str, bank: np.ndarray) -> str:
    """Log mel energies (1, 80, frames) of ``samples`` (n,), as exact as float16, by which they were trained."""
    side = net.value([FRAME // 2, FRAME // 2], np.int64)
    padded = net.op("Pad", samples, side, mode="reflect")
    bins = np.flatnonzero(bank.any(1))
    turns = net.op("Mul", net.value(bins[:, None], np.int64), net.value(np.arange(FRAME)[None], np.int64))
    angle = net.op("Cast", net.op("Mod", turns, net.value(FRAME, np.int64)), to_=1)
    angle = net.op("Mul", angle, net.value(2 * math.pi / FRAME))
    waves = net.op("Concat", net.op("Cos", angle), net.op("Sin", angle), axis=0)
    kernel = net.op("Unsqueeze", net.op("Mul", waves, net.weight("mel.window")), net.value([1], np.int64))
    row = net.op("Reshape", padded, net.value([1, 1, -1], np.int64))
    waves = net.op("Conv", row, kernel, strides=[HOP], kernel_shape=[FRAME])
    some = net.op("Gather", net.weight("mel.bank"), net.value(bins, np.int64), axis=0)
    both = net.op("Transpose", net.op("Concat", some, some, axis=0), perm=[1, 0])
    energy = net.op("MatMul", both, net.op("Mul", waves, waves))
    loud = net.op("Log", net.op("Max", energy, net.value(FAINTEST)))
    return net.op("Cast", net.op("Cast", loud, to_=10), to_=1)


def normal(net: Net, x: str, name: str) -> str:
    """Layer normalisation."""
    weights = net.weight(f"{name}.weight"), net.weight(f"{name}.bias")
    return net.op("LayerNormalization", x, *weights, axis=-1, epsilon=1e-5)


def through(net: Net, x: str, name: str) -> str:
    """A matrix and its bias."""
    return net.op("Add", net.op("MatMul", x, net.weight(f"{name}.weight")), net.weight(f"{name}.bias"))


def silu(net: Net, x: str) -> str:
    """The values, each times its own sigmoid."""
    return net.op("Mul", x, net.op("Sigmoid", x))


def fed(net: Net, x: str, name: str) -> str:
    """Half a feed-forward net, added to what came in."""
    y = silu(net, through(net, normal(net, x, f"{name}.norm"), f"{name}.fc1"))
    return net.op("Add", x, net.op("Mul", net.value(0.5), through(net, y, f"{name}.fc2")))


def attended(net: Net, x: str, name: str) -> str:
    """Attention of four heads over all steps, added to what came in; ``x`` is (steps, 144)."""
    y = through(net, normal(net, x, f"{name}.norm"), f"{name}.in")
    y = net.op("Reshape", y, net.value([-1, 3, HEADS, WIDTH // HEADS], np.int64))
    asked, known, told = (
        net.op("Gather", net.op("Transpose", y, perm=[1, 2, 0, 3]), net.value(i, np.int64), axis=0) for i in range(3)
    )
    like = net.op("MatMul", asked, net.op("Transpose", known, perm=[0, 2, 1]))
    weight = net.op("Softmax", net.op("Div", like, net.value(math.sqrt(WIDTH / HEADS))), axis=-1)
    seen = net.op("Transpose", net.op("MatMul", weight, told), perm=[1, 0, 2])
    joined = net.op("Reshape", seen, net.value([-1, WIDTH], np.int64))
    return net.op("Add", x, through(net, joined, f"{name}.out"))


def convolved(net: Net, x: str, name: str) -> str:
    """Convolution over 0.6 s, added to what came in."""
    y = through(net, normal(net, x, f"{name}.norm"), f"{name}.pointwise1")
    first, middle, end, across = (net.value([i], np.int64) for i in (0, WIDTH, 2 * WIDTH, 1))
    open_ = net.op("Sigmoid", net.op("Slice", y, middle, end, across))
    y = net.op("Mul", net.op("Slice", y, first, middle, across), open_)
    y = net.op("Unsqueeze", net.op("Transpose", y, perm=[1, 0]), net.value([0], np.int64))
    weights, side = (net.weight(f"{name}.taps.weight"), net.weight(f"{name}.taps.bias")), TAPS // 2
    y = net.op("Conv", y, *weights, kernel_shape=[TAPS], pads=[side, side], group=WIDTH)
    y = net.op("Transpose", net.op("Squeeze", y, net.value([0], np.int64)), perm=[1, 0])
    return net.op("Add", x, through(net, silu(net, y), f"{name}.pointwise2"))


def block(net: Net, x: str, name: str) -> str:
    """One of the four."""
    x = fed(net, x, f"{name}.ffn1")
    x = attended(net, x, f"{name}.attn")
    x = convolved(net, x, f"{name}.conv")
    x = fed(net, x, f"{name}.ffn2")
    return normal(net, x, f"{name}.norm")


def look_graph(weights: Weights, symbols: Sequence[str], half: str = HALF) -> onnx.ModelProto:
    """The whole: samples (16 kHz, some thousand at least) in, log-probabilities (steps of 20 ms, symbols) out."""
    net = Net(weights, half)
    frames = mel(net, "samples", weights["mel.bank"])
    stem = net.weight("stem.weight"), net.weight("stem.bias")
    x = net.op(
        "Conv",
        net.op("Reshape", frames, net.value([1, 80, -1], np.int64)),
        *stem,
        kernel_shape=[3],
        strides=[2],
        pads=[1, 1],
    )
    x = net.op("Transpose", net.op("Squeeze", x, net.value([0], np.int64)), perm=[1, 0])
    halved = net.op("Mul", x, net.value(0.5))
    erf = net.op("Erf", net.op("Mul", x, net.value(math.sqrt(0.5))))
    x = net.op("Mul", halved, net.op("Add", erf, net.value(1.0)))
    for number in range(BLOCKS):
        x = block(net, x, f"blocks.{number}")
    net.op("LogSoftmax", through(net, x, "proj"), to="phonemes", axis=-1)
    notes = {"symbols": list(symbols), "step_ms": 20, "rate": 16_000}
    return net.model("look", {"samples": ["samples"]}, {"phonemes": ["steps", len(symbols)]}, notes=notes, about=ABOUT)
