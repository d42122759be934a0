# ruff: noqa: RUF001  # phonemes are letters in their own right
"""What a caregiver hears, and what happens when a voice breaks. Helpers here are real processes, really killed."""

import json
import os
import select
import signal
import subprocess
import sys
import threading
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coach.sound.clip import RATE, Clip, loudness, true_peak
from coach.support.errors import UsageError, VoiceError
from coach.voices import VOICES, make, plain
from coach.voices.cache import CachedVoice
from coach.voices.fallback import AWAY, RETURNED, FallbackVoice
from coach.voices.heart import HeartVoice
from coach.voices.silent import MS_A_CHARACTER, SilentVoice
from coach.voices.system import SystemVoice
from coach.voices.system_child import _samples
from coach.voices.text import pieces, sane, spoken
from coach.voices.voice import warm
from coach.voices.worker import Child

pytestmark = pytest.mark.real

NUMBERS = ("One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")

linux = pytest.mark.skipif(sys.platform != "linux", reason="watches processes as Linux does, or names its voices")


class FakeVoice:
    """A tone for every sentence, unless told to fail; remembers what it was asked."""

    def __init__(self, name: str = "fake", hz: int = 220, rate: int = RATE) -> None:
        self.key, self.hz, self.rate = name, hz, rate
        self.asked: list[str] = []
        self.fails = False
        self.hangs: threading.Event | None = None
        self.warmed = 0

    def speak(self, text: str) -> Clip:
        """Half a second of silence, a second of tone, half a second of silence."""
        self.asked.append(text)
        if self.hangs:
            self.hangs.wait(60)
        if self.fails:
            raise VoiceError(self.key, "out of breath", "wait")
        tone = np.sin(2 * np.pi * self.hz / self.rate * np.arange(self.rate)).astype(np.float32)
        quiet = np.zeros(self.rate // 2, np.float32)
        return Clip(np.concatenate((quiet, 0.05 * tone, quiet)), self.rate)

    def warm(self) -> None:
        """Count it."""
        self.warmed += 1

    def check(self) -> str:
        """Tell whether it fails."""
        return f"{self.key} is out of breath; wait" if self.fails else ""


@pytest.fixture(scope="module")
def heart() -> Iterator[Any]:
    voice = HeartVoice()
    yield voice
    voice.close()


@pytest.fixture
def system() -> Iterator[Any]:
    voice = SystemVoice()
    yield voice
    voice.close()


def helper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, **options: int) -> Child:
    """A child that runs ``body``, with ``calls`` counting its processes."""
    (tmp_path / "odd_helper.py").write_text(f"import sys, os, json, time\n{body}\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    limits: dict[str, Any] = {"ms": 300, "start_ms": 0} | options
    return Child("odd_helper", str(tmp_path / "calls"), who="odd", **limits)


def ended(pid: int) -> bool:
    """Whether process ``pid`` ends within ten seconds."""
    try:
        watch = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    with os.fdopen(watch):
        return bool(select.select([watch], [], [], 10)[0])


# --- text


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("The baby says no. Then wait.", "The baby says no . Then wait."),
        ("No.", "No ."),
        ("Sat.", "Sat ."),
        ("Ask Jan. Now.", "Ask Jan . Now ."),
        ("Dr. Lee and St. John", "Dr. Lee and St. John"),
        ("At 6 p.m. or 2.5", "At 6 p.m. or 2.5"),
        ("Rest...", "Rest..."),
        ("a [b](/x/) <break/>", "a  b (/x/)  break/ "),
        ("Zoë's leg", "[Zoë's](/zˈOiz/) leg"),
        ("Elias’s leg", "[Elias’s](/ᵻlˈIəsᵻz/) leg"),
        ("Zoe\u0308", "[Zoë](/zˈOi/)"),
    ],
)
def test_text_is_made_so_that_heart_reads_it_as_it_is_meant(text: str, read: Any) -> None:
    assert spoken(text).rstrip(". ") == read.rstrip(". ")


