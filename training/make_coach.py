# ruff: noqa: PLR2004
"""Speaks every sentence of the given texts in the coach's own voice, the one that ships (hibari, Apache-2.0).

    python -m training.make_coach FOLDER scripts/*.yaml docs/*.md

The clips teach and test the ears not to react to the coach itself. Sentences that contain a phrase are left out: the
coach knows when it says one, and doesn't listen meanwhile. FOLDER gets 16 kHz FLAC; a hash of each sentence puts it
into training, tuning or the test.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import numpy as np
import soundfile
from hibari import Hibari
from scipy.signal import resample_poly

from coach.words.phrases import contained
from training.splits import part_of

SPEEDS = (0.75, 0.85, 1.0)
"""The coach's own speed, 0.85, and others that a caregiver may set."""


def sentences(text: str) -> list[str]:
    """Sentences of 3 to 40 words, markup taken out, each once."""
    plain = re.sub(r"[`*#|>_\[\]{}\"]|https?://\S+", " ", text)
    found = (re.sub(r"\s+", " ", s).strip(" -:") for s in re.split(r"(?<=[.!?])\s+|\n\s*\n|\n\s*-|: ", plain))
    return list(dict.fromkeys(s for s in found if 3 <= len(s.split()) <= 40))


def main() -> None:
    """See the module's docstring."""
    folder, voice, spoken = Path(sys.argv[1]), Hibari("heart"), 0.0
    texts = "\n\n".join(Path(p).read_text("utf-8") for p in sys.argv[2:])
    for number, sentence in enumerate(sentences(texts)):
        for speed in SPEEDS if not contained(sentence) else ():
            target = folder / part_of(sentence) / f"{number:05d}-{speed}.flac"
            sound = np.asarray(voice(sentence, speed=speed, seed=0), np.float32)
            if len(sound):
                target.parent.mkdir(parents=True, exist_ok=True)
                soundfile.write(target, 0.1 * resample_poly(sound, 2, 3) / np.sqrt((sound**2).mean()), 16_000)
                spoken += len(sound) / 24_000
    sys.stdout.write(f"{spoken / 60:.1f} minutes\n")


if __name__ == "__main__":
    main()
