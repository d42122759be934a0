"""The command line: the only place where parts are chosen and errors become exit codes."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from coach import words as language
from coach.cli import arguments
from coach.cli.choices import NOTHING, USUAL, arranged, chosen, loaded, options_of, playable, remember, routines
from coach.cli.keeping import forget, set_profile
from coach.cli.shelf import check, show_list
from coach.model.options import Options
from coach.model.plan import Book
from coach.model.wording import Words
from coach.session.state import State
from coach.store import profile
from coach.store.profile import Profile
from coach.support import streams
from coach.support.durations import parse_time
from coach.support.errors import INTERRUPTED, CoachError, JournalError, UsageError
from coach.support.single_instance import alone

LOOKED_BACK = 400
"""Sessions in which a bookmark is looked for: a year of evenings."""
if TYPE_CHECKING:
    from coach.dialogue.home import House
    from coach.dialogue.more import Trade
    from coach.dialogue.offers import Ask, Opening
    from coach.model.records import Past


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit status is in errors.py."""
    # Before numpy is loaded: a second core does not help with matrices as small as those of the ears, and costs twice.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    streams.make_safe()
    try:
        try:
            return _run(arguments)
        except KeyboardInterrupt:
            print("\n" + language.load().one("interrupted"))
            return INTERRUPTED
        finally:
            sys.stdout.flush()  # here at the latest a full disk shows
    except CoachError as error:
        streams.report(str(error))
        return error.status
    except BrokenPipeError:
        streams.reader_gone()
        return 0
    except OSError as error:
        streams.report(str(streams.failure(error)))
        return CoachError.status


def _run(arguments: Sequence[str] | None) -> int:
    given = parser().parse_args(arguments)
    # Whoever started us may have switched Ctrl-C off, as a shell does for what runs behind it. Here it works.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, _leave)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, _leave)
    command = given.command or welcome
    if command in (play, welcome, practise, set_profile) and (trouble := profile.homeless()):
        streams.report(trouble)
    return int(command(given) or 0)


def _leave(number: int, _frame: object) -> None:
    """A closed terminal or a kill ends as Ctrl-C does: terminal and loudspeaker are given back, undisturbed."""
    for name in ("SIGTERM", "SIGHUP"):  # a closing terminal sends more than one
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    raise SystemExit(128 + number)


# --- commands ------------------------------------------------------------------------------------


def play(given: argparse.Namespace) -> int:
    """Lead a massage."""
    from coach.cli import assembly  # noqa: PLC0415 - brings numpy, SQLite and more, which `coach list` does not need
    from coach.session import bookmark  # noqa: PLC0415 - brings numpy, SQLite and more, which `coach list` does not need

    mine = chosen(given)
    if given.from_bookmark:
        given.routine = given.routine or bookmark.routine(remembered())
    book, options, words = arranged(given, mine)
    state, asks = session(book, words, options, mine), opening(mine, words)
    first = bookmark.begin_there(state) if given.from_bookmark else None
    remember(book.name)
    with alone(profile.data_folder()):
        return assembly.play(
            lambda ask: first or asks.ahead_of(state, ask), mine, quiet=given.quiet, log=given.log, large=given.large
        )


def session(book: Book, words: Words, options: Options, mine: Profile) -> State:
    """A session before its beginning, with what was remembered on other evenings."""
    from coach.cli import assembly  # noqa: PLC0415 - brings SQLite and numpy
    from coach.session import bookmark  # noqa: PLC0415 - brings SQLite and numpy

    kept = bookmark.kept(remembered(), book)
    return State(book, words, options, mine.keymap(), level=assembly.level(mine), bookmark=kept)


def remembered() -> Past:
    """What was remembered on many evenings; a record that cannot be read is said when it is written to."""
    from coach.session import bookmark  # noqa: PLC0415 - brings SQLite
    from coach.store.database import read  # noqa: PLC0415

    with contextlib.suppress(JournalError):
        return read(profile.journal_file(), last=LOOKED_BACK, what=bookmark.WHAT)
    return ()


