"""What is measured about a room, a loudspeaker and a microphone while the coach talks."""

from __future__ import annotations

import numpy as np
import pytest

from coach.ears.spotting.self_check import Measured, SelfCheck, is_narrow
from coach.sound.clip import Samples
from coach.sound.resampling import resampled
from tests.support.sounds import RATE, noise


def talk(seconds: int) -> Samples:
    """Noise of 1.5 s and a pause of 1.5 s in turn, as loud as speech."""
    on = np.tile(np.repeat([1.0, 0.0], 3 * RATE // 2), seconds // 3 + 1)[: seconds * RATE]
    return np.asarray(noise(seconds, 0.1) * on, np.float32)


def in_room(sound: Samples, rt60: float, loud: float = 0.3) -> Samples:
    """The sound in a room whose echo falls by 60 dB in so many seconds."""
    size = int(rt60 * RATE)
    tail = noise(rt60, 1.0, seed=3) * 10 ** (-3 * np.arange(size) / size)
    response = loud * tail / np.sqrt((tail**2).sum())
    length = 1 << (len(sound) + size).bit_length()
    return np.fft.irfft(np.fft.rfft(sound, length) * np.fft.rfft(response, length))[: len(sound)].astype(np.float32)


def measured(heard: Samples, played: Samples, left: Samples) -> Measured:
    check = SelfCheck()
    for at in range(0, len(heard), 480):
        check.push(heard[at : at + 480], played[at : at + 480], left[at : at + 480])
    return check.measured()


@pytest.mark.parametrize("taken", [6.0, 20.0])
def test_it_measures_how_much_of_the_coach_is_cancelled(taken: float) -> None:
    played = talk(24)
    heard = 0.3 * played + noise(24, 1e-4)
    found = measured(heard, played, 0.3 * played * np.float32(10 ** (-taken / 20)) + noise(24, 1e-4))
    assert found.erle_db == pytest.approx(taken, abs=1)
    assert found.echo_db == pytest.approx(-30.5, abs=1)
    assert found.background_db == pytest.approx(-80, abs=2)


def test_nothing_is_claimed_about_a_coach_that_is_not_heard() -> None:
    found = measured(noise(24, 1e-3), talk(24), noise(24, 1e-3))
    assert (found.erle_db, found.ring_ms) == (None, None)


@pytest.mark.parametrize("rt60", [0.3, 0.8, 1.5])
def test_it_measures_the_reverberation_time_within_a_third(rt60: float) -> None:
    played = talk(24)
    heard = in_room(played, rt60) + noise(24, 1e-4)
    found = measured(heard, played, heard)
    assert found.ring_ms == pytest.approx(1000 * rt60, rel=0.34)


def test_a_telephone_band_is_distinguished_from_a_dull_voice() -> None:
    wide = noise(12, 0.05)
    spectrum, hertz = np.fft.rfft(wide), np.fft.rfftfreq(len(wide), 1 / RATE)
    narrow = np.fft.irfft(np.where(hertz < 3600, spectrum, 0)).astype(np.float32)
    dull = np.fft.irfft(spectrum * np.where(hertz < 3600, 1, 0.02)).astype(np.float32)
    still = np.zeros_like(wide)
    assert measured(narrow, still, narrow).narrow
    assert not measured(dull, still, dull).narrow
    assert not measured(noise(12, 1e-5), still, still).narrow


def from_device(sound: Samples) -> Samples:
    """What a device of 16 bits hands over."""
    return np.rint(sound * 32768).astype(np.float32) / np.float32(32768)


def of_telephone(db: float) -> Samples:
    """A second of a room through a device at 8 kHz, from which the sound system makes 16 kHz."""
    room = np.random.default_rng(3).normal(size=8000).astype(np.float32) * np.float32(10 ** (db / 20))
    return from_device(resampled(from_device(room), 8000, RATE))


@pytest.mark.parametrize("db", [-30, -50, -70])
def test_a_second_of_a_room_shows_a_telephones_band(db: float) -> None:
    assert is_narrow(of_telephone(db))


def rumble() -> Samples:
    """The low noise of a room with a fan, and the hiss of a good microphone."""
    spectrum = np.fft.rfft(noise(1, 0.1))
    hertz = np.fft.rfftfreq(RATE, 1 / RATE)
    low = np.fft.irfft(spectrum / np.maximum(hertz / 100, 1) ** 1.5)
    return low.astype(np.float32) + noise(1, 1e-4)


@pytest.mark.parametrize(
    "heard",
    [noise(1, 1e-3), noise(1, 3e-5), rumble(), noise(1, 1e-5), np.zeros(RATE, np.float32), np.zeros(9, np.float32)],
    ids=["a room", "a quiet room", "a fan", "only the converter", "muted", "nothing"],
)
def test_a_quiet_room_alone_is_no_telephones_band(heard: Samples) -> None:
    assert not is_narrow(from_device(heard))


def test_it_measures_the_loudest_sample() -> None:
    assert measured(np.full(RATE, 0.01, np.float32), talk(1), talk(1)).peak_db == pytest.approx(-40, abs=0.1)
