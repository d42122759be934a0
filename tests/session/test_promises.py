"""What the coach promises to a baby and to the hands of its caregiver, one short story each."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.model.effects import Hush, Say, Sound
from coach.model.events import Command, Tick
from coach.model.options import Detail, Options
from coach.planning.arrange import arrange
from coach.session.keymap import DEFAULT
from coach.session.machine import wake_at
from coach.session.state import Phase
from tests.support.told import WORDS, Told, book_of, is_hush, names, ours, texts

NIGHT = 10 * 3_600_000


@pytest.mark.parametrize("care", [True, False])
def test_silence_is_never_a_yes(care: bool) -> None:
    told = Told(care=care)
    told.wait(NIGHT)
    assert told.phase is (Phase.CARE if care else Phase.ASKING)
    assert not [what for what, _ in told.marks() if what in ("yes", "stroke")]


def test_a_rest_lasts_until_a_yes() -> None:
    told = Told().playing(4000)
    told.press("space")
    told.wait(NIGHT)
    assert told.phase is Phase.RESTING


def test_a_machine_that_slept_all_night_does_not_resume() -> None:
    told = Told().playing(4000)
    told.press("space")
    told.now += NIGHT
    for _ in range(100):
        told.do(Tick(max(told.now, wake_at(told.state))))
    assert told.phase is Phase.RESTING


@settings(max_examples=50)
@given(st.text(min_size=1, max_size=8), st.integers(0, 100_000))
def test_any_key_silences_the_coach_while_it_leads(key: str, when: Any) -> None:
    told = Told()
    told.playing(when)
    if told.phase is Phase.PLAYING:
        assert is_hush(told.press(key))
        assert told.phase is Phase.RESTING


def test_after_a_no_nothing_pleads() -> None:
    told = Told().playing(4000)
    told.press("space")
    begun = told.now
    told.wait(NIGHT)
    said = told.said(begun)
    assert len(said) == 4
    assert not [text for text in said if "?" in text or "please" in text.lower() or "!" in text]


def test_after_the_reminders_a_rest_has_only_rare_signs_of_life() -> None:
    told = Told().playing(4000)
    told.press("space")
    told.wait(600_000)
    begun = told.now
    told.wait(3_600_000)
    assert told.said(begun) == []
    assert set(told.sounds(begun)) == {"alive"}
    assert len(told.sounds(begun)) == 20


def test_a_no_is_a_good_ending() -> None:
    told = Told().playing(4000)
    told.press("space")
    told.press("q", after=20_000)
    told.wait(60_000)
    assert told.state.over
    assert told.state.why == "no"
    assert told.said()[-2:] == list(WORDS.say("goodbye-no"))


def test_yes_no_and_not_sure_lead_to_different_places() -> None:
    phases = {}
    for key in ("y", "n", "h"):
        told = Told().asked()
        told.press(key)
        phases[key] = (told.phase, told.asked().said()[-1] if key != "y" else "")
    assert [phase for phase, _ in phases.values()] == [Phase.PLAYING, Phase.DECLINED, Phase.ASKING]
    assert len(set(phases.values())) == 3


def test_a_coach_that_asks_itself_uses_the_same_one_or_two_words() -> None:
    for routine in ("legs-and-feet", "hips", "whole-routine"):
        for baby in ("", "Anna"):
            asks = {area.ask for area in book_of(ours(routine), Options(baby=baby, coach_asks=True)).areas}
            assert asks == {f"Massage, {baby}?" if baby else "Massage?"}


def test_the_chime_comes_only_before_the_first_question() -> None:
    told = Told().asked()
    assert told.sounds().count("chime") == 1
    for _ in range(2):
        told.playing().until(Phase.ASKING).asked()
    assert told.sounds().count("chime") == 1


@pytest.mark.parametrize("detail", [*Detail])
def test_hands_are_rubbed_along_with_the_chime(detail: Any) -> None:
    told = Told(ours("legs-and-feet"), detail=detail).asked()
    chime = next(at for at, effect in told.effects if getattr(effect, "name", "") == "chime")
    assert (
        "Rub your hands" in [effect.text for at, effect in told.effects if isinstance(effect, Say) and at < chime][-1]
    )


def test_before_every_question_it_says_where_the_hands_rest() -> None:
    told = Told().asked()
    for _ in range(2):
        assert told.said()[-2].startswith("Both hands rest") or told.said()[-3].startswith("Both hands rest")
        told.playing().until(Phase.ASKING).asked()


def test_a_stimulating_stroke_is_never_done_more_than_three_times() -> None:
    told = Told(ours("legs-and-feet"), only=("upward glide",), age=120).playing().until(Phase.ASKING)
    said = [text.split(".")[0] for text in told.said() if "hand, " in text]
    counted = [text.split()[-1] for text in said if text.endswith((" one", " two", " three", " four"))]
    assert counted == ["one", "two", "three"]


@pytest.mark.parametrize("phase_after", [0, 3000, 20_000, 60_000])
def test_the_words_before_a_no_are_never_spoken_after_it(phase_after: int) -> None:
    told = Told().playing(phase_after)
    told.tell(Command.NO)
    begun = told.now
    led = {
        text for area in told.state.book.areas for stroke in area.strokes for text in (*stroke.teach, f"{stroke.name}.")
    }
    told.wait(NIGHT // 10)
    assert not led & set(told.said(begun))


def test_the_hush_of_a_no_comes_before_anything_slow() -> None:
    for command in (Command.NO, Command.DONE):
        told = Told().playing(5000)
        effects = told.tell(command)
        assert effects[0] == Hush(told.now)
        assert not texts(effects)
        assert not names(effects)


def test_a_whole_night_costs_few_wake_ups() -> None:
    told = Told()
    told.wait(NIGHT)
    woken = [effect for _, effect in told.effects if isinstance(effect, Say | Sound)]
    assert len(woken) < 300


def test_every_stroke_can_be_left_out() -> None:
    for routine in ("legs-and-feet", "hips", "stretches"):
        script = ours(routine)
        for part in script.parts:
            for stroke in part.strokes:
                chosen = Options(age=200, hips_cleared=True, leave_out=(stroke.name,))
                assert all(
                    stroke.name != kept.name for area in arrange(script, chosen, WORDS).areas for kept in area.strokes
                )


def test_the_keys_of_a_no_are_the_largest_on_the_keyboard() -> None:
    assert DEFAULT.waiting["space"] is Command.NO
    assert DEFAULT.waiting["enter"] is Command.YES
