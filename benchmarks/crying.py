"""How well sustained crying is heard, and what else is taken for it.

    python -m benchmarks.crying SOUNDS --coach COACH [--part test] [--work WORK]

SOUNDS and COACH are as for benchmarks.ears, which keeps the same streams in WORK. A recording of a crying baby counts
from the moment at which it is loud for at least 3.6 s with pauses of at most 0.6 s; where that is, is found by loudness
alone, not by the head.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.ears import poisson, wilson
from coach.ears.crying import Crying
from coach.ears.features import Features, features, step_end
from training import sounds
from training.evaluate import recording
from training.mix import Stock, level

RATE, STEP = 16_000, 1280
LONG, PAUSE, WITHIN = 3.6, 0.6, 3.5
"""Seconds: what is sustained, what is a breath, and in how many it should be noticed."""
BEFORE = 2 * RATE


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


def noticed(samples: np.ndarray, steps: Features, someone: np.ndarray | None = None) -> list[float]:
    """Seconds at which sustained crying was noticed, as the chain does it."""
    ear, out, at = Crying(), [], 0
    for i, step in enumerate(steps):
        upto = min(round(step_end(i) * RATE), len(samples))
        if ear.hear(step[None], samples[at:upto], someone=someone is None or bool(someone[i])):
            out.append(step_end(i))
        at = upto
    return out


def cries(recordings: list[sounds.Recording]) -> Iterator[tuple[float, np.ndarray]]:
    """Each sustained cry: the second at which it begins, and its sound after two seconds of near silence."""
    rng = np.random.default_rng(1)
    for one in recordings:
        begins = sustained(one.floats)
        if begins is not None:
            quiet = np.pad(one.floats * 10 ** (rng.uniform(-35, -18) / 20) / level(one.floats), (BEFORE, 0))
            yield begins, np.clip(quiet + 2e-4 * rng.normal(size=len(quiet)), -1, 1).astype(np.float32)


def heard(recordings: list[sounds.Recording]) -> list[float]:
    """Seconds from each sustained part's beginning to its being noticed; infinite where it was not."""
    out = []
    for begins, sound in cries(recordings):
        after = [at - begins - BEFORE / RATE for at in noticed(sound, features(sound))]
        out.append(min((seconds for seconds in after if seconds > -1), default=np.inf))
    return out


def main() -> None:
    """See the module's docstring."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("sounds", type=Path)
    options.add_argument("--coach", type=Path, required=True)
    options.add_argument("--part", default="test", choices=["tune", "test"])
    options.add_argument("--work", type=Path, default=Path("/tmp/ears-benchmark"))  # noqa: S108
    args = options.parse_args()
    for name in ("cry:", "cry?:"):
        recordings = [r for r in sounds.load(args.sounds, args.part) if r.label.startswith(name)]
        after = np.array(heard(recordings))
        kind = "checked" if name == "cry:" else "unchecked uploads"
        share = wilson(int((after <= WITHIN).sum()), len(after))
        print(f"{kind}: sustained cries noticed within {WITHIN} s: {share} (bar 95 %)")
        print(f"  within 5 s {(after <= 5).sum()}, median {np.median(after):.1f} s, never {np.isinf(after).sum()}")
    args.work.mkdir(parents=True, exist_ok=True)
    false_alarms(args.work, Stock(args.sounds, args.coach, args.part))


def false_alarms(work: Path, stock: Stock) -> None:
    """Print what else was taken for crying, an hour."""
    total, every = 0, 0.0
    for kind, wet in [(k, w) for k in ("speech", "words", "household") for w in (False, True)] + [("coach", False)]:
        made = recording(work, stock, kind, wet=wet)
        times = noticed(made.samples.astype(np.float32) / 32768, made.features.astype(np.float32), made.someone)
        false, hours = len(times), len(made.samples) / RATE / 3600
        print(f"{kind + (', in rooms' if wet else ''):19} {false} false in {hours:.2f} h", flush=True)
        if kind != "coach":
            total, every = total + false, every + hours
    print(f"all but the coach, once as they are and once in rooms: {poisson(total, every)} (bar 0.2 an hour)")


if __name__ == "__main__":
    main()
