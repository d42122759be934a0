"""What is remembered is found again from any folder, and a missing file costs nothing else."""

import errno
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from coach.cli import context
from coach.cli import main as cli
from coach.export.history_chart import picture
from coach.model.records import Begun, Entry
from coach.store import profile
from coach.store.history import as_text
from coach.store.profile import NOWHERE, Profile
from coach.store.writer import wall_ms
from coach.support.errors import UsageError
from coach.support.files import named_path


@pytest.fixture
def rain(tmp_path: Path) -> Any:
    """A sound of the caregiver's own."""
    folder = tmp_path / "sounds"
    folder.mkdir()
    soundfile.write(folder / "Rain Ö.wav", np.full(4800, 0.1, np.float32), 48_000)
    return folder / "Rain Ö.wav"


# --- paths -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["Rain Ö.wav", "./Rain Ö.wav", "../sounds/Rain Ö.wav", ".", "~/sounds/Rain Ö.wav"])
def test_a_bed_is_found_again_from_another_folder(
    typed: Any, rain: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.chdir(rain.parent)
    assert cli.main(["profile", "--bed", typed]) == 0
    monkeypatch.chdir(tmp_path)
    assert Path(profile.load().bed).resolve() in (rain, rain.parent)


@pytest.mark.parametrize("name", ["rain", "waves", "brown", "lullaby", "none", ""])
def test_a_bed_of_ours_is_kept_by_its_name(name: str) -> None:
    assert cli.main(["profile", "--bed", name]) == 0
    assert profile.load().bed == name


@pytest.mark.parametrize("typed", ["rian", "nowhere.wav", "~nobody-here/rain.wav", __file__])
def test_a_mistyped_bed_is_refused_and_not_kept(typed: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["profile", "--bed", typed]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert profile.load() == Profile()


@pytest.mark.parametrize("kept", ["/gone/rain.wav", "gone.wav", "~/gone", "~nobody-here/rain.wav"])
def test_a_missing_saved_bed_costs_only_the_bed(
    kept: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    profile.save(Profile(bed=kept))
    monkeypatch.chdir(tmp_path)
    for command in (["show", "hips"], ["list"], ["history"], ["profile"]):
        assert cli.main(command) == 0
    assert not capsys.readouterr().err
    events = ["--voice", "none", "--events", "2s all done"]
    assert cli.main(["render", "hips", "-o", "hips.wav", *events]) == 0
    assert "there is no such bed, file or folder" in capsys.readouterr().err
    assert (tmp_path / "hips.wav").exists()


def test_a_path_in_an_unknown_home_stays_unchanged() -> None:
    assert named_path("~nobody-here/rain.wav") == Path("~nobody-here/rain.wav")


# --- a profile that can be read again ------------------------------------------------------------------


@pytest.mark.parametrize(
    "mine",
    [
        Profile(speaker="Kitchen\x1b[2J"),
        Profile(leave_out=("warm/cold",)),
        Profile(leave_out=("x" * 50,)),
        Profile(voice_id="a\nb"),
        Profile(times={"Ä": 3}),
        Profile(microphone=" "),
    ],
)
def test_a_path_that_cannot_be_found_again_is_not_saved(mine: Any) -> None:
    profile.save(Profile(rate=150))
    with pytest.raises(UsageError, match="; nothing is saved"):
        profile.save(mine)
    assert profile.load() == Profile(rate=150)


# --- no home ---------------------------------------------------------------------------------------

NO_HOME = """
import pwd
def nobody(*_):
    raise KeyError("uid not found")
pwd.getpwuid = nobody
"""
FOLDERS = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_MUSIC_DIR", "XDG_DOCUMENTS_DIR")


def as_nobody(where: Any, *arguments: Any, **more: Any) -> Any:
    """Run the coach as a user without a home and without an entry in the list of users."""
    (where / "sitecustomize.py").write_text(NO_HOME)
    env = {name: value for name, value in os.environ.items() if name not in FOLDERS}
    env |= {"PYTHONPATH": f"{where}{os.pathsep}{Path(__file__).parents[2]}", **more}
    command = [sys.executable, "-m", "coach.cli.main", *arguments]
    return subprocess.run(command, cwd=where, env=env, capture_output=True, text=True, check=False)


@pytest.mark.real
@pytest.mark.skipif(os.name != "posix", reason="needs the list of users of POSIX")
@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["list"], 0),
        (["show", "hips"], 0),
        (["history"], 0),
        (["forget", "--yes"], 0),
        (["profile", "--rate", "150"], 2),
        (["play", "hips", "--no-care", "--output", "file", "--voice", "none"], 0),
    ],
    ids=lambda one: one[0] if isinstance(one, list) else None,
)
def test_without_a_home_every_command_goes_on_without_memory(arguments: Any, status: Any, tmp_path: Path) -> None:
    done = as_nobody(tmp_path, *arguments)
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("no home folder that this user may use, so nothing is remembered") == (
        arguments[0] in ("profile", "play")
    )
    assert not (tmp_path / "~").exists()


@pytest.mark.parametrize("value", ["relative", "~/x"])
def test_a_relative_folder_is_ignored(value: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platformdirs.user_config_dir", lambda *_, **__: value)
    assert profile.config_folder() == NOWHERE
    assert "no home folder" in profile.homeless()
    with pytest.raises(UsageError, match="cannot be saved"):
        profile.save(Profile(rate=150))
    assert profile.load() == Profile()


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM, errno.ENAMETOOLONG])
def test_a_home_that_cannot_be_entered_counts_as_none(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "stat", refused)  # root, who runs many a CI, may enter any
    assert (profile.config_folder(), profile.data_folder(), profile.cache_folder()) == (NOWHERE,) * 3
    assert "no home folder" in profile.homeless()


def test_without_a_home_phrases_are_kept_in_memory_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profile, "cache_folder", lambda: NOWHERE)
    told: list[str] = []
    voice = context.make_voice(Profile(voice="system"), told.append, told.append)
    assert voice.key
    assert told == []


# --- a clock that was wrong -----------------------------------------------------------------------------

DAY_MS = 86_400_000
NOW = wall_ms()


def sessions(*walls: int) -> list[tuple[Begun, list[Entry]]]:
    return [(Begun(str(wall), wall, "hips", "Hips", "{}"), [Entry(str(wall), wall, 0, "begun")]) for wall in walls]


@pytest.mark.parametrize(
    "wrong", [4_070_908_800_000, NOW + 2 * DAY_MS, 253_402_300_799_000], ids=["2099", "in two days", "9999"]
)
def test_one_session_of_a_wrong_clock_hides_no_others_in_the_calendar(wrong: int) -> None:
    drawn = [str(getattr(one, "title", "")) for one in picture(sessions(NOW - DAY_MS, wrong)).drawn]
    assert sum(title.endswith(": 1 session") for title in drawn) == 1


@pytest.mark.parametrize(
    ("walls", "told"),
    [
        ((NOW,), []),
        ((NOW, NOW + 3 * DAY_MS), ["1 session is dated after today; check this computer's clock."]),
        ((4_070_908_800_000, NOW + 9 * DAY_MS), ["2 sessions are dated after today; check this computer's clock."]),
    ],
)
def test_sessions_dated_after_today_are_mentioned(walls: tuple[int, ...], told: list[str]) -> None:
    assert [line for line in as_text(sessions(*walls)) if "after today" in line] == told
