"""Names of files to write: checked before anything is rendered, in one sentence."""

import errno
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coach.cli import main as cli
from coach.export import audiobook, output_names
from coach.export.output_names import CARDS, PICTURES, SOUNDS, output_file, output_folder
from coach.export.review import PAGES
from coach.model.options import Options
from coach.outputs.file_out import FileOut
from coach.session.state import State
from coach.sound import earcons
from coach.support.errors import UsageError
from coach.voices.silent import SilentVoice
from tests.support.told import WORDS, book_of, routine
from tests.support.whole import short_routine

STRANGE = [
    "a:b.m4b",
    "100%.mp3",
    "what?.opus",
    "-x.flac",
    "50%s %(at)s.ogg",
    "a#b&c.m4a",
    "two words.wav",
    "Über Zoë.M4B",
]
LONG = "ü" * 123 + ".mp3"
"""250 bytes."""


def coach(*words: str) -> int:
    return cli.main([*words])


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")


@pytest.fixture
def no_rendering(monkeypatch: pytest.MonkeyPatch) -> None:
    def rendered(*_: object) -> None:
        pytest.fail("it was rendered before the name was checked")

    monkeypatch.setattr(audiobook.Maker, "perform", rendered)


ALLOWED = [name for name in (*STRANGE, LONG) if not set(name) & set(output_names.FORBIDDEN)]


@pytest.mark.parametrize("name", ALLOWED)
def test_a_name_with_symbols_is_written_unchanged(name: str) -> None:
    options = Options()
    session = State(book_of(routine(short_routine(times=1)), options), WORDS, options)
    audiobook.Maker(SilentVoice(), earcons.load).file(session, Path(name))
    assert os.listdir() == [name]  # noqa: PTH208 - names, not paths


def test_the_command_writes_names_with_symbols() -> None:
    wishes = ("--only", "hip sweep", "--age", "3m", "--voice", "none")
    assert coach("render", "hips", *wishes, f"--output={ALLOWED[0]}") == 0
    assert os.listdir() == [ALLOWED[0]]  # noqa: PTH208 - names, not paths


