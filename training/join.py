"""Joins the results of several trainings into one graph with all their tops and heads.

    python -m training.join coach/ears/models/step.onnx WORK/heads/a WORK/heads/b

Each head still sees only Google's features and those of the top it was trained with; all others have weight 0.
``a+a2`` is the mean of a run and of the run that continued it, which is a little better than either.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import onnx

from coach.ears.spotting.steps import COMMANDS, WIDTH
from training.graphs.net import weights_of
from training.graphs.step import GOOGLE, OURS, heads_in, step_graph
from training.tops import top_in

Weights = dict[str, np.ndarray]


def mean(every: list[Weights]) -> Weights:
    """The mean of the same weights over several runs."""
    return {name: np.mean([weights[name] for weights in every], axis=0) for name in every[0]}


def widened(weights: Weights, which: int, tops: int) -> Weights:
    """A head for Google's top and one more, widened to ``tops`` more, of which its own is number ``which``."""
    own = np.r_[:WIDTH, WIDTH * (1 + which) : WIDTH * (2 + which)]
    out = dict(weights)
    for name, empty in (("mean", 0), ("scale", 1)):
        out[name] = np.full(WIDTH * (1 + tops), empty, weights[name].dtype)
        out[name][own] = weights[name]
    first = weights["weight0"]
    out["weight0"] = np.zeros((first.shape[0], WIDTH * (1 + tops), first.shape[2]), first.dtype)
    out["weight0"][:, own] = first
    return out


def joined(runs: list[Weights]) -> Weights:
    """The weights of all runs; the front end and Google's top are those of the first."""
    out = {n: w for n, w in runs[0].items() if n.startswith(("mel.", "stage", f"{GOOGLE}."))}
    count = 0
    for which, run in enumerate(runs):
        out |= {f"{OURS}{which + 1}.{n}": w for n, w in top_in(run, f"{OURS}1").items()}
        for name in heads_in(run):
            count += 1
            out |= {f"head{count}.{n}": w for n, w in widened(top_in(run, name), which, len(runs)).items()}
    return out


def main() -> None:
    """See the module's docstring."""
    target = Path(sys.argv[1])
    runs = [mean([weights_of(Path(folder) / "step.onnx") for folder in one.split("+")]) for one in sys.argv[2:]]
    onnx.save(step_graph(joined(runs), [c.value for c in COMMANDS]), target)


if __name__ == "__main__":
    main()
