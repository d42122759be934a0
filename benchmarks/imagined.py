"""What the ears imagine where nobody talks to the coach: others' talk, homes, children, babies and music.

    python -m benchmarks.imagined SOUNDS --more MORE [--part test] [--hours 20] [--work WORK]

SOUNDS holds a manifest.json, and in it homes, more-homes and rir-homes, as for benchmarks.ears_rooms; MORE is made by
training.more_sounds. Everything goes through the whole chain three minutes at a time, as it is and then in small,
ordinary and reverberant rooms, half of them measured where there are such. The coach is silent, so nothing is held
back. Real people's "stop" and "no" alone are left out: the coach should stop for the one, and three people's "no" in a
row are "no no no" (benchmarks.ears_rooms has both, one at a time). Of a baby that cries only pauses by "no" and other
commands count. Results are kept in WORK: a run that was stopped goes on.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import resumable
from benchmarks.coach_alone import named
from benchmarks.ears import poisson
from benchmarks.ears_rooms import KINDS, measured_rooms, walls
from benchmarks.resumable import Kept
from coach.ears.spotting.pipeline import Chain, second_opinion
from coach.ears.spotting.spotter import Detection
from coach.model.events import Bringer
from coach.sound.clip import RATE as COACH_RATE
from training import rooms, sounds
from training.mix import hash_of, level
from training.splits import part_of

RATE, PIECE = 16_000, 320
LONGEST = 180 * RATE
"""Samples after which a new stretch begins."""
LEVELS_DB, PAUSE_S, HISS = (-40.0, -20.0), (0.2, 0.6), 1e-4
BEFORE_S = 4.0
"""What was played so many seconds before a detection may have caused it."""
MEANT = ("stop", "no")
"""Labels of single words that are left out."""
OTHERS = ("speech", "words", "voices", "household", "homes", "child", "infant-directed speech", "lullaby")
"""Others' talk and homes, of which the bars for "no" are."""
WHAT = {"no": "a no", "duck": "softer", "fussing": "asked", "other": "another command", "crying": "crying"}


@dataclass(frozen=True, slots=True)
class Sound:
    """One recording: what it is, and what its source calls it."""

    kind: str
    label: str
    samples: np.ndarray


def recordings(folder: Path, more: Path, part: str) -> Iterator[Sound]:
    """All recordings of ``part``."""
    for one in sounds.load(folder, part):
        if one.label not in MEANT:
            yield Sound(one.kind, one.label, one.floats)
    for one in sounds.load(more, part, ("voices", "effects", "music")):
        yield Sound(one.kind, one.label, one.floats)
    for home in ("homes", "more-homes"):
        for row in json.loads((folder / home / "manifest.json").read_text("utf-8")):
            if part_of(row.get("speaker") or row["path"]) == part:
                kind = "homes" if row["kind"] == "household" else row["kind"]
                yield Sound(kind, row["label"].split(",")[0], sounds.read(folder / home / row["path"]))


def stretches(every: list[Sound]) -> list[tuple[str, int, list[Sound]]]:
    """Three minutes of one kind each, with its name and number; the kinds in turn, so that an early stop has all."""
    by_kind: dict[str, list[list[Sound]]] = {}
    for one in every:
        runs = by_kind.setdefault(one.kind, [[]])
        if sum(len(s.samples) for s in runs[-1]) > LONGEST:
            runs.append([])
        runs[-1].append(one)
    longest = max(map(len, by_kind.values()))
    return [(kind, n, runs[n]) for n in range(longest) for kind, runs in by_kind.items() if n < len(runs)]


def placed(
    rng: np.random.Generator, run: list[Sound], room: str, measured: list[tuple[float, np.ndarray]]
) -> tuple[np.ndarray, list[tuple[float, str]]]:
    """A stretch as a microphone has it, each recording in its own room; the second at which each begins, its label."""
    parts, begins, at = list[np.ndarray](), list[tuple[float, str]](), 0
    for one in run:
        wet = rooms.played_in(one.samples, walls(rng, room, measured)) if KINDS[room] else one.samples
        quiet = np.zeros(int(rng.uniform(*PAUSE_S) * RATE), np.float32)
        begins.append((at / RATE, one.label))
        parts += [wet / (level(wet) + 1e-9) * 10 ** (rng.uniform(*LEVELS_DB) / 20), quiet]
        at += len(wet) + len(quiet)
    whole = np.concatenate(parts)
    return np.clip(whole + HISS * rng.normal(size=len(whole)), -1, 1).astype(np.float32), begins


