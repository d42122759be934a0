"""Turns what was typed and what is remembered into the choices of a session."""

from __future__ import annotations

import argparse
import contextlib
import datetime
import difflib
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from coach import words as language
from coach.cli.shelves import routines
from coach.cli.typed import NOTHING
from coach.model.effects import MarkKind
from coach.model.options import Options
from coach.model.plan import Book
from coach.model.records import Past
from coach.model.routine import Script
from coach.model.wording import Words
from coach.planning import age_limit, familiarity
from coach.planning.arrange import NothingLeftError, arrange, changeable, fitted, known_names
from coach.routines import library
from coach.session import course
from coach.session.state import State
from coach.store import profile
from coach.store.profile import Profile
from coach.support.durations import parse_time
from coach.support.errors import CoachError, JournalError, UsageError
from coach.support.letters import small
from coach.support.text import printable

if TYPE_CHECKING:
    from coach.dialogue.shelf import Shelf

USUAL = "legs-and-feet"
"""The routine for the first evening."""
LOOKED_BACK = 400
"""Sessions searched for a bookmark, or for the course: a year of evenings."""


def playable(among: Iterable[Script], options: Options, words: Words) -> Iterator[tuple[str, Script]]:
    """Those of the routines that have something for this baby."""
    for routine in among:
        with contextlib.suppress(CoachError):
            arrange(routine, fitting(options, routine, NOTHING), words)
            yield routine.name, routine


def readable() -> Iterator[Script]:
    """Every routine without a fault."""
    return (routine for _, routine in routines().each() if isinstance(routine, Script))


def _spoken(file: str) -> str:
    """The name of a file without its ending, as it is spoken."""
    return re.sub(r"[\W_]+", " ", Path(file).stem).strip()


def options_of(given: argparse.Namespace, mine: Profile, *, learned: bool = True) -> Options:
    """The options of this session; without ``learned`` as for somebody who has never been led."""
    options = mine.options(datetime.datetime.now().astimezone())
    only = tuple(small(name) for name in getattr(given, "only", None) or ())
    after = parse_time(mine.bed_after, "--bed-after") if mine.lies_under else 0
    taught = bool(getattr(given, "teach_again", False))
    care = not getattr(given, "no_care", False)
    options = replace(options, only=only, care=care, bed_after=after, taught=taught)
    return _learned(options, mine) if learned else options


def told_since(options: Options, mine: Profile) -> Options:
    """The options of an earlier session, with what the profile has meanwhile learned that spares the baby something."""
    from coach.session.resume import sparing  # noqa: PLC0415 - only what goes on needs it

    return sparing(options, mine.options(datetime.datetime.now().astimezone()))


def _learned(options: Options, mine: Profile) -> Options:
    """The options by the journal: fewer words for strokes finished often, and the signs while they are new."""
    from coach.store.database import finished, sessions_with  # noqa: PLC0415 - brings SQLite

    file = profile.journal_file()
    try:
        lesson = sessions_with(file, MarkKind.LESSON) < familiarity.LESSONS
        options = replace(options, lesson=lesson)
        often = finished(file, mine.taught_at)
        return familiarity.warned(options, often) if mine.detail else familiarity.faded(options, often)
    except JournalError:  # told when this session can't be written either
        return options


def arranged(given: argparse.Namespace, mine: Profile, *, learned: bool = True) -> tuple[Book, Options, Words]:
    """The routine that was named, for this baby; without ``learned`` with every caution."""
    options = options_of(given, mine, learned=learned)
    words = language.load().suited(options)
    book, options = loaded(given.routine or last_played(), options, words, given)
    return book, options, words


def script(given: argparse.Namespace) -> Script:
    """The routine that was named, as it is written for every baby."""
    return _routine(given.routine or last_played())


def _routine(name: str) -> Script:
    """A routine by its name; "course" is the evening of the course that comes next."""
    return routines().load(course.evening(upcoming()) if name == course.COURSE else name)


def shown(given: argparse.Namespace, mine: Profile) -> tuple[Script, Book | None, Options, Words]:
    """The routine that was named, and its plan for this baby; no plan where nothing of it is done."""
    options = options_of(given, mine)
    words = language.load().suited(options)
    routine = script(given)
    options = fitting(options, routine, given)
    try:
        book, options = age_limit.suited(routine, options, words)
    except NothingLeftError:
        return routine, None, options, words
    return routine, book, options, words


