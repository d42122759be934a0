"""First weeks and the short bedtime: what each holds for this baby, and what is kept out of it."""

from typing import Any

import pytest

from coach.model.options import Options
from coach.planning import age_limit
from coach.support.durations import MONTH, WEEK
from tests.support.told import WORDS, ours

KNOWN: dict[str, Any] = {"hips_cleared": True, "navel_healed": True, "reflux_free": True}


def told(name: str, **answers: Any) -> Any:
    return age_limit.suited(ours(name), Options(**answers), WORDS)


def names(book: Any) -> Any:
    return [stroke.name for area in book.areas for stroke in area.strokes]


@pytest.mark.parametrize("age", [10, 3 * WEEK, 5 * WEEK, 3 * MONTH])
def test_first_weeks_ends_on_the_shoulder_at_every_age(age: Any) -> None:
    held = names(told("first-weeks", age=age)[0])
    assert held[0] == "head hold"
    assert held[-1] == "shoulder hold"
    assert "foot hold" in held


def test_first_weeks_uses_no_oil_and_waits_for_the_team() -> None:
    book, _ = told("first-weeks", age=10)
    said = [str(line) for one in book.opening for line in (*one.teach, *one.remind)]
    said += [str(line) for area in book.areas for one in area.before for line in one.teach]
    assert any("care team" in line for line in said)
    assert any("dressed" in line for line in said)
    assert not any("little oil" in line or "oily" in line.lower() for line in said)


def test_first_weeks_holds_the_head_for_a_full_minute() -> None:
    book, _ = told("first-weeks", age=10)
    assert [area.strokes[0].repeat.ms for area in book.areas[:1]] == [60_000]
    assert not any(stroke.alternate for area in book.areas for stroke in area.strokes)


def test_in_a_harness_the_first_weeks_leave_legs_and_feet_alone() -> None:
    assert names(told("first-weeks", age=10, harness=True)[0]) == ["head hold"]


def test_the_short_bedtime_leaves_out_what_wakes() -> None:
    book, options = told("bedtime-five", age=4 * MONTH, **KNOWN)
    assert options.bedtime
    assert {"upward glide", "arm glide"} & set(names(book)) == set()
    assert names(book)[-1] == "shoulder combing"
    assert any("empty cot" in str(line) for one in book.closing for line in one.teach)


@pytest.mark.parametrize("age", [10, 30, 50])
def test_the_short_bedtime_fits_the_smallest_too(age: int) -> None:
    book, _ = told("bedtime-five", age=age, **KNOWN)
    assert names(book)[0] == "resting hands"


def test_the_short_bedtime_strokes_three_times_and_combs_on() -> None:
    book, _ = told("bedtime-five", age=4 * MONTH, **KNOWN)
    counted = {one.name: one.repetitions for area in book.areas for one in area.strokes if "rest" not in one.name}
    assert counted.pop("shoulder combing") == 6
    assert set(counted.values()) == {3}
