"""Opens, migrates, appends to and reads the journal's file. Knows SQLite, nothing of threads or sessions.

It holds only text and times, never a sound.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from pathlib import Path
from typing import Any

from coach.model.records import Begun, Entry, Row
from coach.support.errors import JournalError

APPLICATION = 0x42614D43
"""SQLite's application id of our files: "BaMC"."""

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE migration (number INTEGER PRIMARY KEY, at INTEGER NOT NULL)",
        """CREATE TABLE session (id TEXT PRIMARY KEY, began INTEGER NOT NULL, routine TEXT NOT NULL,
           title TEXT NOT NULL, options TEXT NOT NULL)""",
        """CREATE TABLE event (id INTEGER PRIMARY KEY, session TEXT NOT NULL, wall INTEGER NOT NULL,
           at INTEGER NOT NULL, what TEXT NOT NULL, detail TEXT NOT NULL, area TEXT NOT NULL, stroke TEXT NOT NULL,
           done INTEGER NOT NULL)""",
        "CREATE INDEX event_session ON event (session, id)",
    ),
)
"""Each is one transaction together with its record in ``migration`` and in ``user_version``."""

INSERT_SESSION = "INSERT OR IGNORE INTO session VALUES (?, ?, ?, ?, ?)"
INSERT_EVENT = "INSERT INTO event VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)"
PUT_ASIDE = "the next massage puts it aside, whole, and begins a new record"
PATIENCE_S = 1.0
"""Seconds to wait for another program that holds the file."""
HEADER = 100
"""Bytes of SQLite's header: 16 of magic; big-endian, the user version at 60 and the application id at 68."""
MAGIC = b"SQLite format 3\0"
REMEDY = "check the folder and the disk"
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT)


class NewerError(JournalError):
    """A newer coach wrote it, so it stays untouched."""


class DamagedError(JournalError):
    """It isn't a journal, or it is damaged."""


@contextlib.contextmanager
def opened(file: Path) -> Iterator[sqlite3.Connection]:
    """A connection to the journal, which is created and migrated if needed.

    Raises:
        NewerError: a newer coach wrote it; nothing is touched.
        DamagedError: it is no journal, or damaged; nothing is touched.
        JournalError: it cannot be opened or written now.
    """
    with _told(file), contextlib.closing(_connect(file)) as connection:
        _update(connection, file)
        yield connection


def append(connection: sqlite3.Connection, file: Path, rows: Iterable[Row]) -> None:
    """Write all the rows or none. They are on the disk when this returns.

    Raises:
        DamagedError: the file broke meanwhile.
        JournalError: it cannot be written now.
    """
    with _told(file), _transaction(connection):
        for row in rows:
            connection.execute(INSERT_SESSION if isinstance(row, Begun) else INSERT_EVENT, astuple(row))


def read(file: Path, last: int | None = None, what: str = "") -> list[tuple[Begun, list[Entry]]]:
    """Sessions with their entries, oldest first, all or only the ``last`` ones; an empty list without a file.

    ``what``: only entries of this kind, where many sessions are looked through for a few.

    Raises:
        JournalError: it cannot be read, is damaged or is newer.
    """
    with _told(file):
        if not file.exists():
            return []
    with _readable(file) as whole, opened(whole) as connection, _told(file):
        sessions = "SELECT id, began, routine, title, options FROM session ORDER BY rowid DESC LIMIT ?"
        rows = connection.execute(sessions, (-1 if last is None else last,)).fetchall()
        found = [_begun(file, row) for row in reversed(rows)]
        select = (
            "SELECT session, wall, at, what, detail, area, stroke, done FROM event "
            "WHERE session = :session AND (:what = '' OR what = :what) ORDER BY id"
        )
        return [
            (begun, [_entry(file, row) for row in connection.execute(select, {"session": begun.session, "what": what})])
            for begun in found
        ]


@contextlib.contextmanager
def _readable(file: Path) -> Iterator[Path]:
    """The journal itself; or a temporary copy if its folder is read-only, because SQLite must write beside it.

    Raises:
        JournalError: it cannot be copied.
    """
    effective = os.access in os.supports_effective_ids
    if all(os.access(path, os.W_OK, effective_ids=effective) for path in (file, file.parent)):
        yield file
        return
    with _told(file), tempfile.TemporaryDirectory(prefix="coach-journal-") as folder:
        copy = Path(folder) / file.name
        for end in ("-wal", ""):  # in this order, so that rows moved from one to the other meanwhile are in both
            part = file.with_name(file.name + end)
            if part.exists():
                shutil.copyfile(part, copy.with_name(copy.name + end))
        yield copy


def finished(file: Path, since: int = 0) -> dict[str, int]:
    """In how many sessions each stroke was finished since a time in milliseconds. Raises JournalError as ``read``."""
    select = "SELECT stroke, count(DISTINCT session) FROM event WHERE what = 'stroke done' AND wall >= ? GROUP BY 1"
    return dict(_selected(file, select, since, (str, int)))


def sessions_with(file: Path, what: str) -> int:
    """In how many sessions something was marked; none without a file. Raises JournalError as ``read``."""
    rows = _selected(file, "SELECT count(DISTINCT session) FROM event WHERE what = ?", what, (int,))
    return int(rows[0][0]) if rows else 0


