"""The evening's record: written as it happens, never in the way, intact whatever breaks."""

import contextlib
import json
import os
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.model.effects import Mark, MarkKind
from coach.model.records import Begun, Entry
from coach.store import database
from coach.store.database import DamagedError, NewerError, append, opened, read, set_aside
from coach.store.writer import DAMAGED, NEWER, UNWRITABLE, Journal
from coach.support.errors import CoachError, JournalError

NO = Mark(31_000, MarkKind.NO, "rope, Left leg, 2 of 6", "Left leg", "rope", 2)
BEGUN = Begun("a", 1_000, "legs", "Legs", "{}")
ENTRY = Entry("a", 2_000, 31_000, "no", "", "Left leg", "rope", 2)


@pytest.fixture
def file(tmp_path: Path) -> Any:
    return tmp_path / "data" / "journal.sqlite3"


class Heard(list[Any]):
    """What was told, and a way to wait for it."""

    def __init__(self) -> None:
        self.any = threading.Event()

    def __call__(self, name: Any) -> None:
        """Be told."""
        self.append(name)
        self.any.set()


def session(file: Any, tell: Any = None, retry_s: Any = 0.01, marks: Any = (NO,)) -> Any:
    """A whole session's record."""
    journal = Journal(file, Heard() if tell is None else tell, retry_s)
    journal.begin("legs", "Legs", {"age": 90})
    for mark in marks:
        journal.mark(mark)
    journal.close()
    return journal


def written(file: Any, rows: Any = (BEGUN, ENTRY)) -> None:
    with opened(file) as connection:
        append(connection, file, rows)


def test_events_are_recorded_with_their_place_and_time(file: Path) -> None:
    session(file)
    ((begun, (entry,)),) = read(file)
    assert (begun.routine, begun.title, json.loads(begun.options)) == ("legs", "Legs", {"age": 90})
    assert (entry.at, entry.what, entry.area, entry.stroke, entry.done) == (31_000, "no", "Left leg", "rope", 2)
    assert 0 <= entry.wall - begun.wall < 60_000


def test_reading_an_unwritten_journal_creates_no_file(file: Path) -> None:
    assert read(file) == []
    assert not file.exists()


