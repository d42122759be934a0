"""Leading a massage: `coach play`, `coach course` and `coach`. Each says hello first and imports the rest meanwhile."""

from __future__ import annotations

import argparse
import contextlib

from coach.cli.commands import run_typed
from coach.cli.opening import opened
from coach.cli.telling import tell
from coach.cli.typed import NOTHING, chosen, typed_jab
from coach.session.course import COURSE, evening
from coach.store import profile
from coach.store.profile import Profile
from coach.support import streams
from coach.support.collecting import importing
from coach.support.errors import CoachError, ScriptError
from coach.support.single_instance import alone

LAST = ("play", "forget")
"""Errands after which nothing is left to choose, unless they failed: then the lists come again and say why."""


def _mine(given: argparse.Namespace) -> Profile:
    """The profile with what was typed; if the saved one is damaged, that is said as well."""
    try:
        return chosen(given)
    except ScriptError as error:
        with contextlib.suppress(CoachError), alone(profile.data_folder()), opened(Profile(), quiet=True) as opening:
            tell([error], opening)
        raise


def play(given: argparse.Namespace) -> int:
    """Lead a massage."""
    mine = _mine(given)
    with (
        alone(profile.data_folder()),
        opened(mine, quiet=given.quiet, large=given.large, log=given.log) as opening,
    ):
        with importing():
            from coach.cli import assembly, choices  # noqa: PLC0415 - after the first sound
            from coach.session import bookmark  # noqa: PLC0415 - after the first sound

        if given.from_bookmark:
            given.routine = given.routine or bookmark.routine(choices.remembered())
        try:
            book, options, words = choices.arranged(given, mine)
            state = choices.state_of(book, words, options, mine)
            there = bookmark.begin_there(state) if given.from_bookmark else None
        except CoachError as error:
            errors = [error]
            if jabbed := typed_jab(mine):  # it counts three days, even if nothing is left to play tonight
                try:
                    profile.save(jabbed)
                except CoachError as unsaved:
                    errors.append(unsaved)
            if not hasattr(given, "by_ear"):
                tell(errors, opening)
            raise
        choices.remember(book.name)
        unknown = options.age is None and options.care and not profile.so_far().asked
        ageless = (given.routine or book.name) if unknown else ""
        return assembly.play_live(there or state, opening, offers=there is None, log=given.log, ageless=ageless)


def go_on(given: argparse.Namespace) -> int:
    """Lead the evening of the course that comes next, or the one that was named."""
    given.routine = evening(given.evening) if given.evening else COURSE
    return play(given)


def welcome(given: argparse.Namespace) -> int:
    """A spoken first run, or a welcome, then a list of all there is to do."""
    returns, trouble = False, None
    while True:
        mine = _mine(NOTHING)
        if jabbed := typed_jab(mine):  # told by a clock that was wrong: its three days begin once it is right
            with contextlib.suppress(CoachError):
                profile.save(jabbed)
        first = not returns and not profile.so_far().asked
        with alone(profile.data_folder()), opened(mine, large=given.large) as opening:
            with importing():
                from coach.cli import assembly  # noqa: PLC0415 - after the first sound

            typed = assembly.welcome(assembly.Arrival(first, returns, trouble), opening, run_typed)
        if typed is None:
            return 0
        try:
            trouble = None
            status = run_typed(typed)
        except CoachError as error:
            status, trouble = error.status, error
        except OSError as error:  # as it is told of a typed command
            trouble = streams.failure(error)
            status = trouble.status
        if typed and typed[0] in LAST and trouble is None:
            return status
        returns = True
