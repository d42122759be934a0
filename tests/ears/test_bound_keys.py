"""Pedals, remotes and keys in other windows: one more way to say no, which never blocks a keyboard."""

from __future__ import annotations

import json
import os
import queue
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from coach.cli import doctor
from coach.dialogue.bind_key import binding
from coach.ears import evdev_keys, global_keys
from coach.ears.bound_keys import ears, once
from coach.ears.evdev_keys import ABSENT, BACK, GONE, EvdevKeys
from coach.ears.global_keys import GlobalKeys
from coach.model.events import Notice, Pressed
from coach.store import profile
from coach.store.profile import Profile
from coach.support.errors import EarError
from tests.support.whole import short_routine

pytestmark = pytest.mark.real

ROOT = Path(__file__).parents[2]
DOWN, LEARNED = "KEY_PAGEDOWN", frozenset({"evdev:KEY_PAGEDOWN"})
PATIENCE = 10
"""Seconds until a test gives up."""


class Heard:
    """What an ear reported, waited for in the order in which it came."""

    def __init__(self) -> None:
        self._events: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.hear = self._events.put

    def next(self) -> Any:
        event = self._events.get(timeout=PATIENCE)
        return event.key if isinstance(event, Pressed) else event.say

    @property
    def nothing_more(self) -> Any:
        return self._events.empty()


class FakePedal:
    """An input device whose keys are pressed through a pipe; it can be unplugged."""

    def __init__(self, name: Any = "Pedal", keys: Any = (DOWN,)) -> None:
        self.name, self.keys, self.grabbed, self.closed = name, frozenset(keys), False, False
        self.fd, self._foot = os.pipe()

    def press(self, key: Any = DOWN) -> None:
        os.write(self._foot, f"{key}\n".encode())

    def unplug(self) -> None:
        os.close(self._foot)

    def pressed(self) -> Any:
        data = os.read(self.fd, 100).decode()
        if not data:
            raise OSError("no such device")
        return data.split()

    def grab(self) -> None:
        self.grabbed = True

    def close(self) -> None:
        self.closed = True
        os.close(self.fd)


class Desk:
    """The devices that are plugged in."""

    def __init__(self, *devices: Any) -> None:
        self.devices = {f"event{n}": device for n, device in enumerate(devices)}

    def paths(self) -> Any:
        return list(self.devices)

    def open(self, path: Any) -> Any:
        return self.devices[path]


def listening(desk: Any, names: Any = ("Pedal",), learned: Any = LEARNED) -> Any:
    return EvdevKeys(lambda: 0, learned, frozenset(names), desk)


# --- devices of Linux ------------------------------------------------------------------------------


def test_when_the_learned_pedal_is_pressed_it_is_heard_by_its_name() -> None:
    pedal, heard = FakePedal(), Heard()
    with listening(Desk(pedal)).listen(heard.hear):
        pedal.press()
        assert heard.next() == "evdev:KEY_PAGEDOWN"


def test_a_pedal_with_only_learned_keys_types_into_no_other_window() -> None:
    pedal = FakePedal()
    with listening(Desk(pedal)).listen(Heard().hear):
        assert pedal.grabbed
    assert pedal.closed


def test_a_keyboard_is_never_grabbed_and_its_other_keys_are_ignored() -> None:
    keyboard, heard = FakePedal("Keyboard", (DOWN, "KEY_A", "KEY_ENTER")), Heard()
    with listening(Desk(keyboard), ["Keyboard"]).listen(heard.hear):
        assert not keyboard.grabbed
        keyboard.press("KEY_A")
        keyboard.press(DOWN)
        assert heard.next() == "evdev:KEY_PAGEDOWN"
        assert heard.nothing_more


def test_devices_that_were_not_learned_are_closed() -> None:
    pedal, mouse = FakePedal(), FakePedal("Mouse")
    with listening(Desk(mouse, pedal)).listen(Heard().hear):
        assert mouse.closed
        assert not mouse.grabbed


def test_an_unplugged_pedal_and_its_return_are_announced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evdev_keys, "LOOK_S", 0.01)
    pedal, heard = FakePedal(), Heard()
    desk = Desk(pedal)
    with listening(desk).listen(heard.hear):
        desk.devices.clear()
        pedal.unplug()
        assert heard.next() == GONE
        again = FakePedal()
        desk.devices["event7"] = again
        assert heard.next() == BACK
        again.press()
        assert heard.next() == "evdev:KEY_PAGEDOWN"


def test_a_pedal_that_cannot_be_opened_at_first_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evdev_keys, "LOOK_S", 0.01)
    pedal, heard = FakePedal(), Heard()
    desk, refusals = Desk(pedal), [OSError("not yet")]

    def opening(path: Any) -> Any:
        if refusals:
            raise refusals.pop()
        return desk.devices[path]

    monkeypatch.setattr(desk, "open", opening)
    with listening(desk).listen(heard.hear):
        assert [heard.next(), heard.next()] == [ABSENT, BACK]


