"""The microphone in the virtual room: a parent speaks, and the ear hears it through a real device."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.support.room import Room
from tests.support.terminal import Terminal

if TYPE_CHECKING:
    pass

pytestmark = pytest.mark.room

ROOT = Path(__file__).resolve().parents[2]

LISTENING = """
import sys, threading
from coach.ears.microphone import Microphone
done = threading.Event()
def hear(event):
    print(event.by, event.command.value, flush=True)
    done.set()
with Microphone("remapped", clock=lambda: 0, crying=lambda: False).listen(hear):
    print("listening", flush=True)
    done.wait(30)
"""


def test_when_the_parent_says_it_in_the_room_the_microphone_hears_no(room: Room) -> None:
    from hibari import Hibari  # noqa: PLC0415 - half a second to load

    spoken = np.asarray(Hibari("heart")("Baby says no!", seed=0), np.float32)
    listener = subprocess.Popen([sys.executable, "-c", LISTENING], env=room.env, stdout=subprocess.PIPE, text=True)
    try:
        assert listener.stdout is not None
        assert listener.stdout.readline() == "listening\n"
        room.say(np.pad(spoken, (24_000, 24_000)), 24_000).wait(timeout=20)
        assert listener.stdout.readline() == "microphone no\n"
    finally:
        listener.kill()
        listener.communicate()


def test_the_first_saying_practised_in_the_room_is_heard(room: Room, tmp_path: Path) -> None:
    from hibari import Hibari  # noqa: PLC0415 - half a second to load

    spoken = np.asarray(Hibari("heart")("Baby says no!", seed=0), np.float32)
    own = {f"XDG_{name}_HOME": str(tmp_path / name) for name in ("CONFIG", "DATA", "CACHE")}
    env = {**room.env, **own, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "coach.cli.main", "practise", "--voice", "none", "--microphone", "remapped"]
    with Terminal(command, env, tmp_path) as coach:
        assert coach.reads("Say the phrase now.", 90), coach.text
        time.sleep(2)  # the sentence itself
        sound = np.pad(spoken, (24_000, 24_000))
        hiss = np.random.default_rng(0).normal(0, 0.001, len(sound)).astype(np.float32)  # no room is ever quite silent
        room.say(sound + hiss, 24_000).wait(timeout=20)
        assert coach.reads("Once more", 30), coach.text
        assert "\nI heard you." in coach.text
        coach.press("q")
        assert coach.reads("One of one heard."), coach.text
        assert coach.ends() == 0


OPENING = """
import subprocess
from coach.ears.microphone import Microphone
def connections():
    listed = subprocess.run(["pactl", "list", "short", "clients"], capture_output=True, text=True, check=True)
    return len(listed.stdout.splitlines())
before = connections()
for _ in range(5):
    with Microphone("remapped", clock=lambda: 0, crying=lambda: False).listen(print):
        pass
print(connections() - before)
"""


def test_reopening_the_microphone_leaves_no_connection_behind(room: Room) -> None:
    opened = subprocess.run(
        [sys.executable, "-c", OPENING], env=room.env, capture_output=True, text=True, check=True, timeout=60
    )
    assert opened.stdout == "0\n"
