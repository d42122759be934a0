"""A spoken list: what each key does in it."""

from typing import Any

import pytest

from coach.dialogue.menu import PAUSES, Choice, Menu, pause, press, takes_what_is_spoken, unanswered, yes_or_no
from coach.session.keymap import BACKWARD, FORWARD
from tests.support.told import WORDS

LIST = Menu(("Which one?",), tuple(Choice(name, f"{name}.") for name in ("legs", "hips", "all", "nothing")))
ASKED = yes_or_no(("Leave it out?",), "Leave it out.", "Keep it.")


def test_every_choice_says_its_number_and_the_total() -> None:
    assert LIST.line(1, WORDS) == "Two of four. hips."


@pytest.mark.parametrize("key", ["enter", "space", "k", "f1", "evdev:KEY_PAGEDOWN", "q"])
def test_any_key_takes_the_choice_that_is_being_spoken(key: str) -> None:
    assert press(Menu(LIST.question, LIST.choices, at=2), key) == "all"


def test_a_number_takes_its_choice_and_an_unknown_one_repeats_the_list() -> None:
    assert press(LIST, "4") == "nothing"
    for key in ("0", "5", "tab"):
        assert press(LIST, key) == LIST


LONG = Menu(("Which one?",), tuple(Choice(str(n), f"{n}.") for n in range(1, 17)))


@pytest.mark.parametrize(
    ("digits", "number"),
    [("1", 1), ("12", 12), ("10", 10), ("16", 16), ("17", 7), ("3", 3), ("123", 3), ("\u0661\u0662", 12)],
)
def test_in_a_long_list_a_number_leads_to_its_choice(digits: str, number: int) -> None:
    menu = LONG
    for digit in digits:
        menu = walked(menu, digit)
    assert menu.at == number - 1
    assert press(menu, "enter") == str(number)


def test_a_digit_counts_anew_after_another_key_or_none() -> None:
    led = walked(LONG, "1")
    assert walked(walked(led, min(FORWARD)), "2").at == walked(unanswered(led), "2").at == 1
    assert walked(LONG, "0") == walked(led, "tab") == LONG


def walked(menu: Menu, key: str) -> Menu:
    """The list at another place, which is not a choice."""
    found = press(menu, key)
    assert isinstance(found, Menu)
    return found


def test_arrows_move_through_the_list_and_wrap_around() -> None:
    down, up = min(FORWARD), min(BACKWARD)
    assert walked(LIST, up).at == 3
    assert walked(walked(LIST, up), down) == LIST
    assert walked(LIST, down).order == (1, 2, 3, 0)


@pytest.mark.parametrize("arrow", sorted(FORWARD | BACKWARD))
def test_an_arrow_with_shift_alt_or_control_only_moves(arrow: Any) -> None:
    assert isinstance(press(LIST, arrow), Menu)
    assert not takes_what_is_spoken(LIST, arrow)


@pytest.mark.parametrize("key", ["enter", "space", "k", "13", "1b5b357e", "evdev:KEY_PAGEDOWN"])
def test_no_key_chooses_before_a_choice_was_heard(key: str) -> None:
    assert takes_what_is_spoken(LIST, key)


@pytest.mark.parametrize("key", ["y", "n", "no", "1", "2", "tab", "escape", min(FORWARD)])
def test_keys_with_their_own_meaning_keep_it_during_the_question(key: str) -> None:
    assert not takes_what_is_spoken(ASKED, key)


@pytest.mark.parametrize("key", ["escape", "backspace"])
def test_escape_and_backspace_go_back(key: str) -> None:
    assert press(LIST, key) is None


def test_a_yes_or_no_question_also_takes_their_letters() -> None:
    assert press(ASKED, "y") == "yes"
    assert press(ASKED, "n") == "no"
    assert press(ASKED, "no") == "no", "said aloud"


def test_a_spoken_no_moves_on_to_the_next_choice() -> None:
    assert walked(LIST, "no").at == 1


def test_an_unanswered_list_repeats_with_ever_longer_pauses() -> None:
    spoken, pauses = Menu(LIST.question, LIST.choices, at=3), []
    for _ in range(6):
        pauses.append(pause(spoken.rounds))
        spoken = Menu(LIST.question, LIST.choices, 3, unanswered(spoken).rounds)
    assert pauses == [*PAUSES, PAUSES[-1], PAUSES[-1]]
    assert unanswered(spoken).at == 0
