"""A loudspeaker that goes away while a list is read: the list goes on in print, and the sound comes back."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from coach.store import profile
from tests.support.room import Room
from tests.support.terminal import Terminal

pytestmark = pytest.mark.room
BACK = "The loudspeaker is back."


@pytest.mark.parametrize(
    ("go", "come"),
    [(Room.unplug, Room.plug), (Room.kill_server, Room.restart_server), (Room.take, Room.release)],
    ids=["unplugged", "server killed", "taken by another program"],
)
def test_a_speaker_lost_while_a_list_is_read_is_replaced_by_print(
    go: Callable[[Room], object], come: Callable[[Room], object], room: Room, tmp_path: Path
) -> None:
    env = dict(room.env) | {f"XDG_{name}_HOME": str(tmp_path / name.lower()) for name in ("CONFIG", "CACHE", "DATA")}
    env["PYTHONPATH"] = str(Path(__file__).parents[2])
    kept = tmp_path / "config" / profile.APP / "profile.yaml"
    kept.parent.mkdir(parents=True)
    kept.write_text("baby: Mia\nborn: 2026-08-30\nvoice: none\nlistens: false\n")
    with Terminal([sys.executable, "-m", "coach.cli.main"], env, tmp_path) as coach:
        assert coach.reads("One of ", 60), coach.text
        go(room)
        assert coach.reads("The loudspeaker is gone. The words go on in print."), coach.text
        gone = len(coach.text)
        assert coach.sees(lambda text: "\a" in text[gone:] and " of " in text[gone:]), coach.text
        come(room)
        assert coach.reads(BACK, 30), coach.text
        with room.record() as recording:
            assert coach.sees(lambda text: " of " in text.partition(BACK)[2], 40), coach.text
            assert coach.sees(lambda _text: abs(recording.samples).max(initial=0) > 0.005), "no sound came back"
        coach.press("\x03")
        assert coach.ends() == 130
