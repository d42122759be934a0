"""How long planning takes, for 1,000 and 10,000 strokes: python -m benchmarks.planning.

Planning is all between a routine that was read and its timelines: choosing, mirroring, filling in the words, timing
every cue, by estimate. Reading the YAML and listing the sentences to be made ready are timed beside it. Seconds of this
process's processor time: it uses one core and waits for nothing.
"""

from __future__ import annotations

import argparse
import statistics
from dataclasses import replace
from time import process_time

from benchmarks.setting import machine, verdict
from coach import words as language
from coach.model.options import Detail, Options
from coach.model.routine import Script
from coach.model.wording import Words
from coach.planning import age_limit, timeline, utterances
from coach.planning.timeline_builder import estimate
from coach.routines import parser as script
from coach.routines.library import Library, ours

BAR_S, BAR_RATIO, BAR_READ_S, BAR_BODY_S = 1.0, 12.0, 0.5, 0.1
IN_A_PART = 100
STROKE = "      - {{name: {name}, teach: Slide a hand along., remind: Slide., times: 6, pace: 4}}\n"
DAY = 90


def text(strokes: int) -> str:
    """Write a routine of so many strokes, a hundred to a part."""
    lines = ["coach: 1\ntitle: Long\nparts:\n"]
    for n in range(strokes):
        if n % IN_A_PART == 0:
            lines.append(f"  - title: Part {n // IN_A_PART}\n    strokes:\n")
        a, b = divmod(n % IN_A_PART, 10)
        lines.append(STROKE.format(name=f"rub {'abcdefghij'[a]}{'abcdefghij'[b]}"))
    return "".join(lines)


def planned(loaded: Script, options: Options, words: Words) -> int:
    """Plan all of it and return the number of cues."""
    book, options = age_limit.suited(loaded, options, words)
    return sum(len(timeline.timeline(area, options, words, estimate).cues) for area in book.areas)


def listed(loaded: Script, options: Options, words: Words) -> float:
    """Seconds to list the sentences of all areas."""
    book, options = age_limit.suited(loaded, options, words)
    begun = process_time()
    for number in range(len(book.areas)):
        utterances.needed(book, options, words, number)
    return process_time() - begun


def whole_body(options: Options, words: Words, rounds: int) -> float:
    """Seconds to plan our longest routine with nothing left out, the middle of some rounds."""
    options = replace(options, hips_cleared=True, navel_healed=True, reflux_free=True)
    loaded = Library([ours()]).load("whole-body")
    times = []
    for _ in range(rounds):
        begun = process_time()
        planned(loaded, options, words)
        times.append(process_time() - begun)
    return statistics.median(times)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    print(machine())
    words, options, medians, read = language.load(), Options(detail=Detail.TEACH, age=DAY), [], 0.0
    for strokes in (1000, 10_000):
        written = text(strokes)
        reads = []
        for _ in range(rounds):
            begun = process_time()
            loaded = script.parse("long", written, lambda name: name, "long.yaml")
            reads.append(process_time() - begun)
        read = statistics.median(reads)
        times = []
        for _ in range(rounds):
            begun = process_time()
            cues = planned(loaded, options, words)
            times.append(process_time() - begun)
        medians.append(statistics.median(times))
        lists = listed(loaded, options, words)
        print(
            f"{strokes:6} strokes, {len(loaded.parts)} parts, {cues} cues: planned in p50 {medians[-1]:.3f} s,"
            f" max {max(times):.3f} s of {rounds}; {len(written):,} bytes read in p50 {read:.2f} s,"
            f" sentences listed in {lists:.2f} s"
        )
    body = whole_body(options, words, rounds)
    print(f"whole-body planned in p50 {1000 * body:.0f} ms")
    factor = medians[1] / medians[0]
    print(f"ten times the strokes took {factor:.1f} times as long")
    print(verdict(met=medians[1] < BAR_S and factor < BAR_RATIO, bar=f"10,000 strokes under {BAR_S:g} s, and linear"))
    print(verdict(met=read <= BAR_READ_S, bar=f"10,000 strokes read in {BAR_READ_S:g} s"))
    print(verdict(met=body <= BAR_BODY_S, bar=f"whole-body planned in {1000 * BAR_BODY_S:g} ms"))


if __name__ == "__main__":
    main()
