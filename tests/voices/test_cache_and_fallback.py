"""Clips are kept and made again; when one voice fails another one speaks."""

import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coach.sound.clip import RATE, Clip, loudness, true_peak
from coach.support.errors import VoiceError
from coach.voices import fallback
from coach.voices.cache import CachedVoice
from coach.voices.fallback import AWAY, RETURNED, FallbackVoice
from coach.voices.silent import SilentVoice
from coach.voices.voice import prepared
from tests.voices.fakes import FakeVoice

pytestmark = pytest.mark.real


def test_a_sentence_is_made_once_and_comes_back_trimmed_and_levelled(tmp_path: Path) -> None:
    voice = FakeVoice(rate=22_050)
    cached = CachedVoice(voice, tmp_path / "clips")
    assert not cached.has("One.")
    first, second = cached.speak("One."), cached.speak("One.")
    later = CachedVoice(voice, tmp_path / "clips")
    assert later.has("One.")
    third = later.speak("One.")
    assert voice.asked == ["One."]
    assert first.rate == RATE
    assert abs(first.ms - 1000) < 60
    assert abs(loudness(first) + 20) < 0.5
    assert true_peak(first) <= -0.9
    assert np.array_equal(first.samples, second.samples)
    assert np.array_equal(first.samples, third.samples)


