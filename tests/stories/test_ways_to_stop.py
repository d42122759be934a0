"""Every way to stop the coach, in the whole program: each works beside the others, and a dead one is announced."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pty = pytest.importorskip("pty", reason="needs pseudo-terminals")
termios = pytest.importorskip("termios", reason="needs pseudo-terminals")

from coach.ears.key_stream import KeyStream, name_of  # noqa: E402
from coach.ears.terminal_keys import TerminalKeys  # noqa: E402
from coach.model.events import STRAY, Bringer, Command, Heard, Pressed, Way  # noqa: E402
from coach.store import profile  # noqa: E402
from coach.store.profile import Profile  # noqa: E402
from coach.support.errors import EarError  # noqa: E402
from tests.support.terminal import Terminal  # noqa: E402
from tests.support.told import WORDS  # noqa: E402
from tests.support.whole import short_routine  # noqa: E402

pytestmark = pytest.mark.real
ROOT = Path(__file__).parents[2]
COACH = [sys.executable, "-m", "coach.cli.main"]
PATIENCE = 20
"""Seconds until a test gives up."""
LEFT = "Only Control C stops me now. If it's a no, let both hands rest."
PLACE = "This is sole, on the feet."
LOST = Way(0, "keys", works=False, say="keys-lost")


# --- the keys of the terminal ------------------------------------------------------------------------


@pytest.fixture
def keyboard(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A terminal of our own as standard input; gives the end at which keys are pressed."""
    hand, screen = pty.openpty()
    with os.fdopen(screen, closefd=False) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        yield hand
    os.close(screen)


def test_a_dead_terminal_is_announced_as_lost_keys(keyboard: Any) -> None:
    heard: queue.SimpleQueue[Any] = queue.SimpleQueue()
    with TerminalKeys(lambda: 0).listen(heard.put):
        os.write(keyboard, b"k")
        assert heard.get(timeout=PATIENCE) == Pressed(0, "k")
        os.close(keyboard)
        assert heard.get(timeout=PATIENCE) == LOST
    assert heard.empty(), "it is said once"


