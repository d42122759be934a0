# ruff: noqa: T201, PLR2004
"""Trains the second opinion to hear in noise, starting from the phoneme recogniser of ``hama``.

    python -m training.train_recogniser FEATURES LOOK.onnx --seed 1 --steps 2200

It has two aims, on the scenes of ``training.mix``. What the unchanged recogniser writes for a clip alone, the trained
one should write for the same clip in a room, beside a crying baby, another talker or the coach (distillation: Hinton,
Vinyals and Dean 2015). And the phrases, spelled as in ``coach.ears.spotting.phonemes``, should fit where they were said
and nowhere else. A part of each batch is real recorded speech, with the same aims. A run that was stopped is resumed.
LOOK.onnx gets the mean of the last steps' weights.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from coach.ears.spotting.phonemes import SEEN, Phonemes
from coach.ears.spotting.recogniser import Recogniser as Shipped
from coach.ears.spotting.steps import COMMANDS
from training import hama, rooms
from training.graphs.net import weights_of
from training.mix import Stock, cut, level, noise_for
from training.recogniser import Fits, Recogniser, store
from training.run import HALF, Plan, Run

RATE = 16_000
BATCH, NO, OTHER, NEAR = 32, 0.3, 0.2, 0.28
"""Windows in a batch, and shares of "no", of the other commands and of near misses; the rest is real speech."""
RATE_OF_LEARNING = 6e-4
KEEP_EVERY = 100
SAID_FROM, SAID_TO = 0.0, 0.55
"""Seconds that a window ends after the phrase."""
RIGHT, WRONG, SOFT = -4.0, -14.0, 2.0
"""The fit to reach where a phrase was said, the one to stay below elsewhere, and how sharply that counts."""
FITTING = 0.15


class Pairs:
    """Scenes and the clips in them, from all shards; the sound stays on the disk."""

    def __init__(self, folder: Path, part: str) -> None:
        shards = [p for p in sorted(folder.glob(f"{part}-*.npz")) if "." not in p.stem]
        self._sound = [np.load(p.with_suffix(".sound.npy"), mmap_mode="r") for p in shards]
        self.labels, self.ends = (np.concatenate([np.load(p)[name] for p in shards]) for name in ("labels", "ends"))
        self._shard = np.repeat(np.arange(len(shards)), [s.shape[1] for s in self._sound])
        self._within = np.concatenate([np.arange(s.shape[1]) for s in self._sound])
        self.which = [np.flatnonzero(self.labels == i) for i in range(-1, len(COMMANDS))]

    def window(self, rng: np.random.Generator, i: int) -> np.ndarray:
        """Two seconds that end a little after the clip, as heard and as said, shape (2, 32000)."""
        sound = self._sound[self._shard[i]]
        since = self.ends[i] + rng.uniform(SAID_FROM, SAID_TO)
        upto = int(np.clip(since * RATE, SEEN, sound.shape[2]))
        return sound[:, self._within[i], upto - SEEN : upto].astype(np.float32) / 32768


def talk(rng: np.random.Generator, stock: Stock) -> tuple[np.ndarray, np.ndarray]:
    """Two seconds of real speech, among other sounds and alone; one time in five, of something else."""
    if rng.random() < 0.2:
        every = [*stock.cries, *stock.words, *stock.homes]
        alone = cut(rng, every[int(rng.integers(len(every)))].floats, SEEN)
        return alone, alone
    alone = cut(rng, stock.talk[int(rng.integers(len(stock.talk)))].floats, SEEN)
    heard = rooms.played_in(alone, stock.room(rng)) if rng.random() < 0.5 else alone
    if rng.random() < 0.7:
        noise = noise_for(rng, stock, SEEN)[:SEEN]
        heard = heard + noise * (level(heard) / (level(noise) + 1e-9) * 10 ** (-rng.uniform(0, 20) / 20))
    return heard, alone


def batch(rng: np.random.Generator, pairs: Pairs, stock: Stock) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Windows as heard and as said, and the command's index or -1."""
    counts = [int(BATCH * share) for share in (NO, OTHER, NEAR)]
    others = [c for c in pairs.which[2:] if len(c)]
    picked = [*rng.choice(pairs.which[1], counts[0])]
    picked += [rng.choice(others[int(rng.integers(len(others)))]) for _ in range(counts[1] if others else 0)]
    picked += [*rng.choice(pairs.which[0], counts[2])]
    windows = [pairs.window(rng, i) for i in picked]
    windows += [np.stack(talk(rng, stock)) for _ in range(BATCH - len(picked))]
    heard, dry = (torch.tensor(x.astype(np.float32)) for x in np.stack(windows, axis=1))
    # As quiet as a microphone's own noise, because real pauses are never digital silence.
    dry = dry + 1e-4 * torch.tensor(rng.normal(size=dry.shape).astype(np.float32))
    labels = np.full(BATCH, -1)
    labels[: len(picked)] = pairs.labels[picked]
    return heard, dry, torch.tensor(labels)


