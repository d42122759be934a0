"""What the microphone hears: `coach listen` and `coach practise`."""

from __future__ import annotations

import argparse
import json
import platform
from dataclasses import replace
from pathlib import Path

from coach import __version__
from coach import words as language
from coach.cli.typed import chosen
from coach.practice.trial import report
from coach.store import profile
from coach.support.errors import UsageError
from coach.support.files import named_path, write_whole
from coach.support.single_instance import alone


def listen(given: argparse.Namespace) -> int:
    """Print what is heard, live until Ctrl-C or in a recording."""
    from coach.cli import listen as hearing  # noqa: PLC0415 - brings the recogniser

    line = hearing.as_json if given.json else hearing.as_text
    if given.played and not given.recording:
        raise UsageError("--played", "this goes with a recording", "name it with --from")
    if given.recording:
        from coach.ears.recording import listen_file  # noqa: PLC0415 - brings the recogniser

        found = listen_file(Path(given.recording), Path(given.played) if given.played else None)
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
    if given.keep and (given.recording or given.trial):
        raise UsageError("--keep", "only a lesson keeps what you say", "leave out --keep, or --from and --trial")
    if given.recording:
        from coach.practice import recording_report  # noqa: PLC0415 - brings the recogniser

        for line in recording_report.report(Path(given.recording), profile.load().eased, language.load()):
            print(line, flush=True)
        return 0
    from coach.cli import assembly  # noqa: PLC0415

    if given.trial:
        return _trial(given)
    with alone(profile.data_folder()):
        # A microphone named for practice isn't listened to in sessions yet.
        saved, named = profile.so_far(), chosen(given)
        done = assembly.practise(replace(named, listens=saved.listens), Path(given.keep) if given.keep else None)
    mine = replace(saved, eased=done.eased)
    if done.verdict.well and not saved.listens:
        mine = replace(mine, listens=True, listening_told=True, microphone=named.microphone)
    if mine != saved:
        print(f"Saved: {profile.save(mine)}")
    return 0


def _trial(given: argparse.Namespace) -> int:
    """Measure for five minutes, and write the numbers."""
    from coach.cli import assembly  # noqa: PLC0415

    file = named_path(given.trial)
    if not file.parent.is_dir():
        raise UsageError(str(file), "there is no such folder", "name a file in a folder that exists")
    with alone(profile.data_folder()):
        tried = assembly.trial(chosen(given))
    machine = {"coach": __version__, "system": platform.system(), "processor": platform.machine()}
    text = json.dumps(report(tried, machine), indent=2, allow_nan=False)
    try:
        write_whole(file, f"{text}\n".encode())
    except OSError as error:
        todo = "check the folder's permissions"
        raise UsageError(str(file), f"cannot be written ({error.strerror})", todo) from error
    print(language.load().one("trial-written"))
    print(f"Saved: {file}")
    return 0
