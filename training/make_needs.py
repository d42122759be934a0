"""Makes clips of what people say in need, besides "baby says no". They serve to measure; nothing is trained on them.

    python -m training.make_needs FOLDER --voices kokoro-js/voices --split test

Every voice of the part says each phrase once, the names' phrase six times, "baby says no" at half and at one and a half
times the speed, and "baby says" alone, to which a real "no" is joined later. A run that was stopped is resumed.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import resample_poly

from training.engines import TEST, TUNE, speaker
from training.kokoro import Kokoro
from training.mix import trimmed
from training.sounds import read
from training.splits import KOKORO_TEST, KOKORO_TUNE
from training.wordings import NEEDS

SPEEDS = {"slow": 0.5, "fast": 1.5}
USUAL = (0.85, 1.15)
EVERY = ("name",)
"""Every wording of these is said, and one of each other."""
ACCENTS = ("en-us+f2", "en-gb+m3", "en-gb-scotland+f4", "en-029+m7")
"""A voice of espeak-ng that serves only for tuning."""
Say = Callable[[str, float], np.ndarray]


def by_kokoro(engine: Kokoro, voice: str) -> Say:
    """Speak with one of Kokoro's voices."""

    def say(text: str, speed: float) -> np.ndarray:
        style = engine.style(voice)
        spoken = engine.phonemes(text, "gb" if voice.startswith("b") else "us")
        return resample_poly(engine.speak(spoken, style, style, speed), 2, 3).astype(np.float32)

    return say


def by_another(name: str, voice: str) -> Say | None:
    """Speak with a voice of another engine, if it's installed."""
    speak = speaker(name)

    def say(text: str, speed: float) -> np.ndarray:
        with tempfile.NamedTemporaryFile(suffix=".wav") as raw:
            speak(text, voice, speed, 1.0, Path(raw.name))
            return read(Path(raw.name))

    return say if speak else None


def voices(split: str, kokoro: Kokoro) -> Iterator[tuple[str, str, Say]]:
    """Engine, voice and the function that speaks with it."""
    others = [*TUNE, *(("espeak-ng", accent) for accent in ACCENTS)] if split == "tune" else TEST
    for engine, voice in others:
        if say := by_another(engine, voice):
            yield engine, voice, say
    for voice in KOKORO_TUNE if split == "tune" else KOKORO_TEST:
        yield "kokoro", voice, by_kokoro(kokoro, voice)


def main() -> None:
    """See the module's docstring."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--voices", type=Path, required=True)
    options.add_argument("--split", default="test", choices=["tune", "test"])
    args = options.parse_args()
    target = args.folder / args.split
    target.mkdir(parents=True, exist_ok=True)
    with (args.folder / f"{args.split}.jsonl").open("a") as manifest:
        for engine, voice, say in voices(args.split, Kokoro(args.voices)):
            for label, wordings in NEEDS.items():
                chosen = wordings if label in EVERY else (random.Random(voice + label).choice(wordings),)  # noqa: S311
                for number, text in enumerate(chosen):
                    name = "".join(c for c in f"{engine}-{voice}-{label}-{number}" if c.isalnum() or c in "-_")
                    if (target / f"{name}.flac").exists():
                        continue
                    speed = SPEEDS.get(label, random.Random(name).uniform(*USUAL))  # noqa: S311
                    sound = trimmed(say(text, speed))
                    soundfile.write(target / f"{name}.flac", 0.7 * sound / np.abs(sound).max(), 16_000)
                    row = {"path": f"{args.split}/{name}.flac", "label": label, "text": text}
                    manifest.write(json.dumps(row | {"engine": engine, "voice": voice}) + "\n")
                    manifest.flush()


if __name__ == "__main__":
    main()
