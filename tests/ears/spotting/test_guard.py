"""What is believed, depending on how well the coach's own voice is cancelled and on what the baby does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from coach.ears.spotting.guard import HIGHER, Guard
from coach.ears.spotting.mode import Mode
from coach.ears.spotting.needs import Level
from coach.ears.spotting.self_check import Measured
from coach.ears.spotting.spotter import Detection
from coach.model.events import Bringer, Command
from tests.support.sounds import RATE, noise

CRY = Detection(1.0, Command.NO, Level.SURE, 3.0, Bringer.CRYING)
FUSS = Detection(1.0, Command.NOT_SURE, Level.SURE, 3.0, Bringer.FUSSING)
PIECE = np.zeros(RATE // 10, np.float32)


class Nursery:
    """A guard in a room where so much is left of the coach; time passes by hand."""

    def __init__(self, left_db: float | None = -60.0) -> None:
        self.guard = Guard()
        self.guard.found = Measured(erle_db=20.0, echo_db=-35.0, left_db=left_db)

    def after(self, seconds: float, *, talking: bool = False, ducked: bool = False) -> Any:
        """So many seconds later."""
        found = self.guard.found
        for _ in range(round(seconds * 10)):
            self.guard.push(PIECE, PIECE, PIECE)
            self.guard.found = found
            self.guard.notice(talking=talking, ducked=ducked)
        return self

    def cries(self, noticed: Detection | None, level_db: float, *, going: bool = True) -> list[tuple[Level, str]]:
        found = self.guard.cries(noticed, at=1.0, going=going, level_db=level_db)
        return [(one.level, one.by.value) for one in found]


def phrase(command: Command) -> Detection:
    return Detection(1.0, command, Level.SURE, 3.0)


def limited(found: Measured) -> Guard:
    """A guard that has found this often enough to believe it."""
    guard = Guard()
    for _ in range(3):
        guard._choosing.look(found)
    guard.found = found
    return guard


def test_a_second_no_counts_where_much_of_the_coach_is_removed() -> None:
    ringing, badly = Measured(erle_db=18.0, ring_ms=1300), Measured(erle_db=5.0, heard_s=15.0)
    assert {found.erle_db: limited(found).twice for found in (ringing, badly)} == {18.0: True, 5.0: False}


@pytest.mark.parametrize(
    ("found", "mode", "passes"),
    [
        (Measured(erle_db=20.0, echo_db=-30.0), Mode.FULL, ["no", "next"]),
        (Measured(erle_db=5.0, heard_s=15.0, echo_db=-30.0), Mode.PAUSES, ["no"]),
        (Measured(ring_ms=3000), Mode.KEYS, []),
    ],
)
def test_each_mode_passes_on_what_can_be_trusted(found: Measured, mode: Mode, passes: list[str]) -> None:
    guard = limited(found)
    guard.push(noise(4), noise(4), noise(4))
    assert guard.mode is mode
    assert [one.value for one in (Command.NO, Command.NEXT) if guard.lets(phrase(one))] == passes


def test_crying_in_the_coachs_silence_pauses() -> None:
    assert Nursery().after(5).cries(CRY, -40.0) == [(Level.SURE, "crying")]


def test_crying_far_louder_than_the_rest_of_the_coach_pauses() -> None:
    assert Nursery().after(5, talking=True).cries(CRY, -40.0) == [(Level.SURE, "crying")]


def test_possible_crying_only_makes_the_coach_soft_at_first() -> None:
    assert Nursery().after(5, talking=True).cries(CRY, -57.0) == [(Level.SUSPECT, "crying"), (Level.SURE, "fussing")]


def test_crying_that_isnt_certain_makes_the_coach_soft_and_ask() -> None:
    perhaps = replace(CRY, level=Level.SUSPECT)
    assert Nursery().after(5).cries(perhaps, -40.0) == [("suspect", "crying"), ("sure", "fussing")]


def test_possible_crying_that_goes_on_is_not_certain_for_that() -> None:
    nursery = Nursery().after(5)
    nursery.cries(replace(CRY, level=Level.SUSPECT), -40.0)
    assert nursery.after(9).cries(None, -40.0) == []


def test_before_any_measurement_crying_may_be_the_coach_itself() -> None:
    assert Nursery(left_db=None).after(2, talking=True).cries(CRY, -20.0)[0] == (Level.SUSPECT, "crying")


def test_crying_that_outlasts_a_soft_coach_pauses() -> None:
    room = Nursery().after(5, talking=True)
    room.cries(CRY, -57.0)
    assert room.after(1, talking=True, ducked=True).cries(None, -57.0) == []
    assert room.after(0.5, talking=True, ducked=True).cries(None, -57.0) == [(Level.SURE, "crying")]
    assert room.cries(None, -57.0) == []


def test_crying_that_goes_soft_with_the_coach_was_the_coach() -> None:
    room = Nursery().after(5, talking=True)
    room.cries(CRY, -57.0)
    assert room.after(2, talking=True, ducked=True).cries(None, -72.0) == []
    assert room.after(1, talking=True).cries(None, -57.0, going=False) == []
    assert room.after(5).cries(None, -40.0) == [], "that crying is over"


def test_with_headphones_crying_always_pauses() -> None:
    room = Nursery()
    room.guard.found = Measured(unheard=True)
    assert room.after(5, talking=True).cries(CRY, -57.0) == [(Level.SURE, "crying")]


def test_fussing_is_passed_on_unchanged() -> None:
    assert Nursery().after(5, talking=True).cries(FUSS, -50.0) == [(Level.SURE, "fussing")]


def test_other_commands_need_more_in_ringing_rooms_and_beside_the_coach() -> None:
    guard = Guard()
    needed = [guard.more(coach=False), guard.more(coach=True)]
    guard.found = Measured(ring_ms=800)
    needed += [guard.more(coach=False), guard.more(coach=True)]
    assert needed == [0, HIGHER, HIGHER, 2 * HIGHER]


def test_it_is_known_until_when_the_coach_was_loud() -> None:
    room = Nursery().after(2, talking=True)
    loud = room.guard.loud_until
    room.after(2, talking=True, ducked=True).after(1)
    assert room.guard.loud_until == loud == pytest.approx(2, abs=0.2)
