"""What breaks, what is late, and what a microphone hears."""

from dataclasses import replace
from typing import Any

import pytest

from coach.model.effects import Say, Show
from coach.model.events import Bringer, Command, Notice, Tick
from coach.planning.timeline_builder import estimate
from coach.session.machine import LATE, wake_at
from coach.session.state import Phase
from tests.support.told import WORDS, Told, in_phase, is_hush, names, texts


def test_a_fault_is_announced_while_leading() -> None:
    told = Told().playing(3000)
    effects = told.notice("My voice is back.")
    assert names(effects) == ["trouble"]
    assert texts(effects) == ["My voice is back."]


def test_a_fault_from_the_start_is_announced_before_the_questions() -> None:
    assert texts(in_phase(Phase.READY).notice("I cannot hear the pedal.")) == ["I cannot hear the pedal."]


GONE, BACK = Notice(0, "The ears are gone.", "ears"), Notice(0, "The ears are back.", "ears", good=True)


def resting() -> Any:
    """A rest in the third repetition of a stroke, in which all is said."""
    told = Told().playing().count(2)
    told.tell(Command.NO)
    return told.asked()


def happens(told: Any, news: Any) -> Any:
    """A part breaks or is whole again; what is done about it at once."""
    return told.do(replace(news, at=told.now))


def test_a_fault_in_a_rest_is_announced_with_the_next_reminder() -> None:
    told = resting()
    told.wait(5000)
    assert texts(happens(told, GONE)) == []
    said = told.wait(16_000)
    assert texts(said) == [WORDS.say("rest-wait")[0], GONE.text]
    assert said[1].at >= said[0].at + 1000
    assert texts(told.wait(45_000)) == [WORDS.say("rest-wait")[1]]


def test_a_fault_in_a_long_rest_is_announced_within_a_minute() -> None:
    told = resting()
    told.wait(600_000)
    happens(told, GONE)
    assert texts(told.wait(19_000)) == []
    assert texts(told.wait(2000)) == [GONE.text]
    assert texts(told.wait(600_000)) == []


def test_a_fault_in_a_rest_is_announced_before_going_on() -> None:
    told = resting()
    happens(told, GONE)
    begun = told.now
    told.press("enter", after=3000)
    told.count(2)
    assert told.said(begun)[:3] == [GONE.text, "Rope.", "Five more on the left leg."]
    says = [effect for at, effect in told.effects if at >= begun and isinstance(effect, Say)]
    assert says[1].at >= says[0].at + estimate(GONE.text)


def test_a_fault_that_came_and_went_in_a_rest_is_no_news() -> None:
    told = resting()
    for news in (GONE, BACK, GONE, BACK):
        happens(told, news)
    assert texts(told.wait(30_000)) == [WORDS.say("rest-wait")[0]]


def test_recovery_in_a_rest_is_announced() -> None:
    told = Told().playing(3000)
    happens(told, GONE)
    told.tell(Command.NO)
    told.asked()
    happens(told, replace(BACK, text="Better."))
    happens(told, BACK)
    assert texts(told.wait(30_000)) == [WORDS.say("rest-wait")[0], BACK.text]


def test_after_the_goodbye_nothing_more_is_told_from_the_rest() -> None:
    told = resting()
    happens(told, GONE)
    begun = told.now
    told.tell(Command.DONE)
    told.wait(60_000)
    assert GONE.text not in told.said(begun)
    assert told.state.over


@pytest.mark.parametrize("phase", [Phase.RESTING, Phase.ENDED])
def test_a_fault_is_only_printed_when_nothing_may_be_said(phase: Any) -> None:
    told = in_phase(phase)
    effects = told.notice("My voice is back.")
    assert texts(effects) == []
    assert [effect.text for effect in effects if isinstance(effect, Show) and effect.bell] == ["My voice is back."]
    assert names(effects) == ["trouble"]


def test_a_late_cue_moves_what_follows_and_nothing_is_said_at_once() -> None:
    told = Told().playing().count(2)
    due = wake_at(told.state) or 0
    told.do(Tick(due + 2000))
    assert (wake_at(told.state) or 0) - (due + 2000) >= 4000


