"""A massage at bedtime: slow, soft and softer, never a sentence that asks; and what happens once the baby sleeps."""

import re
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.cli.context import Context
from coach.model.effects import BedOff, Fade, Hush, Say, Sound
from coach.model.events import Command, Notice
from coach.model.options import START_DB, Beat, Options
from coach.model.routine import Count
from coach.planning import bedtime, timeline, utterances
from coach.planning.timeline_builder import estimate
from coach.playback.live_session import Session
from coach.session.keymap import HELD
from coach.session.state import Phase
from coach.store.profile import Profile
from coach.support.errors import UsageError
from coach.support.event_log import Log
from coach.support.terminal import Printer
from tests.support.told import ASK, NEXT, WORDS, Told, book_of, is_hush, ours, routine

ROUTINES = ("legs-and-feet", "hips", "stretches", "whole-routine")
GROWN: dict[str, Any] = {"age": 150, "hips_cleared": True, "reflux_free": True}
BED = 20 * 60_000


def night(name: Any = "", **options: Any) -> Any:
    """A bedtime session of one of our routines, or of the tiny one."""
    return Told(ours(name) if name else routine(), bedtime=True, bed_after=BED, **{**GROWN, **options})


def slept_through(told: Any) -> Any:
    """Lead it to its end: every question answered, every open end gone on from."""
    while told.phase is not Phase.ENDED:
        if told.phase is Phase.ASKING:
            told.asked().tell(Command.YES)
        elif told.phase is Phase.LINGERING:
            told.tell(Command.YES)
        else:
            told.tick()
    return told


def gains(told: Any, kind: Any = Say) -> Any:
    return [effect.gain for _, effect in told.effects if isinstance(effect, kind)]


# --- what is left out, and in what order ---------------------------------------------------------


@pytest.mark.parametrize("name", ROUTINES)
def test_waking_strokes_and_games_are_left_out(name: str) -> None:
    book = book_of(ours(name), Options(bedtime=True, **GROWN))
    left = {stroke.name for area in book.areas for stroke in area.strokes}
    assert not left & {"upward glide", "toes to nose"}
    assert {stroke.energy for area in book.areas for stroke in area.strokes} == {"calming"}


def test_omissions_are_announced() -> None:
    said = book_of(ours("whole-routine"), Options(bedtime=True, **GROWN)).opening[0].teach
    assert said == ("For a calm bedtime, I'm leaving out upward glide and toes to nose.",)


def test_a_bedtime_with_only_a_waking_stroke_is_refused_with_the_reason() -> None:
    with pytest.raises(UsageError, match="For a calm bedtime, I'm leaving out upward glide"):
        book_of(ours("legs-and-feet"), Options(bedtime=True, only=("upward glide",), **GROWN))


def test_hips_come_first_only_on_request() -> None:
    def titles(**options: Any) -> Any:
        return [area.title for area in book_of(ours("whole-routine"), Options(bedtime=True, **GROWN, **options)).areas]

    assert titles() == ["Left leg", "Right leg", "Bottom and hips", "Stretches"]
    assert titles(hips_first=True) == ["Bottom and hips", "Left leg", "Right leg", "Stretches"]


def test_in_the_second_half_numbers_are_ticked() -> None:
    told = slept_through(night("legs-and-feet"))
    asked = [at for at, effect in told.effects if isinstance(effect, Say) and effect.text in (ASK, NEXT)]
    counted = [
        at
        for at, effect in told.effects
        if isinstance(effect, Say) and re.search(r"\b(one|two|three)\.$", effect.text.lower())
    ]
    assert [at for at in counted if at < asked[1]]
    assert [at for at in counted if at > asked[1]] == []
    assert told.sounds(asked[1]).count("tick") > 30


def test_spoken_numbers_at_bedtime_are_possible_on_request() -> None:
    assert slept_through(night(count=Count.SPOKEN)).said().count("The little toe.") == 2


# --- how it is said ------------------------------------------------------------------------------


def test_rests_are_longer_at_bedtime() -> None:
    def length(**options: Any) -> Any:
        chosen = Options(**options)
        return timeline.timeline(book_of(routine(), chosen).areas[0], chosen, WORDS, estimate).length

    assert length(bedtime=True) > length() + 1000


def test_it_begins_six_decibels_softer_and_ends_in_a_whisper() -> None:
    told = slept_through(night("legs-and-feet"))
    assert gains(told)[0] == -6
    assert gains(told)[-1] == -15 or told.wait(20_000) is not None
    told.wait(60_000)
    assert gains(told)[-1] == -15


