"""Every command and option that can be typed, and their help. Knows nothing of what they do."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Mapping
from typing import Any

from coach import __version__
from coach.outputs import DEFAULT, OUTPUTS
from coach.store.settings import COMMANDS, TABLE, Flag, Group, Setting
from coach.support.errors import UsageError
from coach.support.yaml_schema import Choice, Number, YesNo

Adding = Callable[[str, str], argparse.ArgumentParser]
"""Adds a command by its name and its help."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:  # type: ignore[override]
        dash = 'a value that begins with "-" is written after "=", as in --output=-x.mp3; '
        todo = dash if message.endswith("expected one argument") else ""
        raise UsageError(self.prog, message, f"{todo}see {self.prog} --help")

    def _print_message(self, message: str, file: Any = None) -> None:
        """Print help and version; argparse itself says nothing where that fails."""
        print(message, end="", file=file or sys.stderr)


def parser() -> argparse.ArgumentParser:
    """Every command and option. The result has the command's name in ``command``; empty if none was typed."""
    top = _Parser(
        prog="coach",
        description="Leads a baby massage by voice. While it leads, any key silences it.",
        epilog="Without a command: everything by ear, a spoken first run the first time.",
    )
    _large(top, default=False)
    top.add_argument("--version", action="version", version=f"coach {__version__}")
    top.set_defaults(command="")
    listed = top.add_subparsers(title="commands", metavar="COMMAND", parser_class=_Parser)

    def add(name: str, text: str) -> argparse.ArgumentParser:
        one: argparse.ArgumentParser = listed.add_parser(name, help=text, description=text)
        one.set_defaults(command=name, lasting=name == "profile")
        return one

    _sessions(add)
    _app(add)
    _routines(add)
    _sounds(add)
    _ears(add)
    _keeping(add)
    return top


def _sessions(add: Adding) -> None:
    """Commands that lead a massage, here or in a file."""
    one = add("play", "lead a massage, from the oil to the goodbye")
    _routine(one)
    _choices(one)
    _live(one)
    one = add("course", "lead the course of five evenings, from the one you've reached")
    one.add_argument("--evening", type=_whole, choices=range(1, 6), help="this evening once more, from 1 to 5")
    _choices(one)
    _live(one)
    one = add("render", "write the session as a sound file with chapters, for any player")
    _routine(one)
    _choices(one)
    _settings(one, Group.VOICE)
    endings = "with chapters: .m4b, .m4a, .mp3 or .opus; without: .wav, .flac or .ogg"
    one.add_argument("-o", "--output", dest="file", metavar="FILE", help=endings)
    one.add_argument("--page", metavar="FOLDER", help="a page for a browser, by touch only; coach page makes the app")
    one.add_argument("--wait", metavar="TIME", help="time to wait after each question; 20s, or 4s with --events")
    one.add_argument("--captions", action="store_true", help="what is said, with its times, as .vtt, .srt and .lrc")
    one.add_argument("--events", default="", help='answers by time, such as "4s yes, 31s no, 50s yes, 90s next"')
    one.add_argument("--log", metavar="FILE", help="append one JSON line for each event and effect")


def _app(add: Adding) -> None:
    """The app for a phone."""
    one = add("page", "write the app for a phone: a folder for a web host, or for trying it here")
    one.add_argument(
        "routines", nargs="*", metavar="ROUTINE", help="names of `coach list`, or .yaml files; by default all"
    )
    one.add_argument("-o", "--output", dest="folder", metavar="FOLDER", help="the folder to write to")
    one.add_argument("--fixed", action="store_true", help="keep age, legs and hands as they are; offer no choice")
    one.add_argument("--address", default="", metavar="URL", help="its future web address, for the QR code")
    one.add_argument("--serve", action="store_true", help="serve it here; with no ROUTINE, what is in the folder")
    one.add_argument("--port", type=_whole, metavar="NUMBER", help="the port to serve it on, 8720 by default")
    _choices(one)
    _settings(one, Group.VOICE)


def _routines(add: Adding) -> None:
    """Commands that read routines without playing them."""
    add("list", "list the routines")
    one = add("show", "print the plan of a routine")
    _routine(one)
    _choices(one)
    one.add_argument("--json", action="store_true", help="print JSON, one cue on each line")
    one.add_argument("--picture", metavar="FILE", help="draw the plan over time, as .svg or .png")
    one.add_argument("--drawings", metavar="FOLDER", help="draw each stroke for each side, as .svg files")
    one.add_argument("--review", metavar="FILE", help="every sentence with its source and room for remarks, as .html")
    one.add_argument("--card", metavar="FILE", help="a large-print card of the routine, as .html or .pdf")
    one = add("check", "check routines, and name every fault with file and line")
    one.add_argument("files", nargs="*", metavar="FILE")
    one.add_argument("--schema", action="store_true", help="print the JSON Schema of the format, for editors")


def _sounds(add: Adding) -> None:
    """Commands about how the coach sounds."""
    one = add("voices", "list the voices, and let them speak")
    _settings(one, Group.VOICE)
    one.add_argument("--silent", action="store_true", help="list only")
    one = add("sounds", "learn the short sounds by ear: each is named, explained and played")
    _settings(one, Group.VOICE)
    _settings(one, Group.OUTPUT)
    one.add_argument("--quiet", action="store_true", help="print nothing")
    one = add("speakers", "list the loudspeakers")
    _settings(one, Group.OUTPUT, choices=[name for name in OUTPUTS if name != "none"], default=DEFAULT)