def welcome(given: argparse.Namespace) -> int:
    """A spoken first run, or a welcome, then a list of all there is to do."""
    from coach.cli import assembly  # noqa: PLC0415

    words, trouble = language.load(), None
    house = _house(words, first=not profile.path().exists())
    while True:
        with alone(profile.data_folder()):
            errand = assembly.welcome(house, chosen(NOTHING), large=given.large)
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
    from coach.dialogue.home import House  # noqa: PLC0415
    from coach.store import history as past  # noqa: PLC0415 - a command has the module's name
    from coach.store.database import read  # noqa: PLC0415 - brings SQLite

    shelf = routines()

    def titles(mine: Profile) -> dict[str, str]:
        found = {name: routine.title for name, routine in playable(shelf, options_of(NOTHING, mine), words)}
        return {name: found[name] for name in sorted(found, key=lambda name: (name != USUAL, name))}

    def begin(mine: Profile, name: str, ask: Ask) -> State:
        remember(name)
        asks = opening(mine, words)
        return asks.without_refused(asks.make(name, options_of(NOTHING, mine)), ask)

    return House(
        first,
        _trade(words, titles),
        lambda mine, ask: opening(mine, words).ahead_of_choice(ask),
        begin,
        lambda: [*past.aloud(read(profile.journal_file(), last=past.ALOUD), words)],
    )


def _trade(words: Words, titles: Callable[[Profile], dict[str, str]]) -> Trade:
    """What the second list of the welcome needs."""
    from coach import outputs  # noqa: PLC0415
    from coach.dialogue.more import Trade  # noqa: PLC0415
    from coach.export import plan_text as plans  # noqa: PLC0415

    def held(mine: Profile, name: str) -> list[str]:
        book, options = loaded(name, options_of(NOTHING, mine), words)
        return [*plans.aloud(book, options, words)]

    def speakers(mine: Profile) -> list[str]:
        return [] if mine.output == "none" else outputs.devices(mine.output)

    return Trade(titles, held, _written, speakers)


def _written(form: str, name: str) -> Path:
    """Write a routine where the system keeps music or documents; gives where."""
    try:
        folder = Path(platformdirs.user_documents_dir() if form == "card" else platformdirs.user_music_dir())
    except RuntimeError:  # a user without a home
        folder = Path.cwd()
    file = folder / {"sound": f"{name}.mp3", "page": f"{name}-page", "card": f"{name}.html"}[form]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(str(folder), f"cannot be written ({error.strerror})", "make room, or free its name") from error
    _run_errand(
        {
            "sound": ("render", name, "-o", str(file)),
            "page": ("render", name, "--page", str(file)),
            "card": ("show", name, "--card", str(file)),
        }[form]
    )
    return file


def opening(mine: Profile, words: Words) -> Opening:
    """The questions that the journal raises before a session."""
    from coach.dialogue.offers import Opening  # noqa: PLC0415
    from coach.store.writer import wall_ms  # noqa: PLC0415 - brings SQLite

    def make(name: str, options: Options) -> State:
        book, suited = loaded(name, options, words)
        return session(book, words.handed(suited.hands), suited, mine)

    return Opening(profile.journal_file(), words, make, wall_ms)


