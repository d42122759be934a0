"""The phoneme recogniser of the package ``hama`` (Apache-2.0), its weights read as data and run by numpy alone.

A small conformer: 2.0 million numbers, four blocks, one row of 191 symbols for 20 ms. The package's own library gives
the same rows to the third decimal and takes five times as long; there is none of it for Windows.
"""

from __future__ import annotations

import json
import math
import struct
import zlib
from importlib.resources import files
from importlib.resources.abc import Traversable
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from coach.sound.clip import Samples

Rows = NDArray[np.floating[Any]]
"""Shape (steps, numbers)."""

MAGIC = b"HAMAPK"
FRAME, HOP = 400, 160
"""Samples in a frame and from one to the next; two of them make a step."""
WIDTH, HEADS, BLOCKS, TAPS = 144, 4, 4, 31
STEM, DEPTH, MATRICES = 801, 804, 829
"""The first numbers by which the weights without a name are called: stem, depthwise convolutions, matrices."""
NAMES = "acoustic_model.model."
WEIGHTS = "asr_waveform.hama"
"""The package's file of weights."""
FIXED = ("mel_fb", "stft_real_kernel", "stft_imag_kernel")
"""What training leaves as it is: it makes the spectrogram."""
NO_STEP = 8
"""A stored step of 8 is none."""
CHANGES = files("coach.ears") / "models" / "phonemes.npz"
"""What training added, in noise and rooms, to the package's weights."""


def assets() -> Path:
    """Where the package keeps its files.

    Raises:
        ImportError: it is not installed.

    """
    # Found and not imported: its modules would load a library that is not wanted.
    found = find_spec("hama")
    if found is None or not found.submodule_search_locations:
        raise ImportError("hama is not installed")
    return Path(found.submodule_search_locations[0]) / "assets"


