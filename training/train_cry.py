# ruff: noqa: T201
"""Trains the detector of crying: two heads on a second of features, and a network that weighs them over three seconds.

    python -m training.train_cry FEATURES coach/ears/models/cry.npz          # FEATURES as training.cry_streams makes it

Positive are the recordings of the training babies from the first sustained loud part on. Their labels say that there is
crying but not when, so what sounds least like it is dropped half-way. The weighing learns from heads that never heard
that half of the babies and recordings, because it will be used on babies that no head has heard.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from coach.ears.spotting.crying import FAINTEST_DB, LASTING, MOST, SEEN, summary, together
from training.cry_streams import seen

HIDDEN, WEIGHING = 24, 12
"""Hidden units of a head and of the weighing network."""
STEPS, WEIGHING_STEPS = 2500, 1200
TALK = ("speech", "words", "household", "coach")
"""The first head learns to tell cries from these, the second from everything."""
FROM, UNTIL = 24, 43
"""How many steps after its beginning a cry should be recognised."""
UNLIKE = 12
"""Per cent of the cries that are left out: those least like crying."""

Weights = dict[str, np.ndarray]


def outputs(net: nn.Sequential, x: np.ndarray) -> np.ndarray:
    """The log-odds of every row."""
    net.eval()
    with torch.no_grad():
        out = [net(torch.tensor(part))[:, 0].numpy() for part in np.array_split(x, len(x) // 20_000 + 1)]
    net.train()
    return np.concatenate(out)


def fitted(yes: np.ndarray, no: list[np.ndarray], hidden: int, steps: int, seed: int) -> Weights:
    """Train a network of one hidden layer; half-way, doubtful cries are dropped and the hardest other sounds added."""
    torch.manual_seed(seed)
    rng, every = np.random.default_rng(seed), np.concatenate([yes, *no])
    mean, scale = every.mean(0), every.std(0) + 1e-3
    yes, kinds = ((yes - mean) / scale).astype(np.float32), [((k - mean) / scale).astype(np.float32) for k in no]
    net = nn.Sequential(nn.Linear(yes.shape[1], hidden), nn.ReLU(), nn.Dropout(0.15), nn.Linear(hidden, 1))
    best = torch.optim.AdamW(net.parameters(), lr=2e-3, weight_decay=0.05)
    hard: list[np.ndarray] = []
    for step in range(steps):
        if step == steps // 2:
            sure = outputs(net, yes)
            yes = yes[sure > np.percentile(sure, UNLIKE)]
        if step in (steps // 2, 3 * steps // 4):
            scores = [outputs(net, k) for k in kinds]
            hard = [np.concatenate([k[s >= np.percentile(s, 95)] for k, s in zip(kinds, scores, strict=True)])]
        best.param_groups[0]["lr"] = 2e-3 * min(1, 2 * (1 - step / steps))
        drawn = [k[rng.integers(0, len(k), 384 // len(kinds))] for k in kinds] + [
            h[rng.integers(0, len(h), 96)] for h in hard
        ]
        x = torch.tensor(np.concatenate([yes[rng.integers(0, len(yes), 256)], *drawn]))
        y = torch.cat([torch.full((256,), 0.97), torch.zeros(len(x) - 256)])
        loss = functional.binary_cross_entropy_with_logits(net(x)[:, 0], y)
        best.zero_grad()
        loss.backward()
        best.step()
    first, last = net[0], net[-1]
    return {
        "mean": mean,
        "scale": scale,
        "weight0": first.weight.detach().numpy().T,
        "bias0": first.bias.detach().numpy(),
        "weight1": last.weight.detach().numpy()[0],
        "bias1": last.bias.detach().numpy(),
    }


def through(w: Weights, x: np.ndarray) -> np.ndarray:
    """The log-odds that these weights give."""
    out = np.maximum((x - w["mean"]) / w["scale"] @ w["weight0"] + w["bias0"], 0) @ w["weight1"] + w["bias1"]
    return np.asarray(out)


def windows(heads: list[Weights], features: np.ndarray, rows: np.ndarray, at: np.ndarray) -> np.ndarray:
    """The inputs of the weighing at the steps ``at``; steps that are too faint are left out."""
    seconds = summary(features.astype(np.float32))
    odds = np.column_stack([np.clip(through(h, seconds), -MOST, MOST) for h in heads])
    odds = np.concatenate([np.full((SEEN - 1, len(heads)), -MOST), odds])
    at = at[(at >= LASTING - 1) & (at < len(odds))]
    before = at[:, None] + np.arange(1 - LASTING, 1)
    stretch = rows.reshape(-1, 2, 8)[before].reshape(len(at), 2 * LASTING, 8)
    loud = stretch[..., 2].max(1) > FAINTEST_DB
    return together(odds[before][loud], stretch[loud])


def half(name: str) -> int:
    """The half that a baby belongs to."""
    return hashlib.sha256(name.encode()).digest()[0] % 2


class Heard:
    """Everything to learn from."""

    def __init__(self, folder: Path, coach: list[Path]) -> None:
        load = {p.stem.split("-", 2)[2]: dict(np.load(p)) for p in sorted(folder.glob("cry-train-*.npz"))}
        self.babies = [one for name, one in load.items() if name.startswith("baby")]
        self.kinds = {name: one for name, one in load.items() if not name.startswith("baby")}
        self.coach = np.concatenate([summary(seen(np.load(p)).astype(np.float32)) for p in coach])

    def heads(self, side: int | None) -> list[Weights]:
        """The two heads, trained on one half or on everything."""
        yes = [
            summary(b["features"].astype(np.float32))[max(0, begun(b) - SEEN + 6) :]
            for b in self.babies
            if side in (None, half(str(b["speaker"])))
        ]
        known = {name: summary(halved(one["features"], side).astype(np.float32)) for name, one in self.kinds.items()}
        known["coach"] = halved(self.coach, side)
        talk = [x for name, x in known.items() if name in TALK]
        cries = np.concatenate(yes)
        return [fitted(cries, no, HIDDEN, STEPS, 1 + i) for i, no in enumerate((talk, list(known.values())))]


def halved(x: np.ndarray, side: int | None) -> np.ndarray:
    """The first half, the second half, or everything."""
    return x if side is None else np.array_split(x, 2)[side]


def begun(baby: dict[str, np.ndarray]) -> int:
    """The step at which a recording's first sustained cry begins, after the two seconds of near silence."""
    return round((float(baby["begins"]) + 2) / 0.08)


