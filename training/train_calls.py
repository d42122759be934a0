# ruff: noqa: T201, PLR2004
"""Trains the head for calls for a stop: full phrases such as "stop please" and "baby said no".

    python -m training.train_calls FEATURES coach/ears/models/step.onnx --seed 51 --steps 800 --mine 250

The head uses the tops that the graph has. These stay as they are, and so does every other score; the new head is added
to the graph. "Baby says no" counts as a full phrase here, slow and high voices included. While training, a second
output learns single words ("stop", "wait"); it helped too little to be kept in the graph.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch
from torch.nn import functional

from coach.ears.spotting.steps import COMMANDS, step_end
from training.graphs.net import weights_of
from training.graphs.step import CALLS, step_graph, tops_in
from training.mix import LABELS
from training.need_wordings import NEED, WORD, WORDS
from training.run import HALF
from training.tops import Top, top_in
from training.train import AFTER, BEFORE, STEPS, Head

SCENE_STEPS = 39
CONTEXT = 16
BATCH, SHARES = 160, {"phrase": 0.3, "word": 0.15, "none": 0.35}
"""Windows in a batch and shares of full phrases, single words and clips of neither; the rest are recordings."""
HARDEST = 0.12
"""Share of the clips of neither, and of the recordings' windows, from which every other one is drawn."""
PHRASE, SINGLE = 0, 1
CHANNELS = 14
"""More would make the page's networks larger than 6 MB."""


class Trunk:
    """All tops of a graph, side by side."""

    def __init__(self, weights: dict[str, np.ndarray]) -> None:
        self._tops = [Top(top_in(weights, name)) for name in tops_in(weights)]

    def features(self, rows: np.ndarray) -> np.ndarray:
        """Turns rows (n, 96, many, 2) into features (n, steps, numbers), float16."""
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16, enabled=HALF):
            x = torch.tensor(rows.astype(np.float32)).to(memory_format=torch.channels_last)
            return torch.cat([top(x).float() for top in self._tops], dim=2).numpy().astype(np.float16)


