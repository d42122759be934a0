"""Files of ours: whole or not at all."""

import os
import stat
import threading
from pathlib import Path

import pytest

from coach.support import files
from coach.support.errors import UsageError

LONGEST = 250
"""Bytes of a name; Linux and macOS allow 255."""
posix = pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")


@pytest.mark.parametrize("name", ["a" * LONGEST, "ü" * (LONGEST // 2), "a:b.m4b", "100%.svg", "what?.png", "-o.pdf"])
def test_any_name_that_the_system_allows_can_be_written(tmp_path: Path, name: str) -> None:
    files.save(tmp_path / name, b"whole", "--card")
    assert (tmp_path / name).read_bytes() == b"whole"
    assert os.listdir(tmp_path) == [name]  # noqa: PTH208 - names, not paths


def test_when_writing_fails_the_old_file_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "profile").write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        files.write_whole(tmp_path / "profile", b"new", durable=True)
    assert [path.name for path in tmp_path.iterdir()] == ["profile"]
    assert (tmp_path / "profile").read_bytes() == b"old"


@pytest.mark.parametrize("number", [0, 1, 2])
def test_files_that_belong_together_are_all_replaced_or_none(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, write = iter(range(number)), Path.write_bytes

    def filling(path: Path, content: bytes) -> int:
        if next(room, None) is None:
            write(path, content[:1])
            raise OSError(28, "No space left on device")
        return write(path, content)

    new = {tmp_path / name: b"new" for name in ("index.html", "app.json", "sw.js")}
    for path in new:
        path.write_bytes(b"old")
    with monkeypatch.context() as full:
        full.setattr(Path, "write_bytes", filling)
        with pytest.raises(UsageError, match=r"--output: .* \(No space left on device\); make room on the disk"):
            files.save_together(new, "--output")
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == dict.fromkeys(new, b"old")
    files.save_together(new, "--output")
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == new


def test_a_folder_in_the_way_of_one_file_leaves_all_others_alone(tmp_path: Path) -> None:
    new = {tmp_path / name: b"new" for name in ("x.vtt", "x.srt", "x.lrc")}
    (tmp_path / "x.vtt").write_bytes(b"old")
    (tmp_path / "x.lrc").mkdir()
    with pytest.raises(UsageError, match=r"--captions: .*x\.lrc cannot be written \(Is a directory\)"):
        files.save_together(new, "--captions")
    assert (tmp_path / "x.vtt").read_bytes() == b"old"
    assert {path.name for path in tmp_path.iterdir()} == {"x.vtt", "x.lrc"}


def test_a_folder_that_is_gone_is_answered_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UsageError, match=r"--captions: .* cannot be written"):
        files.save_together({tmp_path / "file" / "x.vtt": b"new"}, "--captions")


def test_when_interrupted_no_half_file_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_handle: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", stop)
    with pytest.raises(KeyboardInterrupt):
        files.write_whole(tmp_path / "card", b"new", durable=True)
    assert not list(tmp_path.iterdir())


@posix
def test_private_files_are_for_this_user_and_others_follow_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        files.write_whole(tmp_path / "mine", b"", private=True)
        files.write_whole(tmp_path / "shared", b"")
    finally:
        os.umask(before)
    assert [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("mine", "shared")] == [0o600, 0o640]


def test_writers_of_one_file_do_not_disturb_each_other(tmp_path: Path) -> None:
    contents = [bytes([n]) * 100_000 for n in range(8)]
    threads = [threading.Thread(target=files.write_whole, args=(tmp_path / "clip", one)) for one in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (tmp_path / "clip").read_bytes() in contents
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("name", ["missing/card.pdf", "nul\0.pdf", "a" * 300 + ".pdf", "."])
def test_a_file_that_cannot_be_written_is_told_with_its_option(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"--card: .*cannot be written"):
        files.save(tmp_path / name, b"", "--card")
    assert not list(tmp_path.iterdir())
