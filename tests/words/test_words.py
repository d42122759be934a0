"""The coach's own sentences."""

import pytest

from coach import words
from coach.model.wording import sentence
from coach.support.errors import ScriptError
from tests.support.told import WORDS


def test_small_numbers_are_words() -> None:
    assert WORDS.number(1) == "One"
    assert WORDS.number(30) == "Thirty"
    assert WORDS.number(31) == "31"
    assert WORDS.number(0) == "0"


def test_the_number_of_times_is_a_sentence() -> None:
    assert WORDS.times(1) == "Once."
    assert WORDS.times(6) == "Six times."


def test_a_sentence_is_filled_and_begins_with_a_capital() -> None:
    assert sentence("{side} leg.", side="left") == "Left leg."
    assert sentence("") == ""


def test_a_question_has_the_same_words_every_night() -> None:
    assert WORDS.one("ask") == "Ask in your own words: massage?"
    assert WORDS.one("ask-next-named", baby="Anna", title="the left leg") == "Ask Anna about the left leg."


def test_a_no_is_answered_in_one_sentence_without_pleading() -> None:
    for name in ("resting", "resting-asked"):
        (line,) = WORDS.say(name)
        assert "please" not in line.lower()
        assert "?" not in line


def test_reminders_are_three_and_grow_shorter() -> None:
    for name in ("ask-wait", "rest-wait"):
        lengths = [len(line) for line in WORDS.say(name)]
        assert len(lengths) == 3
        assert lengths == sorted(lengths, reverse=True)


def test_an_unknown_language_is_refused_in_a_sentence() -> None:
    with pytest.raises(ScriptError, match=r"xx.yaml: .*install the coach again"):
        words.load("xx")
