"""The phoneme recogniser of ``coach.ears.spotting.recogniser``, trainable, with the same names and numbers.

Also how well a phrase fits, as ``coach.ears.spotting.phonemes`` has it, for many windows at once and with a gradient.
"""

from __future__ import annotations

import math
import zlib
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from coach.ears.spotting.phonemes import LATEST, LOUDEST, STEP_S, WORST, Phonemes
from coach.ears.spotting.recogniser import (
    BLOCKS,
    DEPTH,
    FIXED,
    FRAME,
    HEADS,
    HOP,
    MATRICES,
    NAMES,
    NO_STEP,
    STEM,
    TAPS,
    WEIGHTS,
    WIDTH,
    Hama,
    assets,
)

MOST_STEPS = 7
"""Of a stored change to either side of nothing, in each row of a matrix: with 31 the fits are the same within 0.3."""


class Recogniser(nn.Module):
    """16 kHz sound (batch, samples) to log-probabilities (batch, steps of 20 ms, symbols)."""

    def __init__(self, hama: Hama) -> None:
        super().__init__()
        self._names = {name: name.replace(".", "/") for name in hama.weights if name not in FIXED}
        self.own = nn.ParameterDict({key: torch.tensor(hama.weights[name]) for name, key in self._names.items()})
        self.register_buffer("window", torch.tensor(hama.window, dtype=torch.float32))
        self.register_buffer("bank", torch.tensor(hama.weights["mel_fb"]))

    def _of(self, name: str) -> torch.Tensor:
        return self.own[self._names[name]]

    def forward(self, sound: torch.Tensor) -> torch.Tensor:
        """See the class; each window is brought to the same peak first, as the second opinion does."""
        x = self._steps(sound * (LOUDEST / (sound.abs().amax(1, keepdim=True) + 1e-9)))
        for number in range(BLOCKS):
            x = self._block(x, number)
        return functional.log_softmax(
            x @ self._of(NAMES + "proj.weight")[:, :, 0].T + self._of(NAMES + "proj.bias"), dim=2
        )

    def _steps(self, sound: torch.Tensor) -> torch.Tensor:
        with torch.no_grad():
            padded = functional.pad(sound[:, None], (FRAME // 2, FRAME // 2), mode="reflect")[:, 0]
            power = torch.fft.rfft(padded.unfold(1, FRAME, HOP) * self.window).abs() ** 2
            mel = (power @ self.bank).clamp(min=1e-10).log().half().float()
        stem = functional.conv1d(mel.transpose(1, 2), self._of(f"onnx::Conv_{STEM}"), stride=2, padding=1)
        return functional.gelu(stem.transpose(1, 2) + self._of(f"onnx::Conv_{STEM + 1}"))

    def _block(self, x: torch.Tensor, number: int) -> torch.Tensor:
        name, at = f"{NAMES}blocks.{number}.", MATRICES + 9 * number
        into1, out1, qkv, mixed, into2, out2 = (self._of(f"onnx::MatMul_{at + i}") for i in (0, 1, 2, 6, 7, 8))

        def normal(y: torch.Tensor, which: str) -> torch.Tensor:
            return functional.layer_norm(
                y, (WIDTH,), self._of(f"{name}{which}.weight"), self._of(f"{name}{which}.bias")
            )

        def fed(y: torch.Tensor, which: str, into: torch.Tensor, out: torch.Tensor) -> torch.Tensor:
            y = normal(y, f"{which}.norm") @ into + self._of(f"{name}{which}.fc1.bias")
            return functional.silu(y) @ out + self._of(f"{name}{which}.fc2.bias")

        x = x + 0.5 * fed(x, "ffn1", into1, out1)
        y = normal(x, "attn_norm") @ qkv + self._of(name + "attn.in_proj_bias")
        asked, known, told = y.unflatten(2, (3, HEADS, -1)).permute(2, 0, 3, 1, 4)
        weight = (asked @ known.transpose(2, 3) / math.sqrt(WIDTH / HEADS)).softmax(3)
        x = x + (weight @ told).transpose(1, 2).flatten(2) @ mixed + self._of(name + "attn.out_proj.bias")
        y = normal(x, "conv.norm") @ self._of(name + "conv.pointwise1.weight")[:, :, 0].T
        y = functional.glu(y + self._of(name + "conv.pointwise1.bias"), dim=2)
        taps, bias = self._of(f"onnx::Conv_{DEPTH + 3 * number}"), self._of(f"onnx::Conv_{DEPTH + 1 + 3 * number}")
        y = functional.conv1d(y.transpose(1, 2), taps, bias, padding=TAPS // 2, groups=WIDTH).transpose(1, 2)
        y = functional.silu(y) @ self._of(name + "conv.pointwise2.weight")[:, :, 0].T
        x = x + y + self._of(name + "conv.pointwise2.bias")
        x = x + 0.5 * fed(x, "ffn2", into2, out2)
        return normal(x, "norm")

    def weights(self) -> dict[str, np.ndarray]:
        """By the names of the package."""
        return {name: self._of(name).detach().numpy() for name in self._names}


def store(hama: Hama, after: dict[str, np.ndarray], to: Path) -> None:
    """Write what was changed of the package's weights, as :func:`coach.ears.spotting.recogniser.changed` reads it."""
    steps, sizes = [], []
    for name in [n for n in hama.weights if n not in FIXED]:
        change = (after[name] - hama.weights[name]).reshape(len(after[name]), -1)
        size = (np.abs(change).max(1) / MOST_STEPS + 1e-7).astype(np.float16)
        sizes.append(size)
        whole = np.round(change / size.astype(np.float32)[:, None])
        steps.append((whole.clip(-MOST_STEPS, MOST_STEPS) + NO_STEP).astype(np.uint8).ravel())
    every = np.concatenate(steps)
    every = np.pad(every, (0, len(every) % 2))
    origin = zlib.crc32((assets() / WEIGHTS).read_bytes())
    np.savez_compressed(to, steps=every[::2] << 4 | every[1::2], sizes=np.concatenate(sizes), of=np.array(origin))


class Fits(nn.Module):
    """Log-probabilities (batch, steps, symbols) to the fit of each way to say each phrase (batch, ways)."""

    def __init__(self, phonemes: Phonemes) -> None:
        super().__init__()
        self.whose, self.sounds, self.pauses = phonemes.whose, phonemes.sounds, phonemes.pauses
        self.ways, self.last = torch.tensor(phonemes.ways), torch.tensor(phonemes.last)

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """0 fits, -20 does not; as :meth:`coach.ears.spotting.phonemes.Phonemes.fits`, but for rivals."""
        cost = (rows - rows.amax(2, keepdim=True)).clamp(min=WORST)
        said = torch.stack([cost[:, :, s].amax(2) if s else torch.full_like(cost[:, :, 0], WORST) for s in self.sounds])
        said = said.permute(1, 2, 0)[:, :, self.ways]
        pause = cost[:, :, self.pauses].amax(2)[:, :, None, None]
        none = torch.full_like(said[:, 0], -1e4)
        within, after = none, none
        latest, ends = rows.shape[1] - round(LATEST / STEP_S), []
        begin = torch.zeros_like(none[:, :, :1])
        for t in range(rows.shape[1]):
            left = torch.maximum(within, after)
            before = torch.cat([begin, left[:, :, :-1]], dim=2)
            after = left + pause[:, t]
            within = torch.maximum(within, before) + said[:, t]
            if t >= latest:
                ends.append(within.gather(2, self.last[None, :, None].expand(len(rows), -1, 1))[:, :, 0])
        return torch.stack(ends).amax(0)
