"""A whole coach on a machine that is busy, full, out of memory or wrong about the time, and with a bad microphone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coach import words
from coach.ears.microphone import LOST_SAY
from coach.ears.spotting.health import BACK_SAY, CLIPPED_SAY, SILENT_SAY
from coach.model.options import Detail, Options
from coach.planning import age_limit, timeline
from coach.planning.timeline_builder import estimate
from coach.routines import library
from coach.store import database
from tests.support.room import Room
from tests.support.whole import ALOUD, ENTER, HIPS, ROCK, Coach

WORDS = words.load()
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="needs the limits of Linux")


def expected() -> list[str]:
    """What is said in the first part of the routine, in order."""
    book, options = age_limit.suited(
        library.Library((library.ours(),)).load("hips"), Options(age=90, care=False, detail=Detail.REMIND), WORDS
    )
    return [cue.say for cue in timeline.timeline(book.areas[0], options, WORDS, estimate).cues if cue.say]


def led(coach: Coach) -> list[dict[str, object]]:
    """Of the log, the sentences since the first stroke, without those about what broke."""
    says = [line for line in coach.lines() if line["kind"] == "say"]
    notices = {line["notice"] for line in coach.lines() if "notice" in line}
    first = next(n for n, line in enumerate(says) if line["text"] == "Hold and rock.")
    return [line for line in says[first:] if line["text"] not in notices]


def in_order(coach: Coach) -> bool:
    """Whether every sentence was said once and in its order, so far."""
    texts = [line["text"] for line in led(coach)]
    return len(texts) > 2 and texts == expected()[: len(texts)]


# --- busy -------------------------------------------------------------------------------------------


@pytest.mark.room
@pytest.mark.alone
def test_a_busy_machine_skips_nothing_and_bunches_nothing(home: Path, room: Any) -> None:
    with Coach(home, *HIPS, env=room.env, output="miniaudio") as coach:
        coach.lead()
        busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(2 * (os.cpu_count() or 1))]
        try:
            with room.record() as recording:
                assert coach.reads(ROCK, 60), coach.text
                assert coach.comes(lambda: len(led(coach)) > 6, 60)
        finally:
            for one in busy:
                one.kill()
                one.wait()
        assert in_order(coach)
        apart = np.diff([float(str(line["t"])) for line in led(coach)])
        assert min(apart) >= 400, "two sentences came at once"
        assert abs(recording.samples).max() > 0.005


# --- wrong about the time ---------------------------------------------------------------------------

SHIFTED = """
import os, time
real, real_ns = time.time, time.time_ns
def shift():
    return {seconds} if os.path.exists("set") else 0
time.time = lambda: real() + shift()
time.time_ns = lambda: real_ns() + shift() * 1_000_000_000
"""
"""The clock on the wall is set by so many seconds, from when there is a file of that name."""


@pytest.mark.real
@LINUX
@pytest.mark.parametrize(("seconds", "ago"), [(-20 * 365 * 86_400, "a moment ago"), (86_400, "some time ago")])
def test_setting_the_clock_mid_stroke_harms_neither_massage_nor_offer(home: Path, seconds: float, ago: Any) -> None:
    with Coach(home, *HIPS, at_start=SHIFTED.format(seconds=seconds)) as coach:
        coach.lead()
        (home / "set").touch()
        assert coach.reads(ROCK, 40), coach.text
        assert coach.comes(lambda: in_order(coach)), coach.text
        coach.press(ENTER)
        assert coach.reads("Resting"), coach.text
        time.sleep(0.5)
        coach.process.kill()
        coach.ends()
        ((_, entries),) = database.read(coach.journal)
        assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
        moved = entries[-1].wall - entries[0].wall - (entries[-1].at - entries[0].at)
        assert abs(moved - 1000 * seconds) < 5000, "the clock was not set while the coach led"
    now = f"import time\nreal_ns = time.time_ns\ntime.time_ns = lambda: real_ns() + {min(seconds, 0)} * 1_000_000_000\n"
    with Coach(home, *HIPS, at_start=now) as coach:
        assert coach.reads(f"We stopped at hold and rock, on the bottom and hips, {ago}."), coach.text


# --- out of memory, out of disk -----------------------------------------------------------------------

STARVED = """
import resource, sys
if any("heart_child" in one for one in sys.orig_argv):
    resource.setrlimit(resource.RLIMIT_AS, (300 << 20, 300 << 20))
