"""The sounds under the voice: always the same, without a seam, and the caregiver's own."""

import functools
import os
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from coach.model.options import Options
from coach.playback import offline
from coach.session.state import State
from coach.sound import beds, earcons
from coach.sound.bed_mixer import BedMixer
from coach.sound.clip import RATE, Clip, loudness, true_peak
from coach.sound.mixer import Mixer
from coach.support.errors import SoundError
from coach.voices.silent import SilentVoice
from tests.support.told import WORDS, book_of, routine

NAMES = sorted(beds.BEDS)
loud = functools.cache(beds.load)
"""A bed of ours by its name, as loud as it is played."""


@pytest.mark.parametrize("name", NAMES)
def test_a_bed_is_the_same_every_night(name: str) -> None:
    assert np.array_equal(beds.BEDS[name]().samples, beds.BEDS[name]().samples)


@pytest.mark.parametrize("name", NAMES)
def test_a_bed_is_soft_and_complete(name: str) -> None:
    clip = loud(name)
    assert clip.rate == RATE
    assert abs(loudness(clip) - beds.LUFS) < 1
    assert true_peak(clip) < -6
    assert np.isfinite(clip.samples).all()
    assert clip.ms >= 30_000


@pytest.mark.parametrize("name", NAMES)
def test_the_end_of_a_loop_fades_into_its_beginning(name: str) -> None:
    x = loud(name).samples.astype(np.float64)
    around = np.concatenate([x[-RATE:], x[:RATE]])
    steps = np.abs(np.diff(around))
    assert steps[RATE - 1] <= np.abs(np.diff(x)).max(), "no larger step than within"
    before, after = (np.sqrt(np.mean(part**2)) for part in (x[-RATE // 2 :], x[: RATE // 2]))
    inside = [np.sqrt(np.mean(x[a : a + RATE // 2] ** 2)) for a in range(0, len(x) - RATE, RATE)]
    assert abs(before - after) <= 1.5 * np.abs(np.diff(inside)).max()


@pytest.mark.parametrize("name", NAMES)
def test_beds_differ_and_none_is_a_hum(name: str) -> None:
    spectrum = np.abs(np.fft.rfft(loud(name).samples))
    assert spectrum.max() ** 2 < 0.2 * np.sum(spectrum**2)


def test_waves_come_six_times_a_minute() -> None:
    x = loud("waves").samples
    level = np.sqrt(np.mean(x[: 60 * RATE].reshape(600, -1) ** 2, axis=1))
    rhythm = np.abs(np.fft.rfft(level - level.mean()))
    assert rhythm.argmax() == 6


def test_a_bed_is_lower_under_speech_and_keeps_looping() -> None:
    mixer = Mixer()
    mixer.play(loud("brown"), kind="bed")
    first = mixer.render(2 * RATE)[RATE:]
    later = mixer.render(120 * RATE)[-RATE:]
    assert 0.3 < np.std(later) / np.std(first) < 3


@pytest.mark.parametrize("ending", [".wav", ".flac", ".mp3", ".ogg"])
def test_any_sound_file_of_the_caregiver_can_be_a_bed(tmp_path: Path, ending: str) -> None:
    tone = 0.9 * np.sin(2 * np.pi * 300 / 44_100 * np.arange(2 * 44_100))
    soundfile.write(tmp_path / f"own{ending}", np.stack([tone, tone], axis=1), 44_100)
    clip = beds.load(str(tmp_path / f"own{ending}"))
    assert clip.rate == RATE
    assert abs(clip.ms - 2000) < 150
    assert abs(loudness(clip) - beds.LUFS) < 1


def test_a_folder_plays_its_files_in_the_order_of_their_names(tmp_path: Path) -> None:
    for n, seconds in enumerate((1, 2)):
        soundfile.write(tmp_path / f"{n}.wav", 0.1 * np.ones(seconds * RATE) * (-1) ** np.arange(seconds * RATE), RATE)
    (tmp_path / "notes.txt").write_text("not a sound")
    assert beds.load(str(tmp_path)).ms == 3000


def test_an_unknown_bed_is_answered_with_the_known_ones(tmp_path: Path) -> None:
    (tmp_path / "broken.wav").write_bytes(b"RIFF")
    (tmp_path / "empty").mkdir()
    for wanted in ("thunder", str(tmp_path / "broken.wav"), str(tmp_path / "empty")):
        with pytest.raises(SoundError, match="rain, waves, brown, lullaby"):
            beds.load(wanted)


def test_a_bed_too_soft_to_be_measured_stays_as_it_is(tmp_path: Path) -> None:
    tone = (1e-5 * np.sin(np.arange(2 * RATE) / 10)).astype(np.float32)
    soundfile.write(tmp_path / "own.wav", tone, RATE, "FLOAT")
    assert np.array_equal(beds.load(str(tmp_path / "own.wav")).samples, tone)


def test_a_bed_out_of_reach_is_one_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    with pytest.raises(SoundError, match="File name too long"):
        beds.check("x" * 300)
    monkeypatch.setattr(Path, "iterdir", refused)
    with pytest.raises(SoundError, match="Permission denied"):
        beds.load(str(tmp_path))


def test_a_long_file_plays_from_piece_to_piece_without_a_seam(tmp_path: Path) -> None:
    tone = 0.5 * np.sin(2 * np.pi * 300 / 44_100 * np.arange(70 * 44_100))
    soundfile.write(tmp_path / "own.wav", tone, 44_100)
    clip = beds.load(str(tmp_path / "own.wav"))
    assert clip.ms == 70_000
    turns = np.diff(np.flatnonzero((clip.samples[:-1] < 0) & (clip.samples[1:] >= 0)))
    assert set(turns[10:-10]) == {RATE // 300}


def test_a_long_folder_is_cut_to_twenty_minutes(tmp_path: Path) -> None:
    for n in range(3):
        soundfile.write(tmp_path / f"{n}.wav", 0.1 * (-1.0) ** np.arange(500 * 8000), 8000)
    assert beds.load(str(tmp_path)).ms == 1_200_000


def header(rate: Any = RATE, channels: Any = 1, bits: Any = 16, kind: Any = 1, size: Any = 8) -> Any:
    width = channels * bits // 8
    fmt = struct.pack("<HHIIHH", kind, channels, rate, rate * width & 0xFFFFFFFF, width & 0xFFFF, bits)
    riff = b"RIFF" + struct.pack("<I", 0x7FFFFF00) + b"WAVEfmt "
    return riff + struct.pack("<I", 16) + fmt + b"data" + struct.pack("<I", size)


HOSTILE = {
    "a header cut short": header()[:30],
    "0 hertz": header(rate=0) + bytes(8),
    "1 hertz": header(rate=1) + bytes(8),
    "a rate beyond reason": header(rate=2**31 - 1) + bytes(8),
    "no channels": header(channels=0) + bytes(8),
    "a thousand channels": header(channels=1000, size=200_000) + bytes(range(250)) * 800,
    "not a number": header(bits=32, kind=3) + struct.pack("<ff", 0.5, float("nan")),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_gives_one_clear_error(tmp_path: Path, what: str) -> None:
    (tmp_path / "own.wav").write_bytes(HOSTILE[what])
    with pytest.raises(SoundError, match=r"own\.wav: .*; use a WAV"):
        beds.load(str(tmp_path / "own.wav"))


@pytest.mark.parametrize(("subtype", "channels"), [("PCM_24", 1), ("FLOAT", 2), ("PCM_U8", 1), ("PCM_16", 8)])
def test_a_bed_may_have_any_width_and_up_to_thirty_two_channels(tmp_path: Path, subtype: str, channels: Any) -> None:
    tone = 0.5 * np.sin(2 * np.pi * 300 / RATE * np.arange(2 * RATE))
    soundfile.write(tmp_path / "own.wav", np.stack([tone] * channels, axis=1), RATE, subtype)
    assert beds.load(str(tmp_path / "own.wav")).ms == 2000


def test_a_two_gigabyte_file_is_read_only_as_far_as_needed(tmp_path: Path) -> None:
    with (tmp_path / "own.wav").open("wb") as file:
        file.write(header(rate=48_000, size=2_000_000_000) + b"\x10\x27\xf0\xd8" * 48_000)
        file.truncate(2_000_000_044)
    assert beds.load(str(tmp_path / "own.wav")).ms == beds.LONGEST_S * 1000


@pytest.mark.skipif(os.name != "posix", reason="needs named pipes")
def test_only_plain_files_are_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "0.wav")
    (tmp_path / "1.wav").symlink_to("/dev/zero")
    for wanted in (tmp_path, tmp_path / "0.wav", "/dev/zero"):
        with pytest.raises(SoundError):
            beds.load(str(wanted))


# --- under a session -----------------------------------------------------------------------------

TONE = Clip((0.1 * np.sin(2 * np.pi * 200 / RATE * np.arange(4 * RATE))).astype(np.float32), RATE)


class InMemory:
    """A sink that keeps the samples."""

    def __init__(self) -> None:
        self.blocks: list[Any] = []

    def write(self, samples: Any) -> None:
        self.blocks.append(samples)

    def level(self, ms: Any) -> Any:
        """Loudness around a time, full scale 1."""
        x = np.concatenate(self.blocks)
        return float(np.sqrt(np.mean(x[(ms - 200) * RATE // 1000 : (ms + 200) * RATE // 1000] ** 2)))


def rendered(events: Any = "") -> Any:
    kept, state = InMemory(), State(book_of(routine()), WORDS, Options())
    stage = offline.render(state, SilentVoice(), earcons.load, kept, offline.parse_events(events), bed=TONE)
    return kept, stage


def test_a_bed_lies_under_the_whole_session_and_fades_at_its_end() -> None:
    kept, stage = rendered()
    assert all(kept.level(ms) > 0.005 for ms in range(3000, stage.at - 6000, 1700))
    assert kept.level(stage.at - 210) < 0.01
    total = sum(len(block) for block in kept.blocks)
    assert total == stage.at * RATE // 1000


def test_a_no_silences_the_bed_too_and_the_yes_brings_it_back() -> None:
    kept, stage = rendered("12s yes, 30s no, 60s yes")
    said = [at for at, _, _ in stage.spans]
    assert kept.level(29_500) > 0.005
    quiet = next(ms for ms in range(30_700, 59_000, 500) if all(abs(ms - at) > 4000 for at in said))
    assert kept.level(quiet) < 0.001
    assert kept.level(63_000) > 0.005


def test_a_bed_is_checked_before_the_oil_and_made_during_speech(tmp_path: Path) -> None:
    (tmp_path / "broken.wav").write_bytes(b"RIFF")
    (tmp_path / "empty").mkdir()
    for wanted in ("thunder", str(tmp_path / "broken.wav"), str(tmp_path / "empty")):
        with pytest.raises(SoundError, match="rain, waves, brown, lullaby"):
            beds.check(wanted)
    soundfile.write(tmp_path / "soft.wav", np.concatenate([np.zeros(2 * RATE), 0.1 * np.ones(RATE)]), RATE)
    for wanted in (*beds.BEDS, str(tmp_path / "soft.wav")):
        beds.check(wanted)


@pytest.mark.parametrize("told", ["before", "after"])
def test_a_late_bed_comes_in_as_soon_as_it_exists(told: Any) -> None:
    mixer = BedMixer()
    if told == "after":
        mixer.bring(TONE)
    mixer.lay()
    if told == "before":
        assert np.std(mixer.render(RATE)) == 0
        mixer.bring(TONE)
    mixer.render(RATE)
    assert np.std(mixer.render(RATE)) > 0.05


def test_a_bed_made_during_a_no_is_silent_until_the_yes() -> None:
    mixer = BedMixer()
    mixer.lay()
    mixer.silence()
    mixer.bring(TONE)
    assert np.std(mixer.render(2 * RATE)) == 0
    mixer.lay()
    mixer.render(RATE)
    assert np.std(mixer.render(RATE)) > 0.05


def test_the_hush_of_a_yes_keeps_the_bed() -> None:
    mixer = BedMixer(TONE)
    mixer.lay()
    mixer.lay()
    mixer.render(RATE)
    mixer.hush()
    assert np.std(mixer.render(RATE)) > 0.05
    mixer.silence()
    mixer.render(RATE)
    assert np.std(mixer.render(RATE)) == 0
