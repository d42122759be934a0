"""What the microphone hears in small, ordinary and reverberant rooms, of people who say it in their own way.

    python -m benchmarks.ears_rooms SOUNDS --clips CLIPS [CLIPS ...] --needs NEEDS [--part test] [--work WORK]

SOUNDS is a folder of recordings with a manifest.json, and in it rir-homes, responses measured in homes. CLIPS are
folders made by training/make_clips.py and training/make_other_voices.py, NEEDS one by training/make_needs.py. Half of
the rooms of each kind are measured, where there are such, the others computed; no room, voice or recording of one part
occurs in another. Each line is a share with its 95 % interval, and of how many; natural voices apart. Results are kept
in --work, so that a run that was stopped goes on.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
from scipy.signal import butter, sosfilt

from benchmarks import resumable
from benchmarks.ears import NATURAL, wilson
from benchmarks.resumable import Kept
from coach.ears.spotting.calls import Lately
from coach.ears.spotting.gain import Gain
from coach.ears.spotting.needs import Level, Needs
from coach.ears.spotting.phonemes import Phonemes
from coach.ears.spotting.recogniser import Recogniser
from coach.ears.spotting.spotter import Detection, Judge
from coach.ears.spotting.steps import STEP, smoothed, step_end, steps_of
from coach.ears.spotting.thresholds import thresholds
from coach.ears.spotting.utterances import Ends
from coach.model.events import Command
from training import rooms, sounds
from training.mix import clips_in, hash_of, level, trimmed
from training.splits import ROOMS_TRAIN, ROOMS_TUNE
from training.vocoder import higher, slowed

RATE = 16_000
KINDS = {"quiet": None, "small": (0.15, 0.35), "ordinary": (0.35, 0.7), "reverberant": (0.7, 1.5)}
"""Kinds of rooms, by RT60 in seconds."""
LEAD, TAIL = 2 * RATE, 8 * RATE // 5
EARLY, LATE = 0.6, 1.3
"""A saying counts as heard from so many seconds before its end to so many after."""
LONG_ENDS, EARLIER = ("slow", "half speed", "baby says no, stop"), 1.6
"""What may rightly be heard before its end, at the "no", and how much earlier."""
PAUSES = (0.1, 0.6, 1.0, 1.5)
WORDS = ("stop", "no", "go", "down", "yes")
OTHER_WORDS = tuple(f"a real {word} alone" for word in WORDS if word != "stop")
MANY = 30
"""Real people's single words, of each."""


@dataclass(frozen=True, slots=True)
class Saying:
    """Something to be put into rooms."""

    row: str
    engine: str
    text: str
    samples: np.ndarray
    meant: Command | None = Command.NO
    """None where nothing should be heard."""
    name: str = ""
    """What the caregiver calls the baby."""
    peak: float | None = None
    """Decibels to which a microphone with little gain has it."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of rooms that it's put into."""
        return ("quiet",) if self.peak is not None else tuple(KINDS)

    @property
    def end(self) -> float:
        """The second at which it ends there."""
        return (LEAD + len(self.samples)) / RATE


def telephoned(samples: np.ndarray) -> np.ndarray:
    """300 to 3,400 Hz."""
    return np.asarray(sosfilt(butter(4, (300, 3400), "band", fs=RATE, output="sos"), samples), np.float32)


def shouted(samples: np.ndarray) -> np.ndarray:
    """Four semitones higher, with 9 dB more above 1.5 kHz, and into a microphone that saturates."""
    high = sosfilt(butter(1, 1500, "high", fs=RATE, output="sos"), higher(samples, 4))
    loud = higher(samples, 4) + 1.8 * np.asarray(high, np.float32)
    return np.asarray(np.tanh(3 * loud / np.abs(loud).max()), np.float32)


def sayings(args: argparse.Namespace) -> Iterator[Saying]:
    """All rows of the table."""
    needs = [json.loads(line) for line in (args.needs / f"{args.part}.jsonl").read_text("utf-8").splitlines()]
    for one in needs:
        if one["label"] != "pause":
            name = one["text"].split()[0] if one["label"] == "name" else ""
            sound = sounds.read(args.needs / args.part / Path(one["path"]).name)
            yield Saying(one["label"], one["engine"], one["text"], sound, name=name)
    clips = [clip for folder in args.clips for clip in clips_in(folder, args.part)]
    for clip in clips:
        sound = trimmed(sounds.read(clip.path))
        if clip.label in ("no", ""):
            meant = Command.NO if clip.label else None
            yield Saying("baby says no" if clip.label else "near miss", clip.engine, clip.text, sound, meant)
        else:
            yield Saying(f"command {clip.label}", clip.engine, clip.text, sound, Command(clip.label))
    for clip in [clip for clip in clips if clip.label == "no"][::2]:
        sound = trimmed(sounds.read(clip.path))
        ways = {"five semitones higher": higher(sound, 5), "half speed": slowed(sound, 0.5)}
        ways |= {"1.5 times the speed": slowed(sound, 1.5), "telephone": telephoned(sound), "shouted": shouted(sound)}
        yield from (Saying(row, clip.engine, clip.text, made) for row, made in ways.items())
        yield from (Saying(f"peak {db:.0f} dB", clip.engine, clip.text, sound, peak=db) for db in (-50.0, -70.0))
    yield from joined(args, [one for one in needs if one["label"] == "pause"])


