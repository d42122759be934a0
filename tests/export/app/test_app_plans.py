"""The plans that the app has for every choice: what they leave out, what they say, and which drawing goes with it."""

import functools
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from coach.export.app import choices, folder
from coach.model.options import Hands, Options
from coach.sound import earcons
from coach.voices.silent import SilentVoice
from tests.support.told import WORDS, ours

MONTHS = Options(age=200, hips_cleared=True, navel_healed=True, reflux_free=True)


@functools.cache
def planned(leave_out: tuple[str, ...] = ()) -> choices.Planned:
    return choices.planned(ours("legs-and-feet"), replace(MONTHS, leave_out=leave_out), WORDS, fixed=False)


def areas(app: choices.Planned, key: str) -> Any:
    return [app.pool[number] for number in app.choices[key][3]]


def strokes(app: choices.Planned, key: str) -> Any:
    """The strokes of an app, without their places among the drawings of that app."""
    return [{**stroke, "drawing": 0} for area in areas(app, key) for stroke in area["strokes"]]


def test_a_leg_that_the_caregiver_left_out_stays_left_out() -> None:
    without = planned(("left leg",))
    assert {area["title"] for key in without.choices for area in areas(without, key)} == {"Right leg"}


@pytest.mark.parametrize("age", [27, 28, 41, 42, 55, 56, 83, 84])
def test_at_every_age_the_app_says_what_the_coach_says(age: int) -> None:
    band = max(begins for begins in choices.ages(ours("legs-and-feet")) if begins is not None and begins <= age)
    live = choices.planned(ours("legs-and-feet"), replace(MONTHS, age=age), WORDS, fixed=True)
    key, choice = next(iter(live.choices.items()))
    found = planned().choices[f"{band}||right|teach|"]
    assert [planned().pool[n] for n in found[:2]] == [live.pool[n] for n in choice[:2]]
    assert strokes(planned(), f"{band}||right|teach|") == strokes(live, key)


@pytest.mark.parametrize("leg", ["", "left leg"])
@pytest.mark.parametrize("hands", Hands)
def test_a_drawing_is_described_for_the_chosen_hands_and_legs(hands: Hands, leg: str) -> None:
    described = [words for _, words in planned().drawn]
    for area in areas(planned(), f"84|{leg}|{hands}|teach|"):
        for stroke in area["strokes"]:
            if stroke["drawing"] >= 0:
                said = [line for line in (*stroke["caution"], *stroke["teach"]) if isinstance(line, str)]
                assert described[stroke["drawing"]].startswith(" ".join(said))


def test_with_one_hand_the_app_shows_no_drawing_of_two() -> None:
    found = {stroke["drawing"] for area in areas(planned(), "84||one|teach|") for stroke in area["strokes"]}
    assert found == {-1}


def test_every_drawing_that_a_stroke_names_is_written(tmp_path: Path) -> None:
    pytest.importorskip("av", reason="needs the extra takeaway: PyAV")
    pytest.importorskip("segno", reason="needs the extra takeaway: segno")
    making = folder.Making({"one-leg": ours("one-leg")}, MONTHS, WORDS, SilentVoice(), earcons.load, fixed=True)
    folder.write(making, tmp_path)
    routine = json.loads((tmp_path / "routines" / "one-leg.json").read_text(encoding="utf-8"))
    numbers = {number for _, _, _, numbers, *_ in routine["choices"].values() for number in numbers}
    for stroke in (stroke for number in numbers for stroke in routine["pool"][number]["strokes"]):
        file, words = routine["drawings"][stroke["drawing"]]
        assert f": {stroke['name']}</title>" in (tmp_path / file).read_text(encoding="utf-8")
        assert stroke["teach"][0] in words