def test_a_cue_a_little_late_keeps_the_beat() -> None:
    told = Told().playing().count(2)
    due = wake_at(told.state) or 0
    told.do(Tick(due + LATE))
    assert wake_at(told.state) == due + 5000


def test_after_the_machine_slept_the_stroke_begins_again_with_its_place() -> None:
    told = Told().playing().count(3)
    told.now += 3_600_000
    begun = told.now
    told.do(Tick(begun))
    told.count(4)
    assert told.said(begun)[:3] == ["We were at rope, on the left leg.", "Rope.", "Three more on the left leg."]
    assert told.marks(begun)[0][0] == "slept"


@pytest.mark.parametrize("minutes", [10, 600])
def test_after_sleep_in_an_open_ended_stroke_it_names_the_place(minutes: int) -> None:
    told = in_phase(Phase.LINGERING)
    told.now += minutes * 60_000
    begun = told.now
    told.do(Tick(begun))
    told.wait(12_000)
    assert told.said(begun)[0] == "We were at game, on the play."
    assert len(told.sounds(begun)) <= 3, "a backlog of ticks"


@pytest.mark.parametrize("phase", [Phase.CARE, Phase.ASKING, Phase.RESTING])
def test_after_sleep_while_waiting_there_is_one_reminder(phase: Any) -> None:
    told = in_phase(phase)
    told.wait(1000)
    told.now += 600_000
    begun = told.now
    while wake_at(told.state) <= begun + 5000:
        told.tick()
    waits = [*WORDS.say("ask-wait"), *WORDS.say("rest-wait"), *WORDS.say("care-choices")[:1]]
    assert sum(text in waits for text in told.said(begun)) == 1


def test_after_sleep_signs_of_life_do_not_come_in_a_burst() -> None:
    told = Told(prepared=False).asked()
    told.tell(Command.YES)
    told.wait(7000)
    told.now += 600_000
    begun = told.now
    while wake_at(told.state) <= begun + 6000:
        told.tick()
    assert told.sounds(begun) == ["alive", "alive"]


def test_a_tick_before_its_time_does_nothing() -> None:
    told = Told()
    before = told.state
    assert told.do(Tick(-1)) == ()
    assert told.state == before


def test_when_the_baby_cries_it_rests_and_says_that_it_heard() -> None:
    told = Told().playing(4000)
    begun = told.now
    assert is_hush(told.tell(Command.NO, by=Bringer.CRYING))
    told.wait(10_000)
    assert told.phase is Phase.RESTING
    assert told.said(begun + 1) == list(WORDS.say("crying"))


def test_crying_in_a_rest_or_during_the_care_questions_changes_nothing() -> None:
    for phase in (Phase.CARE, Phase.RESTING, Phase.ENDED):
        assert in_phase(phase).tell(Command.NO, by=Bringer.CRYING) == ()


def test_listening_for_crying_can_be_switched_off() -> None:
    assert Told(crying=False).playing(4000).tell(Command.NO, by=Bringer.CRYING) == ()


def test_a_spoken_end_is_asked_back_once_and_then_believed() -> None:
    told = Told().playing(4000)
    begun = told.now
    assert is_hush(told.tell(Command.DONE, by=Bringer.MICROPHONE))
    told.wait(10_000)
    assert told.phase is Phase.ENDING
    assert told.said(begun + 1) == list(WORDS.say("end-sure"))
    told.tell(Command.DONE, by=Bringer.MICROPHONE)
    assert told.phase is Phase.ENDED


def test_going_on_cancels_a_spoken_end() -> None:
    told = Told().playing(4000)
    told.tell(Command.DONE, by=Bringer.MICROPHONE)
    told.tell(Command.YES, by=Bringer.MICROPHONE)
    assert told.phase is Phase.PLAYING
    told.tell(Command.DONE, by=Bringer.MICROPHONE)
    assert told.phase is Phase.ENDING
