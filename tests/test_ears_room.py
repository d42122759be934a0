"""The microphone in the virtual room: a parent speaks, and the ear hears it through a real device."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
from room import NoRoomError, Room

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.room

LISTENING = """
import sys, threading
from coach.ears.microphone import Microphone
done = threading.Event()
def hear(event):
    print(event.by, event.command.value, flush=True)
    done.set()
with Microphone("remapped", clock=lambda: 0, crying=False).listen(hear):
    print("listening", flush=True)
    done.wait(30)
"""


@pytest.fixture
def nursery() -> Iterator[Room]:
    try:
        with Room() as room:
            yield room
    except NoRoomError as error:
        pytest.skip(str(error))


def test_when_the_parent_says_it_in_the_room_the_microphone_hears_no(nursery: Room) -> None:
    from hibari import Hibari  # noqa: PLC0415 - half a second to load

    spoken = np.asarray(Hibari("heart")("Baby says no!", seed=0), np.float32)
    listener = subprocess.Popen([sys.executable, "-c", LISTENING], env=nursery.env, stdout=subprocess.PIPE, text=True)
    try:
        assert listener.stdout is not None
        assert listener.stdout.readline() == "listening\n"
        nursery.say(np.pad(spoken, (24_000, 24_000)), 24_000).wait(timeout=20)
        assert listener.stdout.readline() == "microphone no\n"
    finally:
        listener.kill()
        listener.communicate()
