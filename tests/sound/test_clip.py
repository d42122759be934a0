"""Clips sound as they should: the right rate, no clicks, one loudness."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.sound.clip import (
    LUFS,
    RATE,
    Clip,
    db,
    fade,
    frames,
    levelled,
    loudness,
    ratio,
    ready,
    resample,
    slowed,
    trim,
    true_peak,
)


def tone(hertz: Any = 440.0, seconds: Any = 1.0, level: Any = 0.25, rate: Any = RATE) -> Any:
    t = np.arange(round(seconds * rate)) / rate
    return Clip((level * np.sin(2 * np.pi * hertz * t)).astype(np.float32), rate)


def noise(seconds: Any = 1.0, level: Any = 0.1, seed: Any = 1) -> Any:
    return (level * np.random.default_rng(seed).standard_normal(round(seconds * RATE))).astype(np.float32)


def word(seconds: Any, seed: Any = 1) -> Any:
    """Something like speech: syllables of a buzzing voice, four a second."""
    t = np.arange(round(seconds * RATE)) / RATE
    voice = sum(np.sin(2 * np.pi * 150 * k * t) / k for k in range(1, 20))
    beat = np.abs(np.sin(np.pi * 4 * t)) * (1 + 0.2 * np.sin(seed + t))
    return Clip((0.1 * voice * beat).astype(np.float32), RATE)


def test_decibels_and_ratios_are_each_others_inverse() -> None:
    assert db(0.0) == -math.inf
    assert db(ratio(-12.5)) == pytest.approx(-12.5)
    assert ratio(-math.inf) == 0.0
    assert frames(8) == 192


def test_a_faded_clip_is_silent_at_both_ends_and_otherwise_unchanged() -> None:
    clip = Clip(np.ones(RATE, dtype=np.float32), RATE)
    x = fade(clip, 10, 20).samples
    assert x[0] == x[-1] == 0.0
    assert np.array_equal(x[240:-480], clip.samples[240:-480])
    assert np.abs(np.diff(x)).max() < 0.01
    assert clip.samples.min() == 1.0


def test_a_fade_longer_than_the_clip_still_ends_in_silence() -> None:
    x = fade(Clip(np.ones(10, dtype=np.float32), RATE), 1000, 1000).samples
    assert len(x) == 10
    assert x[0] == x[-1] == 0.0


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 44_100, 48_000, 96_000])
def test_a_clip_at_another_rate_sounds_the_same_at_ours(rate: int) -> None:
    ours = resample(tone(1000.0, 0.5, rate=rate), RATE)
    assert len(ours.samples) == RATE // 2
    middle = slice(2400, -2400)
    assert np.abs(ours.samples[middle] - tone(1000.0, 0.5).samples[middle]).max() < 1e-3


def test_lowering_a_rate_removes_what_would_fold_back() -> None:
    low = resample(tone(11_000.0, 1.0), 16_000)
    assert np.abs(low.samples[1600:-1600]).max() < 1e-3


def test_when_the_rate_is_already_ours_not_a_sample_changes() -> None:
    clip = tone()
    assert resample(clip, RATE).samples is clip.samples
    assert len(resample(Clip(np.zeros(0, dtype=np.float32), 8000), RATE).samples) == 0


@given(st.integers(1, 3000), st.sampled_from([8_000, 11_025, 22_050, 23_999, 44_100]))
@settings(max_examples=40, deadline=None)
def test_a_clip_of_any_length_keeps_its_duration_and_stays_finite(n: Any, rate: int) -> None:
    out = resample(Clip(np.ones(n, dtype=np.float32), rate), RATE)
    assert len(out.samples) == math.ceil(n * RATE / rate)
    assert np.isfinite(out.samples).all()


def test_silence_around_a_word_is_trimmed() -> None:
    quiet = np.zeros(RATE // 2, dtype=np.float32)
    clip = Clip(np.concatenate([quiet, tone(seconds=0.4).samples, quiet]), RATE)
    assert 400 <= trim(clip).ms <= 450


def test_a_soft_s_at_the_end_of_a_word_is_kept() -> None:
    hiss = np.diff(noise(0.15, 0.003, seed=2), prepend=np.float32(0))
    silence = noise(0.5, 1e-5, seed=3)
    clip = Clip(np.concatenate([tone(200.0, 0.3, 0.4).samples, hiss, silence]), RATE)
    assert db(0.003 / 0.4) < -42
    assert 450 <= trim(clip).ms <= 490


def test_silent_and_empty_clips_are_neither_trimmed_away_nor_made_louder() -> None:
    for n in (0, 50, RATE):
        clip = Clip(np.zeros(n, dtype=np.float32), RATE)
        assert len(trim(clip).samples) == len(levelled(clip).samples) == n
        assert loudness(clip) == true_peak(clip) == -math.inf


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000, 44_100, 48_000])
def test_a_full_scale_997_hertz_tone_measures_minus_3_lufs(rate: int) -> None:
    assert loudness(tone(997.0, 3.0, 1.0, rate)) == pytest.approx(-3.01, abs=0.05)


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000, 44_100, 48_000])
@pytest.mark.parametrize(("hertz", "lufs"), [(40.0, -29.27), (100.0, -24.84), (3000.0, -19.89)])
def test_tones_are_weighted_as_the_standard_says(rate: int, hertz: Any, lufs: Any) -> None:
    """Reference: the response of the filter table of BS.1770-4 (48 kHz) to a tone of amplitude 0.1."""
    assert loudness(tone(hertz, 3.0, 0.1, rate)) == pytest.approx(lufs, abs=0.07)


def test_when_a_sentence_has_pauses_they_do_not_make_it_measure_softer() -> None:
    speech = tone(seconds=2.0)
    paused = Clip(np.concatenate([speech.samples, np.zeros(3 * RATE, dtype=np.float32)]), RATE)
    assert loudness(paused) == pytest.approx(loudness(speech), abs=0.6)


def test_when_a_wave_peaks_between_its_samples_the_true_peak_is_found() -> None:
    t = np.arange(RATE // 4)
    between = Clip(np.sin(np.pi / 2 * t + np.pi / 4).astype(np.float32), RATE)
    assert db(float(np.abs(between.samples).max())) == pytest.approx(-3.01, abs=0.01)
    assert true_peak(fade(between, 20, 20)) == pytest.approx(0.0, abs=0.1)


@pytest.mark.parametrize("seconds", [0.15, 0.4, 0.43, 0.9, 3.0])
def test_a_counted_number_is_as_loud_as_a_sentence(seconds: float) -> None:
    assert loudness(levelled(word(seconds))) == pytest.approx(LUFS, abs=0.1)


def test_a_counted_number_has_no_higher_peak_than_a_sentence() -> None:
    def loudest(clip: Any) -> Any:
        x = np.pad(clip.samples, 9600)
        return max(loudness(Clip(x[i : i + 9600], RATE)) for i in range(0, len(x) - 9600, 1200))

    assert loudest(ready(word(0.4))) <= loudest(ready(word(3.0))) + 0.5


def test_only_sharp_peaks_are_limited() -> None:
    speech = word(2.0).samples
    speech[RATE] = 0.99
    out = levelled(Clip(speech, RATE), -14.0)
    assert true_peak(out) <= -1.0
    gain = levelled(Clip(np.delete(speech, RATE), RATE), -14.0, peak=99.0).samples[1000] / speech[1000]
    assert out.samples[1000] == pytest.approx(speech[1000] * gain, rel=0.02)
    assert loudness(out) == pytest.approx(-14.0, abs=0.3)


@given(st.integers(1, 5000), st.floats(-30, 0), st.integers(0, 99))
@settings(max_examples=40, deadline=None)
def test_whatever_the_clip_its_peaks_stay_under_the_limit(n: Any, lufs: Any, seed: Any) -> None:
    rng = np.random.default_rng(seed)
    x = (rng.standard_normal(n) ** 3 * 0.1).astype(np.float32)
    out = levelled(Clip(x, RATE), lufs)
    assert np.isfinite(out.samples).all()
    assert true_peak(out) <= -0.9


def test_a_voices_clip_is_prepared_in_one_step() -> None:
    raw = word(1.0).samples
    silence = np.zeros(RATE // 2, dtype=np.float32)
    clip = resample(Clip(np.concatenate([silence, raw, silence]), RATE), 22_050)
    out = ready(clip)
    assert out.rate == RATE
    assert 950 <= out.ms <= 1050
    assert out.samples[0] == out.samples[-1] == 0.0
    assert loudness(out) == pytest.approx(LUFS, abs=0.1)


# --- slower words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("rate", [RATE, 22_050])
@pytest.mark.parametrize("percent", [110, 135, 200])
def test_slowed_words_take_longer_at_the_same_pitch_and_loudness(percent: Any, rate: int) -> None:
    time = np.arange(rate) / rate
    tone = Clip((0.5 * np.sin(2 * np.pi * 180 * time)).astype(np.float32), rate)
    slow = slowed(tone, percent)
    assert abs(slow.ms - tone.ms * percent / 100) < 30
    middle = slow.samples[len(slow.samples) // 4 : len(slow.samples) * 3 // 4]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    assert abs(spectrum.argmax() * rate / len(middle) - 180) < 3
    assert abs(np.sqrt(np.mean(middle**2)) - 0.5 / np.sqrt(2)) < 0.03


def test_at_the_usual_pace_sound_is_untouched() -> None:
    short = Clip(np.ones(20, np.float32), RATE)
    assert slowed(short, 135) is short
    clip = Clip(np.ones(RATE, np.float32), RATE)
    assert slowed(clip, 100) is clip
