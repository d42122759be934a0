"""What a caregiver hears: each word on its frame, one voice at a time, and silence when the baby says no."""

from itertools import pairwise
from threading import Thread
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.sound.clip import RATE, Clip, frames, ratio, resample
from coach.sound.mixer import BED_HOLD, BED_UP, CHUNK, HUSH_MS, Mixer

HUSH = frames(HUSH_MS)
GAP = frames(60)


def clip(n: Any = RATE, level: Any = 0.5, hertz: Any = 0.0, rate: Any = RATE) -> Any:
    """Make a constant level, or a tone."""
    x = np.cos(2 * np.pi * hertz * np.arange(n) / rate) * level
    return Clip(x.astype(np.float32), rate)


def sounding(samples: Any) -> Any:
    """Frames at which something sounds."""
    return np.flatnonzero(samples)


def test_when_nothing_is_played_there_is_digital_silence() -> None:
    mixer = Mixer()
    assert not mixer.render(1000).any()
    assert (mixer.frames, mixer.busy) == (1000, False)
    assert len(mixer.render(0)) == 0


def test_a_scheduled_count_sounds_on_its_exact_frame() -> None:
    mixer = Mixer()
    assert mixer.play(clip(100), at=12_345) == 12_345
    heard = sounding(np.concatenate([mixer.render(240) for _ in range(60)]))
    assert (heard[0], heard[-1]) == (12_345, 12_444)
    assert not mixer.busy


def test_a_clip_at_no_gain_comes_out_unchanged() -> None:
    mixer = Mixer()
    tone = clip(1000, 0.8, 300.0)
    mixer.play(tone)
    assert np.array_equal(mixer.render(1000), tone.samples)


def test_a_late_sound_begins_now() -> None:
    mixer = Mixer()
    mixer.render(5000)
    assert mixer.play(clip(10), at=100) == 5000
    assert mixer.busy
    mixer.render(10)
    assert not mixer.busy


def test_a_sentence_waits_for_the_end_of_another() -> None:
    mixer = Mixer()
    assert mixer.play(clip(1000)) == 0
    assert mixer.play(clip(1000), at=500) == 1000 + GAP
    assert mixer.play(clip(1000), at=600) == 2000 + 2 * GAP


def test_when_a_sentence_follows_exactly_on_another_it_is_not_delayed() -> None:
    mixer = Mixer()
    mixer.play(clip(1000))
    assert mixer.play(clip(1000), at=1000) == 1000


def test_a_short_word_that_fits_is_said_before_a_later_sentence() -> None:
    mixer = Mixer()
    mixer.play(clip(1000), at=5000)
    assert mixer.play(clip(1000), at=100) == 100
    assert mixer.play(clip(9000), at=100) == 6000 + GAP


def test_earcons_can_sound_over_speech() -> None:
    mixer = Mixer()
    mixer.play(clip(1000, 0.25))
    assert mixer.play(clip(1000, 0.25), at=500, kind="sound") == 500
    assert mixer.render(1000)[700] == 0.5


@given(
    st.lists(st.tuples(st.integers(0, 20_000), st.integers(1, 3_000)), min_size=1, max_size=12),
    st.integers(0, 5_000),
)
@settings(max_examples=60, deadline=None)
def test_speech_never_overlaps_speech(asked: Any, rendered: Any) -> None:
    mixer = Mixer()
    mixer.render(rendered)
    said = []
    for at, n in asked:
        start = mixer.play(clip(n), at)
        assert start >= max(at, rendered)
        said.append((start, start + n))
    said.sort()
    assert all(first[1] <= second[0] for first, second in pairwise(said))


def test_when_the_baby_says_no_there_is_digital_silence_three_milliseconds_later() -> None:
    mixer = Mixer()
    mixer.play(clip())
    mixer.play(clip(), kind="bed")
    mixer.play(clip(), at=5000, kind="sound")
    mixer.render(480)
    mixer.hush()
    after = mixer.render(HUSH)
    assert after[0] > 0.4
    assert not mixer.busy
    after = np.concatenate([after, mixer.render(2 * RATE)])
    assert not after[HUSH:].any()
    assert not mixer.busy


def test_when_the_baby_says_no_there_is_no_click() -> None:
    mixer = Mixer()
    tone = clip(RATE, 0.8, 400.0)
    mixer.play(tone)
    before = mixer.render(5000)
    mixer.hush()
    step = np.abs(np.diff(np.concatenate([before, mixer.render(5000)]))).max()
    assert step <= np.abs(np.diff(tone.samples)).max() + 0.8 * np.pi / 2 / HUSH


def test_a_second_no_during_a_slow_fade_is_silent_at_once() -> None:
    mixer = Mixer()
    mixer.play(clip())
    mixer.render(10)
    mixer.hush(500)
    before = mixer.render(3000)
    mixer.hush()
    assert mixer.busy
    after = mixer.render(1000)
    assert not mixer.busy
    assert abs(after[0] - before[-1]) < 0.001
    assert not after[HUSH:].any()
    assert before[-1] > 0.3


