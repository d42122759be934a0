"""The command line: the only place where parts are chosen and errors become exit codes."""

from __future__ import annotations

import argparse
import contextlib
import datetime
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from coach import __version__, fading, library, plan, profile, script
from coach import words as language
from coach.alone import alone
from coach.arrange import arrange, known_names
from coach.ears.pedal import is_learned
from coach.errors import INTERRUPTED, CoachError, JournalError, ScriptError, UsageError
from coach.model import Book, Options, Script, Words
from coach.profile import Profile
from coach.state import State
from coach.times import parse_time

TYPED = ("detail", "count", "voice", "voice_id", "rate", "volume", "speaker", "output", "hands", "hips_cleared",
         "hips_first", "bed", "bedtime", "bed_after", "listens", "microphone", "crying", "eased")
"""Options that go over the profile's as they are."""
LOOKED_BACK = 400
"""Sessions in which a bookmark is looked for: a year of evenings."""
USUAL = "legs-and-feet"
"""The routine to begin with."""
if TYPE_CHECKING:
    from coach.more import Trade
    from coach.opening import Ask, Opening
    from coach.resume import Past
    from coach.welcome import House

OUTPUTS = ("miniaudio", "sounddevice", "simpleaudio", "none", "file")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit status is in errors.py."""
    # Before numpy is loaded: a second core does not help with matrices as small as those of the ears, and costs twice.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        given = parser().parse_args(arguments)
        # Whoever started us may have switched Ctrl-C off, as a shell does for what runs behind it. Here it works.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, _leave)
        if hasattr(signal, "SIGHUP"):
            signal.signal(signal.SIGHUP, _leave)
        command = given.command or welcome
        return int(command(given) or 0)
    except CoachError as error:
        print(error, file=sys.stderr)
        return error.status
    except KeyboardInterrupt:
        print("\n" + language.load().one("interrupted"))
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our text has gone: nothing is wrong
        sys.stderr.close()
        return 0


def _leave(number: int, _frame: object) -> None:
    """A closed terminal or a kill ends as Ctrl-C does: terminal and loudspeaker are given back, undisturbed."""
    for name in ("SIGTERM", "SIGHUP"):  # a closing terminal sends more than one
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    raise SystemExit(128 + number)


# --- what can be typed ---------------------------------------------------------------------------


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:  # type: ignore[override]
        raise UsageError(self.prog, message, f"see {self.prog} --help")


def parser() -> argparse.ArgumentParser:
    """Every command and option."""
    top = _Parser(prog="coach", description="Leads a baby massage by voice. While it leads, any key silences it.",
                  epilog="Without a command: everything by ear, a spoken first run the first time.")  # fmt: skip
    _large(top, default=False)
    top.add_argument("--version", action="version", version=f"coach {__version__}")
    top.set_defaults(command=None)
    commands = top.add_subparsers(title="commands", metavar="", parser_class=_Parser)

    def add(name: str, run: object, text: str) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=text, description=text)
        one.set_defaults(command=run)
        return one

    one = add("play", play, "lead a massage, from the oil to the goodbye")
    _routine(one)
    _choices(one)
    _live(one)
    one = add("render", render, "write the session as a sound file with chapters, for any player")
    _routine(one)
    _choices(one)
    _spoken(one)
    one.add_argument(
        "-o", "--output", dest="file", metavar="FILE",
        help="with chapters .m4b, .m4a, .mp3 or .opus, without .wav, .flac or .ogg",
    )  # fmt: skip
    one.add_argument("--page", metavar="FOLDER", help="a page for a phone, which listens and asks as the coach does")
    one.add_argument("--wait", metavar="TIME", help="waiting room after each question; 20s, or 4s with --events")
    one.add_argument("--captions", action="store_true", help="what is said, with its times, as .vtt, .srt and .lrc")
    one.add_argument("--events", default="", help='answers by time, such as "4s yes, 31s no, 50s yes, 90s next"')
    one.add_argument("--log", metavar="FILE", help="append one JSON line for each event and effect")
    add("list", show_list, "list the routines")
    one = add("show", show, "print the plan of a routine")
    _routine(one)
    _choices(one)
    one.add_argument("--json", action="store_true", help="one cue a line")
    one.add_argument("--picture", metavar="FILE", help="draw the plan over time, as .svg or .png")
    one.add_argument("--drawings", metavar="FOLDER", help="draw each stroke for each side, as .svg files")
    one.add_argument("--card", metavar="FILE", help="a large-print card of the routine, as .html or .pdf")
    one = add("check", check, "check routines, and name every fault with file and line")
    one.add_argument("files", nargs="*", metavar="FILE")
    one.add_argument("--schema", action="store_true", help="print the JSON Schema of the format, for editors")
    one = add("voices", voices, "list the voices, and let them speak")
    _spoken(one)
    one.add_argument("--silent", action="store_true", help="list only")
    _ears(add)
    one = add("sounds", sounds, "learn the short sounds by ear: each is named, explained and played")
    _spoken(one)
    one.add_argument("--output", choices=OUTPUTS[:4], metavar="LIBRARY", help="the audio library")
    one.add_argument("--quiet", action="store_true", help="print nothing")
    one = add("speakers", speakers, "list the loudspeakers")
    one.add_argument("--output", choices=OUTPUTS[:3], default="miniaudio", metavar="LIBRARY", help="the audio library")
    _keeping(add)
    return top


def _ears(add: Callable[[str, object, str], argparse.ArgumentParser]) -> None:
    """What a microphone hears."""
    one = add("listen", listen, "print what a microphone hears, or what is heard in a recording")
    one.add_argument("--from", dest="recording", metavar="FILE", help="a recording instead of the microphone")
    one.add_argument("--played", metavar="FILE", help="what the loudspeaker got meanwhile, to be taken out of it")
    one.add_argument("--json", action="store_true", help="one JSON object for each thing that is heard")
    one.add_argument("--microphone", metavar="NAME", help="the microphone, by a part of its name")
    one = add("practise", practise, "with dry hands: learn to stop the coach by voice, and how well it hears you")
    _spoken(one)
    one.add_argument("--microphone", metavar="NAME", help="the microphone, by a part of its name")
    one.add_argument("--output", choices=OUTPUTS[:4], metavar="LIBRARY", help="the audio library")
    one.add_argument("--from", dest="recording", metavar="FILE", help="judge the sayings in a recording, and only that")
    one.add_argument("--keep", metavar="FOLDER", help="keep what you say as sound files, which never happens otherwise")


def _keeping(add: Callable[[str, object, str], argparse.ArgumentParser]) -> None:
    """What is kept here, and whether all is well."""
    one = add("history", history, "tell what was done, and where the baby said no")
    one.add_argument("--all", action="store_true", help="every session in words, not the last ten alone")
    one.add_argument("--json", action="store_true", help="every entry, as JSON")
    one.add_argument("--csv", action="store_true", help="every entry, as CSV")
    one.add_argument("--picture", metavar="FILE", help="draw a calendar and the baby's answers, as .svg or .png")
    one = add("doctor", doctor, "check every part, aloud and in print, and say what to do about each fault")
    one.add_argument("--report", action="store_true", help="print only, without names or paths, to be passed on")
    one = add("forget", forget, "delete everything that the coach ever kept here, after saying what")
    one.add_argument("--yes", action="store_true", help="do not ask")
    one = add("profile", set_profile, "show or change what is remembered, so that nothing has to be typed twice")
    _choices(one)
    _spoken(one)
    _hearing(one)
    one.add_argument("--output", choices=OUTPUTS[:4], metavar="LIBRARY", help="the audio library")
    one.add_argument(
        "--key", action="append", metavar="KEY=COMMAND", help='what a key means, such as "p=where are we", or "p=off"'
    )
    one.add_argument(
        "--learn", nargs="?", const="no", choices=profile.COMMANDS, metavar="COMMAND",
        help="press a pedal, a remote or a key, and it means this from then on; no, if nothing is named",
    )  # fmt: skip
    one.add_argument("--again", action="store_true", help="the spoken questions of the first run once more")
    one.add_argument("--not-eased", dest="eased", action="store_const", const=0, default=None,
                     help="take back what `coach practise` kept")  # fmt: skip
    one.add_argument("--forget", action="store_true", help="delete the profile")


def _routine(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "routine", nargs="?", default="", metavar="ROUTINE", help="a name of `coach list`, or a .yaml file"
    )


def _choices(one: argparse.ArgumentParser) -> None:
    one.add_argument("--detail", choices=("teach", "remind", "counts"), help="how much is said")
    one.add_argument("--baby", metavar="NAME", help="the baby's name")
    one.add_argument("--age", help="such as 10d, 6w, 3m or 1y; gentler and shorter for the youngest")
    one.add_argument(
        "--leave-out",
        action="append",
        metavar="NAME",
        help='a stroke or a part, such as "left leg" after a vaccination',
    )
    one.add_argument(
        "--hips-cleared",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="a professional has checked the hips",
    )
    one.add_argument("--count", choices=("spoken", "ticked", "silent"), help="how repetitions are counted")
    one.add_argument("--pace", type=_pace, metavar="PACE", help="breath, heart, or a percentage from 60 to 200; 120 "
                     "takes longer for each stroke")  # fmt: skip
    one.add_argument("--hands", choices=("right", "left", "one"), help="left mirrors the hands; one is for one hand")
    one.add_argument("--times", action="append", metavar="STROKE=N", help="your own count, where the count is ours")
    one.add_argument("--bedtime", action=argparse.BooleanOptionalAction, default=None,
                     help="slow, soft and softer, without what wakes")  # fmt: skip
    one.add_argument("--hips-first", action=argparse.BooleanOptionalAction, default=None, help="hips before legs")
    one.add_argument("--teach-again", action="store_true", help="the long words, however often a stroke was done")
    if not one.prog.endswith("profile"):
        one.add_argument("--only", action="append", metavar="NAME", help="this stroke or part alone")


def _pace(text: str) -> str | int:
    if text in ("breath", "heart"):
        return text
    if not text.removeprefix("-").isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is neither breath, heart nor a percentage")
    return int(text)


def _spoken(one: argparse.ArgumentParser) -> None:
    one.add_argument("--voice", choices=("heart", "system", "speechd", "none"), help="who speaks")
    one.add_argument("--voice-id", metavar="ID", help="which of the system's voices; see `coach voices`")
    one.add_argument("--rate", type=int, metavar="WORDS", help="words a minute, 60 to 300")
    one.add_argument("--volume", type=int, metavar="PERCENT", help="1 to 300; 100 is usual")
    one.add_argument("--speaker", metavar="NAME", help="the loudspeaker, by a part of its name")
    one.add_argument("--bed", metavar="SOUND", help="under the voice: rain, waves, brown, lullaby, none, "
                     "a file or a folder")  # fmt: skip
    one.add_argument("--bed-after", metavar="TIME", help="how long that sound stays with a baby that sleeps: 20m")


def _hearing(one: argparse.ArgumentParser) -> None:
    one.add_argument("--microphone", metavar="NAME", nargs="?", const="", help="listen for phrases as well, on trial; "
                     "a part of the microphone's name chooses it")  # fmt: skip
    one.add_argument("--no-microphone", dest="listens", action="store_const", const=False, help="listen to keys alone")
    one.add_argument("--no-crying", dest="crying", action="store_const", const=False,
                     help="go on although the baby cries")  # fmt: skip


def _live(one: argparse.ArgumentParser) -> None:
    _spoken(one)
    one.add_argument("--output", choices=OUTPUTS, metavar="LIBRARY", help=", ".join(OUTPUTS))
    _hearing(one)
    one.add_argument("--from-bookmark", action="store_true", help="begin at what you told the coach to remember")
    one.add_argument("--no-care", action="store_true", help="leave out the questions before the oil")
    one.add_argument("--quiet", action="store_true", help="print nothing")
    _large(one, default=argparse.SUPPRESS)  # whether it was said before the command or after it
    one.add_argument("--log", metavar="FILE", help="append one JSON line for each event and effect")


def _large(one: argparse.ArgumentParser, default: object) -> None:
    one.add_argument("--large", action="store_true", default=default,
                     help="one line at a time, in block letters as large as fit")  # fmt: skip


# --- what was chosen -----------------------------------------------------------------------------


def chosen(given: argparse.Namespace) -> Profile:
    """The profile with what was typed on top of it.

    Raises:
        ScriptError: the saved profile is damaged.
        UsageError: a value that makes no sense.
    """
    today = datetime.datetime.now().astimezone().date()
    saved = profile.load()
    typed = {name: getattr(given, name, None) for name in TYPED}
    result = _led(replace(saved, **{name: value for name, value in typed.items() if value is not None}), given, today)
    for name, least, most in (("rate", 60, 300), ("volume", 1, 300), ("pace", 60, 200)):
        if not least <= getattr(result, name) <= most:
            raise UsageError(f"--{name}", f"{getattr(result, name)} is out of range", f"choose {least} to {most}")
    if getattr(given, "baby", None) is not None:
        result = replace(result, baby=profile.checked_name(given.baby))
    if typed["microphone"] is not None:
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


def _led(mine: Profile, given: argparse.Namespace, today: datetime.date) -> Profile:
    """The profile with the typed pace, and with the long words again: in the profile from now on, else for once."""
    pace = getattr(given, "pace", None)
    if pace is not None:
        mine = replace(mine, beat=pace) if isinstance(pace, str) else replace(mine, pace=pace, beat="")
    if getattr(given, "teach_again", False):
        lasting = given.command is set_profile
        mine = replace(mine, detail="", taught=today.isoformat()) if lasting else replace(mine, detail="teach")
    parse_time(mine.bed_after, "--bed-after")
    return mine


def playable(shelf: library.Library, options: Options, words: Words) -> Iterator[tuple[str, Script]]:
    """The routines of which something is left for this baby."""
    for name in shelf.names():
        with contextlib.suppress(CoachError):
            loaded = shelf.load(name)
            arrange(loaded, fitting(options, loaded, argparse.Namespace()), words)
            yield name, loaded


def options_of(given: argparse.Namespace, mine: Profile) -> Options:
    """What shapes this session."""
    options = mine.options(datetime.datetime.now().astimezone().date())
    only = tuple(name.strip().lower() for name in getattr(given, "only", None) or ())
    after = parse_time(mine.bed_after, "--bed-after") if mine.lies_under else 0
    options = replace(options, only=only, care=not getattr(given, "no_care", False), bed_after=after)
    return options if mine.detail else learned(options, mine)


def learned(options: Options, mine: Profile) -> Options:
    """The options with fewer words for what was finished often, by the journal; as they are without one."""
    from coach.records import finished  # noqa: PLC0415 - brings SQLite

    try:
        return fading.faded(options, finished(profile.journal_file(), mine.taught_at))
    except JournalError:  # said when this session cannot be written either
        return options


def routines() -> library.Library:
    """The caregiver's own routines, then ours."""
    return library.Library((profile.config_folder() / "scripts", library.ours()))


