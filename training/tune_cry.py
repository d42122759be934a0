# ruff: noqa: T201
"""Chooses the thresholds for crying and for fussing, from the tuning part alone.

    python -m training.tune_cry coach/ears/models/cry.npz --sounds SOUNDS --coach COACH --more MORE --work WORK

For crying, the lowest point with at most FALSE false alarms, not counting music. For fussing the same, counted in bouts
of ten seconds.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from benchmarks.crying import KINDS, WITHIN, consonants_at, scored
from coach.ears.spotting.crying import CONSONANTS, STOPPED, Cry, CryHead, Noticing
from coach.ears.spotting.steps import WIDTH, steps_of
from training.cry_streams import babies
from training.evaluate import recording
from training.mix import Stock
from training.parts import parts

FALSE, MUSIC, FUSSED = 2, 3, 6
"""False alarms on the tuning recordings: crying in about two hours of speech, words, homes, voices and effects, in
half an hour of music, and fussing in all of them together."""


LOWEST = 0.0
"""Lower points aren't tried."""


def without_talk(scores: np.ndarray, samples: np.ndarray) -> np.ndarray:
    """The scores, with minus infinity in steps in which the recogniser hears somebody talk."""
    out = scores.copy()
    for i in np.flatnonzero(scores >= LOWEST):
        if consonants_at(samples, int(i)) > CONSONANTS:
            out[i] = -np.inf
    return out


def alarms(scores: np.ndarray, quiet: np.ndarray, point: float) -> int:
    """How often crying would have been noticed; ``quiet``: the scores :func:`without_talk`."""
    near = np.flatnonzero(scores > point - STOPPED)
    return sum(quiet[one].max() >= point for one in np.split(near, np.flatnonzero(np.diff(near) > 1) + 1) if len(one))


def fusses(head: CryHead, scores: np.ndarray, bouts: np.ndarray) -> int:
    """How often fussing would have been noticed."""
    noticing = Noticing(head)
    return sum(noticing.push(s, b) is Cry.FUSSING for s, b in zip(scores, bouts, strict=True))


def main() -> None:
    """See the module's docstring."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("weights", type=Path)
    options.add_argument("--sounds", type=Path, required=True)
    options.add_argument("--coach", type=Path, required=True)
    options.add_argument("--more", type=Path, required=True)
    options.add_argument("--work", type=Path, required=True)
    args = options.parse_args()
    head, stock = CryHead(args.weights), Stock(args.sounds, args.coach, "tune")
    others = {}
    for name in KINDS:
        made = recording(args.work, stock, name[0], wet=name[1], more=args.more)
        samples, feats = made.samples.astype(np.float32) / 32768, made.features(parts())[:, :WIDTH]
        crying, bouts = scored(head, samples, feats, made.someone)
        others[name] = crying, without_talk(crying, samples), bouts
    cries = []
    for one, begins, sound in babies(args.sounds, "tune"):
        at, crying = round((begins + 2) / 0.08), without_talk(scored(head, sound, steps_of(sound).embeddings)[0], sound)
        cries.append((one.label.startswith("cry:"), crying[at - 12 : at + round(WITHIN / 0.08)].max()))
    head.sure = chosen(cries, {name: (crying, quiet) for name, (crying, quiet, _) in others.items()})
    for head.fussing in np.arange(0, 6, 0.5):
        if (false := sum(fusses(head, quiet, bouts) for _, quiet, bouts in others.values())) <= FUSSED:
            break
    print(f"fussing from {head.fussing:.2f} on: {false} false")
    with np.load(args.weights) as stored:
        kept = {**stored, "sure": np.float32(head.sure), "fussing": np.float32(head.fussing)}
    np.savez_compressed(args.weights, **kept)


def chosen(cries: list[tuple[bool, float]], others: dict[tuple[str, bool], tuple[np.ndarray, np.ndarray]]) -> float:
    """The chosen point; prints what others near it would have done."""
    checked, best = np.array([c for c, _ in cries]), np.array([b for _, b in cries])
    sure = 12.0
    for point in np.arange(8, LOWEST - 0.1, -0.25):
        false = {name: alarms(*scores, point) for name, scores in others.items()}
        music = sum(n for (kind, _), n in false.items() if kind == "music")
        rest = sum(false.values()) - music
        heard = f"{(best[checked] >= point).sum()}/{checked.sum()} checked, {(best >= point).sum()}/{len(best)}"
        where = {kind: n for (kind, _), n in false.items() if n}
        print(f"{point:5.2f}: {heard}; false {rest}, music {music}; {where}", flush=True)
        if rest > FALSE + 6:
            break
        if rest <= FALSE and music <= MUSIC:
            sure = float(point)
    print(f"crying from {sure:.2f} on")
    return sure


if __name__ == "__main__":
    main()