def _ears(add: Adding) -> None:
    """Commands about what a microphone hears."""
    one = add("listen", "print what a microphone hears, or what is heard in a recording")
    heard = one.add_mutually_exclusive_group()
    heard.add_argument("--from", dest="recording", metavar="FILE", help="a recording instead of the microphone")
    one.add_argument("--played", metavar="FILE", help="what the loudspeaker got meanwhile, to be taken out of it")
    one.add_argument("--json", action="store_true", help="one JSON object for each thing that is heard")
    heard.add_argument("--microphone", metavar="NAME", help="the microphone, by a part of its name")
    one = add("practise", "with dry hands: learn to stop the coach by voice, and find out how well it hears you")
    _settings(one, Group.VOICE)
    one.add_argument("--microphone", metavar="NAME", help="the microphone, by a part of its name")
    _settings(one, Group.OUTPUT)
    instead = one.add_mutually_exclusive_group()
    instead.add_argument(
        "--from", dest="recording", metavar="FILE", help="judge the sayings in a recording, and do nothing else"
    )
    instead.add_argument(
        "--trial",
        metavar="FILE",
        nargs="?",
        const="hearing-trial.json",
        help="measure room, loudspeaker, microphone and voice for five minutes; only numbers go into the file",
    )
    one.add_argument("--keep", metavar="FOLDER", help="keep what you say as sound files; without this, nothing is kept")


def _keeping(add: Adding) -> None:
    """Commands about what is stored here, and whether all is well."""
    one = add("history", "show what was done, and where the baby said no")
    one.add_argument("--all", action="store_true", help="every session in words, not only the last ten")
    form = one.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="every entry, as JSON")
    form.add_argument("--csv", action="store_true", help="every entry, as CSV")
    form.add_argument("--picture", metavar="FILE", help="draw a calendar and the baby's answers, as .svg or .png")
    one = add("doctor", "check every part, aloud and in print, and say what to do about each fault")
    one.add_argument(
        "--report", action="store_true", help="print only, without names or paths, so that you can pass it on"
    )
    one = add("forget", "delete everything that the coach has kept here, after saying what")
    one.add_argument("--yes", action="store_true", help="don't ask first")
    one = add("profile", "show or change what is remembered, so that nothing has to be typed twice")
    _choices(one)
    _settings(one, Group.VOICE)
    _settings(one, Group.HEARING)
    _settings(one, Group.OUTPUT)
    asked = one.add_mutually_exclusive_group()
    asked.add_argument(
        "--learn",
        nargs="?",
        const="no",
        choices=COMMANDS,
        metavar="COMMAND",
        help="press a pedal, a remote or a key, which means this from then on; without COMMAND, no",
    )
    asked.add_argument("--again", action="store_true", help="the spoken questions of the first run once more")
    _settings(one, Group.PROFILE)
    one.add_argument("--forget", action="store_true", help="delete the profile")


def _routine(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "routine", nargs="?", default="", metavar="ROUTINE", help="a name of `coach list`, or a .yaml file"
    )


def _settings(one: argparse.ArgumentParser, group: Group, **special: Any) -> None:
    """Add the flags of a group, as the table of settings describes them; ``special`` goes to argparse as it is."""
    for setting in TABLE:
        if setting.flag and setting.flag.group is group:
            _setting(one, setting, setting.flag, special)


def _setting(one: argparse.ArgumentParser, setting: Setting, flag: Flag, special: Mapping[str, Any]) -> None:
    how: dict[str, Any] = {"help": flag.help or setting.help, "dest": setting.typed, "default": None}
    if flag.gives is not None:
        how |= {"action": "store_const", "const": flag.gives}
    elif isinstance(setting.shape, YesNo):
        how["action"] = argparse.BooleanOptionalAction
    elif isinstance(setting.shape, Choice):
        how["choices"] = setting.shape.words
    elif isinstance(setting.shape, Number):
        how["type"] = _pace if setting.key == "pace" else _whole
    if flag.metavar:
        how["metavar"] = flag.metavar
    if flag.several:
        how["action"] = "append"
    if flag.alone is not None:
        how |= {"nargs": "?", "const": flag.alone}
    names = (flag.name, flag.also) if flag.also else (flag.name,)
    one.add_argument(*names, **{**how, **special})


def _choices(one: argparse.ArgumentParser) -> None:
    _settings(one, Group.PLAN)
    if not one.prog.endswith("profile"):
        one.add_argument("--only", action="append", metavar="NAME", help="only this stroke or part")


def _pace(text: str) -> str | int:
    if text in ("breath", "heart"):
        return text
    try:
        return _whole(text)
    except argparse.ArgumentTypeError:
        raise argparse.ArgumentTypeError(f'"{text[:40]}" is neither breath, heart nor a percentage') from None


def _whole(text: str) -> int:
    if not re.fullmatch(r"-?\d{1,9}", text):
        raise argparse.ArgumentTypeError(f'"{text[:40]}" is not a whole number')
    return int(text)


def _live(one: argparse.ArgumentParser) -> None:
    _settings(one, Group.VOICE)
    _settings(one, Group.OUTPUT, choices=(*OUTPUTS, "file"), help=", ".join((*OUTPUTS, "file")))
    _settings(one, Group.HEARING)
    one.add_argument("--from-bookmark", action="store_true", help="begin at the place you told the coach to remember")
    one.add_argument("--no-care", action="store_true", help="leave out the questions before the oil")
    one.add_argument("--quiet", action="store_true", help="print nothing")
    _large(one, default=argparse.SUPPRESS)  # whether it was typed before the command or after it
    one.add_argument("--log", metavar="FILE", help="append one JSON line for each event and effect")


def _large(one: argparse.ArgumentParser, default: object) -> None:
    one.add_argument(
        "--large", action="store_true", default=default, help="one line at a time, in block letters as large as fit"
    )
