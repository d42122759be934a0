"""Every fact of the source articles has a row in docs/coverage.md, and every row is true of the routines."""

import re

import pytest

from tests.support.told import ours
from tools import coverage
from tools.pages import ROOT

ROWS = {
    row.split("|")[1].strip(): row
    for row in coverage.PAGE.read_text(encoding="utf-8").splitlines()
    if re.match(r"\| [A-Z]\d", row)
}
PLACE = re.compile(r"\[`scripts/(?P<file>[a-z-]+)\.yaml`:(?P<line>\d+)\]\([^)]+\), (?P<name>[^<|]+?)(?=<br>| \|)")


def test_there_is_a_row_for_every_fact_of_the_articles():
    assert list(ROWS) == list(coverage.FACTS)


@pytest.mark.parametrize("identity", coverage.FACTS)
def test_what_a_row_names_carries_the_fact(identity):
    places = [found.groupdict() for found in PLACE.finditer(ROWS[identity])]
    assert places, "nothing speaks it"
    for place in places:
        there = {(carried, name) for carried, _, name in coverage.carriers(place["file"])}
        assert (identity, place["name"]) in there
        text = (ROOT / "scripts" / f"{place['file']}.yaml").read_text(encoding="utf-8")
        assert 1 <= int(place["line"]) <= len(text.splitlines())


def test_every_stroke_of_the_routines_stands_in_the_table():
    named = {found["name"] for row in ROWS.values() for found in PLACE.finditer(row)}
    for name in coverage.FILES[1:]:
        for part in ours(name).parts:
            assert {stroke.name for stroke in part.strokes} <= named
