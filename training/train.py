# ruff: noqa: T201, PLR2004
"""Trains our top together with the heads on it, on the mixed clips and the real recordings.

    python -m training.train FEATURES HEADS --seed 1 --steps 1500

The top is the last five convolutions of Google's speech embedding, trained further. A head is four convolutions over
time (192-64-64-64-12, width 3, dilations 1, 2, 4) on Google's features and on ours. Several heads learn on one top,
each from other initial weights. The loss of a phrase is that of the best step from 40 ms before to 300 ms after its
end, plus 0.3 of the mean over those steps; in everything else all steps must stay low. Every 400 steps the recordings
and the near misses are searched for what fools the heads most. The folder HEADS gets a step.onnx; a run that was
stopped is resumed.
"""

from __future__ import annotations

import argparse
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import nn
from torch.nn import functional

from coach.ears.spotting.steps import WIDTH, step_end
from training.graphs.net import Weights, weights_of
from training.graphs.step import GOOGLE, OURS, step_graph
from training.mix import COMMANDS, SHARD
from training.parts import SHIPPED, TOP_ROWS
from training.run import HALF, Plan, Run
from training.tops import Top, top_in

STEPS, ROWS = 29, 66
"""Of a window: as many as a phrase and what a head sees before it take."""
CONTEXT = 16
"""Steps of a window before the phrase's end."""
BEFORE, AFTER = 0.04, 0.30
"""Seconds around the end of a phrase in which it should be called."""
CHANNELS = 64
BATCH, NO, OTHER, NEAR = 256, 0.25, 0.27, 0.28
"""Windows in a batch, and shares of "no", of the other commands and of near misses; the rest are recordings."""
HARD = 0.15
"""Share of the near misses, the hardest, from which every other one is drawn."""
FAST, SLOW = 3e-3, 6e-4
"""Learning rates of the heads, which begin with nothing, and of the top, which knows much already."""
KEEP_EVERY = 100
"""Steps after which all is written down."""


class Head(nn.Module):
    """Turns features (batch, steps, 192) into logits (batch, steps, commands); looks back 15 steps, never ahead."""

    def __init__(self, mean: np.ndarray, scale: np.ndarray, outputs: int, channels: int = CHANNELS) -> None:
        super().__init__()
        self.register_buffer("mean", torch.tensor(mean))
        self.register_buffer("scale", torch.tensor(scale))
        widths = [len(mean), channels, channels, channels]
        self.layers = nn.ModuleList(nn.Conv1d(a, b, 3, dilation=2**i) for i, (a, b) in enumerate(pairwise(widths)))
        self.last = nn.Conv1d(channels, outputs, 1)
        nn.init.constant_(self.last.bias, -4.0)

    def forward(self, x: torch.Tensor, drop: float = 0.0) -> torch.Tensor:
        """``drop``: share of activations left out, in training."""
        y = ((x - self.mean) / self.scale).transpose(1, 2)
        for i, layer in enumerate(self.layers):
            y = functional.relu(layer(functional.pad(y, (2 * 2**i, 0))))
            y = functional.dropout(y, drop, training=self.training)
        return self.last(y).transpose(1, 2)


class Ears(nn.Module):
    """Turns the trunk's rows (batch, 96, rows, 2) into logits of each head (heads, batch, steps, commands)."""

    def __init__(self, sample: np.ndarray, heads: int, front: Weights) -> None:
        """``front``: the weights that are not trained, by the names of training/graphs/step.py."""
        super().__init__()
        self.front = {n: w for n, w in front.items() if n.startswith(("mel.", "stage"))}
        self.google, self.ours = (Top(top_in(front, GOOGLE)) for _ in range(2))
        self.google.requires_grad_(requires_grad=False)
        with torch.no_grad():
            flat = self.google(torch.tensor(sample)).reshape(-1, 96).numpy()
        mean, scale = np.tile(flat.mean(0), 2), np.tile(flat.std(0) + 1e-3, 2)
        self.heads = nn.ModuleList(Head(mean, scale, len(COMMANDS)) for _ in range(heads))

    def forward(self, rows: torch.Tensor, drop: float = 0.0) -> torch.Tensor:
        """``drop``: share of the heads' activations left out, in training."""
        rows = rows.to(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16, enabled=HALF):  # three times as fast, and slower where it cannot
            x = torch.cat([self.google(rows), self.ours(rows)], dim=2)
        return torch.stack([head(x.float(), drop) for head in self.heads])


