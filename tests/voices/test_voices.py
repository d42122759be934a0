# ruff: noqa: RUF001  # phonemes are letters in their own right
"""The voices: what they say, and how they come back when they fail."""

import importlib
import json
import os
import select
import signal
import subprocess
import sys
import threading
import wave
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hibari import Hibari, dsp

from coach.sound.clip import RATE, Clip
from coach.support.errors import UsageError, VoiceError
from coach.voices import VOICES, make, plain
from coach.voices.cache import CachedVoice
from coach.voices.fallback import FallbackVoice
from coach.voices.heart import HeartVoice
from coach.voices.heart_child import STEP, Drawn, Engine, SameNoise, find_model
from coach.voices.silent import MS_A_CHARACTER, SilentVoice
from coach.voices.system import SystemVoice
from coach.voices.system_child import _samples
from coach.voices.text import pieces, sane, spoken
from coach.voices.voice import warm
from coach.voices.worker import Child
from tests.voices.fakes import FakeVoice

pytestmark = pytest.mark.real


NUMBERS = ("One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")


linux = pytest.mark.skipif(sys.platform != "linux", reason="watches processes as Linux does, or names its voices")


@pytest.fixture(scope="module")
def heart() -> Iterator[Any]:
    voice = HeartVoice()
    yield voice
    voice.child.close()


@pytest.fixture
def system() -> Iterator[Any]:
    voice = SystemVoice()
    yield voice
    voice.child.close()


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
def test_text_is_prepared_so_that_heart_reads_it_right(text: str, read: Any) -> None:
    assert spoken(text).rstrip(". ") == read.rstrip(". ")


def test_long_text_is_cut_at_the_ends_of_sentences() -> None:
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
def test_nonsense_from_a_voice_is_an_error(samples: Any) -> None:
    with pytest.raises(VoiceError, match="made of"):
        sane("voice", "One.", Clip(samples.astype(np.float32), RATE))


def test_heart_gives_the_same_samples_for_the_same_sentence(heart: Any) -> None:
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


def test_heart_speaks_even_after_its_process_was_killed(heart: Any) -> None:
    heart.speak("One.")
    os.kill(heart.child.pid, signal.SIGKILL)
    assert heart.speak("Two.").ms > 300


@pytest.mark.parametrize("keep", [None, 1000], ids=["missing", "truncated"])
def test_a_missing_or_truncated_heart_model_comes_with_a_remedy(
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
    voice.child.close()


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
        way.child.close()


@linux
def test_a_missing_voice_is_answered_with_the_nearest_ones() -> None:
    voice = SystemVoice(voice_id="gmw/en-usa")
    with pytest.raises(VoiceError, match=r"gmw/en-us \(English \(America\)\)"):
        voice.speak("One.")
    assert ("gmw/en-us", "English (America)", ("en-us",)) in voice.voices()
    voice.child.close()


@linux
def test_the_library_speaks_without_pyttsx3() -> None:
    """As on ARM, where it is built without threads and pyttsx3 would wait for ever."""
    body = """
from coach.voices.espeak import Espeak
from coach.voices.system_child import chosen
engine = Espeak(140)
engine.choose(chosen(engine, ""))
rate, sound = engine.speak("One.")
print(len(sound) / 2 / rate > 0.1)
"""
    ran = subprocess.run([sys.executable, "-c", body], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["True"]


@linux
def test_every_voice_of_the_system_can_be_chosen_by_its_id() -> None:
    every = SystemVoice().voices()
    assert len(every) > 100
    made = {SystemVoice(140, ident).speak("Hello.").ms for ident in ("gmw/en-US", "gmw/en-us", "GMW/EN-US")}
    assert len(made) == 1
    for ident in ("gmw/de", "roa/es-419", "gmw/en-GB-scotland"):
        assert SystemVoice(140, ident).speak("Hello.").ms > 100, ident


def test_the_system_voice_survives_a_killed_or_stopped_process() -> None:
    voice = SystemVoice()
    voice.child._ms = 500
    first = voice.speak("One.")
    for sign in (signal.SIGKILL, signal.SIGSTOP):
        os.kill(voice.child.pid or 0, sign)
        assert np.array_equal(voice.speak("One.").samples, first.samples)
    voice.child.close()


@linux
def test_ctrl_c_does_not_take_the_voice_away(system: Any) -> None:
    system.speak("One.")
    pid = system.child.pid
    os.kill(pid, signal.SIGINT)
    assert system.speak("Good night.").ms > 300
    assert system.child.pid == pid


def test_the_helper_of_the_system_voice_starts_without_numpy() -> None:
    code = "import sys, coach.voices.system_child; print('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


@linux
def test_when_the_coach_is_killed_its_helper_ends_too() -> None:
    script = (
        "from coach.voices.system import SystemVoice\nvoice = SystemVoice()\nvoice.speak('One.')\n"
        "print(voice.child.pid, voice.child.folder, flush=True)\ninput()"
    )
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as coach:
        assert coach.stdout
        pid, folder = coach.stdout.readline().split()
        coach.kill()
    assert ended(int(pid))
    for left in Path(folder).iterdir():
        left.unlink()
    Path(folder).rmdir()


@linux
def test_a_voice_let_go_leaves_no_process_and_no_folder() -> None:
    voice = SystemVoice()
    voice.speak("One.")
    pid, folder = voice.child.pid, voice.child.folder
    del voice
    assert pid
    assert ended(pid)
    assert not folder.exists()


def test_a_helper_that_talks_nonsense_is_restarted_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    child = helper(
        tmp_path, monkeypatch, "open(sys.argv[2], 'a').write('x'); print('garbage'); time.sleep(60)", ms=20_000
    )
    with pytest.raises(VoiceError, match="odd"):
        child.ask({"text": "One."})
    assert (tmp_path / "calls").read_text() == "xx"
    child.close()


@pytest.mark.parametrize("reply", ['{"id": 99, "bytes": 0}', '{"id": 0, "bytes": -1}', "[]", '{"id": 0}', "\\x00\\xff"])
def test_a_wrong_answer_from_a_helper_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reply: Any) -> None:
    child = helper(tmp_path, monkeypatch, f"print({reply!r}, flush=True); time.sleep(60)", ms=20_000)
    with pytest.raises(VoiceError):
        child.ask({"text": "One."})
    child.close()


def test_a_hanging_helper_is_given_up_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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


BACKWARDS = """
asked = [json.loads(sys.stdin.readline()) for _ in range(2)]
for one in reversed(asked):
    print(json.dumps({"id": one["id"], "text": one["text"], "bytes": 0}), flush=True)
time.sleep(60)
"""


def test_two_sentences_at_once_get_their_own_answers_in_any_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = helper(tmp_path, monkeypatch, BACKWARDS, ms=20_000, at_once=2)
    with ThreadPoolExecutor(2) as pool:
        heads = [head["text"] for head, _ in pool.map(lambda text: child.ask({"text": text}), ("One.", "Two."))]
    assert heads == ["One.", "Two."]
    child.close()


def test_a_helper_that_breaks_with_two_sentences_in_work_fails_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = "[sys.stdin.readline() for _ in range(2)]; raise RuntimeError('no larynx')"
    child = helper(tmp_path, monkeypatch, body, ms=20_000, at_once=2)

    def why(text: str) -> str:
        with pytest.raises(VoiceError) as caught:
            child.ask({"text": text})
        return str(caught.value)

    with ThreadPoolExecutor(2) as pool:
        assert all("no larynx" in told for told in pool.map(why, ("One.", "Two.")))
    child.close()


def test_heart_sounds_the_same_with_or_without_scipy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "scipy").mkdir()
    (tmp_path / "scipy" / "__init__.py").write_text("raise RuntimeError('scipy was loaded')")
    with_scipy = HeartVoice().speak("Hello.")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert np.array_equal(HeartVoice().speak("Hello.").samples, with_scipy.samples)


