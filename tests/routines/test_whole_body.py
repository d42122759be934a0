"""Tummy, wind and the other areas: the path of each stroke, what it keeps off, and what must be known first."""

import re
from itertools import pairwise
from typing import Any

import pytest

from coach.export.drawing import album, strokes
from coach.export.drawing.canvas import Path as Line
from coach.model.options import Options
from coach.model.places import Place, anticlockwise, turned
from coach.model.routine import Region
from coach.planning.arrange import arrange
from coach.routines import library, parser
from coach.support.durations import MONTH, WEEK
from coach.support.errors import ScriptError
from tests.support.told import WORDS, ours

NAMES = library.Library((library.ours(),)).names()
KNOWN = {"age": 4 * MONTH, "hips_cleared": True, "navel_healed": True, "reflux_free": True}
TUMMY = [
    pytest.param(stroke, id=f"{name}, {stroke.name}")
    for name in NAMES
    for part in ours(name).parts
    if part.region is Region.TUMMY
    for stroke in part.strokes
]
PARTS = [pytest.param(part, id=f"{name}, {part.title}") for name in NAMES for part in ours(name).parts]


def told(name: str, **answers: Any) -> Any:
    return arrange(ours(name), Options(**answers), WORDS)


def names(book: Any) -> Any:
    return [stroke.name for area in book.areas for stroke in area.strokes]


# --- which way -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("stroke", TUMMY)
def test_tummy_strokes_run_clockwise_and_curves_end_at_the_lower_left(stroke: Any) -> None:
    assert not anticlockwise(stroke.path)
    if turned(stroke.path):
        assert stroke.path[-1] is Place.LEFT_GROIN
    moves = {source for source in stroke.sources if re.match(r"T[1-7]", source)}
    assert stroke.path or not moves, "a stroke that moves on the tummy names its way"


def test_clockwise_is_as_the_caregiver_sees_the_belly() -> None:
    up_the_right = (Place.RIGHT_GROIN, Place.RIGHT_SIDE, Place.RIGHT_RIBS, Place.UNDER_RIBS)
    assert turned(up_the_right) > 0
    assert turned(up_the_right[::-1]) < 0
    assert turned((Place.UNDER_RIBS, Place.ABOVE_NAPPY)) == 0


@pytest.mark.parametrize("name", ["tummy", "wind"])
def test_left_handed_caregivers_exchange_hands_and_keep_every_place(name: str) -> None:
    def placed(hands: Any) -> Any:
        lines = [line for area in told(name, hands=hands, **KNOWN).areas for one in area.strokes for line in one.teach]
        return [re.sub(r"\b(left|right) (hand|palm|thumb)", r"\2", str(line), flags=re.IGNORECASE) for line in lines]

    assert placed("left") == placed("right")


def test_a_tummy_stroke_in_the_wrong_direction_is_refused() -> None:
    text = """coach: 1
title: Wrong
parts:
  - title: Tummy
    stay-off: [navel]
    strokes:
      - name: circle
        path: [left-side, under-ribs, right-side]
        teach: "Circle your palm."
        remind: "Circle your palm."
        times: 3
      - name: press
        path: [navel]
        teach: "Rest your palm."
        remind: "Rest your palm."
        times: 3
"""
    with pytest.raises(ScriptError) as caught:
        parser.parse("wrong", text, lambda _: "")
    faults = "\n".join(caught.value.faults)
    assert ':7: the path of "circle" runs anticlockwise' in faults
    assert ':12: the path of "press" leads over navel' in faults


def test_an_unknown_place_or_condition_is_a_fault_on_its_line() -> None:
    text = """coach: 1
title: Wrong
parts:
  - title: Tummy
    position: standing
    strokes:
      - name: circle
        path: [elsewhere]
        needs: luck
        teach: "Circle your palm."
        remind: "Circle your palm."
        times: 3
"""
    with pytest.raises(ScriptError) as caught:
        parser.parse("wrong", text, lambda _: "")
    assert [int(fault.split(":")[1]) for fault in caught.value.faults] == [5, 8, 9]


# --- what to stay off ------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", PARTS)
def test_no_path_touches_places_to_keep_off(part: Any) -> None:
    assert [stroke.name for stroke in part.strokes if set(stroke.path) & set(part.stay_off)] == []


KEPT_OFF = {
    Region.TUMMY: {Place.RIBS, Place.PUBIC_BONE, Place.NAVEL},
    Region.CHEST: {Place.THROAT, Place.COLLARBONES, Place.NIPPLES, Place.BREASTBONE},
    Region.FACE: {Place.EYELIDS, Place.NOSTRILS, Place.SOFT_SPOT, Place.THROAT},
    Region.BACK: {Place.SPINE},
    Region.ARMS: {Place.ELBOW, Place.THROAT},
}


