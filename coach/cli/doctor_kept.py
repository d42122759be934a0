"""What the doctor checks without a sound: folders, the terminal, routines, the caregiver's own sounds, the journal."""

from __future__ import annotations

import datetime
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from coach.cli import shelves
from coach.cli.choices import no_longer_there
from coach.cli.finding import Check, Finding
from coach.routines.library import Library
from coach.sound import earcons as cues
from coach.store import database, history, profile
from coach.store.profile import Profile
from coach.support.errors import CoachError, JournalError, ScriptError, SoundError
from coach.support.letters import speakable
from coach.support.text import printable

A_DAY = datetime.timedelta(days=1)
"""A day that was written by hand counts until its end, which is later than now."""
ROOM_MB = 100
"""Megabytes of free disk: well above what the phrases and record of a long session take."""


def home(mine: Profile) -> Iterator[Finding]:
    """Whether there is a folder to store anything in."""
    del mine
    if trouble := profile.homeless():
        yield Finding("home", f"{trouble}.", fault=True)


def terminal(mine: Profile) -> Iterator[Finding]:
    """Whether this terminal can show any letter."""
    del mine
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    about = f"{encoding}, {os.environ.get('TERM', 'no TERM')}, {shutil.get_terminal_size().columns} columns"
    try:
        "Zoë, 明, ▀".encode(encoding)
    except (LookupError, UnicodeEncodeError):
        text = f"{about}: other letters are replaced; set LC_ALL=C.UTF-8, or PYTHONUTF8=1."
        yield Finding("terminal", text, fault=True)
    else:
        yield Finding("terminal", f"{about}.")


def disk(mine: Profile) -> Iterator[Finding]:
    """Whether there is room for phrases and the record."""
    del mine
    free = shutil.disk_usage(_existing(profile.data_folder())).free // 1_000_000
    if free < ROOM_MB:
        yield Finding("disk", f"only {free} MB are free; make room, or phrases and sessions are not kept.", fault=True)
    else:
        yield Finding("disk", f"{free:,} MB are free.")


def folders(mine: Profile) -> Iterator[Finding]:
    """Whether settings and phrases can be stored; for the record, ``journal`` tries it."""
    del mine
    lost = "what you set is forgotten", "each phrase is made anew"
    for folder, what in zip((profile.config_folder(), profile.cache_folder()), lost, strict=True):
        place = _existing(folder)
        if not (place.is_dir() and os.access(place, os.W_OK)):
            todo = f"check who may write to {place}, or else {what}"
            yield Finding("folders", f"nothing can be stored in {folder}; {todo}.", fault=True)


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    while not os.path.lexists(folder):
        folder = folder.parent
    return folder


def routines(mine: Profile) -> Iterator[Finding]:
    """The routines, ours and the caregiver's own."""
    del mine
    shelf = shelves.routines()
    whole = 0
    for name, found in shelf.each():
        if isinstance(found, ScriptError):
            yield Finding("routines", str(found).split("\n")[0], fault=True, names=(name,))
        else:
            whole += 1
        yield from _warned(shelf, name)
    for line in shelf.passed_over():
        yield Finding("routines", f"{line}.", fault=True, names=(line.partition(":")[0],))
    if lost := no_longer_there():
        text = f"the routine you played last is gone, {printable(lost)}; play another."
        yield Finding("routines", text, fault=True, names=(lost,))
    yield Finding("routines", f"{whole} can be played.", fault=not whole, status=0 if whole else ScriptError.status)


def _warned(shelf: Library, name: str) -> Iterator[Finding]:
    try:
        found = shelf.warnings(name)
    except ScriptError:
        return
    yield from (Finding("routines", f"{line}.", fault=True, names=(name,)) for line in found)


def earcons(mine: Profile) -> Iterator[Finding]:
    """The short sounds, ours or the caregiver's own."""
    del mine
    broken = 0
    for name in cues.NAMES:
        try:
            cues.load(name, (profile.config_folder() / "audio_cues",))
        except CoachError as error:
            broken += 1
            yield Finding("cues", str(error), fault=True, status=SoundError.status)
    if not broken:
        yield Finding("cues", f"all {len(cues.NAMES)} are there.")


def bed(mine: Profile) -> Iterator[Finding]:
    """The background sound, if it is the caregiver's own."""
    from coach.sound import beds  # noqa: PLC0415 - few want one

    if mine.lies_under:
        try:
            beds.check(mine.lies_under)
        except SoundError as error:
            text = f"{error}. A massage goes on without it."
            yield Finding("bed", text, fault=True, names=(mine.lies_under,))
        else:
            yield Finding("bed", "it can be played.")


def name(mine: Profile) -> Iterator[Finding]:
    """How the baby's name is said, if the voice can't say its letters."""
    said = speakable(mine.baby)
    if said != mine.baby:
        text = f'the voice says "{said}" for "{mine.baby}"; if that is wrong, give the name in Latin letters.'
        yield Finding("name", text, fault=not said, names=(mine.baby, said))


def clock(mine: Profile) -> Iterator[Finding]:
    """Whether the baby is born yet, by the clock of this computer, which may have been reset by an empty battery.

    A jab that is told while the clock is some days behind ends too early once it is right: nothing that is kept shows
    that, so the coach asks about jabs every evening. One that was told while it was ahead rests until it has caught up.
    """
    when = datetime.datetime.fromisoformat(mine.jabbed) if mine.jabbed else None
    if when and when - datetime.datetime.now().astimezone() > A_DAY:
        text = f"a jab was told on {when.date()}, which is later than now by it. If that is wrong, tell it again."
        yield Finding("clock", f"{text} The leg rests until three days after that.", fault=True)
    born, today = mine.born, _today().isoformat()
    if born > today:
        text = (
            f"today is {today} by it, and the baby is born later, on {born}; correct it, or run: coach profile --age 3m"
        )
        yield Finding("clock", f"{text}. Till then the baby counts as newborn.", fault=True, names=(born,))


def journal(mine: Profile) -> Iterator[Finding]:
    """The record of earlier sessions."""
    del mine
    try:
        with database.opened(profile.journal_file()) as connection:
            count = connection.execute("SELECT count(*) FROM session").fetchone()[0]
            database.append(connection, profile.journal_file(), [])  # takes the lock that a session needs
        later = history.after_today(database.read(profile.journal_file(), last=400), _today())
    except JournalError as error:
        yield Finding("journal", f"{error}. A massage goes on without it.", fault=True)
    else:
        yield from (Finding("journal", line, fault=True) for line in later)
        yield Finding("journal", f"whole, with {count} session{'' if count == 1 else 's'}.")


def _today() -> datetime.date:
    return datetime.datetime.now().astimezone().date()


KEPT: tuple[Check, ...] = (home, terminal, disk, folders, routines, earcons, bed, name, clock, journal)
"""The checks in order."""
