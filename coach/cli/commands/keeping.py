"""What is kept on this computer: `coach profile`, `coach history` and `coach forget`."""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import replace
from pathlib import Path

from coach import words as language
from coach.cli.typed import chosen
from coach.ears.key_stream import NAMES
from coach.model.channels import is_learned
from coach.model.options import BOTH_LEGS
from coach.store import profile
from coach.store.profile import Profile
from coach.store.settings import COMMANDS
from coach.support.errors import UsageError
from coach.support.letters import speakable
from coach.support.single_instance import alone
from coach.support.text import printable


def forget(given: argparse.Namespace) -> int:
    """Delete everything that was ever kept."""
    from coach.store import forget as memory  # noqa: PLC0415 - the command has the module's name

    with alone(profile.data_folder()):
        found = memory.everything()
        lines = [*memory.listed(found)]
        if not lines:
            print("Nothing is kept here.")
            return 0
        print("The journal, the profile and the spoken phrases; your own routines and sounds stay:")
        for line in lines:
            print(f"  {line}")
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
        return _forget_profile(given)
    before, mine = profile.load(), chosen(given)
    if given.leave_out or given.times:
        from coach.cli import choices  # noqa: PLC0415 - reads every routine

        choices.checked_names(given, choices.readable(), "coach profile")
    for pair in given.key or ():
        key, _, name = pair.rpartition("=")
        if not key or name not in COMMANDS:
            raise UsageError("--key", f'"{pair}" is not a key and a command', f"commands are {', '.join(COMMANDS)}")
        mine = replace(mine, keys={**mine.keys, _key(key): name})
    if given.again or given.learn:
        from coach.cli import assembly  # noqa: PLC0415

        mine = (assembly.set_up_again(mine) or before) if given.again else assembly.learn(mine, given.learn)
    if mine != before:
        mine = replace(mine, asked=profile.so_far().asked)  # what is typed answers no other question of the first run
        print(f"Saved: {profile.save(mine)}")
        _tell_what_changes(before, mine)
    shown = replace(mine, asked=True)  # nobody has chosen that
    for name, value in profile.changed(shown).items():
        print(f"{name.replace('_', '-')}: {_written(value)}")
    if shown == Profile():
        print("Nothing is remembered yet; the defaults apply.")
    return 0


def _key(typed: str) -> str:
    """A key by the name under which it is heard.

    Raises:
        UsageError: no key is called so, and what it was bound to would never happen.
    """
    if is_learned(typed):
        return typed
    key = NAMES.get(typed.encode(errors="replace"), typed.lower())
    if len(key) > 1 and key not in NAMES.values() and not re.fullmatch(r"([0-9a-f]{2})+", key):
        named = ", ".join(dict.fromkeys(NAMES.values()))
        raise UsageError(
            "--key", f'no key is called "{typed[:40]}"', f"write its letter or sign, {named}, or use --learn"
        )
    return key


def _tell_what_changes(before: Profile, mine: Profile) -> None:
    """What somebody may not have meant: how a new name is said, and that a new jab leaves no leg."""
    if mine.baby != before.baby and (said := speakable(mine.baby)) != mine.baby:
        print(f'The voice says "{said}"; if that is wrong, give the name in Latin letters.')
    if mine.jab == BOTH_LEGS != before.jab:
        todo = 'To bring them back: coach, then "More that I can do" and "Change how I lead".'
        print(f"{language.load().one('both-rest')} {todo}")


def _forget_profile(given: argparse.Namespace) -> int:
    others = vars(given).keys() - {"forget", "again", "command", "lasting", "large"}
    if given.again or any(getattr(given, name) is not None for name in others):
        raise UsageError("--forget", "this deletes the whole profile", "type it alone, then set what you like")
    profile.path().unlink(missing_ok=True)
    print("The profile is deleted.")
    return 0


def _written(value: object) -> str:
    """A setting's value as it is typed."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        value = [f"{key}={one}" for key, one in value.items()]
    return printable(", ".join(value) if isinstance(value, list) else str(value))


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
        past.write_csv(found, sys.stdout)
    elif given.json:
        print(past.as_json(found))
    else:
        for line in past.as_text(found, None if given.all else past.SHOWN):
            print(line)
    return 0
