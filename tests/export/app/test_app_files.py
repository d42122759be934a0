"""The files that the app consists of."""

import shutil
from pathlib import Path

import pytest

from coach.export import page_ears
from coach.export.app import folder
from tests.support import app_phone

pytest.importorskip("av", reason="needs the extra takeaway: PyAV")
pytest.importorskip("segno", reason="needs the extra takeaway: segno")


def test_an_installation_below_a_folder_named_ears_writes_a_whole_app(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = tmp_path / "ears" / "app"
    shutil.copytree(folder.ASSETS, installed)
    monkeypatch.setattr(folder, "ASSETS", installed)
    app = app_phone.written(tmp_path / "written")
    assert {"index.html", "app.js", "engine", "ears"} <= {path.name for path in app.iterdir()}


def test_every_file_of_the_app_is_named() -> None:
    named = {*folder.SHELL, *(f"ears/{name}" for name in page_ears.CODE)}
    found = {path.relative_to(folder.ASSETS).as_posix() for path in folder.ASSETS.rglob("*") if path.is_file()}
    assert named == found - {"ears/matrix.wat"}  # what both .wasm files are made from
