"""The caregiver's lasting choices: a YAML file in the user's config folder, so that nothing is typed twice."""

from __future__ import annotations

import datetime
import math
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import platformdirs
import yaml

from coach.model.options import BOTH_LEGS, LEGS, Beat, Detail, Hands, Options
from coach.model.routine import Count
from coach.session.keymap import Keymap, remapped
from coach.store.settings import SETTINGS, usual
from coach.support.durations import age_in_days
from coach.support.errors import ScriptError, UsageError
from coach.support.files import read_text, reason, remedy, write_whole
from coach.support.yaml_nodes import Faults, compose
from coach.support.yaml_schema import Group, Key

APP = "baby-massage-coach"
SPARED = datetime.timedelta(hours=72)
"""How long after a jab was reported that leg is left out."""
EARLIEST = datetime.datetime(1970, 1, 2)  # noqa: DTZ001 - local, as a day is that somebody wrote
"""Long before the first massage. Systems know no local time of much earlier days."""
NOWHERE = Path(os.devnull) / "no-home"
"""A folder that can never be made, for a user without a home: nothing is read there, and writing fails at once."""
TONIGHT: dict[Path, Profile] = {}
"""Profiles that couldn't be saved and hold until the coach ends, by their files."""


def config_folder() -> Path:
    """Where the profile and the caregiver's own routines and sounds are."""
    return _folder(platformdirs.user_config_dir)


def cache_folder() -> Path:
    """Where spoken phrases are cached."""
    return _folder(platformdirs.user_cache_dir)


def data_folder() -> Path:
    """Where the journal is, and the name of the routine that was played last."""
    return _folder(platformdirs.user_data_dir)


def _folder(where: Callable[..., str]) -> Path:
    """The coach's folder; nowhere for a user without a home, and where it would depend on the current folder.

    A home that this user may not enter counts as none, as in containers that keep root's; so does an impossible name.
    """
    try:
        found = Path(where(APP, appauthor=False))
        found.stat()
    except (FileNotFoundError, NotADirectoryError):
        pass
    except (RuntimeError, OSError, ValueError):  # platformdirs raises RuntimeError where there is no home
        return NOWHERE
    return found if found.is_absolute() else NOWHERE


def homeless() -> str:
    """One sentence if this user has no folder to keep anything in; empty if there is one."""
    if NOWHERE not in (config_folder(), data_folder()):
        return ""
    return "there is no home folder that this user may use, so nothing is remembered; set HOME to a folder of your own"


def journal_file() -> Path:
    """Where the record of all sessions is."""
    return data_folder() / "journal.sqlite3"


@dataclass(frozen=True, slots=True)
class Profile:
    """The caregiver's choices. Each field is a row of settings.py, which explains it and holds its default."""

    baby: str = usual("baby")
    born: str = usual("born")
    """ISO date, so that the baby grows older in it."""
    bedtime: bool = usual("bedtime")
    bed: str = usual("bed")
    """The background sound: a name of beds.py, a file, a folder or none; empty means none except at bedtime."""
    bed_after: str = usual("bed-after")
    """How long it stays on once the baby sleeps."""
    detail: str = usual("detail")
    """teach, remind or counts; empty lets the journal decide."""
    taught: str = usual("taught")
    """ISO date from which finished strokes count, set when the caregiver asks for the long words again."""
    count: str = usual("count")
    times: dict[str, int] = field(default_factory=dict)
    pace: int = usual("pace")
    beat: str = usual("beat")
    """breath or heart: what a repetition takes its time from."""
    hands: str = usual("hands")
    """right, left or one, as in ``Options``."""
    leave_out: tuple[str, ...] = usual("leave-out")
    jab: str = usual("jab")
    """The leg that had a vaccination, as in JABS."""
    jabbed: str = usual("jabbed")
    """ISO date and time at which that was kept; empty until then."""
    hips_first: bool = usual("hips-first")
    hips_cleared: bool = usual("hips-cleared")
    harness: bool = usual("harness")
    coach_asks: bool = usual("coach-asks")
    """The coach asks the baby, as in ``Options``."""
    navel_healed: bool = usual("navel-healed")
    reflux_free: bool = usual("reflux-free")
    voice: str = usual("voice")
    voice_id: str = usual("voice-id")
    rate: int = usual("rate")
    volume: int = usual("volume")
    speaker: str = usual("speaker")
    output: str = usual("output")
    listens: bool = usual("listens")
    """A microphone listens for phrases, where there is one."""
    listening_told: bool = usual("listening-told")
    """The caregiver knows that."""
    asked: bool = usual("asked")
    microphone: str = usual("microphone")
    crying: bool = usual("crying")
    """Whether sustained crying is a no."""
    eased: int = usual("eased")
    """Percent of the allowed easing for "no" that `coach practise` found to help this caregiver."""
    keys: dict[str, str] = field(default_factory=dict)
    pedals: tuple[str, ...] = usual("pedals")
    """Names of the devices that learned keys come from."""

    def age(self, today: datetime.date) -> int | None:
        """Days since birth; None when nobody said."""
        return max(0, (today - datetime.date.fromisoformat(self.born)).days) if self.born else None

    def spared(self, now: datetime.datetime) -> tuple[str, ...]:
        """The legs that had a vaccination less than 72 hours ago, or in the future, as after a clock was set back."""
        over = self.jabbed and now - datetime.datetime.fromisoformat(self.jabbed) >= SPARED
        if not self.jab or over:
            return ()
        return LEGS if self.jab == BOTH_LEGS else (self.jab,)

    @property
    def lies_under(self) -> str:
        """The sound under the voice, empty for none."""
        return "" if self.bed == "none" else self.bed or ("brown" if self.bedtime else "")

    @property
    def level(self) -> int:
        """Decibels of the volume."""
        return round(20 * math.log10(self.volume / 100))

    @property
    def taught_at(self) -> int:
        """Milliseconds since 1970 from which finished strokes count."""
        if not self.taught:
            return 0
        return round(max(datetime.datetime.fromisoformat(self.taught), EARLIEST).astimezone().timestamp() * 1000)

    def keymap(self) -> Keymap:
        """The keys as this caregiver wants them."""
        return remapped(self.keys)

    def options(self, now: datetime.datetime) -> Options:
        """The choices that shape what is done and said; ``now`` with its offset."""
        return Options(
            detail=Detail(self.detail or Detail.TEACH),
            baby=self.baby,
            age=self.age(now.date()),
            leave_out=self.leave_out,
            jabbed=self.spared(now),
            hips_cleared=self.hips_cleared,
            harness=self.harness,
            navel_healed=self.navel_healed,
            reflux_free=self.reflux_free,
            count=Count(self.count) if self.count else None,
            times=self.times or None,
            pace=self.pace,
            hands=Hands(self.hands),
            crying=self.crying,
            beat=Beat(self.beat),
            bedtime=self.bedtime,
            hips_first=self.hips_first,
            coach_asks=self.coach_asks,
        )