def test_a_pedal_asleep_at_the_start_is_announced() -> None:
    heard = Heard()
    with listening(Desk()).listen(heard.hear):
        assert heard.next() == ABSENT


def test_while_learning_every_key_is_heard_and_no_device_grabbed() -> None:
    pedal, keyboard, heard = FakePedal(), FakePedal("Keyboard", ("KEY_A",)), Heard()
    ear = EvdevKeys(lambda: 0, source=Desk(pedal, keyboard))
    with ear.listen(heard.hear):
        keyboard.press("KEY_A")
        assert heard.next() == "evdev:KEY_A"
        pedal.press()
        assert heard.next() == "evdev:KEY_PAGEDOWN"
        assert not pedal.grabbed
    assert ear.device_of == {"evdev:KEY_A": "Keyboard", "evdev:KEY_PAGEDOWN": "Pedal"}


def test_a_pedal_that_wakes_while_it_is_learned_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evdev_keys, "LOOK_S", 0.01)
    desk, heard = Desk(FakePedal("Keyboard", ("KEY_A",))), Heard()
    with EvdevKeys(lambda: 0, source=desk).listen(heard.hear):
        pedal = FakePedal()
        desk.devices["event7"] = pedal
        pedal.press()
        assert heard.next() == "evdev:KEY_PAGEDOWN"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_while_a_pedal_is_read_is_announced(monkeypatch: pytest.MonkeyPatch) -> None:
    pedal, heard = FakePedal(), Heard()

    def broken() -> Any:
        raise RuntimeError("no such code")

    monkeypatch.setattr(pedal, "pressed", broken)
    with listening(Desk(pedal)).listen(heard.hear):
        pedal.press()
        assert heard.next() == GONE


def test_a_fault_while_a_pedal_is_opened_costs_only_the_pedal(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_path: Any) -> Any:
        raise ImportError("no evdev")

    desk = Desk(FakePedal())
    monkeypatch.setattr(desk, "open", broken)
    with pytest.raises(EarError, match="pedal: cannot be heard"), listening(desk).listen(Heard().hear):
        pass


def test_without_permission_the_group_input_is_explained(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "event0").touch()
    monkeypatch.setattr(evdev_keys, "FOLDER", tmp_path)
    monkeypatch.setattr(evdev_keys, "find_spec", lambda _name: True)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(EarError, match=r"group input alone; say: sudo usermod -aG input") as told:
        EvdevKeys(lambda: 0, LEARNED).listen(Heard().hear).__enter__()
    assert told.value.status == 6


@pytest.mark.parametrize(("module", "ear"), [(evdev_keys, EvdevKeys), (global_keys, GlobalKeys)])
def test_without_its_extra_an_ear_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, module: Any, ear: Any
) -> None:
    monkeypatch.setattr(module, "find_spec", lambda _name: None)
    monkeypatch.setattr(sys, "platform", "linux")
    assert re.search(r'run: pip install "baby-massage-coach\[[\w-]+\]"$', ear(lambda: 0).check())


