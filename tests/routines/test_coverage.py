"""Every fact behind the routines has a row in docs/coverage.md, and every row matches the routines."""

import re
from typing import Any

import pytest

from coach.export.drawing import album
from tests.support.told import WORDS, ours
from tools import coverage
from tools.pages import ROOT

ROWS = {
    row.split("|")[1].strip(): row
    for row in coverage.PAGE.read_text(encoding="utf-8").splitlines()
    if re.match(r"\| ([A-Z]\d|TR)", row)
}
PLACE = re.compile(r"\[`scripts/(?P<file>[a-z-]+)\.yaml`:(?P<line>\d+)\]\([^)]+\), (?P<name>[^<|]+?)(?=<br>| \|)")
TAUGHT = [
    *(f"T{n}" for n in range(8)),
    *(f"C{n}" for n in range(5)),
    *(f"A{n}" for n in range(11)),
    *(f"F{n}" for n in range(1, 9)),
    *(f"B{n}" for n in range(7)),
    *(f"W{n}" for n in range(1, 9)),
    *(f"G{n}" for n in range(1, 3)),
    *(f"M{n}" for n in range(1, 8)),
]
"""All that a class teaches besides the two articles."""


def test_every_fact_has_a_row() -> None:
    assert list(ROWS) == list(coverage.FACTS)
    assert [one for one in TAUGHT if one not in ROWS] == []


@pytest.mark.parametrize("identity", [one for one in coverage.FACTS if one not in coverage.MADE and one != "TR"])
def test_the_sentences_a_row_names_carry_the_fact(identity: Any) -> None:
    places = [found.groupdict() for found in PLACE.finditer(ROWS[identity])]
    assert places, "nothing speaks it"
    for place in places:
        there = {(carried, name) for carried, _, name in coverage.carriers(place["file"])}
        assert (identity, place["name"]) in there
        text = (ROOT / "scripts" / f"{place['file']}.yaml").read_text(encoding="utf-8")
        assert 1 <= int(place["line"]) <= len(text.splitlines())


@pytest.mark.parametrize("identity", coverage.MADE)
def test_a_fact_that_is_a_routine_names_it(identity: Any) -> None:
    for name in coverage.MADE[identity]:
        assert f"scripts/{name}.yaml" in ROWS[identity]
        assert ours(name).parts


def test_touch_relaxation_matches_the_coachs_words() -> None:
    assert "touch-relaxation" in ROWS["TR"]
    assert any("relax" in line for line in WORDS.lines["touch-relaxation"])


def test_every_stroke_of_the_routines_is_in_the_table() -> None:
    named = {found["name"] for row in ROWS.values() for found in PLACE.finditer(row)}
    for name in coverage.FILES[1:]:
        for part in ours(name).parts:
            assert {stroke.name for stroke in part.strokes} <= named


def test_every_stroke_taught_in_class_has_a_drawing_and_hands() -> None:
    for identity, strokes in coverage.strokes().items():
        if identity not in TAUGHT:
            continue
        *_, drawn, hands, _ = (cell.strip() for cell in ROWS[identity].split("|"))
        assert drawn == "yes", identity
        assert all(map(album.identity, strokes)), identity
        two = [stroke.name for stroke in strokes if stroke.one_hand is None]
        assert hands == "yes" if not two else hands.startswith("no: "), identity


def test_every_omission_has_a_reason() -> None:
    assert all(identity in coverage.FACTS and what and why for identity, what, why in coverage.LEFT_OUT)
