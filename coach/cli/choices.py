"""Turns what was typed and what is remembered into the choices of a session."""

from __future__ import annotations

import argparse
import contextlib
import datetime
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from coach import words as language
from coach.model.options import Options
from coach.model.plan import Book
from coach.model.records import Past
from coach.model.routine import Script
from coach.model.wording import Words
from coach.planning import familiarity, timeline
from coach.planning.arrange import arrange, known_names
from coach.routines import library
from coach.session.state import State
from coach.store import profile
from coach.store.profile import Profile
from coach.store.settings import SETTINGS, TABLE
from coach.support.durations import parse_time
from coach.support.errors import CoachError, JournalError, SoundError, UsageError
from coach.support.files import named_path
from coach.support.text import printable
from coach.support.yaml_schema import Number

USUAL = "legs-and-feet"
"""The routine for the first evening."""
LOOKED_BACK = 400
"""Sessions searched for a bookmark: a year of evenings."""
NOTHING = argparse.Namespace()
"""What holds if nothing was typed."""


def chosen(given: argparse.Namespace) -> Profile:
    """The profile, overridden by what was typed.

    Raises:
        ScriptError: the saved profile is damaged.
        UsageError: a value that makes no sense.
    """
    today = datetime.datetime.now().astimezone().date()
    plain = (one for one in TABLE if one.flag and not one.flag.derived)
    typed: dict[str, Any] = {one.field: getattr(given, one.typed, None) for one in plain}
    typed = {name: value for name, value in typed.items() if value is not None}
    result = _led(replace(profile.load(), **typed), given, today)
    for one in TABLE:
        if isinstance(one.shape, Number) and not one.shape.least <= getattr(result, one.field) <= one.shape.most:
            what, todo = f"{getattr(result, one.field)} is out of range", f"{one.shape.least} to {one.shape.most}"
            raise UsageError(f"--{one.key}", what, f"choose {todo}")
    result = replace(result, baby=profile.checked_name(result.baby))
    if "bed" in typed:
        result = replace(result, bed=own_sound(typed["bed"]))
    if "microphone" in typed:
        result = replace(result, listens=True)
    if getattr(given, "age", None):
        result = profile.aged(result, given.age, today)
    if getattr(given, "leave_out", None) is not None:
        result = replace(result, leave_out=tuple(name.strip().lower() for name in given.leave_out if name.strip()))
    for pair in getattr(given, "times", None) or ():
        name, _, number = pair.partition("=")
        if not number.isdecimal() or not 1 <= int(number) <= 200:  # noqa: PLR2004 - as in the format of routines
            raise UsageError("--times", f'"{pair}" is not a stroke and a number', 'write "rope=8", from 1 to 200')
        result = replace(result, times={**result.times, name.strip().lower(): int(number)})
    return result


def own_sound(typed: str) -> str:
    """A bed as it can be found again from any folder: one of ours by its name, a file by its whole path.

    Raises:
        UsageError: there is no such sound.
    """
    if typed in (change["bed"] for change in SETTINGS["bed"].spoken):
        return typed
    from coach.sound import beds  # noqa: PLC0415 - brings numpy

    try:
        beds.check(typed)
    except SoundError as error:
        raise UsageError(error.where, error.what, error.todo) from error
    return str(named_path(typed).absolute())


def _led(mine: Profile, given: argparse.Namespace, today: datetime.date) -> Profile:
    """The profile with the typed pace and the long words again; ``lasting`` keeps them for later sessions."""
    pace = getattr(given, "pace", None)
    if pace is not None:
        mine = replace(mine, beat=pace) if isinstance(pace, str) else replace(mine, pace=pace, beat="")
    if getattr(given, "teach_again", False):
        lasting = given.lasting
        mine = replace(mine, detail="", taught=today.isoformat()) if lasting else replace(mine, detail="teach")
    parse_time(mine.bed_after, "--bed-after")
    return mine


def playable(shelf: library.Library, options: Options, words: Words) -> Iterator[tuple[str, Script]]:
    """The routines that have something for this baby."""
    for name in shelf.names():
        with contextlib.suppress(CoachError):
            routine = shelf.load(name)
            arrange(routine, fitting(options, routine, NOTHING), words)
            yield name, routine


