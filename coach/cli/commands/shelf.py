"""The commands that look at routines without playing any: `coach list` and `coach check`."""

from __future__ import annotations

import argparse
import json
import sys

from coach.cli.shelves import routines
from coach.routines import parser
from coach.support.errors import ScriptError, UsageError


def show_list(given: argparse.Namespace) -> int:
    """List the routines."""
    del given
    shelf = routines()
    for name, found in shelf.each():
        if isinstance(found, ScriptError):
            print(f"{name}: has faults; see coach check {name}")
        else:
            print(f"{name}: {'. '.join(filter(None, (found.title, found.about)))}.")
    for line in shelf.passed_over():
        print(line)
    return 0


def check(given: argparse.Namespace) -> int:
    """Check routines."""
    if given.schema:
        print(json.dumps(parser.schema(), indent=2))
        return 0
    if not given.files:
        raise UsageError("coach check", "no file was named", "name one or more .yaml files")
    status = 0
    for file in given.files:
        try:
            routines().load(file)
            for line in (found := routines().warnings(file)):
                print(line, file=sys.stderr)
            print(f"{file}: in order{', but see above' * bool(found)}.")
        except ScriptError as error:
            print(error, file=sys.stderr)
            status = error.status
    return status