def test_when_a_text_is_long_it_is_cut_at_the_ends_of_sentences() -> None:
    text = " ".join(["Slide it down to the ankle."] * 40)
    parts = pieces(text)
    assert " ".join(parts) == text
    assert all(len(part) <= 400 and part.endswith(".") for part in parts)


def test_when_a_text_has_no_full_stop_it_is_cut_between_words() -> None:
    parts = pieces("and then " * 200)
    assert max(map(len, parts)) <= 400
    assert " ".join(parts) == ("and then " * 200).strip()


@pytest.mark.parametrize(
    "samples",
    [np.zeros(0), np.full(100, np.nan), np.zeros(RATE), np.ones(RATE * 60)],
    ids=["empty", "broken", "silent", "endless"],
)
def test_when_a_voice_makes_nonsense_it_is_an_error_and_never_a_clip(samples: Any) -> None:
    with pytest.raises(VoiceError, match="made of"):
        sane("voice", "One.", Clip(samples.astype(np.float32), RATE))


# --- heart


def test_heart_says_the_same_sentence_in_the_same_samples(heart: Any) -> None:
    once = heart.speak("Your right hand. High on the left thigh.")
    again = heart.speak("Your right hand. High on the left thigh.")
    assert once.rate == RATE
    assert 2000 < once.ms < 6000
    assert np.array_equal(once.samples, again.samples)


def test_heart_reads_no_as_no_and_not_as_number(heart: Any) -> None:
    phrase = heart.speak("The baby says no. Then wait.").ms
    assert abs(phrase - heart.speak("The baby says no! Then wait.").ms) < 150


@pytest.mark.parametrize("text", ["", " ", "...", "\u2014", "\u4f60\u597d"])
def test_when_there_is_nothing_heart_can_read_it_says_so(heart: Any, text: str) -> None:
    with pytest.raises(VoiceError):
        heart.speak(text)


def test_when_its_process_is_killed_heart_speaks_all_the_same(heart: Any) -> None:
    heart.speak("One.")
    os.kill(heart.pid, signal.SIGKILL)
    assert heart.speak("Two.").ms > 300


@pytest.mark.parametrize("keep", [None, 1000], ids=["missing", "truncated"])
def test_when_its_model_is_missing_or_truncated_heart_says_how_to_get_it_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keep: Any
) -> None:
    assets = tmp_path / "hibari" / "assets"
    assets.mkdir(parents=True)
    (tmp_path / "hibari" / "__init__.py").write_text("")
    if keep:
        (assets / "hibari.onnx").write_bytes(b"x" * keep)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.delitem(sys.modules, "hibari", raising=False)  # another test may have loaded the whole one
    voice = HeartVoice()
    with pytest.raises(VoiceError, match=r"hibari\.onnx.*pip install"):
        voice.speak("One.")
    assert "pip install" in voice.check()
    voice.close()


# --- system


def test_the_system_voice_speaks_and_counts(system: Any) -> None:
    clips = [system.speak(f"{number}.") for number in NUMBERS]
    assert all(200 < clip.ms < 3000 for clip in clips)


@linux
def test_the_voice_and_rate_asked_for_are_those_heard() -> None:
    ways = [SystemVoice(110), SystemVoice(200), SystemVoice(200, "roa/fr"), SystemVoice(200, "French (France)")]
    quick, slow, french, by_name = (way.speak("Slide it down to the ankle.") for way in (ways[1], ways[0], *ways[2:]))
    assert slow.ms > quick.ms * 1.3
    assert np.array_equal(french.samples, by_name.samples)
    assert not np.array_equal(french.samples, quick.samples)
    for way in ways:
        way.close()


@linux
def test_when_the_voice_asked_for_is_not_there_the_nearest_are_named() -> None:
    voice = SystemVoice(voice_id="gmw/en-usa")
    with pytest.raises(VoiceError, match=r"gmw/en-us \(English \(America\)\)"):
        voice.speak("One.")
    assert ("gmw/en-us", "English (America)", ("en-us",)) in voice.voices()
    voice.close()