def options_of(given: argparse.Namespace, mine: Profile) -> Options:
    """The options of this session."""
    options = mine.options(datetime.datetime.now().astimezone().date())
    only = tuple(name.strip().lower() for name in getattr(given, "only", None) or ())
    after = parse_time(mine.bed_after, "--bed-after") if mine.lies_under else 0
    taught = bool(getattr(given, "teach_again", False))
    care = not getattr(given, "no_care", False)
    options = replace(options, only=only, care=care, bed_after=after, taught=taught)
    return options if mine.detail else learned(options, mine)


def learned(options: Options, mine: Profile) -> Options:
    """The options with fewer words for strokes that the journal says were finished often."""
    from coach.store.database import finished  # noqa: PLC0415 - brings SQLite

    try:
        return familiarity.faded(options, finished(profile.journal_file(), mine.taught_at))
    except JournalError:  # told when this session can't be written either
        return options


def routines() -> library.Library:
    """The caregiver's own routines, then ours."""
    return library.Library((profile.config_folder() / "scripts", library.ours()))


def arranged(given: argparse.Namespace, mine: Profile) -> tuple[Book, Options, Words]:
    """The routine that was named, for this baby."""
    options = options_of(given, mine)
    words = language.load().suited(options)
    book, options = loaded(given.routine or last_played(), options, words, given)
    return book, options, words


def loaded(name: str, options: Options, words: Words, given: argparse.Namespace = NOTHING) -> tuple[Book, Options]:
    """A routine by its name, for this baby."""
    routine = routines().load(name)
    return timeline.suited(routine, fitting(options, routine, given), words)


def fitting(options: Options, routine: Script, given: argparse.Namespace) -> Options:
    """The options without names that belong to other routines. A typed name must exist."""
    known = known_names(routine)
    if getattr(given, "leave_out", None) is None:
        options = replace(options, leave_out=tuple(name for name in options.leave_out if name in known))
    if getattr(given, "times", None) is None:
        options = replace(options, times={name: n for name, n in (options.times or {}).items() if name in known})
    return options


def last_played() -> str:
    """The routine that was played last, by its name or path; the default if there is none."""
    path = remembered_path()
    if path is None:
        name = _remembered()
        return name if name in routines().names() else USUAL
    if path.is_file():
        return str(path)
    what = f"{printable(str(path))}: the routine that was played last is gone; {USUAL} is taken instead"
    print(what, file=sys.stderr)
    return USUAL


def remembered_path() -> Path | None:
    """The file of the routine that was played last; None if it was played by name."""
    name = _remembered()
    return Path(name) if library.is_file_name(name) else None


def _remembered() -> str:
    try:
        return (profile.data_folder() / "last").read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def remember(name: str) -> None:
    """Remember which routine is played. A folder that can't be written costs only this convenience."""
    try:
        profile.data_folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        (profile.data_folder() / "last").touch(mode=0o600)
        (profile.data_folder() / "last").write_text(name + "\n", encoding="utf-8")
    except (OSError, UnicodeEncodeError):  # a name in an encoding other than this system's
        return


def titles(mine: Profile, words: Words) -> Mapping[str, str]:
    """The titles of the routines that fit this baby, by name; the usual one first."""
    found = {name: routine.title for name, routine in playable(routines(), options_of(NOTHING, mine), words)}
    return {name: found[name] for name in sorted(found, key=lambda name: (name != USUAL, name))}


def state_of(book: Book, words: Words, options: Options, mine: Profile) -> State:
    """A session before it begins, with what was remembered on other evenings."""
    from coach.session import bookmark  # noqa: PLC0415 - brings SQLite

    kept = bookmark.kept(remembered(), book)
    return State(book, words, options, mine.keymap(), level=mine.level, bookmark=kept)


def remembered() -> Past:
    """What was remembered on many evenings. An unreadable record is told when it is written to."""
    from coach.session import bookmark  # noqa: PLC0415 - brings SQLite
    from coach.store.database import read  # noqa: PLC0415

    with contextlib.suppress(JournalError):
        return read(profile.journal_file(), last=LOOKED_BACK, what=bookmark.WHAT)
    return ()
