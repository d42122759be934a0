# ruff: noqa: T201
"""Draws a learning curve: how misses fall with more clips, for heads on Google's unchanged embedding.

    python -m training.curve FEATURES --clips FOLDER [FOLDER ...] --sounds SOUNDS --coach COACH --work WORK

It trains heads alone, without our tops and without the second opinion. The embedding never changes, so it's computed
once and a run takes a minute. Measured on the tuning part: first sayings missed at one false alarm an hour.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from torch import nn

from coach.ears.spotting.steps import COMMANDS, RATE, smoothed, step_end
from training.evaluate import EARLY, LATE, Scene, peaks, recording, scenes
from training.graphs.step import GOOGLE
from training.mix import Stock, clips_in
from training.parts import SEEN, parts
from training.run import Run
from training.tops import Top, top_in
from training.train import CONTEXT, FAST, STEPS, Clips, Head, Streams, batch, loss_of, plan
from training.tune import KINDS, SURE_AN_HOUR, rate_point

SHARES = (1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0)
LEARNING = 1500
"""Steps."""
WORST = 2500
SHOWN = ("quiet", "room", "cry10", "cry5")


class Embedding:
    """Google's embedding of the trunk's rows, on one thread."""

    def __init__(self) -> None:
        self._top = Top(top_in(parts().weights, GOOGLE))

    def __call__(self, rows: np.ndarray) -> np.ndarray:
        """Shape (n, 96, rows, 2) to (n, steps, 96)."""
        with torch.no_grad():
            parts = [rows[i : i + 256].astype(np.float32) for i in range(0, len(rows), 256)]
            return np.concatenate(
                [self._top(torch.tensor(x).to(memory_format=torch.channels_last)).numpy() for x in parts]
            )


class Embedded(Clips):
    """Clips whose rows are the embedding's."""

    def __init__(self, folder: Path, embedding: Embedding) -> None:
        super().__init__(folder, "train")
        self.rows = embedding(self.rows).astype(np.float16)


class Listened(Streams):
    """Recordings whose rows are the embedding's."""

    def __init__(self, folder: Path, embedding: Embedding) -> None:
        super().__init__(folder, "train")
        self.parts = [embedding(part[None])[0].astype(np.float16) for part in self.parts]

    def steps(self, which: int) -> int:
        """The number of steps in one recording."""
        return len(self.parts[which])

    def window(self, which: int, at: int) -> np.ndarray:
        """As many steps as a phrase takes."""
        return self.parts[which][at : at + STEPS]

    def mine(self, ears: nn.Module, keep: int = WORST) -> None:
        """Find the steps with the highest scores of any command."""
        found = []
        with torch.no_grad():
            for which, part in enumerate(self.parts):
                score = ears(torch.tensor(part[None].astype(np.float32)))[0, 0, CONTEXT:].amax(1).numpy()
                found += [(float(score[i]), which, CONTEXT + int(i)) for i in np.argsort(-score)[:keep]]
        self.worst = [(which, at) for _, which, at in sorted(found, reverse=True)[:keep]]


class Alone(nn.Module):
    """One head, for code that expects several."""

    def __init__(self, sample: np.ndarray) -> None:
        super().__init__()
        flat = sample.reshape(-1, sample.shape[-1]).astype(np.float32)
        self.head = Head(flat.mean(0), flat.std(0) + 1e-3, len(COMMANDS))

    def forward(self, x: torch.Tensor, drop: float = 0.0) -> torch.Tensor:
        """Shape (1, batch, steps, commands)."""
        return self.head(x, drop)[None]


def learnt(clips: Embedded, streams: Listened, seed: int) -> nn.Module:
    """Train a head; every 400 steps, search the recordings and near misses for what fools it."""
    torch.manual_seed(seed)
    net = Alone(clips.rows[:: max(1, len(clips.rows) // 400)])
    run = Run(None, net, {net: FAST}, plan(LEARNING))
    clips.hard, streams.worst = clips.none, []
    while run.step < LEARNING:
        if run.step % 400 == 399:  # noqa: PLR2004
            streams.mine(net.eval())
            clips.mine(net)
        net.train()
        x, labels, inside, loose = batch(np.random.default_rng([seed, run.step]), clips, streams)
        run.learn(loss_of(net(x, 0.1)[0], labels, inside, loose))
    return run.mean.module.eval()


def track(net: nn.Module, embedded: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Seconds, and the smoothed scores of "no"."""
    with torch.no_grad():
        scores = net(torch.tensor(embedded[None]))[0, 0, SEEN - 1 :, :1].numpy()
    return np.array([step_end(i + SEEN - 1) for i in range(len(scores))]), smoothed(scores)[:, 0]


def missed(net: nn.Module, sayings: list[tuple[Scene, np.ndarray]], point: float) -> float:
    """Per cent of first sayings that were missed."""
    best = []
    for one, embedded in sayings:
        times, scores = track(net, embedded)
        best.append(scores[(times > one.ends[0] - EARLY) & (times < one.ends[0] + LATE)].max(initial=-99))
    return 100 * float(np.mean(np.array(best) < point))


def main() -> None:
    """See the module's docstring."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("features", type=Path)
    options.add_argument("--clips", type=Path, nargs="+", required=True)
    options.add_argument("--sounds", type=Path, required=True)
    options.add_argument("--coach", type=Path, required=True)
    options.add_argument("--work", type=Path, required=True)
    options.add_argument("--seeds", type=int, default=3)
    args = options.parse_args()
    torch.set_num_threads(1)
    embedding, stock = Embedding(), Stock(args.sounds, args.coach, "tune")
    clips, streams = Embedded(args.features, embedding), Listened(args.features, embedding)

    def heard(one: Scene) -> np.ndarray:
        return embedding(one.rows[None])[0]

    no = [c for f in args.clips for c in clips_in(f, "tune") if c.label == "no"]
    made = {how: [(s, heard(s)) for s in scenes(args.work, "no", no, how, stock)] for how in SHOWN}
    recordings = [recording(args.work, stock, k, wet=w) for k in KINDS for w in (False, True)]
    hours = sum(len(s.samples) for s in recordings) / RATE / 3600
    quiet = [heard(s) for s in recordings]
    print(f"{len(no)} sayings, {hours:.1f} h of recordings, {LEARNING} steps, seeds 1 to {args.seeds}")
    print("missed of the first sayings, in per cent: mean (least to most)")
    for share in SHARES:
        clips.limit(share)
        found: dict[str, list[float]] = {how: [] for how in SHOWN}
        for seed in range(1, args.seeds + 1):
            net = learnt(clips, streams, seed)
            heights = np.sort(np.concatenate([peaks(*track(net, s)) for s in quiet]))[::-1]
            point = rate_point(heights, hours, SURE_AN_HOUR)
            for how, sayings in made.items():
                found[how].append(missed(net, sayings, point))
        shown = ", ".join(f"{how} {np.mean(x):.1f} ({min(x):.1f} to {max(x):.1f})" for how, x in found.items())
        print(f'{clips.said(0)} clips of "no", {clips.said(-1)} near misses: {shown}', flush=True)


if __name__ == "__main__":
    main()
