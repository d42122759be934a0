"""How well sustained crying is heard, and what else is taken for it.

    python -m benchmarks.crying SOUNDS --coach COACH --more MORE [--homes HOMES [HOMES ...]] [--part test] [--work WORK]

SOUNDS and COACH are as for benchmarks.ears, which keeps the same streams in WORK; MORE is made by
training.more_sounds. Each of HOMES holds a manifest.json and recordings of homes, streets, weather, machines, children
and parents, not cut by part: what is taken for crying there is counted by kind of sound. A recording of a crying baby
counts from the moment at which it is loud for at least 3.6 s with pauses of at most 0.6 s; where that is, is found by
loudness alone, not by the head.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from benchmarks.ears import poisson, wilson
from coach.ears.spotting.crying import HALF_WAY, LASTING, MOST, SEEN, Cry, CryHead, Noticing, judged
from coach.ears.spotting.phonemes import Phonemes
from coach.ears.spotting.pipeline import second_opinion
from coach.ears.spotting.steps import WIDTH, Embeddings, step_end, steps_of
from coach.ears.spotting.voicing_features import SILENT_DB, frames_at, measured
from training import sounds
from training.evaluate import recording
from training.mix import Stock, level
from training.parts import parts

RATE, STEP, PART = 16_000, 1280, 4000
LONG, PAUSE, WITHIN = 3.6, 0.6, 3.5
"""Seconds: the least that counts as sustained, the longest breath, and the time limit for noticing it."""
BEFORE = 2 * RATE
MORE = ("voices", "effects", "music")
KINDS = [
    *((kind, wet) for kind in ("speech", "words", "household") for wet in (False, True)),
    *((kind, False) for kind in (*MORE, "coach")),
]
"""The kinds of sound, and whether they are put in rooms; MORE are those of training.more_sounds."""


def sustained(samples: np.ndarray) -> float | None:
    """Second at which the first sustained loud part begins: within 20 dB of the recording's loud parts."""
    power = (samples[: len(samples) // STEP * STEP].reshape(-1, STEP) ** 2).mean(1)
    start, last = -1, -99
    for i in np.flatnonzero(power > np.percentile(power, 95) / 100):
        if (i - last) * STEP / RATE > PAUSE:
            start = int(i)
        last = int(i)
        if (last - start) * STEP / RATE >= LONG:
            return start * STEP / RATE
    return None


def told(samples: np.ndarray, steps: Embeddings, someone: np.ndarray | None = None) -> list[tuple[float, Cry]]:
    """Seconds at which the chain notices something, and what."""
    head, found, step = CryHead(), [], 0
    noticing = Noticing(head, lambda: consonants_at(samples, step))
    for step, (score, bout) in enumerate(zip(*scored(head, samples, steps, someone), strict=True)):
        by = noticing.push(float(score), float(bout))
        found += [(step_end(step), by)] if by else []
    return found


@cache
def recogniser() -> Phonemes:
    """The second opinion."""
    return second_opinion()


def consonants_at(samples: np.ndarray, step: int) -> int:
    """How many the recogniser hears before the end of ``step``."""
    return recogniser().consonants(samples[: round(step_end(step) * RATE)])


def scored(
    head: CryHead, samples: np.ndarray, steps: Embeddings, someone: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """For each step the log-odds of crying, and of a bout of it: many at once, for speed."""
    rows = rows_at(samples, len(steps))
    if someone is not None:
        rows.reshape(-1, 2, 8)[~someone[: len(steps)], :, 2] = SILENT_DB
    before = np.zeros((2 * LASTING - 2, 8))
    before[:, 2] = SILENT_DB
    odds = np.concatenate([np.full((LASTING + SEEN - 2, 2), -MOST), head.crying(steps)])
    stretch = sliding_window_view(np.concatenate([before, rows]), 2 * LASTING, axis=0)[::2].transpose(0, 2, 1)
    second = sliding_window_view(odds, LASTING, axis=0).transpose(0, 2, 1)
    parts = [judged(head, second[i : i + PART], stretch[i : i + PART]) for i in range(0, len(steps), PART)]
    return np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])


def rows_at(samples: np.ndarray, steps: int) -> np.ndarray:
    """What is measured at the ends of so many steps and half-way to them, shape (2 * steps, 8)."""
    ends = np.array([round(step_end(i) * RATE) for i in range(steps)])
    every = np.column_stack([ends - HALF_WAY, ends]).ravel().clip(0, len(samples))
    return np.concatenate([measured(frames_at(samples, e)) for e in np.array_split(every, len(every) // PART + 1)])


def cries(recordings: list[sounds.Recording]) -> Iterator[tuple[float, np.ndarray]]:
    """Each sustained cry: the second at which it begins, and its sound after two seconds of near silence."""
    rng = np.random.default_rng(1)
    for one in recordings:
        begins = sustained(one.floats)
        if begins is not None:
            quiet = np.pad(one.floats * 10 ** (rng.uniform(-35, -18) / 20) / level(one.floats), (BEFORE, 0))
            yield begins, np.clip(quiet + 2e-4 * rng.normal(size=len(quiet)), -1, 1).astype(np.float32)


def heard(recordings: list[sounds.Recording]) -> list[tuple[float, float]]:
    """Seconds from each sustained part's beginning until the coach goes soft or silent, and silent; infinite: never."""
    out = []
    for begins, sound in cries(recordings):
        found = told(sound, steps_of(sound).embeddings)
        after = [(at - begins - BEFORE / RATE, by) for at, by in found if by is not Cry.FUSSING]
        late = [(seconds, by) for seconds, by in after if seconds > -1]
        silent = min((seconds for seconds, by in late if by is Cry.CRYING), default=np.inf)
        out.append((min((seconds for seconds, _ in late), default=np.inf), silent))
    return out


def main() -> None:
    """See the module's docstring."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("sounds", type=Path)
    options.add_argument("--coach", type=Path, required=True)
    options.add_argument("--more", type=Path, required=True)
    options.add_argument("--part", default="test", choices=["tune", "test"])
    options.add_argument("--work", type=Path, default=Path("/tmp/ears-benchmark"))  # noqa: S108
    options.add_argument("--homes", type=Path, nargs="*", default=[])
    args = options.parse_args()
    for name in ("cry:", "cry?:"):
        recordings = [r for r in sounds.load(args.sounds, args.part, ("baby",)) if r.label.startswith(name)]
        kinds = {label: [r for r in recordings if r.label == label] for label in sorted({r.label for r in recordings})}
        by_kind = {label: np.array(heard(of_kind)) for label, of_kind in kinds.items()}
        after, silent = np.concatenate(list(by_kind.values())).T
        kind = "checked" if name == "cry:" else "unchecked uploads"
        share = wilson(int((after <= WITHIN).sum()), len(after))
        print(f"{kind}: sustained cries noticed, soft or silent, within {WITHIN} s: {share} (bar 92 %)")
        told_apart = (
            f"{label[len(name) + 1 :]} {(one[:, 0] <= WITHIN).sum()}/{len(one)}" for label, one in by_kind.items()
        )
        print(f"  by kind: {', '.join(told_apart)}")
        print(f"  within 5 s {(after <= 5).sum()}, median {np.median(after):.1f} s, never {np.isinf(after).sum()}")
        print(
            f"  silent within {WITHIN} s {(silent <= WITHIN).sum()}, by the recording's end {np.isfinite(silent).sum()}"
        )
    for folder in args.homes:
        imagined_in(folder)
    args.work.mkdir(parents=True, exist_ok=True)
    false_alarms(args.work, Stock(args.sounds, args.coach, args.part), args.more)


def imagined_in(folder: Path) -> None:
    """Print what was taken for crying in the recordings of a folder, by kind of sound; a baby's own cries apart."""
    false, fussed, seconds = Counter[str](), Counter[str](), Counter[str]()
    for row in json.loads((folder / "manifest.json").read_text("utf-8")):
        kind = row["label"].split(",")[0] if row["kind"] == "household" else row["kind"]
        sound = sounds.read(folder / row["path"])
        found = [by for _, by in told(sound, steps_of(sound).embeddings)]
        false[kind] += found.count(Cry.CRYING)
        fussed[kind] += len(found) - found.count(Cry.CRYING)
        seconds[kind] += round(len(sound) / RATE)
    print(f"{folder.name}, {seconds.total() / 3600:.2f} h: crying imagined {false.total()}, softer {fussed.total()}")
    for kind in sorted(seconds, key=lambda one: (-false[one], -fussed[one], one)):
        print(f"  {kind:24} crying {false[kind]}, softer {fussed[kind]} in {seconds[kind] / 60:.1f} min")


def false_alarms(work: Path, stock: Stock, more: Path) -> None:
    """Print what else was taken for crying, and for possible crying or fussing, an hour."""
    named: Counter[str] = Counter()
    other: Counter[str] = Counter()
    for kind, wet in KINDS:
        made = recording(work, stock, kind, wet=wet, more=more)
        found = told(made.samples.astype(np.float32) / 32768, made.features(parts())[:, :WIDTH], made.someone)
        false, hours = [at for at, by in found if by is Cry.CRYING], len(made.samples) / RATE / 3600
        fussed = len(found) - len(false)
        what = kind + (", in rooms" if wet else "")
        where = f" (at {', '.join(f'{at:.0f}' for at in false)} s)" if false else ""
        print(f"{what:19} crying {len(false)}{where}, softer {fussed} in {hours:.2f} h", flush=True)
        if kind not in ("coach", "music"):
            into = other if kind in MORE else named
            into.update(crying=len(false), softer=fussed, seconds=round(3600 * hours))
    imagined(named, "crying", "speech, words and homes", " (bar 0.5 an hour)")
    imagined(other, "crying", "voices and effects")
    imagined(named + other, "softer", "all of these")


def imagined(counted: Counter[str], what: str, where: str, bar: str = "") -> None:
    """Print how often an hour something was heard that wasn't there."""
    print(f"{where}: {what} imagined {poisson(counted[what], counted['seconds'] / 3600)}{bar}")


if __name__ == "__main__":
    main()
