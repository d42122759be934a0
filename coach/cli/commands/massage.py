"""Leading a massage: `coach play`, and `coach` alone."""

from __future__ import annotations

import argparse

from coach.cli import assembly
from coach.cli.choices import NOTHING, arranged, chosen, remember, remembered, state_of
from coach.cli.commands import run_typed
from coach.session import bookmark
from coach.store import profile
from coach.support.errors import CoachError
from coach.support.single_instance import alone

LAST = ("play", "forget")
"""Errands after which nothing is left to choose."""


def play(given: argparse.Namespace) -> int:
    """Lead a massage."""
    mine = chosen(given)
    if given.from_bookmark:
        given.routine = given.routine or bookmark.routine(remembered())
    book, options, words = arranged(given, mine)
    state = state_of(book, words, options, mine)
    there = bookmark.begin_there(state) if given.from_bookmark else None
    remember(book.name)
    with alone(profile.data_folder()):
        return assembly.play(
            there or state, mine, offers=there is None, quiet=given.quiet, log=given.log, large=given.large
        )


def welcome(given: argparse.Namespace) -> int:
    """A spoken first run, or a welcome, then a list of all there is to do."""
    at = assembly.Arrival(first=not profile.path().exists())
    while True:
        with alone(profile.data_folder()):
            typed = assembly.welcome(at, chosen(NOTHING), run_typed, large=given.large)
        if typed is None:
            return 0
        try:
            trouble = None
            status = run_typed(typed)
        except CoachError as error:
            status, trouble = error.status, error
        if typed and typed[0] in LAST:
            return status
        at = assembly.Arrival(returns=True, trouble=trouble)
