"""The baby is asked about every area, and has all the time it needs."""

import re
from itertools import pairwise
from typing import Any

import pytest

from coach.model.effects import Earcon, Say, Sound
from coach.model.events import Command, Tick
from coach.session.keymap import WAITING as WAITING_KEYS
from coach.session.machine import TRANSITIONS, wake_at
from coach.session.state import REMINDERS, SIGN_OF_LIFE, Phase
from tests.support.told import ASK, WORDS, Told, is_hush, ours, routine, texts


@pytest.mark.parametrize("phase", [Phase.CARE, Phase.ASKING, Phase.RESTING, Phase.LINGERING])
def test_every_command_is_reached_by_the_list_of_keys_that_tab_speaks(phase: Any) -> None:
    told = Told(care=phase is Phase.CARE)
    if phase is Phase.RESTING:
        told.playing(4000).press("space", after=0)
        told.asked()
    if phase is Phase.LINGERING:
        told = Told(only=("game",)).playing().until(phase)
    begun = told.now
    assert is_hush(told.press("tab", after=2000))
    said = told.asked().said(begun + 2000)
    named = re.findall(r"\b(Enter|Space|Tab|[A-Z]|plus|minus)\b", " ".join(said))
    keys = [{"plus": "+", "minus": "-"}.get(name, name.lower()) for name in named]
    pressed = {WAITING_KEYS[key] for key in keys if key in WAITING_KEYS}
    assert pressed >= {command for of, command in TRANSITIONS if of is phase} & set(WAITING_KEYS.values())
    assert told.phase is phase


def test_tab_before_the_question_says_the_keys_then_asks_it() -> None:
    told = Told()
    told.press("tab", after=500)
    assert told.asked().said()[-1] == ASK


def test_during_one_moment_tab_is_a_no_like_every_key() -> None:
    told = Told(prepared=False).asked()
    told.press("y")
    assert is_hush(told.press("tab", after=2000))
    assert told.phase is Phase.DECLINED


def test_the_question_comes_last_before_the_babys_time() -> None:
    told = Told().asked()
    assert told.said()[-1] == ASK
    asked = told.state.said_at
    told.wait(30 * 60_000)
    said = [(at - asked, effect) for at, effect in told.effects if at > asked]
    reminders = [at for at, effect in said if isinstance(effect, Say)]
    signs = [at for at, effect in said if isinstance(effect, Sound)]
    assert reminders == list(REMINDERS)
    assert {effect.name for _, effect in said if isinstance(effect, Sound)} == {"alive"}
    assert signs == list(range(2 * SIGN_OF_LIFE, 30 * 60_000 + 1, SIGN_OF_LIFE))
    assert told.phase is Phase.ASKING


def test_the_name_of_the_baby_is_part_of_the_question() -> None:
    assert Told(baby="Anna").asked().said()[-1] == "Ask Anna in your own words: massage?"


def test_a_newborn_is_massaged_with_dry_hands() -> None:
    newborn, older = (Told(ours("legs-and-feet"), age=age).asked().said() for age in (10, 100))
    assert "Keep your hands dry and warm." in newborn
    assert not any("a little oil" in line for line in newborn)
    assert "Warm a little oil, or use dry hands." in older
    assert not any("better without oil" in line for line in older)


def test_when_baby_says_yes_the_leading_begins_with_the_first_stroke() -> None:
    told = Told().asked()
    assert is_hush(told.press("y"))
    assert told.first(told.now) == "Rope."
    assert told.sounds()[-1] == "go_on"


def test_a_yes_before_the_question_only_brings_the_question_nearer() -> None:
    told = Told()
    told.wait(1000)
    assert is_hush(told.press("enter"))
    assert told.phase is Phase.ASKING
    told.wait(1000)
    assert told.sounds()[-1] == "chime"
    told.press("enter")
    assert told.phase is Phase.ASKING
    told.asked()
    assert told.said()[-1] == ASK
    told.press("enter")
    assert told.phase is Phase.PLAYING


def test_a_yes_before_a_late_question_is_no_answer() -> None:
    told = Told()
    planned = told.state.question
    told.do(Tick((wake_at(told.state) or 0) + 4000))
    assert told.state.question == planned + 4000