@linux
def test_when_its_process_is_killed_or_stopped_the_system_voice_speaks_all_the_same() -> None:
    voice = SystemVoice()
    voice._child._ms = 500
    first = voice.speak("One.")
    for sign in (signal.SIGKILL, signal.SIGSTOP):
        os.kill(voice.pid, sign)
        assert np.array_equal(voice.speak("One.").samples, first.samples)
    voice.close()


@linux
def test_ctrl_c_does_not_take_the_voice_away(system: Any) -> None:
    system.speak("One.")
    pid = system.pid
    os.kill(pid, signal.SIGINT)
    assert system.speak("Good night.").ms > 300
    assert system.pid == pid


@linux
def test_when_the_coach_is_killed_its_helper_ends_too() -> None:
    script = (
        "from coach.voices.system import SystemVoice\nvoice = SystemVoice()\nvoice.speak('One.')\n"
        "print(voice.pid, voice._child.folder, flush=True)\ninput()"
    )
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as coach:
        pid, folder = coach.stdout.readline().split()
        coach.kill()
    assert ended(int(pid))
    for left in Path(folder).iterdir():
        left.unlink()
    Path(folder).rmdir()


@linux
def test_when_a_voice_is_let_go_its_process_and_its_folder_are_gone() -> None:
    voice = SystemVoice()
    voice.speak("One.")
    pid, folder = voice.pid, voice._child.folder
    del voice
    assert ended(pid)
    assert not folder.exists()


# --- any helper


def test_when_a_helper_talks_nonsense_it_is_started_once_more_and_then_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = helper(
        tmp_path, monkeypatch, "open(sys.argv[2], 'a').write('x'); print('garbage'); time.sleep(60)", ms=20_000
    )
    with pytest.raises(VoiceError, match="odd"):
        child.ask({"text": "One."})
    assert (tmp_path / "calls").read_text() == "xx"
    child.close()


@pytest.mark.parametrize("reply", ['{"id": 99, "bytes": 0}', '{"id": 0, "bytes": -1}', "[]", '{"id": 0}', "\\x00\\xff"])
def test_when_a_helper_answers_wrongly_it_is_an_error_and_never_a_clip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reply: Any
) -> None:
    child = helper(tmp_path, monkeypatch, f"print({reply!r}, flush=True); time.sleep(60)", ms=20_000)
    with pytest.raises(VoiceError):
        child.ask({"text": "One."})
    child.close()


def test_when_a_helper_hangs_it_is_given_up_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    child = helper(tmp_path, monkeypatch, "time.sleep(60)")
    with pytest.raises(VoiceError, match=r"no answer in 0\.3 s"):
        child.ask({"text": "One."})
    assert child.pid is None
    child.close()


def test_when_a_helper_crashes_the_error_names_its_last_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    child = helper(tmp_path, monkeypatch, "raise RuntimeError('no larynx')", ms=20_000)
    with pytest.raises(VoiceError, match="no larynx"):
        child.ask({"text": "One."})
    child.close()


# --- the cache


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


def test_clips_can_be_read_by_their_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "clips"
    CachedVoice(FakeVoice(), folder).speak("Mia.")
    (clip,) = folder.iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert clip.stat().st_mode & 0o777 == 0o600
    assert "Mia" not in clip.name


def test_voices_rates_and_texts_do_not_share_clips(tmp_path: Path) -> None:
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


def test_memory_is_bounded_too_and_most_of_all_where_the_folder_keeps_the_clips(tmp_path: Path) -> None:
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


# --- the fallback


def test_when_the_first_voice_fails_the_second_speaks_and_it_is_said_once() -> None:
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


def test_when_the_first_voice_hangs_the_second_answers_and_the_first_is_not_waited_for() -> None:
    first, second = FakeVoice("a"), FakeVoice("b")
    told: list[str] = []
    first.hangs = threading.Event()
    both = FallbackVoice(first, second, on_change=told.append, within_ms=200)
    both.speak("One.")
    both.speak("Two.")
    assert (first.asked, second.asked, told) == (["One."], ["One.", "Two."], [AWAY])
    first.hangs.set()