def loaded(name: str, options: Options, words: Words, given: argparse.Namespace = NOTHING) -> tuple[Book, Options]:
    """A routine by its name, for this baby; "course" is the evening of the course that comes next."""
    routine = _routine(name)
    return age_limit.suited(routine, fitting(options, routine, given), words)


def fitting(options: Options, routine: Script, given: argparse.Namespace) -> Options:
    """The options without names that belong to other routines. A typed name must exist."""
    fit = fitted(routine, options)
    if getattr(given, "leave_out", None) is None:
        options = replace(options, leave_out=fit.leave_out)
    if getattr(given, "times", None) is None:
        options = replace(options, times=fit.times)
    if not options.side and any(part.one_side for part in routine.parts):  # what goes on keeps its side
        options = replace(options, side=course.turn(past(what=MarkKind.AREA_DONE), routine, options))
    return options


def checked_names(given: argparse.Namespace, among: Iterable[Script], where: str) -> None:
    """Refuse a typed name that none of several routines has: it would change nothing, and nobody would notice.

    Raises:
        UsageError: with what was probably meant.
    """
    known, counts = set[str](), set[str]()
    for routine in among:
        known.update(known_names(routine))
        counts.update(changeable(routine))
    named = [small(name) for name in (*(given.leave_out or ()), *(getattr(given, "only", None) or ())) if name.strip()]
    counted = [small(pair.partition("=")[0]) for pair in given.times or ()]
    for name, there in (*((one, known) for one in named), *((one, counts) for one in counted)):
        if name not in there:
            what = "no routine has" if there is known else "no routine leaves open the count of"
            close = difflib.get_close_matches(name, there, 1)
            todo = f'did you mean "{close[0]}"?' if close else "see the names with: coach show ROUTINE"
            raise UsageError(where, f'{what} "{name}"', todo)


def last_played() -> str:
    """The routine that was played last, by its name or path; the default, with a sentence, where that is gone."""
    if lost := no_longer_there():
        what = f"{printable(lost)}: the routine that was played last is gone; {USUAL} is taken instead"
        print(what, file=sys.stderr)
        return USUAL
    return _last() or USUAL


def no_longer_there() -> str:
    """The name or path of the routine that was played last, if it was deleted or renamed since."""
    name = _last()
    there = name in ("", course.COURSE) or (library.is_file_name(name) and Path(name).is_file())
    return "" if there or name in routines().names() else name


def _last() -> str:
    try:
        return (profile.data_folder() / "last").read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def remember(name: str) -> None:
    """Remember which routine is played, any evening of the course as the course.

    A folder that can't be written costs only this convenience.
    """
    try:
        profile.data_folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        (profile.data_folder() / "last").touch(mode=0o600)
        name = course.COURSE if course.number_of(name) else name
        (profile.data_folder() / "last").write_text(name + "\n", encoding="utf-8")
    except (OSError, UnicodeEncodeError):  # a name in an encoding other than this system's
        return


def shelf(mine: Profile, words: Words) -> Shelf:
    """The routines that fit this baby, each in the list where it is looked for."""
    from coach.dialogue.shelf import sorted_out  # noqa: PLC0415 - only the lists need it

    options, kept = options_of(NOTHING, mine), routines()
    every = dict(kept.each())
    whole = [found for found in every.values() if isinstance(found, Script)]
    unread = {_spoken(name): str(found) for name, found in every.items() if not isinstance(found, Script)}
    unread |= {_spoken(line.partition(":")[0]): line for line in kept.passed_over()}
    return replace(sorted_out([*playable(whole, options, words)], options, upcoming()), unread=unread)


def upcoming() -> int:
    """The evening of the course that comes next; the first one if the journal can't be read."""
    return course.upcoming(past(what=MarkKind.ENDED))


def state_of(book: Book, words: Words, options: Options, mine: Profile) -> State:
    """A session before it begins, with what was remembered on other evenings."""
    from coach.session import bookmark  # noqa: PLC0415 - only sessions need it

    kept = bookmark.newest(remembered(), book)
    return State(book, words, options, mine.keymap(), level=mine.level, bookmark=kept)


def remembered() -> Past:
    """What was remembered on many evenings."""
    return past(what=MarkKind.REMEMBERED)


def past(last: int = LOOKED_BACK, what: str = "") -> Past:
    """The ``last`` sessions with their entries, all or only those of one kind; none if the journal can't be read.

    Why it can't is told when this session can't be written either.
    """
    from coach.store.database import read  # noqa: PLC0415 - brings SQLite

    with contextlib.suppress(JournalError):
        return read(profile.journal_file(), last, what)
    return ()
