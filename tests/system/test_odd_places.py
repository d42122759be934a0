"""Other languages of the system, narrow terminals, and homes in which nothing can be kept."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.terminal import Terminal

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(sys.platform != "linux", reason="needs the locales and terminals of Linux"),
]
ROOT = Path(__file__).parents[2]
COACH = [sys.executable, "-m", "coach.cli.main"]
QUIET = ("--no-care", "--age", "3m", "--output", "none", "--voice", "none")


def at(home: Path, **more: str) -> dict[str, str]:
    """The surroundings of a user with this home folder and nothing else of their own."""
    ours = ("XDG_", "LC_", "LANG", "PYTHON", "COLUMNS", "LINES")  # the last two are pytest's own
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {"HOME": str(home), "PYTHONPATH": str(ROOT), "TERM": "xterm"} | more


def run(env: dict[str, str], *words: str) -> subprocess.CompletedProcess[bytes]:
    """One command without a terminal."""
    return subprocess.run(
        [*COACH, *words], env=env, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=False
    )


@pytest.fixture(scope="module")
def locales(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of locales, made here because few systems have them all."""
    folder = tmp_path_factory.mktemp("locales")
    for name in ("de_DE.UTF-8", "tr_TR.UTF-8", "tr_TR.ISO-8859-9", "ar_EG.UTF-8"):
        language, _, letters = name.partition(".")
        make = ["localedef", "--no-archive", "-i", language, "-f", letters, str(folder / name)]
        if not shutil.which("localedef") or subprocess.run(make, capture_output=True, check=False).returncode > 1:
            pytest.skip("needs localedef and the definitions of locales: apt-get install locales")
    return folder


@pytest.mark.parametrize("name", ["C", "de_DE.UTF-8", "tr_TR.UTF-8", "tr_TR.ISO-8859-9", "ar_EG.UTF-8"])
def test_commands_mean_the_same_in_every_language(name: str, locales: Path, tmp_path: Path) -> None:
    env = at(tmp_path, LOCPATH=str(locales), LC_ALL=name, LANG=name, PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    letters = name.partition(".")[2] or "utf-8"
    baby = os.fsdecode("I\u015f\u0131l".encode("iso-8859-9" if letters == "ISO-8859-9" else "utf-8"))
    saved = run(env, "profile", "--baby", baby, "--age", "٣m" if name == "ar_EG.UTF-8" else "3m")
    assert saved.returncode == 0, saved.stderr
    shown = run(env, "show", "HIPS", "--only", "BOTTOM CIRCLES")
    assert shown.returncode == 0, shown.stderr
    assert b"bottom circles, 6 times" in shown.stdout
    for words in (("profile",), ("history",), ("list",)):
        told = run(env, *words)
        assert (told.returncode, told.stderr) == (0, b"")
        assert not any(0xD0 <= byte <= 0xDF for byte in told.stdout if name == "C"), "not a letter of ASCII"


@pytest.mark.parametrize(("columns", "large"), [(20, ()), (20, ("--large",)), (3, ("--large",)), (1, ())])
def test_a_massage_fits_a_narrow_terminal_and_hears_its_keys(
    columns: int, large: tuple[str, ...], tmp_path: Path
) -> None:
    narrow = ["sh", "-c", f'stty cols {columns} rows 6; exec "$@"', "sh", *COACH, *large, "play", "one-leg", *QUIET]
    with Terminal(narrow, at(tmp_path), tmp_path) as coach:
        assert coach.sees(lambda text: "Istopforanykey" in re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\s", "", text), 60), (
            coach.text
        )
        coach.press("q")
        assert coach.ends(60) == 0, coach.text
        assert "Traceback" not in coach.text
        assert coach.settings_now()[3] == coach.settings[3], "the terminal is as it was"


@pytest.mark.parametrize("home", ["file", "file/below", "x" * 300])
def test_without_a_writable_home_every_command_still_works_or_says_why(home: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    env = at(tmp_path / home)
    refused = run(env, "profile", "--baby", "Mia")
    assert refused.returncode == 2
    assert b"profile.yaml: the profile cannot be saved (" in refused.stderr
    assert b"Traceback" not in refused.stderr
    for words in (("list",), ("history",), ("show", "hips"), ("forget",), ("voices", "--silent")):
        told = run(env, *words)
        assert (told.returncode, b"Traceback" in told.stderr) == (0, False), told.stderr
    if home != "file":
        return  # the doctor takes its time
    doctor = run(env, "doctor", "--report")
    assert b"Traceback" not in doctor.stdout + doctor.stderr
    assert b"journal" in doctor.stdout
    assert b"\nnote   journal: " in doctor.stdout, doctor.stdout
