"""How a command ends: quietly and at once, whenever Ctrl-C comes and whatever still runs."""

import importlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from coach import __version__
from coach.cli import commands
from coach.cli.commands import shelf
from coach.words import load


@pytest.fixture(autouse=True)
def signals() -> Iterator[None]:
    """What the coach does with signals ends with each test."""
    numbers = {getattr(signal, name, signal.SIGINT) for name in ("SIGINT", "SIGTERM", "SIGHUP")}
    before = {number: signal.getsignal(number) for number in numbers}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


INTERRUPTING = """
import signal, sys

class AtOnce:
    def find_spec(self, name, *_):
        if name == "{module}":
            sys.meta_path.remove(self)
            signal.raise_signal(signal.SIGINT)

sys.meta_path.insert(0, AtOnce())
"""
"""Ctrl-C comes while this module is loaded."""


def test_ctrl_c_says_goodbye_in_one_line_and_exits_with_130(coach: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_given: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(shelf, "show_list", interrupted)
    assert coach("list") == (130, "\nStopped. Goodbye.\n", "")


def test_a_second_ctrl_c_in_the_goodbye_brings_no_traceback(coach: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    words = load()

    def loading() -> Any:
        signal.raise_signal(signal.SIGINT)
        return words

    monkeypatch.setattr(commands, "run", lambda _given: signal.raise_signal(signal.SIGINT))
    monkeypatch.setattr("coach.words.load", loading)
    assert coach("list") == (130, "\nStopped. Goodbye.\n", "")


@pytest.mark.parametrize(
    ("number", "printed"), [(signal.SIGINT, "\nStopped. Goodbye.\n"), (signal.SIGTERM, ""), (signal.SIGHUP, "")]
)
def test_an_end_that_a_library_hides_is_quiet_too(
    coach: Any, monkeypatch: pytest.MonkeyPatch, number: int, printed: str
) -> None:
    def loading(_given: Any) -> int:
        try:
            signal.raise_signal(number)
        except (KeyboardInterrupt, SystemExit):
            raise ImportError("initialization failed") from None
        return 0

    monkeypatch.setattr(commands, "run", loading)
    assert coach("list") == (128 + number, printed, "")
    monkeypatch.setattr(commands, "run", lambda _given: importlib.import_module("no_such_library"))
    with pytest.raises(ImportError):  # nobody pressed anything
        coach("list")


@pytest.mark.real
@pytest.mark.parametrize(
    ("machine", "status", "printed"),
    [
        (INTERRUPTING.format(module="coach.cli.commands"), 130, "\nStopped. Goodbye.\n"),
        (INTERRUPTING.format(module="coach.cli.arguments"), 130, "\nStopped. Goodbye.\n"),
        ("import threading; threading.Thread(target=threading.Event().wait).start()", 0, f"coach {__version__}\n"),
    ],
)
def test_the_end_is_quiet_and_prompt_whatever_is_being_loaded(
    tmp_path: Path, machine: str, status: int, printed: str
) -> None:
    (tmp_path / "sitecustomize.py").write_text(machine)
    paths = os.pathsep.join((str(tmp_path), str(Path(__file__).parents[2])))
    command = [sys.executable, "-m", "coach.cli.main", "--version"]
    env = {**os.environ, "PYTHONPATH": paths}
    ran = subprocess.run(command, env=env, capture_output=True, text=True, timeout=30, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (status, printed, "")
