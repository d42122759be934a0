"""The steps of the first run: what an answer changes, and which question follows."""

import datetime
from typing import Any

import pytest

from coach.dialogue.first_run import (
    AGAIN,
    END,
    FASTEST,
    FIRST,
    SLOWEST,
    VOLUMES,
    after,
    answered,
    before,
    menu,
    voice_of,
)
from coach.dialogue.spelling import as_name, typed
from coach.store.profile import Profile
from tests.support.told import WORDS

TODAY = datetime.date(2026, 11, 28)
VOICES = ("heart", "system", "system:a", "system:b")


@pytest.mark.parametrize("step", [step for step in FIRST if step != "name"])
def test_the_first_choice_of_every_list_changes_nothing(step: Any) -> None:
    mine = Profile()
    asked = menu(step, mine, WORDS, voices=VOICES)
    assert answered(step, asked.choices[asked.at].value, mine, TODAY) == mine


def test_one_key_pressed_again_and_again_comes_to_the_end() -> None:
    step, steps = AGAIN[0], 0
    while step != END:
        step, steps = after(step, "", AGAIN), steps + 1
    assert steps == len(AGAIN)
    assert after("start", "", FIRST) == END, "with everything as usual, nothing more is asked"
    assert after("start", "all", FIRST) == "rate"


def test_louder_and_softer_stay_at_their_question_until_it_is_good() -> None:
    assert after("loudness", "louder", FIRST) == "loudness"
    asked = menu("loudness", Profile(), WORDS, adjusting=True)
    assert asked.question == WORDS.say("like-this")
    louder = answered("loudness", "louder", Profile(volume=100), TODAY)
    assert louder.volume == 140
    assert answered("loudness", "softer", louder, TODAY).volume == 100


@pytest.mark.parametrize(
    ("mine", "said", "offered"),
    [
        (Profile(volume=VOLUMES[-1]), "I can't get any louder.", ["", "softer"]),
        (Profile(volume=VOLUMES[0]), "I can't get any softer.", ["", "louder"]),
        (Profile(rate=FASTEST), "I can't talk any faster.", ["", "slower"]),
        (Profile(rate=SLOWEST), "I can't talk any slower.", ["", "faster"]),
    ],
)
def test_an_end_is_announced_and_offers_only_the_way_back(mine: Any, said: Any, offered: Any) -> None:
    asked = menu("rate" if "talk" in said else "loudness", mine, WORDS, adjusting=True)
    assert asked.question == (said, *WORDS.say("like-this"))
    assert [one.value for one in asked.choices] == offered


@pytest.mark.parametrize(("value", "most"), [("louder", VOLUMES[-1]), ("softer", VOLUMES[0])])
def test_loudness_stops_before_it_would_hurt_or_vanish(value: Any, most: Any) -> None:
    mine = Profile()
    for _ in range(20):
        mine = answered("loudness", value, mine, TODAY)
    assert mine.volume == most
    beyond = Profile(volume=300 if value == "louder" else 5)
    assert answered("loudness", value, beyond, TODAY) == beyond, "a value of the caregiver's own is kept"


@pytest.mark.parametrize(("value", "most"), [("faster", FASTEST), ("slower", SLOWEST)])
def test_the_rate_stops_before_words_are_lost(value: Any, most: Any) -> None:
    mine = Profile()
    for _ in range(20):
        mine = answered("rate", value, mine, TODAY)
    assert mine.rate == most


def test_a_list_begins_with_the_earlier_choice() -> None:
    mine = Profile(voice="system", hands="one")
    assert menu("voice", mine, WORDS, voices=VOICES).at == 1
    assert menu("hands", mine, WORDS).at == 2
    for other in (Profile(voice="none"), Profile(voice="system", voice_id="aria")):
        asked = menu("voice", other, WORDS, voices=VOICES)
        assert asked.choices[asked.at].value == voice_of(other), "any key leaves a voice that was typed"


def test_every_answer_is_stored_in_its_setting() -> None:
    mine = Profile()
    for step, value in (("voice", "system:a"), ("name", "Mia"), ("age", "42"), ("hands", "left"), ("keys", "pedal")):
        mine = answered(step, value, mine, TODAY)
    assert mine == Profile(voice="system", voice_id="a", baby="Mia", born="2026-10-17", hands="left")
    assert answered("age", "", mine, TODAY) == mine


def test_going_back_leads_to_the_previous_question_and_finally_out() -> None:
    assert before("rate", FIRST) == "start"
    assert before("start", FIRST) == "age", "how old the baby is, everybody is asked"
    assert before("loudness", FIRST) == END


def test_a_name_is_typed_letter_by_letter_and_gets_its_capitals() -> None:
    text = ""
    for key in ("-", "space", "a", "n", "n", "x", "backspace", "a", "space", "l", "1", "f1", b"ou".hex()):
        text = typed(text, key)
    assert as_name(text) == "Anna Lou"
    assert as_name("anna-lena o'neil ") == "Anna-Lena O'neil"
    assert typed("mi", "ff") == "mi", "half a letter is none"
