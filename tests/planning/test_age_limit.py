"""A small baby's massage stays short, whatever the routine: fewer words, then fewer strokes, both sides alike."""

from dataclasses import replace
from typing import Any

import pytest

from benchmarks.pacing import MOST_MINUTES, spend
from coach.model.options import Detail, Options
from coach.planning import age_limit
from coach.planning.timeline import detail_of
from coach.planning.timeline_builder import estimate
from coach.support.durations import MONTH, WEEK
from tests.support.told import WORDS, book_of, ours, routine

CLEARED = Options(hips_cleared=True, navel_healed=True, reflux_free=True)


def arranged(name: str, age: Any, detail: Any = Detail.TEACH) -> Any:
    return age_limit.suited(ours(name), replace(CLEARED, age=age, detail=detail), WORDS)


def names(book: Any) -> Any:
    return [[stroke.name for stroke in area.strokes] for area in book.areas]


@pytest.mark.parametrize("age", [3 * WEEK, 7 * WEEK])
@pytest.mark.parametrize("name", ["wind", "tummy", "back", "after-a-jab", "legs-and-feet"])
def test_with_every_word_a_session_stays_within_its_minutes(name: str, age: Any) -> None:
    book, options = arranged(name, age)
    most = next(minutes for limit, minutes in MOST_MINUTES if age < limit)
    assert spend(book, options, WORDS, estimate).total <= most * 60_000


def test_the_last_round_is_dropped_before_any_stroke() -> None:
    whole, short = arranged("wind", 4 * MONTH)[0], arranged("wind", 7 * WEEK, detail=Detail.REMIND)[0]
    assert len(short.areas) < len(whole.areas)
    assert set(names(short)[0]) <= set(names(whole)[0])
    assert short.areas[-1].then == ""


def test_both_sides_lose_the_same_strokes_and_areas_keep_first_and_last() -> None:
    short = names(arranged("after-a-jab", 7 * WEEK)[0])
    whole = names(book_of(ours("after-a-jab"), replace(CLEARED, age=7 * WEEK)))
    assert short[0] == short[1]
    assert sum(map(len, short)) < sum(map(len, whole))
    assert [(area[0], area[-1]) for area in short] == [(area[0], area[-1]) for area in whole]


def test_a_small_area_keeps_a_stroke_that_a_fuller_one_loses() -> None:
    stroke = "    - {{name: {}, teach: Stroke slowly., remind: Slowly., times: 16}}"
    legs, arms = ["one", "two", "three"], ["two"]
    parts = [f"  - title: {title}\n    strokes:" for title in ("Legs", "Arms")]
    lines = [parts[0], *map(stroke.format, legs), parts[1], *map(stroke.format, arms)]
    book, _ = age_limit.suited(
        routine("\n".join(["coach: 1", "title: Long", "parts:", *lines])), replace(CLEARED, age=3 * WEEK), WORDS
    )
    assert names(book) == [["one", "three"], ["two"]]


def test_the_signs_of_yes_and_no_are_said_however_short_the_massage() -> None:
    book, options = arranged("wind", 3 * WEEK)
    assert options.detail == "teach"
    assert any("A yes looks" in str(line) for passage in book.opening for line in passage.teach)


def details(book: Any, options: Any) -> Any:
    """How much is said of each stroke, in the order of the first side."""
    names = dict.fromkeys(stroke.name for area in book.areas for stroke in area.strokes)
    return [str(detail_of(options, name)) for name in names]


@pytest.mark.parametrize(("name", "age"), [("whole-routine", 4 * MONTH), ("back", 7 * WEEK), ("tummy", 5 * WEEK)])
def test_the_first_strokes_are_taught_and_only_the_last_lose_words(name: str, age: Any) -> None:
    """What was taught is known on later evenings, and then the words of the others fit."""
    book, options = arranged(name, age)
    said = details(book, options)
    taught = said.index("remind")
    assert taught > 0
    assert said == ["teach"] * taught + ["remind"] * (len(said) - taught)


def test_an_older_baby_loses_words_but_no_stroke() -> None:
    book, options = arranged("whole-routine", 4 * MONTH)
    assert options.known is not None
    assert names(book) == names(book_of(ours("whole-routine"), replace(CLEARED, age=4 * MONTH)))


def test_where_fewer_words_are_not_enough_an_older_baby_loses_none() -> None:
    """An hour stays an hour, and each stroke keeps its cautions; the baby's no ends it at any time."""
    book, options = arranged("whole-body", 4 * MONTH)
    assert set(details(book, options)) == {"teach"}
    assert "back circles" in {name for area in names(book) for name in area}