@pytest.mark.usefixtures("no_rendering")
@pytest.mark.parametrize(
    ("name", "told"),
    [
        (".", "is a folder"),
        ("..", "is a folder"),
        ("/", "is a folder"),
        ("x", "has no known ending"),
        ("x.xyz", "has no known ending"),
        (".mp3", "has no known ending"),
        ("x.mp3.txt", "has no known ending"),
        ("missing/x.mp3", "there is no such folder"),
        ("https://example.org/x.mp3", "there is no such folder"),
        ("x" * 252 + ".mp3", "256 bytes"),
        ("ü" * 130 + ".wav", "264 bytes"),
        ("nul\0.mp3", "cannot be shown"),
        ("two\nlines.mp3", "cannot be shown"),
        ("\x1b[2J.wav", "cannot be shown"),
    ],
)
def test_an_impossible_name_is_refused_before_rendering(
    name: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert coach("render", "hips", "--age", "3m", "--voice", "none", f"--output={name}") == 2
    line = capsys.readouterr().err
    assert told in line
    assert line.startswith("--output: ")
    assert line.count("\n") == 1
    assert not list(Path().iterdir())


@pytest.mark.usefixtures("no_rendering")
@pytest.mark.parametrize("name", ["evening.mp3", "evening"])
def test_a_folder_is_not_a_file_whatever_its_name(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(name).mkdir()
    assert coach("render", "hips", "--age", "3m", "--output", name) == 2
    assert "is a folder; name a file in it" in capsys.readouterr().err


@pytest.mark.usefixtures("no_rendering")
@pytest.mark.parametrize(
    ("option", "file", "refused"),
    [("--log", "x.wav", "--output"), ("--bed", "x.wav", "--output"), ("--log", "x.srt", "--captions")],
)
def test_a_recording_never_replaces_a_file_that_it_needs(
    option: str, file: str, refused: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with FileOut(Path("x.wav")) as lullaby:
        lullaby.write(np.full(2000, 0.1, np.float32))
    before = Path("x.wav").read_bytes()
    typed = ("--voice", "none", "-o", "./x.wav", "--captions", option, file)
    assert coach("render", "hips", "--age", "3m", *typed) == 2
    assert capsys.readouterr().err == f"{refused}: {file} is the file of {option} too; give each a file of its own\n"
    assert Path("x.wav").read_bytes() == before


@pytest.mark.usefixtures("no_rendering")
@pytest.mark.parametrize("ending", [".vtt", ".srt", ".lrc"])
def test_captions_that_cannot_be_written_are_told_before_rendering(
    ending: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(f"evening{ending}").mkdir()
    assert coach("render", "hips", "--age", "3m", "--voice", "none", "-o", "evening.wav", "--captions") == 2
    assert capsys.readouterr().err.startswith(f'--captions: "evening{ending}" is a folder')
    assert len(list(Path().iterdir())) == 1


def test_the_list_of_endings_is_complete() -> None:
    assert set(SOUNDS) == {".m4a", ".m4b", ".mp3", ".opus", ".wav", ".flac", ".ogg"}
    with pytest.raises(UsageError) as told:
        output_file("x.aac", "--output", SOUNDS)
    assert all(ending in str(told.value) for ending in SOUNDS)


@pytest.mark.parametrize(("option", "endings"), [("--picture", PICTURES), ("--card", CARDS), ("--review", PAGES)])
@pytest.mark.parametrize("name", ["plan.gif", "plan", "plan.svg.txt", "missing/plan.svg"])
def test_every_name_of_show_is_checked_before_the_first_is_written(
    option: Any, endings: Any, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    others = {"--picture": "good.svg", "--card": "good.html", "--review": "review.html"}
    for other in others.keys() - {option}:
        assert coach("show", "hips", "--age", "3m", other, others[other], option, name) == 2
        assert capsys.readouterr().err.startswith(f"{option}: ")
    assert not list(Path().iterdir())
    assert endings


@pytest.mark.parametrize("review", ["hips.html", "./hips.html", "link.html"])
def test_two_options_that_name_one_file_are_refused(review: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("link.html").symlink_to("hips.html")
    assert coach("show", "hips", "--age", "3m", "--card", "hips.html", "--review", review) == 2
    assert capsys.readouterr().err.endswith("is the file of --card too; give each a file of its own\n")
    assert not Path("hips.html").exists()


@pytest.mark.parametrize("words", [("-o", "-x.mp3"), ("--output", "--evening.m4b"), ("-o", "-1.wav")])
def test_a_name_that_looks_like_an_option_gets_advice(words: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert coach("render", "hips", *words) == 2
    assert "as in --output=-x.mp3" in capsys.readouterr().err


def test_a_folder_that_is_a_file_or_below_one_cannot_be_made() -> None:
    Path("file").write_text("")
    for name in ("file", "file/below", "nul\0"):
        with pytest.raises(UsageError, match="--page"):
            output_folder(name, "--page")


def test_a_read_only_folder_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "touch", refused)  # root, who runs many a CI, may write anywhere
    with pytest.raises(UsageError, match="Permission denied"):
        output_file("x.mp3", "--output", SOUNDS)


def test_a_tilde_is_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert output_file("~/x.mp3", "--output", SOUNDS) == tmp_path / "x.mp3"


@pytest.mark.parametrize("name", ["nul.mp3", "CON.svg", "com1.tar.wav", "Aux .pdf"])
def test_names_of_devices_are_not_files_on_windows(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    output_file(name, "--output", (*SOUNDS, *PICTURES, *CARDS))  # elsewhere they are
    monkeypatch.setattr(output_names, "FORBIDDEN", '<>:"|?*')
    with pytest.raises(UsageError, match="is the name of a device"):
        output_file(name, "--output", (*SOUNDS, *PICTURES, *CARDS))


@pytest.mark.parametrize("name", ["evening.mp3/", "./a.wav/", "~/b.m4b/"])
def test_a_name_with_a_trailing_slash_is_a_folder(name: str) -> None:
    with pytest.raises(UsageError, match="is a folder; name a file in it"):
        output_file(name, "--output", SOUNDS)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_needs_room_and_not_another_name(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(number, "full")

    monkeypatch.setattr(Path, "touch", full)
    with pytest.raises(UsageError, match="; make room on the disk"):
        output_file("x.mp3", "--output", SOUNDS)


@pytest.mark.parametrize("name", ["a:b.m4b", "what?.svg", "a|b.pdf"])
def test_characters_that_the_system_forbids_are_listed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output_names, "FORBIDDEN", '<>:"|?*')
    with pytest.raises(UsageError, match="can't contain"):
        output_file(name, "--output", (*SOUNDS, *PICTURES, *CARDS))


@pytest.mark.parametrize("name", ["a.wav", "a.flac"])
def test_a_linked_sound_file_stays_a_link(name: str, tmp_path: Path) -> None:
    (tmp_path / "music").mkdir()
    (tmp_path / name).symlink_to(tmp_path / "music" / name)
    with FileOut(output_file(tmp_path / name, "--output", (".wav", ".flac"))) as out:
        out.write(np.zeros(100, np.float32))
    assert (tmp_path / name).is_symlink()
    assert (tmp_path / "music" / name).stat().st_size > 40
    assert not list(tmp_path.rglob("*.part"))