def arranged(given: argparse.Namespace, mine: Profile) -> tuple[Book, Options, Words]:
    """The routine that was named, for this baby."""
    name = given.routine or last_played() or USUAL
    options, loaded = options_of(given, mine), routines().load(name)
    words = language.load().handed(options.hands)
    book, options = plan.suited(loaded, fitting(options, loaded, given), words)
    return book, options, words


def fitting(options: Options, loaded: Script, given: argparse.Namespace) -> Options:
    """The options without what the profile remembers of other routines; a name that was typed must exist."""
    known = known_names(loaded)
    if getattr(given, "leave_out", None) is None:
        options = replace(options, leave_out=tuple(name for name in options.leave_out if name in known))
    if getattr(given, "times", None) is None:
        options = replace(options, times={name: n for name, n in (options.times or {}).items() if name in known})
    return options


def last_played() -> str:
    """The name of the routine that was played last; empty when there is none."""
    try:
        name = (profile.data_folder() / "last").read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    return name if name in routines().names() else ""


def remember(name: str) -> None:
    """Note which routine is played; a folder that cannot be written costs only this convenience."""
    try:
        profile.data_folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        (profile.data_folder() / "last").touch(mode=0o600)
        (profile.data_folder() / "last").write_text(name + "\n", encoding="utf-8")
    except OSError:
        return