def test_only_their_owner_can_read_clips(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "clips"
    CachedVoice(FakeVoice(), folder).speak("Mia.")
    (clip,) = folder.iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert clip.stat().st_mode & 0o777 == 0o600
    assert "Mia" not in clip.name


def test_each_voice_rate_and_text_has_its_own_clip(tmp_path: Path) -> None:
    a, b = FakeVoice("a"), FakeVoice("b")
    for voice in (a, b):
        CachedVoice(voice, tmp_path).speak("One.")
        CachedVoice(voice, tmp_path).speak("Two.")
    assert a.asked == b.asked == ["One.", "Two."]


@pytest.mark.parametrize(
    "damage", [lambda d: d[:-7], lambda d: d[:5], lambda _: b"", lambda d: d[:-1] + b"\x55", lambda d: b"BMC0" + d[4:]]
)
def test_when_a_clip_on_disk_is_damaged_it_is_made_again(tmp_path: Path, damage: Any) -> None:
    voice = FakeVoice()
    good = CachedVoice(voice, tmp_path).speak("One.")
    (path,) = tmp_path.iterdir()
    path.write_bytes(damage(path.read_bytes()))
    assert np.array_equal(CachedVoice(voice, tmp_path).speak("One.").samples, good.samples)
    assert len(voice.asked) == 2
    CachedVoice(voice, tmp_path).speak("One.")
    assert len(voice.asked) == 2


def test_when_the_folder_is_full_the_least_recently_used_goes_first(tmp_path: Path) -> None:
    voice = FakeVoice()
    size = 50_000  # of one of these clips, about
    cached = CachedVoice(voice, tmp_path, limit_mb=1)
    for n in range(15):
        cached.speak(f"Sentence {n}.")
    for n, path in enumerate(sorted(tmp_path.iterdir(), key=lambda p: p.stat().st_mtime_ns)):
        os.utime(path, (n, n))
    CachedVoice(voice, tmp_path).speak("Sentence 0.")
    for n in range(15, 30):
        cached.speak(f"Sentence {n}.")
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 1_000_000
    assert len(list(tmp_path.iterdir())) > 1_000_000 // size // 2
    fresh = CachedVoice(voice, tmp_path)
    assert fresh.has("Sentence 0.")
    assert fresh.has("Sentence 29.")
    assert not fresh.has("Sentence 1.")


def test_memory_is_bounded_tightly_when_the_folder_keeps_clips(tmp_path: Path) -> None:
    cached = CachedVoice(FakeVoice(), tmp_path, memory_mb=1, alone_mb=9)
    for n in range(40):
        cached.speak(f"Sentence {n}.")
    assert sum(pcm.nbytes for pcm in cached._memory.values()) <= 1_000_000
    assert cached.has("Sentence 0.")


def test_when_clips_cannot_be_kept_more_of_them_stay_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    voice = FakeVoice()
    cached = CachedVoice(voice, tmp_path / "file" / "clips", memory_mb=1)
    for n in range(40):
        cached.speak(f"Sentence {n}.")
    cached.speak("Sentence 0.")
    assert len(voice.asked) == 40


def test_memory_is_bounded_without_a_folder_too() -> None:
    voice = FakeVoice()
    cached = CachedVoice(voice, None, alone_mb=1)
    for n in range(40):
        cached.speak(f"Sentence {n}.")
    assert sum(pcm.nbytes for pcm in cached._memory.values()) <= 1_000_000
    assert cached.has("Sentence 39.")
    assert not cached.has("Sentence 0.")


def test_when_clips_cannot_be_kept_it_speaks_and_says_so_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    told: list[str] = []
    cached = CachedVoice(FakeVoice(), tmp_path / "file" / "clips", on_trouble=told.append)
    for text in ("One.", "Two.", "One."):
        assert cached.speak(text).ms > 900
    assert len(told) == 1
    assert "clips cannot be kept" in told[0]


def test_a_file_that_vanishes_while_room_is_made_is_no_trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another sentence is just being written: its file gets its final name."""
    part, told, listed = tmp_path / ".0.part", list[str](), os.scandir
    part.write_bytes(b"half")

    @contextmanager
    def late(folder: Path) -> Iterator[Any]:
        with listed(folder) as entries:
            found = list(entries)
        part.unlink()
        yield found

    monkeypatch.setattr(os, "scandir", late)
    CachedVoice(FakeVoice(), tmp_path, on_trouble=told.append).speak("One.")
    assert not told


def test_when_the_folder_of_clips_cannot_be_looked_into_it_speaks(tmp_path: Path) -> None:
    cached = CachedVoice(FakeVoice(), tmp_path / ("x" * 300))
    assert not cached.has("One.")
    assert cached.speak("One.").ms > 900
    assert cached.has("One.")


def test_when_the_disk_is_full_it_speaks_and_leaves_no_half_clip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    told: list[str] = []
    assert CachedVoice(FakeVoice(), tmp_path, on_trouble=told.append).speak("One.").ms > 900
    assert "No space left" in told[0]
    assert not list(tmp_path.iterdir())


def test_when_the_first_voice_fails_the_second_speaks_with_one_notice() -> None:
    first, second = FakeVoice("a"), FakeVoice("b")
    told: list[str] = []
    both = FallbackVoice(first, second, on_change=told.append)
    both.speak("One.")
    first.fails = True
    both.speak("Two.")
    both.speak("Three.")
    both.speak("Four.")
    assert told == [AWAY]
    assert second.asked == ["Two.", "Three.", "Four."]
    assert first.asked == ["One.", "Two.", "Three."], "set aside after two failures in a row"


def test_when_the_first_voice_recovers_after_one_failure_it_speaks_on() -> None:
    first, second = FakeVoice("a"), FakeVoice("b")
    told: list[str] = []
    both = FallbackVoice(first, second, on_change=told.append)
    first.fails = True
    both.speak("One.")
    first.fails = False
    both.speak("Two.")
    assert told == [AWAY, RETURNED]
    assert second.asked == ["One."]


def test_when_the_first_voice_hangs_the_second_answers_at_once() -> None:
    first, second = FakeVoice("a"), FakeVoice("b")
    told: list[str] = []
    first.hangs = threading.Event()
    both = FallbackVoice(first, second, on_change=told.append, within_ms=200)
    both.speak("One.")
    both.speak("Two.")
    assert (first.asked, second.asked, told) == (["One."], ["One.", "Two."], [AWAY])
    first.hangs.set()


def test_when_no_voice_can_speak_it_says_why_for_each() -> None:
    first, second = FakeVoice("a"), FakeVoice("b")
    first.fails = second.fails = True
    with pytest.raises(VoiceError, match=r"a: out of breath.*b: out of breath"):
        FallbackVoice(first, second).speak("One.")


def test_no_voice_is_set_aside_for_good_when_all_failed_briefly() -> None:
    only = FakeVoice("a")
    voice = FallbackVoice(only)
    only.fails = True
    for _ in range(3):
        with pytest.raises(VoiceError):
            voice.speak("One.")
    only.fails = False
    assert voice.speak("One.").ms > 900


def test_an_unreadable_text_is_blamed_on_no_voice() -> None:
    told: list[str] = []
    both = FallbackVoice(SilentVoice(), SilentVoice(), on_change=told.append)
    for _ in range(3):
        with pytest.raises(VoiceError, match="nothing to read"):
            both.speak("...")
    both.speak("One.")
    assert not told


def test_an_unexpected_failure_makes_the_next_voice_speak(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = FakeVoice("a"), FakeVoice("b")
    monkeypatch.setattr(first, "speak", lambda _: 1 / 0)
    assert FallbackVoice(first, second).speak("One.").ms > 900


def test_a_fallback_works_while_one_of_its_voices_does() -> None:
    first, second = FakeVoice("a"), FakeVoice("b")
    both = FallbackVoice(first, second)
    first.fails = True
    assert both.check() == ""
    second.fails = True
    assert both.check() == "a is out of breath; wait / b is out of breath; wait"


def test_clips_of_the_second_voice_are_not_cached_as_the_first(tmp_path: Path) -> None:
    first, second = FakeVoice("a"), FakeVoice("b", hz=440)
    both = FallbackVoice(CachedVoice(first, tmp_path), CachedVoice(second, tmp_path))
    first.fails = True
    from_second = both.speak("One.")
    first.fails = False
    assert not np.array_equal(both.speak("One.").samples, from_second.samples)


def test_a_cached_sentence_is_spoken_without_a_thread(tmp_path: Path) -> None:
    CachedVoice(FakeVoice("a"), tmp_path).speak("One.")
    threads: list[str] = []

    class Watched(CachedVoice):
        def speak(self, text: str) -> Clip:
            threads.append(threading.current_thread().name)
            return super().speak(text)

    voice = FallbackVoice(Watched(FakeVoice("a"), tmp_path))
    voice.speak("One.")
    voice.speak("Two.")
    assert threads == [threading.current_thread().name, "voice a"]


def test_a_cached_sentence_leaves_time_for_the_first_new_one(tmp_path: Path) -> None:
    fake = FakeVoice("a")
    CachedVoice(fake, tmp_path).speak("One.")
    voice = FallbackVoice(CachedVoice(fake, tmp_path), FakeVoice("b"), within_ms=100)
    voice.speak("One.")
    fake.hangs = threading.Event()
    threading.Timer(0.3, fake.hangs.set).start()
    voice.speak("Two.")
    assert voice.speak("Three.").ms > 900
    assert fake.asked == ["One.", "Two.", "Three."]


def slow(seconds: float) -> FakeVoice:
    voice = FakeVoice("slow")
    voice.seconds = seconds
    return voice


def test_a_slow_voice_makes_what_is_wanted_later_by_itself() -> None:
    voice, other, told = slow(0.4), FakeVoice("b"), list[str]()
    both = FallbackVoice(voice, other, on_change=told.append, within_ms=200)
    for text in ("One.", "Two.", "Three."):
        assert prepared(both, text).ms > 900
    assert (voice.asked, other.asked, told) == (["One.", "Two.", "Three."], [], [])


def test_a_sentence_wanted_now_does_not_wait_for_a_slow_voice() -> None:
    voice, other, told = slow(0.4), FakeVoice("b"), list[str]()
    both = FallbackVoice(voice, other, on_change=told.append, within_ms=200)
    prepared(both, "One.")
    assert both.speak("Two.").ms > 900
    assert (other.asked, told) == (["Two."], [AWAY])


def test_the_second_voice_too_gets_time_to_load() -> None:
    first, second = FakeVoice("a"), slow(0.6)
    first.fails = True
    assert FallbackVoice(first, second, within_ms=100).speak("One.").ms > 900


def test_a_voice_that_loads_slowly_speaks_once_it_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fallback, "COLD_S", 0.1)
    monkeypatch.setattr(fallback, "LOADS_S", 0.2)
    first, second, told = FakeVoice("a"), FakeVoice("b"), list[str]()
    first.hangs = threading.Event()
    both = FallbackVoice(first, second, on_change=told.append, within_ms=100)
    with ThreadPoolExecutor(3) as pool:
        later = [pool.submit(prepared, both, text) for text in ("One.", "Two.")]
        now = pool.submit(both.speak, "Three.")
        assert all(one.result().ms > 900 for one in (*later, now))
    assert (sorted(second.asked), told) == (["One.", "Three.", "Two."], [AWAY])
    first.hangs.set()
    while any(one.hangs for one in both._candidates):
        time.sleep(0.01)
    assert both.speak("Four.").ms > 900
    assert (first.asked[-1], told) == ("Four.", [AWAY, RETURNED])


def test_a_voice_that_comes_and_goes_is_told_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, told = FakeVoice("a"), FakeVoice("b"), list[str]()
    both = FallbackVoice(first, second, on_change=told.append)
    for first.fails in (True, False, True, False, True):
        both.speak("One.")
    assert told == [AWAY, RETURNED]
    monkeypatch.setattr(fallback, "CALM_S", 0.0)
    both.speak("Two.")
    assert told == [AWAY, RETURNED, AWAY]
