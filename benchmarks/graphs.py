"""The two graphs of the ears against the code that they replaced: accuracy, speed, size.

    python -m benchmarks.graphs FOLDER [--before CHECKOUT] [--count 200]

FOLDER holds recordings (WAV or FLAC, in any subfolder). CHECKOUT is a work tree of a commit that still ran the networks
with numpy, for example ``git worktree add /tmp/before 4417173``; it needs the package hama. Without it only our own
speed and size are printed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from importlib.resources import files
from pathlib import Path

import numpy as np
import soundfile

from coach.ears.spotting.phonemes import SEEN, Phonemes
from coach.ears.spotting.recogniser import Recogniser
from coach.ears.spotting.steps import COMMANDS, RATE, STEP, Stream, steps_of
from coach.sound.clip import Clip, resample

WARM_UP = 14
"""Steps for which the code before had no score."""
LOOKS = 50

BEFORE = """
import sys, time
import numpy as np
try:
    from coach.ears.features import Stream, features
    from coach.ears.heads import Heads
    from coach.ears.conformer import Hama
    from coach.ears.phonemes import Phonemes
    from coach.ears.heads import COMMANDS
except ImportError:
    from coach.ears.spotting.features import Stream, features
    from coach.ears.spotting.heads import COMMANDS, Heads
    from coach.ears.spotting.recogniser import Hama
    from coach.ears.spotting.phonemes import Phonemes
given = np.load(sys.argv[1])
heads, net = Heads(), Hama()
phonemes, out = Phonemes(net), {}
for name in given.files:
    sound = given[name]
    fits = phonemes.look(sound)
    out["s" + name[4:]] = heads.scores(features(sound))
    out["f" + name[4:]] = np.array([fits[c] for c in COMMANDS])
stream, step, kept = Stream(), 1280, np.empty((0, 288), np.float32)
took = []
for i in range(400):
    start = time.perf_counter()
    kept = np.concatenate([kept, stream.push(sound[:step])])[-15:]
    heads.scores(kept)
    took.append(time.perf_counter() - start)
out["step_ms"] = np.array(1000 * np.median(took))
took = []
for _ in range(int(sys.argv[3])):
    start = time.perf_counter()
    net.listen(sound[-32000:])
    took.append(time.perf_counter() - start)
out["look_ms"] = np.array(1000 * np.median(took))
np.savez(sys.argv[2], **out)
"""


def recordings(folder: Path, count: int) -> list[np.ndarray]:
    """Up to ``count`` of them, evenly chosen: the last two seconds each, after half a second of faint noise."""
    found = sorted(p for p in folder.rglob("*") if p.suffix in (".wav", ".flac"))
    chosen = found[:: max(1, len(found) // count)][:count]
    rng, out = np.random.default_rng(0), []
    for path in chosen:
        samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
        sound = resample(Clip(samples.mean(axis=1), rate), RATE).samples
        padded = np.pad(sound, (max(RATE // 2, SEEN + RATE // 2 - len(sound)), 0))
        out.append((padded + 1e-4 * rng.normal(size=len(padded))).astype(np.float32))
    return out


def before(checkout: Path, sounds: list[np.ndarray]) -> dict[str, np.ndarray]:
    """The scores that the code in ``checkout`` gives the sounds, and how long it takes."""
    with tempfile.TemporaryDirectory() as work:
        given, made = Path(work) / "given.npz", Path(work) / "made.npz"
        np.savez(given, *sounds)
        command = [sys.executable, "-c", BEFORE, str(given), str(made), str(LOOKS)]
        subprocess.run(command, cwd=checkout, env={**os.environ, "PYTHONPATH": str(checkout)}, check=True)
        with np.load(made) as stored:
            return dict(stored)


def speeds(sound: np.ndarray) -> tuple[float, float]:
    """Median milliseconds of a step and of a look."""
    stream, net, steps, looks = Stream(), Recogniser(), [], []
    for _ in range(400):
        start = time.perf_counter()
        stream.push(sound[:STEP])
        steps.append(time.perf_counter() - start)
    for _ in range(LOOKS):
        start = time.perf_counter()
        net.listen(sound[-SEEN:])
        looks.append(time.perf_counter() - start)
    return 1000 * float(np.median(steps)), 1000 * float(np.median(looks))


def compared(sounds: list[np.ndarray], old: dict[str, np.ndarray]) -> None:
    """Print how far apart the numbers are."""
    phonemes, scores, fits, other = Phonemes(Recogniser()), [], [], 0
    for i, sound in enumerate(sounds):
        scores.append(np.abs(steps_of(sound).scores[WARM_UP:] - old[f"s{i}"]).max())
        look = phonemes.look(sound)
        ours, theirs = np.array([look[c] for c in COMMANDS]), old[f"f{i}"]
        other += int((np.isfinite(ours) != np.isfinite(theirs)).sum() + (ours.argmax() != theirs.argmax()))
        both = np.isfinite(ours) & np.isfinite(theirs)
        fits.append(np.abs(ours[both] - theirs[both]).max(initial=0))
    print(f"scores, {len(sounds)} recordings: apart by {max(scores):.1e} at most (bar 1e-3)")
    apart = f"apart by {max(fits):.3f} at most, median {np.median(fits):.3f}"
    print(f"fits of the phrases: {apart}; {other} decided otherwise")


def main() -> None:
    """See the module's docstring."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--before", type=Path)
    options.add_argument("--count", type=int, default=200)
    args = options.parse_args()
    sounds = recordings(args.folder, args.count)
    for name in ("step", "look"):
        print(f"{name}.onnx: {len((files('coach.ears') / 'models' / f'{name}.onnx').read_bytes()) / 1e6:.2f} MB")
    step, look = speeds(sounds[-1])
    print(f"a step: {step:.2f} ms; a look: {look:.1f} ms")
    if args.before:
        old = before(args.before, sounds)
        print(f"before: a step {old['step_ms']:.2f} ms; a look {old['look_ms']:.1f} ms")
        compared(sounds, old)


if __name__ == "__main__":
    main()