# --- commands ------------------------------------------------------------------------------------


def play(given: argparse.Namespace) -> int:
    """Lead a massage."""
    from coach import bookmark, wiring  # noqa: PLC0415 - brings numpy, SQLite and more, which `coach list` does not need

    mine = chosen(given)
    if given.from_bookmark:
        given.routine = given.routine or bookmark.routine(remembered())
    book, options, words = arranged(given, mine)
    state, asks = session(book, words, options, mine), opening(mine, words)
    first = bookmark.begin_there(state) if given.from_bookmark else None
    remember(book.name)
    with alone(profile.data_folder()):
        return wiring.play(lambda ask: first or asks.ahead_of(state, ask), mine, quiet=given.quiet, log=given.log,
                           large=given.large)  # fmt: skip


def session(book: Book, words: Words, options: Options, mine: Profile) -> State:
    """A session before its beginning, with what was remembered on other evenings."""
    from coach import bookmark, wiring  # noqa: PLC0415 - brings SQLite and numpy

    kept = bookmark.kept(remembered(), book)
    return State(book, words, options, mine.keymap(), level=wiring.level(mine), bookmark=kept)


def remembered() -> Past:
    """What was remembered on many evenings; a record that cannot be read is said when it is written to."""
    from coach import bookmark  # noqa: PLC0415 - brings SQLite
    from coach.records import read  # noqa: PLC0415

    with contextlib.suppress(JournalError):
        return read(profile.journal_file(), last=LOOKED_BACK, what=bookmark.WHAT)
    return ()


