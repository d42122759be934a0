"""The commands, a module for each group. Each module is imported only when one of its commands is run."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from coach.cli import arguments
from coach.support.collecting import importing

WELCOME = ""
"""The name of what ``coach`` does without a command."""
COMMANDS = {
    WELCOME: "massage:welcome",
    "play": "massage:play",
    "course": "massage:go_on",
    "render": "files:render",
    "page": "page:page",
    "show": "files:show",
    "list": "shelf:show_list",
    "check": "shelf:check",
    "voices": "sounding:voices",
    "sounds": "sounding:sounds",
    "speakers": "sounding:speakers",
    "listen": "hearing:listen",
    "practise": "hearing:practise",
    "history": "keeping:history",
    "forget": "keeping:forget",
    "profile": "keeping:set_profile",
    "doctor": "checkup:doctor",
}
"""Module and function of each command. A function takes what was typed and gives the exit status."""
REMEMBERING = (WELCOME, "play", "course", "practise", "profile")
"""Commands that keep something for the next time; without a home folder they say that they can't."""


def run(given: argparse.Namespace) -> int:
    """Run a command with what was typed.

    Raises:
        CoachError: whatever the command can't do.
    """
    module, _, function = COMMANDS[given.command].partition(":")
    with importing():
        command: Any = getattr(import_module(f"{__name__}.{module}"), function)
    return int(command(given))


def run_typed(typed: Sequence[str]) -> int:
    """Run a command that was chosen by ear as if it had been typed; nothing is a command that does nothing.

    What goes wrong is told by the lists.

    Raises:
        CoachError: whatever the command can't do.
    """
    return run(arguments.parser().parse_args(typed, argparse.Namespace(by_ear=True))) if typed else 0
