"""The layers on top of the trunk: Google's own, and ours, which start as copies of it and are trained further."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from training.graphs.net import Weights
from training.graphs.step import LEAST, SLOPE

KERNELS = ((1, 3), (3, 1), (1, 3), (3, 1), (3, 1))
"""Of the five convolutions, in time and in the spectrum; before the last one the pooling."""


class Top(nn.Module):
    """Turns the trunk's rows (batch, 96, rows, 2) into embeddings (batch, steps, 96): ten rows each, two rows apart."""

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
        """The weights, under the names they were given by."""
        out = {}
        for i, layer in enumerate(self.layers):
            out[f"weight{i}"] = layer.weight.detach().numpy()
            if layer.bias is not None:
                out[f"bias{i}"] = layer.bias.detach().numpy()
        return out


def top_in(weights: Weights, name: str) -> dict[str, np.ndarray]:
    """The weights of one top among those of all parts (:mod:`training.graphs.step`)."""
    return {key.removeprefix(f"{name}."): array for key, array in weights.items() if key.startswith(f"{name}.")}