def welcome(given: argparse.Namespace) -> int:
    """A spoken first run, or a welcome, then a list of all there is to do."""
    from coach import wiring  # noqa: PLC0415

    words, trouble = language.load(), None
    house = _house(words, first=not profile.path().exists())
    while True:
        with alone(profile.data_folder()):
            errand = wiring.welcome(house, chosen(argparse.Namespace()), large=given.large)
        if errand is None:
            return 0
        try:
            trouble = None
            status = _run_errand(errand)
        except CoachError as error:
            status, trouble = error.status, error
        if errand and errand[0] in LAST:
            return status
        house = replace(house, first=False, returns=True, trouble=trouble)


LAST = ("play", "forget")
"""Errands after which nothing is left to choose."""


def _run_errand(errand: Sequence[str]) -> int:
    """Run what was chosen by ear as if it had been typed."""
    if not errand:
        return 0
    given = parser().parse_args(errand)
    return int(given.command(given) or 0)


def _house(words: Words, *, first: bool) -> House:
    """What the welcome needs to know of routines and of the past."""
    from coach import history as past  # noqa: PLC0415 - a command has the module's name
    from coach.records import read  # noqa: PLC0415 - brings SQLite
    from coach.welcome import House  # noqa: PLC0415

    nothing, shelf = argparse.Namespace(), routines()

    def titles(mine: Profile) -> dict[str, str]:
        found = {name: loaded.title for name, loaded in playable(shelf, options_of(nothing, mine), words)}
        return {name: found[name] for name in sorted(found, key=lambda name: (name != USUAL, name))}

    def begin(mine: Profile, name: str, ask: Ask) -> State:
        remember(name)
        asks = opening(mine, words)
        return asks.without_refused(asks.make(name, options_of(nothing, mine)), ask)

    return House(first, _trade(words, titles), lambda mine, ask: opening(mine, words).ahead_of_choice(ask), begin,
                 lambda: [*past.aloud(read(profile.journal_file(), last=past.ALOUD), words)])  # fmt: skip