def joined(args: argparse.Namespace, begun: list[dict[str, str]]) -> Iterator[Saying]:
    """A real person's "no" after an engine's "baby says" and a pause; and real single words."""
    words = sounds.load(args.sounds, args.part, ("words",))
    noes, rng = [one.floats for one in words if one.label == "no"], np.random.default_rng(1)
    for one in begun:
        first = sounds.read(args.needs / args.part / Path(one["path"]).name)
        for pause in PAUSES:
            for index in rng.integers(0, len(noes), 2):
                no = trimmed(noes[int(index)])
                parts = (first / level(first), np.zeros(int(pause * RATE)), no / level(no))
                made = np.concatenate(parts).astype(np.float32)
                yield Saying(f"a real no, {pause} s later", one["engine"], "Baby says no", made)
    for word in WORDS:
        for real in [one for one in words if one.label == word][:MANY]:
            meant = Command.NO if word == "stop" else None
            yield Saying(f"a real {word} alone", "people", word, trimmed(real.floats), meant)


def measured_rooms(folder: Path, part: str) -> list[tuple[float, np.ndarray]]:
    """RT60 and response, the direct sound first, of each measured room of ``part``."""
    out = []
    for row in json.loads((folder / "rir-homes" / "manifest.json").read_text("utf-8")):
        if row["room"] not in ROOMS_TRAIN and (row["room"] in ROOMS_TUNE) == (part == "tune"):
            sound = sounds.read(folder / "rir-homes" / row["path"])
            loudest = int(np.abs(sound).argmax())
            out.append((float(row["rt60"]), sound[max(0, loudest - 8) :] / np.abs(sound).max()))
    return out


def in_a_home(rng: np.random.Generator, kind: str, measured: list[tuple[float, np.ndarray]]) -> list[np.ndarray]:
    """The measured rooms of a kind in half of the cases, where there are such; else none."""
    low, high = KINDS[kind] or (0.0, 0.0)
    fitting = [response for rt60, response in measured if low <= rt60 < high]
    return fitting if fitting and rng.random() < 0.5 else []


def walls(rng: np.random.Generator, kind: str, measured: list[tuple[float, np.ndarray]]) -> np.ndarray:
    """One response of a kind of room, talker at 0.5 to 2 m."""
    low, high = KINDS[kind] or (0.0, 0.0)
    if fitting := in_a_home(rng, kind, measured):
        return fitting[int(rng.integers(len(fitting)))]
    rt60, distance = rng.uniform(low, high), rng.uniform(0.5, 2)
    return (rooms.shoebox if rt60 <= 0.6 else rooms.decaying)(rng, rt60, distance)


def placed(rng: np.random.Generator, one: Saying, kind: str, measured: list[tuple[float, np.ndarray]]) -> np.ndarray:
    """What a microphone has of it, at -40 to -22 dB with a background 45 dB below."""
    heard = np.concatenate([np.zeros(LEAD, np.float32), one.samples, np.zeros(TAIL, np.float32)])
    if KINDS[kind]:
        heard = rooms.played_in(heard, walls(rng, kind, measured))
    heard = heard / level(heard[LEAD : LEAD + len(one.samples)]) + 10 ** (-45 / 20) * rng.normal(size=len(heard))
    if one.peak is None:
        return np.clip(heard * 10 ** (rng.uniform(-40, -22) / 20), -1, 1).astype(np.float32)
    heard *= 10 ** (one.peak / 20) / np.abs(heard).max()
    return (np.round(heard * 32767 + rng.uniform(-0.5, 0.5, len(heard))) / 32767).astype(np.float32)


def dice(number: int, kind: str) -> np.random.Generator:
    """What chooses the room of a saying, the same in every run."""
    return np.random.default_rng([number, hash_of(kind) % 2**32])


