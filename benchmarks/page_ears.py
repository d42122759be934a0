"""Whether the page's ears in Chromium hear what the coach's own hear, one for one, and what listening costs a phone.

    python -m benchmarks.page_ears agree SOUNDS [--clips CLIPS] [--more MORE] [--hours 4.75] [--work FOLDER]
    python -m benchmarks.page_ears cost
    python -m benchmarks.page_ears room CLIPS

``agree``: SOUNDS is a folder of recordings with a manifest.json, of which the test part is used; CLIPS one of sayings.
MORE is made by training.more_sounds; with it SOUNDS holds homes and more-homes too, as for benchmarks.imagined. What
both found in each batch is kept in FOLDER, so that a second run goes on where the first one ended. ``cost``: time to
listening and share of a core, on this machine and on one four times as slow. ``room``: the page plays a coach in a
virtual room and a parent says the phrase.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile

from benchmarks import imagined, page_ears_cost, page_ears_room
from coach.sound.clip import Samples
from coach.sound.resampling import resampled
from tests.support.page_ears import PageEars, page_ears, python_hears
from training.sounds import load
from training.streams import stream

RATE = 16_000
BATCH = 120.0
"""Seconds of sound that are heard in one go."""
KINDS = ("baby", "speech", "words", "household")

Row = dict[str, object]


def batches(pieces: Iterator[Samples]) -> Iterator[Samples]:
    """Pieces joined to about two minutes each."""
    held: list[Samples] = []
    for piece in pieces:
        held.append(piece)
        if sum(map(len, held)) >= BATCH * RATE:
            yield np.concatenate(held)
            held = []
    if held:
        yield np.concatenate(held)


def clips(folder: Path) -> Iterator[Samples]:
    """Every clip, with silence around it."""
    quiet = (1e-4 * np.random.default_rng(0).normal(size=RATE)).astype(np.float32)
    for one in json.loads((folder / "manifest.json").read_text(encoding="utf-8")):
        samples, rate = soundfile.read(folder / one["path"], dtype="float32")
        yield np.concatenate([quiet, resampled(samples, rate, RATE), quiet])


def sounds(folder: Path, more: Path | None) -> Iterator[Samples]:
    """The recordings of the test part, as a caregiver's microphone would hear them."""
    rng = np.random.default_rng(0)
    for kind in KINDS:
        for one in load(folder, "test", (kind,)):
            yield stream([one.floats], rng, None)
    for other in imagined.recordings(folder, more, "test") if more else ():
        if other.kind not in KINDS:
            yield stream([other.samples], rng, None)


def both(page: PageEars, heard: Samples, kept: Path) -> Row:
    """What both found in a batch, computed once."""
    if kept.exists():
        return dict(json.loads(kept.read_text(encoding="utf-8")))
    ours, theirs = python_hears(heard), page.hear(heard)
    row: Row = {
        "seconds": len(heard) / RATE,
        "coach": ours.in_short(),
        "page": theirs.in_short(),
        "said": [list(ours.said), list(theirs.said)],
        "ms": theirs.ms,
    }
    kept.write_text(json.dumps(row), encoding="utf-8")
    return row


def agree(name: str, pieces: Iterator[Samples], work: Path, hours: float) -> bool:
    """Print how often both agree, and the false pauses; whether always."""
    rows: list[Row] = []
    with page_ears() as page:
        for i, heard in enumerate(batches(pieces)):
            rows.append(both(page, heard, work / f"{name}-{i:04d}.json"))
            if sum(float(str(row["seconds"])) for row in rows) >= 3600 * hours:
                break
    return report(name, rows)


def report(name: str, rows: list[Row]) -> bool:
    """What was found, and where the two differ."""
    hours = sum(float(str(row["seconds"])) for row in rows) / 3600
    lists = [[[tuple(one) for one in row[who]] for row in rows] for who in ("coach", "page")]  # type: ignore[attr-defined]
    ours, theirs = ([one for batch in each for one in batch] for each in lists)
    shared = sum(len(set(a) & set(b)) for a, b in zip(*lists, strict=True))
    differ = [(a, b) for a, b in zip(*lists, strict=True) if a != b]
    print(f"{name}: {len(rows)} batches, {hours:.2f} h; coach {len(ours)}, page {len(theirs)}, the same {shared}")
    for who, found in (("coach", ours), ("page", theirs)):
        pauses = [one for one in found if one[1] == "sure" and one[2] == "no" and one[3] == "microphone"]
        cries = [one for one in found if one[3] == "crying"]
        print(f"  {who}: 'no' {len(pauses)}, {len(pauses) / hours:.2f} an hour; crying {len(cries)}")
    for a, b in differ:
        print(f"  differs: coach {a}, page {b}")
    unlike = sum(row["said"][0] != row["said"][1] for row in rows)  # type: ignore[index]
    print(f"  batches in which they said different things about the microphone: {unlike}")
    return not differ


def main() -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    tasks = parser.add_subparsers(dest="task", required=True)
    one = tasks.add_parser("agree")
    one.add_argument("sounds", type=Path)
    one.add_argument("--clips", type=Path)
    one.add_argument("--more", type=Path)
    one.add_argument("--hours", type=float, default=100.0)
    one.add_argument("--work", type=Path, default=Path("/tmp/page-ears"))  # noqa: S108
    tasks.add_parser("cost")
    one = tasks.add_parser("room")
    one.add_argument("clips", type=Path)
    one.add_argument("--sayings", type=int, default=22)
    args = parser.parse_args()
    if args.task == "cost":
        return page_ears_cost.run()
    if args.task == "room":
        return page_ears_room.run(args.clips, args.sayings)
    args.work.mkdir(parents=True, exist_ok=True)
    good = agree("clips", clips(args.clips), args.work, args.hours) if args.clips else True
    return 0 if agree("sounds", sounds(args.sounds, args.more), args.work, args.hours) and good else 1


if __name__ == "__main__":
    sys.exit(main())
