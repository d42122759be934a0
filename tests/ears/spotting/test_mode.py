"""The listening mode, from what the self-check measured: chosen at once, changed slowly, announced once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from coach.ears.spotting.mode import Choosing, Help, Mode, unheard, wanted
from coach.ears.spotting.self_check import Measured
from tests.support.told import WORDS

WELL = Measured(
    erle_db=20.0, heard_s=15.0, echo_db=-30.0, left_db=-50.0, drift_ppm=20.0, ring_ms=500, background_db=-70.0
)
BADLY = replace(WELL, erle_db=7.0)


@pytest.mark.parametrize(
    ("found", "mode", "help_"),
    [
        (WELL, Mode.FULL, Help.NONE),
        (Measured(), Mode.LEARNING, Help.NONE),
        (Measured(unheard=True), Mode.FULL, Help.NONE),
        (replace(WELL, echo_db=-60.0, erle_db=2.0), Mode.FULL, Help.NONE),
        (BADLY, Mode.PAUSES, Help.HEADPHONES),
        (replace(BADLY, echo_db=-15.0), Mode.PAUSES, Help.SOFTER),
        (replace(BADLY, drift_ppm=-300.0), Mode.PAUSES, Help.HEADPHONES),
        (replace(WELL, ring_ms=1800), Mode.PAUSES, Help.NEARER),
        (replace(WELL, ring_ms=3000), Mode.KEYS, Help.NEARER),
        (replace(WELL, narrow=True), Mode.PAUSES, Help.OTHER),
    ],
)
def test_every_room_has_its_mode_and_remedy(found: Measured, mode: Mode, help_: Help) -> None:
    choice = wanted(found)
    assert (choice.mode, choice.help) == (mode, help_)
    assert not choice.sentence or WORDS.one(choice.sentence)


def test_nothing_is_said_while_the_canceller_is_learning_the_room() -> None:
    choice = wanted(replace(BADLY, heard_s=5.0))
    assert (choice.mode, choice.sentence) == (Mode.LEARNING, "")


def test_nobody_is_promised_full_listening_before_the_coach_is_removed() -> None:
    learning = replace(BADLY, heard_s=5.0)
    choosing, said = looks(Measured(), *[learning] * 3)
    assert choosing.choice.mode is Mode.LEARNING
    said.append(choosing.look(WELL))
    assert choosing.choice.mode is Mode.FULL
    assert not any(said)


def test_full_listening_is_taken_back_if_it_came_too_soon() -> None:
    choosing, said = looks(replace(WELL, heard_s=3.0), *[replace(BADLY, heard_s=6.0)] * 2)
    assert (choosing.choice.mode, any(said)) == (Mode.LEARNING, False)


def test_after_a_long_pause_a_bad_room_is_measured_anew() -> None:
    choosing, _ = looks(*[BADLY] * 2, *[Measured()] * 6)
    assert choosing.choice.mode is Mode.LEARNING


def looks(*found: Measured) -> Any:
    choosing = Choosing()
    return choosing, [choosing.look(one) for one in found]


def test_one_bad_measurement_changes_nothing() -> None:
    choosing, said = looks(WELL, BADLY, WELL, BADLY)
    assert (choosing.choice.mode, said) == (Mode.FULL, [""] * 4)


def test_a_lasting_change_is_accepted_and_announced_once() -> None:
    choosing, said = looks(*[BADLY] * 6)
    assert choosing.choice.mode is Mode.PAUSES
    assert [one for one in said if one] == ["aloud-pauses-headphones"]


def test_the_mode_does_not_flicker_around_the_threshold() -> None:
    choosing, _ = looks(*[BADLY] * 2, *[replace(WELL, erle_db=13.0)] * 20)
    assert choosing.choice.mode is Mode.PAUSES


def test_a_change_announced_once_is_not_announced_again() -> None:
    choosing, said = looks(*[BADLY] * 2, *[WELL] * 6)
    assert choosing.choice.mode is Mode.FULL
    later = [choosing.look(BADLY) for _ in range(4)]
    assert choosing.choice.mode is Mode.PAUSES
    assert [one for one in (*said, *later) if one] == ["aloud-pauses-headphones"]


def test_one_fault_is_told_with_one_remedy() -> None:
    louder = replace(BADLY, echo_db=-20.0)
    choosing, said = looks(*[louder] * 2, *[WELL] * 6)
    later = [choosing.look(BADLY) for _ in range(4)]
    assert [one for one in (*said, *later) if one] == ["aloud-pauses-softer"]


def test_hearing_a_voice_again_after_keys_only_is_announced() -> None:
    _, said = looks(*[replace(WELL, ring_ms=3000)] * 2, *[WELL] * 6)
    assert [one for one in said if one] == ["aloud-keys-nearer", "aloud-back"]


def test_a_coach_that_is_hardly_heard_is_not_taken_for_a_voice() -> None:
    found = (Measured(), BADLY, Measured(unheard=True), replace(BADLY, echo_db=-60.0))
    assert [unheard(one) for one in found] == [False, False, True, True]