def cached(path: Path, trunk: Trunk) -> np.ndarray:
    """The features of a shard's scenes (n, 39, numbers) or of a stream (steps, numbers), kept beside it."""
    kept = path.with_suffix(".tops")
    if not kept.exists():
        rows = np.load(path)["rows"] if path.suffix == ".npz" else np.load(path)
        if rows.ndim == 4:
            made = np.concatenate([trunk.features(part) for part in np.array_split(rows, len(rows) // 64 + 1)])
        else:
            pieces = range(0, rows.shape[1] - 10, 1500)
            made = np.concatenate([trunk.features(rows[None, :, i : i + 1508])[0] for i in pieces])
        with kept.open("wb") as file:
            np.save(file, made)
    with kept.open("rb") as file:
        return np.asarray(np.load(file))


class Material:
    """The windows of clips and recordings to learn from."""

    def __init__(self, folder: Path, trunk: Trunk) -> None:
        shards = [p for p in sorted(folder.glob("train-*.npz")) if "." not in p.stem]
        features, labels, ends = [], [], []
        for path in shards:
            features.append(cached(path, trunk))
            with np.load(path) as one:
                labels.append(one["labels"])
                ends.append(one["ends"])
        every, known, after = np.concatenate(features), np.concatenate(labels), np.concatenate(ends)
        first = np.clip(np.round((after - step_end(0)) / 0.08).astype(int) - CONTEXT, 0, SCENE_STEPS - STEPS)
        self.clips = every[np.arange(len(every))[:, None], first[:, None] + np.arange(STEPS)]
        late = step_end(0) + 0.08 * (first[:, None] + np.arange(STEPS)) - after[:, None]
        self.inside = (late >= -BEFORE) & (late <= AFTER)
        self.near = (late > -0.7) & (late < 0.55)
        named = {LABELS.index(COMMANDS[0].value): PHRASE, LABELS.index(NEED): PHRASE}
        named |= {LABELS.index(WORD): SINGLE}
        self.kind = np.array([named.get(int(label), -1) for label in known])
        streams = [cached(p, trunk) for p in sorted(folder.glob("stream-train-*.npy"))]
        self.streams = np.concatenate([s[: len(s) // STEPS * STEPS].reshape(-1, STEPS, s.shape[1]) for s in streams])
        self.of = {kind: np.flatnonzero(self.kind == kind) for kind in (-1, PHRASE, SINGLE)}
        self.hard = {"none": self.of[-1], "streams": np.arange(len(self.streams))}

    def mine(self, head: Head) -> None:
        """Find what fools the head most."""
        for name, windows in (("none", self.of[-1]), ("streams", np.arange(len(self.streams)))):
            source = self.clips if name == "none" else self.streams
            with torch.no_grad():
                parts = np.array_split(windows, len(windows) // 1000 + 1)
                scores = [head(torch.tensor(source[p].astype(np.float32)))[:, 8:].amax((1, 2)).numpy() for p in parts]
            self.hard[name] = windows[np.argsort(-np.concatenate(scores))[: round(HARDEST * len(windows))]]

    def batch(self, rng: np.random.Generator) -> tuple[torch.Tensor, ...]:
        """Features, kinds, and which steps count as right or as undecided."""
        picked = [rng.choice(self.of[PHRASE], round(BATCH * SHARES["phrase"]))]
        picked += [rng.choice(self.of[SINGLE], round(BATCH * SHARES["word"]))]
        many = round(BATCH * SHARES["none"])
        picked += [rng.choice(self.of[-1], many // 2), rng.choice(self.hard["none"], many // 2)]
        which = np.concatenate(picked)
        rest = BATCH - len(which)
        others = np.concatenate(
            [rng.integers(0, len(self.streams), rest // 2), rng.choice(self.hard["streams"], rest - rest // 2)]
        )
        x = np.concatenate([self.clips[which], self.streams[others]]).astype(np.float32)
        kind = np.concatenate([self.kind[which], np.full(rest, -1)])
        flags = [np.concatenate([flag[which], np.zeros((rest, STEPS), bool)]) for flag in (self.inside, self.near)]
        return torch.tensor(x), torch.tensor(kind), *(torch.tensor(flag) for flag in flags)


def loss_of(logits: torch.Tensor, kind: torch.Tensor, inside: torch.Tensor, near: torch.Tensor) -> torch.Tensor:
    """The loss of training.train. A full phrase may hold a single word, so neither counts as wrong for the other."""
    said = kind >= 0
    free = said[:, None, None] & near[:, :, None]
    free = free | (said[:, None, None] & (kind[:, None, None] != torch.arange(2)[None, None]))
    wrong = functional.softplus(logits) * ~free
    low = wrong[:, 8:].amax(1).mean() * 3 + wrong[:, 8:].mean() * 4
    rows = said.nonzero()[:, 0]
    chosen, window = logits[rows, :, kind[rows]], inside[rows]
    best = chosen.masked_fill(~window, -30).amax(1)
    mean = (functional.softplus(-chosen) * window).sum(1) / window.sum(1).clamp(min=1)
    return low + (functional.softplus(-best) + 0.3 * mean).sum() / len(kind) * 3


def written(head: Head) -> dict[str, np.ndarray]:
    """The weights for the graph, for phrases only; means and scales are folded into the first layer to save space."""
    mean, scale = head.mean.numpy(), head.scale.numpy()
    out = {f"{CALLS}.mean": np.zeros_like(mean), f"{CALLS}.scale": np.ones_like(scale)}
    for i, layer in enumerate([*head.layers, head.last]):
        kept = slice(PHRASE, PHRASE + 1) if layer is head.last else slice(None)
        out[f"{CALLS}.weight{i}"] = layer.weight.detach().numpy()[kept]
        out[f"{CALLS}.bias{i}"] = layer.bias.detach().numpy()[kept]
    first = out[f"{CALLS}.weight0"] / scale[None, :, None]
    out[f"{CALLS}.bias0"] = out[f"{CALLS}.bias0"] - (first * mean[None, :, None]).sum((1, 2))
    return out | {f"{CALLS}.weight0": first}


def main() -> None:
    """See the module's docstring."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("features", type=Path)
    options.add_argument("graph", type=Path)
    options.add_argument("--seed", type=int, default=51)
    options.add_argument("--steps", type=int, default=1500)
    options.add_argument("--mine", type=int, default=400)
    options.add_argument("--to", type=Path, help="another file than the graph's own")
    args = options.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    weights = weights_of(args.graph)
    material = Material(args.features, Trunk(weights))
    print(np.bincount(material.kind + 1), "clips of neither, of phrases, of words", flush=True)
    flat = material.clips[::20].reshape(-1, material.clips.shape[-1]).astype(np.float32)
    head = Head(flat.mean(0), flat.std(0) + 1e-3, len(WORDS), CHANNELS)
    best = torch.optim.AdamW(head.parameters(), lr=2e-3, weight_decay=0.02)
    rates = torch.optim.lr_scheduler.OneCycleLR(best, 2e-3, total_steps=args.steps, pct_start=0.2)
    for step in range(args.steps):
        if step and step % args.mine == 0:
            material.mine(head.eval())
        x, *rest = material.batch(np.random.default_rng([args.seed, step]))
        loss = loss_of(head.train()(x, 0.15), *rest)
        best.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(head.parameters(), 5.0)
        best.step()
        rates.step()
        if step % 100 == 0:
            print(f"step {step}, loss {loss.item():.3f}", flush=True)
    weights |= written(head)
    onnx.save(step_graph(weights, [c.value for c in COMMANDS]), args.to or args.graph)


if __name__ == "__main__":
    main()
