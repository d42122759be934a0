# ruff: noqa: T201, PLR2004
"""Train one head on the features of the mixed clips and of the real recordings.

    python -m training.train FEATURES HEAD.npz --seed 1 --steps 1500

The head: four convolutions over time (96-64-64-64, width 3, dilations 1, 2, 4) and one output for each command. Loss:
the best step from 40 ms before to 300 ms after the end of the phrase, plus 0.3 of the mean over those steps; all steps
of everything else must stay low. Every 400 steps the recordings are searched for what fools the head most.
"""

from __future__ import annotations

import argparse
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from coach.ears.features import step_end
from training.mix import COMMANDS

STEPS = 39
BEFORE, AFTER = 0.04, 0.30
"""Seconds around the end of a phrase in which it should be called."""
CHANNELS = 64
BATCH, NO, OTHER, NEAR = 350, 0.25, 0.27, 0.28
"""Windows in a batch, and shares of "no", of the other commands and of near misses; the rest are recordings."""


class Head(nn.Module):
    """Features (batch, steps, 96) to logits (batch, steps, commands); looks back 15 steps, never ahead."""

    def __init__(self, mean: np.ndarray, scale: np.ndarray, outputs: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.tensor(mean))
        self.register_buffer("scale", torch.tensor(scale))
        widths = [96, CHANNELS, CHANNELS, CHANNELS]
        self.layers = nn.ModuleList(nn.Conv1d(a, b, 3, dilation=2**i) for i, (a, b) in enumerate(pairwise(widths)))
        self.last = nn.Conv1d(CHANNELS, outputs, 1)
        nn.init.constant_(self.last.bias, -4.0)

    def forward(self, x: torch.Tensor, drop: float = 0.0) -> torch.Tensor:
        """``drop``: share of activations left out, in training."""
        y = ((x - self.mean) / self.scale).transpose(1, 2)
        for i, layer in enumerate(self.layers):
            y = functional.relu(layer(functional.pad(y, (2 * 2**i, 0))))
            y = functional.dropout(y, drop, training=self.training)
        return self.last(y).transpose(1, 2)


class Clips:
    """All shards of a part in memory."""

    def __init__(self, folder: Path, part: str, limit: float = 1.0) -> None:
        shards = [np.load(p) for p in sorted(folder.glob(f"{part}-*.npz"))]
        self.features = np.concatenate([s["features"] for s in shards])
        self.labels = np.concatenate([s["labels"] for s in shards])
        self.ends = np.concatenate([s["ends"] for s in shards])
        if limit < 1:
            keep = np.random.default_rng(0).random(len(self.labels)) < limit
            self.features, self.labels, self.ends = self.features[keep], self.labels[keep], self.ends[keep]
        times = np.array([step_end(i) for i in range(STEPS)])
        after = times[None] - self.ends[:, None]
        self.inside = (after >= -BEFORE) & (after <= AFTER)
        self.loose = (after > -0.5) & (after < 0.8)
        self.command = [np.flatnonzero(self.labels == i) for i in range(len(COMMANDS))]
        self.none = np.flatnonzero(self.labels < 0)


class Streams:
    """The recordings, from which windows are drawn, the worst of them more often."""

    def __init__(self, folder: Path, part: str) -> None:
        self.parts = [np.load(p) for p in sorted(folder.glob(f"stream-{part}-*.npy"))]
        self.parts = [p for p in self.parts if len(p) > STEPS]
        self.worst: list[tuple[int, int]] = []

    def draw(self, rng: np.random.Generator, n: int) -> np.ndarray:
        """Draw n windows; two of three from the worst, once they are known."""
        sizes = np.array([len(p) for p in self.parts], float)
        out = []
        for _ in range(n):
            if self.worst and rng.random() < 0.66:
                which, at = self.worst[int(rng.integers(len(self.worst)))]
                at = int(np.clip(at - rng.integers(1, STEPS), 0, len(self.parts[which]) - STEPS))
            else:
                which = int(rng.choice(len(sizes), p=sizes / sizes.sum()))
                at = int(rng.integers(0, len(self.parts[which]) - STEPS))
            out.append(self.parts[which][at : at + STEPS])
        return np.stack(out).astype(np.float32)

    def mine(self, head: Head, keep: int = 2500) -> None:
        """Find the steps with the highest scores of any command."""
        found = []
        with torch.no_grad():
            for which, part in enumerate(self.parts):
                score = head(torch.tensor(part.astype(np.float32))[None])[0].max(1).values.numpy()
                found += [(float(score[i]), which, int(i)) for i in np.argsort(-score)[:keep]]
        self.worst = [(which, at) for _, which, at in sorted(found, reverse=True)[:keep]]


