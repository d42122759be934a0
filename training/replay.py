# ruff: noqa: T201
"""Judges recordings again with other thresholds, in seconds: what the chain saw in them is recorded once.

    python -m training.replay SOUNDS --more MORE --clips CLIPS [CLIPS ...] --needs NEEDS [--work WORK]

SOUNDS and MORE are as for benchmarks.imagined, CLIPS and NEEDS as for benchmarks.ears_rooms. The first run takes a
sixteenth of the sound's length and goes on where it was stopped. It prints, by kind, what others' talk and homes set
off, and how many sayings are missed. Change ``needs.py``, ``calls.py``, ``spotter.py`` or ``thresholds.json`` and run
it again: only a lower ``ask`` than the recorded one needs a new WORK.
"""

from __future__ import annotations

import argparse
import pickle
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import ears_rooms, imagined, resumable
from coach.ears.spotting import calls, needs
from coach.ears.spotting.alignment import LogProbs
from coach.ears.spotting.around import ALONE, Around
from coach.ears.spotting.chatter import Chatter
from coach.ears.spotting.needs import Call, Needs
from coach.ears.spotting.phonemes import Phonemes
from coach.ears.spotting.pipeline import Chain, second_opinion
from coach.ears.spotting.spotter import Detection, Judge
from coach.ears.spotting.steps import COMMANDS, Scores
from coach.ears.spotting.thresholds import thresholds
from coach.model.events import Command
from coach.sound.clip import RATE as COACH_RATE
from coach.sound.clip import Samples

RATE, PIECE = 16_000, 1_280
Fits = tuple[np.ndarray, np.ndarray]
"""How well each way fits: the ways of the baby's phrases with their rivals, and those that stand alone."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the phonemes found when somebody stopped talking."""

    at: float
    fits: Fits
    call: float
    words: bool


@dataclass(slots=True)
class Seen:
    """All that the judge was asked about one recording."""

    seconds: float
    steps: list[tuple[float, np.ndarray, Around]] = field(default_factory=list)
    evidence: dict[float, list[float]] = field(default_factory=dict)
    looks: list[Look] = field(default_factory=list)
    talked: set[float] = field(default_factory=set)
    """After which steps somebody was talking."""


class RecordingJudge(Judge):
    """Keeps each step, and the phonemes' evidence wherever a score makes a command possible."""

    seen: Seen

    def judge(self, at: float, scores: Scores, around: Around = ALONE) -> Iterator[Detection]:
        """As :meth:`Judge.judge`."""
        self.seen.steps.append((at, scores.copy(), around))
        points = [self._points[command] for command in COMMANDS]
        if any(score >= min(point.ask, point.suspect) for score, point in zip(scores, points, strict=True)):
            self.seen.evidence[at] = [self._evidence(at, command) for command in COMMANDS]
        yield from super().judge(at, scores, around)


class RecordingNeeds(Needs):
    """Keeps how well all phrases fit at each look."""

    seen: Seen

    def judged(self, steps: LogProbs, call: float = calls.LEAST, *, words: bool = True) -> Call:
        """As :meth:`Needs.judged`."""
        fits = self._open_ways.fits(steps), self._alone_ways.fits(steps)
        self.seen.looks.append(Look(self.seen.steps[-1][0], fits, call, words))
        return super().judged(steps, call, words=words)


