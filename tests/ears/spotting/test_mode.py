"""How it listens, by what the self-check measured: chosen at once, changed slowly, told once."""

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
        (Measured(), Mode.FULL, Help.NONE),
        (replace(WELL, echo_db=-60.0, erle_db=2.0), Mode.FULL, Help.NONE),
        (BADLY, Mode.PAUSES, Help.HEADPHONES),
        (replace(BADLY, echo_db=-15.0), Mode.PAUSES, Help.SOFTER),
        (replace(BADLY, drift_ppm=-300.0), Mode.PAUSES, Help.HEADPHONES),
        (replace(WELL, ring_ms=1800), Mode.PAUSES, Help.NEARER),
        (replace(WELL, ring_ms=3000), Mode.KEYS, Help.NEARER),
        (replace(WELL, narrow=True), Mode.PAUSES, Help.OTHER),
    ],
)
def test_every_room_has_its_mode_and_what_helps(found: Measured, mode: Mode, help_: Help) -> None:
    choice = wanted(found)
    assert (choice.mode, choice.help) == (mode, help_)
    assert not choice.sentence or WORDS.one(choice.sentence)


def test_while_the_canceller_still_learns_the_room_nobody_is_told() -> None:
    assert wanted(replace(BADLY, heard_s=5.0)).mode is Mode.FULL


def looks(*found: Measured) -> Any:
    choosing = Choosing()
    return choosing, [choosing.look(one) for one in found]


def test_one_bad_look_changes_nothing() -> None:
    choosing, said = looks(BADLY, WELL, BADLY, WELL)
    assert (choosing.choice.mode, said) == (Mode.FULL, [""] * 4)


def test_what_lasts_is_taken_and_told_once() -> None:
    choosing, said = looks(*[BADLY] * 6)
    assert choosing.choice.mode is Mode.PAUSES
    assert [one for one in said if one] == ["aloud-pauses-headphones"]


def test_it_does_not_come_and_go_around_the_bar() -> None:
    choosing, _ = looks(*[BADLY] * 2, *[replace(WELL, erle_db=13.0)] * 20)
    assert choosing.choice.mode is Mode.PAUSES


def test_what_was_told_once_is_not_told_when_it_comes_back() -> None:
    choosing, said = looks(*[BADLY] * 2, *[WELL] * 6)
    assert choosing.choice.mode is Mode.FULL
    later = [choosing.look(BADLY) for _ in range(4)]
    assert choosing.choice.mode is Mode.PAUSES
    assert [one for one in (*said, *later) if one] == ["aloud-pauses-headphones"]


def test_after_keys_alone_a_voice_that_counts_is_told() -> None:
    _, said = looks(*[replace(WELL, ring_ms=3000)] * 2, *[WELL] * 6)
    assert [one for one in said if one] == ["aloud-keys-nearer", "aloud-back"]


def test_a_coach_who_is_hardly_heard_is_taken_for_nobody() -> None:
    found = (Measured(), BADLY, Measured(unheard=True), replace(BADLY, echo_db=-60.0))
    assert [unheard(one) for one in found] == [False, False, True, True]