def batch(rng: np.random.Generator, clips: Clips, streams: Streams) -> tuple[torch.Tensor, ...]:
    """Features, the command's index or -1, and which steps count as right and which as undecided."""
    n_no, n_other, n_near = int(BATCH * NO), int(BATCH * OTHER), int(BATCH * NEAR)
    rows = [rng.choice(clips.command[0], n_no)]
    full = [c for c in clips.command[1:] if len(c)]
    rows += [np.array([rng.choice(full[int(rng.integers(len(full)))]) for _ in range(n_other)])]
    rows += [rng.choice(clips.none, n_near)]
    picked = np.concatenate(rows)
    n = BATCH - len(picked)
    x = np.concatenate([clips.features[picked].astype(np.float32), streams.draw(rng, n)])
    labels = np.concatenate([clips.labels[picked], np.full(n, -1)])
    inside = np.concatenate([clips.inside[picked], np.zeros((n, STEPS), bool)])
    loose = np.concatenate([clips.loose[picked], np.zeros((n, STEPS), bool)])
    return torch.tensor(x), torch.tensor(labels), torch.tensor(inside), torch.tensor(loose)


def loss_of(logits: torch.Tensor, labels: torch.Tensor, inside: torch.Tensor, loose: torch.Tensor) -> torch.Tensor:
    """Binary cross-entropy as the module's docstring says."""
    rows = (labels >= 0).nonzero()[:, 0]
    said = torch.zeros_like(logits, dtype=torch.bool)
    said[rows, :, labels[rows]] = True
    wrong = functional.softplus(logits) * ~(said & loose[:, :, None])
    # The loudest wrong steps are what fires, so they weigh most; the first steps have seen too little.
    low = wrong[:, 8:].amax(1).mean() * 3 + wrong[:, 8:].mean() * 4
    chosen = logits[rows, :, labels[rows]]
    window = inside[rows]
    best = chosen.masked_fill(~window, -30).amax(1)
    mean = (functional.softplus(-chosen) * window).sum(1) / window.sum(1).clamp(min=1)
    right = functional.softplus(-best) + 0.3 * mean
    weight = torch.where(labels[rows] == 0, 1.0, 0.8)
    return low + (right * weight).sum() / len(labels) * 3


def train(args: argparse.Namespace) -> Head:
    """One head."""
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    rng = np.random.default_rng(args.seed)
    clips, streams = Clips(args.features, args.part, args.limit), Streams(args.features, args.part)
    sample = clips.features[:2000].astype(np.float32).reshape(-1, 96)
    head = Head(sample.mean(0), sample.std(0) + 1e-3, len(COMMANDS))
    best = torch.optim.AdamW(head.parameters(), lr=3e-3, weight_decay=0.02)
    plan = torch.optim.lr_scheduler.OneCycleLR(best, 3e-3, total_steps=args.steps)
    average = torch.optim.swa_utils.AveragedModel(head, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.99))
    started = time.time()
    for step in range(args.steps):
        while args.quiet.exists():
            time.sleep(5)
        if step % 400 == 399:
            streams.mine(head.eval())
        head.train()
        x, labels, inside, loose = batch(rng, clips, streams)
        loss = loss_of(head(x, 0.1), labels, inside, loose)
        best.zero_grad()
        loss.backward()
        best.step()
        plan.step()
        average.update_parameters(head)
        if step % 100 == 0:
            print(f"step {step}, loss {loss.item():.3f}, {time.time() - started:.0f} s", flush=True)
    return average.module.eval()


def save(head: Head, to: Path) -> None:
    """Weights as float16, in the order in which coach.ears.spotter applies them."""
    out = {"mean": head.mean.numpy(), "scale": head.scale.numpy()}
    for i, layer in enumerate([*head.layers, head.last]):
        out[f"weight{i}"] = layer.weight.detach().numpy().astype(np.float16)
        out[f"bias{i}"] = layer.bias.detach().numpy().astype(np.float32)
    np.savez_compressed(to, **out)


def main() -> None:
    """See the module's docstring."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("features", type=Path)
    options.add_argument("head", type=Path)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--steps", type=int, default=1500)
    options.add_argument("--part", default="train")
    options.add_argument("--limit", type=float, default=1.0, help="share of the clips, for a learning curve")
    options.add_argument("--quiet", type=Path, default=Path("QUIET"))
    args = options.parse_args()
    save(train(args), args.head)


if __name__ == "__main__":
    main()
