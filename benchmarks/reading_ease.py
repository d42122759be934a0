"""How easy the spoken sentences are to follow: python -m benchmarks.reading_ease --python ease/bin/python.

The interpreter is one that has textstat: requirements-ease.txt beside this file says how it's made.

Flesch-Kincaid grades (textstat) of what a session says, a text a passage or stroke, and of the coach's own sentences, a
text a line: a grade is a measure of texts and says little of one sentence of three words.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.setting import verdict
from coach import words as language
from coach.model.options import Options
from coach.model.routine import Line
from coach.planning.arrange import arrange
from coach.routines.library import Library, ours
from coach.support.durations import MONTH

MOST, MEAN = 4.0, 3.0
"""School grades: of the hardest text, and on average."""
LEAST_WORDS = 8
"""A shorter text has no grade: one long word would make it a university's."""


def text(lines: tuple[Line, ...]) -> str:
    """The sentences of a passage."""
    return " ".join(line for line in lines if isinstance(line, str)).replace("-", " ")


def texts() -> Iterator[tuple[str, str]]:
    """Every text that is spoken, and where it stands."""
    words, shelf = language.load(), Library((ours(),))
    for name in shelf.names():
        book = arrange(
            shelf.load(name), Options(age=4 * MONTH, hips_cleared=True, navel_healed=True, reflux_free=True), words
        )
        for passage in (*book.opening, *book.closing):
            yield f"{name}, around the strokes", text(passage.teach)
        for area in book.areas:
            for stroke in area.strokes:
                yield f"{name}, {stroke.name}", text((*stroke.caution, *stroke.teach))
    for entry, lines in words.lines.items():
        if entry not in ("numbers", "and"):
            for line in lines:  # most entries of several lines are choices, of which one is heard
                yield f"words, {entry}", line.replace("{", "").replace("}", "").replace("-", " ")


GRADER = """
import json, sys, textstat
print(json.dumps([textstat.flesch_kincaid_grade(said) for said in json.load(sys.stdin)]))
"""
"""Code that grades a list of texts, in the interpreter that has textstat."""


def grades_of(said: list[str], python: str) -> list[float]:
    """The school grade of each text."""
    command = [python, "-c", GRADER]
    graded = subprocess.run(command, input=json.dumps(said), text=True, capture_output=True, check=True)
    return [float(grade) for grade in json.loads(graded.stdout)]


def main() -> None:
    """Print the mean and the hardest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worst", type=int, default=10, help="how many of the hardest to print")
    parser.add_argument("--python", default=sys.executable, help="the interpreter that has textstat")
    given = parser.parse_args()
    found = {said: where for where, said in texts() if len(said.split()) >= LEAST_WORDS}
    grades = sorted(zip(grades_of([*found], given.python), found, strict=True), reverse=True)
    for grade, said in grades[: given.worst]:
        print(f"{grade:5.1f}  {found[said]}: {said[:90]}")
    mean = statistics.fmean(grade for grade, _ in grades)
    print(f"{len(grades)} texts: mean grade {mean:.2f}, hardest {grades[0][0]:.1f}")
    print(verdict(met=grades[0][0] <= MOST and mean < MEAN, bar=f"grade {MOST:g} at most, mean under {MEAN:g}"))


if __name__ == "__main__":
    main()