class Ear:
    """The chain without canceller and crying, many steps at once, for speed."""

    def __init__(self) -> None:
        self._recogniser = Recogniser()
        self._phonemes, self._points = Phonemes(self._recogniser), thresholds()

    def hears(self, sound: np.ndarray, name: str = "") -> list[Detection]:
        """All that is detected."""
        gain, needs, ends = Gain(), Needs(self._recogniser, (name,) if name else ()), Ends()
        sound = np.concatenate([gain.push(sound[i : i + 320]) for i in range(0, len(sound), 320)])
        steps, lately = steps_of(sound), Lately()

        def opinion(at: float) -> dict[Command, float]:
            return self._phonemes.evidence(sound[: round(at * RATE)])

        judge, found = Judge(self._points, opinion), list[Detection]()
        for step, row in enumerate(smoothed(steps.scores)):
            lately.push(steps.only(step))
            found += judge.judge(step_end(step), row)
            upto = round(step_end(step) * RATE)
            if ends.push(sound[upto - STEP : upto]):
                said = judge.uttered(step_end(step), needs.look(sound[:upto], lately.highest()))
            else:
                said = judge.settled(step_end(step), talking=ends.talking)
            found += [said] if said else []
        return found


def main() -> None:
    """See the module's docstring."""
    options = resumable.options(__doc__, "/tmp/ears-rooms")  # noqa: S108
    options.add_argument("--clips", type=Path, nargs="+", required=True)
    options.add_argument("--needs", type=Path, required=True)
    options.add_argument("--every", type=int, default=1, help="only every so many-th saying of each row")
    options.add_argument("--rows", nargs="*", default=[], help="only these rows, by how they begin")
    args = options.parse_args()
    kept, ear, measured = Kept(args.work, args.part), Ear(), measured_rooms(args.sounds, args.part)
    known = {(one["number"], one["kind"]) for one in kept.rows}
    counts = Counter[str]()
    for number, one in enumerate(sayings(args)):
        if args.rows and not one.row.startswith(tuple(args.rows)):
            continue
        counts[one.row] += 1
        for kind in one.kinds if counts[one.row] % args.every == 1 % args.every else ():
            if (number, kind) in known:
                continue
            home = bool(in_a_home(dice(number, kind), kind, measured))
            found = ear.hears(placed(dice(number, kind), one, kind, measured), one.name)
            result = {"number": number, "kind": kind, "row": one.row, "engine": one.engine, "text": one.text}
            kept.add(result | {"home": home, **judged(found, one)})
    show(kept.rows)


def judged(found: list[Detection], one: Saying) -> dict[str, bool]:
    """Whether it was heard, was at least suspected, and whether it was a false pause."""
    early = EARLIER if one.row in LONG_ENDS else EARLY
    near = [d for d in found if -early <= d.at - one.end <= LATE and d.command is (one.meant or Command.NO)]
    paused = any(d.command is Command.NO and d.level is Level.SURE for d in found)
    sure = any(d.level is Level.SURE for d in near)
    return {"sure": sure, "suspected": bool(near), "paused": paused and one.meant is not Command.NO}


def by_room(rows: list[dict[str, object]]) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """The rows of measured rooms, and the others."""
    homes = [one for one in rows if one.get("home")]
    return homes, [one for one in rows if not one.get("home")]


def show(kept: list[dict[str, object]]) -> None:
    """Print the table."""
    order = list(dict.fromkeys(str(one["row"]) for one in kept))
    every = sorted(kept, key=lambda one: (order.index(str(one["row"])), list(KINDS).index(str(one["kind"]))))
    for (row, kind), group in groupby(every, key=lambda one: (one["row"], one["kind"])):
        rows = list(group)
        natural = [one for one in rows if one["engine"] in NATURAL]
        false = wilson(sum(bool(one["paused"]) for one in rows), len(rows))
        if row == "near miss" or row in OTHER_WORDS:
            home, made = (wilson(sum(bool(one["paused"]) for one in some), len(some)) for some in by_room(rows))
            print(f"{row:26} {kind:11} pauses {false}; in measured rooms {home}, in computed ones {made}")
            continue
        missed = wilson(sum(not one["sure"] for one in rows), len(rows))
        unsuspected = sum(not one["suspected"] for one in rows)
        apart = f"natural {sum(not one['sure'] for one in natural)}/{len(natural)}, not even suspected {unsuspected}"
        pauses = f"; pauses {false}" if str(row).startswith("command") else ""
        print(f"{row:26} {kind:11} missed {missed}; {apart}{pauses}")


if __name__ == "__main__":
    main()