def _trade(words: Words, titles: Callable[[Profile], dict[str, str]]) -> Trade:
    """What the second list of the welcome needs."""
    from coach import outputs  # noqa: PLC0415
    from coach import show as plans  # noqa: PLC0415
    from coach.more import Trade  # noqa: PLC0415

    def held(mine: Profile, name: str) -> list[str]:
        loaded = routines().load(name)
        book, options = plan.suited(loaded, fitting(options_of(argparse.Namespace(), mine), loaded,
                                                    argparse.Namespace()), words)  # fmt: skip
        return [*plans.aloud(book, options, words)]

    def speakers(mine: Profile) -> list[str]:
        return [] if mine.output == "none" else outputs.devices(mine.output)

    return Trade(titles, held, _written, speakers)


def _written(form: str, name: str) -> Path:
    """Write a routine where the system keeps music or documents; gives where."""
    folder = Path(platformdirs.user_documents_dir() if form == "card" else platformdirs.user_music_dir())
    file = folder / {"sound": f"{name}.mp3", "page": f"{name}-page", "card": f"{name}.html"}[form]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(str(folder), f"cannot be written ({error.strerror})", "make room, or free its name") from error
    _run_errand({"sound": ("render", name, "-o", str(file)), "page": ("render", name, "--page", str(file)),
                 "card": ("show", name, "--card", str(file))}[form])  # fmt: skip
    return file