def test_a_pedal_press_arrives_through_the_kernels_events(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    device = pytest.importorskip("evdev.device", reason="needs the extra pedal: evdev")
    from tests.support.wired_pedal import KEY, NAME, Kernel, WiredPedal  # noqa: PLC0415 - for Linux only

    monkeypatch.setattr(device, "_input", Kernel(device._input))
    monkeypatch.setattr(evdev_keys, "FOLDER", tmp_path)
    heard, pedal = Heard(), WiredPedal(tmp_path)
    with EvdevKeys(lambda: 0, LEARNED, frozenset({NAME})).listen(heard.hear):
        pedal.press()
        assert heard.next() == f"evdev:{KEY}"
        pedal.unplug()
        assert heard.next() == GONE
        again = WiredPedal(tmp_path, "event1")
        assert heard.next() == BACK
        again.press()
        assert heard.next() == f"evdev:{KEY}"
    again.unplug()


# --- keys of other windows -------------------------------------------------------------------------


@pytest.fixture
def display(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A private X server without a screen; nothing of ours has its focus."""
    missing = [name for name in ("Xvfb", "xdotool") if not shutil.which(name)]
    if missing or not find_spec("pynput"):
        pytest.skip("needs Xvfb, xdotool (apt-get install xvfb xdotool) and the extra global-keys: pynput")
    read, write = os.pipe()
    # A desktop has programs that stay. Without them a server starts anew after the last one, and cuts off newcomers.
    with subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-nolisten", "tcp", "-noreset"], pass_fds=[write], stderr=subprocess.DEVNULL
    ) as server:
        os.close(write)
        try:
            with os.fdopen(read) as number:
                monkeypatch.setenv("DISPLAY", f":{number.readline().strip()}")
            monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
            yield server
        finally:
            server.terminate()


def xdotool(*keys: Any) -> None:
    subprocess.run(["xdotool", "key", *keys], check=True, timeout=PATIENCE)


@pytest.mark.usefixtures("display")
def test_only_the_learned_key_is_heard_from_another_window() -> None:
    heard = Heard()
    with GlobalKeys(lambda: 0, frozenset({"global:page_down"})).listen(heard.hear):
        xdotool("a", "Return", "Next")
        assert heard.next() == "global:page_down"
        assert heard.nothing_more


@pytest.mark.usefixtures("display")
def test_while_learning_keys_and_media_buttons_arrive_by_name() -> None:
    heard = Heard()
    with GlobalKeys(lambda: 0).listen(heard.hear):
        for key, name in (("Next", "page_down"), ("k", "k"), ("XF86AudioPlay", "media_play_pause")):
            xdotool(key)
            assert heard.next() == f"global:{name}"


def test_the_loss_of_the_display_is_announced(display: Any) -> None:
    heard = Heard()
    with GlobalKeys(lambda: 0, frozenset({"global:page_down"})).listen(heard.hear):
        display.terminate()
        assert heard.next() == global_keys.GONE


class Windows:
    """The library for keys of other windows: keys go down and up as the test says."""

    def __init__(self, *, answers: bool = True) -> None:
        self.answers, self.closed = answers, threading.Event()
        self.stop = self.closed.set

    def Listener(self, on_press: Any, on_release: Any) -> Any:  # noqa: N802 - as pynput calls it
        self.down, self.up = on_press, on_release
        return self

    def run(self) -> None:
        self.closed.wait(3 * PATIENCE)

    def wait(self) -> None:
        """It's ready at once, or never."""
        if not self.answers:
            self.closed.wait(3 * PATIENCE)


class Key:
    """A key with a name."""

    name = "page_down"


def installed(windows: Windows, monkeypatch: pytest.MonkeyPatch) -> Windows:
    """Have the library on a desktop."""
    monkeypatch.setattr(global_keys, "_keyboard", lambda: windows)
    monkeypatch.setattr(global_keys, "find_spec", lambda _name: True)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    return windows


def test_a_window_system_that_gives_no_answer_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    windows, heard = installed(Windows(answers=False), monkeypatch), Heard()
    monkeypatch.setattr(global_keys, "OPENS_S", 0.01)
    with GlobalKeys(lambda: 0).listen(heard.hear):
        assert heard.next() == global_keys.GONE
        windows.stop()
    assert heard.nothing_more


@pytest.mark.parametrize(("at", "counted"), [((0, 600, 1200, 1800), 1), ((0, 3000), 2)], ids=["held", "never lifted"])
def test_a_held_key_counts_once_and_a_later_press_again(
    monkeypatch: pytest.MonkeyPatch, at: tuple[int, ...], counted: int
) -> None:
    windows, heard, now = installed(Windows(), monkeypatch), Heard(), [0]
    with GlobalKeys(lambda: now[0]).listen(heard.hear):
        for now[0] in at:
            windows.down(Key())
    assert [heard.next() for _ in range(counted)] == ["global:page_down"] * counted
    assert heard.nothing_more


def test_under_wayland_the_other_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(global_keys, "find_spec", lambda _name: True)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert "use the extra pedal" in GlobalKeys(lambda: 0).check()


# --- both at once ----------------------------------------------------------------------------------


BOUND = {"evdev:KEY_PAGEDOWN": "next", "1b5b367e": "next"}


def passed(*presses: Any, bound: Any = BOUND) -> Any:
    found: list[Any] = []
    hear = once(bound, found.append)
    for at, key in presses:
        hear(Pressed(at, key))
    return [event.key for event in found]


def test_one_press_by_two_routes_is_one_command() -> None:
    assert passed((1000, "evdev:KEY_PAGEDOWN"), (1003, "1b5b367e")) == ["evdev:KEY_PAGEDOWN"]
    assert passed((1000, "1b5b367e"), (1003, "evdev:KEY_PAGEDOWN")) == ["1b5b367e"]


def test_two_presses_are_two_commands() -> None:
    assert len(passed((1000, "evdev:KEY_PAGEDOWN"), (1200, "evdev:KEY_PAGEDOWN"))) == 2
    assert len(passed((1000, "evdev:KEY_PAGEDOWN"), (1200, "1b5b367e"))) == 2


def test_a_no_is_never_dropped_whatever_the_pedal_just_said() -> None:
    assert passed((1000, "evdev:KEY_PAGEDOWN"), (1001, "k")) == ["evdev:KEY_PAGEDOWN", "k"]


def test_events_that_are_not_keys_pass_through() -> None:
    found: list[Any] = []
    once(BOUND, found.append)(Notice(0, "hm"))
    assert found == [Notice(0, "hm")]


def test_only_the_ears_that_learned_keys_need_are_opened() -> None:
    one: Any
    two: Any

    def now() -> Any:
        return 0

    assert ears({"p": "where are we"}, (), now) == []
    one, two = ears({"evdev:KEY_PAGEDOWN": "no", "global:k": "no"}, ("Pedal",), now)
    assert (one.learned, one.names) == ({DOWN}, {"Pedal"})
    assert two.learned == {"global:k"}


# --- learning --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arrived", "command", "bound"),
    [
        (("evdev:KEY_PAGEDOWN", "1b5b367e"), "no", ["evdev:KEY_PAGEDOWN"]),
        (("evdev:KEY_ENTER", "enter"), "no", ["evdev:KEY_ENTER"]),
        (("evdev:KEY_PAGEDOWN", "1b5b367e"), "yes", ["evdev:KEY_PAGEDOWN", "1b5b367e"]),
        (("1b5b367e",), "no", ["1b5b367e"]),
        (("evdev:KEY_ENTER", "enter"), "yes", []),
        (("enter",), "no", []),
    ],
)
def test_a_press_is_bound_under_its_names_and_taken_keys_stay(arrived: Any, command: Any, bound: Any) -> None:
    assert binding(arrived, command) == dict.fromkeys(bound, command)


# --- the whole program -----------------------------------------------------------------------------


@pytest.mark.usefixtures("display")
def test_a_learned_key_stops_the_coach_from_another_window(home: Path, tmp_path: Path) -> None:
    pytest.importorskip("pty", reason="needs pseudo-terminals")
    if not shutil.which("setsid"):
        pytest.skip("needs setsid")
    from tests.support.terminal import Terminal  # noqa: PLC0415 - for Linux and macOS only

    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    coach = [sys.executable, "-m", "coach.cli.main"]
    assert profile.save(Profile(output="none", voice="none")).is_relative_to(home)
    with Terminal([*coach, "profile", "--learn"], env, tmp_path) as learning:
        assert learning.reads("Press the pedal now.")
        until_printed(learning, "I know the pedal now", "Next")
        assert learning.ends() == 0, learning.text
    assert profile.load().keys == {"global:page_down": "no"}
    (tmp_path / "short.yaml").write_text(short_routine(times=3))
    log = tmp_path / "log"
    with Terminal(
        [*coach, "play", "short.yaml", "--no-care", "--no-listen", "--log", str(log)], env, tmp_path
    ) as session:
        assert session.reads("massage?")
        xdotool("k")
        until_printed(session, "Not now, then. Both hands still.", "Next")
        session.press("q")
        assert session.reads("We'll leave the massage for today.")
        session.press("k")
        assert session.ends() == 0
    heard = [line for line in map(json.loads, log.read_text().splitlines()) if line["kind"] == "heard"]
    assert {line["command"] for line in heard if line["by"] == "key"} == {"no", "all done"}


def test_a_dead_window_system_is_announced_with_what_still_works(display: Any, home: Path, tmp_path: Path) -> None:
    pytest.importorskip("pty", reason="needs pseudo-terminals")
    if not shutil.which("setsid"):
        pytest.skip("needs setsid")
    from tests.support.terminal import Terminal  # noqa: PLC0415 - for Linux and macOS only

    mine = Profile(output="none", voice="none", keys={"global:page_down": "no"})
    assert profile.save(mine).is_relative_to(home)
    (tmp_path / "short.yaml").write_text(short_routine(times=3))
    play = [sys.executable, "-m", "coach.cli.main", "play", "short.yaml", "--no-care", "--no-listen"]
    with Terminal(play, {**os.environ, "PYTHONPATH": str(ROOT)}, tmp_path) as session:
        assert session.reads("I stop for any key and the learned key in any window."), session.text
        display.terminate()
        assert session.reads("I no longer hear the keys of other windows. I still stop for any key."), session.text
        session.press("\x03")
        assert session.ends() == 130


def until_printed(terminal: Any, text: Any, key: Any) -> None:
    """Press a key until the program answers; on a busy machine a press may come before X records keys."""
    for _ in range(PATIENCE):
        xdotool(key)
        if terminal.reads(text, 2):
            return
    raise AssertionError(terminal.text)


def test_the_doctor_says_why_a_learned_key_cannot_be_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(global_keys, "find_spec", lambda _name: None)
    found = {one.part: one for one in doctor.ears(Profile(keys={"global:page_down": "no"}))}
    assert found["pedal"].fault
    assert "pip install" in found["pedal"].text
    assert "pedal" not in {one.part for one in doctor.ears(Profile())}