class Loss:
    """The loss of a batch, in two parts."""

    def __init__(self, phonemes: Phonemes, teacher: Recogniser) -> None:
        self.fits, self.teacher = Fits(phonemes), teacher
        whose = [COMMANDS.index(command) for command, _ in self.fits.whose]
        rival = [is_rival for _, is_rival in self.fits.whose]
        self._ways = [[w for w in range(len(whose)) if whose[w] == i and not rival[w]] for i in range(len(COMMANDS))]

    def __call__(self, net: Recogniser, heard: torch.Tensor, dry: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        """Shape (2,): the distance from the teacher, and how far the phrases are from fitting where they should."""
        with torch.no_grad():
            taught = self.teacher(dry)
        rows = net(heard)
        # Most steps are blank, which is easy; those with speech count for more.
        weight = 0.2 + 1 - taught[:, :, -1].exp()
        apart = (functional.kl_div(rows, taught, log_target=True, reduction="none").sum(2) * weight).mean()
        ways = self.fits(rows)
        fits = torch.stack([ways[:, w].amax(1) for w in self._ways], dim=1)
        said = functional.one_hot(labels.clamp(min=0), len(COMMANDS)).bool() & (labels >= 0)[:, None]
        right = functional.softplus((RIGHT - fits) / SOFT) * said
        wrong = functional.softplus((fits - WRONG) / SOFT) * ~said
        return torch.stack([apart, (right.sum() + wrong.sum()) / len(labels)])


def train(args: argparse.Namespace) -> None:
    """Write the graph every hundred steps."""
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    theirs = hama.weights()
    net = Recogniser(weights_of(args.begin) if args.begin else theirs)
    teacher = Recogniser(theirs).requires_grad_(requires_grad=False)
    plan = Plan(args.steps, decay=0.0, warm=0.1, lasting=0.995, longest=1.0)
    run = Run(args.graph.with_suffix(".pt"), net, {net: args.rate}, plan)
    pairs, stock = Pairs(args.features, "train"), Stock(args.sounds, args.coach, "train")
    loss, started, sums = Loss(Phonemes(Shipped()), teacher), time.time(), []
    print(f"{len(pairs.labels)} scenes, from step {run.step}", flush=True)
    while run.step < args.steps:
        while args.quiet.exists():
            time.sleep(5)
        with torch.autocast("cpu", torch.bfloat16, enabled=HALF):
            found = loss(run.net, *batch(np.random.default_rng([args.seed, run.step]), pairs, stock))
        run.learn(found[0] + args.fitting * found[1])
        sums.append(found.detach().numpy())
        if run.step % KEEP_EVERY == 0:
            apart, fitting = np.mean(sums[-KEEP_EVERY:], axis=0)
            took = time.time() - started
            print(f"step {run.step}, from its teacher {apart:.3f}, fits {fitting:.3f}, {took:.0f} s", flush=True)
            run.keep()
            store(run.mean.module, hama.symbols(), args.graph)


def main() -> None:
    """See the module's docstring."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("features", type=Path)
    options.add_argument("graph", type=Path)
    options.add_argument("--sounds", type=Path, required=True)
    options.add_argument("--coach", type=Path, required=True)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--steps", type=int, default=2200)
    options.add_argument("--begin", type=Path, help="the look.onnx that ships: go on from that")
    options.add_argument("--rate", type=float, default=RATE_OF_LEARNING)
    options.add_argument("--fitting", type=float, default=FITTING, help="weight of the fits beside the distillation")
    options.add_argument("--quiet", type=Path, default=Path("QUIET"))
    train(options.parse_args())


if __name__ == "__main__":
    main()