class Clips:
    """All shards of a part in memory."""

    def __init__(self, folder: Path, part: str, limit: float = 1.0) -> None:
        shards = [np.load(p) for p in sorted(folder.glob(f"{part}-*.npz")) if "." not in p.stem]
        self.labels = np.concatenate([s["labels"] for s in shards])
        ends = np.concatenate([s["ends"] for s in shards])
        self.rows = np.empty((len(ends), 96, ROWS, 2), np.float16)
        self.first = np.zeros(len(ends), np.int64)
        at = 0
        for shard in shards:
            for row, end in zip(shard["rows"], shard["ends"], strict=True):
                self.first[at] = min(max(round((end - step_end(0)) / 0.08) - CONTEXT, 0), 39 - STEPS)
                self.rows[at] = row[:, 2 * self.first[at] : 2 * self.first[at] + ROWS]
                at += 1
        times = step_end(0) + 0.08 * (self.first[:, None] + np.arange(STEPS))
        after = times - ends[:, None]
        self.inside = (after >= -BEFORE) & (after <= AFTER)
        self.loose = (after > -0.5) & (after < 0.55)
        self._clip = np.concatenate([shard["clips"] + SHARD * i for i, shard in enumerate(shards)])
        self.limit(limit)

    def limit(self, share: float) -> None:
        """Keep this share of the clips, with all of their scenes; a larger share contains every smaller one."""
        keep = np.random.default_rng(0).random(self._clip.max() + 1)[self._clip] < share
        self.command = [np.flatnonzero((self.labels == i) & keep) for i in range(len(COMMANDS))]
        self.none = np.flatnonzero((self.labels < 0) & keep)
        self.hard = self.none

    def said(self, command: int) -> int:
        """How many clips are kept of a command, or, with -1, of near misses."""
        return len(np.unique(self._clip[self.none if command < 0 else self.command[command]]))

    def mine(self, ears: nn.Module) -> None:
        """Find the near misses that are taken for a phrase first."""
        with torch.no_grad():
            scores = [
                ears(torch.tensor(self.rows[part].astype(np.float32))).mean(0)[:, 8:].amax((1, 2)).numpy()
                for part in np.array_split(self.none, len(self.none) // 500 + 1)
            ]
        self.hard = self.none[np.argsort(-np.concatenate(scores))[: round(HARD * len(self.none))]]


class Streams:
    """The recordings as a source of windows; the worst windows are drawn more often."""

    def __init__(self, folder: Path, part: str) -> None:
        self.parts = [np.load(p) for p in sorted(folder.glob(f"stream-{part}-*.npy"))]
        self.worst: list[tuple[int, int]] = []

    def draw(self, rng: np.random.Generator, n: int) -> np.ndarray:
        """Draw n windows: two in three from the worst, once those are known."""
        sizes = np.array([self.steps(which) for which in range(len(self.parts))])
        out = []
        for _ in range(n):
            if self.worst and rng.random() < 0.66:
                which, at = self.worst[int(rng.integers(len(self.worst)))]
                at = int(np.clip(at - rng.integers(CONTEXT, STEPS), 0, sizes[which] - STEPS))
            else:
                which = int(rng.choice(len(sizes), p=sizes / sizes.sum()))
                at = int(rng.integers(0, sizes[which] - STEPS))
            out.append(self.window(which, at))
        return np.stack(out).astype(np.float32)

    def steps(self, which: int) -> int:
        """The number of steps in one recording."""
        return (self.parts[which].shape[1] - TOP_ROWS) // 2 + 1

    def window(self, which: int, at: int) -> np.ndarray:
        """The rows of as many steps as a phrase takes."""
        return self.parts[which][:, 2 * at : 2 * at + ROWS]

    def mine(self, ears: nn.Module, keep: int = 2500) -> None:
        """Find the steps with the highest scores of any command."""
        found, minute = [], 1500
        with torch.no_grad():
            for which, part in enumerate(self.parts):
                for first in range(0, part.shape[1] - 100, minute):
                    rows = part[None, :, first : first + minute + 40].astype(np.float32)
                    score = ears(torch.tensor(rows)).mean(0)[0, 16:].max(1).values.numpy()
                    found += [(float(score[i]), which, first // 2 + 16 + int(i)) for i in np.argsort(-score)[:60]]
        self.worst = [(which, at) for _, which, at in sorted(found, reverse=True)[:keep]]


def batch(rng: np.random.Generator, clips: Clips, streams: Streams) -> tuple[torch.Tensor, ...]:
    """Rows, the index of the command or -1, and which steps count as right or as undecided."""
    n_no, n_other, n_near = int(BATCH * NO), int(BATCH * OTHER), int(BATCH * NEAR)
    rows = [rng.choice(clips.command[0], n_no)]
    full = [c for c in clips.command[1:] if len(c)]
    rows += [np.array([rng.choice(full[int(rng.integers(len(full)))]) for _ in range(n_other)])]
    rows += [rng.choice(clips.none, n_near // 2), rng.choice(clips.hard, n_near - n_near // 2)]
    picked = np.concatenate(rows)
    n = BATCH - len(picked)
    x = np.concatenate([clips.rows[picked].astype(np.float32), streams.draw(rng, n)])
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


def plan(steps: int) -> Plan:
    """How the heads and the top are trained."""
    return Plan(steps, decay=0.02, warm=0.3, lasting=0.99, longest=5.0)


def begin(ears: Ears, weights: Weights, top: int) -> None:
    """Start ``ears`` from ``weights``: the top of that number and the heads on it."""
    ears.ours = Top(top_in(weights, f"{OURS}{top}"))
    each = len(ears.heads)
    seen = [*range(WIDTH), *range(WIDTH * top, WIDTH * (top + 1))]
    for number, head in enumerate(ears.heads, each * (top - 1) + 1):
        kept = top_in(weights, f"head{number}")
        head.mean, head.scale = (torch.tensor(kept[n][seen]) for n in ("mean", "scale"))
        kept["weight0"] = kept["weight0"][:, seen]
        for i, layer in enumerate([*head.layers, head.last]):
            layer.weight.data = torch.tensor(kept[f"weight{i}"].copy())
            layer.bias.data = torch.tensor(kept[f"bias{i}"].copy())


def train(args: argparse.Namespace) -> Ears:
    """Train our top and the heads."""
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    clips, streams = Clips(args.features, args.part, args.limit), Streams(args.features, args.part)
    shipped = weights_of(args.begin or SHIPPED)
    ears = Ears(clips.rows[:: max(1, len(clips.rows) // 400)].astype(np.float32), args.count, shipped)
    if args.begin:
        begin(ears, shipped, args.top)
        (args.heads / "before").mkdir(exist_ok=True)
        save(ears, args.heads / "before")  # to be joined with what becomes of it
    halved = 2 if args.begin else 1
    run = Run(args.heads / "training.pt", ears, {ears.heads: FAST / halved, ears.ours: SLOW / halved}, plan(args.steps))
    started = time.time()
    print(f"{len(clips.rows)} scenes, from step {run.step}", flush=True)
    while run.step < args.steps:
        while args.quiet.exists():
            time.sleep(5)
        if run.step % 400 == 399 or (run.step >= 399 and not streams.worst):
            streams.mine(ears.eval())
            clips.mine(ears)
        ears.train()
        x, labels, inside, loose = batch(np.random.default_rng([args.seed, run.step]), clips, streams)
        loss = torch.stack([loss_of(logits, labels, inside, loose) for logits in ears(x, 0.1)]).mean()
        run.learn(loss)
        if run.step % KEEP_EVERY == 0:
            print(f"step {run.step}, loss {loss.item():.3f}, {time.time() - started:.0f} s", flush=True)
            run.keep()
            save(run.mean.module, args.heads)
    return run.mean.module.eval()


def save(ears: Ears, folder: Path) -> None:
    """Write a step.onnx of the two tops and the heads."""
    weights = dict(ears.front)
    for name, top in ((GOOGLE, ears.google), (f"{OURS}1", ears.ours)):
        weights |= {f"{name}.{n}": w for n, w in top.weights().items()}
    for number, head in enumerate(ears.heads, 1):
        weights |= {f"head{number}.mean": head.mean.numpy(), f"head{number}.scale": head.scale.numpy()}
        for i, layer in enumerate([*head.layers, head.last]):
            weights[f"head{number}.weight{i}"] = layer.weight.detach().numpy()
            weights[f"head{number}.bias{i}"] = layer.bias.detach().numpy()
    onnx.save(step_graph(weights, COMMANDS), folder / "step.onnx")


def main() -> None:
    """See the module's docstring."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("features", type=Path)
    options.add_argument("heads", type=Path)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--steps", type=int, default=1500)
    options.add_argument("--count", type=int, default=2, help="how many heads")
    options.add_argument("--part", default="train")
    options.add_argument("--begin", type=Path, help="a step.onnx: go on from its heads and tops, with more clips")
    options.add_argument("--top", type=int, default=1, help="from which of its tops, and the heads on that")
    options.add_argument("--limit", type=float, default=1.0, help="share of the scenes, for a learning curve")
    options.add_argument("--quiet", type=Path, default=Path("QUIET"))
    args = options.parse_args()
    args.heads.mkdir(parents=True, exist_ok=True)
    save(train(args), args.heads)


if __name__ == "__main__":
    main()
