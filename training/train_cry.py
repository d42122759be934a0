# ruff: noqa: T201
"""Train the heads that hear a baby cry, on two seconds of features each.

    python -m training.train_cry FEATURES coach/ears/models/cry.npz --seeds 1 2 3

A window counts as crying when nearly all of it is, and as none when next to nothing is; what lies between is left
out. Half-way the windows that fool the head most are looked for and drawn more often, and the twentieth of the crying
that sounds least like it is left out.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from coach.ears.crying import SEEN

CHANNELS, HIDDEN = 24, 16
STEPS, BATCH = 2000, 256
MOST, LEAST = 0.9, 0.25
"""Shares of a window."""
KINDS = {"cry": 0.1, "short": 0.1, "speech": 0.2, "words": 0.12, "household": 0.12, "left": 0.2, "made": 0.16}
"""Shares of the windows without crying."""


class Net(nn.Module):
    """Windows (batch, 25, 96) to logits (batch,)."""

    def __init__(self, mean: np.ndarray, scale: np.ndarray) -> None:
        super().__init__()
        self.register_buffer("mean", torch.tensor(mean))
        self.register_buffer("scale", torch.tensor(scale))
        self.layers = nn.ModuleList(
            [nn.Conv1d(96, CHANNELS, 1), nn.Conv1d(CHANNELS, CHANNELS, 3), nn.Conv1d(CHANNELS, CHANNELS, 3, dilation=2)]
        )
        self.hidden, self.last = nn.Linear(3 * CHANNELS, HIDDEN), nn.Linear(HIDDEN, 1)

    def forward(self, x: torch.Tensor, drop: float = 0.0) -> torch.Tensor:
        """``drop``: share of what is left out, in training."""
        y = ((x - self.mean) / self.scale).transpose(1, 2)
        for layer in self.layers:
            y = functional.dropout(functional.relu(layer(y)), drop, training=self.training)
        pooled = torch.cat([y.mean(2), y.amax(2), y.std(2, unbiased=False)], 1)
        pooled = functional.dropout(functional.relu(self.hidden(pooled)), drop, training=self.training)
        return self.last(pooled)[:, 0]


class Windows:
    """The windows of one kind and label."""

    def __init__(self, stored: list[dict[str, np.ndarray]], *, crying: bool, keep: set[int] | None = None) -> None:
        self.features = np.concatenate([s["features"] for s in stored])
        ends, at = [], 0
        for s in stored:
            share = np.convolve(s["crying"], np.ones(SEEN) / SEEN)[: len(s["crying"])]
            same = np.zeros(len(share), bool)
            same[SEEN - 1 :] = s["number"][SEEN - 1 :] == s["number"][: len(share) - SEEN + 1]
            right = same & (share >= MOST if crying else share <= LEAST)
            if keep is not None:
                right &= np.isin(s["number"], list(keep))
            ends.append(np.flatnonzero(right) + at)
            at += len(share)
        self.ends = np.concatenate(ends)
        self.hard = self.ends[:0]

    def rows(self, ends: np.ndarray) -> torch.Tensor:
        """Those that end at these steps."""
        return torch.tensor(self.features[ends[:, None] + np.arange(1 - SEEN, 1)].astype(np.float32))

    def draw(self, rng: np.random.Generator, n: int) -> torch.Tensor:
        """Some, half of them from the hard ones."""
        hard = n // 2 if len(self.hard) else 0
        picked = [rng.choice(self.ends, n - hard)] + ([rng.choice(self.hard, hard)] if hard else [])
        return self.rows(np.concatenate(picked))

    def scored(self, net: Net) -> np.ndarray:
        """Log-odds of every window."""
        net.eval()
        with torch.no_grad():
            parts = [net(self.rows(e)).numpy() for e in np.array_split(self.ends, len(self.ends) // 4096 + 1)]
        net.train()
        return np.concatenate(parts)

    def mine(self, net: Net, *, crying: bool) -> None:
        """Leave out the least of the crying; know the worst of the others."""
        scores = self.scored(net)
        if crying:
            self.ends = self.ends[scores > np.percentile(scores, 5)]
        else:
            self.hard = self.ends[np.argsort(-scores)[: max(200, len(scores) // 50)]]


def load(folder: Path, part: str, kind: str) -> list[dict[str, np.ndarray]]:
    """All copies of a kind."""
    out = []
    for path in sorted(folder.glob(f"cry-{part}-{kind}-*.npz")):
        with np.load(path) as stored:
            out.append({name: stored[name] for name in stored.files})
    return out


def train(yes: Windows, no: dict[str, Windows], seed: int, steps: int, quiet: Path) -> Net:
    """One head."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    sample = torch.cat([w.draw(rng, 400) for w in (yes, *no.values())]).numpy().reshape(-1, 96)
    net = Net(sample.mean(0), sample.std(0) + 1e-3)
    best = torch.optim.AdamW(net.parameters(), lr=3e-3, weight_decay=0.05)
    plan = torch.optim.lr_scheduler.OneCycleLR(best, 3e-3, total_steps=steps)
    average = torch.optim.swa_utils.AveragedModel(net, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.99))
    for step in range(steps):
        while quiet.exists():
            time.sleep(5)
        if step == steps // 2:
            yes.mine(net, crying=True)
        if step in {steps // 3, steps // 2, steps * 3 // 4}:
            for windows in no.values():
                windows.mine(net, crying=False)
        x = torch.cat([yes.draw(rng, BATCH // 3), *(no[k].draw(rng, round(BATCH * s)) for k, s in KINDS.items())])
        y = torch.zeros(len(x))
        y[: BATCH // 3] = 0.98
        loss = functional.binary_cross_entropy_with_logits(net(x + 0.02 * torch.randn_like(x), 0.15), y)
        best.zero_grad()
        loss.backward()
        best.step()
        plan.step()
        average.update_parameters(net)
        if step % 500 == 0:
            print(f"seed {seed}, step {step}, loss {loss.item():.3f}", flush=True)
    return average.module.eval()


def stored(nets: list[Net]) -> dict[str, np.ndarray]:
    """Weights as coach.ears.crying applies them: names with the number of the head."""
    out = {}
    for n, net in enumerate(nets):
        out |= {f"mean{n}": net.mean.numpy(), f"scale{n}": net.scale.numpy()}
        for i, layer in enumerate([*net.layers, net.hidden, net.last]):
            out[f"weight{n}.{i}"] = layer.weight.detach().numpy().astype(np.float16)
            out[f"bias{n}.{i}"] = layer.bias.detach().numpy().astype(np.float32)
    return out


def main() -> None:
    """See the module's docstring."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("features", type=Path, help="made by training.cries")
    options.add_argument("head", type=Path)
    options.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    options.add_argument("--steps", type=int, default=STEPS)
    options.add_argument("--quiet", type=Path, default=Path("QUIET"), help="pause while this file exists")
    args = options.parse_args()
    nets = []
    for seed in args.seeds:
        yes = Windows(load(args.features, "train", "cry"), crying=True)
        no = {k: Windows(load(args.features, "train", k), crying=False) for k in KINDS}
        nets.append(train(yes, no, seed, args.steps, args.quiet))
    np.savez_compressed(args.head, **stored(nets))


if __name__ == "__main__":
    main()
