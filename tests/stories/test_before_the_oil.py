"""Before the oil: the care questions, their answers and their keys."""

from itertools import pairwise
from typing import Any

import pytest

from coach.model.effects import Say
from coach.model.events import STRAY
from coach.session.keymap import remapped
from coach.session.state import Phase
from tests.support.told import ASK, WORDS, Told, in_phase, is_hush, texts


def test_it_begins_with_the_care_questions_and_waits_for_a_key() -> None:
    told = Told(care=True)
    told.wait(60_000)
    assert told.phase is Phase.CARE
    assert texts(effect for _, effect in told.effects)[: len(WORDS.say("care"))] == list(WORDS.say("care"))


def test_the_care_questions_are_shorter_once_known() -> None:
    assert WORDS.say("care-short")[0] in Told(care=True, detail="remind").asked().said()


def test_when_all_is_well_it_sounds_the_chime_and_asks() -> None:
    told = Told(care=True).asked()
    assert is_hush(told.press("enter"))
    told.asked()
    assert told.phase is Phase.ASKING
    assert told.sounds()[-1] == "chime"
    assert told.said()[-1] == ASK


def test_when_the_baby_is_unwell_it_ends_kindly_with_advice() -> None:
    told = Told(care=True).asked()
    assert is_hush(told.press("n"))
    told.wait(60_000)
    assert told.state.over
    assert told.state.why == "care"
    assert "Then we'll leave the massage for today." in told.said()
    call = ["This is not for massage.", "Call your doctor or the emergency number. Do it now.", "Goodbye."]
    assert told.said()[-3:] == call


def test_not_sure_in_the_care_questions_waits_with_advice() -> None:
    told = Told(care=True).asked()
    assert is_hush(told.press("h"))
    told.asked()
    assert told.phase is Phase.CARE
    answer = [line for name in ("care-not-sure", "care-signs", "care-choices") for line in WORDS.say(name)]
    assert told.said()[-len(answer) :] == answer


def test_the_care_questions_can_be_repeated() -> None:
    told = Told(care=True).asked()
    begun = told.now
    assert is_hush(told.press("a"))
    assert told.asked().said(begun) == [*WORDS.say("care"), *WORDS.say("care-choices")]


def test_where_are_we_before_the_oil_is_answered_and_questions_go_on() -> None:
    told = Told(care=True).until_said(WORDS.say("care")[2])
    begun = told.now
    told.press("w", after=500)
    told.asked()
    assert told.said(begun)[1] == WORDS.one("where-care")
    assert told.said(begun)[-1] == WORDS.say("care-choices")[-1]


def choosing(n: Any) -> Any:
    """Before the oil, while the n-th answer is being spoken."""
    told = Told(care=True).until_said(WORDS.say("care-choices")[n])
    told.wait(1000)
    return told


@pytest.mark.parametrize(("n", "phase"), [(0, Phase.ASKING), (2, Phase.CARE), (3, Phase.ENDED)])
def test_before_the_oil_any_key_takes_the_answer_that_is_being_spoken(n: int, phase: Any) -> None:
    told = choosing(n)
    assert is_hush(told.press("space"))
    assert told.phase is phase


@pytest.mark.parametrize(
    ("key", "phase"), [("1", Phase.ASKING), ("3", Phase.CARE), ("4", Phase.ENDED), ("escape", Phase.ENDED)]
)
def test_before_the_oil_a_number_takes_its_answer_and_escape_leaves(key: str, phase: Any) -> None:
    told = Told(care=True)
    told.press(key, after=500)
    assert told.phase is phase


def test_an_early_key_only_brings_the_answers() -> None:
    told = Told(care=True)
    told.press("k", after=500)
    begun = told.now
    assert told.phase is Phase.CARE
    assert told.asked().said(begun) == list(WORDS.say("care-choices"))


def test_a_key_as_an_answer_begins_takes_the_previous_answer() -> None:
    told = Told(care=True).until_said(WORDS.say("care-choices")[3])
    told.wait(100)
    told.press("k")
    assert told.phase is Phase.CARE
    assert told.marks()[-1] == ("not sure", "care")


def test_arrows_move_through_the_answers_and_wrap_around() -> None:
    told = Told(care=True)
    spoken = []
    for key in ("1b5b42", "1b5b42", "1b5b41", "1b5b41"):
        told.press(key, after=5000)
        spoken.append(told.first(told.now))
    first, second, _, last = WORDS.say("care-choices")
    assert spoken == [first, second, first, last]


def test_the_answers_are_said_again_after_a_silence_and_later_each_time() -> None:
    told = Told(care=True).asked()
    said_at = [told.now]
    told.wait(30 * 60_000)
    first = WORDS.say("care-choices")[0]
    said_at += [at for at, effect in told.effects if isinstance(effect, Say) and effect.text == first][1:]
    waits = [b - a for a, b in pairwise(said_at)]
    assert len(waits) == 3
    assert waits == sorted(waits)
    assert told.phase is Phase.CARE


def test_a_key_held_before_the_oil_answers_nothing_later() -> None:
    told = choosing(0)
    told.press("space")
    for _ in range(20):
        told.press("space", after=100)
    assert told.phase is Phase.ASKING
    assert ("no", "") not in [(what, "") for what, _ in told.marks()]


def test_a_key_that_is_off_does_nothing_before_the_oil() -> None:
    told = Told(care=True, keys=remapped({"k": "off"}))
    assert told.press("k", after=500) == ()


@pytest.mark.parametrize("after", [1, 200, 399])
def test_a_key_as_the_first_answer_begins_chooses_nothing(after: int) -> None:
    told = Told(care=True)
    first = told.state.words.say("care-choices")[0]
    told.until_said(first)
    told.wait(after)
    told.press("k")
    assert told.phase is Phase.CARE


def test_bytes_that_are_not_a_key_answer_nothing() -> None:
    told = in_phase(Phase.CARE)
    for _ in range(5):
        assert told.press(STRAY, after=1000) == ()
    assert told.phase is Phase.CARE
