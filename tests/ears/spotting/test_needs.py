"""Other ways to ask for a stop than "baby says no"."""

from __future__ import annotations

import numpy as np
import pytest

from coach.ears.spotting import pipeline
from coach.ears.spotting.crying import Crying
from coach.ears.spotting.needs import Level, Needs
from coach.ears.spotting.pipeline import Chain, second_opinion
from coach.ears.spotting.recogniser import Recogniser
from coach.ears.spotting.spelling import VOWEL, ways_of
from coach.ears.spotting.spotter import Detection
from coach.ears.spotting.utterances import Ends
from coach.model.events import Command
from coach.sound.clip import Samples
from tests.support.sounds import RATE, noise, said

PIECE = RATE // 50


def spoken(text: str) -> Samples:
    """What is said, without silence around it."""
    sound = said(text)
    loud = np.flatnonzero(np.abs(sound) > 0.01 * np.abs(sound).max())
    return sound[loud[0] : loud[-1]]


def heard(sound: Samples, names: tuple[str, ...] = (), *, crying: bool = False) -> list[Level]:
    """Levels of "no" that the chain reports."""
    return [one.level for one in detected(sound, names, crying=crying) if one.command is Command.NO]


def detected(sound: Samples, names: tuple[str, ...] = (), *, crying: bool = False) -> list[Detection]:
    """All that the chain reports."""
    chain = Chain(cancel=False, crying=crying, phonemes=second_opinion(), names=names)
    padded = np.concatenate([noise(2, 1e-4), sound, noise(1.5, 1e-4)])
    pieces = [padded[i : i + PIECE] for i in range(0, len(padded) - PIECE, PIECE)]
    return [one for piece in pieces for one in chain.hear(piece, np.zeros(480, np.float32))]


@pytest.mark.parametrize(
    "text", ["Stop, please!", "Baby said no!", "The baby says no!", "Baby is saying no!", "Baby says no, stop!"]
)
def test_calls_for_a_stop_are_sure(text: str) -> None:
    assert Level.SURE in heard(said(text))


def test_a_pause_of_1500_ms_before_the_no_is_allowed() -> None:
    pause = np.zeros(3 * RATE // 2, np.float32)
    assert Level.SURE in heard(np.concatenate([spoken("Baby says"), pause, spoken("No!")]))


def test_a_phrase_with_the_babys_name_is_a_no_too() -> None:
    assert Level.SURE in heard(said("Mia says no!"), ("Mia",))
    assert Level.SURE not in heard(said("Mia says no!"))


def test_a_caregiver_who_needs_a_break_is_heard() -> None:
    assert Command.BREAK in [one.command for one in detected(said("I need a break."))]


@pytest.mark.parametrize("text", ["Baby says no!", "Take the left leg.", "I need a bath.", "You need a big towel."])
def test_other_talk_is_no_wish_for_a_break(text: str) -> None:
    assert Command.BREAK not in [one.command for one in detected(said(text))]


@pytest.mark.parametrize("text", ["Baby says yes!", "Now stroke the left leg.", "Go on, please.", "No."])
def test_other_talk_is_not_a_call_for_a_stop(text: str) -> None:
    assert Level.SURE not in heard(said(text), ("Mia",))


def test_single_words_are_not_looked_for_while_a_baby_cries() -> None:
    needs, word = Needs(Recogniser()), np.concatenate([noise(2, 1e-4), spoken("Stop!"), noise(0.2, 1e-4)])
    assert needs.look(word)[0] is not Level.NONE
    assert needs.look(word, words=False)[0] is Level.NONE


class Babyish(Crying):
    """Takes every sound for what may be a baby's voice."""

    maybe_baby = True


def test_a_cry_that_has_just_begun_is_no_single_word(monkeypatch: pytest.MonkeyPatch) -> None:
    assert heard(said("Stop!"))
    monkeypatch.setattr(pipeline, "Crying", Babyish)
    assert not heard(said("Stop!"), crying=True)


def test_a_name_is_recognised_from_its_letters() -> None:
    assert ways_of("Mia") == (f"m|n {VOWEL}",)
    assert ways_of("Noah") == (f"n|m {VOWEL}",)
    assert len(ways_of("Grace")) == 2  # with and without its last letter
    assert ways_of("李") == ways_of("B") == ()


def test_the_end_of_an_utterance_is_reported_once() -> None:
    ends, loud = Ends(), 0.1
    sound = np.concatenate([noise(1, 1e-4), noise(1, loud), noise(2, 1e-4), noise(1, loud), noise(1, 1e-4)])
    told = [i / 12.5 for i in range(len(sound) // 1280) if ends.push(sound[i * 1280 : (i + 1) * 1280])]
    assert [round(at) for at in told] == [2, 5]


def test_a_steady_noise_is_not_an_utterance() -> None:
    ends = Ends()
    ends.push(noise(5, 0.05))
    assert not any(ends.push(noise(0.08, 0.05, seed=i)) for i in range(60))


@pytest.mark.parametrize("text", ["No.", "Oh no."])
def test_what_follows_a_no_is_not_joined_to_its_words(text: str) -> None:
    assert heard(np.concatenate([spoken("Baby says no!"), noise(1.3, 1e-4), spoken(text)])) == [Level.SURE]


def test_the_coachs_own_baby_says_is_not_joined_to_a_later_no() -> None:
    chain = Chain(cancel=False, crying=False, phonemes=second_opinion())
    coach, later = spoken("Baby says"), np.concatenate([noise(1, 1e-4), spoken("No!"), noise(1, 1e-4)])
    found = []
    for own, sound in ((frozenset({Command.NO}), coach), (frozenset[Command](), later)):
        chain.own = own
        pieces = [sound[i : i + PIECE] for i in range(0, len(sound) - PIECE, PIECE)]
        found += [one for piece in pieces for one in chain.hear(piece, np.zeros(480, np.float32))]
    assert Level.SURE not in [one.level for one in found]


@pytest.mark.parametrize(
    ("text", "command"), [("Help with the foot.", Command.FOOT_HELP), ("Help with the leg!", Command.RELAX)]
)
def test_help_with_a_foot_or_a_leg_can_be_asked_for_aloud(text: str, command: Command) -> None:
    assert [one.command for one in detected(said(text)) if one.level is Level.SURE] == [command]


@pytest.mark.parametrize("text", ["Hold the left leg.", "Now help with the towel.", "Rest a hand on the foot."])
def test_other_talk_of_feet_and_legs_asks_for_no_help(text: str) -> None:
    assert not [one for one in detected(said(text)) if one.level is Level.SURE]
