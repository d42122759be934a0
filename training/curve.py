# ruff: noqa: T201
"""A learning curve: how many clips what is missed depends on, by heads on Google's embedding as it is.

    python -m training.curve FEATURES --clips FOLDER [FOLDER ...] --sounds SOUNDS --coach COACH --work WORK

Heads alone, without tops of ours and without the second opinion, so that one run takes minutes. Measured on the tuning
part: first sayings missed at one false alarm an hour.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from torch import nn

from coach.ears.features import GOOGLE as WIDTH
from coach.ears.features import RATE, step_end
from coach.ears.heads import SEEN
from coach.ears.spotter import smoothed
from training.evaluate import EARLY, LATE, Scene, peaks, recording, scenes
from training.mix import Stock, clips_in
from training.tops import GOOGLE, Top, stored
from training.train import COMMANDS, MODELS, Clips, Head, Streams, batch, loss_of
from training.tune import KINDS, SURE_AN_HOUR, rate_point

SHARES = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0)
STEPS, LEARNING = 700, 3e-3
SHOWN = ("quiet", "room", "cry10", "cry5")


class Plain(nn.Module):
    """Rows of the trunk to logits of one head on Google's embedding."""

    def __init__(self, sample: np.ndarray) -> None:
        super().__init__()
        self.google = Top(stored(MODELS / "tops.onnx")[GOOGLE]).requires_grad_(requires_grad=False)
        flat = self.google(torch.tensor(sample)).reshape(-1, WIDTH).numpy()
        self.head = Head(flat.mean(0), flat.std(0) + 1e-3, len(COMMANDS))

    def forward(self, rows: torch.Tensor, drop: float = 0.0) -> torch.Tensor:
        """Shape (1, batch, steps, commands)."""
        with torch.no_grad():
            x = self.google(rows.to(memory_format=torch.channels_last))
        return self.head(x, drop)[None]


def learnt(clips: Clips, streams: Streams, seed: int) -> Plain:
    """A head, mined half-way."""
    torch.manual_seed(seed)
    net = Plain(clips.rows[:: max(1, len(clips.rows) // 400)].astype(np.float32))
    optimiser = torch.optim.AdamW(net.head.parameters(), lr=LEARNING, weight_decay=0.02)
    plan = torch.optim.lr_scheduler.OneCycleLR(optimiser, LEARNING, total_steps=STEPS)
    for step in range(STEPS):
        if step == STEPS // 2:
            streams.mine(net.eval())
            clips.mine(net)
        net.train()
        x, labels, inside, loose = batch(np.random.default_rng([seed, step]), clips, streams)
        optimiser.zero_grad()
        loss_of(net(x, 0.1)[0], labels, inside, loose).backward()
        nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        optimiser.step()
        plan.step()
    streams.worst = []
    return net.eval()


def track(net: Plain, one: Scene) -> tuple[np.ndarray, np.ndarray]:
    """(seconds, smoothed scores of "no")."""
    with torch.no_grad():
        feats = net.google(torch.tensor(one.rows[None].astype(np.float32)))
        scores = net.head(feats)[0, SEEN - 1 :, :1].numpy()
    return np.array([step_end(i + SEEN - 1) for i in range(len(scores))]), smoothed(scores)[:, 0]


def main() -> None:
    """See the module's docstring."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("features", type=Path)
    options.add_argument("--clips", type=Path, nargs="+", required=True)
    options.add_argument("--sounds", type=Path, required=True)
    options.add_argument("--coach", type=Path, required=True)
    options.add_argument("--work", type=Path, required=True)
    options.add_argument("--seed", type=int, default=1)
    args = options.parse_args()
    torch.set_num_threads(1)
    stock, streams = Stock(args.sounds, args.coach, "tune"), Streams(args.features, "train")
    no = [c for f in args.clips for c in clips_in(f, "tune") if c.label == "no"]
    made = {condition: scenes(args.work, "no", no, condition, stock) for condition in SHOWN}
    quiet = [recording(args.work, stock, k, wet=w) for k in KINDS for w in (False, True)]
    hours = sum(len(s.samples) for s in quiet) / RATE / 3600
    print(f"{len(no)} sayings, {hours:.1f} h of recordings; missed of the first sayings, in per cent")
    for share in SHARES:
        clips = Clips(args.features, "train", share)
        net = learnt(clips, streams, args.seed)
        heights = np.sort(np.concatenate([peaks(*track(net, s)) for s in quiet]))[::-1]
        point, missed = rate_point(heights, hours, SURE_AN_HOUR), []
        for condition, sayings in made.items():
            best = []
            for one in sayings:
                times, scores = track(net, one)
                best.append(scores[(times > one.ends[0] - EARLY) & (times < one.ends[0] + LATE)].max(initial=-99))
            missed.append(f"{condition} {100 * np.mean(np.array(best) < point):.1f}")
        scenes_of = len(clips.command[0])
        print(f'{scenes_of} scenes of "no" ({scenes_of // 7} clips), {len(clips.none)} of near misses: '
              + ", ".join(missed), flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
