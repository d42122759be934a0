# ruff: noqa: S311, T201
"""Makes clips to train with: what people say in need, and sentences with the same words.

    python -m training.make_need_clips FOLDER --count 2000
    python -m training.make_need_clips FOLDER --count 200 --voices kokoro-js/voices

The engines of training/engines.py speak the first, Kokoro's training voices the second. The labels are ``need``
(full phrases), ``word`` (a single "stop" or "wait"), ``no`` ("baby says no" in other words, or slowly), and nothing.
A clip's number decides what it is, so a run that was stopped can be resumed.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import resample_poly

from training.kokoro import Kokoro
from training.make_other_voices import voices
from training.mix import trimmed
from training.need_wordings import NEED_NEAR, NEED_PHRASES
from training.sounds import read
from training.splits import KOKORO_TEST, KOKORO_TUNE

SHARES = {"need": 0.42, "word": 0.2, "no": 0.12}
"""Shares of the labels; the rest are near misses."""
SLOWEST, FASTEST = 0.55, 1.5


def decided(number: int, salt: str) -> tuple[str, str, random.Random]:
    """The label and the text of a clip, and the random numbers for the rest."""
    rng = random.Random(f"need/{salt}/{number}")
    roll, label = rng.random(), ""
    for name, share in SHARES.items():
        if 0 <= roll < share:
            label = name
        roll -= share
    return label, rng.choice(NEED_PHRASES[label] if label else NEED_NEAR), rng


def by_kokoro(engine: Kokoro, names: list[str], text: str, rng: random.Random) -> tuple[str, np.ndarray]:
    """Speak with two of its voices blended, perhaps with the prosody of a third."""
    first, second, third = (rng.choice(names) for _ in range(3))
    share = rng.choice((0.0, rng.random() * 0.6))
    timbre = (1 - share) * engine.style(first) + share * engine.style(second)
    spoken = engine.phonemes(text, "gb" if first.startswith("b") else "us")
    sound = engine.speak(spoken, timbre, engine.style(rng.choice((first, third))), rng.uniform(SLOWEST, FASTEST))
    return first, resample_poly(sound, 2, 3).astype(np.float32)


def main() -> None:
    """See the module's docstring."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--count", type=int, default=2000)
    options.add_argument("--voices", type=Path, help="Kokoro's; without it the other engines speak")
    args = options.parse_args()
    (args.folder / "train").mkdir(parents=True, exist_ok=True)
    engine = Kokoro(args.voices) if args.voices else None
    others = [] if engine else voices("train", "", second=False)
    names = [n for n in engine.names() if n not in (*KOKORO_TUNE, *KOKORO_TEST)] if engine else []
    with (args.folder / "train.jsonl").open("a") as manifest:
        for number in range(args.count):
            path = args.folder / "train" / f"{number:06d}.flac"
            if path.exists():
                continue
            label, text, rng = decided(number, "kokoro" if engine else "others")
            name, sound = "kokoro", np.empty(0, np.float32)
            if engine:
                voice, sound = by_kokoro(engine, names, text, rng)
            else:
                name, voice, speak, _ = rng.choices(others, [one[3] for one in others])[0]
                speed, pitch = rng.uniform(SLOWEST, FASTEST), rng.uniform(0.75, 1.35)
                random.seed(number)  # engines draw from it
                try:
                    with tempfile.NamedTemporaryFile(suffix=".wav") as raw:
                        speak(text, voice, speed, pitch, Path(raw.name))
                        sound = read(Path(raw.name))
                except (OSError, RuntimeError, subprocess.CalledProcessError) as error:
                    print(path.name, name, voice, repr(text), str(error)[-80:], flush=True)
            if not np.abs(sound).max(initial=0):
                continue
            sound = trimmed(sound)
            soundfile.write(path, 0.7 * sound / np.abs(sound).max(), 16_000)
            row = {"path": f"train/{path.name}", "label": label, "text": text, "engine": name.partition(",")[0]}
            manifest.write(json.dumps(row | {"voice": voice}) + "\n")
            manifest.flush()


if __name__ == "__main__":
    main()
