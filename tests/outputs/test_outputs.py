"""Outputs: chosen by name, written to files, and played in the virtual room."""

import errno
import subprocess
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from coach import outputs
from coach.outputs.file_out import FORMATS, FileOut
from coach.outputs.none_out import NoneOut, Pace
from coach.outputs.speakers import choose
from coach.outputs.watched import Watched
from coach.sound.clip import RATE, Samples
from coach.support.errors import SoundError
from tests.outputs.fakes import LIBRARIES, Tone
from tests.support.room import RATE as ROOM_RATE
from tests.support.room import starts

NAMES = ["Built-in Audio", "Kitchen JBL", "JBL"]


def test_a_speaker_is_found_by_part_of_its_name_in_any_case() -> None:
    assert choose(NAMES, "kitchen") == 1
    assert choose(NAMES, "jbl") == 2
    assert choose(NAMES, "BUILT-IN") == 0


def test_an_unknown_speaker_lists_the_ones_that_exist() -> None:
    with pytest.raises(SoundError, match='none called "sonos"; choose one of: Built-in Audio; Kitchen JBL; JBL'):
        choose(NAMES, "sonos")
    with pytest.raises(SoundError, match="no speaker at all"):
        choose([], "sonos")


def test_an_unknown_output_lists_the_ones_that_exist() -> None:
    with pytest.raises(SoundError, match='none called "gramophone"; choose one of miniaudio, sounddevice'):
        outputs.make("gramophone")


def test_miniaudio_is_the_output_when_none_is_named() -> None:
    assert type(outputs.make()).__name__ == "MiniaudioOut"


def test_without_a_loudspeaker_sound_is_still_pulled() -> None:
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


def test_the_silent_output_keeps_time_to_the_sample() -> None:
    pace = Pace(10.0)
    assert sum(pace.due(10.0 + n / 47) for n in range(48)) == pytest.approx(RATE * 1, abs=1)
    pace.took(100)
    assert pace.due(12.0) == RATE - 100
    assert pace.due(11.5) == 0


def test_after_the_machine_slept_no_backlog_is_pulled_at_once() -> None:
    pace = Pace(0.0)
    assert pace.due(3600.0) == RATE
    assert pace.due(3600.5) == RATE // 2


@pytest.mark.parametrize("ending", FORMATS)
def test_a_written_file_can_be_read_again(tmp_path: Path, ending: str) -> None:
    tone = (0.5 * np.sin(np.arange(3 * RATE) * 0.1)).astype(np.float32)
    path = tmp_path / f"evening{ending}"
    with FileOut(path) as file:
        file.write(tone[:1000])
        file.write(tone[1000:])
    samples, rate = soundfile.read(path)
    assert rate == RATE
    assert len(samples) == pytest.approx(len(tone), abs=2000)
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_interrupted_writing_keeps_the_old_file_and_leaves_no_half(tmp_path: Path) -> None:
    path = tmp_path / "evening.wav"
    path.write_text("yesterday's")
    with pytest.raises(KeyboardInterrupt), FileOut(path) as file:  # noqa: PT012 - the interruption is in the middle
        file.write(np.ones(RATE, np.float32))
        raise KeyboardInterrupt
    assert [one.read_text() for one in tmp_path.iterdir()] == ["yesterday's"]


def test_what_ended_the_writing_is_told_even_if_the_disk_is_full(tmp_path: Path) -> None:
    def full() -> None:
        del file._file.close  # once
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(KeyboardInterrupt), FileOut(tmp_path / "evening.wav") as file:  # noqa: PT012 - as above
        file._file.close = full
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_gives_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SoundError, match=r'"\.aac" is not a kind of sound file; end its name in one of \.wav'):
        FileOut("evening.aac")
    with (
        pytest.raises(
            SoundError, match=r"no/evening\.wav: it cannot be written \(No such file or directory\); name a place"
        ),
        FileOut(tmp_path / "no/evening.wav"),
    ):
        pass


@pytest.fixture
def room(room: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The room, for this process."""
    for name, value in room.env.items():
        monkeypatch.setenv(name, value)
    return room


@pytest.mark.room
@pytest.mark.parametrize("name", LIBRARIES)
def test_sound_comes_out_of_the_loudspeaker_without_a_gap(room: Any, name: str) -> None:
    out, tone = outputs.make(name), Tone()
    with room.record() as recording, out.open(tone.render):
        assert tone.second.wait(10)
    loud = np.flatnonzero(np.abs(recording.samples) > 0.01)
    assert len(loud) > ROOM_RATE // 2
    assert np.diff(loud).max() < 48


@pytest.mark.room
@pytest.mark.parametrize("name", LIBRARIES)
def test_beats_come_once_a_second_and_nothing_is_reported(
    room: Any, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    told: list[str] = []
    beats, seconds, enough = 0, 12, threading.Event()

    def render(samples: int) -> Samples:
        nonlocal beats
        at = np.arange(beats, beats + samples)
        beats += samples
        if beats > seconds * RATE:
            enough.set()
        return np.asarray(0.5 * np.sin(at * 0.2) * (at % RATE < RATE // 4), np.float32)

    with room.record() as recording, Watched(lambda: outputs.make(name), told.append).open(render):
        assert enough.wait(seconds + 10)
    heard = np.array(starts(recording.samples, 0.1, ROOM_RATE // 2)) / ROOM_RATE
    assert told == []
    assert capfd.readouterr() == ("", "")
    assert len(heard) >= seconds - 1
    # A machine that stands still for a moment delays some beats; benchmarks/beats.py has how exact they are.
    assert np.quantile(np.abs(np.diff(heard) - 1), 0.75) < 0.1


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
def test_a_dead_sound_system_gives_one_sentence(room: Any) -> None:
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
        tone.again()
        assert tone.second.wait(10), "the sound does not run on"
        (room.plug if accident == "unplugged" else room.restart_server)()
        assert told["back"].wait(10)
        with room.record() as recording:
            tone.again()
            assert tone.second.wait(10)
    assert starts(recording.samples, 0.1, 480)
