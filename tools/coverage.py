"""Writes docs/coverage.md: where each fact of the two source articles is spoken. Run: python -m tools.coverage.

The facts are in our own words. A row names the file, the line and the stroke or passage that carries the fact; the
test matches by name, so that a moved line breaks nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tools.pages import ROOT

PAGE = ROOT / "docs" / "coverage.md"
FILES = ("permission", "legs-and-feet", "hips", "stretches")
FACTS = {
    "R1": "One hand stays on the baby the whole time; every wait says where the hands rest",
    "R2": "Gentle and firm, never a tickle; gentler the younger the baby is",
    "R3": "The ankle is held firmly in the leg strokes, so that the leg relaxes",
    "R4": "Knee, shin and ankle bone are left alone",
    "R5": "A locked foot is freed by a soft press across its top, just behind the toes",
    "R6": "The legs come first: babies feel least guarded there",
    "R7": "A baby may say no at any time, and is obeyed",
    "R8": "The time is one at which the baby is rested and calm",
    "P1": "Oil is warmed in the hands",
    "P2": "The hands are rubbed where the baby hears it, so the sound comes to announce the massage",
    "P3": "The question has very few words, and eyes meet",
    "P4": "Then somebody waits, and takes the baby's body and voice for the answer",
    "P5": "A yes goes on, and a no means not now",
    "P6": "It can take many evenings until the answers are clear",
    "P7": "Each baby has signs of its own",
    "S0": "Both hands rest on the thighs, light and firm",
    "S1": "From hip to ankle in a C, hand after hand, like climbing a rope; the outer hand from just below the bottom",
    "S2": "Both hands round the thigh, a twist in opposite directions with a soft squeeze, down to the ankle",
    "S3": "The leg is rolled between two flat hands, thigh to ankle, twice; fingers further down if the leg flops",
    "S4": "Circles with the pads of four joined fingers round thigh and calf, the other hand holding the leg",
    "S5": "Large circles round the ankle bone, thumb outside and index finger inside",
    "S6": "A line on top of the foot from the ankle to each toe",
    "S7": "Each toe is squeezed gently, and the fingers slide off its tip",
    "S8": "One line with the thumb along the sole, from heel to ball, once",
    "S9": "Three scoops along the arch, from ball to heel",
    "S10": "Both thumbs walk along the sole while the hands cup the foot",
    "S11": "One hand holds, and the palm of the other rubs the sole warm",
    "S12": "Last of the leg: from ankle to thigh, three times and no more",
    "S13": "Then everything on the other leg",
    "H1": "Both hands under the bottom, still for a moment, then rocking",
    "H2": "Both palms circle under the bottom, inward and toward the feet",
    "H3": "The hands draw a heart under the bottom and out",
    "H4": "The same way goes on to the ankles and back, joining hips and legs",
    "H5": "Long firm strokes over all that was massaged, down to the toes, a couple of times",
    "Y1": "Knees to the belly in turn, like a bicycle",
    "Y2": "Both knees to one side, then to the other",
    "Y3": "One knee across toward the opposite shoulder, then the other",
    "Y4": "Both knees to the tummy, a soft press and a rock; many use it for wind",
    "Y5": "Toes to the nose, as a game with words",
}
SECTIONS = {"R": "Rules", "P": "Asking permission", "S": "Legs and feet", "H": "Bottom and hips", "Y": "Stretches"}


def carriers(name: str) -> Iterator[tuple[str, int, str]]:
    """Every fact that a routine carries: its id, the line, and what carries it."""
    stroke = "what is said around the strokes"
    for number, line in enumerate((ROOT / "scripts" / f"{name}.yaml").read_text(encoding="utf-8").splitlines(), 1):
        if found := re.match(r"(?P<indent> *)- name: (?P<name>.+)", line):
            stroke = found["name"] if len(found["indent"]) == 6 else stroke  # noqa: PLR2004 - strokes, not stages
        elif re.match(r"(closing|opening|  - title)\b", line):
            stroke = "what is said around the strokes"
        elif re.match(r" +help:", line):
            stroke = "foot help"
        elif re.match(r" +strokes:", line):
            stroke = ""
        if found := re.search(r"sources: \[(.+)\]", line):
            for identity in found[1].split(","):
                yield identity.strip(), number, stroke


def page() -> str:
    """The whole page."""
    held: dict[str, list[str]] = {}
    for name in FILES:
        for identity, line, carrier in carriers(name):
            held.setdefault(identity, []).append(f"[`scripts/{name}.yaml`:{line}](../scripts/{name}.yaml), {carrier}")
    lines = [
        "# What the routines hold of their sources",
        "",
        "Each fact of the two articles behind the routines, in our own words, with the place that speaks it.",
        "`python -m tools.coverage` writes this page; a test holds every row against the routines.",
    ]
    for letter, title in SECTIONS.items():
        lines += ["", f"## {title}", "", "| id | fact | spoken in |", "|---|---|---|"]
        lines += [
            f"| {identity} | {fact} | {'<br>'.join(held.get(identity, []))} |"
            for identity, fact in FACTS.items()
            if identity[0] == letter
        ]
    return "\n".join([*lines, ""])


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