def main() -> None:
    """See the module's docstring."""
    folder, target = Path(sys.argv[1]), Path(sys.argv[2])
    torch.set_num_threads(1)
    everything = Heard(folder, sorted(folder.glob("stream-train-coach-*.npy")))
    yes: list[np.ndarray] = []
    no: dict[str, list[np.ndarray]] = {name: [] for name in everything.kinds}
    for side in (0, 1):
        heads = everything.heads(side)
        for baby in everything.babies:
            if half(str(baby["speaker"])) != side:
                at = np.arange(begun(baby) + FROM, begun(baby) + UNTIL)
                yes.append(windows(heads, baby["features"], baby["rows"], at))
        for name, one in everything.kinds.items():
            feats, rows = halved(one["features"], 1 - side), halved(one["rows"].reshape(-1, 2, 8), 1 - side)
            no[name].append(windows(heads, feats, rows.reshape(-1, 8), np.arange(0, len(feats), 3)))
    weighing = fitted(np.concatenate(yes), [np.concatenate(n) for n in no.values()], WEIGHING, WEIGHING_STEPS, 0)
    named = {"lasting": weighing, **{f"second{i}": w for i, w in enumerate(everything.heads(None))}}
    flat = {f"{name}-{part}": np.float32(x) for name, w in named.items() for part, x in w.items()}
    np.savez_compressed(target, **flat, sure=np.float32(3), fussing=np.float32(1))
    print(f"{len(everything.babies)} recordings of crying, {sorted(no)}; now training.tune_cry")


if __name__ == "__main__":
    main()
