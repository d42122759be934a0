"""How long from a "no" by each hands-free way to the last audible sample, in a real session in the virtual room.

Run: python -m benchmarks.hands_free. Ways: a key of the terminal (pty), a learned key while no window of the coach has
the focus (Xvfb, XTEST), a pedal (uinput, where /dev/uinput may be opened), and a pedal on a wire (tests/wired_pedal.py:
the same bytes, read by the same code, without a kernel's input layer). Each is measured as in benchmarks/barge_in.py,
from the moment before the press is handed to the system.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from benchmarks.barge_in import pressed, silences
from benchmarks.setting import COACH, ROOT, TEACHING, home, log, machine, percentiles, verdict
from tests.support.room import Room
from tests.support.terminal import Terminal

P95_MS = 60
PAGE_DOWN, KEY_PRESS, KEY_RELEASE = 0xFF56, 2, 3
"""Numbers of X11."""
PEDAL = "Coach benchmark pedal"
Press = Callable[[], None]
Setting = tuple[tuple[str, ...], dict[str, str], dict[str, Any], Press | None]
"""The program, additions to its environment and profile, and how a no is given; None means by the terminal."""


class Hands:
    """The caregiver, who answers on the terminal and says no another way."""

    def __init__(self, terminal: Terminal, no: Press | None) -> None:
        self.terminal, self.no = terminal, no

    def press(self, key: str) -> float:
        """Press "k", the key of a no, the other way; gives the moment in seconds of ``time.monotonic``."""
        if key != "k" or self.no is None:
            return self.terminal.press(key)
        moment = time.monotonic()
        self.no()
        return moment


@contextlib.contextmanager
def display() -> Iterator[str]:
    """A private X server; gives its name."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as server:
        os.close(write)
        with os.fdopen(read) as number:
            name = f":{number.readline().strip()}"
        try:
            yield name
        finally:
            server.terminate()


@contextlib.contextmanager
def unfocused() -> Iterator[Setting]:
    """A key that no window takes."""
    with display() as name:
        hand: Any = import_module("Xlib.display").Display(name)
        touch: Any = import_module("Xlib.ext.xtest")
        code = hand.keysym_to_keycode(PAGE_DOWN)

        def press() -> None:
            for what in (KEY_PRESS, KEY_RELEASE):
                touch.fake_input(hand, what, code)
            hand.sync()

        yield COACH, {"DISPLAY": name}, {"keys": {"global:page_down": "no"}}, press
        hand.close()


@contextlib.contextmanager
def pedal() -> Iterator[Setting]:
    """A virtual pedal."""
    evdev: Any = import_module("evdev")
    codes = evdev.ecodes
    with evdev.UInput({codes.EV_KEY: [codes.KEY_PAGEDOWN]}, name=PEDAL) as virtual:

        def press() -> None:
            for value in (1, 0):
                virtual.write(codes.EV_KEY, codes.KEY_PAGEDOWN, value)
                virtual.syn()

        yield COACH, {}, {"keys": {"evdev:KEY_PAGEDOWN": "no"}, "pedals": [PEDAL]}, press


@contextlib.contextmanager
def wired() -> Iterator[Setting]:
    """A pedal on a wire."""
    import_module("evdev")
    wire: Any = import_module("wired_pedal")
    with tempfile.TemporaryDirectory() as folder:
        foot = wire.WiredPedal(Path(folder))
        program = (sys.executable, str(ROOT / "tests" / "wired_pedal.py"), folder)
        yield program, {}, {"keys": {f"evdev:{wire.KEY}": "no"}, "pedals": [wire.NAME]}, foot.press
        foot.unplug()


@contextlib.contextmanager
def terminal() -> Iterator[Setting]:
    """A key of the terminal."""
    yield COACH, {}, {}, None


WAYS = {"terminal key": terminal, "unfocused key": unfocused, "pedal": pedal, "pedal on a wire": wired}


def session(room: Room, way: Any, presses: int, seed: int) -> tuple[list[float], int]:
    """Run one session; milliseconds to silence of each press, and how many fell into a pause."""
    late, dice = room.calibrate(), random.Random(seed)  # noqa: S311
    with tempfile.TemporaryDirectory() as name, way() as (program, env, profile, no):
        folder = Path(name)
        settings = folder / "config" / "baby-massage-coach"
        settings.mkdir(parents=True)
        (settings / "profile.yaml").write_text(yaml.safe_dump(profile), encoding="utf-8")
        play = (*TEACHING, "--no-listen", "--log", str(folder / "log"))
        with room.record() as recording, Terminal([*program, *play], {**home(folder, room.env), **env}, ROOT) as coach:
            moments = list(pressed(Hands(coach, no), recording, folder / "log", presses, dice))  # type: ignore[arg-type]
            coach.press("\x03")
            coach.ends()
            took, pauses = silences(recording, [moment + late for moment in moments])
        nos = sum(1 for line in log(folder / "log") if line["kind"] == "heard" and line.get("command") == "no")
    print(f"  {nos} of {presses} presses were taken for a no")
    return took, pauses


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--presses", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--way", action="append", choices=tuple(WAYS), help="only this one")
    given = parser.parse_args()
    print(machine())
    with Room() as room:
        for name in given.way or WAYS:
            print(f"{name}:")
            try:
                took, pauses = session(room, WAYS[name], given.presses, given.seed)
            except (ImportError, OSError) as error:
                print(f"  not measured: {error}")
                continue
            except Exception as error:
                if type(error).__name__ != "UInputError":
                    raise
                print(f"  not measured: {error}")
                continue
            print(f"  press to last audible sample: {percentiles(took)}; {pauses} fell into a pause and do not count")
            met = bool(len(took) and np.percentile(took, 95) <= P95_MS)
            print(f"  {verdict(met=met, bar=f'p95 at most {P95_MS} ms')}")


if __name__ == "__main__":
    main()
