"""What a wheel holds: every package, every file that the coach reads, and the types for code that builds on it."""

import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SETUP = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]


def test_every_package_is_in_the_wheel() -> None:
    found = {".".join(path.parent.relative_to(ROOT).parts) for path in (ROOT / "coach").rglob("__init__.py")}
    assert found <= set(SETUP["packages"])


def test_the_routines_and_the_cues_are_in_the_wheel() -> None:
    assert SETUP["package-dir"] == {"coach.scripts": "scripts", "coach.audio_cues": "audio_cues"}


def test_every_data_file_of_a_package_is_in_the_wheel() -> None:
    for path in (ROOT / "coach").rglob("*"):
        if path.is_file() and path.suffix not in {".py", ".pyc"}:
            packages = [name for name in SETUP["package-data"] if (ROOT / name.replace(".", "/")) in path.parents]
            assert any(
                path.relative_to(ROOT / name.replace(".", "/")).match(form)
                for name in packages
                for form in SETUP["package-data"][name]
            ), path


BUILT_FROM = ("pyproject.toml", "MANIFEST.in", "README.md", "LICENSE", "coach", "scripts", "audio_cues")
USER = """
from coach.routines.library import Library, ours
titles: list[str] = [part.title for part in Library([ours()]).load("hips").parts]
"""
MISTAKEN_USER = """
from coach.routines.library import Library, ours
number: int = Library([ours()]).names()
"""


def run(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    bare = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "MYPYPATH"}}
    return subprocess.run([*map(str, arguments)], cwd=cwd, env=bare, check=False, capture_output=True, text=True)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of all that is built from, without git."""
    made = tmp_path_factory.mktemp("source")
    for name in BUILT_FROM:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, made / name)
    return made


def wheel_of(source: Path, made: Path) -> Path:
    """The wheel of a source, built without any network."""
    pip = (sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-index", "--no-build-isolation")
    built = run(*pip, "-w", made, source, cwd=made)
    assert built.returncode == 0, built.stderr
    return next(made.glob("*.whl"))


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return wheel_of(source, tmp_path_factory.mktemp("wheel"))


@pytest.mark.real
def test_the_sdist_gives_the_same_wheel_without_git(source: Path, wheel: Path, tmp_path: Path) -> None:
    shutil.copytree(source, tmp_path / "source")
    build = "import sys; from setuptools import build_meta; build_meta.build_sdist(sys.argv[1])"
    built = run(sys.executable, "-c", build, tmp_path, cwd=tmp_path / "source")
    assert built.returncode == 0, built.stderr
    again = wheel_of(next(tmp_path.glob("*.tar.gz")), tmp_path)
    with zipfile.ZipFile(wheel) as one, zipfile.ZipFile(again) as other:
        assert sorted(one.namelist()) == sorted(other.namelist())


@pytest.mark.real
def test_the_wheel_holds_the_routines_the_words_the_sounds_and_the_ears(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    for source, package in (("coach", "coach"), ("scripts", "coach/scripts"), ("audio_cues", "coach/audio_cues")):
        for path in (ROOT / source).rglob("*"):
            if path.suffix in {".yaml", ".wav", ".onnx", ".npz", ".typed"}:
                assert f"{package}/{path.relative_to(ROOT / source).as_posix()}" in held


@pytest.mark.real
def test_code_that_uses_the_installed_coach_gets_its_types(wheel: Path, tmp_path: Path) -> None:
    assert run(sys.executable, "-m", "venv", "--without-pip", "venv", cwd=tmp_path).returncode == 0
    python = tmp_path / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pip = (sys.executable, "-m", "pip", "--python", python)
    installed = run(*pip, "install", "-q", "--no-deps", "--no-index", wheel, cwd=tmp_path)
    assert installed.returncode == 0, installed.stderr
    mypy = (sys.executable, "-m", "mypy", "--strict", "--python-executable", python)
    (tmp_path / "user.py").write_text(USER, encoding="utf-8")
    checked = run(*mypy, "user.py", cwd=tmp_path)
    assert checked.returncode == 0, checked.stdout
    (tmp_path / "mistaken.py").write_text(MISTAKEN_USER, encoding="utf-8")
    checked = run(*mypy, "mistaken.py", cwd=tmp_path)
    assert 'variable has type "int"' in checked.stdout
