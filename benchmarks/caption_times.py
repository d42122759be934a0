"""When each caption begins against its first word, as an independent recogniser (pocketsphinx) hears it.

Needs the environment of requirements-words.txt: python -m benchmarks.caption_times --python words/bin/python. Each
caption of a rendered routine is cut out with the silence before it and its words are aligned with the sound (the
sentence is known: the question is when, not what); a sentence with a word that the recogniser's dictionary lacks is
counted and left out. Its times come in steps of 10 ms; those of Whisper, tried before, were off by up to a second.
The sound itself is told beside the words: the first 5 ms within 40 dB of the sentence's loudest.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.setting import COACH, ROOT, home, machine, verdict
from coach.sound.clip import Clip, resample

BAR = 150
"""Milliseconds from a caption to its words, either way."""
BEFORE = 400
"""Milliseconds of silence cut with a caption; what sounded in them is taken out."""
HISS = 1e-4
"""RMS of the noise under each: the recogniser doesn't process digital silence."""
LISTENER = """
import json, sys, numpy
from pocketsphinx import Decoder
decoder = Decoder(samprate=16000, bestpath=False, loglevel="FATAL", dither=False)
for line in sys.stdin:
    path, *words = line.split()
    sound = (numpy.fromfile(path, numpy.float32) * 32767).clip(-32768, 32767).astype(numpy.int16)
    found = []
    if all(decoder.lookup_word(word) for word in words):
        decoder.set_align_text(" ".join(words))
        decoder.start_utt()
        decoder.process_raw(sound.tobytes(), full_utt=True)
        decoder.end_utt()
        found = [[part.start_frame / 100, part.word] for part in decoder.seg()] if decoder.hyp() else []
    print(json.dumps([[at, word.split("(")[0]] for at, word in found if word[0] not in "<("]), flush=True)
"""
"""Seconds and word, of each that was aligned; none where a word is unknown or the sentence does not fit the sound."""


def captions(file: Path) -> list[tuple[int, int, str]]:
    """Read begin and end in milliseconds, and the text, of a .vtt file."""
    time = r"(\d+):(\d\d):(\d\d)\.(\d{3})"
    found = re.findall(rf"{time} --> {time}.*\n(.*)\n", file.read_text(encoding="utf-8"))
    return [(_ms(one[:4]), _ms(one[4:8]), one[8]) for one in found]


def _ms(parts: Sequence[str]) -> int:
    h, m, s, ms = map(int, parts)
    return (h * 60 + m) * 60_000 + s * 1000 + ms


def spelt(text: str) -> list[str]:
    """The words of a sentence as the dictionary has them."""
    return re.findall(r"[a-z']+", text.lower().replace("\u2019", "'"))


def cut(samples: np.ndarray, rate: int, at: int, until: int) -> np.ndarray:
    """A caption's sound at 16 kHz after ``BEFORE`` of silence."""
    part = samples[at * rate // 1000 : until * rate // 1000]
    whole = np.concatenate([np.zeros(BEFORE * rate // 1000, np.float32), part])
    found = resample(Clip(whole, rate), 16_000).samples
    return found + (HISS * np.random.default_rng(0).standard_normal(len(found))).astype(np.float32)


def begins(samples: np.ndarray, rate: int, at: int, until: int) -> float:
    """Milliseconds from a caption to the first sound of its sentence."""
    a = max(0, at - 100) * rate // 1000
    step = rate // 200
    piece = samples[a : until * rate // 1000]
    level = np.sqrt(np.mean(piece[: len(piece) // step * step].reshape(-1, step) ** 2, axis=1))
    return float((a + int((level > level.max() / 100).argmax()) * step) * 1000 / rate - at)


def main() -> None:
    """Print how far off the captions are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=sys.executable, help="the interpreter that has the recogniser")
    parser.add_argument("--routine", default="legs-and-feet")
    given = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        command = [*COACH, "render", given.routine, "-o", str(folder / "out.wav"), "--captions", "--age", "5m"]
        subprocess.run(command, env=home(folder, dict(os.environ)), cwd=ROOT, check=True, capture_output=True)
        with wave.open(str(folder / "out.wav")) as file:
            rate = file.getframerate()
            samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float32) / 32768
        said = captions(folder / "out.vtt")
        for n, (at, until, _) in enumerate(said):
            cut(samples, rate, at, until).tofile(folder / f"{n}.raw")
        asked = [f"{folder / f'{n}.raw'} {' '.join(spelt(text))}\n" for n, (_, _, text) in enumerate(said)]
        ran = subprocess.run(
            [given.python, "-c", LISTENER], input="".join(asked), capture_output=True, text=True, check=True
        )
        heard = [json.loads(line) for line in ran.stdout.splitlines()]
    off, sound, lost = [], [], []
    for (at, until, text), found in zip(said, heard, strict=True):
        sound.append(begins(samples, rate, at, until))
        if found:
            off.append((round(found[0][0] * 1000) - BEFORE, round(sound[-1]), text))
        else:
            lost.append(text)
    gaps = np.array([one for one, _, _ in off])
    print(
        f"{given.routine}: {len(said)} captions, {len(off)} whose words were aligned, {len(lost)} not"
        f"{': ' if lost else ''}{' '.join(lost)}"
    )
    for name, found in (("first word, by the recogniser", gaps), ("first sound", np.array(sound))):
        p5, p50, p95 = np.percentile(found, [5, 50, 95])
        print(f"  caption to {name}: p5 {p5:.0f}, p50 {p50:.0f}, p95 {p95:.0f}, worst {np.abs(found).max():.0f} ms")
    for gap, at_sound, text in sorted(off, key=lambda one: -abs(one[0]))[:8]:
        print(f"  {gap:+5d} ms by words, {at_sound:+5d} ms by sound: {text}")
    print(verdict(met=bool((np.abs(gaps) <= BAR).all()), bar=f"every caption within {BAR} ms of its words"))


if __name__ == "__main__":
    main()
