"""`coach page`: what it writes, what it refuses, and how it serves."""

import datetime
import gzip
import json
import shutil
import socket
import struct
import sys
import threading
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from coach.cli import main as cli
from coach.cli import rendering, serving
from coach.export import page_ears
from coach.export.app import folder, qr
from coach.store import profile
from coach.store.profile import Profile
from coach.support.errors import UsageError
from coach.voices.cache import CachedVoice
from tests.support.told import TINY, led_often
from tests.voices.fakes import FakeVoice

pytest.importorskip("av", reason="needs the extra takeaway: PyAV")
pytest.importorskip("segno", reason="needs the extra takeaway: segno")

pytestmark = pytest.mark.long


@pytest.fixture
def tiny(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A file with a short routine for two legs: ours take seconds to write."""
    file = tmp_path_factory.mktemp("mine") / "tiny.yaml"
    file.write_text(TINY, encoding="utf-8")
    return str(file)


def test_it_writes_a_folder_and_prints_its_size(tmp_path: Path, capsys: Any) -> None:
    to = str(tmp_path / "massage")
    assert cli.main(["page", "-o", to, "nappy-minute", "--voice", "none", "--age", "3m", "--fixed"]) == 0
    assert (tmp_path / "massage" / "index.html").exists()
    assert "1 routine." in capsys.readouterr().out
    assert sorted(file.suffix for file in (tmp_path / "massage" / "sounds").iterdir()) == [".aac"] * 3


def test_a_routine_that_the_app_leaves_out_is_named(tmp_path: Path, capsys: Any) -> None:
    to = str(tmp_path / "massage")
    assert cli.main(["page", "-o", to, "nappy-minute", "wind", "--voice", "none", "--age", "3m", "--fixed"]) == 0
    told = capsys.readouterr().out
    assert "wind: nothing is left of it for this baby" in told
    assert "1 routine." in told


def test_routines_of_one_name_in_two_folders_are_both_in_the_app(tmp_path: Path, capsys: Any) -> None:
    typed = []
    for place in ("mine", "yours"):
        (tmp_path / place).mkdir()
        typed.append(tmp_path / place / "evening.yaml")
        typed[-1].write_text(TINY.replace("title: Tiny", f"title: An evening of {place}"), encoding="utf-8")
    to = tmp_path / "massage"
    again = typed[0]  # the same file twice is one routine
    assert cli.main(["page", "-o", str(to), *map(str, (*typed, again)), "--voice", "none", "--fixed"]) == 0
    assert "2 routines." in capsys.readouterr().out
    listed = json.loads((to / "app.json").read_text(encoding="utf-8"))["routines"]
    assert [(one["name"], one["title"]) for one in listed] == [
        ("evening", "An evening of mine"),
        ("evening-2", "An evening of yours"),
    ]


def test_nothing_of_an_earlier_app_stays_in_its_folder(tmp_path: Path, tiny: str) -> None:
    typed = ["page", "-o", str(tmp_path), "--voice", "none", "--age", "3m", "--fixed"]
    assert cli.main([*typed, "nappy-minute", tiny, "--navel-healed", "--baby", "Zoltan"]) == 0
    (tmp_path / "sounds" / "mine.wav").touch()
    assert cli.main([*typed, tiny]) == 0
    files = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert not [path for path in files if "nappy-minute" in path.name or b"Zoltan" in path.read_bytes()]
    kept = (tmp_path / "sw.js").read_text(encoding="utf-8")
    assert [path.name for path in (tmp_path / "sounds").iterdir() if path.name not in kept] == ["mine.wav"]


@pytest.mark.parametrize("typed", [("page", "-o"), ("render", "--page")])
def test_a_page_of_the_caregivers_own_is_not_replaced(typed: Any, tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "index.html").write_text("My page", encoding="utf-8")
    command, option = typed
    assert cli.main([command, "one-leg", "--voice", "none", "--age", "3m", option, str(tmp_path)]) == 2
    assert "has an index.html already, which isn't the coach's; name a new folder" in capsys.readouterr().err
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == {"index.html": "My page"}


def test_the_app_says_every_caution_however_often_its_maker_was_led(tmp_path: Path) -> None:
    led_often("nappy-minute")
    typed = ["page", "-o", str(tmp_path), "nappy-minute", "--voice", "none", "--age", "3m", "--navel-healed", "--fixed"]
    assert cli.main([*typed, "--detail", "remind"]) == 0
    routine = json.loads((tmp_path / "routines" / "nappy-minute.json").read_text(encoding="utf-8"))
    warned = [routine["pool"][options]["warned"] for _, _, options, *_ in routine["choices"].values()]
    assert warned == [[] for _ in warned]


@pytest.mark.parametrize("hours", [0, 50])
def test_the_app_knows_since_when_a_leg_rests(tmp_path: Path, tiny: str, capsys: Any, hours: int) -> None:
    typed = ["page", "-o", str(tmp_path), tiny, "--voice", "none", "--age", "3m", "--fixed"]
    since = datetime.datetime.now().astimezone() - datetime.timedelta(hours=hours)
    if hours:
        profile.save(Profile(jab="left leg", jabbed=since.isoformat()))
    assert cli.main([*typed, *(() if hours else ("--jab", "left leg"))]) == 0
    assert "leaves out the left leg until three days after the jab" in capsys.readouterr().out
    told = json.loads((tmp_path / "app.json").read_text(encoding="utf-8"))["jab"]
    assert told["leg"] == "left leg"
    assert told["at"] / 1000 == pytest.approx(since.timestamp(), abs=60)


@pytest.mark.parametrize(
    "typed", [("--age", "3w"), ("--harness",), ("--jab", "left leg"), ("--fixed",), ("--only", "x")]
)
def test_an_old_app_is_not_served_as_if_options_shaped_it(tmp_path: Path, capsys: Any, typed: Any) -> None:
    (tmp_path / "app.json").touch()
    assert cli.main(["page", "-o", str(tmp_path), "--serve", *typed]) == 2
    assert "is served as it is" in capsys.readouterr().err


def test_what_the_profile_leaves_out_costs_no_other_routine(tmp_path: Path, capsys: Any) -> None:
    profile.save(Profile(leave_out=("rope",), times={"rope": 3}))
    to = str(tmp_path / "massage")
    assert (
        cli.main(
            ["page", "-o", to, "nappy-minute", "hips", "--voice", "none", "--age", "3m", "--navel-healed", "--fixed"]
        )
        == 0
    )
    assert "2 routines." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        (["page"], 2, "-o FOLDER"),
        (["page", "-o", "x", "hips", "--leave-out", "hert"], 2, 'no routine has "hert"; did you mean "heart"?'),
        (["page", "-o", "x", "hips", "--only", "rope"], 2, 'no routine has "rope"'),
        (["page", "-o", "x", "no-such-routine"], 3, "no-such-routine"),
        (["page", "-o", "x", "hips", "--address", "x" * 5000], 2, "--address: 5000 characters are more than a QR code"),
        (["page", "-o", "x", "--serve", "--port", "0"], 2, "--port"),
    ],
)
def test_every_failure_has_its_exit_status(
    typed: list[str], status: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(typed) == status
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    "lost", ["ears/matrix-fused.wasm", "ears/rules.js", "engine/steps.js", "lead.js", "index.html", "sw.js"]
)
def test_an_app_that_lacks_a_file_is_not_written(
    lost: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    installed = tmp_path / "installed"
    shutil.copytree(folder.ASSETS, installed)
    (installed / lost).unlink()
    monkeypatch.setattr(folder, "ASSETS", installed)
    monkeypatch.setattr(page_ears, "ASSETS", installed / "ears")
    to = tmp_path / "massage"
    assert cli.main(["page", "-o", str(to), "nappy-minute", "--voice", "none", "--age", "3m", "--fixed"]) == 1
    assert capsys.readouterr().err.startswith(f"{installed / lost}: this file or folder can't be used (")
    assert not to.exists()


@pytest.mark.parametrize("name", ["av", "segno"])
def test_a_missing_library_is_told_before_anything_is_made(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    to = tmp_path / "massage"
    assert cli.main(["page", "-o", str(to), "nappy-minute", "--voice", "none", "--age", "3m", "--fixed"]) == 2
    told = capsys.readouterr().err
    assert f"this needs {name}" in told
    assert "nappy-minute" not in told
    assert not to.exists()


def test_a_port_in_use_is_refused(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind((serving.HOST, 0))
        taken.listen()
        with pytest.raises(UsageError, match="in use"):
            serving.server(tmp_path, taken.getsockname()[1])


def test_it_serves_only_this_machine(tmp_path: Path) -> None:
    (tmp_path / "app.js").write_text("1;", encoding="utf-8")
    with socket.socket() as free:
        free.bind((serving.HOST, 0))
        port = free.getsockname()[1]
    served = serving.server(tmp_path, port)
    threading.Thread(target=served.serve_forever, daemon=True).start()
    with urllib.request.urlopen(f"{serving.address(port)}app.js") as answer:  # noqa: S310 - our own address
        assert answer.headers["Content-Type"].startswith("text/javascript")
        assert answer.headers["Cache-Control"] == "no-cache"
    asked = urllib.request.Request(f"{serving.address(port)}app.js", headers={"Accept-Encoding": "gzip"})  # noqa: S310 - our own address
    with urllib.request.urlopen(asked) as answer:  # noqa: S310 - the same
        assert answer.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(answer.read()) == b"1;"
    assert served.server_address[0] == "127.0.0.1"
    served.shutdown()
    served.server_close()


def test_a_browser_that_goes_away_prints_nothing(tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "words.aac").write_bytes(bytes(20_000_000))
    with socket.socket() as free:
        free.bind((serving.HOST, 0))
        port = free.getsockname()[1]
    served = serving.server(tmp_path, port)
    served.daemon_threads = False  # closing waits for the answer's end
    threading.Thread(target=served.serve_forever, daemon=True).start()
    with socket.create_connection((serving.HOST, port)) as one:
        one.sendall(b"GET /words.aac HTTP/1.0\r\n\r\n")
        one.recv(1)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    served.shutdown()
    served.server_close()
    assert capsys.readouterr().err == ""


def test_a_voice_that_takes_over_is_told_in_words(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setattr(rendering, "make_voice", lambda _mine, on_change, *_rest: on_change("voice-changed"))
    rendering.voice_of(Profile())
    assert "My usual voice isn't answering." in capsys.readouterr().err


@pytest.mark.parametrize("kept", [False, True])
def test_the_voice_of_a_file_loads_early_unless_it_keeps_clips(monkeypatch: pytest.MonkeyPatch, *, kept: bool) -> None:
    bare = FakeVoice()
    voice = CachedVoice(bare, None)
    if kept:
        voice.speak("This recording cannot hear you.")
    monkeypatch.setattr(rendering, "make_voice", lambda *_: voice)
    assert rendering.waking_voice_of(Profile()) is voice
    for thread in threading.enumerate():
        if thread.name == "warming the voice":
            thread.join()
    assert bare.warmed == (not kept)


def test_the_qr_code_is_printed_and_drawn() -> None:
    assert "\u2588" in qr.printed("https://example.org/massage/") or "\x1b" in qr.printed("https://example.org/")
    assert b"<svg" in qr.picture("https://example.org/massage/")
    assert qr.picture("") == qr.NOTHING
