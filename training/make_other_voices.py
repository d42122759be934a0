# ruff: noqa: S311, T201
"""Makes clips with engines other than Kokoro (formant, diphone, unit selection, HMM), for variety and for the test.

    python -m training.make_other_voices FOLDER --split train --count 4000

training/engines.py says which voices belong to which part; what isn't installed is left out. A run that was stopped is
resumed. ``--second`` makes the second set of test speakers, in a folder of its own.
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

from coach.ears.spotting.phonemes import Phonemes
from coach.ears.spotting.recogniser import Recogniser
from coach.ears.spotting.steps import COMMANDS
from training.engines import SECOND_TEST, TEST, TRAIN, TUNE, Speak, hibari, piper, speaker
from training.make_clips import OTHERS, PAIRS, PAIRS_NEAR, PAIRS_NO, wait_while
from training.mix import trimmed
from training.sounds import read
from training.wordings import HELD_OUT, near_miss, phrase

SHARES = {"train": (0.22, 0.2), "commands": (0.0, 0.0)} | dict.fromkeys(PAIRS, (PAIRS_NO, PAIRS_NEAR))
MEASURED = 0.35, 0.25
"""Shares of "no" and of near misses, for training and for measuring; the rest are other phrases."""
BROKEN = -15.0
"""A training phrase that fits its phonemes worse than this wasn't said properly."""
Voice = tuple[str, str, Speak, float]
"""Engine, voice, the function that speaks with it, and its share of the clips."""


def voices(split: str, piper_voice: str, *, second: bool) -> list[Voice]:
    """Give the voices of a part."""
    if split == "train":
        made = {engine: speaker(engine) for engine in TRAIN}
        return [(e, v, s, TRAIN[e][1] / len(TRAIN[e][0])) for e, s in made.items() if s for v in TRAIN[e][0]]
    wanted = TUNE if split == "tune" else SECOND_TEST if second else TEST
    out = [(engine, voice, speak, 1.0) for engine, voice in wanted if (speak := speaker(engine))]
    if split == "test" and not second:
        out += [("piper", piper_voice, piper, 1.0)] if piper_voice else []
        out += [("hibari", "heart", hibari(), 1.0)]
    return out


class Check:
    """Tells how well a clip fits what it was meant to say; the phonemes were not trained on these clips."""

    def __init__(self) -> None:
        self._phonemes = Phonemes(Recogniser())
        self._commands = {command.value: command for command in COMMANDS}

    def fit(self, label: str, sound: np.ndarray) -> float:
        """0 fits, -20 doesn't; 0 for text that isn't a phrase."""
        if not label:
            return 0.0
        padded = np.concatenate([np.zeros(8_000), sound, np.zeros(2_400)]).astype(np.float32)
        return float(self._phonemes.look(padded)[self._commands[label]])


def decide(
    number: int, split: str, every: list[Voice], *, second: bool, only: str = ""
) -> tuple[dict[str, object], Speak]:
    """What clip ``number`` is ("no", a near miss or another phrase), and who says it.

    ``only``: "pairs" or "onsets", which are "no" and what differs from it in a word or in the beginning of
    one, or "commands", all phrases but "no".
    """
    rng = random.Random(f"others/{split}/{'second/' * second}{only and only + '/'}{number}")
    if split == "train":
        engine, voice, speak, _ = rng.choices(every, [v[3] for v in every])[0]
    else:
        engine, voice, speak, _ = every[number % len(every)]
    roll = rng.random()
    share_no, share_near = SHARES.get(only or split, MEASURED)
    label = "no" if roll < share_no else "" if roll < share_no + share_near else rng.choice(OTHERS)
    near = PAIRS.get(only, near_miss if split == "train" else lambda dice: dice.choice(HELD_OUT))
    text = phrase(label, rng) if label else near(rng)
    speed, pitch = (0.7, 1.35), (0.75, 1.35)
    if split != "train":
        speed, pitch = (0.75, 1.3), (1.0, 1.0)
    plan = {"path": f"{split}/{number:06d}.flac", "label": label, "text": text, "engine": engine.partition(",")[0]}
    plan |= {"voice": Path(voice).stem, "speaks": voice}
    return plan | {"speed": round(rng.uniform(*speed), 2), "pitch": round(rng.uniform(*pitch), 2)}, speak


def make(plan: dict[str, object], speak: Speak, folder: Path, check: Check) -> bool:
    """Write the clip of ``plan`` unless nothing or something else was said; return whether it was written."""
    with tempfile.NamedTemporaryFile(suffix=".wav") as raw:
        try:
            speak(
                str(plan["text"]), str(plan.pop("speaks")), float(plan["speed"]), float(plan["pitch"]), Path(raw.name)
            )
            sound = trimmed(read(Path(raw.name)))
        except (OSError, IndexError, RuntimeError, subprocess.CalledProcessError) as error:
            print(plan["path"], plan["engine"], plan["voice"], repr(str(plan["text"])), str(error)[-80:], flush=True)
            return False
    plan["fit"] = round(check.fit(str(plan["label"]), sound), 1)
    if plan["path"].startswith("train") and plan["fit"] < BROKEN:
        print(plan["path"], plan["engine"], plan["voice"], repr(str(plan["text"])), plan["fit"], flush=True)
        return False
    soundfile.write(folder / str(plan["path"]), 0.7 * sound / np.abs(sound).max(), 16_000)
    return True


def main() -> None:
    """See the module's docstring."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--split", default="train", choices=["train", "tune", "test"])
    options.add_argument("--second", action="store_true", help="other test speakers than the first set's")
    options.add_argument(
        "--only",
        default="",
        choices=[*PAIRS, "commands"],
        help='"no", and what differs in a word or an onset; or all phrases but "no"',
    )
    options.add_argument("--start", type=int, default=0, help="number of the first clip")
    options.add_argument("--count", type=int, default=1500)
    options.add_argument("--piper", default="", help="an .onnx voice of piper, for the test")
    options.add_argument("--quiet", type=Path, default=Path("QUIET"), help="pause while this file exists")
    args = options.parse_args()
    every, check = voices(args.split, args.piper, second=args.second), Check()
    (args.folder / args.split).mkdir(parents=True, exist_ok=True)
    with (args.folder / f"{args.split}.jsonl").open("a") as manifest:
        for number in range(args.start, args.count):
            plan, speak = decide(number, args.split, every, second=args.second, only=args.only)
            if (args.folder / str(plan["path"])).exists():
                continue
            wait_while(args.quiet)
            random.seed(number)  # engines draw from it
            if make(plan, speak, args.folder, check):
                manifest.write(json.dumps(plan) + "\n")
                manifest.flush()


if __name__ == "__main__":
    main()