def test_a_second_no_during_the_first_ones_fade_stays_silent() -> None:
    mixer = Mixer()
    mixer.play(clip())
    mixer.hush()
    mixer.render(100)
    mixer.hush()
    assert not mixer.render(1000)[HUSH - 100 :].any()


def test_when_the_hush_has_no_fade_the_next_frame_is_silent() -> None:
    mixer = Mixer()
    mixer.play(clip())
    mixer.render(10)
    mixer.hush(0)
    assert not mixer.render(100).any()


def test_what_is_said_after_a_hush_is_heard_in_full() -> None:
    mixer = Mixer()
    mixer.play(clip())
    mixer.render(1000)
    mixer.hush()
    assert mixer.play(clip(10, 0.25), kind="sound", at=1500) == 1500
    assert mixer.play(clip(100, 0.25)) == 1000 + HUSH + GAP
    after = mixer.render(HUSH + GAP + 100)
    assert (after[HUSH + GAP :] == 0.25).all()


def test_a_fade_goes_on_during_skipped_frames() -> None:
    mixer = Mixer()
    mixer.fade(RATE // 10, 100)
    assert mixer.skip(RATE) == RATE
    mixer.play(clip(RATE // 10))
    assert not mixer.render(RATE // 10).any()


def test_the_bed_goes_on_through_a_hush_on_request() -> None:
    mixer = Mixer()
    mixer.play(clip(RATE, 0.25), kind="bed")
    mixer.play(clip(RATE, 0.25), at=4 * RATE, kind="bed")
    mixer.render(RATE)
    mixer.play(clip(RATE))
    mixer.render(RATE // 2)
    mixer.hush(keep_bed=True)
    after = mixer.render(4 * RATE)
    assert after[HUSH] == pytest.approx(0.25 * ratio(-12), rel=0.1)
    assert after[RATE] == pytest.approx(0.25, rel=0.01)
    assert after[3 * RATE + RATE // 10] > 0.4 * 0.5


def test_when_another_thread_hushes_during_rendering_nothing_sounds_after_the_fade() -> None:
    mixer = Mixer()
    mixer.play(clip(200 * RATE, 0.25))
    asked = []

    def no() -> None:
        while mixer.frames < 10 * CHUNK:
            pass
        mixer.hush()
        asked.append(mixer.frames)

    thread = Thread(target=no)
    thread.start()
    out = mixer.render(200 * RATE)
    thread.join()
    last = sounding(out)[-1]
    assert 10 * CHUNK <= last < asked[0] + HUSH


def test_a_bed_is_twelve_decibels_lower_during_speech_and_recovers() -> None:
    mixer = Mixer()
    mixer.play(clip(RATE, 0.25), kind="bed")
    mixer.play(clip(RATE, 0.0), at=2 * RATE)
    out = mixer.render(5 * RATE)
    assert out[0] == 0.0
    assert out[RATE] == pytest.approx(0.25)
    assert out[2 * RATE] == pytest.approx(0.25 * ratio(-12), rel=1e-3)
    assert out[3 * RATE] == pytest.approx(0.25 * ratio(-12), rel=1e-3)
    assert out[3 * RATE + frames(BED_HOLD + BED_UP)] == pytest.approx(0.25)
    assert np.abs(np.diff(out)).max() < 0.001


def test_a_bed_stays_low_between_two_sentences() -> None:
    mixer = Mixer()
    mixer.play(clip(5 * RATE, 0.25), kind="bed")
    for at in (RATE, 2 * RATE + 2000):
        mixer.play(clip(RATE, 0.0), at=at)
    assert mixer.render(3 * RATE)[RATE:].max() < 0.07


def test_when_a_loop_begins_again_there_is_no_click() -> None:
    mixer = Mixer()
    mixer.play(clip(10_000, 0.5, 100.7), kind="bed")
    assert not mixer.busy
    out = mixer.render(10 * RATE)
    assert np.abs(np.diff(out)).max() < 0.03
    assert np.abs(out[-10_000:]).max() > 0.4


def test_a_duck_lowers_everything_within_20_ms_and_ends_by_itself() -> None:
    mixer = Mixer()
    mixer.play(clip(2 * RATE))
    mixer.render(1000)
    mixer.duck(15, 500)
    out = mixer.render(RATE)
    assert out[0] == 0.5
    assert (out[480:12_000] == np.float32(0.5) * np.float32(ratio(-15))).all()
    assert (out[12_480:] == 0.5).all()
    assert np.abs(np.diff(out)).max() < 0.002


def test_a_duck_can_be_ended_early_and_prolonged() -> None:
    mixer = Mixer()
    mixer.play(clip(4 * RATE))
    mixer.duck(15, 500)
    mixer.render(6000)
    mixer.duck(15, 1000)
    assert mixer.render(24_000).max() < 0.1
    mixer.render(6000)
    mixer.duck(15, 10_000)
    mixer.render(1000)
    mixer.unduck()
    assert (mixer.render(2000)[480:] == 0.5).all()


def test_loudness_changes_smoothly_and_within_bounds() -> None:
    mixer = Mixer()
    mixer.play(clip(4 * RATE, 0.1))
    mixer.gain_db = 6
    out = mixer.render(RATE)
    assert out[0] == pytest.approx(0.1)
    assert out[1200] == pytest.approx(0.1 * ratio(6))
    assert np.abs(np.diff(out)).max() < 0.001
    mixer.gain_db = 60
    assert mixer.gain_db == 12
    with pytest.raises(ValueError, match="number"):
        mixer.gain_db = float("nan")


def test_many_loud_sounds_together_stay_within_full_scale() -> None:
    mixer = Mixer()
    mixer.gain_db = 12
    for hertz in (100.0, 150.0, 333.0):
        mixer.play(clip(RATE, 0.9, hertz), kind="sound", gain_db=12)
    out = mixer.render(RATE)
    assert 0.95 < np.abs(out).max() <= 1.0


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e38])
def test_when_a_clip_is_broken_what_comes_out_is_still_finite(bad: Any) -> None:
    mixer = Mixer()
    x = np.full(100, 0.5, dtype=np.float32)
    x[50] = bad
    mixer.play(Clip(x, RATE), gain_db=6)
    out = mixer.render(200)
    assert np.isfinite(out).all()
    assert np.abs(out).max() <= 1.0


def test_clips_are_resampled_to_our_rate_and_empty_ones_are_ignored() -> None:
    mixer = Mixer()
    mixer.play(clip(4410, 0.5, 200.0, rate=44_100))
    assert np.array_equal(mixer.render(2400), resample(clip(4410, 0.5, 200.0, rate=44_100), RATE).samples)
    assert not mixer.busy
    mixer.play(clip(0), kind="bed")
    mixer.play(clip(0), at=9000)
    assert not mixer.busy
    assert not mixer.render(100).any()


def test_a_bed_of_one_sample_still_goes_round() -> None:
    mixer = Mixer()
    mixer.play(clip(1, 0.5), kind="bed")
    assert (mixer.render(2 * RATE)[RATE:] == 0.5).all()


ACTIONS = st.one_of(
    st.tuples(st.just("speech"), st.integers(0, 6000), st.integers(1, 3000)),
    st.tuples(st.just("sound"), st.integers(0, 6000), st.integers(1, 3000)),
    st.tuples(st.just("bed"), st.integers(0, 6000), st.integers(1, 3000)),
    st.tuples(st.just("hush"), st.integers(0, 50), st.booleans()),
    st.tuples(st.just("duck"), st.integers(0, 20), st.integers(0, 200)),
    st.tuples(st.just("unduck")),
    st.tuples(st.just("gain"), st.integers(-20, 12)),
)


def act(mixer: Any, number: Any, what: Any, *rest: Any) -> None:
    if what == "hush":
        mixer.hush(rest[0], keep_bed=rest[1])
    elif what == "duck":
        mixer.duck(*rest)
    elif what == "unduck":
        mixer.unduck()
    elif what == "gain":
        mixer.gain_db = rest[0]
    else:
        tone = clip(rest[1], 0.3, 100.0 + 37 * number)
        mixer.play(tone, mixer.frames + rest[0], kind=what)


@given(
    st.lists(st.tuples(st.integers(0, 4000), ACTIONS), max_size=8),
    st.lists(st.sampled_from([13, 64, 240, 1000, 4096]), min_size=1, max_size=5),
)
@settings(max_examples=50, deadline=None)
def test_the_size_of_the_blocks_changes_nothing_that_is_heard(evening: Any, sizes: Any) -> None:
    def listen(blocks: Any) -> Any:
        mixer, heard, i = Mixer(), [], 0
        for number, (wait, action) in enumerate([*evening, (4001, ("unduck",))]):
            left = wait
            while left:
                n = min(left, blocks[i % len(blocks)])
                heard.append(mixer.render(n))
                left, i = left - n, i + 1
            act(mixer, number, *action)
        return np.concatenate([*heard, mixer.render(1)]), mixer.busy

    whole, busy = listen([10**9])
    parts, parts_busy = listen(sizes)
    assert busy == parts_busy
    assert np.isfinite(whole).all()
    assert np.abs(whole - parts).max() <= 1e-6


def test_a_whole_evening_rendered_in_one_piece_equals_it_in_device_blocks() -> None:
    pieces = []
    for block in (240, 24_000):
        mixer = Mixer()
        mixer.play(clip(5000, 0.2, 90.0), kind="bed")
        for beat in range(8):
            mixer.play(clip(4800, 0.4, 220.0 + beat), at=RATE * beat)
        pieces.append(np.concatenate([mixer.render(block) for _ in range(240_000 // block)]))
    assert np.abs(pieces[0] - pieces[1]).max() <= 1e-6
