"""Outputs that never answer, go away, come back, or are slow."""

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coach import outputs
from coach.outputs import simpleaudio_out
from coach.outputs.output import Render
from coach.outputs.watched import BACK, MUTE, Watched, _Watch
from coach.sound import answering
from coach.sound.clip import RATE, Samples
from coach.support.errors import SoundError
from tests.outputs.fakes import LIBRARIES, Tone, extra
from tests.support.room import ALSA

ROOT = Path(__file__).parents[2]


class FakeOutput:
    """A loudspeaker whose callbacks come when the test says so."""

    def __init__(self, *, fails: bool = False) -> None:
        self.fails, self.closed = fails, False
        self.render: Render | None = None

    @contextmanager
    def open(self, render: Render) -> Iterator[None]:
        if self.fails:
            raise SoundError("speaker", "no loudspeaker was found", "plug one in")
        self.render = render
        yield
        self.closed = True

    def pull(self, samples: int) -> Samples:
        """What the device gets when its callback comes."""
        assert self.render, "it was never opened"
        return self.render(samples)

    def check(self) -> str:
        return "it is a fake"


class Watching:
    """A watch with a clock that is held in the hand, over fakes that are made one after the other."""

    def __init__(self, *fakes: FakeOutput) -> None:
        self.now, self.pulled = 100.0, 0
        self.states: list[str] = []
        self.made: list[FakeOutput] = []
        self.fakes = list(fakes)
        self.watch = _Watch(self.make, self.states.append, self.render, lambda: self.now)

    def make(self) -> FakeOutput:
        self.made.append(self.fakes.pop(0) if self.fakes else FakeOutput())
        return self.made[-1]

    def render(self, samples: int) -> Samples:
        self.pulled += samples
        return np.ones(samples, np.float32)

    def pass_time(self, seconds: float, device: FakeOutput | None = None) -> None:
        for _ in range(round(seconds * 50)):
            self.now += 0.02
            if device and device.render:
                device.render(RATE // 50)
            self.watch.step(self.now)
            self.watch._done.wait(5)


@pytest.fixture
def mute_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A sound server that takes every connection and never answers."""
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(tmp_path / "native"))
    server.listen(16)
    (tmp_path / "asound.conf").write_text(ALSA)
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/native")
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "asound.conf"))
    monkeypatch.setattr(answering, "ANSWERS_S", 0.5)
    yield
    server.close()


@pytest.mark.real
@pytest.mark.usefixtures("mute_server")
@pytest.mark.parametrize(
    "ask",
    [outputs.devices, lambda: outputs.make("miniaudio", "JBL").check(), lambda: outputs.make("miniaudio").check()],
    ids=["list", "a speaker by name", "the usual speaker"],
)
def test_a_sound_server_that_never_answers_is_not_waited_for(ask: Any) -> None:
    began = time.monotonic()
    with contextlib.suppress(SoundError):
        assert "has not answered" in ask()
    assert time.monotonic() - began < 5


@pytest.mark.real
@pytest.mark.usefixtures("mute_server")
@pytest.mark.parametrize(
    "chosen", [(), ("--output", "miniaudio"), extra(("--output", "sounddevice"), name="sounddevice")]
)
def test_the_list_of_speakers_ends_with_a_sentence_within_five_seconds(chosen: tuple[str, ...]) -> None:
    def timed(*given: str) -> tuple[float, "subprocess.CompletedProcess[str]"]:
        command = [sys.executable, "-m", "coach.cli.main", "speakers", *given]
        began = time.monotonic()
        ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
        return time.monotonic() - began, ran

    start, _ = timed("--help")  # a busy machine takes its time for that alone
    whole, ran = timed(*chosen)
    assert whole - start < 4
    assert (ran.returncode, ran.stdout) == (5, "")
    assert "speaker: the sound system has not answered for 2 s; " in ran.stderr


@pytest.mark.real
@pytest.mark.usefixtures("mute_server")
@pytest.mark.parametrize("name", ["miniaudio", *LIBRARIES[2:]])
def test_a_sound_server_that_never_answers_is_announced(name: str) -> None:
    with pytest.raises(SoundError, match="has not answered"), outputs.make(name).open(Tone().render):
        pass


@pytest.mark.real
@pytest.mark.parametrize("name", LIBRARIES)
def test_without_a_sound_card_only_our_sentence_is_printed(name: str, tmp_path: Path) -> None:
    opens = f"""
from coach import outputs
from coach.support.errors import SoundError
import numpy
try:
    with outputs.make({name!r}).open(lambda n: numpy.zeros(n, numpy.float32)):
        pass
except SoundError as error:
    print(error)
"""
    env = {key: value for key, value in os.environ.items() if not key.startswith(("PULSE", "ALSA"))}
    env |= {"PULSE_SERVER": f"unix:{tmp_path}/none", "XDG_RUNTIME_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    ran = subprocess.run([sys.executable, "-c", opens], env=env, capture_output=True, text=True, check=True)
    assert ran.stderr == ""
    assert len(ran.stdout.splitlines()) == 1
    assert ran.stdout.startswith("speaker: ")


def test_an_answer_that_comes_too_late_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "ANSWERS_S", 0.05)
    go_on, closed = threading.Event(), threading.Event()
    with pytest.raises(SoundError, match="has not answered"):
        answering.answered(lambda: go_on.wait(5), lambda _answer: closed.set())
    go_on.set()
    assert closed.wait(5)


def test_simpleaudio_says_why_it_cannot_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "simpleaudio", None)
    monkeypatch.setattr(simpleaudio_out, "TOO_NEW", (4, 0))
    assert "not installed" in outputs.make("simpleaudio").check()
    monkeypatch.setattr(simpleaudio_out, "TOO_NEW", (3, 0))
    assert "crashes" in outputs.make("simpleaudio").check()
    with pytest.raises(SoundError, match="cannot choose one"):
        outputs.make("simpleaudio", "JBL")


class FakeSimpleaudio:
    """simpleaudio, as far as it is used: it plays what it is given until the test ends it."""

    class SimpleaudioError(Exception):
        """It has no device."""

    def __init__(self) -> None:
        self.plays = True
        self.pieces: list[Any] = []

    def play_buffer(self, piece: Any, channels: Any, width: Any, rate: Any) -> Any:
        if not self.plays:
            raise self.SimpleaudioError
        assert (channels, width, rate) == (1, 2, RATE)
        self.pieces.append(piece)
        return self

    def is_playing(self) -> Any:
        return self.plays

    def stop_all(self) -> None:
        self.plays = False


def test_simpleaudio_gets_even_small_portions_of_sound() -> None:
    library, enough, asked = FakeSimpleaudio(), threading.Event(), []

    def render(samples: int) -> Samples:
        asked.append(samples)
        if sum(asked) > RATE // 2:
            enough.set()
        return np.full(samples, 0.5, np.float32)

    player = simpleaudio_out._Player(library, library.SimpleaudioError, render)
    player.begin()
    began = time.monotonic()
    thread = threading.Thread(target=player.run, daemon=True)
    thread.start()
    assert enough.wait(5)
    player.ended.set()
    thread.join()
    assert sum(asked) <= (time.monotonic() - began) * RATE + player.ahead + RATE // 10
    assert np.flatnonzero(library.pieces[0]).tolist() == list(range(sum(asked)))


def test_nothing_is_pulled_once_simpleaudios_device_is_gone() -> None:
    library = FakeSimpleaudio()
    player = simpleaudio_out._Player(library, library.SimpleaudioError, lambda n: np.zeros(n, np.float32))
    player.begin()
    library.plays = False
    before = player.written
    player.run()
    assert player.written == before


def test_a_device_that_plays_single_buffers_is_not_lost() -> None:
    library = FakeSimpleaudio()
    player = simpleaudio_out._Player(library, library.SimpleaudioError, lambda n: np.zeros(n, np.float32))
    player.begin()
    library.plays = False
    assert player._change(over=False)
    assert not player._change(over=True)


def test_nothing_is_done_while_callbacks_come() -> None:
    room = Watching()
    room.watch.try_to_open().wait(5)
    room.pass_time(3, room.made[0])
    assert room.states == []
    assert len(room.made) == 1
    assert room.pulled == 3 * RATE


def test_when_a_speaker_goes_the_sound_runs_on_until_it_returns() -> None:
    room = Watching()
    room.watch.try_to_open().wait(5)
    room.pass_time(1, room.made[0])
    room.pass_time(2)
    assert room.states == ["lost"]
    assert room.made[0].closed
    assert room.pulled == pytest.approx(3 * RATE, abs=RATE // 25)
    room.pass_time(1, room.made[-1])
    assert room.states == ["lost", "back"]
    assert room.pulled == pytest.approx(4 * RATE, abs=RATE // 25)


def test_sound_that_cannot_be_made_for_a_while_is_told_and_returns(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_samples: int) -> Samples:
        raise MemoryError

    room = Watching()
    room.watch.try_to_open().wait(5)
    room.pass_time(1, room.made[0])
    with monkeypatch.context() as short_of_memory:
        short_of_memory.setattr(room.watch, "_render", full)
        room.pass_time(2)  # the device has fallen silent
    assert room.states == ["lost"]
    room.pass_time(1, room.made[-1])
    assert room.states == ["lost", "back"]


def test_without_a_speaker_it_retries_every_half_second() -> None:
    room = Watching(FakeOutput(), *(FakeOutput(fails=True) for _ in range(20)))
    room.watch.try_to_open().wait(5)
    room.pass_time(10)
    assert room.states == ["lost"]
    assert 15 <= len(room.made) <= 20


@pytest.mark.parametrize("wakes_after", [0.6, 1.5, 2.9])
def test_a_speaker_that_wakes_slowly_is_not_gone_and_loses_no_word(wakes_after: Any) -> None:
    room = Watching()
    room.watch.try_to_open().wait(5)
    room.pass_time(0.1)
    room.made[0].pull(480)
    room.pass_time(wakes_after - 0.1)
    assert room.pulled == 480, "the words wait"
    room.pass_time(1, room.made[0])
    assert room.states == []
    assert len(room.made) == 1


def test_a_speaker_that_stays_asleep_is_lost_after_3_s() -> None:
    room = Watching()
    room.watch.try_to_open().wait(5)
    room.pass_time(2.9)
    assert room.states == []
    room.pass_time(0.3)
    assert room.states == ["lost"]
    room.pass_time(1, room.made[-1])
    assert room.states == ["lost", "back"]


class Unanswered(FakeOutput):
    """A sound system that takes the order and never answers."""

    def __init__(self) -> None:
        super().__init__()
        self.answer = threading.Event()

    @contextlib.contextmanager
    def open(self, render: Render) -> Iterator[None]:
        self.answer.wait(10)
        with super().open(render):
            yield


def test_a_sound_system_without_an_answer_is_not_called_gone() -> None:
    first = Unanswered()
    room = Watching(first)
    room.watch.try_to_open()
    for _ in range(160):
        room.now += 0.02
        room.watch.step(room.now)
    assert room.states == [MUTE]
    first.answer.set()
    room.watch._done.wait(5)
    room.pass_time(1, first)
    assert room.states == [MUTE, BACK]


def test_the_loss_of_an_awake_speaker_is_reported_within_a_second() -> None:
    room = Watching()
    room.watch.try_to_open().wait(5)
    room.pass_time(2)
    room.pass_time(1, room.made[0])
    room.pass_time(0.9)
    assert room.states == ["lost"]


def test_a_library_that_asks_only_once_does_not_bring_the_speaker_back() -> None:
    room = Watching()
    room.watch.try_to_open().wait(5)
    room.pass_time(1, room.made[0])
    room.pass_time(1)
    room.made[-1].pull(960)
    room.pass_time(2)
    assert room.states == ["lost"]


def test_a_library_slow_to_fill_does_not_bring_the_speaker_back() -> None:
    room = Watching()
    room.watch.try_to_open().wait(5)
    room.pass_time(1, room.made[0])
    room.pass_time(1)
    for _ in range(2):
        room.made[-1].pull(480)
        room.now += 0.3
    room.made[-1].pull(480)
    room.watch.step(room.now)
    assert room.states == ["lost"]


def test_an_abandoned_device_gets_silence() -> None:
    room = Watching()
    room.watch.try_to_open().wait(5)
    room.pass_time(1, room.made[0])
    room.pass_time(1)
    pulled = room.pulled
    assert not room.made[0].pull(480).any()
    assert room.pulled == pulled


def test_an_output_that_cannot_open_at_first_says_so() -> None:
    watched = Watched(lambda: FakeOutput(fails=True), print)
    with pytest.raises(SoundError, match="no loudspeaker was found"), watched.open(lambda n: np.zeros(n, np.float32)):
        pass
    assert Watched(FakeOutput, print).check() == "it is a fake"


class Odd(FakeOutput):
    """A loudspeaker whose library raises errors of its own."""

    @contextmanager
    def open(self, render: Render) -> Iterator[None]:
        if self.fails:
            raise ValueError("invalid device")
        with super().open(render):
            yield
        raise ValueError("invalid device")


def test_any_error_of_a_library_at_the_first_opening_is_one_sentence() -> None:
    watched = Watched(lambda: Odd(fails=True), print)
    with (
        pytest.raises(SoundError, match=r"speaker: it does not open \(invalid device\); try another"),
        watched.open(lambda n: np.zeros(n, np.float32)),
    ):
        pass


def test_a_speaker_that_cannot_be_closed_is_opened_again_at_once() -> None:
    watching = Watching(Odd(), FakeOutput())
    for _ in range(2):
        assert watching.watch.try_to_open().wait(20)
    assert watching.made[1].render is not None


def test_a_missing_speaker_is_refused_on_a_slow_machine_too(monkeypatch: pytest.MonkeyPatch) -> None:
    given_up = threading.Event()
    monkeypatch.setattr("coach.outputs.watched.LOST_S", 0.001)

    class Slow(FakeOutput):
        @contextmanager
        def open(self, render: Render) -> Iterator[None]:
            given_up.wait(0.05)
            with super().open(render):
                yield

    watched = Watched(lambda: Slow(fails=True), print)
    with pytest.raises(SoundError, match="no loudspeaker was found"), watched.open(lambda n: np.zeros(n, np.float32)):
        pass


def test_a_watched_output_is_closed_at_the_end() -> None:
    fake = FakeOutput()
    with Watched(lambda: fake, print).open(lambda n: np.zeros(n, np.float32)):
        assert fake.render is not None
    assert fake.closed