def before_the_session(**given: Any) -> Any:
    """How loud the first sound is, and all that is said until a session sets its own loudness."""
    mine = Profile(voice="none", output="none", bed="none", **given)
    session = Session(Context(mine, WORDS, Printer(None), Log(), "none"))
    session.loudspeaker.greet()
    return float(np.sqrt(np.mean(session.mixer.render(24_000) ** 2)))


def test_questions_before_a_bedtime_are_as_soft_as_its_beginning() -> None:
    usual, soft = before_the_session(), before_the_session(bedtime=True)
    assert 20 * np.log10(soft / usual) == pytest.approx(START_DB, abs=0.1)
    louder = before_the_session(bedtime=True, volume=200)
    assert 20 * np.log10(louder / usual) == pytest.approx(START_DB + 6, abs=0.2)


@pytest.mark.parametrize("name", ROUTINES)
def test_neighbouring_sentences_differ_by_one_decibel_at_most_and_never_grow_louder(name: str) -> None:
    told = slept_through(night(name))
    told.wait(60_000)
    steps = {later - earlier for earlier, later in pairwise(gains(told))}
    assert steps <= {0, -1}


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([c for c in Command if c is not Command.BEGIN]), st.integers(0, 40_000)), max_size=12
    ),
    st.booleans(),
)
def test_neighbouring_sentences_never_differ_by_more_than_three_decibels(story: Any, asleep: Any) -> None:
    told = Told(bedtime=asleep)
    for command, ms in story:
        told.wait(ms)
        told.tell(command)
        told.wait(20_000)
    assert all(abs(later - earlier) <= 3 for earlier, later in pairwise(gains(told)))


def test_without_bedtime_every_sentence_is_as_loud_as_the_other() -> None:
    told = Told().playing().until(Phase.ASKING)
    assert set(gains(told)) == {0}


@pytest.mark.parametrize("name", ROUTINES)
@pytest.mark.parametrize("detail", ["teach", "remind", "counts"])
def test_only_the_question_rises_at_its_end(name: str, detail: str) -> None:
    told = night(name, detail=detail, care=True, beat=Beat.BREATH)
    told.asked().tell(Command.YES)
    slept_through(told).wait(60_000)
    book, options = told.state.book, told.state.options
    possible = {text for n in range(len(book.areas)) for text in utterances.needed(book, options, WORDS, n)}
    # The baby is asked once more when she fussed.
    asking = {area.ask for area in book.areas} | set(WORDS.say("fussing"))
    assert [text for text in {*told.said(), *possible} - asking if "?" in text or "!" in text] == []


SET_UP = (
    r"choose|like-this|name-sure|which-leg|jab-instead(-one)?|"
    r"ask-(loudness|start|rate|voice|name|age|hands|keys|set.*|write|routine|meaning|areas|course|short-ones)"
)
"""Sentences of the first evening and of the menu, before there is a session."""


def test_only_the_question_asks() -> None:
    asks = {name for name in WORDS.lines if any("?" in line for line in WORDS.lines[name])}
    asking = {name.removeprefix("coach-asks-") for name in asks if not re.fullmatch(SET_UP, name)}
    assert asking == {"ask", "ask-named", "ask-short", "ask-short-named", "ask-next", "ask-next-named", "fussing"}


# --- the end -------------------------------------------------------------------------------------


def test_after_the_last_word_the_bed_stays_and_nothing_else_sounds() -> None:
    told = slept_through(night())
    ended = told.now
    told.wait(60_000)
    assert "finished" not in told.sounds(ended)
    assert not told.state.over
    (fade,) = [effect for _, effect in told.effects if isinstance(effect, Fade)]
    assert fade.bed
    told.wait(BED)
    assert told.state.over
    assert fade.at + fade.ms == told.state.said_at


def test_a_bedtime_without_a_bed_ends_after_its_last_word() -> None:
    told = slept_through(Told(bedtime=True, **GROWN))
    told.wait(40_000)
    assert told.state.over
    assert not [effect for _, effect in told.effects if isinstance(effect, Fade)]


def test_all_done_at_bedtime_says_goodbye_and_nothing_sounds_after_it() -> None:
    told = night().playing(5000)
    told.tell(Command.DONE)
    told.wait(30_000)
    assert told.state.over
    assert told.sounds(told.now - 30_000) == []


# --- falling asleep ------------------------------------------------------------------------------


