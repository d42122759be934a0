"""The weights of the package ``hama`` 1.7.0 (Apache-2.0) as it ships them: the teacher of our phoneme recogniser.

Only training needs the package; what the coach runs is ``look.onnx``.
"""

from __future__ import annotations

import json
import math
import struct
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from training.graphs.look import BLOCKS

MAGIC = b"HAMAPK"
WEIGHTS = "asr_waveform.hama"
"""The package's file of weights."""
INSIDE = "acoustic_model.model."
STEM, TAPS, MATRICES = 801, 804, 829
"""The first numbers of the weights that have no names: stem, convolutions over time, matrices."""
NAMED = {
    "ffn1.norm": "ffn1.norm",
    "attn.norm": "attn_norm",
    "conv.norm": "conv.norm",
    "ffn2.norm": "ffn2.norm",
    "norm": "norm",
}
"""Our names for the normalisations, and the package's."""
NUMBERED = {"ffn1.fc1": 0, "ffn1.fc2": 1, "attn.in": 2, "attn.out": 6, "ffn2.fc1": 7, "ffn2.fc2": 8}
"""Our names for the matrices, and which of the block's nine each one is."""
BIASES = {"attn.in": "attn.in_proj_bias", "attn.out": "attn.out_proj.bias"}


def assets() -> Path:
    """The folder with the package's files.

    Raises:
        ImportError: it is not installed.

    """
    # Found without importing it, because its modules would load a library that isn't needed.
    found = find_spec("hama")
    if found is None or not found.submodule_search_locations:
        raise ImportError("hama is not installed")
    return Path(found.submodule_search_locations[0]) / "assets"


def unpacked(data: bytes) -> dict[str, np.ndarray]:
    """The weights in one of the package's files, by the package's names, as float32.

    Raises:
        ValueError: it isn't a file of weights.

    """
    if data[:6] != MAGIC:
        raise ValueError("not a file of weights")
    (count,), at, found = struct.unpack_from("<I", data, 8), 12, []
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        at += 2 + length
        kind, axes = data[at], data[at + 1]
        shape = struct.unpack_from(f"<{axes}I", data, at + 2)
        start, size = struct.unpack_from("<QQ", data, at + 2 + 4 * axes)
        at += 18 + 4 * axes
        found.append((name, kind, shape, start, size))
    first = len(data) - max(start + size for *_, start, size in found)
    return {
        name: np.frombuffer(data, np.float16 if kind else np.float32, math.prod(shape), first + start)
        .reshape(shape)
        .astype(np.float32)
        for name, kind, shape, start, _ in found
    }


def renamed(theirs: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The same weights under the names of :mod:`training.graphs.look`."""
    window = np.hypot(theirs["stft_real_kernel"][:, 0], theirs["stft_imag_kernel"][:, 0])[0]
    ours = {"mel.window": window, "mel.bank": theirs["mel_fb"]}
    ours |= {f"stem.{kind}": theirs[f"onnx::Conv_{STEM + i}"] for i, kind in enumerate(("weight", "bias"))}
    ours |= {"proj.weight": theirs[INSIDE + "proj.weight"][:, :, 0].T, "proj.bias": theirs[INSIDE + "proj.bias"]}
    for number in range(BLOCKS):
        to, of = f"blocks.{number}.", f"{INSIDE}blocks.{number}."
        for kind in ("weight", "bias"):
            ours |= {f"{to}{mine}.{kind}": theirs[f"{of}{name}.{kind}"] for mine, name in NAMED.items()}
        for mine, at in NUMBERED.items():
            ours[f"{to}{mine}.weight"] = theirs[f"onnx::MatMul_{MATRICES + 9 * number + at}"]
            ours[f"{to}{mine}.bias"] = theirs[of + BIASES.get(mine, f"{mine}.bias")]
        for i in (1, 2):
            ours[f"{to}conv.pointwise{i}.weight"] = theirs[f"{of}conv.pointwise{i}.weight"][:, :, 0].T
            ours[f"{to}conv.pointwise{i}.bias"] = theirs[f"{of}conv.pointwise{i}.bias"]
        ours[f"{to}conv.taps.weight"] = theirs[f"onnx::Conv_{TAPS + 3 * number}"]
        ours[f"{to}conv.taps.bias"] = theirs[f"onnx::Conv_{TAPS + 1 + 3 * number}"]
    return ours


def weights() -> dict[str, np.ndarray]:
    """The package's weights under the names of :mod:`training.graphs.look`.

    Raises:
        ImportError: it is not installed.

    """
    return renamed(unpacked((assets() / WEIGHTS).read_bytes()))


def symbols() -> list[str]:
    """The symbols that the recogniser's rows stand for, in order."""
    vocabulary = json.loads((assets() / "g2p_vocab.json").read_text("utf-8"))
    return [*vocabulary["decoder"], "<wb>", "<blank>"]
