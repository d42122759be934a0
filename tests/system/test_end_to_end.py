"""The real program in a virtual room: a terminal, keys, a recorded loudspeaker. Judges by sound and by log."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support.room import RATE, NoRoomError, Recording, Room
from tests.support.terminal import Terminal

pytestmark = pytest.mark.room

COACH = (sys.executable, "-m", "coach.cli.main")
ROOT = Path(__file__).resolve().parents[2]
AUDIBLE = 1e-3
PLAY = ("play", "hips", "--age", "3m", "--detail", "remind", "--no-care", "--no-listen")


@pytest.fixture(scope="module")
def room() -> Iterator[Any]:
    """One room for all; without pulseaudio there is none."""
    try:
        with Room() as made:
            yield made
    except NoRoomError as why:
        pytest.skip(str(why))


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Phrases are made once for all these tests."""
    return tmp_path_factory.mktemp("cache")


def at_home(env: dict[str, str], folder: Path, cache: Path) -> dict[str, str]:
    """Give the coach folders of its own, as in a fresh account, but for the cache."""
    own = {f"XDG_{name}_HOME": str(folder / name) for name in ("CONFIG", "DATA")}
    return {**env, **own, "XDG_CACHE_HOME": str(cache), "PYTHONPATH": str(ROOT)}


def lines(log: Path) -> list[dict[str, Any]]:
    """Read the whole lines of a log."""
    whole = log.read_text(encoding="utf-8").rpartition("\n")[0] if log.exists() else ""
    return [json.loads(line) for line in whole.splitlines()]


def wait(log: Path, shown: Callable[[dict[str, Any]], bool], seconds: float = 60) -> dict[str, Any]:
    """Wait until the log holds such a line, and give it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for line in lines(log):
            if shown(line):
                return line
        time.sleep(0.05)
    pytest.fail(f"not in the log within {seconds} s; it has {[line['kind'] for line in lines(log)]}")


def wait_for_sound(recording: Recording, *, since: float, seconds: float = 15) -> None:
    """Wait until the loudspeaker has sounded for a moment after ``since``."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        loud = np.abs(recording.part(recording.index(since), recording.count)) > AUDIBLE
        if len(loud) and loud[-RATE // 10 :].mean() > 0.5:
            return
        time.sleep(0.02)
    pytest.fail(f"nothing was heard for {seconds} s")


def is_question(line: dict[str, Any]) -> bool:
    return bool(line["kind"] == "say" and line["text"].endswith("?"))


def of(kind: str, **details: str) -> Callable[[dict[str, Any]], bool]:
    """Tell lines of a kind with these details."""
    return lambda line: line["kind"] == kind and all(line.get(name) == value for name, value in details.items())


def test_a_key_silences_the_coach_and_the_session_still_ends_properly(room: Any, cache: Any, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with (
        room.record() as recording,
        Terminal([*COACH, *PLAY, "--log", str(log)], at_home(room.env, tmp_path, cache), tmp_path) as coach,
    ):
        wait_for_sound(recording, since=coach.began)  # hello
        wait(log, lambda line: line["kind"] == "say" and line["t"] > 0)  # the massage speaks
        coach.press("y")  # what is said before the question is known by now
        wait(log, is_question)
        time.sleep(1.5)
        coach.press("y")
        wait(log, of("mark", what="stroke"))
        wait_for_sound(recording, since=time.monotonic())
        no_at = coach.press("k")
        wait(log, of("heard", command="no"))
        rest = wait(log, lambda line: line["kind"] == "say" and line["t"] > lines(log)[-1]["t"] - 5000)
        time.sleep(2)
        coach.press("\r")
        wait(log, of("mark", what="go on"))
        wait_for_sound(recording, since=time.monotonic())
        coach.press("k")
        time.sleep(2)
        coach.press("q")
        assert coach.ends(30) == 0, "ended by the caregiver is a good end"
        assert coach.settings_now() == coach.settings, "the terminal is as it was"
        quiet = recording.part(recording.index(no_at + 0.2), recording.index(no_at + 0.38))
        assert len(quiet) > RATE // 10
        assert np.abs(quiet).max() < AUDIBLE, "nothing sounds between the no and the earcon that tells of it"
        assert rest["text"] in coach.text, "what is said is printed"
    told = [line for line in lines(log) if line["kind"] in {"heard", "hush"}]
    assert [line.get("command", "hush") for line in told if line.get("command") != "begin"][:7] == [
        "hush",
        "yes",
        "hush",
        "yes",
        "hush",
        "no",
        "hush",
    ]
    assert [line["command"] for line in told if line["kind"] == "heard"] == [
        "begin",
        "yes",
        "yes",
        "no",
        "yes",
        "no",
        "all done",
    ]


def test_ctrl_c_ends_it_with_130_and_restores_the_terminal(room: Any, cache: Any, tmp_path: Path) -> None:
    with room.record() as recording, Terminal([*COACH, *PLAY], at_home(room.env, tmp_path, cache), tmp_path) as coach:
        wait_for_sound(recording, since=coach.began)
        assert coach.sees(lambda text: "(0:0" in text)
        wait_for_sound(recording, since=time.monotonic())
        pressed = coach.press("\x03")
        assert coach.ends() == 130
        assert coach.settings_now() == coach.settings
        time.sleep(0.3)
        after = recording.part(recording.index(pressed + 0.2), recording.count)
        assert np.abs(after).max(initial=0) < AUDIBLE
        assert "Traceback" not in coach.text


@pytest.fixture
def nowhere(room: Any, cache: Any, tmp_path: Path) -> Any:
    """Give an environment whose sound server does not exist."""
    missing = {"PULSE_SERVER": f"unix:{tmp_path}/none", "PULSE_RUNTIME_PATH": str(tmp_path)}
    return at_home(room.env, tmp_path, cache) | missing | {"ALSA_CONFIG_PATH": "/dev/null"}


def test_without_a_loudspeaker_the_words_are_printed_at_their_times(nowhere: Any, tmp_path: Path) -> None:
    with Terminal([*COACH, *PLAY], nowhere, tmp_path) as coach:
        assert coach.reads("no loudspeaker was found"), coach.text
        assert coach.reads("(0:0"), coach.text
        coach.press("\x03")
        assert coach.ends() == 130
        assert coach.settings_now() == coach.settings


def test_with_neither_loudspeaker_nor_terminal_it_writes_a_file_and_names_it(nowhere: Any, tmp_path: Path) -> None:
    only = (*PLAY, "--only", "bottom circles")
    ran = subprocess.run(
        [*COACH, *only],
        env=nowhere,
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=110,
        start_new_session=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "Written: hips.wav" in ran.stdout
    assert (tmp_path / "hips.wav").stat().st_size > 100_000