def asleep(told: Any) -> Any:
    """What falling asleep brings about, and that it is final."""
    begun = told.now
    assert told.phase is Phase.ENDED
    assert told.state.why == "asleep"
    told.wait(bedtime.SPEECH_FADES_MS)
    later = told.now
    told.wait(2 * BED)
    assert told.said(later) == []
    assert told.sounds(later) == []
    assert told.state.over
    return [(effect.at - begun, effect.ms) for _, effect in told.effects if isinstance(effect, Fade)]


@pytest.mark.parametrize("bedtime_or_not", [True, False])
def test_z_while_it_rests_lets_the_baby_sleep_and_keeps_the_bed(bedtime_or_not: Any) -> None:
    told = Told(bedtime=bedtime_or_not, bed_after=BED).playing(5000)
    told.press("space")
    effects = told.press("z", after=5000)
    assert not is_hush(effects)
    assert ("ended", "asleep") in told.marks()
    assert asleep(told) == [(0, 20_000), (BED - 20_000, 20_000)]


def test_z_during_a_question_fades_its_sentences() -> None:
    told = night()
    told.press("z", after=500)
    begun = told.now
    told.wait(19_000)
    assert told.said(begun)
    assert asleep(told)


def test_z_while_it_leads_is_a_no() -> None:
    told = night().playing(5000)
    assert is_hush(told.press("z"))
    assert told.phase is Phase.RESTING


def test_z_pressed_a_little_long_does_not_end_the_bed() -> None:
    told = night().playing(5000)
    told.press("space")
    told.press("z", after=5000)
    told.press("z", after=500)
    told.press("z", after=33)
    assert not told.state.over


def test_any_key_ends_the_bed_of_a_sleeping_baby() -> None:
    told = night().playing(5000)
    told.press("space")
    told.press("z", after=5000)
    assert told.press("space", after=60_000) == (Hush(told.now), BedOff(told.now))
    assert told.state.over


def test_falling_asleep_without_a_bed_ends_with_the_voice() -> None:
    told = Told().asked()
    told.press("z")
    assert asleep(told) == [(0, 20_000)]


def test_an_open_ended_stroke_may_end_in_sleep() -> None:
    told = Told().asked()
    for _ in range(2):
        told.tell(Command.NEXT)
        told.asked()
    told.playing().until(Phase.LINGERING).press("z")
    assert asleep(told)


def held(told: Any, key: Any, ms: Any, delay: Any = 500, every: Any = 33) -> Any:
    """Press a key and keep it pressed."""
    effects = [told.press(key), told.press(key, after=delay)]
    while ms > delay:
        ms -= every
        effects.append(told.press(key, after=every))
    return effects


@settings(max_examples=60)
@given(st.integers(0, 100_000), st.integers(250, 660), st.integers(20, 50), st.sampled_from(["space", "j", "z"]))
def test_a_held_key_is_a_no_then_sleep_and_never_go_on(when: Any, delay: Any, every: Any, key: str) -> None:
    told = night()
    told.playing(when)
    if told.phase is not Phase.PLAYING:
        return
    effects = held(told, key, 6000, delay, every)
    assert is_hush(effects[0])
    assert told.state.why == "asleep"
    assert not told.state.over
    assert "go on" not in [what for what, _ in told.marks()]
    assert asleep(told)


def test_a_held_key_means_asleep_two_seconds_after_its_no() -> None:
    told = night().playing(3000)
    held(told, "space", HELD - 100)
    assert told.phase is Phase.RESTING
    held(told, "space", HELD + 700)
    assert told.state.why == "asleep"


def test_repeated_taps_are_not_a_held_key() -> None:
    told = night().playing(3000)
    for _ in range(60):
        told.press("space", after=150)
    assert told.phase is Phase.RESTING


def test_outside_bedtime_a_held_key_is_only_a_no() -> None:
    told = Told().playing(3000)
    held(told, "space", 6000)
    assert told.phase is Phase.RESTING


def test_faults_while_the_baby_sleeps_are_only_printed() -> None:
    told = night().playing(5000)
    told.press("space")
    told.press("z", after=5000)
    effects = told.do(Notice(told.now, "The loudspeaker is gone."))
    assert not [effect for effect in effects if isinstance(effect, Say)]
    assert [effect.gain < -5 for effect in effects if isinstance(effect, Sound)] == [True]


def test_a_pedal_can_mean_that_the_baby_sleeps() -> None:
    told = night().playing(5000)
    told.tell(Command.ASLEEP)
    assert asleep(told)
