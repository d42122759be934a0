"""Loudspeakers, files and what happens when they go away."""

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
import soundfile

from coach import outputs
from coach.outputs import answering, simpleaudio_out
from coach.outputs.device_names import choose
from coach.outputs.file_out import FORMATS, FileOut
from coach.outputs.none_out import NoneOut, Pace
from coach.outputs.output import Render
from coach.outputs.watched import Watched, _Watch
from coach.sound.clip import RATE, Samples
from coach.support.errors import SoundError
from tests.support.room import ALSA, starts
from tests.support.room import RATE as ROOM_RATE

LIBRARIES = ["miniaudio", "sounddevice", *(["simpleaudio"] if sys.version_info < simpleaudio_out.TOO_NEW else [])]
"""simpleaudio crashes on later Pythons."""
ROOT = Path(__file__).parents[2]
NAMES = ["Built-in Audio", "Kitchen JBL", "JBL"]


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


def test_a_speaker_is_found_by_a_part_of_its_name_whatever_the_capitals() -> None:
    assert choose(NAMES, "kitchen") == 1
    assert choose(NAMES, "jbl") == 2
    assert choose(NAMES, "BUILT-IN") == 0


def test_an_unknown_speaker_is_answered_with_those_there_are() -> None:
    with pytest.raises(SoundError, match='none called "sonos"; choose one of: Built-in Audio; Kitchen JBL; JBL'):
        choose(NAMES, "sonos")
    with pytest.raises(SoundError, match="no speaker at all"):
        choose([], "sonos")


def test_an_unknown_output_is_answered_with_those_there_are() -> None:
    with pytest.raises(SoundError, match='none called "gramophone"; choose one of miniaudio, sounddevice'):
        outputs.make("gramophone")


def test_miniaudio_is_the_output_when_none_is_named() -> None:
    assert type(outputs.make()).__name__ == "MiniaudioOut"


def test_without_a_loudspeaker_a_session_still_asks_for_sound() -> None:
    enough, asked = threading.Event(), []

    def render(samples: int) -> Samples:
        asked.append(samples)
        if sum(asked) > RATE // 20:
            enough.set()
        return np.zeros(samples, np.float32)

    out = outputs.make("none")
    assert isinstance(out, NoneOut)
    with out.open(render):
        assert enough.wait(5)
    assert out.check() == ""
    assert outputs.devices("none") == []


def test_the_unheard_sound_keeps_time_to_the_sample() -> None:
    pace = Pace(10.0)
    assert sum(pace.due(10.0 + n / 47) for n in range(48)) == pytest.approx(RATE * 1, abs=1)
    pace.took(100)
    assert pace.due(12.0) == RATE - 100
    assert pace.due(11.5) == 0


def test_when_the_machine_slept_a_backlog_is_not_pulled_at_once() -> None:
    pace = Pace(0.0)
    assert pace.due(3600.0) == RATE
    assert pace.due(3600.5) == RATE // 2


@pytest.mark.parametrize("ending", FORMATS)
def test_what_is_written_to_a_file_can_be_read_again(tmp_path: Path, ending: str) -> None:
    tone = (0.5 * np.sin(np.arange(3 * RATE) * 0.1)).astype(np.float32)
    path = tmp_path / f"evening{ending}"
    with FileOut(path) as file:
        file.write(tone[:1000])
        file.write(tone[1000:])
    samples, rate = soundfile.read(path)
    assert rate == RATE
    assert len(samples) == pytest.approx(len(tone), abs=2000)
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_when_writing_is_interrupted_no_half_file_is_left_and_the_old_one_stays(tmp_path: Path) -> None:
    path = tmp_path / "evening.wav"
    path.write_text("yesterday's")
    with pytest.raises(KeyboardInterrupt), FileOut(path) as file:  # noqa: PT012 - the interruption is in the middle
        file.write(np.ones(RATE, np.float32))
        raise KeyboardInterrupt
    assert [one.read_text() for one in tmp_path.iterdir()] == ["yesterday's"]


def test_a_file_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SoundError, match=r'"\.aac" is no kind of sound file; let it end in one of \.wav'):
        FileOut("evening.aac")
    with (
        pytest.raises(SoundError, match=r"no/evening\.wav: it cannot be written"),
        FileOut(tmp_path / "no/evening.wav"),
    ):
        pass


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
@pytest.mark.parametrize("name", ["miniaudio", *LIBRARIES[2:]])
def test_a_massage_on_a_sound_server_that_never_answers_is_told_of_it(name: str) -> None:
    with pytest.raises(SoundError, match="has not answered"), outputs.make(name).open(Tone().render):
        pass


