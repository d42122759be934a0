# ruff: noqa: RUF001
"""How well sound fits a phrase, phoneme by phoneme."""

from __future__ import annotations

import numpy as np
import pytest

from coach.ears.spotting.alignment import HURRY
from coach.ears.spotting.crying import CONSONANTS
from coach.ears.spotting.phonemes import Phonemes
from coach.ears.spotting.pipeline import second_opinion
from coach.model.events import Command
from coach.sound.clip import Samples
from tests.support.sounds import RATE, noise, said, voice


class FakeRecogniser:
    """Writes down what it is given instead of hearing it."""

    symbols = (*"bisznovæ", "eɪ", "ɛ", "oʊ", "<wb>", "<blank>")
    blank = 12

    def __init__(self, written: str) -> None:
        self.steps = np.full((100, len(self.symbols)), -12.0, np.float32)
        words = [sound for symbol in written.split() for sound in (symbol, symbol, "<blank>", "<blank>")]
        sounds = ["<blank>"] * (90 - len(words)) + words + ["<blank>"] * 10
        for step, sound in enumerate(sounds):
            self.steps[step, self.symbols.index(sound)] = 0.0

    def listen(self, _samples: Samples) -> np.ndarray:
        """What was written, in two seconds."""
        return self.steps


def fit(recogniser: FakeRecogniser, command: Command = Command.NO) -> float:
    return Phonemes(recogniser).look(noise(2))[command]


def ratio(written: str, command: Command = Command.NO) -> float:
    return fit(FakeRecogniser(written), command)


def test_the_phonemes_of_the_phrase_fit_perfectly() -> None:
    assert ratio("b eɪ b i <wb> s ɛ z <wb> n oʊ") == 0
    assert ratio("v eɪ b i s eɪ z n o") == 0


@pytest.mark.parametrize(
    "written", ["b eɪ b i <wb> s ɛ z", "s ɛ z <wb> n oʊ", "b eɪ b i <wb> s ɛ z <wb> b æ b i", "i <wb> s ɛ z <wb> n oʊ"]
)
def test_a_phrase_with_a_missing_sound_does_not_fit(written: str) -> None:
    assert ratio(written) <= -8


def test_baby_says_none_or_nana_is_not_no() -> None:
    assert ratio("b eɪ b i <wb> s ɛ z <wb> n æ n") == -np.inf
    assert ratio("b eɪ b i <wb> s ɛ z <wb> n æ n æ") == -np.inf


@pytest.mark.parametrize("more", ["s", "s b", "b i z"])
def test_talk_that_goes_on_without_a_pause_fits_less_well(more: str) -> None:
    assert ratio(f"b eɪ b i s ɛ z n oʊ {more}") == -HURRY


def test_a_phrase_that_ended_long_ago_does_not_fit() -> None:
    early = FakeRecogniser("b eɪ b i <wb> s ɛ z <wb> n oʊ")
    early.steps = np.roll(early.steps, -45, axis=0)
    assert fit(early) < -8


def test_in_digital_silence_no_phrase_fits() -> None:
    assert Phonemes(FakeRecogniser("b")).evidence(np.zeros(RATE, np.float32))[Command.NO] == -np.inf


def test_a_voice_that_says_a_phrase_is_understood() -> None:
    phonemes = second_opinion()
    for text, command in (("Baby says no!", Command.NO), ("A bit slower.", Command.SLOWER)):
        sound = said(text, 2, 0.2)[: -RATE // 4]  # its clips end in silence
        evidence = phonemes.evidence(sound)
        assert max(evidence, key=evidence.__getitem__) is command


def test_a_sentence_has_consonants_and_a_cry_has_none() -> None:
    phonemes = second_opinion()
    assert phonemes.consonants(said("Could you pass me the towel, please?", 1, 0)) > CONSONANTS
    assert phonemes.consonants(voice(3, 400, glide=0.3)) <= CONSONANTS
