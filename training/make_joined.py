# ruff: noqa: PLR2004, S311
"""Joins a real person's "no" to a synthesised "Baby says", so that the word that decides sounds as people say it.

    python -m training.make_joined FOLDER --sounds SOUNDS --count 400

Half of the clips end in "no", half in another word of the same recordings ("nine", "down"; not "go", which the test
uses), so that the join itself gives nothing away. All speakers are from the training part. The two halves come from
different people and are brought to one level.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from pathlib import Path

import numpy as np
import soundfile

from training.engines import TRAIN, speaker
from training.make_other_voices import Check
from training.mix import level, trimmed
from training.sounds import read
from training.splits import part_of

OTHERS = ("down", "on", "off", "up", "right", "left", "nine", "one", "four", "wow", "bird", "tree")
STARTS = {"rhvoice": TRAIN["rhvoice"][0], "pico": TRAIN["pico"][0]}
UNLIKE = -9.0
"""A joined "no" that fits worse than this was cut wrongly."""


def recorded(sounds: Path) -> dict[str, list[Path]]:
    """Recordings by speakers of the training part, by word."""
    out: dict[str, list[Path]] = {}
    for row in json.loads((sounds / "manifest.json").read_text("utf-8")):
        if row["kind"] == "words" and part_of(row["speaker"] or row["path"]) == "train":
            out.setdefault(row["label"], []).append(sounds / row["path"])
    return out


def spoken(path: Path) -> np.ndarray:
    """The word inside a second of recording: all above a tenth of its loudest 20 ms, with 60 ms around it."""
    sound = read(path)
    rows = np.sqrt((sound[: len(sound) // 320 * 320].reshape(-1, 320) ** 2).mean(1))
    floor = min(2.5 * np.quantile(rows, 0.1), 0.5 * rows.max())
    loud = np.flatnonzero(rows > max(0.1 * rows.max(), floor))
    return sound[max(0, loud[0] - 3) * 320 : (loud[-1] + 4) * 320]


def joined(rng: random.Random, start: np.ndarray, word: np.ndarray) -> np.ndarray:
    """Both halves at one level (within 3 dB), overlapping by 20 ms or up to 1.1 s apart."""
    word = word * (level(start) / (level(word) + 1e-9) * 10 ** (rng.uniform(-3, 3) / 20))
    fade = np.linspace(0, 1, 320)
    word[:320] *= fade
    start[-320:] *= fade[::-1]
    gap = int(rng.choice((0, 0, 0, rng.uniform(0, 0.15), rng.uniform(0.15, 1.1))) * 16_000)
    out = np.zeros(len(start) + gap + len(word) - 320)
    out[: len(start)] = start
    out[-len(word) :] += word
    return 0.7 * out / np.abs(out).max()


def main() -> None:
    """See the module's docstring."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--sounds", type=Path, required=True)
    options.add_argument("--count", type=int, default=400)
    args = options.parse_args()
    words, check = recorded(args.sounds), Check()
    starts = [(voice, speak) for engine, who in STARTS.items() if (speak := speaker(engine)) for voice in who]
    (args.folder / "train").mkdir(parents=True, exist_ok=True)
    with (args.folder / "train.jsonl").open("a") as manifest:
        for number in range(args.count):
            name = f"train/{number:06d}.flac"
            if (args.folder / name).exists():
                continue
            rng = random.Random(f"joined/{number}")
            said = "no" if rng.random() < 0.5 else rng.choice([w for w in OTHERS if w in words])
            path, (voice, speak) = rng.choice(words[said]), rng.choice(starts)
            with tempfile.NamedTemporaryFile(suffix=".wav") as raw:
                speak("Baby says", voice, rng.uniform(0.9, 1.4), rng.uniform(0.8, 1.35), Path(raw.name))
                sound = joined(rng, trimmed(read(Path(raw.name))), spoken(path))
            label = "no" if said == "no" else ""
            fit = round(check.fit(label, sound), 1)
            if fit < UNLIKE:
                continue
            row = {"path": name, "label": label, "text": f"Baby says {said}.", "engine": "joined"}
            soundfile.write(args.folder / name, sound, 16_000)
            manifest.write(json.dumps(row | {"voice": f"{voice} {path.stem}", "fit": fit}) + "\n")
            manifest.flush()


if __name__ == "__main__":
    main()