def render(given: argparse.Namespace) -> int:
    """Write a session as a sound file."""
    from coach.cli import assembly  # noqa: PLC0415
    from coach.export.output_names import SOUNDS, output_file, output_folder  # noqa: PLC0415 - brings the encoder
    from coach.playback import offline  # noqa: PLC0415

    mine = chosen(given)
    mine = replace(mine, detail=mine.detail or "teach")  # a file is for others too, who know nothing yet
    book, options, words = arranged(given, mine)
    events = offline.parse_events(given.events)
    wait = None if given.wait is None else parse_time(given.wait, "--wait")
    if bool(given.file) == bool(given.page):
        raise UsageError("coach render", "it needs one place to write to", "give -o FILE, or --page FOLDER for a phone")
    if given.page and (given.events or given.captions or wait is not None):
        raise UsageError("--page", "a page asks by itself and shows captions", "leave out --events, --wait, --captions")
    place = output_folder(given.page, "--page") if given.page else output_file(given.file, "--output", SOUNDS)
    return assembly.render(
        State(book, words, options),
        mine,
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
    book, options, words = arranged(given, mine)
    if given.picture or given.drawings or given.card:
        from coach.cli import show_files  # noqa: PLC0415 - brings the drawing library

        show_files.write(given, book, options, words, card_detail=mine.detail or "teach")
        return 0
    for line in (plans.as_json if given.json else plans.as_text)(book, options, words):
        print(line)
    return 0


def voices(given: argparse.Namespace) -> int:
    """List the voices, and let them speak."""
    from coach.cli import assembly  # noqa: PLC0415

    return assembly.voices(chosen(given), speak=not given.silent, only=given.voice)


def sounds(given: argparse.Namespace) -> int:
    """Teach the short sounds by ear."""
    from coach.cli import assembly  # noqa: PLC0415

    return assembly.sounds(chosen(given), quiet=given.quiet)


def listen(given: argparse.Namespace) -> int:
    """Print what is heard, live until Ctrl-C or in a recording."""
    from coach.cli import listen as hearing  # noqa: PLC0415 - brings the recogniser

    line = hearing.as_json if given.json else hearing.as_text
    if given.played and not given.recording:
        raise UsageError("--played", "this goes with a recording", "name it with --from")
    if given.recording:
        found = hearing.in_recording(Path(given.recording), Path(given.played) if given.played else None)
    else:
        words = language.load()
        found = hearing.live(
            given.microphone or profile.load().microphone, lambda name: print(words.one(name), flush=True)
        )
    for detection in found:
        print(line(detection), flush=True)
    return 0


def practise(given: argparse.Namespace) -> int:
    """Teach the phrase, say how well it is heard, and keep what helps; or judge a recording."""
    if given.recording:
        from coach.practice import recording_report  # noqa: PLC0415 - brings the recogniser

        for line in recording_report.report(Path(given.recording), profile.load().eased, language.load()):
            print(line, flush=True)
        return 0
    from coach.cli import assembly  # noqa: PLC0415

    with alone(profile.data_folder()):
        # A microphone that is named to practise with is not yet listened to in a session.
        saved, named = profile.load(), chosen(given)
        done = assembly.practise(replace(named, listens=saved.listens), Path(given.keep) if given.keep else None)
    mine = replace(saved, eased=done.eased)
    if done.verdict.well and not saved.listens:
        mine = replace(mine, listens=True, microphone=named.microphone)
    if mine != saved:
        print(f"Saved: {profile.save(mine)}")
    return 0


def speakers(given: argparse.Namespace) -> int:
    """List the loudspeakers."""
    from coach import outputs  # noqa: PLC0415

    for name in outputs.devices(given.output):
        print(name)
    return 0


def history(given: argparse.Namespace) -> int:
    """Tell what the journal remembers."""
    from coach.store import history as past  # noqa: PLC0415 - the command has the module's name
    from coach.store.database import read  # noqa: PLC0415 - brings SQLite

    found = read(profile.journal_file())
    if given.picture:
        from coach.export import history_chart  # noqa: PLC0415 - brings the drawing library

        history_chart.draw(found, Path(given.picture))
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
    from coach.cli import assembly  # noqa: PLC0415

    return assembly.doctor(report=given.report)


def parser() -> argparse.ArgumentParser:
    """Every command and option."""
    return arguments.parser(
        {
            "play": play,
            "render": render,
            "list": show_list,
            "show": show,
            "check": check,
            "voices": voices,
            "sounds": sounds,
            "speakers": speakers,
            "listen": listen,
            "practise": practise,
            "history": history,
            "doctor": doctor,
            "forget": forget,
            "profile": set_profile,
        }
    )


if __name__ == "__main__":
    sys.exit(main())
