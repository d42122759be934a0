"""The coach's short sounds: found, told apart, gentle, and replaced by the caregiver's own."""

import runpy
import struct
import subprocess
import sys
import wave
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from coach.sound import earcons
from coach.sound.clip import LUFS, RATE, loudness, true_peak
from coach.sound.earcons import NAMES, load, ours
from coach.support.errors import SoundError

LOUDNESS = {"chime": -22, "tick": -27, "alive": -31, "hello": -24}


def buzz(seconds: Any = 0.5, rate: Any = RATE, channels: Any = 1) -> Any:
    x = 0.3 * np.sin(2 * np.pi * 300 * np.arange(round(seconds * rate)) / rate)
    return np.repeat(x[:, None], channels, axis=1)


def shape_of_time(clip: Any) -> Any:
    """Level over the first four seconds in steps of 10 ms, as a unit vector."""
    x = np.pad(clip.samples, (0, 5 * RATE))[: 4 * RATE]
    level = np.sqrt(np.square(x.reshape(-1, 240)).mean(axis=1))
    return level / np.linalg.norm(level)


def melody(clip: Any) -> Any:
    """Level in narrow bands of the first and of the second half of the sound, as a unit vector."""
    hertz = np.fft.rfftfreq(1 << 16, 1 / RATE)
    bands = list(pairwise(np.geomspace(130, 1600, 44)))
    halves = [np.abs(np.fft.rfft(half, 1 << 16)) for half in np.array_split(clip.samples, 2)]
    level = np.array([np.linalg.norm(half[(hertz >= a) & (hertz < b)]) for half in halves for a, b in bands])
    return level / np.linalg.norm(level)


@pytest.mark.parametrize("name", NAMES)
def test_every_sound_begins_and_ends_in_silence_without_clicks(name: str) -> None:
    x = load(name).samples
    assert x[0] == x[-1] == 0.0
    assert max(np.abs(x[:4]).max(), np.abs(x[-4:]).max()) < 0.003
    assert np.abs(np.diff(x)).max() < 0.12


@pytest.mark.parametrize("name", NAMES)
def test_every_earcon_has_its_loudness_and_a_gentle_range(name: str) -> None:
    clip = load(name)
    assert loudness(clip) == pytest.approx(LOUDNESS.get(name, -23), abs=0.2)
    assert true_peak(clip) <= -3
    power = np.square(np.abs(np.fft.rfft(clip.samples)))
    hertz = np.fft.rfftfreq(len(clip.samples), 1 / RATE)
    assert power[(hertz >= 150) & (hertz <= 1000)].sum() > 0.95 * power.sum()


@pytest.mark.parametrize(
    ("name", "shortest", "longest"),
    [("chime", 3000, 5000), ("tick", 60, 100), ("hello", 300, 450), ("finished", 2500, 4500)],
)
def test_the_sounds_have_their_lengths(name: str, shortest: Any, longest: Any) -> None:
    assert shortest <= load(name).ms <= longest


@pytest.mark.parametrize(("one", "other"), list(combinations(NAMES, 2)))
def test_no_two_sounds_are_alike_in_rhythm_or_in_melody(one: Any, other: Any) -> None:
    a, b = load(one), load(other)
    assert shape_of_time(a) @ shape_of_time(b) < 0.9
    assert melody(a) @ melody(b) < 0.75


def test_the_sounds_are_exactly_what_the_script_makes() -> None:
    maker = runpy.run_path(str(ours() / "make_cues.py"))
    assert set(maker["SOUNDS"]) == set(NAMES)
    for name in NAMES:
        with wave.open(str(ours() / f"{name}.wav")) as file:
            assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
            assert file.readframes(file.getnframes()) == maker["made"](name)


def test_the_origin_of_every_sound_is_written_down() -> None:
    origin = (ours() / "ORIGIN.md").read_text(encoding="utf-8")
    assert all(f"`{path.name}`" in origin for path in ours().glob("*.wav"))


def test_when_the_package_is_installed_the_sounds_lie_inside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = tmp_path / "coach" / "audio_cues"
    monkeypatch.setattr(earcons, "__file__", str(tmp_path / "coach" / "sound" / "earcons.py"))
    assert ours() == tmp_path / "audio_cues"
    inside.mkdir(parents=True)
    assert ours() == inside


def test_the_caregivers_own_chime_is_used(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "chime.wav", 0.1 * buzz(), RATE)
    assert load("chime", [tmp_path / "none", tmp_path]).ms == 500
    assert load("tick", [tmp_path]).ms == 80


def test_the_caregivers_loud_sound_is_made_as_soft_as_speech(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "chime.wav", 3 * buzz(), RATE)
    clip = load("chime", [tmp_path])
    assert loudness(clip) == pytest.approx(LUFS, abs=0.1)
    soundfile.write(tmp_path / "chime.wav", 0.03 * buzz(), RATE, "FLOAT")
    assert loudness(load("chime", [tmp_path])) < -35