def test_heart_makes_the_sound_that_hibari_makes_by_itself() -> None:
    importlib.reload(dsp)  # as it is before an engine of another test has made it quicker
    text = "Your right hand. High on the left thigh."
    expected = Hibari(voice="heart", model=str(find_model()), threads=1)(text, speed=0.77, seed=0)
    engine = Engine(0.77)
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(engine.speak, (text, "Two.", text)))
    assert np.abs(made[0] - expected).max() < 1e-5  # -100 dB
    assert np.array_equal(made[2], made[0])


def test_noise_drawn_once_is_the_noise_drawn_anew() -> None:
    noise = SameNoise(Drawn())
    anew = np.random.default_rng(0)
    for shape in ((601, 40), (601, 2 * STEP // 601), (2, 3)):
        assert np.array_equal(noise.standard_normal(shape, np.float32), anew.standard_normal(shape, np.float32))


def test_warming_reaches_the_voice_through_its_wrappers_and_spares_the_others() -> None:
    first, second = FakeVoice("a"), FakeVoice("b")
    warm(FallbackVoice(CachedVoice(first, None), CachedVoice(second, None)))
    warm(SilentVoice())
    assert (first.warmed, second.warmed) == (1, 0)


def test_a_voice_whose_package_is_missing_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", missing)
    assert FallbackVoice(CachedVoice(SystemVoice(), None), FakeVoice()).has("Rope.") is False


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


def test_heart_is_heard_in_a_session_and_its_clips_are_kept(tmp_path: Path) -> None:
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


def test_a_long_sentence_has_more_time_before_the_helper_counts_as_hung(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = "sys.stdin.readline(); time.sleep(0.6); print(json.dumps({'id': 0, 'bytes': 0}), flush=True); time.sleep(60)"
    child = helper(tmp_path, monkeypatch, body, ms=300, letter_ms=1000)
    child.ask({"text": "Rest both palms on the thighs."})
    child.close()


def test_a_voice_that_was_closed_starts_no_helper_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    child = helper(tmp_path, monkeypatch, "open(sys.argv[2], 'a').write('x'); time.sleep(60)")
    child.close()
    child.warm()
    with pytest.raises(VoiceError, match="was closed"):
        child.ask({"text": "One."})
    assert not (tmp_path / "calls").exists()


def test_warming_a_voice_at_the_end_of_the_program_never_raises(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ending(*_: Any, **__: Any) -> Any:
        raise RuntimeError("can't fork at interpreter shutdown")

    child = helper(tmp_path, monkeypatch, "time.sleep(60)")
    monkeypatch.setattr(subprocess, "Popen", ending)
    child.warm()
    child.close()


ANSWERS = """
for line in sys.stdin:
    print(json.dumps({"id": json.loads(line)["id"], "bytes": 0}), flush=True)
"""


def test_a_voice_closed_while_it_is_asked_gives_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    child = helper(tmp_path, monkeypatch, ANSWERS, ms=20_000)
    asking = threading.Event()

    def ask() -> None:
        for _ in range(5000):
            child.ask({"text": "One."})
            asking.set()

    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(ask)
        asking.wait(20)
        child.close()
        assert isinstance(asked.exception(20), VoiceError)
    assert child.pid is None
