"""The folder of a voice's helper: nothing that was spoken stays behind, whatever became of the coach."""

import errno
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

fcntl = pytest.importorskip("fcntl", reason="needs the locks of Linux and macOS")

from coach.voices import private_folder  # noqa: E402
from coach.voices.worker import Child  # noqa: E402

ROOT = Path(__file__).parents[2]
COACH = """
from coach.voices.worker import Child
child = Child("no_such_helper", who="odd")
(child.folder / "sentence.wav").write_bytes(b"Mia")
print(child.folder, flush=True)
input()
"""


@pytest.fixture(autouse=True)
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's folder for temporary files, with nothing in it."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    private_folder.sweep.cache_clear()
    return tmp_path


def old(folder: Path, seconds: float = 20) -> Path:
    """The same folder, a while after it was used last."""
    used = time.time() - seconds
    os.utime(folder, (used, used))
    return folder


def sweep() -> None:
    """As the next coach does once."""
    private_folder.sweep.cache_clear()
    private_folder.sweep()


@pytest.fixture
def running(shared: Path) -> Iterator[Any]:
    """Another coach with a voice, and its folder."""
    env = {**os.environ, "TMPDIR": str(shared), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-c", COACH], env=env, stdin=-1, stdout=-1, text=True) as process:
        yield process, old(Path(process.stdout.readline().strip()))
        process.kill()


@pytest.mark.real
def test_what_a_killed_coach_spoke_is_removed_by_the_next_one(running: Any) -> None:
    process, folder = running
    sweep()
    assert (folder / "sentence.wav").exists(), "it still runs"
    process.kill()
    process.wait()
    private_folder.sweep.cache_clear()
    Child("no_such_helper", who="odd").warm()
    assert not folder.exists()


def test_a_coach_that_ends_leaves_no_folder_behind(shared: Path) -> None:
    child = Child("no_such_helper", who="odd")
    assert list(shared.iterdir()) == [child.folder]
    child.close()
    assert list(shared.iterdir()) == []


def left(shared: Path, name: str = "coach-voice-abc") -> Path:
    """A folder whose coach is gone."""
    folder = shared / name
    folder.mkdir()
    (folder / "lock").touch()
    (folder / "sentence.wav").write_bytes(b"Mia")
    return old(folder)


@pytest.mark.parametrize(("hours", "stays"), [(1, True), (25, False)])
def test_a_folder_that_never_had_a_lock_is_removed_a_day_later(shared: Path, hours: int, stays: bool) -> None:
    folder = left(shared)
    (folder / "lock").unlink()
    old(folder, hours * 3600)
    sweep()
    assert folder.exists() == stays


def test_a_folder_that_another_coach_removes_keeps_no_other_one(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = left(shared)
    monkeypatch.setattr(Path, "glob", lambda *_: iter((shared / "coach-voice-gone", folder)))
    sweep()
    assert not folder.exists()


def test_what_may_belong_to_somebody_else_stays(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other, photos = left(shared, "other"), left(shared, "photos")
    (shared / "coach-voice-file").write_text("a file")
    (shared / "coach-voice-link").symlink_to(photos)
    os.utime(shared / "coach-voice-link", (0, 0), follow_symlinks=False)
    young = old(left(shared), 0)
    before = sorted(shared.rglob("*"))
    sweep()
    assert sorted(shared.rglob("*")) == before
    old(young)
    user = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: user + 1)
    sweep()
    assert (young.exists(), other.exists()) == (True, True)


def test_where_files_cannot_be_locked_every_folder_stays(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    folder = left(shared)
    monkeypatch.setattr(fcntl, "flock", refused)
    sweep()
    assert folder.exists()
    made, kept = private_folder.make()
    assert made.is_dir()
    kept.close()
    assert not made.exists()


def test_a_folder_that_cannot_be_looked_into_harms_nothing(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = left(shared)
    monkeypatch.setattr(
        os, "open", lambda *_, **__: (_ for _ in ()).throw(OSError(errno.EMFILE, "Too many open files"))
    )
    sweep()
    monkeypatch.undo()
    assert folder.exists()
    monkeypatch.setattr(tempfile, "tempdir", str(shared / "gone"))
    sweep()
