"""How the coach listens in rooms of several kinds, live: what it says about it, and what it then hears."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks.reverb import ringing
from benchmarks.setting import COACH, ROOT, home
from tests.support.room import Room
from tests.support.sounds import RATE, said
from tests.support.terminal import Terminal
from tests.support.whole import ALOUD, Coach

pytestmark = pytest.mark.room

LIMITED, KEYS = "In this room I hear you", "This room echoes too much, so I cannot hear you."
MICROPHONE = ("--microphone", "remapped")
TEACHES = ("play", "legs-and-feet", "--age", "3m", "--detail", "teach", "--no-care", *MICROPHONE)


@contextmanager
def ringing_evening(room: Room, folder: Path, echo_db: float, rt60: float) -> Iterator[Terminal]:
    """A session that talks a lot, in a room whose loudspeaker reaches the microphone through so much echo."""
    command = [*COACH, *TEACHES, "--log", str(folder / "log")]
    with ringing(room, echo_db, rt60), Terminal(command, home(folder, room.env), ROOT) as coach:
        yield coach


def test_with_headphones_nothing_is_said_of_hearing_and_a_no_stops_it(room: Room, tmp_path: Path) -> None:
    evening = Coach(tmp_path, *ALOUD, *MICROPHONE, env=room.env, output="miniaudio", voice="heart")
    with room.hiss(5e-4), evening as coach:
        coach.lead()
        assert coach.reads("Rock for a few slow breaths.", 60), coach.text
        room.say(said("Baby says no!"), RATE).wait(timeout=60)
        assert coach.reads("Resting.", 20), coach.text
        assert LIMITED not in coach.text
        assert KEYS not in coach.text


def test_a_loud_room_that_rings_is_told_with_what_is_heard(room: Room, tmp_path: Path) -> None:
    with ringing_evening(room, tmp_path, echo_db=-8, rt60=1.3) as coach:
        assert coach.reads(LIMITED, 90), coach.text
