"""What a wheel would hold: every package and every file that the coach reads."""

import tomllib
from pathlib import Path

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