def test_a_kept_sentence_is_spoken_without_a_thread(tmp_path: Path) -> None:
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


def test_a_kept_sentence_does_not_shorten_the_time_for_the_first_made_one(tmp_path: Path) -> None:
    fake = FakeVoice("a")
    CachedVoice(fake, tmp_path).speak("One.")
    voice = FallbackVoice(CachedVoice(fake, tmp_path), FakeVoice("b"), within_ms=100)
    voice.speak("One.")
    fake.hangs = threading.Event()
    threading.Timer(0.3, fake.hangs.set).start()
    voice.speak("Two.")
    assert voice.speak("Three.").ms > 900
    assert fake.asked == ["One.", "Two.", "Three."]


def test_when_no_voice_can_speak_it_says_why_for_each() -> None:
    first, second = FakeVoice("a"), FakeVoice("b")
    first.fails = second.fails = True
    with pytest.raises(VoiceError, match=r"a: out of breath.*b: out of breath"):
        FallbackVoice(first, second).speak("One.")


def test_when_every_voice_failed_for_a_while_none_is_set_aside_for_good() -> None:
    only = FakeVoice("a")
    voice = FallbackVoice(only)
    only.fails = True
    for _ in range(3):
        with pytest.raises(VoiceError):
            voice.speak("One.")
    only.fails = False
    assert voice.speak("One.").ms > 900


def test_when_nobody_can_read_a_text_no_voice_is_blamed() -> None:
    told: list[str] = []
    both = FallbackVoice(SilentVoice(), SilentVoice(), on_change=told.append)
    for _ in range(3):
        with pytest.raises(VoiceError, match="nothing to read"):
            both.speak("...")
    both.speak("One.")
    assert not told


def test_when_a_voice_breaks_in_an_unforeseen_way_the_next_one_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_no_clip_of_the_second_voice_is_kept_under_the_name_of_the_first(tmp_path: Path) -> None:
    first, second = FakeVoice("a"), FakeVoice("b", hz=440)
    both = FallbackVoice(CachedVoice(first, tmp_path), CachedVoice(second, tmp_path))
    first.fails = True
    from_second = both.speak("One.")
    first.fails = False
    assert not np.array_equal(both.speak("One.").samples, from_second.samples)


# --- choosing


def test_warming_reaches_the_voice_through_its_wrappers_and_spares_the_others() -> None:
    first, second = FakeVoice("a"), FakeVoice("b")
    warm(FallbackVoice(CachedVoice(first, None), CachedVoice(second, None)))
    warm(SilentVoice())
    assert (first.warmed, second.warmed) == (1, 0)


def test_a_silent_voice_is_as_long_as_its_text() -> None:
    assert plain("none").speak("Twelve.").ms == 7 * MS_A_CHARACTER


def test_every_voice_can_be_made_and_says_whether_it_works(tmp_path: Path) -> None:
    for name in VOICES:
        assert make(name, folder=tmp_path).check() == ""


def test_when_a_voice_is_unknown_the_known_ones_are_named() -> None:
    with pytest.raises(UsageError, match="choose one of heart, system, none"):
        make("robot")


def test_naming_the_voices_loads_none_of_them() -> None:
    script = "import sys, json, coach.voices; print(json.dumps(sorted(sys.modules)))"
    loaded = json.loads(subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout)
    assert not {"hibari", "onnxruntime", "pyttsx3"} & set(loaded)


def test_heart_is_heard_in_a_session_and_its_clips_are_there_the_next_time(tmp_path: Path) -> None:
    voice = make("heart", folder=tmp_path)
    warm(voice)
    assert 200 < voice.speak("One.").ms < 800
    assert len(list(tmp_path.iterdir())) == 1


def test_a_wave_file_of_another_shape_is_refused(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "stereo.wav"), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(16))
    with pytest.raises(VoiceError, match="mono"):
        _samples(tmp_path / "stereo.wav")
