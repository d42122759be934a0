# ruff: noqa: PLR2004, S311, S603, S607, PLC0415
"""Clips of the engines that are not Kokoro: formant and unit-selection voices, for variety and for the test.

    python -m training.make_other_voices FOLDER --split train --count 1500

``train`` is espeak-ng and some speakers of flite and festival; ``test`` is other speakers of those two, "joe" of piper
and hibari. What is not installed is left out. Tuning needs none: its thresholds come from recordings.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile

from training.mix import level
from training.sounds import read
from training.wordings import HELD_OUT, PHRASES, near_miss, phrase

WHO = ("m1", "m2", "m3", "m4", "m5", "m7", "f1", "f2", "f3", "f4", "f5", "Annie", "Andy", "grandma", "Alicia", "Mario")
ESPEAK = [
    f"{accent}+{who}"
    for accent in ("en-us", "en-gb", "en-gb-scotland", "en-gb-x-rp", "en-gb-x-gbclan", "en-029")
    for who in WHO
]
FLITE = {"train": ("kal", "kal16", "awb"), "test": ("rms", "slt")}
FESTIVAL = {"train": ("kal_diphone",), "test": ("ked_diphone", "cmu_us_slt_arctic_hts")}
"""No speaker of one part is in another: kal and slt exist in both engines."""


def espeak(text: str, voice: str, speed: float, to: Path) -> None:
    """Through espeak-ng, at 100 to 240 words a minute."""
    words = str(int(165 * speed))
    subprocess.run(["espeak-ng", "-v", voice, "-s", words, "-w", str(to), text], check=True, capture_output=True)


def flite(text: str, voice: str, speed: float, to: Path) -> None:
    """Through flite, with its durations stretched."""
    stretch = f"duration_stretch={1 / speed:.2f}"
    subprocess.run(["flite", "-voice", voice, "--setf", stretch, "-t", text, "-o", str(to)], check=True)


def festival(text: str, voice: str, speed: float, to: Path) -> None:
    """Through text2wave."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as note:
        note.write(text)
        note.flush()
        how = f"(begin (voice_{voice}) (Parameter.set 'Duration_Stretch {1 / speed:.2f}))"
        subprocess.run(["text2wave", "-eval", how, note.name, "-o", str(to)], check=True, capture_output=True)


def piper(text: str, voice: str, speed: float, to: Path) -> None:
    """Through piper, with the voice whose files are named; only to measure with: its recordings are for research."""
    command = ["piper", "-m", voice, "--length-scale", f"{1 / speed:.2f}", "-f", str(to)]
    subprocess.run(command, input=text.encode(), check=True, capture_output=True)


def hibari() -> Callable[[str, str, float, Path], None]:
    """hibari, the coach's own voice, as a caregiver."""
    from hibari import Hibari

    net = Hibari("heart")

    def speak(text: str, _voice: str, speed: float, to: Path) -> None:
        soundfile.write(to, net(text, speed=speed, seed=random.randrange(99)), 24_000)

    return speak


def engines(split: str, piper_voice: str) -> list[tuple[str, str, Callable[[str, str, float, Path], None]]]:
    """(engine, voice, speak) of a part."""
    out: list[tuple[str, str, Callable[[str, str, float, Path], None]]] = []
    out += [("flite", v, flite) for v in FLITE[split] if shutil.which("flite")]
    out += [("festival", v, festival) for v in FESTIVAL[split] if shutil.which("text2wave")]
    if split == "train":
        # As many of espeak's variants, of which there are 96, as of all the others together.
        return out + [("espeak-ng", v, espeak) for v in random.Random(0).sample(ESPEAK, len(out))]
    if split == "test":
        out += [("piper", piper_voice, piper)] if piper_voice else []
        out += [("hibari", "heart", hibari())]
    return out


def trimmed(path: Path) -> np.ndarray:
    """The spoken part, 20 ms of silence on both sides."""
    sound = read(path)
    loud = np.flatnonzero(np.abs(sound) > 0.05 * level(sound))
    return sound[max(0, loud[0] - 320) : loud[-1] + 320]


def main() -> None:
    """See the module's docstring."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--split", default="train", choices=["train", "test"])
    options.add_argument("--count", type=int, default=1500)
    options.add_argument("--piper", default="", help="an .onnx voice of piper, for the test")
    args = options.parse_args()
    every = engines(args.split, args.piper)
    (args.folder / args.split).mkdir(parents=True, exist_ok=True)
    with (args.folder / f"{args.split}.jsonl").open("w") as manifest:
        for number in range(args.count):
            rng = random.Random(f"others/{args.split}/{number}")
            engine, voice, speak = every[number % len(every)]
            roll = rng.random()
            label = "no" if roll < 0.35 else "" if roll < 0.6 else rng.choice([c for c in PHRASES if c != "no"])
            text = phrase(label, rng) if label else near_miss(rng) if args.split == "train" else rng.choice(HELD_OUT)
            name = f"{args.split}/{number:06d}.flac"
            if not (args.folder / name).exists():
                with tempfile.NamedTemporaryFile(suffix=".wav") as raw:
                    speak(text, voice, rng.uniform(0.75, 1.3), Path(raw.name))
                    sound = trimmed(Path(raw.name))
                soundfile.write(args.folder / name, 0.7 * sound / np.abs(sound).max(), 16_000)
            row = {"path": name, "label": label, "text": text, "engine": engine, "voice": Path(voice).stem}
            manifest.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
