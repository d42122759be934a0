"""Join what several trainings made: all their tops in one network, and all their heads on it.

    python -m training.join coach/ears/models WORK/heads/a WORK/heads/b

Each head goes on seeing Google's numbers and those of the top that it was trained with, and weighs the others with 0.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from training.tops import GOOGLE, store, stored

WIDTH = 96


def widened(weights: dict[str, np.ndarray], which: int, tops: int) -> dict[str, np.ndarray]:
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
    target, runs = Path(sys.argv[1]), [Path(a) for a in sys.argv[2:]]
    tops = [stored(run / "tops.onnx") for run in runs]
    store(tops[0][GOOGLE], [w for every in tops for name, w in every.items() if name != GOOGLE], target / "tops.onnx")
    for old in target.glob("head*.npz"):
        old.unlink()
    number = 0
    for which, run in enumerate(runs):
        for path in sorted(run.glob("head*.npz")):
            number += 1
            with np.load(path) as kept:
                np.savez_compressed(target / f"head{number}.npz", **widened(dict(kept), which, len(runs)))


if __name__ == "__main__":
    main()