PROFILE = Group(
    "the profile",
    {key: Key(one.shape, one.help) for key, one in SETTINGS.items()},
    lambda _node, given, _faults: Profile(**{key.replace("-", "_"): value for key, value in _known(given).items()}),
)


def _known(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is read, with what an older profile says about listening, which used to be off unless it was asked for.

    Somebody who asked for it knows of it. Somebody who named a microphone without asking for it has declined.
    """
    if "listening-told" in given:
        return given
    if given.get("listens"):
        return {**given, "listening-told": True}
    declined = "microphone" in given and "listens" not in given
    return {**given, "listens": False} if declined else given


def path() -> Path:
    """The profile's file."""
    return config_folder() / "profile.yaml"


def load(file: Path | None = None) -> Profile:
    """The saved profile, or the defaults where there is none. A jab of more than three days ago is no longer in it.

    Raises:
        ScriptError: with every fault of the file.
    """
    file = file or path()
    if file in TONIGHT:
        return _without_old_jab(TONIGHT[file])
    if not (file.is_symlink() or file.exists()):
        return Profile()
    faults = Faults(file.name)
    profile = _read(read_text(file), faults)
    if faults.found:
        raise ScriptError(file.name, "cannot be used", faults=faults.lines())
    return _without_old_jab(profile)


def _without_old_jab(mine: Profile) -> Profile:
    return mine if mine.spared(datetime.datetime.now().astimezone()) else replace(mine, jab="", jabbed="")


def so_far() -> Profile:
    """The saved profile, for what is kept of itself: where there is none, the first run is still to be answered."""
    return load() if path() in TONIGHT or path().exists() else Profile(asked=False)


def _read(text: str, faults: Faults) -> Profile:
    node = compose(text, faults)
    profile: Profile = PROFILE.read(node, "the profile", faults) if node is not None else Profile()
    return profile


def save(profile: Profile, file: Path | None = None) -> Path:
    """Write the profile whole or not at all, so that only this user can read it. Returns its file.

    Raises:
        UsageError: the folder cannot be written, or the profile could not be read again.
    """
    file = file or path()
    now = datetime.datetime.now().astimezone().isoformat(timespec="minutes")
    if profile.jab and not profile.jabbed and now >= profile.born:  # before the birth the clock is wrong
        profile = replace(profile, jabbed=now)
    given = {name.replace("_", "-"): value for name, value in changed(profile).items()}
    text = yaml.safe_dump(given, allow_unicode=True, sort_keys=False)
    faults = Faults("the new profile")
    _read(text, faults)
    if faults.found:  # every later command would end with it
        raise UsageError("profile", faults.found[0][1].partition(": ")[2], "nothing is saved")
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(file, text.encode(), private=True, durable=True)
        TONIGHT.pop(file, None)
    except OSError as error:
        what = f"the profile cannot be saved ({reason(error)})"
        raise UsageError(file.name, what, remedy(error, f"check who may write to {file.parent}")) from error
    return file


def changed(profile: Profile) -> dict[str, Any]:
    """The values that differ from the defaults, by field."""
    default = Profile()
    given = {part.name: getattr(profile, part.name) for part in fields(profile)}
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in given.items()
        if value != getattr(default, name)
    }


def aged(profile: Profile, age: str, today: datetime.date) -> Profile:
    """The profile with a date of birth that gives this age today.

    Raises:
        UsageError: that is not an age.
    """
    days = age_in_days(age)
    if days is None or days > 7000:  # noqa: PLR2004 - nineteen years: surely a slip
        raise UsageError("--age", f'"{age}" is not an age', "write it as 10d, 6w, 3m or 1y")
    return replace(profile, born=(today - datetime.timedelta(days=days)).isoformat())