def scene(
    part: str, kind: str, number: int, run: list[Sound], room: str, measured: list[tuple[float, np.ndarray]]
) -> tuple[np.ndarray, list[tuple[float, str]]]:
    """A stretch as :func:`placed` makes it, the same in every run."""
    return placed(np.random.default_rng([number, hash_of(part + kind + room) % 2**32]), run, room, measured)


def heard(chain: Chain, sound: np.ndarray) -> Iterator[Detection]:
    """All that is detected in ``sound`` (16 kHz) while the coach is silent."""
    silent = np.zeros(PIECE * COACH_RATE // RATE, np.float32)
    for at in range(0, len(sound) - PIECE + 1, PIECE):
        yield from chain.hear(sound[at : at + PIECE], silent)


def imagined(chain: Chain, sound: np.ndarray, begins: list[tuple[float, str]]) -> list[tuple[float, str, str]]:
    """When what was heard, and what was played just before."""
    out = []
    for found in heard(chain, sound):
        labels = [label for since, label in begins if since < found.at]
        recent = [label for since, label in begins if found.at - BEFORE_S < since < found.at]
        what = "fussing" if found.by is Bringer.FUSSING else named(found)
        name = f"{found.command} " if what == "other" else ""
        out.append((round(found.at, 2), what, name + " / ".join(recent or labels[-1:])))
    return out


def main() -> None:
    """See the module's docstring."""
    options = resumable.options(__doc__, "/tmp/imagined")  # noqa: S108
    options.add_argument("--more", type=Path, required=True)
    options.add_argument("--hours", type=float, default=99.0, help="at most so many")
    args = options.parse_args()
    kept = Kept(args.work, args.part)
    measured, second = measured_rooms(args.sounds, args.part), second_opinion()
    known = {(row["kind"], row["number"], row["room"]) for row in kept.rows}
    runs = stretches(list(recordings(args.sounds, args.more, args.part)))
    todo = [(*one, room) for one in runs for room in KINDS if (*one[:2], room) not in known]
    for kind, number, run, room in todo:
        if sum(row["seconds"] for row in kept.rows) >= args.hours * 3600:
            break
        sound, begins = scene(args.part, kind, number, run, room, measured)
        chain = Chain(cancel=False, crying=True, phonemes=second, guarded=True)
        row = {"kind": kind, "number": number, "room": room, "seconds": round(len(sound) / RATE, 1)}
        kept.add(row | {"found": imagined(chain, sound, begins)})
    show(kept.rows)


def show(kept: list[dict[str, Any]]) -> None:
    """Print what was imagined: by kind and room, together, and after what."""
    kinds = list(dict.fromkeys(row["kind"] for row in kept))
    groups = {"others' talk and homes": [row for row in kept if row["kind"] in OTHERS]}
    groups |= {f"these, {room}": [r for r in groups["others' talk and homes"] if r["room"] == room] for room in KINDS}
    groups |= {kind: [row for row in kept if row["kind"] == kind] for kind in kinds}
    for name, rows in groups.items():
        hours = sum(row["seconds"] for row in rows) / 3600
        if not hours:
            continue
        found = [one for row in rows for one in row["found"]]
        counts = Counter(what for _, what, _ in found)
        print(f"{name}, {hours:.2f} h")
        for what, told in WHAT.items():
            if name != "baby" or what in ("no", "other"):
                print(f"  {told:16} {poisson(counts[what], hours)}")
        if name in kinds:
            for what in ("no", "other", "crying"):
                causes = Counter(cause for _, by, cause in found if by == what)
                if causes and not (name == "baby" and what == "crying"):
                    print(f"    {WHAT[what]} at: {'; '.join(f'{c} {n}' for c, n in causes.most_common(12))}")


if __name__ == "__main__":
    main()