def record(phonemes: Phonemes, sound: Samples, names: Sequence[str] = ()) -> Seen:
    """What the whole chain sees in ``sound`` (16 kHz) while the coach is silent."""
    chain, seen = (
        Chain(cancel=False, crying=True, phonemes=phonemes, names=names, guarded=True),
        Seen(len(sound) / RATE),
    )
    recent = chain._recent  # noqa: SLF001 - the parts that are watched
    assert recent  # noqa: S101
    judge, sayings = RecordingJudge(thresholds(), recent.opinion), RecordingNeeds(phonemes.recogniser, names)
    judge.seen = sayings.seen = seen
    chain._spotter.judge, recent._needs = judge, sayings  # noqa: SLF001
    silent = np.zeros(PIECE * COACH_RATE // RATE, np.float32)
    for i in range(0, len(sound) - PIECE + 1, PIECE):
        list(chain.hear(sound[i : i + PIECE], silent))
        if recent.talking and seen.steps:
            seen.talked.add(seen.steps[-1][0])
    return seen


class ReplayedNeeds(Needs):
    """Judges recorded fits."""

    def again(self, look: Look) -> Call:
        """What ``look`` means with the thresholds of today."""
        self._now = look.fits
        return self.judged(np.empty((0, 0), np.float32), look.call, words=look.words)

    def _fits(self, steps: LogProbs) -> list[tuple[needs.Need, float]]:
        del steps
        return self.grouped(*self._now)


def replay(seen: Seen, sayings: ReplayedNeeds) -> list[tuple[Detection, str]]:
    """What would be detected with the thresholds of today, and by which way of hearing."""

    def opinion(at: float) -> dict[Command, float]:
        return dict(zip(COMMANDS, seen.evidence.get(at) or [-np.inf] * len(COMMANDS), strict=True))

    judge, looks, found = Judge(thresholds(), opinion), iter(seen.looks), list[tuple[Detection, str]]()
    look = next(looks, None)
    chatter = Chatter()
    for at, scores, was in seen.steps:
        around = replace(was, harder=chatter.harder, calls=chatter.calls(coach=False))
        chatter.push(1, talking=at in seen.talked)
        found += [(one, "score") for one in judge.judge(at, scores, around)]
        while look and look.at <= at:
            if look.at > judge.acted and (one := judge.uttered(at, sayings.again(look), around)):
                found.append((one, "call"))
            look = next(looks, None)
        if one := judge.settled(at, talking=at in seen.talked):
            found.append((one, "call"))
    return found


def kept(file: Path, phonemes: Phonemes, sound: Callable[[], Samples], names: Sequence[str] = ()) -> Seen:
    """The recording of an earlier run, or a new one; ``sound`` is only made for that."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(pickle.dumps(record(phonemes, sound(), names)))
    seen: Seen = pickle.loads(file.read_bytes())  # noqa: S301 - our own file
    return seen


def heard(*scene: Any) -> Samples:
    """The sound of a scene of :func:`benchmarks.imagined.scene`."""
    return imagined.scene(*scene)[0]


def others(args: argparse.Namespace, phonemes: Phonemes) -> None:
    """Print what recordings set off in which nobody talks to the coach."""
    measured, sayings = ears_rooms.measured_rooms(args.sounds, args.part), ReplayedNeeds(phonemes.recogniser)
    hours, counts = defaultdict[str, float](float), Counter[tuple[str, str, str, str]]()
    for kind, number, run in imagined.stretches(list(imagined.recordings(args.sounds, args.more, args.part))):
        for room in ears_rooms.KINDS:
            sound = partial(heard, args.part, kind, number, run, room, measured)
            seen = kept(args.work / f"{kind}-{number}-{room}.pickle", phonemes, sound)
            hours[kind] += seen.seconds / 3600
            for one, how in replay(seen, sayings):
                counts[kind, "no" if one.command is Command.NO else "another command", one.level, how] += 1
    for kind, length in hours.items():
        told = [f"{what} {level} by {how} {n}" for (k, what, level, how), n in sorted(counts.items()) if k == kind]
        print(f"{kind:24} {length:5.2f} h  {'; '.join(told) or 'nothing'}")


def called(args: argparse.Namespace, phonemes: Phonemes) -> None:
    """Print how many sayings are missed, by row and room."""
    measured, rows = ears_rooms.measured_rooms(args.sounds, args.part), list[dict[str, object]]()
    for number, one in enumerate(ears_rooms.sayings(args)):
        names = (one.name,) if one.name else ()
        for room in one.kinds:
            sound = partial(ears_rooms.placed, ears_rooms.dice(number, room), one, room, measured)
            seen = kept(args.work / f"saying-{number}-{room}.pickle", phonemes, sound, names)
            found = [found for found, _ in replay(seen, ReplayedNeeds(phonemes.recogniser, names))]
            rows.append({"row": one.row, "kind": room, "engine": one.engine, **ears_rooms.judged(found, one)})
    ears_rooms.show(rows)


def main() -> None:
    """See the module's docstring."""
    options = resumable.options(__doc__, "/tmp/replay")  # noqa: S108
    options.add_argument("--more", type=Path, required=True)
    options.add_argument("--clips", type=Path, nargs="+", required=True)
    options.add_argument("--needs", type=Path, required=True)
    options.set_defaults(part="tune")
    args = options.parse_args()
    phonemes = second_opinion()
    others(args, phonemes)
    called(args, phonemes)


if __name__ == "__main__":
    main()