def test_words_that_are_not_ready_are_waited_for() -> None:
    told = Told(prepared=False)
    told.asked()
    assert "One moment." in texts(told.press("enter"))
    told.wait(5000)
    told.prepare(0)
    assert told.phase is Phase.PLAYING
    assert told.first(told.now) == "Rope."


def test_slow_words_get_signs_of_life() -> None:
    told = Told(prepared=False).asked()
    told.tell(Command.YES)
    begun = told.now
    told.wait(61_000)
    alive = [at for at, effect in told.effects if at > begun and isinstance(effect, Sound)]
    assert len(alive) >= 10
    assert max(b - a for a, b in pairwise([begun, *alive])) < 8000
    assert set(told.sounds(begun + 1)) == {"alive"}
    told.prepare(0)
    assert told.first(told.now) == "Rope."


def test_a_second_yes_while_words_are_made_is_only_acknowledged() -> None:
    told = Told(prepared=False).asked()
    told.tell(Command.YES)
    before = told.state
    assert told.tell(Command.YES) == (Sound(told.now, Earcon.ALIVE),)
    assert told.state == before
    told.prepare(0)
    assert told.phase is Phase.PLAYING


def test_while_the_words_are_made_any_key_is_a_no() -> None:
    told = Told(prepared=False).asked()
    told.press("enter")
    told.press("enter", after=2000)
    assert told.phase is Phase.DECLINED
    told.prepare(0)
    assert told.phase is Phase.DECLINED


@pytest.mark.parametrize("command", [Command.WHERE, Command.LOUDER, Command.SLOWER])
def test_a_repeated_question_keeps_the_yes(command: Any) -> None:
    told = Told(prepared=False).asked()
    told.tell(Command.YES)
    told.tell(command)
    told.prepare(0)
    assert told.phase is Phase.PLAYING


def test_when_not_sure_it_asks_again_later_and_softer() -> None:
    told = Told().asked()
    begun = told.now
    assert is_hush(told.press("h"))
    told.asked()
    again = [effect for at, effect in told.effects if at > begun and isinstance(effect, Say)][-1]
    assert again.text == ASK
    assert again.gain < 0
    assert again.at - begun >= 15_000
    assert told.phase is Phase.ASKING


def test_after_not_sure_in_the_opening_the_question_can_be_answered() -> None:
    told = Told(routine(OPENING))
    told.press("h", after=1000)
    told.asked()
    told.press("y")
    assert told.phase is Phase.PLAYING


def test_the_question_is_repeated_on_demand_with_where_the_hands_rest() -> None:
    told = Told().asked()
    begun = told.now
    assert is_hush(told.press("a"))
    assert told.asked().said(begun) == ["Both hands rest on the left leg.", ASK]


def test_while_asking_the_next_and_the_previous_area_can_be_asked_about() -> None:
    told = Told().asked()
    told.press("x", after=400)
    assert told.state.here.title == "Right leg"
    told.press("b", after=400)
    assert told.state.here.title == "Left leg"
    told.press("b", after=400)
    assert told.state.here.title == "Left leg"


def test_when_the_last_area_is_skipped_it_ends() -> None:
    told = Told().asked()
    for _ in range(3):
        told.press("x", after=400)
    told.wait(60_000)
    assert told.state.over
    assert "That was all." in told.said()


def test_after_a_no_to_the_question_a_yes_asks_again() -> None:
    told = Told().asked()
    assert is_hush(told.press("space"))
    told.wait(10_000)
    assert told.said()[-1] == WORDS.one("resting-asked")
    told.press("enter")
    assert told.phase is Phase.ASKING
    assert told.asked().said()[-1] == ASK


@pytest.mark.parametrize(("key", "title"), [("x", "Right leg"), ("b", "Left leg"), ("a", "Left leg")])
def test_after_a_no_to_the_question_moving_on_asks_and_never_plays(key: str, title: str) -> None:
    told = Told().asked()
    told.press("n")
    told.press(key, after=2000)
    assert told.phase is Phase.ASKING
    assert told.state.here.title == title


OPENING = """\
coach: 1
title: Long opening
opening:
  - teach: ["Warm a little oil.", 30, "Rub the palms.", 30]
  - sound: chime
parts:
  - title: Tummy
    strokes:
      - {name: circles, teach: "Circle.", remind: "Circle.", times: 2, ours: true}
"""
