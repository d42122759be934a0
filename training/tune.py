# ruff: noqa: T201
"""Chooses the operating points of trained heads, from the tuning part alone.

    python -m training.tune HEADS --clips FOLDER [FOLDER ...] --sounds SOUNDS --coach COACH --work WORK

The tuning recordings are too short to count one false alarm an hour, so the rate above a threshold is extrapolated:
the highest separate maxima of scores fall off exponentially. Writes ``thresholds.json`` beside the heads.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

import numpy as np

from coach.ears.spotting.phonemes import Phonemes
from coach.ears.spotting.recogniser import Recogniser
from coach.ears.spotting.spotter import Opinion, trusted
from coach.ears.spotting.steps import COMMANDS, RATE
from coach.ears.spotting.thresholds import Threshold
from coach.model.events import Command
from training.evaluate import Asked, Scene, heard, judged_scene, peaks, recording, scenes, track
from training.mix import ClipFile, Stock, clips_in
from training.parts import Parts

Points = dict[Command, Threshold]
SURE_AN_HOUR, SUSPECT_AN_HOUR = 1.0, 8.0
"""False alarms of "no" that the points without a second opinion aim at: all that is allowed."""
OTHERS_AN_HOUR = 0.03
"""The same for each other command: a third of an hour's half for all eleven."""
ASK_AN_HOUR, ASK_OTHERS_AN_HOUR = 60.0, 8.0
"""How often the second opinion may be asked in vain, of "no" and of each other command: some 2,000 looks of 0.02 s an
hour of speech, 1 % of a core."""
ASK_AT_MOST = -0.9
"""The second opinion is asked from here on at the latest: one "where are we" scores up to two less than another, by how
its sounds fall into the steps."""
AGREED_AN_HOUR, AGREED_OTHERS_AN_HOUR = 0.4, 0.4
"""False alarms that the second opinion may confirm: of "no", and of all the others together."""
FOOLED = 0.04
"""Of the confusable sentences so many may be sure by heads and phonemes together: with half as many a natural
voice is missed in the quiet (docs/ears.md), and a miss is worse than a false pause."""
TAIL, TAIL_OF_SUMS = 12, 6
"""Maxima to which the tail is fitted: of the heads' scores, and of the sums with the second opinion, which have
an upper end, so that an exponential holds for the very highest of them only."""
KINDS = ("baby", "speech", "words", "household")
SHOWN = ("quiet", "room", "cry5", "coach6", "talk5")
LOUD = 3
"""In noise, every third clip is shown, as in the benchmark."""


def rate_point(heights: np.ndarray, hours: float, an_hour: float, tail: int = TAIL) -> float:
    """The score that maxima pass ``an_hour`` times an hour; beyond the counted ones, by an exponential tail."""
    wanted = an_hour * hours
    if len(heights) > wanted >= tail:
        return float(heights[int(wanted)])
    top = heights[: tail + 1]
    slope = float((top[:-1] - top[-1]).mean())
    return float(top[-1] + slope * np.log((len(top) - 1) / wanted))


def by_heads(heads: Parts, sounds: list[Scene]) -> Points:
    """The heads' points, from the recordings: suspect and sure without a second opinion, and when to ask for one."""
    tracks = [track(heads, s.features(heads)) for s in sounds]
    hours = sum(len(s.samples) for s in sounds) / RATE / 3600
    out = {}
    for i, command in enumerate(COMMANDS):
        heights = np.sort(np.concatenate([peaks(t, s[:, i]) for t, s in tracks]))[::-1]
        ask = rate_point(heights, hours, ASK_AN_HOUR if command is Command.NO else ASK_OTHERS_AN_HOUR)
        if command is Command.NO:
            suspect, sure = (rate_point(heights, hours, r) for r in (SUSPECT_AN_HOUR, SURE_AN_HOUR))
        else:
            suspect = sure = rate_point(heights, hours, OTHERS_AN_HOUR)
        out[command] = Threshold(suspect, sure, min(ask, suspect, ASK_AT_MOST))
    return out


def sums(heads: Parts, one: Scene, opinion: Opinion, points: Points, command: Command) -> np.ndarray:
    """The separate maxima of score and weighed ratio where ``command`` would be asked about."""
    which = COMMANDS.index(command)
    times, scores = track(heads, one.features(heads))
    moments = np.flatnonzero(scores[:, which] >= points[command].ask)
    total = np.array([trusted(command, float(scores[i, which])) + opinion(times[i])[command] for i in moments])
    return peaks(times[moments], total)


