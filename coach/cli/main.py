"""The command line: the only place where parts are chosen and errors become exit codes."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from coach import words as language
from coach.cli import arguments
from coach.cli.choices import NOTHING, arranged, chosen, remember, remembered, state_of
from coach.cli.keeping import forget, set_profile
from coach.cli.shelf import check, show_list
from coach.session.state import State
from coach.store import profile
from coach.support import streams
from coach.support.durations import parse_time
from coach.support.errors import INTERRUPTED, CoachError, UsageError
from coach.support.single_instance import alone


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
    state = state_of(book, words, options, mine)
    there = bookmark.begin_there(state) if given.from_bookmark else None
    remember(book.name)
    with alone(profile.data_folder()):
        return assembly.play(
            there or state, mine, offers=there is None, quiet=given.quiet, log=given.log, large=given.large
        )


def welcome(given: argparse.Namespace) -> int:
    """A spoken first run, or a welcome, then a list of all there is to do."""
    from coach.cli import assembly  # noqa: PLC0415

    at = assembly.Arrival(first=not profile.path().exists())
    while True:
        with alone(profile.data_folder()):
            typed = assembly.welcome(at, chosen(NOTHING), _run_errand, large=given.large)
        if typed is None:
            return 0
        try:
            trouble = None
            status = _run_errand(typed)
        except CoachError as error:
            status, trouble = error.status, error
        if typed and typed[0] in LAST:
            return status
        at = assembly.Arrival(returns=True, trouble=trouble)


LAST = ("play", "forget")
"""Errands after which nothing is left to choose."""


def _run_errand(errand: Sequence[str]) -> int:
    """Run what was chosen by ear as if it had been typed."""
    if not errand:
        return 0
    given = parser().parse_args(errand)
    return int(given.command(given) or 0)


def render(given: argparse.Namespace) -> int:
    """Write a session as a sound file."""
    from coach.cli import rendering  # noqa: PLC0415 - only files need it
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
    return rendering.render(
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
    from coach.cli import samples  # noqa: PLC0415

    return samples.voices(chosen(given), speak=not given.silent, only=given.voice)


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
    from coach.cli import checkup  # noqa: PLC0415

    return checkup.doctor(report=given.report)


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
