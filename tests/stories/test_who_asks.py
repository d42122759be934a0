"""The parent asks the baby; the coach only prompts, once, and waits without a hint of which answer is wanted."""

import re

import pytest

from coach.model.effects import Say, Sound
from coach.model.options import Detail, Options
from coach.model.phases import Phase
from tests.support.told import WORDS, Told, book_of, ours, routine

LEADING = r"(?i)\b(yes|no|good|nice|like|enjoy|lovely|want)\b"


def test_the_coach_prompts_the_parent_once_and_then_is_silent() -> None:
    told = Told().asked()
    assert told.said()[-1] == "Ask in your own words: massage?"
    at = told.now
    told.wait(19_000)
    assert not [effect for when, effect in told.effects if when > at and isinstance(effect, Say | Sound)]
    assert told.phase is Phase.ASKING


def test_silence_is_never_a_yes_however_long_the_parent_asks() -> None:
    told = Told().asked()
    told.wait(3_600_000)
    assert told.phase is Phase.ASKING


def test_every_area_is_asked_about_by_its_name() -> None:
    asks = [area.ask for area in book_of(routine(), Options(baby="Anna")).areas]
    assert asks == [
        "Ask Anna in your own words: massage?",
        "Ask Anna about the right leg.",
        "Ask Anna about the play.",
    ]


@pytest.mark.parametrize("name", ["legs-and-feet", "hips", "whole-routine"])
@pytest.mark.parametrize("baby", ["", "Anna"])
def test_no_prompt_hints_at_an_answer(name: str, baby: str) -> None:
    asks = [area.ask for area in book_of(ours(name), Options(baby=baby)).areas]
    assert asks
    assert not [ask for ask in asks if re.search(LEADING, ask)]


def test_after_not_sure_the_parent_asks_again_in_a_while() -> None:
    told = Told().asked()
    told.press("h")
    at = told.now
    told.wait(14_000)
    assert told.said(at) == list(WORDS.say("ask-not-sure"))
    assert "I'll ask" not in " ".join(told.said(at))
    told.wait(6000)
    assert told.said(at)[-1] == WORDS.one("ask")


def test_the_coach_asks_the_baby_itself_on_request() -> None:
    told = Told(coach_asks=True).asked()
    assert told.said()[-1] == "Massage?"
    assert {area.ask for area in told.state.book.areas} == {"Massage?"}
    told.wait(20_100)
    assert told.said()[-1] == "Still asking. There's no hurry. Tab tells every key."


def test_a_one_handed_caregiver_can_have_that_too() -> None:
    told = Told(ours("legs-and-feet"), coach_asks=True, hands="one").asked()
    told.press("h")
    at = told.now
    told.wait(9000)
    assert told.said(at) == [
        "Not sure is an answer. Keep your hand still.",
        "I'll ask your baby again in a little while.",
    ]


@pytest.mark.parametrize("detail", [Detail.REMIND, Detail.COUNTS])
def test_on_later_nights_the_prompt_is_shorter(detail: Detail) -> None:
    assert book_of(routine(), Options(detail=detail)).areas[0].ask == "Ask your baby: massage?"
