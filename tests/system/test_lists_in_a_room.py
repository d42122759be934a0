"""A loudspeaker that goes away while a list is read: the list goes on in print, and the sound comes back."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from coach.store import profile
from tests.support.room import Recording, Room
from tests.support.terminal import Terminal

pytestmark = pytest.mark.room
GONE = "The loudspeaker is gone. The words go on in print."
BACK = "The loudspeaker is back."


TROUBLES = [(Room.unplug, Room.plug), (Room.take, Room.release), (Room.kill_server, Room.restart_server)]


def sounds(recording: Recording) -> Callable[[str], bool]:
    """Whether anything was heard."""
    return lambda _text: bool(abs(recording.samples).max(initial=0) > 0.005)


def test_a_speaker_lost_while_a_list_is_read_is_replaced_by_print(room: Room, tmp_path: Path) -> None:
    env = dict(room.env) | {f"XDG_{name}_HOME": str(tmp_path / name.lower()) for name in ("CONFIG", "CACHE", "DATA")}
    env["PYTHONPATH"] = str(Path(__file__).parents[2])
    kept = tmp_path / "config" / profile.APP / "profile.yaml"
    kept.parent.mkdir(parents=True)
    kept.write_text("baby: Mia\nborn: 2026-08-30\nvoice: none\nlistens: false\n")
    with Terminal([sys.executable, "-m", "coach.cli.main"], env, tmp_path) as coach:
        assert coach.reads("One of ", 60), coach.text
        for go, come in TROUBLES:
            before = len(coach.text)
            go(room)
            assert coach.reads(GONE, since=before), coach.text
            gone = len(coach.text)
            assert coach.reads("\a", since=gone), coach.text
            assert coach.reads(" of ", since=gone), coach.text
            come(room)
            assert coach.reads(BACK, 30, gone), coach.text
            back = len(coach.text)
            with room.record() as recording:
                assert coach.reads(" of ", 40, back), coach.text
                assert coach.sees(sounds(recording)), "no sound came back"
        coach.press("\x03")
        assert coach.ends() == 130
