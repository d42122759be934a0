"""The app for a phone: `coach page`."""

from __future__ import annotations

import argparse
import datetime
import itertools
import sys
from collections.abc import Iterator
from dataclasses import replace
from http.server import ThreadingHTTPServer
from pathlib import Path

from coach import words as language
from coach.cli import serving
from coach.cli.choices import checked_names, options_of, playable, readable
from coach.cli.shelves import routines
from coach.cli.typed import chosen
from coach.model.options import Options, jab_in
from coach.model.routine import Script
from coach.model.wording import Words
from coach.routines import library
from coach.store.profile import Profile
from coach.store.settings import TABLE
from coach.support.errors import UsageError

PORT = 8720
PHONE = """\
On this machine: {address}
On a phone it needs a web host with https, because a browser gives a microphone and a copy for offline use to no other.
Or use a USB cable: adb reverse tcp:{port} tcp:{port}, then open the address on the phone.
docs/phone.md tells both step by step. Nothing is sent anywhere. Ctrl-C ends.
"""


def page(given: argparse.Namespace) -> int:
    """Write the app, serve it, or both."""
    if not given.folder:
        raise UsageError("coach page", "it needs a folder to write to", "give -o FOLDER")
    folder = Path(given.folder)
    port = PORT if given.port is None else given.port
    there = given.serve and not given.routines and (folder / "app.json").is_file()
    if there and (given.fixed or given.only or any(_typed(given))):
        what = f"the app in {folder} is served as it is, and would not change"
        raise UsageError("coach page", what, "write it first, without --serve, or leave out what shapes it")
    with_server = serving.server(folder, port) if given.serve else None
    try:
        if not there:
            _write(given, folder, given.address or serving.address(port))
        if with_server:
            _serve(with_server, given.address or serving.address(port), port)
    finally:
        if with_server:
            with_server.server_close()
    return 0


def _typed(given: argparse.Namespace) -> Iterator[bool]:
    """For each setting, whether it was typed."""
    return (getattr(given, one.typed, None) is not None for one in TABLE if one.flag)


def _serve(server: ThreadingHTTPServer, address: str, port: int) -> None:
    from coach.export.app import qr  # noqa: PLC0415 - brings the encoder

    print(qr.printed(address))
    print(PHONE.format(address=serving.address(port), port=port), end="", flush=True)
    server.serve_forever()


def _write(given: argparse.Namespace, folder: Path, address: str) -> None:
    from coach.cli.context import cue  # noqa: PLC0415 - brings numpy
    from coach.cli.rendering import bed_of, voice_of  # noqa: PLC0415 - bring the encoder
    from coach.export.app import folder as app  # noqa: PLC0415 - brings the encoder

    mine = chosen(given)
    mine = replace(mine, detail=mine.detail or "teach")
    options, spoken = options_of(given, mine, learned=False), language.load()  # others may be led by it too
    jab, options = _jab(options, mine), replace(options, jabbed=())  # the phone knows when the three days are over
    wanted = dict(_wanted(given, options, spoken))
    checked_names(given, wanted.values(), "coach page")
    empty: list[str] = []
    made = app.Making(
        wanted,
        options,
        spoken,
        voice_of(mine),
        cue,
        bed=bed_of(mine),
        fixed=given.fixed,
        names=(mine.baby,) if mine.baby else (),
        jab=jab,
        address=address,
        plans=lambda name: print(f"{name} ...", file=sys.stderr),
        leaves_out=empty.append,
    )
    bare, whole = app.write(made, folder)
    count = len(made.routines) - len(empty)
    for name in empty:
        print(f"{name}: nothing is left of it for this baby, so the app doesn't have it; coach show {name} says why")
    print(f"Written: {folder / 'index.html'}, {count} routine{'s' * (count != 1)}.")
    if jab:
        print(f"The app leaves out the {jab[0]} until three days after the jab.")
    print(f"{bare / 1e6:.1f} MB without sound, {whole / 1e6:.1f} MB with it.")


def _jab(options: Options, mine: Profile) -> tuple[str, int] | None:
    """What rests after a jab, and since when in milliseconds since 1970."""
    if not options.jabbed:
        return None
    since = datetime.datetime.fromisoformat(mine.jabbed) if mine.jabbed else datetime.datetime.now().astimezone()
    return jab_in(options.jabbed), round(since.timestamp() * 1000)


def _wanted(given: argparse.Namespace, options: Options, words: Words) -> Iterator[tuple[str, Script]]:
    """The named routines, or all that have something for this baby."""
    if not given.routines:
        yield from playable(readable(), options, words.suited(options))
    taken: dict[str, str] = {}
    for name in given.routines:
        routine = routines().load(name)
        # It becomes part of the names of files, where that of a file of the caregiver's own is a path. Two of them may
        # have one name, in two folders or in letters that the names of files have no room for.
        short = Path(library.fitting(routine.name)).stem
        names = itertools.chain((short,), (f"{short}-{n}" for n in itertools.count(2)))
        yield next(one for one in names if taken.setdefault(one, routine.name) == routine.name), routine