def _selected(file: Path, select: str, value: str | int, kinds: tuple[type, ...]) -> list[tuple[Any, ...]]:
    with _told(file):
        if not file.exists():
            return []
    with _readable(file) as whole, opened(whole) as connection, _told(file):
        rows = connection.execute(select, (value,)).fetchall()
    for row in rows:
        _typed(file, row, kinds)
    return rows


def set_aside(file: Path, wall: int) -> Path:
    """Move a damaged journal, with all its files, out of the way. Returns its new path.

    Raises:
        JournalError: it cannot be moved.
    """
    places = (file.with_name(f"{file.name}.damaged-{wall}-{n}") for n in itertools.count(1))
    aside = next(place for place in places if not place.exists())
    try:
        for end in ("", "-wal", "-shm", "-journal"):
            part = file.with_name(file.name + end)
            if end != "-shm" and part.exists():
                part.rename(aside.with_name(aside.name + end))
            elif part.exists():  # a scratch file of SQLite's, which it makes again
                part.unlink()
    except OSError as error:
        what = f"it is damaged and cannot be moved ({error.strerror})"
        raise JournalError(file.name, what, "move it away by hand") from error
    return aside


# --- opening -------------------------------------------------------------------------------------


def _connect(file: Path) -> sqlite3.Connection:
    _look(file)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not file.exists():  # created here and not by SQLite, so that it is never readable by others, even for a moment
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    elif os.name == "posix" and file.stat().st_mode & 0o077:
        file.chmod(0o600)
    connection = sqlite3.connect(file, timeout=PATIENCE_S, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")  # a hostile file must not run anything
        connection.execute("PRAGMA journal_mode = WAL")
        # FULL and not NORMAL: with NORMAL a power cut loses what was committed since the last checkpoint, which is the
        # evening. It costs one fsync an event, in a thread that nothing waits for.
        connection.execute("PRAGMA synchronous = FULL")
    except BaseException:
        connection.close()
        raise
    return connection


def _look(file: Path) -> None:
    """Look at the file as bytes before SQLite touches it.

    Raises:
        NewerError, DamagedError, JournalError: it must not be opened.
    """
    try:
        mode = file.stat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISREG(mode):
        raise JournalError(file.name, "it is not a plain file", "move it away")
    with file.open("rb") as opened_file:
        head = opened_file.read(HEADER)
    if head and (len(head) < HEADER or not head.startswith(MAGIC)):
        raise DamagedError(file.name, "it is not a journal", PUT_ASIDE)
    _not_newer(file, int.from_bytes(head[60:64]), int.from_bytes(head[68:72]))  # both 0 for an empty file


def _not_newer(file: Path, version: int, application: int) -> None:
    if application == APPLICATION and version > len(MIGRATIONS):
        raise NewerError(file.name, "a newer coach wrote it", "install that coach again, or give it another folder")


def _update(connection: sqlite3.Connection, file: Path) -> None:
    version = _pragma(connection, "user_version")
    application = _pragma(connection, "application_id")
    _not_newer(file, version, application)
    empty = not connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if not empty and (application != APPLICATION or _schema(connection) != _wanted(version)):
        raise DamagedError(file.name, "it is not a journal", PUT_ASIDE)
    if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise DamagedError(file.name, "it is damaged", PUT_ASIDE)
    for number in range(version + 1, len(MIGRATIONS) + 1):
        with _transaction(connection):
            if _pragma(connection, "user_version") >= number:  # another coach got there first
                continue
            for statement in MIGRATIONS[number - 1]:
                connection.execute(statement)
            connection.execute("INSERT INTO migration VALUES (?, 1000 * strftime('%s', 'now'))", (number,))
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {number}")


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _schema(connection: sqlite3.Connection) -> list[str]:
    return sorted(str(row[0]) for row in connection.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL"))


def _wanted(version: int) -> list[str]:
    """The schema after this many migrations. Any other schema is unknown to us."""
    with contextlib.closing(sqlite3.connect(":memory:")) as memory:
        for statements in MIGRATIONS[:version]:
            for statement in statements:
                memory.execute(statement)
        return _schema(memory)


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


@contextlib.contextmanager
def _told(file: Path) -> Iterator[None]:
    """Turn errors of SQLite and the system into ours."""
    try:
        yield
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in DAMAGED or isinstance(error, sqlite3.DataError):
            raise DamagedError(file.name, f"it is damaged ({error})", PUT_ASIDE) from error
        raise JournalError(file.name, f"the record cannot be kept ({error})", REMEDY) from error
    except (OSError, UnicodeDecodeError, OverflowError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise JournalError(file.name, f"the record cannot be kept ({why})", REMEDY) from error


# --- reading -------------------------------------------------------------------------------------


def _begun(file: Path, row: tuple[Any, ...]) -> Begun:
    _typed(file, row, (str, int, str, str, str))
    return Begun(*row)


def _entry(file: Path, row: tuple[Any, ...]) -> Entry:
    _typed(file, row, (str, int, int, str, str, str, str, int))
    return Entry(*row)


def _typed(file: Path, row: tuple[Any, ...], kinds: tuple[type, ...]) -> None:
    """SQLite allows any type in any column, so a foreign file may hold values that we never wrote."""
    if any(type(value) is not kind for value, kind in zip(row, kinds, strict=True)):
        raise DamagedError(file.name, "it contains foreign data", "move it away; a new one is begun")
