"""A stop is a stop: a key that was pressed for the doorbell is never kept as the baby's no."""

from typing import Any

import pytest

from coach.model.effects import Mark, MarkKind
from coach.model.events import Bringer, Command
from coach.model.phases import Phase
from coach.model.records import Begun, Entry
from coach.session.resume import refused
from coach.store.history import as_text, by_stroke
from tests.support.told import Told


def journal(*evenings: Any) -> Any:
    """What the journal keeps of evenings."""
    return [
        (
            Begun(str(n), n, "tiny", "Tiny", "{}"),
            [_entry(str(n), mark) for _, mark in told.effects if isinstance(mark, Mark)],
        )
        for n, told in enumerate(evenings)
    ]


def _entry(session: Any, mark: Any) -> Any:
    return Entry(session, mark.at, mark.at, mark.what, mark.detail, mark.area, mark.stroke, mark.done)


def doorbell() -> Any:
    """The third rope is counted, then somebody rings; nine seconds later the caregiver is back."""
    told = Told().playing().count(3)
    told.press("space")
    told.wait(9000)
    return told


def nos(told: Any) -> Any:
    return [mark for _, mark in told.effects if isinstance(mark, Mark) and mark.what == MarkKind.NO]


def test_three_evenings_with_a_doorbell_offer_nothing_to_leave_out() -> None:
    evenings = [doorbell() for _ in range(3)]
    for told in evenings:
        told.press("enter")
        assert told.phase is Phase.PLAYING
    past = journal(*evenings)
    assert refused(past) == ()
    assert [(cues.no, cues.not_sure) for cues in by_stroke(past)] == [(0, 0)]
    assert any("Stopped at rope, left leg" in line for line in as_text(past))


@pytest.mark.parametrize("key", ["n", "x", "p", "q"], ids=["says no", "leaves it out", "leaves the part", "ends"])
def test_a_no_in_the_rest_makes_it_the_babys(key: str) -> None:
    told = doorbell()
    told.press(key)
    assert [(mark.stroke, mark.area, mark.done) for mark in nos(told)] == [("rope", "Left leg", 2)]
    assert by_stroke(journal(told))[0].no == 1


def test_repeated_noes_count_once() -> None:
    told = doorbell()
    for _ in range(3):
        told.press("n", after=2000)
    told.press("x", after=2000)
    assert len(nos(told)) == 1


@pytest.mark.parametrize("key", ["a", "b", "enter", "z"], ids=["again", "back", "go on", "asleep"])
def test_going_on_or_sleep_means_nobody_said_no(key: str) -> None:
    told = doorbell()
    told.press(key)
    assert not nos(told)


def test_all_done_said_twice_after_a_stop_makes_it_the_babys_no() -> None:
    told = doorbell()
    told.tell(Command.DONE, "microphone")
    assert told.phase is Phase.ENDING
    assert not nos(told)
    told.tell(Command.DONE, "microphone")
    assert len(nos(told)) == 1


@pytest.mark.parametrize("by", ["microphone", Bringer.CRYING])
def test_a_voice_and_crying_are_the_babys_no_at_once(by: Any) -> None:
    told = Told().playing().count(3)
    told.tell(Command.NO, by)
    assert len(nos(told)) == 1


def test_a_key_while_words_are_fetched_is_a_stop_too() -> None:
    told = Told(prepared=False)
    told.asked()
    told.press("enter")
    assert told.phase is Phase.FETCHING
    told.press("space", after=2000)
    assert told.phase is Phase.DECLINED
    assert not nos(told)
    told.press("n", after=2000)
    assert [(mark.area, mark.stroke) for mark in nos(told)] == [("Left leg", "")]


def test_a_no_to_the_question_counts_as_the_babys() -> None:
    told = Told()
    told.asked()
    told.press("space")
    assert [(mark.area, mark.stroke) for mark in nos(told)] == [("Left leg", "")]
