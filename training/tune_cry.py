# ruff: noqa: T201
"""Choose how the parts of "a baby has been crying" count, and from where on: on the tuning part alone.

    python -m training.tune_cry coach/ears/models/crying.json --sounds SOUNDS --coach COACH --work WORK

Four weights by logistic regression (crying from 2.2 to 3.5 s after its beginning against everything else, its hardest
three per cent weighing most), then the lowest point with at most FALSE false alarms. Printed is what it would do on
halves that it was not fitted on.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from benchmarks.crying import BEFORE, WITHIN, cries
from coach.ears.crying import FAINTEST_DB, LASTING, STOPPED, CryHead, frames_at, lasting, measured
from coach.ears.features import RATE, features, step_end
from training.evaluate import recording
from training.mix import Stock
from training.sounds import load

FALSE = 2
"""False alarms on the tuning recordings, about an hour of them."""
KINDS = [(k, w) for k in ("speech", "words", "household") for w in (False, True)] + [("coach", False)]
PART = 2000


def rows_of(head: CryHead, feats: np.ndarray, samples: np.ndarray, someone: np.ndarray | None) -> np.ndarray:
    """For each step what coach.ears.crying knows of it (n, 4)."""
    ends = np.array([min(round(step_end(i) * RATE), len(samples)) for i in range(len(feats))])
    now = np.concatenate([measured(frames_at(samples, e)) for e in np.array_split(ends, len(ends) // PART + 1)])
    odds = head.crying(feats.astype(np.float32))
    rows = np.column_stack([np.concatenate([np.full(len(feats) - len(odds), -6.0), odds]), now])
    if someone is not None:
        rows[~someone[: len(rows)], 3] = -100
    return rows


def windows(rows: np.ndarray) -> np.ndarray:
    """The parts at each step (n, 4); not a number where it is too faint."""
    held = np.concatenate([np.full((LASTING - 1, 4), -100.0), rows])
    out = np.array([lasting(held[i : i + LASTING]) for i in range(len(rows))])
    loudest = np.array([held[i : i + LASTING, 3].max() for i in range(len(rows))])
    out[loudest <= FAINTEST_DB] = np.nan
    return out


def fitted(yes: np.ndarray, no: np.ndarray) -> np.ndarray:
    """Four weights and a constant."""
    x = np.concatenate([yes, no])
    x = np.column_stack([x, np.ones(len(x))])
    y = np.arange(len(x)) < len(yes)
    share = np.where(y, 0.5 / len(yes), 0.5 / len(no))
    weights = np.zeros(5)

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ w
        slope = x.T @ (share * (1 / (1 + np.exp(-np.clip(z, -40, 40))) - y))
        pull = np.append(np.array([4.0, 0.1, 0.1, 0.05]) * w[:-1], 0)
        return float((share * (np.logaddexp(0, z) - y * z)).sum() + 1e-3 * (pull @ w)), slope + 2e-3 * pull

    for _ in range(4):
        weights = minimize(loss, weights, jac=True, method="L-BFGS-B").x
        hard = ~y & (x @ weights >= np.percentile((x @ weights)[~y], 97))
        share = np.where(y, 0.5 / len(yes), np.where(hard, 0.35 / hard.sum(), 0.15 / len(no)))
    return weights


def alarms(scores: np.ndarray, point: float) -> int:
    """How often crying would have been noticed."""
    count, going = 0, False
    for score in np.nan_to_num(scores, nan=-99):
        count += score >= point and not going
        going = score >= point or (going and score > point - STOPPED)
    return count


def clean(windows: np.ndarray) -> np.ndarray:
    """Those that are loud enough."""
    return windows[~np.isnan(windows).any(1)]


def main() -> None:
    """See the module's docstring."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("points", type=Path)
    options.add_argument("--sounds", type=Path, required=True)
    options.add_argument("--coach", type=Path, required=True)
    options.add_argument("--work", type=Path, required=True)
    args = options.parse_args()
    stock, head = Stock(args.sounds, args.coach, "tune"), CryHead()
    others = []
    for kind, wet in KINDS:
        one = recording(args.work, stock, kind, wet=wet)
        others.append(windows(rows_of(head, one.features, one.samples.astype(np.float32) / 32768, one.someone)))
    babies = []
    for begins, sound in cries(load(args.sounds, "tune", ("baby",))):
        at = round((begins + BEFORE / RATE) / 0.08)
        babies.append((at, windows(rows_of(head, features(sound), sound, None))))
    halves(babies, others)
    weights, point = chosen(babies, others)
    args.points.write_text(json.dumps({"weights": weights.round(3).tolist(), "point": round(point, 2)}) + "\n", "utf-8")
    print(f"all of it: heard {heard(babies, weights, point)} of {len(babies)}")


Babies = list[tuple[int, np.ndarray]]


def chosen(babies: Babies, others: list[np.ndarray], allowed: int = FALSE) -> tuple[np.ndarray, float]:
    """Weights, and the lowest point with so many false alarms."""
    yes = np.concatenate([clean(w[at + 27 : at + 44]) for at, w in babies])
    weights = fitted(yes, np.concatenate([clean(w) for w in others]))
    for point in np.arange(-3, 12, 0.05):
        if sum(alarms(w @ weights[:-1] + weights[-1], point) for w in others) <= allowed:
            return weights, float(point)
    return weights, 12.0


def heard(babies: Babies, weights: np.ndarray, point: float) -> int:
    """How many were noticed in time."""
    late = round(WITHIN / 0.08)
    scores = [np.nan_to_num(w[at - 12 : at + late] @ weights[:-1] + weights[-1], nan=-99) for at, w in babies]
    return sum(bool(s.max(initial=-99) >= point) for s in scores)


def halves(babies: Babies, others: list[np.ndarray]) -> None:
    """Print what comes of one half where it was fitted on the other."""
    found, false = 0, 0
    for side in (0, 1):
        parts = [(w[: len(w) // 2], w[len(w) // 2 :]) for w in others]
        weights, point = chosen(babies[1 - side :: 2], [p[1 - side] for p in parts], FALSE // 2)
        found += heard(babies[side::2], weights, point)
        false += sum(alarms(p[side] @ weights[:-1] + weights[-1], point) for p in parts)
    print(f"on halves that were not seen: heard {found} of {len(babies)}, {false} false alarms")


if __name__ == "__main__":
    main()
