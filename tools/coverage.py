"""Writes docs/coverage.md: where the routines say each fact. Run: python -m tools.coverage.

The facts are in our own words. A row names the file, the line and the stroke or passage that says the fact. The test
compares names, so a line that moved breaks nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from coach.export.drawing import album
from coach.export.sources import facts
from coach.model.routine import Stroke
from coach.routines import library
from tools.pages import ROOT

PAGE = ROOT / "docs" / "coverage.md"
FILES = (
    *("permission", "legs-and-feet", "hips", "stretches"),
    *("tummy", "wind", "chest", "arms-and-hands", "face", "back", "movements", "first-weeks", "bedtime-five"),
)
FACTS = {identity: fact.text for identity, fact in facts().items()}
SECTIONS = {
    "R": "Rules",
    "P": "Asking permission",
    "S": "Legs and feet",
    "H": "Bottom and hips",
    "Y": "Stretches",
    "T": "Tummy",
    "C": "Chest",
    "A": "Arms and hands",
    "F": "Face",
    "B": "Back",
    "W": "Wind",
    "G": "Gentle movements",
    "M": "Short forms",
}
CLASS = "TCAFBWGM"
"""Sections of what else a class teaches. Their rows also tell about drawings and one hand."""
MADE = {
    "M2": ("bedtime-five",),
    "M3": ("tummy", "chest", "arms-and-hands", "face", "back"),
    "M4": ("nappy-minute",),
    "M5": ("wind",),
    "M6": ("whole-body",),
    "M7": ("after-a-jab",),
}
"""Facts that are whole routines."""
LEFT_OUT = (
    ("T4", "the right hand as the sun", "the direction is the same; one way is enough to learn"),
    ("T6", "walking downward, or round the navel", "the handouts go across; only one source each goes another way"),
    ("W3", "bouncing the bent knees", "sources disagree; holding them still is the careful choice"),
    ("W8", "the routine during a cry", "sources disagree; crying stops it"),
    ("A7", "turning the wrist", "a joint is never turned"),
    ("A5", "cracking or pulling the fingers", "a joint is never pulled"),
    ("F3", "up the bridge of the nose first", "one source; the nostrils stay free"),
    ("F8", "stroking over the crown", "one book; the soft spot is there"),
    ("B1", "strokes that begin at the bottom and run upward", "one source; all other strokes run to the bottom"),
    ("C2", "on along the arms", "one source; the baby is asked about the arms first"),
    ("A0", "both arms held at once", "the baby is asked about each arm, so that a jabbed one stays out"),
    ("W8", "the best moment, some time before the usual crying", "the safety page says it; the opening is long enough"),
    ("W8", "two or three times a day for two weeks", "one source; it sounds like a promise"),
    ("M1", "a second hand round the bottom or the feet", "a hand on the chest moves no leg, however the hips are"),
    ("M7", "the back across the lap", "a jabbed thigh would lie on yours"),
)
"""What somebody teaches and the routines leave out, with the reason."""
AROUND = "what is said around the strokes"


def carriers(name: str) -> Iterator[tuple[str, int, str]]:
    """Every fact that a routine carries: its id, the line, and what carries it."""
    stroke = AROUND
    for number, line in enumerate((ROOT / "scripts" / f"{name}.yaml").read_text(encoding="utf-8").splitlines(), 1):
        if found := re.match(r"(?P<indent> *)- name: (?P<name>.+)", line):
            stroke = found["name"] if len(found["indent"]) == 6 else stroke  # noqa: PLR2004 - strokes, not stages
        elif re.match(r"(closing|opening|  - title)\b", line):
            stroke = AROUND
        elif re.match(r" +help:", line):
            stroke = "foot help"
        elif re.match(r" +strokes:", line):
            stroke = ""
        if found := re.search(r"sources: \[(.+)\]", line):
            for identity in found[1].split(","):
                yield identity.strip(), number, stroke


def strokes() -> dict[str, list[Stroke]]:
    """The strokes that carry each fact."""
    shelf, held = library.Library((ROOT / "scripts",)), dict[str, list[Stroke]]()
    for name in FILES[1:]:
        for part in shelf.load(name).parts:
            for stroke in part.strokes:
                for source in stroke.sources:
                    held.setdefault(source, []).append(stroke)
    return held


def page() -> str:
    """Give the whole page."""
    held: dict[str, list[str]] = {}
    for name in FILES:
        for identity, line, carrier in carriers(name):
            held.setdefault(identity, []).append(f"[`scripts/{name}.yaml`:{line}](../scripts/{name}.yaml), {carrier}")
    for identity, names in MADE.items():
        whole = [f"[`scripts/{name}.yaml`](../scripts/{name}.yaml), the whole routine" for name in names]
        held[identity] = whole
    held["TR"] = ["`touch-relaxation` in [the coach's words](../coach/words/en.yaml), asked for with E"]
    lines = [
        "# What the routines take from their sources",
        "",
        "Each row is a fact behind the routines, in our own words, with the places that say it.",
        "Strokes name their facts by these ids, such as `sources: [S3]`.",
        "`python -m tools.coverage` writes this page; a test compares every row with the routines.",
    ]
    played = strokes()
    for letter, title in SECTIONS.items():
        lines += ["", f"## {title}", "", *_table(letter, held, played)]
    lines += ["", "## Touch relaxation", "", *_rows(["TR"], held, played)]
    lines += ["", "## Taught elsewhere, and left out", "", "| where | what | why |", "|---|---|---|"]
    lines += [f"| near {identity} | {what} | {why} |" for identity, what, why in LEFT_OUT]
    return "\n".join([*lines, ""])


def _table(letter: str, held: dict[str, list[str]], played: dict[str, list[Stroke]]) -> Iterator[str]:
    named = [identity for identity in FACTS if identity[0] == letter and identity != "TR"]
    if letter in CLASS:
        yield from _rows(named, held, played)
        return
    yield from ("| id | fact | spoken in |", "|---|---|---|")
    yield from (f"| {one} | {FACTS[one]} | {'<br>'.join(held.get(one, []))} |" for one in named)


def _rows(named: list[str], held: dict[str, list[str]], played: dict[str, list[Stroke]]) -> Iterator[str]:
    """The rows of what a class teaches: spoken, drawn, and with one hand."""
    yield from ("| id | fact | spoken in | drawn | one hand |", "|---|---|---|---|---|")
    for one in named:
        drawn, hands = _drawn(played.get(one, [])), _one_hand(played.get(one, []))
        yield f"| {one} | {FACTS[one]} | {'<br>'.join(held.get(one, []))} | {drawn} | {hands} |"


def _drawn(there: list[Stroke]) -> str:
    return ("yes" if all(map(album.identity, there)) else "no") if there else "with its strokes"


def _one_hand(there: list[Stroke]) -> str:
    if not there:
        return "with its strokes"
    two = list(dict.fromkeys(stroke.name for stroke in there if stroke.one_hand is None))
    need = "needs" if len(two) == 1 else "need"
    return f"no: {' and '.join(two)} {need} two, and the coach says so" if two else "yes"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
