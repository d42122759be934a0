"""How the coach listens in rooms of several kinds, live: what it says about it, and what it then hears."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
import pytest

from benchmarks.barge_in import lead
from benchmarks.reverb import ringing
from benchmarks.setting import COACH, ROOT, home
from coach.sound.clip import Samples
from tests.support.room import Room
from tests.support.sounds import RATE, said
from tests.support.terminal import Terminal

pytestmark = pytest.mark.room

PAUSES, KEYS = "In this room I hear you only in my pauses.", "This room echoes too much, so I cannot hear you."
TEACHES = ("play", "legs-and-feet", "--age", "3m", "--detail", "teach", "--no-care", "--microphone", "remapped")


@contextmanager
def evening(room: Room, folder: Path, *, echo_db: float = -14, rt60: float = 0.0) -> Iterator[Terminal]:
    """A session that talks a lot, in a room whose loudspeaker reaches the microphone through so much echo."""
    command = [*COACH, *TEACHES, "--log", str(folder / "log")]
    with ExitStack() as stack:
        if rt60:
            stack.enter_context(ringing(room, echo_db, rt60))
        yield stack.enter_context(Terminal(command, home(folder, room.env), ROOT))


def say(room: Room, sound: Samples) -> None:
    """Let somebody be heard in the room, with the hiss that no real room is without."""
    hiss = np.random.default_rng(0).normal(0, 5e-4, len(sound)).astype(np.float32)
    room.say(np.clip(sound + hiss, -1, 1), RATE).wait(timeout=60)


def test_with_headphones_nothing_is_said_of_hearing_and_a_no_stops_it(room: Room, tmp_path: Path) -> None:
    with evening(room, tmp_path) as coach:
        assert coach.reads("left leg comes now", 120), coach.text
        lead(coach, tmp_path / "log")
        say(room, said("Baby says no!"))
        assert coach.reads("Resting.", 20), coach.text
        assert PAUSES not in coach.text
        assert KEYS not in coach.text


def test_a_loud_room_that_rings_is_told_with_what_is_heard(room: Room, tmp_path: Path) -> None:
    with evening(room, tmp_path, echo_db=-8, rt60=1.3) as coach:
        assert coach.reads(PAUSES, 60), coach.text
