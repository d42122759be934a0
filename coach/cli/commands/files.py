"""Routines in print and in files: `coach show` and `coach render`."""

from __future__ import annotations

import argparse
from dataclasses import replace

from coach import words as language
from coach.cli.choices import arranged, script, shown
from coach.cli.typed import chosen
from coach.model.options import Detail
from coach.session.state import State
from coach.store.profile import Profile
from coach.support.durations import parse_time
from coach.support.errors import UsageError


def render(given: argparse.Namespace) -> int:
    """Write a session as a sound file."""
    from coach.cli import rendering  # noqa: PLC0415 - only files need it

    mine = chosen(given)
    voice = rendering.waking_voice_of(mine)  # the rest is imported and planned meanwhile
    from coach.export.output_names import SOUNDS, output_file, output_folder  # noqa: PLC0415 - brings the encoder
    from coach.playback import offline  # noqa: PLC0415

    mine = replace(mine, detail=mine.detail or Detail.TEACH)  # others may hear a file too, and know nothing yet
    book, options, words = arranged(given, mine, learned=False)
    events = offline.parse_events(given.events)
    wait = None if given.wait is None else parse_time(given.wait, "--wait")
    if bool(given.file) == bool(given.page):
        raise UsageError("coach render", "it needs one place to write to", "give -o FILE, or --page FOLDER for a phone")
    if given.page and (given.events or given.captions or wait is not None):
        raise UsageError("--page", "a page asks by itself and shows captions", "leave out --events, --wait, --captions")
    place = output_folder(given.page, "--page") if given.page else output_file(given.file, "--output", SOUNDS)
    return rendering.render(
        State(book, words, options),
        mine,
        voice,
        place,
        events,
        given.log,
        wait=wait,
        captions=given.captions,
        page=bool(given.page),
    )


def show(given: argparse.Namespace) -> int:
    """Print, or draw, the plan of a routine."""
    from coach.export import plan_text as plans  # noqa: PLC0415 - the command has the module's name

    mine = chosen(given)
    files = given.picture or given.drawings or given.card or given.review
    if given.json and files:
        raise UsageError("--json", "this prints the plan, and the others write files", "give a command for each")
    if files:
        return _write(given, mine)
    if not given.json:
        routine, plan, options, words = shown(given, mine)
        lines = plans.as_text(plan, options, words) if plan else ()
        for line in (*lines, *plans.left_out(routine, plan, options, words)):
            print(line)
        return 0
    book, options, words = arranged(given, mine)
    for line in plans.as_json(book, options, words):
        print(line)
    return 0


def _write(given: argparse.Namespace, mine: Profile) -> int:
    """Write the files that were asked for, once every name has been checked."""
    from coach.cli import show_files  # noqa: PLC0415 - brings the drawing library
    from coach.export import review  # noqa: PLC0415 - brings the drawing library

    planned = arranged(given, mine) if given.picture or given.drawings or given.card else None
    to = show_files.places(given)
    if to.review:
        review.write(script(given), language.load(), to.review)
        print(f"Written: {to.review}")
    if planned:
        show_files.write(to, *planned, card_detail=Detail(mine.detail or Detail.TEACH))
    return 0