@pytest.mark.parametrize("part", PARTS)
def test_each_area_names_the_places_to_keep_off(part: Any) -> None:
    assert set(part.stay_off) >= KEPT_OFF.get(part.region, set())


# --- what the routines say and when -----------------------------------------------------------------------


def test_the_wind_routine_runs_three_times_with_its_counts() -> None:
    book = told("wind", **KNOWN)
    assert [area.title for area in book.areas] == [
        "Wind massage, first round",
        "Wind massage, second round",
        "Wind massage, third round",
    ]
    order = ["belly rest", "belly wheel", "knees in", "legs long", "belly circles", "knees again"]
    assert names(book) == [*order * 3, "belly letters"]
    assert len({area.ask for area in book.areas}) == 3, "each round is asked for anew, by its own name"
    young = told("wind", **{**KNOWN, "age": 7 * WEEK})
    assert [stroke.repeat for area in young.areas for stroke in area.strokes] == [
        stroke.repeat for area in book.areas for stroke in area.strokes
    ]


def test_the_wind_routine_names_crying_and_the_doctor() -> None:
    said = [line for passage in told("wind", **KNOWN).opening for line in (*passage.teach, *passage.remind)]
    assert any("cries" in str(line) and "wait" in str(line) for line in said)
    assert any("doctor" in str(line) and "belly" in str(line) for line in said)


def test_the_face_is_for_dry_hands_and_never_mentions_oil() -> None:
    book = told("face", **KNOWN)
    said = [str(line) for passage in book.opening for line in (*passage.teach, *passage.remind)]
    assert not any("oil" in line for line in said)
    assert any("dry" in line for line in said)


def test_face_down_needs_a_baby_who_is_wide_awake() -> None:
    book = told("back", **KNOWN)
    said = [str(line) for passage in book.areas[0].before for line in passage.remind]
    assert any("awake" in line for line in said)
    assert any("nose" in line for line in said)
    assert [area.title for area in told("back", bedtime=True, **KNOWN).areas] == ["Back, on the shoulder"]


def test_with_reflux_the_back_is_massaged_only_on_the_shoulder() -> None:
    book = told("back", **{**KNOWN, "reflux_free": False})
    assert [area.title for area in book.areas] == ["Back, on the shoulder"]


def test_the_whole_body_wipes_hands_before_the_face() -> None:
    areas = told("whole-body", **KNOWN).areas
    titles = ["Left leg", "Right leg", "Bottom and hips", "Tummy", "Chest", "Left arm", "Right arm", "Face", "Back"]
    assert [area.title for area in areas] == [*titles, "Back, on the shoulder"]
    wiped = [area.title for area in areas for one in area.before if any("Wipe both" in str(line) for line in one.teach)]
    assert wiped == ["Face"]


def test_after_a_jab_no_stroke_touches_a_leg() -> None:
    book = told("after-a-jab", leave_out=("left arm",), **KNOWN)
    assert [area.title for area in book.areas] == ["Right arm", "Face", "Back, on the shoulder"]
    ways = [place for area in book.areas for stroke in area.strokes for place in stroke.path]
    assert not {Place.LEGS, Place.FEET, Place.HEELS} & set(ways)


def test_the_last_feed_is_asked_about_once() -> None:
    book = told("wind", **KNOWN)
    passages = [*book.opening, *(passage for area in book.areas for passage in area.before)]
    said = [line for passage in passages for line in passage.teach]
    assert len([line for line in said if "fed in the last" in str(line)]) == 1


# --- drawings ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_every_stroke_has_a_drawing(name: str) -> None:
    for area in told(name, **KNOWN).areas:
        assert [stroke.name for stroke in area.strokes if not album.identity(stroke)] == []


@pytest.mark.parametrize("identity", ["T4", "T5", "T7"])
def test_the_arrows_on_the_belly_run_clockwise_and_are_not_mirrored(identity: str) -> None:
    heads = [
        shape.points
        for shape in strokes.canvas(identity, "").drawn
        if isinstance(shape, Line) and shape.stroke == "way" and len(shape.points) > 2
    ]
    assert heads
    for points in heads:
        ring = [(x - 120, y - 136) for x, y in points]
        area = sum(ax * by - ay * bx for (ax, ay), (bx, by) in pairwise(ring))
        assert area > 0
