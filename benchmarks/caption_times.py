"""When each caption begins against its first word, as an independent recogniser (Whisper tiny.en) hears it.

Needs the environment of requirements-words.txt: python -m benchmarks.caption_times --python words/bin/python. Each
caption of a rendered routine is cut out with the silence before it and recognised alone with word times; the first
word must be the caption's own, else the caption is counted as not recognised. Whisper alone lets a first word begin
with the silence before it, so its voice detector (Silero) cuts that off first. The sound itself is told beside the
words: the first 5 ms within 40 dB of the sentence's loudest.
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
from pathlib import Path

import numpy as np

from benchmarks.setting import COACH, ROOT, home, machine, verdict
from benchmarks.words_understood import RECOGNISER, words
from coach.audio import Clip, resample

BAR = 150
"""Milliseconds from a caption to its words, either way."""
BEFORE, LONGEST = 1000, 9000
"""Milliseconds cut before and at most after a caption."""
LISTENER = f"""{RECOGNISER}
for line in sys.stdin:
    sound = numpy.fromfile(line.strip(), numpy.float32)
    pieces, _ = model.transcribe(sound, language="en", beam_size=1, temperature=0.0, word_timestamps=True,
                                 vad_filter=True, vad_parameters=dict(speech_pad_ms=0, threshold=0.35),
                                 condition_on_previous_text=False)
    print(json.dumps([[word.start, word.word] for piece in pieces for word in piece.words]), flush=True)
"""


def captions(file: Path) -> list[tuple[int, str]]:
    """Read milliseconds and text of a .vtt file."""
    found = re.findall(r"(\d+):(\d\d):(\d\d)\.(\d{3}) --> .*\n(.*)\n", file.read_text(encoding="utf-8"))
    return [((int(h) * 60 + int(m)) * 60_000 + int(s) * 1000 + int(ms), text) for h, m, s, ms, text in found]


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
        asked = []
        for n, (at, _) in enumerate(said):
            after = min(said[n + 1][0] if n + 1 < len(said) else at + LONGEST, at + LONGEST)
            before = max(at - BEFORE, 0)
            cut = np.concatenate([np.zeros((BEFORE - (at - before)) * rate // 1000, np.float32),
                                  samples[before * rate // 1000 : after * rate // 1000]])  # fmt: skip
            if n and said[n - 1][0] > before:  # the sentence before must not be heard
                cut[: max(0, BEFORE - 350) * rate // 1000] = 0
            resample(Clip(cut, rate), 16_000).samples.tofile(folder / f"{n}.raw")
            asked.append(f"{folder / f'{n}.raw'}\n")
        ran = subprocess.run([given.python, "-c", LISTENER], input="".join(asked), capture_output=True, text=True,
                             check=True)  # fmt: skip
        heard = [json.loads(line) for line in ran.stdout.splitlines()]
    off, sound, lost = [], [], 0
    for n, ((at, text), found) in enumerate(zip(said, heard, strict=True)):
        until = min(said[n + 1][0] if n + 1 < len(said) else at + LONGEST, at + LONGEST)
        sound.append(begins(samples, rate, at, until))
        wanted = words(text)[0]
        first = next((start for start, word in found if words(word)[:1] == [wanted]), None)
        if first is None:
            lost += 1
        else:
            off.append((round(first * 1000) - BEFORE, round(sound[-1]), text))
    gaps = np.array([one for one, _, _ in off])
    print(f"{given.routine}: {len(said)} captions, {len(off)} whose first word was recognised, {lost} not")
    for name, found in (("first word, by the recogniser", gaps), ("first sound", np.array(sound))):
        p5, p50, p95 = np.percentile(found, [5, 50, 95])
        print(f"  caption to {name}: p5 {p5:.0f}, p50 {p50:.0f}, p95 {p95:.0f}, worst {np.abs(found).max():.0f} ms")
    for gap, at_sound, text in sorted(off, key=lambda one: -abs(one[0]))[:8]:
        print(f"  {gap:+5d} ms by words, {at_sound:+5d} ms by sound: {text}")
    print(verdict(met=bool((np.abs(gaps) <= BAR).all()), bar=f"every caption within {BAR} ms of its words"))


if __name__ == "__main__":
    main()
