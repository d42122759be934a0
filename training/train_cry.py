# ruff: noqa: T201
"""Train the head that hears a baby cry: one hidden layer on a second of features.

    python -m training.train_cry FEATURES coach/ears/models/cry.npz

Positive is all of the training babies' recordings (their labels say that there is crying, not when: the tenth
that sounds least like it is dropped half-way); negative are speech, words, homes and the coach.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from coach.ears.crying import summary

HIDDEN = 24
STEPS = 3000


def scored(net: nn.Module, rows: np.ndarray, norm: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Log-odds of crying in every row."""
    with torch.no_grad():
        return net.eval()(torch.tensor((rows - norm[0]) / norm[1]))[:, 0].numpy()


def surer(net: nn.Module, cries: np.ndarray, norm: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Without the tenth that sounds least like crying: pauses, parents, silence."""
    scores = scored(net, cries, norm)
    return cries[scores > np.percentile(scores, 10)]


def worse(net: nn.Module, others: list[np.ndarray], norm: tuple[np.ndarray, np.ndarray]) -> list[np.ndarray]:
    """With the twentieth that sounds most like crying as a kind of its own."""
    every = np.concatenate(others)
    scores = scored(net, every, norm)
    net.train()
    return [*others, every[scores > np.percentile(scores, 95)]]


def main() -> None:
    """See the module's docstring."""
    folder, target = Path(sys.argv[1]), Path(sys.argv[2])
    torch.set_num_threads(1)
    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    kinds = ("baby", "speech", "words", "household", "coach")
    found = {kind: sorted(folder.glob(f"stream-train-{kind}-*.npy")) for kind in kinds}
    load = {
        kind: np.concatenate([summary(np.load(p).astype(np.float32)) for p in paths]) for kind, paths in found.items()
    }
    cries = load.pop("baby")
    others = list(load.values())
    every = np.concatenate([cries, *others])
    mean, scale = every.mean(0), every.std(0) + 1e-3
    net = nn.Sequential(nn.Linear(192, HIDDEN), nn.ReLU(), nn.Dropout(0.2), nn.Linear(HIDDEN, 1))
    best = torch.optim.AdamW(net.parameters(), lr=2e-3, weight_decay=0.05)
    for step in range(STEPS):
        if step == STEPS // 2:
            cries, others = surer(net, cries, (mean, scale)), worse(net, others, (mean, scale))
        yes = cries[rng.integers(0, len(cries), 256)]
        no = np.concatenate([o[rng.integers(0, len(o), 96)] for o in others])
        x = torch.tensor((np.concatenate([yes, no]) - mean) / scale)
        y = torch.cat([torch.full((len(yes),), 0.97), torch.zeros(len(no))])
        loss = functional.binary_cross_entropy_with_logits(net(x)[:, 0], y)
        best.zero_grad()
        loss.backward()
        best.step()
    first, last = net[0], net[-1]
    np.savez_compressed(
        target, mean=mean, scale=scale, weight0=first.weight.detach().numpy().T, bias0=first.bias.detach().numpy(),
        weight1=last.weight.detach().numpy()[0], bias1=last.bias.detach().numpy(),
    )  # fmt: skip
    print(f"loss {loss.item():.3f}")


if __name__ == "__main__":
    main()
