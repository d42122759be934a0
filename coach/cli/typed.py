"""The profile, overridden by what was typed. Imports little, because it runs before the first sound."""

from __future__ import annotations

import argparse
import datetime
import re
from dataclasses import replace
from typing import Any

from coach.model.options import jab_in
from coach.store import profile
from coach.store.profile import Profile
from coach.store.settings import SETTINGS, TABLE
from coach.store.shapes import checked_name
from coach.support.durations import parse_time
from coach.support.errors import SoundError, UsageError
from coach.support.files import named_path
from coach.support.letters import small
from coach.support.yaml_schema import Number

NOTHING = argparse.Namespace()
"""What holds if nothing was typed."""


def chosen(given: argparse.Namespace) -> Profile:
    """The profile, overridden by what was typed.

    Raises:
        ScriptError: the saved profile is damaged.
        UsageError: a value that makes no sense.
    """
    today = datetime.datetime.now().astimezone().date()
    plain = (one for one in TABLE if one.flag and not one.flag.derived)
    typed: dict[str, Any] = {one.field: getattr(given, one.typed, None) for one in plain}
    typed = {name: value for name, value in typed.items() if value is not None}
    result = _led(replace(profile.load(), **typed), given, today)
    for one in TABLE:
        value = getattr(result, one.field)
        if isinstance(one.shape, Number) and not one.shape.least <= value <= one.shape.most:
            todo = f"choose {one.shape.least} to {one.shape.most}"
            raise UsageError(f"--{one.key}", f"{value} is out of range", todo)
    result = replace(result, baby=checked_name(result.baby))
    if "bed" in typed:
        result = replace(result, bed=own_sound(typed["bed"]))
    if "microphone" in typed and typed.get("listens") is not False:  # a no to listening stays one
        result = replace(result, listens=True, listening_told=True)
    if getattr(given, "jab", None):
        result = replace(result, jab=jab_in((*given.jab, result.jab)), jabbed="")  # its three days begin now
    if getattr(given, "age", None) is not None:
        result = profile.aged(result, given.age, today)
    if getattr(given, "leave_out", None) is not None:
        result = replace(result, leave_out=tuple(small(name) for name in given.leave_out if name.strip()))
    for pair in getattr(given, "times", None) or ():
        name, _, number = pair.partition("=")
        if not re.fullmatch(r"\d{1,3}", number) or not 1 <= int(number) <= 200:  # noqa: PLR2004 - as in routines
            raise UsageError("--times", f'"{pair[:60]}" is not a stroke and a number', 'write "rope=8", from 1 to 200')
        result = replace(result, times={**result.times, small(name): int(number)})
    return result


def typed_jab(mine: Profile) -> Profile | None:
    """The saved profile with the jab that was typed, for the coach says that it counts three days; None without one."""
    return replace(profile.so_far(), jab=mine.jab, jabbed="") if mine.jab and not mine.jabbed else None


def own_sound(typed: str) -> str:
    """A bed as it can be found again from any folder: one of ours by its name, a file by its whole path.

    Raises:
        UsageError: there is no such sound.
    """
    if typed in (change["bed"] for change in SETTINGS["bed"].spoken):
        return typed
    from coach.sound import beds  # noqa: PLC0415 - brings numpy

    try:
        beds.check(typed)
    except SoundError as error:
        raise UsageError(error.where, error.what, error.todo) from error
    return str(named_path(typed).absolute())


def _led(mine: Profile, given: argparse.Namespace, today: datetime.date) -> Profile:
    """The profile with the typed pace and the long words again; ``lasting`` keeps them for later sessions."""
    pace = getattr(given, "pace", None)
    if pace is not None:
        mine = replace(mine, beat=pace) if isinstance(pace, str) else replace(mine, pace=pace, beat="")
    if getattr(given, "teach_again", False):
        lasting = given.lasting
        mine = replace(mine, detail="", taught=today.isoformat()) if lasting else replace(mine, detail="teach")
    parse_time(mine.bed_after, "--bed-after")
    return mine
