"""Every caution of docs/safety.md is a sentence that the coach can say, and nothing is promised."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from coach.model.routine import Stroke
from coach.routines import library
from tests.support.told import WORDS, ours
from tools.pages import ROOT

NAMES = library.Library((library.ours(),)).names()
PAGE = (ROOT / "docs" / "safety.md").read_text(encoding="utf-8")
CAUTIONS = re.findall(r"^\| ([^|]+) \| [^|]+ \| “(.+)” \| ([^|]+) \| ([^|]+) \|$", PAGE, re.MULTILINE)


def written() -> Iterator[Any]:
    """Every sentence as it is written, in the routines and among the coach's own."""
    for lines in WORDS.lines.values():
        yield from lines
    for name in NAMES:
        script = ours(name)
        for passage in (*script.opening, *script.closing):
            yield from (*passage.teach, *passage.remind)
        for part in script.parts:
            for one in (*part.before, part.help, *part.strokes):
                yield from (*one.teach, *one.remind)
            for stroke in part.strokes:
                yield from stroke.caution


SENTENCES = {line for line in written() if isinstance(line, str)}


def test_each_caution_has_a_row() -> None:
    assert len(CAUTIONS) >= 25


@pytest.mark.parametrize("row", CAUTIONS, ids=lambda row: row[0])
def test_a_caution_has_its_sentence_its_place_and_its_source(row: Any) -> None:
    _, said, place, source = row
    assert said in SENTENCES
    assert place.strip()
    assert source.strip()


SINGLE = {"T6", "W4", "W6", "W7", "C0", "C4", "A1", "A4", "A7", "A10", "F4", "F5"}
"""Told by one source alone, besides the handouts that prove names and order."""


def test_claims_with_a_single_source_are_marked() -> None:
    strokes: list[Stroke] = [stroke for name in NAMES for part in ours(name).parts for stroke in part.strokes]
    moves = [one for one in strokes if not one.name.startswith(("butterfly", "open book"))]
    assert [one.name for one in moves if SINGLE & set(one.sources[:1]) and not one.single] == []


def test_nothing_is_promised_about_colic_sleep_growth_or_immunity() -> None:
    promise = r"\b(colic|immun\w*|grows?|growth|digest\w*|sleeps? (better|longer|through)|cures?|heals?|relieves?)\b"
    assert [line for line in SENTENCES if re.search(promise, line, re.IGNORECASE)] == []