def test_the_caregivers_own_sound_may_have_an_unknown_name(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "rain.wav", buzz(), RATE)
    assert load("rain", [tmp_path]).ms == 500


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE"])
@pytest.mark.parametrize(("rate", "channels"), [(8_000, 1), (44_100, 2), (48_000, 8), (96_000, 1)])
def test_any_wav_is_read(tmp_path: Path, subtype: str, rate: int, channels: Any) -> None:
    soundfile.write(tmp_path / "chime.wav", 0.1 * buzz(0.5, rate, channels), rate, subtype)
    clip = load("chime", [tmp_path])
    assert (clip.rate, clip.ms) == (RATE, 500)
    assert clip.samples.dtype == np.float32
    assert np.abs(clip.samples).max() == pytest.approx(0.03, abs=0.006)


@pytest.mark.parametrize("name", ["", "../chime", "/etc/chime", "Chime", "chime.wav", "a\\b", "chime\n", "ch ime"])
def test_a_name_is_never_a_path(name: str) -> None:
    with pytest.raises(SoundError, match="not a plain name"):
        load(name)


def test_a_folder_of_sounds_out_of_reach_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(SoundError, match="cannot be read"):
        load("chime", [tmp_path / ("x" * 300)])


def test_a_missing_sound_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SoundError, match="no such sound; put a WAV"):
        load("thunder", [tmp_path])


def header(rate: Any = RATE, channels: Any = 1, bits: Any = 16, size: Any = 8, kind: Any = 1) -> Any:
    width = channels * bits // 8
    fmt = struct.pack("<HHIIHH", kind, channels, rate, rate * width & 0xFFFFFFFF, width, bits)
    return b"RIFF" + struct.pack("<I", 36 + size) + b"WAVEfmt " + struct.pack("<I", 16) + fmt + b"data"


BROKEN = {
    "empty": b"",
    "a few letters": b"RIFF",
    "a header cut short": header()[:30],
    "a header and nothing else": header() + struct.pack("<I", 0),
    "0 hertz": header(rate=0) + struct.pack("<I", 8) + bytes(8),
    "a rate beyond reason": header(rate=2**31 - 1) + struct.pack("<I", 8) + bytes(8),
    "no channels": header(channels=0) + struct.pack("<I", 8) + bytes(8),
    "a thousand channels": header(channels=1000) + struct.pack("<I", 4000) + bytes(4000),
    "an unknown kind": header(kind=0x7777) + struct.pack("<I", 8) + bytes(8),
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "not a number": header(bits=32, size=8, kind=3) + struct.pack("<Iff", 8, 0.5, float("nan")),
}


@pytest.mark.parametrize("what", BROKEN)
def test_when_a_file_is_broken_one_clear_error_names_it(tmp_path: Path, what: str) -> None:
    path = tmp_path / "chime.wav"
    path.write_bytes(BROKEN[what])
    with pytest.raises(SoundError) as caught:
        load("chime", [tmp_path])
    assert caught.value.where == str(path)
    assert caught.value.what
    assert caught.value.todo


def test_a_piped_file_shorter_than_promised_is_played_to_its_end(tmp_path: Path) -> None:
    data = np.zeros(RATE, "<i2").tobytes()
    (tmp_path / "chime.wav").write_bytes(header(size=0x7FFFFF00) + struct.pack("<I", 0x7FFFFFF0) + data)
    assert load("chime", [tmp_path]).ms == 1000


@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_24"])
def test_when_a_file_is_too_long_it_is_refused(tmp_path: Path, subtype: str) -> None:
    soundfile.write(tmp_path / "chime.wav", np.zeros(61 * 8000), 8000, subtype)
    with pytest.raises(SoundError, match="longer than 60 seconds"):
        load("chime", [tmp_path])


def test_when_a_file_is_too_large_it_is_not_even_opened(tmp_path: Path) -> None:
    with (tmp_path / "chime.wav").open("wb") as file:
        file.truncate(50_000_001)
    with pytest.raises(SoundError, match="larger than 50 MB"):
        load("chime", [tmp_path])


def test_when_a_file_cannot_be_read_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    soundfile.write(tmp_path / "chime.wav", buzz(), RATE)

    def refuse(*_: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(earcons, "_plain", refuse)
    with pytest.raises(SoundError, match="Permission denied"):
        load("chime", [tmp_path])


def test_our_own_sounds_are_loaded_without_the_slow_library() -> None:
    code = "import sys, coach.sound.earcons as c; [c.load(n) for n in c.NAMES]; sys.exit('soundfile' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
