"""Join what several trainings made: all their tops in one network, and all their heads on it.

    python -m training.join coach/ears/models WORK/heads/a WORK/heads/b

Each head goes on seeing Google's numbers and those of the top that it was trained with, and weighs the others with 0.
``a+a2`` is the mean of a run and of one that went on from it: a little better than either.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from training.tops import GOOGLE, store, stored

WIDTH = 96
Weights = dict[str, np.ndarray]


def mean(every: list[Weights]) -> Weights:
    """Of the same weights of several runs, each of the kind of the first."""
    first = every[0]
    return {n: np.mean([w[n].astype(np.float32) for w in every], axis=0).astype(first[n].dtype) for n in first}


def heads(run: list[Path]) -> list[Weights]:
    """The heads of a run, or the means of several."""
    return [mean([dict(np.load(folder / p.name)) for folder in run]) for p in sorted(run[0].glob("head*.npz"))]


def widened(weights: Weights, which: int, tops: int) -> Weights:
    """A head of Google's top and one other, as one of Google's and ``tops`` others, of which its own is ``which``."""
    own = np.r_[:WIDTH, WIDTH * (1 + which) : WIDTH * (2 + which)]
    out = dict(weights)
    for name, empty in (("mean", 0), ("scale", 1)):
        out[name] = np.full(WIDTH * (1 + tops), empty, weights[name].dtype)
        out[name][own] = weights[name]
    first = weights["weight0"]
    out["weight0"] = np.zeros((first.shape[0], WIDTH * (1 + tops), first.shape[2]), first.dtype)
    out["weight0"][:, own] = first
    return out


def main() -> None:
    """See the module's docstring."""
    target, runs = Path(sys.argv[1]), [[Path(p) for p in a.split("+")] for a in sys.argv[2:]]
    tops = [[stored(folder / "tops.onnx") for folder in run] for run in runs]
    ours = [mean([next(w for name, w in top.items() if name != GOOGLE) for top in run]) for run in tops]
    store(tops[0][0][GOOGLE], ours, target / "tops.onnx")
    for old in target.glob("head*.npz"):
        old.unlink()
    every = [widened(head, which, len(runs)) for which, run in enumerate(runs) for head in heads(run)]
    for number, head in enumerate(every, 1):
        np.savez_compressed(target / f"head{number}.npz", **head)


if __name__ == "__main__":
    main()
