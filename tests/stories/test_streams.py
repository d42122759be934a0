# ruff: noqa: RUF001 - letters that are not ASCII are the point
"""Streams that can't take what is printed: one sentence and a status, and no letter ends the printing."""

from __future__ import annotations

import errno
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import IO, Any, cast

import pytest

from coach.cli import main as cli
from coach.store import profile
from coach.support.streams import Patient, plainer
from coach.support.terminal import Printer

POSIX = pytest.mark.skipif(os.name != "posix", reason="needs a shell")
PRINTING = (["list"], ["show", "hips"], ["show", "hips", "--json"], ["history"], ["--help"], ["--version"], ["profile"])
"""Commands that do nothing but print."""
POLISH = """\
coach: 1
title: Wieczór
about: Ciepłe ręce, „miękko” – i spać…
parts:
  - title: "lewa stópka"
    rest: "Ręce leżą."
    strokes:
      - {name: piętka, teach: "Gładź „miękko”.", remind: "Gładź.", times: 2, pace: 1}
"""


class Broken(io.RawIOBase):
    """A stream that fails in one way from some byte on."""

    def __init__(self, number: int, after: int = 0) -> None:
        self.number, self.left = number, after

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.left -= len(data)
        if self.left < 0:
            raise OSError(self.number, os.strerror(self.number))
        return len(data)


def broken(number: int, after: int = 0) -> io.TextIOWrapper:
    return io.TextIOWrapper(cast("IO[bytes]", Broken(number, after)), "utf-8", write_through=True)


def in_ascii() -> io.TextIOWrapper[io.BytesIO]:
    return io.TextIOWrapper(io.BytesIO(), "ascii", write_through=True)


def run(arguments: list[str]) -> int:
    try:
        return cli.main(arguments)
    except SystemExit as left:
        return int(left.code or 0)


@pytest.fixture
def polish(home: Path) -> str:
    """A routine of the caregiver's own, in letters that are not ASCII."""
    folder = home / "config" / "baby-massage-coach" / "scripts"
    folder.mkdir(parents=True)
    (folder / "wieczor.yaml").write_text(POLISH, encoding="utf-8")
    return str(folder / "wieczor.yaml")


# --- full, gone, closed -------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EBADF])
@pytest.mark.parametrize("arguments", PRINTING, ids=" ".join)
def test_if_nothing_can_be_printed_there_is_one_sentence(
    arguments: Any, number: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", broken(number))
    profile.path().parent.mkdir(parents=True)
    profile.path().write_text("rate: 150\n")
    assert run(arguments) == 1
    err = capsys.readouterr().err
    assert err.startswith("stdout: nothing can be printed (")
    assert err.count("\n") == 1


@pytest.mark.parametrize("arguments", PRINTING, ids=" ".join)
def test_when_the_reader_has_gone_nothing_is_wrong(
    arguments: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", broken(errno.EPIPE))
    assert run(arguments) == 0
    assert capsys.readouterr().err == ""


def test_a_disk_that_fills_up_midway_is_reported_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", broken(errno.ENOSPC, 200))
    assert run(["show", "hips"]) == 1
    assert "nothing can be printed (No space left on device)" in capsys.readouterr().err


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EPIPE, errno.EBADF])
def test_an_error_that_stderr_refuses_goes_to_stdout(
    number: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stderr", broken(number))
    assert run(["show", "nowhere"]) == 3
    assert "there is no such routine" in capsys.readouterr().out


def test_without_any_stream_the_exit_status_remains(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", broken(errno.ENOSPC))
    monkeypatch.setattr(sys, "stderr", broken(errno.ENOSPC))
    assert run(["show", "nowhere"]) == 3
    assert run(["list"]) == 1


@pytest.mark.real
@POSIX
@pytest.mark.parametrize(
    ("line", "status", "told"),
    [
        ("list >&-", 1, "stdout: nothing can be printed (it is closed)"),
        ("list >/dev/full", 1, "stdout: nothing can be printed (No space left on device)"),
        ("show nowhere 2>&-", 3, "there is no such routine"),
        ("forget <&-", 0, "Nothing is kept here."),
        ("profile --rate 150 >&- 2>&- <&-", 1, ""),
    ],
)
def test_a_shell_that_closes_or_fills_a_stream_is_answered(line: Any, status: Any, told: Any) -> None:
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = f"{sys.executable} -m coach.cli.main {line}"
    done = subprocess.run(["sh", "-c", command], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stderr
    assert told in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.real
@POSIX
def test_a_massage_that_cannot_print_is_led_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "short.yaml").write_text(POLISH, encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    what = "play short.yaml --no-care --output file --voice none >/dev/full"
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m coach.cli.main {what}"],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "nothing can be printed" in done.stderr
    assert list(tmp_path.glob("*.wav"))


def test_a_blocked_terminal_is_reported_once(capsys: pytest.CaptureFixture[str]) -> None:
    printer = Printer(broken(errno.ENOSPC))
    for text in ("One.", "Two.", "Three."):
        printer.line(text)
    printer.close()
    assert (
        capsys.readouterr().err == "The words can't be printed any more (No space left on device). The voice goes on.\n"
    )


def test_a_report_that_cannot_be_written_ends_nothing() -> None:
    report = Patient(broken(errno.ENOSPC))
    assert report.write("50 %") == 4
    report.flush()
    assert report.lost


# --- letters that the output doesn't have ----------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437", "iso8859-9", "koi8-r", "shift_jis"])
@pytest.mark.parametrize(
    "arguments", [["list"], ["show", "wieczor"], ["show", "wieczor", "--json"], ["check"]], ids=" ".join
)
def test_no_letter_ends_the_print_of_a_command(
    polish: Any, encoding: str, arguments: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding, write_through=True)
    monkeypatch.setattr(sys, "stdout", out)
    assert run([*arguments, polish] if arguments == ["check"] else arguments) == 0
    printed = plainer(out.buffer.getvalue().decode(encoding))
    assert re.search("[Ww]ieczor|Gladz", printed)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "koi8-r"])
def test_no_letter_ends_the_print_of_an_error(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    err = io.TextIOWrapper(io.BytesIO(), encoding, write_through=True)
    monkeypatch.setattr(sys, "stderr", err)
    assert run(["show", "święto-明"]) == 3
    assert "wieto-?: there is no such routine" in err.buffer.getvalue().decode(encoding).replace("ś", "s")


def test_no_letter_ends_the_print_of_a_massage() -> None:
    out = in_ascii()
    printer = Printer(out)
    printer.line("Zoë, „gładź” – 明…")
    printer.line("Then rest.", at=65_000)
    printer.close()
    assert out.buffer.getvalue().decode() == "Zoe, 'gladz' - ?...\nThen rest.  (1:05)\n"


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Zoë", "Zoe"),
        ("Łódź", "Lodz"),
        ("Straße", "Strasse"),
        ("x\udcc3y", "x?y"),
        ("e\u0301", "e"),
        ("ﬁt ½", "fit 1/2"),
    ],
)
def test_only_the_accent_is_dropped_and_not_the_letter(text: str, printed: Any) -> None:
    assert plainer(text) == printed


def test_json_stays_json_where_letters_are_replaced(polish: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    out = in_ascii()
    monkeypatch.setattr(sys, "stdout", out)
    assert run(["show", polish, "--json"]) == 0
    assert [json.loads(line) for line in out.buffer.getvalue().decode().splitlines()]