def agreed(heads: Parts, sounds: list[Scene], opinions: list[Opinion], points: Points) -> Points:
    """The points, with those for sure after a second opinion, from the same recordings.

    The other commands share one point, because each alone is asked about too rarely to fit a tail.
    """
    hours = sum(len(s.samples) for s in sounds) / RATE / 3600
    heights: dict[bool, list[float]] = {True: [], False: []}
    for command in points:
        for sound, opinion in zip(sounds, opinions, strict=True):
            heights[command is Command.NO] += list(sums(heads, sound, opinion, points, command))
    no, others = (np.sort(heights[which])[::-1] for which in (True, False))
    rates = (no, AGREED_AN_HOUR), (others, AGREED_OTHERS_AN_HOUR)
    found = [rate_point(sums_of, hours, rate, TAIL_OF_SUMS) for sums_of, rate in rates]
    return {c: replace(p, agreed=found[c is not Command.NO]) for c, p in points.items()}


def unfooled(heads: Parts, near: list[Scene], opinions: list[Opinion], points: Points) -> Points:
    """The points, raised until next to no confusable sentence is a sure "no" by the sums."""
    point = points[Command.NO]
    both = [sums(heads, s, o, points, Command.NO).max(initial=-99) for s, o in zip(near, opinions, strict=True)]
    agreed = max(point.agreed, float(np.sort(both)[-1 - round(FOOLED * len(both))]) + 0.05)
    return {**points, Command.NO: replace(point, agreed=agreed)}


def main() -> None:
    """See the module's docstring."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("heads", type=Path)
    options.add_argument("--clips", type=Path, nargs="+", required=True)
    options.add_argument("--sounds", type=Path, required=True)
    options.add_argument("--coach", type=Path, required=True)
    options.add_argument("--work", type=Path, required=True)
    args = options.parse_args()
    stock = Stock(args.sounds, args.coach, "tune")
    heads, clips = Parts(args.heads / "step.onnx"), [c for f in args.clips for c in clips_in(f, "tune")]
    phonemes = Phonemes(Recogniser())
    sounds = {(k, w): recording(args.work, stock, k, wet=w) for k in KINDS for w in (False, True)}
    near = [c for c in clips if not c.label]
    asked = [Asked(phonemes, args.work / f"tune-looked-{k}{'-wet' if w else ''}.npz") for k, w in sounds]
    opinions = [a.about(0, s.samples) for a, s in zip(asked, sounds.values(), strict=True)]
    points = agreed(heads, list(sounds.values()), opinions, by_heads(heads, list(sounds.values())))
    made = scenes(args.work, "near", near, "room", stock)
    asked.append(Asked(phonemes, args.work / "tune-looked-near-room.npz"))
    points = unfooled(heads, made, [asked[-1].about(i, s.samples) for i, s in enumerate(made)], points)
    for one in asked:
        one.keep()
    stored = {c.value: {k: round(getattr(p, k), 2) for k in p.__slots__} for c, p in points.items()}
    (args.heads / "thresholds.json").write_text(json.dumps(stored, indent=1) + "\n", "utf-8")
    show(heads, points, clips, stock, args.work, phonemes)


def show(heads: Parts, points: Points, clips: list[ClipFile], stock: Stock, work: Path, phonemes: Phonemes) -> None:
    """Print what the points do on the tuning clips, without and with the second opinion."""
    print(points[Command.NO])
    kinds = {
        "no": [c for c in clips if c.label == "no"],
        "near": [c for c in clips if not c.label],
        "others": [c for c in clips if c.label not in ("", "no")],
    }
    for kind, condition in (*(("no", c) for c in SHOWN), ("near", "room"), ("others", "quiet"), ("others", "room")):
        some = kinds[kind]
        if condition not in ("quiet", "room"):
            folders = dict.fromkeys(c.path.parent.parent for c in some)
            some = [c for folder in folders for c in [c for c in some if c.path.parent.parent == folder][::LOUD]]
        made = scenes(work, kind, some, condition, stock)
        asked = Asked(phonemes, work / f"tune-looked-{kind}-{condition}.npz")
        counts = [0, 0]
        for number, (clip, one) in enumerate(zip(some, made, strict=True)):
            meant = Command(clip.label or "no")
            for i, opinion in enumerate((None, asked.about(number, one.samples))):
                counts[i] += heard(judged_scene(heads, one, points, opinion), one.ends[0], meant)
        asked.keep()
        print(f"{kind} {condition}: {counts[0]} sure by the heads alone, {counts[1]} with phonemes, of {len(made)}")


if __name__ == "__main__":
    main()
