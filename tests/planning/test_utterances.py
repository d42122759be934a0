"""Everything that is said was prepared, whatever a caregiver chose and whatever happens."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.model.effects import Prepare
from coach.model.events import Command, Sign
from coach.model.options import Beat
from coach.model.phases import Phase, sentences
from coach.model.routine import Count
from coach.planning import utterances
from coach.planning.age_limit import suited
from coach.support.errors import UsageError
from tests.support.told import WORDS, Told, ours, routine

ROUTINES = {"tiny": routine(), **{name: ours(name) for name in ("legs-and-feet", "hips", "whole-routine")}}

OPTIONS = st.fixed_dictionaries(
    {
        "detail": st.sampled_from(["teach", "remind", "counts"]),
        "age": st.sampled_from([10, 40, 120, 400]),
        "hips_cleared": st.booleans(),
        "hands": st.sampled_from(["right", "left", "one"]),
        "count": st.sampled_from([None, *Count]),
        "beat": st.sampled_from(list(Beat)),
        "pace": st.sampled_from([60, 100, 160, 200]),
        "bedtime": st.booleans(),
        "baby": st.sampled_from(["", "Anna"]),
        "care": st.booleans(),
        "known": st.sampled_from([None, {"rope": "remind"}, {"rope": "counts", "game": "remind"}]),
        "leave_out": st.sampled_from([(), ("right leg",)]),
    }
)
DEEDS = st.one_of(
    st.sampled_from([command for command in Command if command is not Command.BEGIN]),
    st.sampled_from(list(Sign)),
    st.integers(100, 120_000),
    st.sampled_from(list(Phase)),
)


def walked(told: Any, deeds: Any) -> None:
    """Lets a caregiver do all of it, answering what is asked in between."""
    for deed in deeds:
        if isinstance(deed, int) and not isinstance(deed, bool):
            told.wait(deed)
        elif isinstance(deed, Phase):
            told.asked().tell(Command.YES)
        else:
            told.signal(deed)
        if told.state.over:
            return


def prepared(told: Any, first: Any) -> Any:
    """Every sentence of the areas for which preparing was asked, by the options of the beginning."""
    areas = {effect.area for _, effect in told.effects if isinstance(effect, Prepare)}
    book, options, words = first.book, first.options, first.words
    return {text for area in areas for text in utterances.needed(book, options, words, area)}


@pytest.mark.long
@settings(max_examples=300)
@given(st.sampled_from(sorted(ROUTINES)), OPTIONS, st.lists(DEEDS, max_size=25))
def test_nothing_is_said_that_was_not_prepared(name: str, options: Any, deeds: Any) -> None:
    try:
        told = Told(ROUTINES[name], **options)
    except UsageError:  # nothing of this routine is left to do
        return
    first = told.state
    walked(told, deeds)
    assert set(told.said()) - prepared(told, first) == set()


@pytest.mark.parametrize("name", ["legs-and-feet", "tiny"])
def test_with_one_known_stroke_the_words_before_both_legs_are_prepared(name: str) -> None:
    told = Told(ROUTINES[name], known={"rope": "counts"}, detail="counts")
    first = told.state
    while told.phase is not Phase.ENDED:
        if told.phase in (Phase.ASKING, Phase.LINGERING):
            told.asked().tell(Command.YES)
        told.tick()
    assert set(told.said()) <= prepared(told, first)


@pytest.mark.parametrize("by", ["crying", "microphone"])
def test_answers_to_crying_and_a_spoken_end_are_prepared(by: Any) -> None:
    told = Told().playing(3000)
    first = told.state
    begun = told.now
    told.tell(Command.NO if by == "crying" else Command.DONE, by)
    told.wait(10_000)
    assert told.said(begun + 1)
    assert set(told.said(begun + 1)) <= prepared(told, first)


def test_every_sentence_that_a_phase_may_say_exists() -> None:
    for name in sentences():
        assert WORDS.say(name)


def test_an_uninterrupted_file_needs_only_its_own_sentences() -> None:
    told = Told()
    book, options = suited(routine(), told.state.options, WORDS)
    few, all_of_it = (set(utterances.needed(book, options, WORDS, 0, interrupted=one)) for one in (False, True))
    assert few < all_of_it
    assert WORDS.one("resting") not in few


def test_each_sentence_is_listed_once_the_first_asking_first() -> None:
    told = Told()
    listed = utterances.needed(told.state.book, told.state.options, WORDS, 0)
    assert len(listed) == len(set(listed))
    assert listed[:2] == ("Warm a little oil.", told.state.here.rest)
