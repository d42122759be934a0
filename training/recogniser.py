"""The phoneme recogniser of ``look.onnx`` as a trainable network with the same names and weights.

Also computes how well a phrase fits, as ``coach.ears.spotting.phonemes`` does, for many windows at once and with a
gradient.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import nn
from torch.nn import functional

from coach.ears.spotting.alignment import LATEST, STEP_S, WORST
from coach.ears.spotting.phonemes import LOUDEST, Phonemes
from training.graphs.look import BLOCKS, FAINTEST, FRAME, HEADS, HOP, TAPS, WIDTH, look_graph


class Recogniser(nn.Module):
    """Turns 16 kHz sound (batch, samples) into log-probabilities (batch, steps of 20 ms, symbols)."""

    def __init__(self, weights: Mapping[str, np.ndarray]) -> None:
        """``weights``: under the names of :mod:`training.graphs.look`; those of the spectrogram aren't trained."""
        super().__init__()
        self._names = {name: name.replace(".", "/") for name in weights if not name.startswith("mel.")}
        self.own = nn.ParameterDict({key: torch.tensor(weights[name].copy()) for name, key in self._names.items()})
        self.register_buffer("window", torch.tensor(weights["mel.window"].copy()))
        self.register_buffer("bank", torch.tensor(weights["mel.bank"].copy()))

    def _of(self, name: str) -> torch.Tensor:
        return self.own[self._names[name]]

    def _through(self, x: torch.Tensor, name: str) -> torch.Tensor:
        return x @ self._of(f"{name}.weight") + self._of(f"{name}.bias")

    def _normal(self, x: torch.Tensor, name: str) -> torch.Tensor:
        return functional.layer_norm(x, (WIDTH,), self._of(f"{name}.weight"), self._of(f"{name}.bias"))

    def forward(self, sound: torch.Tensor) -> torch.Tensor:
        """See the class; each window is brought to the same peak first, as the coach does."""
        x = self._steps(sound * (LOUDEST / (sound.abs().amax(1, keepdim=True) + 1e-9)))
        for number in range(BLOCKS):
            name = f"blocks.{number}"
            x = x + 0.5 * self._fed(x, f"{name}.ffn1")
            x = x + self._attended(x, f"{name}.attn")
            x = x + self._convolved(x, f"{name}.conv")
            x = x + 0.5 * self._fed(x, f"{name}.ffn2")
            x = self._normal(x, f"{name}.norm")
        return functional.log_softmax(self._through(x, "proj"), dim=2)

    def _steps(self, sound: torch.Tensor) -> torch.Tensor:
        with torch.no_grad():
            padded = functional.pad(sound[:, None], (FRAME // 2, FRAME // 2), mode="reflect")[:, 0]
            power = torch.fft.rfft(padded.unfold(1, FRAME, HOP) * self.window).abs() ** 2
            mel = (power @ self.bank).clamp(min=FAINTEST).log().half().float()
        stem = functional.conv1d(mel.transpose(1, 2), self._of("stem.weight"), stride=2, padding=1)
        return functional.gelu(stem.transpose(1, 2) + self._of("stem.bias"))

    def _fed(self, x: torch.Tensor, name: str) -> torch.Tensor:
        y = self._through(self._normal(x, f"{name}.norm"), f"{name}.fc1")
        return self._through(functional.silu(y), f"{name}.fc2")

    def _attended(self, x: torch.Tensor, name: str) -> torch.Tensor:
        y = self._through(self._normal(x, f"{name}.norm"), f"{name}.in")
        asked, known, told = y.unflatten(2, (3, HEADS, -1)).permute(2, 0, 3, 1, 4)
        weight = (asked @ known.transpose(2, 3) / math.sqrt(WIDTH / HEADS)).softmax(3)
        return self._through((weight @ told).transpose(1, 2).flatten(2), f"{name}.out")

    def _convolved(self, x: torch.Tensor, name: str) -> torch.Tensor:
        y = functional.glu(self._through(self._normal(x, f"{name}.norm"), f"{name}.pointwise1"), dim=2)
        taps, bias = self._of(f"{name}.taps.weight"), self._of(f"{name}.taps.bias")
        y = functional.conv1d(y.transpose(1, 2), taps, bias, padding=TAPS // 2, groups=WIDTH).transpose(1, 2)
        return self._through(functional.silu(y), f"{name}.pointwise2")

    def weights(self) -> dict[str, np.ndarray]:
        """The weights, under the names of :mod:`training.graphs.look`."""
        mel = {"mel.window": self.window.numpy(), "mel.bank": self.bank.numpy()}
        return mel | {name: self._of(name).detach().numpy() for name in self._names}


def store(net: Recogniser, symbols: list[str], to: Path) -> None:
    """Write a look.onnx."""
    onnx.save(look_graph(net.weights(), symbols), to)


class Fits(nn.Module):
    """Turns log-probabilities (batch, steps, symbols) into the fit of each way to say each phrase (batch, ways)."""

    def __init__(self, phonemes: Phonemes) -> None:
        super().__init__()
        written = phonemes.ways
        self.whose, self.sounds, self.pauses = phonemes.whose, written.sounds, written.pauses
        self.ways, self.last = torch.tensor(written.ways), torch.tensor(written.last)

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """0 fits, -20 does not; as in :meth:`coach.ears.spotting.phonemes.Phonemes.fits`, without rivals."""
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