def test_only_this_user_can_read_it(file: Path) -> None:
    session(file)
    file.chmod(0o644)
    session(file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert {path.name for path in file.parent.iterdir()} == {file.name}


def test_a_commit_survives_a_power_cut_because_it_is_synced(file: Path) -> None:
    with opened(file) as connection:
        assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_each_migration_is_recorded_and_done_once(file: Path) -> None:
    written(file)
    written(file, ())
    with opened(file) as connection:
        numbers = [row[0] for row in connection.execute("SELECT number FROM migration")]
        assert numbers == list(range(1, len(database.MIGRATIONS) + 1))
        assert connection.execute("PRAGMA user_version").fetchone()[0] == len(database.MIGRATIONS)


def test_an_older_file_is_brought_up_to_date_without_loss(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(file)
    monkeypatch.setattr(database, "MIGRATIONS", (*database.MIGRATIONS, ("CREATE TABLE mood (word TEXT)",)))
    with opened(file) as connection:
        assert connection.execute("SELECT count(*) FROM mood").fetchone() == (0,)
    assert read(file) == [(BEGUN, [ENTRY])]


def test_a_migration_that_fails_leaves_the_file_as_it_was(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(file)
    before = database.MIGRATIONS
    monkeypatch.setattr(database, "MIGRATIONS", (*before, ("CREATE TABLE mood (word TEXT)", "CREATE NONSENSE")))
    with pytest.raises(JournalError):
        read(file)
    monkeypatch.setattr(database, "MIGRATIONS", before)
    assert read(file) == [(BEGUN, [ENTRY])]


def newer(file: Any) -> Any:
    written(file)
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    return file.read_bytes()


def test_a_newer_coachs_file_is_refused_and_left_untouched(file: Path) -> None:
    before = newer(file)
    with pytest.raises(NewerError, match="a newer coach wrote it") as caught:
        read(file)
    assert caught.value.status == 7
    told = Heard()
    session(file, told)
    assert told == [NEWER]
    assert file.read_bytes() == before
    assert {path.name for path in file.parent.iterdir()} == {file.name}


@pytest.mark.parametrize("content", [b"x", b"not a journal" * 100, b"SQLite format 3\0" + b"\xff" * 4000, bytes(5000)])
def test_a_corrupt_file_is_set_aside_reported_once_and_replaced(file: Path, content: Any) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    told = Heard()
    session(file, told)
    assert told == [DAMAGED]
    (aside,) = file.parent.glob("*.damaged-*")
    assert aside.read_bytes() == content
    assert [entry.what for _, entries in read(file) for entry in entries] == ["no"]


def test_a_journal_cut_off_in_the_middle_is_set_aside_too(file: Path) -> None:
    written(file, [BEGUN, *[ENTRY] * 500])
    content = file.read_bytes()[:20_000]
    file.write_bytes(content)
    told = Heard()
    session(file, told)
    assert told == [DAMAGED]
    assert next(file.parent.glob("*.damaged-*")).read_bytes() == content


def test_another_programs_database_is_not_written_to(file: Path) -> None:
    file.parent.mkdir()
    with sqlite3.connect(file) as other:
        other.execute("CREATE TABLE event (id)")
        other.execute("CREATE TRIGGER evil AFTER INSERT ON event BEGIN DELETE FROM event; END")
    other.close()
    content = file.read_bytes()
    told = Heard()
    session(file, told)
    assert told == [DAMAGED]
    aside = next(path for path in file.parent.glob("*.damaged-*") if not path.name.endswith("-wal"))
    with sqlite3.connect(aside) as other:
        assert other.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall() == [("evil",)]
    other.close()
    assert len(content) == aside.stat().st_size


def test_a_file_set_aside_earlier_is_never_overwritten(file: Path) -> None:
    file.parent.mkdir()
    places = []
    for content in (b"first", b"second"):
        file.write_bytes(content)
        places.append(set_aside(file, 1))
    assert [place.read_bytes() for place in places] == [b"first", b"second"]


def test_an_unwritable_journal_is_reported_once_and_written_later(file: Path) -> None:
    written(file, [BEGUN])
    told = Heard()
    with opened(file) as holder:
        holder.execute("BEGIN EXCLUSIVE")  # another program holds it
        journal = Journal(file, told, retry_s=0.01)
        journal.begin("legs", "Legs", {})
        for _ in range(3):
            journal.mark(NO)
        assert told.any.wait(10)
        holder.execute("COMMIT")
    journal.close()
    assert told == [UNWRITABLE]
    assert [entry.what for entry in read(file)[-1][1]] == ["no"] * 3


def test_a_folder_that_is_a_file_costs_the_record_and_nothing_else(file: Path) -> None:
    file.parent.write_text("in the way")
    told = Heard()
    journal = session(file, told)
    assert told == [UNWRITABLE]
    assert len(journal.unwritten) == 2


def test_a_full_disk_is_reported_and_the_rest_written_later(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told, room = Heard(), threading.Event()
    real = database._connect

    def nearly_full(path: Any) -> Any:
        connection = real(path)
        if not room.is_set():
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {max(1, pages)}")
        return connection

    monkeypatch.setattr(database, "_connect", nearly_full)
    journal = Journal(file, told, retry_s=0.01)
    journal.begin("legs", "Legs", {"about": "x" * 50_000})
    journal.mark(NO)
    assert told.any.wait(10)
    room.set()
    journal.close()
    assert told == [UNWRITABLE]
    assert [entry.what for entry in read(file)[-1][1]] == ["no"]


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo], ids=["a folder", "a pipe"])
def test_only_plain_files_are_opened(file: Path, make: Any) -> None:
    file.parent.mkdir()
    make(file)
    with pytest.raises(JournalError, match="not a plain file"):
        read(file)


def test_a_hostile_row_is_refused_with_a_remedy(file: Path) -> None:
    written(file)
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE event SET at = 'soon'")
    connection.close()
    with pytest.raises(DamagedError, match="foreign data; move it away"):
        read(file)


@pytest.fixture
def kept_read_only() -> Iterator[Any]:
    """A journal whose last session was cut off, in a folder that nothing can be written to, by root neither."""
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "data" / "journal.sqlite3"
        written(file, [BEGUN])
        with opened(file) as connection:
            append(connection, file, [ENTRY])
            for end in ("", "-wal"):  # as a kill leaves it: the last entry is in the -wal alone
                (file.parent / f"killed{end}").write_bytes((file.parent / f"{file.name}{end}").read_bytes())
        for end in ("-wal", ""):
            (file.parent / f"killed{end}").replace(file.parent / f"{file.name}{end}")
        root = os.geteuid() == 0
        for path in (Path(name), file.parent, *file.parent.iterdir()):
            path.chmod(0o500 if path.is_dir() else 0o400)
            if root:
                os.chown(path, 65534, 65534)
        try:
            if root:
                os.seteuid(65534)
            yield file
        finally:
            if root:
                os.seteuid(0)
            Path(name).chmod(0o700)
            file.parent.chmod(0o700)


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such rights")
def test_a_read_only_journal_is_read_and_left_unchanged(kept_read_only: Any) -> None:
    before = {path.name: path.read_bytes() for path in kept_read_only.parent.iterdir()}
    assert read(kept_read_only) == [(BEGUN, [ENTRY])]
    assert {path.name: path.read_bytes() for path in kept_read_only.parent.iterdir()} == before
    with pytest.raises(JournalError), opened(kept_read_only) as connection:
        append(connection, kept_read_only, [ENTRY])


def test_noting_an_event_never_waits_for_the_disk(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stuck, real = threading.Event(), database._connect
    monkeypatch.setattr(database, "_connect", lambda path: real(path) if stuck.wait(30) else None)
    journal = Journal(file, Heard())
    journal.begin("legs", "Legs", {})
    for _ in range(1000):
        journal.mark(NO)  # returns, though nothing can be written
    assert not file.exists()
    stuck.set()
    journal.close()
    assert len(read(file)[0][1]) == 1000


@settings(max_examples=60)
@given(st.data())
def test_every_damaged_file_gives_one_of_our_errors(tmp_path_factory: pytest.TempPathFactory, data: Any) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    file = folder / "journal.sqlite3"
    written(file, [BEGUN, *[ENTRY] * 20])
    content = bytearray(file.read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    file.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    with contextlib.suppress(CoachError):
        read(file)