def opening(mine: Profile, words: Words) -> Opening:
    """The questions that the journal raises before a session."""
    from coach.journal import wall_ms  # noqa: PLC0415 - brings SQLite
    from coach.opening import Opening  # noqa: PLC0415

    def make(name: str, options: Options) -> State:
        loaded = routines().load(name)
        book, suited = plan.suited(loaded, fitting(options, loaded, argparse.Namespace()), words)
        return session(book, words.handed(suited.hands), suited, mine)

    return Opening(profile.journal_file(), words, make, wall_ms)


def render(given: argparse.Namespace) -> int:
    """Write a session as a sound file."""
    from coach import rendering, wiring  # noqa: PLC0415

    mine = chosen(given)
    mine = replace(mine, detail=mine.detail or "teach")  # a file is for others too, who know nothing yet
    book, options, words = arranged(given, mine)
    events = rendering.parse_events(given.events)
    wait = None if given.wait is None else parse_time(given.wait, "--wait")
    if bool(given.file) == bool(given.page):
        raise UsageError("coach render", "it needs one place to write to", "give -o FILE, or --page FOLDER for a phone")
    if given.page and (given.events or given.captions or wait is not None):
        raise UsageError("--page", "a page asks by itself and shows captions", "leave out --events, --wait, --captions")
    return wiring.render(State(book, words, options), mine, Path(given.file or given.page), events, given.log,
                         wait=wait, captions=given.captions, page=bool(given.page))  # fmt: skip


def show_list(given: argparse.Namespace) -> int:
    """List the routines."""
    del given
    shelf = routines()
    for name in shelf.names():
        try:
            found = shelf.load(name)
            print(f"{name}: {found.title}. {found.about}.")
        except ScriptError as error:
            print(f"{name}: has faults; see coach check {error.where}")
    return 0


def show(given: argparse.Namespace) -> int:
    """Print, or draw, the plan of a routine."""
    from coach import show as plans  # noqa: PLC0415 - the command has the module's name

    mine = chosen(given)
    book, options, words = arranged(given, mine)
    if given.picture:
        from coach import picture  # noqa: PLC0415 - brings the drawing library

        picture.draw(book, options, words, Path(given.picture))
        print(f"Drawn: {given.picture}")
    if given.drawings:
        from coach.drawing import album  # noqa: PLC0415

        drawn = [*album.write(book, Path(given.drawings))]
        print("\n".join(f"Drawn: {path}" for path in drawn) or "Of these strokes we have no drawing.")
    if given.card:
        from coach import card  # noqa: PLC0415

        card.write(book, replace(options, detail=mine.detail or "teach"), words, Path(given.card))
        print(f"Written: {given.card}")
    if given.picture or given.drawings or given.card:
        return 0
    for line in (plans.as_json if given.json else plans.as_text)(book, options, words):
        print(line)
    return 0


def check(given: argparse.Namespace) -> int:
    """Check routines."""
    if given.schema:
        print(json.dumps(script.schema(), indent=2))
        return 0
    if not given.files:
        raise UsageError("coach check", "no file was named", "name one or more .yaml files")
    status = 0
    for file in given.files:
        try:
            routines().load(file)
            print(f"{file}: in order.")
        except ScriptError as error:
            print(error, file=sys.stderr)
            status = error.status
    return status


def voices(given: argparse.Namespace) -> int:
    """List the voices, and let them speak."""
    from coach import wiring  # noqa: PLC0415

    return wiring.voices(chosen(given), speak=not given.silent, only=given.voice)


def sounds(given: argparse.Namespace) -> int:
    """Teach the short sounds by ear."""
    from coach import wiring  # noqa: PLC0415

    return wiring.sounds(chosen(given), quiet=given.quiet)


