"""A caution is never dropped with the teaching: each one of a stroke that is played is said before the hands move."""

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from coach.model.options import Detail, Hands, Options
from coach.planning import age_limit, timeline
from coach.planning.arrange import NothingLeftError
from coach.planning.familiarity import LESSONS, faded, warned
from coach.planning.timeline_builder import estimate
from coach.routines import library
from coach.support.durations import MONTH, WEEK
from tests.support.told import WORDS, ours

NAMES = library.Library((library.ours(),)).names()
ANSWERED = Options(hips_cleared=True, navel_healed=True, reflux_free=True)
AGES = (3 * WEEK, 5 * WEEK, 7 * WEEK, 4 * MONTH, None)


@cache
def suited(name: str, age: int | None, detail: Detail, hands: Hands = Hands.RIGHT, *, bedtime: bool = False) -> Any:
    """A routine for a baby of this age; None where nothing of it is done."""
    options = replace(ANSWERED, age=age, detail=detail, hands=hands, bedtime=bedtime)
    try:
        return age_limit.suited(ours(name), options, WORDS.suited(options))
    except NothingLeftError:
        return None


def unsaid(book: Any, options: Options) -> list[str]:
    """Cautions that weren't heard on this evening by the time that the hands begin to move."""
    missing: list[str] = []
    before: set[str] = set()
    for area in book.areas:
        before |= {cue.say for cue in timeline.asking(area, None, options, WORDS, estimate).cues}
        cues = [cue for laid, _ in timeline.timelines(area, options, WORDS, estimate) for cue in laid.cues]
        for index, stroke in enumerate(area.strokes):
            moves = next(n for n, cue in enumerate(cues) if cue.stroke == index and (cue.rep or stroke.lingers))
            heard = before | {cue.say for cue in cues[: moves + 1 + 99 * stroke.lingers]}
            missing += [f"{area.title}, {stroke.name}: {line}" for line in stroke.caution if line not in heard]
        before |= {cue.say for cue in cues}
        options = timeline.after(area, options)
    return missing


@pytest.mark.parametrize("detail", Detail)
@pytest.mark.parametrize("age", AGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_caution_of_a_played_stroke_is_said(name: str, age: Any, detail: Any) -> None:
    """All routines, ages and details; under eight weeks strokes go, and their cautions only with them."""
    if found := suited(name, age, detail):
        assert unsaid(*found) == []


@pytest.mark.parametrize("hands", [Hands.LEFT, Hands.ONE])
@pytest.mark.parametrize("name", NAMES)
def test_other_hands_and_a_bedtime_hear_every_caution_too(name: str, hands: Hands) -> None:
    for age in (7 * WEEK, 4 * MONTH):
        if found := suited(name, age, Detail.COUNTS, hands, bedtime=True):
            assert unsaid(*found) == []


def test_a_stroke_begun_after_a_skip_has_its_caution() -> None:
    book, options = suited("tummy", 4 * MONTH, Detail.COUNTS)
    names = [stroke.name for stroke in book.areas[0].strokes]
    start = timeline.From(names.index("flat circle"))
    said = [cue.say for cue in timeline.timeline(book.areas[0], options, WORDS, estimate, start).cues]
    assert said.index("Stay off the ribs and the navel.") < said.index("Six times.")


def test_a_caution_is_said_once_in_a_row() -> None:
    book, options = suited("back", 4 * MONTH, Detail.REMIND)
    cues = next(timeline.timelines(book.areas[0], options, WORDS, estimate))[0].cues
    assert [cue.say for cue in cues].count("Stay light over the spine, and don't press.") == 1


ELBOW = "Stay light over the elbow, and don't pull."


def said_of(name: str, detail: Detail) -> list[str]:
    """Every sentence of an evening, area by area."""
    book, options = suited(name, 4 * MONTH, detail)
    said = []
    for area in book.areas:
        said += [cue.say for cue in timeline.asking(area, None, options, WORDS, estimate).cues]
        said += [cue.say for laid, _ in timeline.timelines(area, options, WORDS, estimate) for cue in laid.cues]
        options = timeline.after(area, options)
    return said


@pytest.mark.parametrize("detail", [Detail.REMIND, Detail.COUNTS])
def test_with_few_words_each_caution_is_said_once_an_evening(detail: Any) -> None:
    assert said_of("bedtime-five", detail).count(ELBOW) == 1
    assert said_of("movements", detail).count("If an arm or a leg resists, stop.") == 1


def test_the_long_words_repeat_a_caution_where_a_later_stroke_needs_it() -> None:
    assert said_of("arms-and-hands", Detail.TEACH).count(ELBOW) > 1


def test_the_second_arm_has_the_cautions_of_a_first_one_cut_short() -> None:
    book, options = suited("bedtime-five", 4 * MONTH, Detail.REMIND)
    left, right = (area for area in book.areas if "arm" in area.title)
    told = timeline.after(left, options, timeline.From(0, done=1))
    said = [cue.say for cue in timeline.timeline(right, told, WORDS, estimate).cues]
    assert ELBOW in said


SPINE = "Stay two fingers' width off the spine."


def heard(finished: int) -> list[str]:
    book, options = suited("back", 4 * MONTH, Detail.REMIND)
    strokes = {stroke.name: finished for area in book.areas for stroke in area.strokes}
    cues = next(timeline.timelines(book.areas[0], warned(options, strokes), WORDS, estimate))[0].cues
    return [cue.say for cue in cues]


def test_few_words_keep_the_caution_on_three_evenings() -> None:
    assert all(SPINE in heard(evenings) for evenings in range(LESSONS))
    assert SPINE not in heard(LESSONS)


def test_a_known_stroke_is_known_with_its_caution() -> None:
    assert faded(Options(), {"swoop": LESSONS, "combing": LESSONS - 1}).warned == {"swoop"}


OFF = {"tummy": "navel", "chest": "throat", "face": "soft spot", "back": "spine", "arms-and-hands": "No pulling"}


@pytest.mark.parametrize("name", OFF)
def test_what_a_whole_area_stays_off_is_said_on_every_evening(name: str) -> None:
    book, options = suited(name, 4 * MONTH, Detail.COUNTS)
    known = warned(options, {stroke.name: 99 for area in book.areas for stroke in area.strokes})
    said = [cue.say for cue in timeline.asking(book.areas[0], None, known, WORDS, estimate).cues]
    assert any(OFF[name] in line for line in said)


@pytest.mark.parametrize("detail", [Detail.REMIND, Detail.COUNTS])
def test_the_first_evenings_of_a_routine_hear_its_warnings_in_long_words(detail: Any) -> None:
    book, options = suited("wind", 4 * MONTH, detail)
    said = [cue.say for cue in timeline.asking(book.areas[0], book.opening, options, WORDS, estimate).cues]
    assert "While your baby cries, wait, and hold your baby close." in said
    assert "On the floor, your baby can't fall." in said
