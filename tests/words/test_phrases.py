"""What people say to the coach, and that the coach never says it itself by accident."""

from typing import Any

import pytest

from coach.model.events import Command
from coach.words.phrases import PHRASES, commands_in, contained, plain


def test_every_spoken_command_has_its_own_phrase() -> None:
    said = [phrase for phrases in PHRASES["en"].values() for phrase in phrases]
    assert len(said) == len(set(said))
    assert Command.BEGIN not in PHRASES["en"]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Baby says no.", "baby says no"),
        ("Then CARRY  on!", "carry on"),
        ("Baby\u2019s not sure", "baby's not sure"),
        ("Babys not sure", "baby's not sure"),
        ("He carries only", ""),
        ("Carry one hand to the ankle.", ""),
        ("", ""),
    ],
)
def test_phrases_are_found_whatever_their_case_but_not_inside_other_words(text: str, phrase: Any) -> None:
    assert contained(text) == phrase


def test_in_a_language_without_phrases_nothing_is_found() -> None:
    assert contained("carry on", "xx") == ""


def test_no_phrase_contains_another() -> None:
    said = [plain(phrase) for phrases in PHRASES["en"].values() for phrase in phrases]
    assert not [(one, other) for one in said for other in said if one != other and one in other]


def test_a_sentence_gives_every_command_whose_phrase_it_contains() -> None:
    assert commands_in("Baby says no!") == {Command.NO}
    assert commands_in("Go back, a bit slower.") == {Command.BACK, Command.SLOWER}
    assert commands_in("Slide to the ankle.") == frozenset()
    assert commands_in("Baby says no", "xx") == frozenset()