def unpacked(data: bytes) -> dict[str, Rows]:
    """The weights in one of the package's files, by name, as float32; they are stored by half that precision.

    Raises:
        ValueError: it is no such file.

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


def changed(data: bytes, changes: Traversable | None) -> dict[str, Rows]:
    """The weights in ``data`` and what training added to them.

    ``changes`` is an npz: ``steps``, two of them from -7 to 7 in each byte, all weights but FIXED in the order of
    ``data``; ``sizes``, how large a step is in each row; ``of``, by which ``data`` is known.

    Raises:
        ValueError: ``data`` is no file of weights, or is not the one that was trained on.

    """
    weights = unpacked(data)
    if changes is None:
        return weights
    with changes.open("rb") as file, np.load(file) as stored:
        if stored["of"] != zlib.crc32(data):
            raise ValueError("other weights than those that training went on from")
        both, sizes = stored["steps"], stored["sizes"].astype(np.float32)
    steps = np.stack([both >> 4, both & 15], axis=1).reshape(-1).astype(np.float32) - NO_STEP
    for name in [n for n in weights if n not in FIXED]:
        before = weights[name]
        rows, count = len(before), before.size
        added = steps[:count].reshape(rows, -1) * sizes[:rows, None]
        weights[name] = before + added.reshape(before.shape)
        steps, sizes = steps[count:], sizes[rows:]
    return weights


def sigmoid(x: Rows) -> Rows:
    """1 / (1 + exp(-x))."""
    out: Rows = np.float32(1) / (np.float32(1) + np.exp(-x))
    return out


def gelu(x: Rows) -> Rows:
    """The values, each times the normal distribution below it (Abramowitz and Stegun 7.1.26, to 1e-6)."""
    y = np.abs(x) * np.float32(math.sqrt(0.5))
    t = 1 / (1 + np.float32(0.3275911) * y)
    tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    erf = np.copysign(1 - tail * np.exp(-(y**2)), x)
    out: Rows = (0.5 * x * (1 + erf)).astype(np.float32)
    return out


class Hama:
    """The recogniser.

    Raises:
        ImportError: the package is not installed, or is another version of it, or what training added is damaged.
    """

    def __init__(self, changes: Traversable | None = CHANGES) -> None:
        """``changes``: what :func:`changed` adds to the package's weights; None for the package's own."""
        home = assets()
        try:
            vocabulary = json.loads((home / "g2p_vocab.json").read_text("utf-8"))
            self.weights = changed((home / WEIGHTS).read_bytes(), changes)
            self._blocks = [Block(self.weights, i) for i in range(BLOCKS)]
            self._stem, self._stem_bias = (self.weights[f"onnx::Conv_{STEM + i}"] for i in range(2))
        except (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error) as error:
            raise ImportError(f"hama: {error}") from error
        self.window = np.hypot(self.weights["stft_real_kernel"][:, 0], self.weights["stft_imag_kernel"][:, 0])[0]
        self.symbols: tuple[str, ...] = (*vocabulary["decoder"], "<wb>", "<blank>")
        self.blank = self.symbols.index("<blank>")

    def listen(self, samples: Samples) -> NDArray[np.float32]:
        """Log-probabilities of the symbols in 16 kHz sound, one row for 20 ms."""
        x = self._steps(samples)
        for block in self._blocks:
            x = block.run(x)
        rows = x @ self.weights[NAMES + "proj.weight"][:, :, 0].T + self.weights[NAMES + "proj.bias"]
        rows -= rows.max(1, keepdims=True)
        out: NDArray[np.float32] = (rows - np.log(np.exp(rows).sum(1, keepdims=True))).astype(np.float32, copy=False)
        return out

    def _steps(self, samples: Samples) -> Rows:
        """Log mel energies, two frames to a step."""
        padded = np.pad(samples, FRAME // 2, mode="reflect")
        frames = np.lib.stride_tricks.sliding_window_view(padded, FRAME)[::HOP] * self.window
        spectrum = np.fft.rfft(frames, axis=1)
        power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32)
        mel = np.log(np.maximum(power @ self.weights["mel_fb"], np.float32(1e-10)))
        held = np.pad(mel.astype(np.float16).astype(np.float32), ((1, 1), (0, 0)))
        n = (len(mel) + 1) // 2
        return gelu(sum((held[k : k + 2 * n : 2][:n] @ self._stem[:, :, k].T for k in range(3)), start=self._stem_bias))


class Block:
    """Half a feed-forward net, attention, convolution over 0.6 s, and the other half."""

    def __init__(self, weights: dict[str, Rows], number: int) -> None:
        self._w, self._name = weights, f"{NAMES}blocks.{number}."
        at = MATRICES + 9 * number
        self._into1, self._out1, self._qkv, self._mixed, self._into2, self._out2 = (
            weights[f"onnx::MatMul_{at + i}"] for i in (0, 1, 2, 6, 7, 8)
        )
        self._taps = weights[f"onnx::Conv_{DEPTH + 3 * number}"][:, 0].T.copy()
        self._taps_bias = weights[f"onnx::Conv_{DEPTH + 1 + 3 * number}"]

    def run(self, x: Rows) -> Rows:
        """The steps, each with a look around it; as many as came in."""
        x = x + np.float32(0.5) * self._fed(x, "ffn1", self._into1, self._out1)
        x = x + self._attended(x)
        x = x + self._convolved(x)
        x = x + np.float32(0.5) * self._fed(x, "ffn2", self._into2, self._out2)
        return self._normal(x, "norm")

    def _own(self, name: str) -> Rows:
        return self._w[self._name + name]

    def _normal(self, x: Rows, name: str) -> Rows:
        apart = x - x.mean(1, keepdims=True)
        scale = 1 / np.sqrt((apart**2).mean(1, keepdims=True) + np.float32(1e-5))
        out: Rows = apart * scale * self._own(name + ".weight") + self._own(name + ".bias")
        return out

    def _fed(self, x: Rows, name: str, into: Rows, out: Rows) -> Rows:
        y = self._normal(x, name + ".norm") @ into + self._own(name + ".fc1.bias")
        fed: Rows = (y * sigmoid(y)) @ out + self._own(name + ".fc2.bias")
        return fed

    def _attended(self, x: Rows) -> Rows:
        y = self._normal(x, "attn_norm") @ self._qkv + self._own("attn.in_proj_bias")
        asked, known, told = y.reshape(len(x), 3, HEADS, -1).transpose(1, 2, 0, 3)
        like: Rows = asked @ known.transpose(0, 2, 1) / np.float32(math.sqrt(WIDTH / HEADS))
        weight = np.exp(like - like.max(2, keepdims=True))
        seen = (weight / weight.sum(2, keepdims=True) @ told).transpose(1, 0, 2).reshape(len(x), WIDTH)
        out: Rows = seen @ self._mixed + self._own("attn.out_proj.bias")
        return out

    def _convolved(self, x: Rows) -> Rows:
        y = self._normal(x, "conv.norm") @ self._own("conv.pointwise1.weight")[:, :, 0].T
        y += self._own("conv.pointwise1.bias")
        wide = np.pad(y[:, :WIDTH] * sigmoid(y[:, WIDTH:]), ((TAPS // 2, TAPS // 2), (0, 0)))
        views = np.lib.stride_tricks.sliding_window_view(wide, TAPS, axis=0)
        y = np.einsum("twk,kw->tw", views, self._taps) + self._taps_bias
        out: Rows = (y * sigmoid(y)) @ self._own("conv.pointwise2.weight")[:, :, 0].T + self._own(
            "conv.pointwise2.bias"
        )
        return out