@pytest.mark.parametrize("fault", [OSError(5, "Input/output error"), b""], ids=["error", "end"])
def test_any_end_of_reading_is_announced(keyboard: Any, monkeypatch: pytest.MonkeyPatch, fault: Any) -> None:
    def read(*_: object) -> Any:
        if isinstance(fault, OSError):
            raise fault
        return fault

    heard: queue.SimpleQueue[Any] = queue.SimpleQueue()
    monkeypatch.setattr(os, "read", read)
    with TerminalKeys(lambda: 0).listen(heard.put):
        os.write(keyboard, b"k")
        assert heard.get(timeout=PATIENCE) == LOST


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_of_our_own_is_announced_as_lost_keys(keyboard: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Any:
        raise RuntimeError("a fault of our own")

    heard: queue.SimpleQueue[Any] = queue.SimpleQueue()
    monkeypatch.setattr(KeyStream, "feed", broken)
    with TerminalKeys(lambda: 0).listen(heard.put):
        os.write(keyboard, b"k")
        assert heard.get(timeout=PATIENCE) == LOST


@pytest.mark.parametrize("fault", [termios.error(5, "Input/output error"), OSError(5, "Input/output error")])
@pytest.mark.usefixtures("keyboard")
def test_a_terminal_that_dies_while_it_is_opened_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def gone(*_: object) -> Any:
        raise fault

    heard: queue.SimpleQueue[Any] = queue.SimpleQueue()
    monkeypatch.setattr(termios, "tcgetattr", gone)
    with pytest.raises(EarError, match="no keyboard"), TerminalKeys(lambda: 0).listen(heard.put):
        pass


def test_a_closed_ear_announces_nothing(keyboard: Any) -> None:
    heard: queue.SimpleQueue[Any] = queue.SimpleQueue()
    with TerminalKeys(lambda: 0).listen(heard.put):
        pass
    assert heard.empty()
    os.close(keyboard)


def test_every_key_with_control_but_c_is_heard(keyboard: Any) -> None:
    typed = bytes(byte for byte in range(1, 32) if byte not in (3, 27))  # 27 is Escape
    heard: queue.SimpleQueue[Any] = queue.SimpleQueue()
    with TerminalKeys(lambda: 0).listen(heard.put):
        for byte in typed:
            os.write(keyboard, bytes([byte]))
            assert heard.get(timeout=PATIENCE) == Pressed(0, name_of(bytes([byte])))


def test_an_escape_is_a_no_at_once_and_escape_a_moment_later(keyboard: Any) -> None:
    heard: queue.SimpleQueue[Any] = queue.SimpleQueue()
    with TerminalKeys(lambda: 0).listen(heard.put):
        os.write(keyboard, b"\x1b")
        assert heard.get(timeout=PATIENCE) == Pressed(0, STRAY)
        assert heard.get(timeout=PATIENCE) == Pressed(0, "escape")
        os.write(keyboard, b"\x1b[B\x1b[B")
        assert [heard.get(timeout=PATIENCE).key for _ in range(2)] == ["1b5b42", "1b5b42"]


@pytest.mark.parametrize("by", ["reset", "flow control", "a line at a time"])
def test_when_another_program_changes_the_terminal_keys_are_heard_again(keyboard: Any, by: str) -> None:
    screen = sys.stdin.fileno()
    usual = termios.tcgetattr(screen)
    heard: queue.SimpleQueue[Any] = queue.SimpleQueue()
    with TerminalKeys(lambda: 0).listen(heard.put):
        changed = termios.tcgetattr(screen)
        if by == "flow control":
            changed[0] |= termios.IXON
        elif by == "a line at a time":
            changed[3] |= termios.ICANON
        termios.tcsetattr(screen, termios.TCSANOW, usual if by == "reset" else changed)
        assert heard.get(timeout=PATIENCE) == Heard(0, Command.WHERE, Bringer.KEY)
        os.write(keyboard, b"\x13")
        assert heard.get(timeout=PATIENCE) == Pressed(0, "13")
    assert termios.tcgetattr(screen) == usual, "the terminal is given back"


# --- the whole program -------------------------------------------------------------------------------


@pytest.fixture
def short(tmp_path: Path) -> Any:
    (tmp_path / "short.yaml").write_text(short_routine(times=40))
    return [
        "play",
        "short.yaml",
        "--no-care",
        "--detail",
        "counts",
        "--no-listen",
        "--output",
        "none",
        "--voice",
        "none",
        "--log",
        str(tmp_path / "log"),
    ]


@pytest.fixture
def env() -> Any:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def logged(folder: Path, **wanted: Any) -> Any:
    """Wait for a line of the log that holds all of this; whether it came."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        for line in log(folder):
            if wanted.items() <= line.items():
                return True
        time.sleep(0.02)
    return False


def log(folder: Path) -> Any:
    file = folder / "log"
    return [json.loads(line) for line in file.read_text().split("\n")[:-1]] if file.exists() else []


def test_a_terminal_that_dies_silently_is_announced(short: Any, env: dict[str, str], tmp_path: Path) -> None:
    hand, screen = pty.openpty()
    # The shell leads the session, so that the terminal is nobody's own: its end then reaches us as an end of file.
    command = ["sh", "-c", '"$@"; exit $?', "sh", *COACH, *short]
    with subprocess.Popen(
        command, stdin=screen, stdout=subprocess.DEVNULL, env=env, cwd=tmp_path, start_new_session=True
    ) as shell:
        try:
            os.close(screen)
            assert logged(tmp_path, kind="say", text="I stop for any key.")
            assert logged(tmp_path, kind="say", text=WORDS.one("ask-short"))
            time.sleep(0.5)  # the question is written down 0.3 s before it is heard
            os.write(hand, b"y")
            assert logged(tmp_path, kind="say", text="Sole.")
            os.close(hand)
            assert logged(tmp_path, kind="say", text=f"I cannot hear the keys. {LEFT}")
            assert logged(tmp_path, kind="say", text="Three.")
        finally:
            os.killpg(shell.pid, signal.SIGINT)


MEANWHILE = [("a shell takes the terminal", "\x13"), ("the window is resized", "\x1a"), ("reset", "\x1c")]
"""What happens while it is stopped, and the key that is pressed afterwards."""


def test_after_a_stop_it_names_the_place_and_keys_work(short: Any, env: dict[str, str], tmp_path: Path) -> None:
    with Terminal([*COACH, *short], env, tmp_path) as coach:
        led(coach, tmp_path)
        for n, (meanwhile, key) in enumerate(MEANWHILE, 1):
            coach.process.send_signal(signal.SIGSTOP)
            if meanwhile == "reset":
                coach.stty("sane")
            else:
                coach.set_mode(coach.settings)
            if meanwhile == "the window is resized":
                coach.stty("cols", "30", "rows", "8")
            before = len(coach.text)
            coach.process.send_signal(signal.SIGCONT)
            assert coach.reads(PLACE, since=before), (meanwhile, coach.text)
            assert rests(coach, tmp_path, lambda key=key: coach.press(key), n), meanwhile
            goes_on(coach)
        coach.press("\x03")
        assert coach.ends() == 130


def led(coach: Any, folder: Path) -> None:
    """Answer the question, until the massage is led."""
    assert coach.reads("massage?"), coach.text
    assert logged(folder, kind="say", text=WORDS.one("ask-short"))
    time.sleep(0.5)  # the question is written down 0.3 s before it is heard
    coach.press("y")
    assert coach.reads("One."), coach.text


def test_keys_still_work_when_standard_input_is_a_pipe_that_ends(
    short: Any, env: dict[str, str], tmp_path: Path
) -> None:
    piped = ["sh", "-c", 'true | "$@"', "sh", *COACH, *short]
    with Terminal(piped, env, tmp_path) as coach:
        assert coach.reads("I stop for any key."), coach.text
        assert coach.reads("massage?"), coach.text
        coach.press("q")
        assert coach.reads("Goodbye."), coach.text
    assert not any(line["kind"] == "way" and not line["works"] for line in log(tmp_path))


def test_without_any_terminal_it_says_that_there_is_none(short: Any, env: dict[str, str], tmp_path: Path) -> None:
    with subprocess.Popen(
        [*COACH, *short],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=env,
        cwd=tmp_path,
        start_new_session=True,
    ) as coach:
        try:
            assert logged(tmp_path, kind="say", text=f"There's no keyboard, so I cannot hear an answer. {LEFT}")
        finally:
            coach.send_signal(signal.SIGINT)


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    """A folder of input devices, with the profile in which its pedal was learned."""
    pytest.importorskip("evdev", reason="needs the extra pedal: evdev")
    from tests.support.wired_pedal import KEY, NAME  # noqa: PLC0415

    profile.save(Profile(keys={f"evdev:{KEY}": "no"}, pedals=(NAME,)))
    folder = tmp_path / "input"
    folder.mkdir()
    return folder


def with_devices(folder: Path, *arguments: Any) -> Any:
    return [sys.executable, "-m", "tests.support.wired_pedal", str(folder), *arguments]


def nos(folder: Path) -> Any:
    return sum(line["kind"] == "heard" and line["command"] == "no" for line in log(folder))


def rests(coach: Any, folder: Path, press: Any, wanted: Any) -> Any:
    """Press until the coach rests; on a busy machine the first may still belong to the elbow before."""
    for _ in range(5):
        press()
        until = time.monotonic() + 2
        while time.monotonic() < until:
            if nos(folder) >= wanted:
                return True
            time.sleep(0.02)
    raise AssertionError(coach.text)


def goes_on(coach: Any) -> None:
    """Once the elbow is forgotten, a yes leads on."""
    time.sleep(1)
    before = coach.text.count("One.")
    coach.press("y")
    assert coach.sees(lambda text: text.count("One.") > before), coach.text


def test_keys_and_a_pedal_both_stop_the_coach_until_one_dies(
    desk: Any, short: Any, env: dict[str, str], tmp_path: Path
) -> None:
    from tests.support.wired_pedal import WiredPedal  # noqa: PLC0415 - for Linux only

    pedal = WiredPedal(desk)
    with Terminal(with_devices(desk, *short), env, tmp_path) as coach:
        assert coach.reads("I stop for any key and the pedal."), coach.text
        assert logged(tmp_path, kind="say", text=WORDS.one("ask-short"))
        time.sleep(0.5)
        coach.press("y")
        assert coach.reads("One."), coach.text
        assert rests(coach, tmp_path, pedal.press, 1)
        goes_on(coach)
        assert rests(coach, tmp_path, lambda: coach.press("k"), 2)
        goes_on(coach)
        pedal.unplug()
        assert coach.reads("The pedal is gone. I still stop for any key."), coach.text
        again = WiredPedal(desk, "event1")
        assert coach.reads("I hear the pedal again."), coach.text
        before = nos(tmp_path)
        assert rests(coach, tmp_path, again.press, before + 1)
        coach.press("\x03")
        assert coach.ends() == 130
        again.unplug()


def test_a_pedal_asleep_at_the_start_is_not_named_before_the_oil(
    desk: Any, short: Any, env: dict[str, str], tmp_path: Path
) -> None:
    (desk / "event5").symlink_to(os.devnull)  # some other device
    with Terminal(with_devices(desk, *short), env, tmp_path) as coach:
        assert coach.reads("I stop for any key."), coach.text
        assert coach.reads("I do not hear the pedal yet. Press the pedal once to wake it."), coach.text
        coach.press("\x03")
        coach.ends()


def test_a_pedal_is_learned_by_pressing_it(desk: Any, env: dict[str, str], tmp_path: Path) -> None:
    from tests.support.wired_pedal import KEY, NAME, WiredPedal  # noqa: PLC0415 - for Linux only

    profile.save(Profile(output="none", voice="none"))
    pedal = WiredPedal(desk)
    with Terminal(with_devices(desk, "profile", "--learn"), env, tmp_path) as learning:
        assert learning.reads("Press the pedal now."), learning.text
        pedal.press()
        assert learning.reads("I know the pedal now, and it works from now on."), learning.text
        assert learning.ends() == 0
    kept = profile.load()
    assert (kept.keys, kept.pedals) == ({f"evdev:{KEY}": "no"}, (NAME,))
    pedal.unplug()