"""


@pytest.mark.real
@LINUX
def test_without_memory_for_the_voice_the_next_takes_over(home: Path) -> None:
    with Coach(home, *HIPS, voice="heart", at_start=STARVED) as coach:
        coach.lead()
        assert coach.logged(lambda line: line.get("notice") == WORDS.one("voice-changed"))
        assert coach.reads(ROCK, 40), coach.text
        assert coach.comes(lambda: in_order(coach)), coach.text
        assert not coach.logged(lambda line: line["kind"] == "voice" and "error" in line, 0.1)
        assert "Traceback" not in coach.text


@pytest.mark.real
@LINUX
def test_a_voice_out_of_memory_loses_no_sentence(home: Path) -> None:
    import resource  # noqa: PLC0415 - for Linux only

    with Coach(home, *HIPS, "--detail", "teach", voice="heart") as coach:
        assert coach.reads("Lay your rested"), coach.text  # meanwhile it makes what it may say in a rest
        coach.lead()
        for helper in coach.helpers():
            resource.prlimit(helper, resource.RLIMIT_AS, (1 << 20, 1 << 20))
        coach.press(ENTER)
        assert coach.reads("Resting", 20), coach.text
        time.sleep(1)
        coach.press("l")  # words that have not been made yet
        assert coach.reads("Slide one palm", 20)
        assert coach.logged(lambda line: line["kind"] == "heard" and line["command"] == "repeat slower")
        time.sleep(3)
        assert not coach.logged(lambda line: line["kind"] == "voice" and "error" in line, 0.1)
        assert "Traceback" not in coach.text


FULL = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
"""


@pytest.mark.real
@LINUX
def test_when_nothing_can_be_written_it_says_so_and_goes_on(home: Path) -> None:
    with Coach(home, *HIPS, voice="heart", at_start=FULL) as coach:
        assert coach.reads("I cannot record this session now. The massage goes on.", 40), coach.text
        coach.press(ENTER)
        assert coach.reads("clips cannot be kept", 40), coach.text
        assert coach.reads("massage?", 60), coach.text
        time.sleep(2)
        coach.press(ENTER)
        assert coach.reads(ROCK, 90), coach.text
        coach.process.send_signal(signal.SIGINT)
        assert coach.ends() == 130, coach.text
        assert "Traceback" not in coach.text


# --- a bad microphone ---------------------------------------------------------------------------------

LISTENING = (*ALOUD, "--microphone", "remapped")


def says(coach: Coach, text: str, since: int = 0, seconds: float = 30) -> bool:
    """Whether it comes to say it once, after so many sentences."""
    return coach.comes(lambda: coach.said()[since:].count(text) == 1, seconds)


def is_listening(line: dict[str, object]) -> bool:
    return line["kind"] == "ear" and line.get("state") == "open"


def lost(name: str) -> str:
    """What is said of a microphone, with what still works."""
    return f"{WORDS.one(name)} I still stop for any key."


BACK = WORDS.one(BACK_SAY)
TROUBLES: dict[str, tuple[Callable[[Room], object], Callable[[Room], object], str]] = {
    "muted": (Room.mute_mic, lambda room: room.mute_mic(muted=False), lost(SILENT_SAY)),
    "taken": (Room.take_mic, lambda room: room.take_mic(taken=False), lost(LOST_SAY)),
    "unplugged": (Room.unplug_mic, Room.plug_mic, lost(LOST_SAY)),
}


@pytest.mark.room
def test_a_failed_microphone_and_its_return_are_announced(home: Path, room: Any) -> None:
    with room.hiss(), Coach(home, *LISTENING, env=room.env) as coach:
        coach.lead()
        assert coach.logged(is_listening), coach.text
        time.sleep(1)
        for trouble, (go, come, sentence) in TROUBLES.items():
            said = len(coach.said())
            go(room)
            assert says(coach, sentence, said), (trouble, coach.text)
            time.sleep(3)
            assert coach.said()[said:].count(sentence) == 1, f"{trouble}: it is said over and over"
            come(room)
            assert says(coach, BACK, said), (trouble, coach.text)


@pytest.mark.room
def test_a_microphone_lost_in_a_rest_is_announced_with_its_next_words(home: Path, room: Any) -> None:
    go, _, sentence = TROUBLES["unplugged"]
    with room.hiss(), Coach(home, *LISTENING, env=room.env) as coach:
        coach.lead()
        assert coach.logged(is_listening), coach.text
        coach.press(ENTER)
        assert coach.reads("Resting")
        said = len(coach.said())
        go(room)
        assert coach.logged(lambda line: line["kind"] == "show" and line["text"] == sentence), coach.text
        assert sentence not in coach.said()[said:], "said into the silence after a no"
        assert says(coach, sentence, said, 40), coach.text
        reminded = coach.said()[said:]
        assert reminded[reminded.index(sentence) - 1] in WORDS.say("rest-wait")


@pytest.mark.room
def test_an_overloaded_microphone_and_its_recovery_are_announced(home: Path, room: Any) -> None:
    with room.hiss(), Coach(home, *LISTENING, "--no-crying", env=room.env) as coach:
        coach.lead()
        assert coach.logged(is_listening), coach.text
        with room.hiss(5.0, 30):
            assert says(coach, lost(CLIPPED_SAY)), coach.text
        assert says(coach, BACK), coach.text


@pytest.mark.room
def test_a_missing_microphone_is_announced_and_waited_for(home: Path, room: Any) -> None:
    room.unplug_mic()
    with room.hiss(), Coach(home, *LISTENING, env=room.env) as coach:
        assert says(coach, lost("aloud-none")), coach.text
        assert coach.reads('microphone "remapped": there is no such device; choose one of:'), coach.text
        coach.lead()
        assert coach.said().count(lost("aloud-none")) == 1
        room.plug_mic()
        assert says(coach, BACK), coach.text
        assert coach.logged(is_listening)
