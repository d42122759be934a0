# ruff: noqa: PLR2004, S311, RUF001
"""Makes the clips in which synthetic speakers say the phrases and their near misses.

    python -m training.make_clips FOLDER --voices kokoro-js/voices --count 12000

A clip's number and the seed alone decide what it is, so a run that was stopped can be resumed, and two runs make the
same clips. FOLDER gets 16 kHz FLAC and ``manifest.jsonl``; it is outside the repository.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import resample_poly

from training.kokoro import Kokoro
from training.minimal_pairs import minimal, onset
from training.splits import KOKORO_TEST, KOKORO_TUNE
from training.wordings import HELD_OUT, PHRASES, near_miss, phrase

PAIRS_NO, PAIRS_NEAR = 0.4, 0.6
PAIRS = {"pairs": minimal, "onsets": onset}
"""Shares of what ``--only`` makes, and what it makes beside "no"."""
OTHERS = [c for c in PHRASES if c != "no"]


def decide(number: int, seed: int, split: str, names: list[str], *, only: str = "") -> dict[str, object]:
    """What clip ``number`` says, and who says it; ``only`` is one of PAIRS."""
    rng = random.Random(f"{seed}/{split}/{only and only + '/'}{number}")
    roll = rng.random() * (PAIRS_NO + PAIRS_NEAR if only else 1)
    early = number < 450
    share_no, share_near = (0.55, 0.35) if early and split == "train" else (0.3, 0.25)
    if only:
        share_no, share_near = PAIRS_NO, PAIRS_NEAR
    if roll < share_no:
        label, text = "no", phrase("no", rng)
    elif only:
        label, text = "", PAIRS[only](rng)
    elif roll < share_no + share_near:
        label, text = "", (near_miss(rng) if split == "train" else rng.choice(HELD_OUT))
    else:
        label = rng.choice(OTHERS)
        text = phrase(label, rng)
    first, second, third = rng.choice(names), rng.choice(names), rng.choice(names)
    blended = split == "train" and rng.random() < 0.7
    return {
        "path": f"{split}/{number:06d}.flac",
        "label": label,
        "text": text,
        "split": split,
        "voice": first,
        "blend": second if blended else first,
        "share": round(rng.random() * 0.6, 2) if blended else 0.0,
        "prosody": third if split == "train" and rng.random() < 0.5 else first,
        "speed": round(rng.uniform(0.7, 1.4) if split == "train" else rng.uniform(0.8, 1.25), 2),
        "accent": "gb" if first.startswith("b") or rng.random() < 0.25 else "us",
        "twist": rng.randrange(6),
        "engine": "kokoro",
    }


def twist(phonemes: str, how: int, label: str) -> str:
    """Vary stress and vowel length as people do, in one phrase of three."""
    if label != "no" or how > 2:
        return phonemes
    if how == 0:
        return phonemes.replace("nˈO", "nˈOː").replace("nˈQ", "nˈQː")
    if how == 1:
        return phonemes.replace("sˈɛz", "sɛz")
    return phonemes.replace("bˈAbi", "bAbi")


def make(engine: Kokoro, plan: dict[str, object], folder: Path) -> float:
    """Write the clip of ``plan`` and return its seconds."""
    share = float(plan["share"])
    timbre = (1 - share) * engine.style(str(plan["voice"])) + share * engine.style(str(plan["blend"]))
    spoken = twist(engine.phonemes(str(plan["text"]), str(plan["accent"])), int(plan["twist"]), str(plan["label"]))
    sound = engine.speak(spoken, timbre, engine.style(str(plan["prosody"])), float(plan["speed"]))
    sound = resample_poly(sound, 2, 3)
    loud = np.flatnonzero(np.abs(sound) > 0.01 * np.abs(sound).max())
    sound = sound[max(0, loud[0] - 320) : loud[-1] + 320]
    target = folder / str(plan["path"])
    target.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(target, 0.7 * sound / np.abs(sound).max(), 16_000)
    return len(sound) / 16_000


def wait_while(quiet: Path) -> None:
    """Wait while somebody else needs the machine."""
    while quiet.exists():
        time.sleep(5)


def main() -> None:
    """See the module's docstring."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--voices", type=Path, required=True)
    options.add_argument("--parts", type=Path, help="where the four wheels were unpacked; default: installed packages")
    options.add_argument("--split", default="train", choices=["train", "tune", "test"])
    options.add_argument("--count", type=int, default=12_000)
    options.add_argument("--only", default="", choices=PAIRS, help='"no", and what differs in a word or an onset')
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--start", type=int, default=0, help="number of the first clip")
    options.add_argument("--every", type=int, default=1, help="every how many-th: two runs side by side take turns")
    options.add_argument("--quiet", type=Path, default=Path("QUIET"), help="pause while this file exists")
    args = options.parse_args()
    engine = Kokoro(args.voices, args.parts)
    kept = {"tune": KOKORO_TUNE, "test": KOKORO_TEST}
    away = {*KOKORO_TUNE, *KOKORO_TEST}
    names = [n for n in engine.names() if (n in kept[args.split] if args.split in kept else n not in away)]
    args.folder.mkdir(parents=True, exist_ok=True)
    with (args.folder / f"{args.split}.jsonl").open("a") as manifest:
        for number in range(args.start, args.count, args.every):
            plan = decide(number, args.seed, args.split, names, only=args.only)
            if (args.folder / str(plan["path"])).exists():
                continue
            wait_while(args.quiet)
            plan["seconds"] = round(make(engine, plan, args.folder), 3)
            manifest.write(json.dumps(plan) + "\n")
            manifest.flush()


if __name__ == "__main__":
    main()