@pytest.mark.real
@pytest.mark.parametrize("name", LIBRARIES)
def test_without_a_sound_card_there_is_our_sentence_and_no_line_of_the_sound_system(name: str, tmp_path: Path) -> None:
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


def test_simpleaudio_is_asked_evenly_and_not_for_more_than_is_soon_heard() -> None:
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


def test_when_the_device_of_simpleaudio_is_gone_nothing_more_is_asked_for() -> None:
    library = FakeSimpleaudio()
    player = simpleaudio_out._Player(library, library.SimpleaudioError, lambda n: np.zeros(n, np.float32))
    player.begin()
    library.plays = False
    before = player.written
    player.run()
    assert player.written == before


def test_a_device_that_plays_one_buffer_at_a_time_is_not_held_to_be_gone() -> None:
    library = FakeSimpleaudio()
    player = simpleaudio_out._Player(library, library.SimpleaudioError, lambda n: np.zeros(n, np.float32))
    player.begin()
    library.plays = False
    assert player._change(over=False)
    assert not player._change(over=True)


def test_while_callbacks_come_nothing_is_done() -> None:
    room = Watching()
    room.watch.try_to_open().wait(5)
    room.pass_time(3, room.made[0])
    assert room.states == []
    assert len(room.made) == 1
    assert room.pulled == 3 * RATE


def test_when_a_speaker_goes_away_the_sound_runs_on_unheard_until_it_is_back() -> None:
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


def test_when_no_speaker_is_there_it_is_tried_every_half_second() -> None:
    room = Watching(FakeOutput(), *(FakeOutput(fails=True) for _ in range(20)))
    room.watch.try_to_open().wait(5)
    room.pass_time(10)
    assert room.states == ["lost"]
    assert 15 <= len(room.made) <= 20


@pytest.mark.parametrize("wakes_after", [0.6, 1.5, 2.9])
def test_a_speaker_that_wakes_slowly_is_not_told_as_gone_and_swallows_no_word(wakes_after: Any) -> None:
    room = Watching()
    room.watch.try_to_open().wait(5)
    room.pass_time(0.1)
    assert room.made[0].render is not None
    room.made[0].render(480)
    room.pass_time(wakes_after - 0.1)
    assert room.pulled == 480, "the words wait"
    room.pass_time(1, room.made[0])
    assert room.states == []
    assert len(room.made) == 1


def test_a_speaker_that_does_not_wake_is_told_as_gone_after_3_s_and_tried_again() -> None:
    room = Watching()
    room.watch.try_to_open().wait(5)
    room.pass_time(2.9)
    assert room.states == []
    room.pass_time(0.3)
    assert room.states == ["lost"]
    room.pass_time(1, room.made[-1])
    assert room.states == ["lost", "back"]


def test_once_a_speaker_has_woken_its_loss_is_told_within_a_second() -> None:
    room = Watching()
    room.watch.try_to_open().wait(5)
    room.pass_time(2)
    room.pass_time(1, room.made[0])
    room.pass_time(0.9)
    assert room.states == ["lost"]


def test_when_a_library_asks_once_and_never_again_the_speaker_is_not_called_back() -> None:
    room = Watching()
    room.watch.try_to_open().wait(5)
    room.pass_time(1, room.made[0])
    room.pass_time(1)
    room.made[-1].render(960)
    room.pass_time(2)
    assert room.states == ["lost"]


def test_when_a_library_is_slow_to_fill_its_buffer_the_speaker_is_not_called_back_either() -> None:
    room = Watching()
    room.watch.try_to_open().wait(5)
    room.pass_time(1, room.made[0])
    room.pass_time(1)
    for _ in range(2):
        room.made[-1].render(480)
        room.now += 0.3
    room.made[-1].render(480)
    room.watch.step(room.now)
    assert room.states == ["lost"]


def test_a_device_that_was_given_up_gets_silence_and_takes_no_sound() -> None:
    room = Watching()
    room.watch.try_to_open().wait(5)
    room.pass_time(1, room.made[0])
    room.pass_time(1)
    pulled = room.pulled
    assert not room.made[0].render(480).any()
    assert room.pulled == pulled


def test_a_watched_output_that_cannot_open_at_first_says_so() -> None:
    watched = Watched(lambda: FakeOutput(fails=True), print)
    with pytest.raises(SoundError, match="no loudspeaker was found"), watched.open(lambda n: np.zeros(n, np.float32)):
        pass
    assert Watched(FakeOutput, print).check() == "it is a fake"


