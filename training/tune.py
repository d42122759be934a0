# ruff: noqa: T201
"""Choose the operating points of trained heads, on the tuning part alone.

    python -m training.tune FEATURES HEADS --clips FOLDER [FOLDER ...] --sounds SOUNDS --coach COACH

The tuning recordings are too short to count one false alarm an hour, so the rate above a threshold is extrapolated:
the highest separate maxima of scores fall off exponentially. Writes ``thresholds.json`` beside the heads.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from coach.ears.heads import COMMANDS, Heads
from coach.ears.spotter import Threshold
from coach.model import Command
from training.evaluate import Scene, heard, judged, misses, peaks, render, track
from training.mix import ClipFile, Stock, clips_in

SURE_AN_HOUR, SUSPECT_AN_HOUR = 1.0, 8.0
"""False alarms of "no" that the points aim at: all that is allowed, because the tail proved to be reckoned too high."""
OTHERS_AN_HOUR = 0.03
"""The same for each other command: a third of an hour's half for all eleven."""
TAIL = 12
"""Maxima to which the tail is fitted."""
SHOWN = ("quiet", "room", "cry10", "coach0")
NEVER = 99.0


def rate_point(heights: np.ndarray, hours: float, an_hour: float) -> float:
    """The score above which maxima come ``an_hour`` times an hour, beyond the counted ones by an exponential tail."""
    wanted = an_hour * hours
    if len(heights) > wanted >= TAIL:
        return float(heights[int(wanted)])
    top = heights[: TAIL + 1]
    slope = float((top[:-1] - top[-1]).mean())
    return float(top[-1] + slope * np.log(TAIL / wanted))


def cached(
    folder: Path, name: str, clips: list[ClipFile], condition: str, stock: Stock | None
) -> list[tuple[np.ndarray, Scene]]:
    """Rendered scenes, kept on disk."""
    store = folder / f"eval-{name}-{condition}-{len(clips)}.npz"
    if not store.exists():
        made = render(clips, condition, stock)
        np.savez(store, *[f for f, _ in made], ends=np.array([s.ends for _, s in made]))
    kept = np.load(store)
    return [(kept[f"arr_{i}"], Scene(np.empty(0), tuple(ends))) for i, ends in enumerate(kept["ends"])]


def points_for(heads: Heads, folder: Path) -> dict[Command, Threshold]:
    """Operating points from the tuning recordings."""
    tracks = [track(heads, np.load(p)) for p in sorted(folder.glob("stream-tune-*.npy"))]
    hours = sum(len(t) for t, _ in tracks) * 0.08 / 3600
    out = {}
    for i, command in enumerate(COMMANDS):
        heights = np.sort(np.concatenate([peaks(t, s[:, i]) for t, s in tracks]))[::-1]
        if command is Command.NO:
            point = (rate_point(heights, hours, SUSPECT_AN_HOUR), rate_point(heights, hours, SURE_AN_HOUR))
        else:
            point = (NEVER, rate_point(heights, hours, OTHERS_AN_HOUR))
            point = (point[1], point[1])
        out[command] = Threshold(round(point[0], 2), round(point[1], 2))
    return out


def main() -> None:
    """See the module's docstring."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("features", type=Path)
    options.add_argument("heads", type=Path)
    options.add_argument("--clips", type=Path, nargs="+", required=True)
    options.add_argument("--sounds", type=Path, required=True)
    options.add_argument("--coach", type=Path, required=True)
    args = options.parse_args()
    heads = Heads(args.heads)
    points = points_for(heads, args.features)
    stored = {c.value: {"suspect": p.suspect, "sure": p.sure} for c, p in points.items()}
    (args.heads / "thresholds.json").write_text(json.dumps(stored, indent=1) + "\n", "utf-8")
    every = [c for f in args.clips for c in clips_in(f, "tune")]
    said = [c for c in every if c.label == "no"]
    near = [c for c in every if c.label != "no"]
    missing = [c for c in SHOWN if not (args.features / f"eval-tune-{c}-{len(said)}.npz").exists()]
    stock = Stock(args.sounds, args.coach, "tune") if missing else None
    print("points", stored["no"])
    for condition in SHOWN:
        lost = misses(heads, cached(args.features, "tune", said, condition, stock), Command.NO, points)
        first, both = 100 * lost.mean(0)
        print(f"{condition}: first missed {first:.1f} %, both {both:.1f} % of {len(lost)}")
    fooled = cached(args.features, "tunenear", near, "room", stock)
    count = sum(heard(judged(*track(heads, f), points), s.ends[0], Command.NO) for f, s in fooled)
    print(f"near misses called no: {count} of {len(fooled)}")


if __name__ == "__main__":
    main()