def listen(given: argparse.Namespace) -> int:
    """Print what is heard, live until Ctrl-C or in a recording."""
    from coach import hearing  # noqa: PLC0415 - brings the recogniser

    line = hearing.as_json if given.json else hearing.as_text
    if given.played and not given.recording:
        raise UsageError("--played", "this goes with a recording", "name it with --from")
    if given.recording:
        found = hearing.in_recording(Path(given.recording), Path(given.played) if given.played else None)
    else:
        words = language.load()
        found = hearing.live(given.microphone or profile.load().microphone,
                             lambda name: print(words.one(name), flush=True))  # fmt: skip
    for detection in found:
        print(line(detection), flush=True)
    return 0


def practise(given: argparse.Namespace) -> int:
    """Teach the phrase, say how well it is heard, and keep what helps; or judge a recording."""
    if given.recording:
        from coach import practised  # noqa: PLC0415 - brings the recogniser

        for line in practised.report(Path(given.recording), profile.load().eased, language.load()):
            print(line, flush=True)
        return 0
    from coach import wiring  # noqa: PLC0415

    with alone(profile.data_folder()):
        eased = wiring.practise(chosen(given), Path(given.keep) if given.keep else None)
    if eased != (saved := profile.load()).eased:
        print(f"Saved: {profile.save(replace(saved, eased=eased))}")
    return 0


def speakers(given: argparse.Namespace) -> int:
    """List the loudspeakers."""
    from coach import outputs  # noqa: PLC0415

    for name in outputs.devices(given.output):
        print(name)
    return 0


def history(given: argparse.Namespace) -> int:
    """Tell what the journal remembers."""
    from coach import history as past  # noqa: PLC0415 - the command has the module's name
    from coach.records import read  # noqa: PLC0415 - brings SQLite

    found = read(profile.journal_file())
    if given.picture:
        from coach import history_picture  # noqa: PLC0415 - brings the drawing library

        history_picture.draw(found, Path(given.picture))
        print(f"Drawn: {given.picture}")
    elif given.csv:
        sys.stdout.write(past.as_csv(found))
    elif given.json:
        print(past.as_json(found))
    else:
        for line in past.as_text(found, None if given.all else past.SHOWN):
            print(line)
    return 0


def doctor(given: argparse.Namespace) -> int:
    """Check every part; 0 only if a session can run."""
    from coach import wiring  # noqa: PLC0415

    return wiring.doctor(report=given.report)


def forget(given: argparse.Namespace) -> int:
    """Delete everything that was ever kept."""
    from coach import forget as memory  # noqa: PLC0415 - the command has the module's name

    with alone(profile.data_folder()):
        found = memory.kept((profile.data_folder(), profile.cache_folder()), (profile.path(),))
        files = {path: n for path in found if (n := memory.count(path))}
        if not files:
            print("Nothing is kept here.")
            return 0
        print("The journal, the profile and the spoken phrases; your own routines and sounds stay:")
        for path, n in files.items():
            print(f"  {path}" if n == 1 else f"  {path}, {n} files")
        if not given.yes and not _agreed("Delete all of this for good? Type yes: "):
            print("Nothing is deleted.")
            return 0
        memory.delete(found)
    print("Deleted.")
    return 0


def _agreed(question: str) -> bool:
    try:
        return input(question).strip().lower() == "yes"
    except EOFError:
        print()
        return False


def set_profile(given: argparse.Namespace) -> int:
    """Show or change what is remembered."""
    if given.forget:
        profile.path().unlink(missing_ok=True)
        print("The profile is deleted.")
        return 0
    before, mine = profile.load(), chosen(given)
    for pair in given.key or ():
        key, _, name = pair.rpartition("=")
        if not key or name not in profile.COMMANDS:
            raise UsageError(
                "--key", f'"{pair}" is not a key and a command', f"commands are {', '.join(profile.COMMANDS)}"
            )
        mine = replace(mine, keys={**mine.keys, key if is_learned(key) else key.lower(): name})
    if given.again or given.learn:
        from coach import wiring  # noqa: PLC0415

        mine = (wiring.set_up_again(mine) or before) if given.again else wiring.learn(mine, given.learn)
    if mine != before:
        print(f"Saved: {profile.save(mine)}")
    for name, value in profile.changed(mine).items():
        print(f"{name}: {', '.join(value) if isinstance(value, list) else value}")
    if mine == Profile():
        print("Nothing is remembered yet: everything is as usual.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