def test_a_watched_output_is_closed_at_the_end() -> None:
    fake = FakeOutput()
    with Watched(lambda: fake, print).open(lambda n: np.zeros(n, np.float32)):
        assert fake.render is not None
    assert fake.closed


@pytest.fixture
def room(room: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The room, for this process."""
    for name, value in room.env.items():
        monkeypatch.setenv(name, value)
    return room


class Tone:
    """A steady tone, and an event for each time that it was asked for."""

    def __init__(self) -> None:
        self.asked = 0
        self.second = threading.Event()

    def render(self, samples: int) -> Samples:
        at = np.arange(self.asked, self.asked + samples)
        self.asked += samples
        if self.asked > RATE:
            self.second.set()
        return (0.5 * np.sin(at * 0.2)).astype(np.float32)


@pytest.mark.room
@pytest.mark.parametrize("name", LIBRARIES)
def test_what_is_played_comes_out_of_the_loudspeaker_without_a_gap(room: Any, name: str) -> None:
    out, tone = outputs.make(name), Tone()
    with room.record() as recording, out.open(tone.render):
        assert tone.second.wait(10)
    loud = np.flatnonzero(np.abs(recording.samples) > 0.01)
    assert len(loud) > ROOM_RATE // 2
    assert np.diff(loud).max() < 48


@pytest.mark.room
@pytest.mark.parametrize("name", LIBRARIES)
def test_beats_are_played_in_time_and_nothing_is_told_or_printed(
    room: Any, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    told: list[str] = []
    beats, seconds, enough = 0, 25, threading.Event()

    def render(samples: int) -> Samples:
        nonlocal beats
        at = np.arange(beats, beats + samples)
        beats += samples
        if beats > seconds * RATE:
            enough.set()
        return (0.5 * np.sin(at * 0.2) * (at % RATE < RATE // 4)).astype(np.float32)

    with room.record() as recording, Watched(lambda: outputs.make(name), told.append).open(render):
        assert enough.wait(seconds + 10)
    heard = np.array(starts(recording.samples, 0.1, ROOM_RATE // 2)) / ROOM_RATE
    assert told == []
    assert capfd.readouterr() == ("", "")
    assert len(heard) >= seconds - 1
    assert np.abs(np.diff(heard) - 1).max() < 0.1


@pytest.mark.room
def test_the_speakers_of_the_room_are_listed_and_chosen_by_name(room: Any) -> None:
    assert "speaker" in outputs.devices()
    assert outputs.make("miniaudio", "SPEAK").check() == ""
    assert "choose one of" in outputs.make("miniaudio", "sonos").check()
    out, tone = outputs.make("miniaudio", "parent"), Tone()
    with room.record("parent") as recording, out.open(tone.render):
        assert tone.second.wait(10)
    assert starts(recording.samples, 0.1, 480)


@pytest.mark.room
@pytest.mark.usefixtures("room")
def test_a_speaker_that_is_opened_again_and_again_leaves_no_connection_behind() -> None:
    def connections() -> Any:
        listed = subprocess.run(["pactl", "list", "short", "clients"], capture_output=True, text=True, check=True)
        return len(listed.stdout.splitlines())

    before = connections()
    for _ in range(10):
        assert outputs.make("miniaudio").check() == ""
        with outputs.make("miniaudio").open(Tone().render):
            pass
    assert connections() == before


@pytest.mark.room
def test_when_the_sound_system_dies_there_is_a_sentence_for_it(room: Any) -> None:
    room.kill_server()
    assert "no loudspeaker was found" in outputs.make().check()


@pytest.mark.room
@pytest.mark.parametrize("accident", ["unplugged", "server"])
def test_when_the_real_speaker_goes_and_comes_back_it_is_heard_again(room: Any, accident: Any) -> None:
    told = {"lost": threading.Event(), "back": threading.Event()}
    tone = Tone()
    with Watched(outputs.make, lambda state: told[state].set()).open(tone.render):
        assert tone.second.wait(10)
        (room.unplug if accident == "unplugged" else room.kill_server)()
        assert told["lost"].wait(10)
        tone.asked, _ = 0, tone.second.clear()
        assert tone.second.wait(10), "the sound does not run on"
        (room.plug if accident == "unplugged" else room.restart_server)()
        assert told["back"].wait(10)
        with room.record() as recording:
            tone.asked, _ = 0, tone.second.clear()
            assert tone.second.wait(10)
    assert starts(recording.samples, 0.1, 480)
