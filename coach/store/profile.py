"""What a caregiver chose once: a YAML file in the user's config folder, so that nothing has to be typed twice."""

from __future__ import annotations

import datetime
import os
import re
import tempfile
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import platformdirs
import yaml

from coach.model.events import Command
from coach.model.options import Options
from coach.session.keymap import Keymap, remapped
from coach.support.durations import age_in_days
from coach.support.errors import ScriptError, UsageError
from coach.support.files import read_text
from coach.support.yaml_schema import Choice, Faults, Group, Key, ListOf, Node, Number, Text, YesNo, compose, plain

APP = "baby-massage-coach"
BABY = r"[^\W\d_][\w .'\u2019-]{0,29}"
"""A name that a voice can say: letters first, then letters, digits, blanks, dots, hyphens and apostrophes."""


def config_folder() -> Path:
    """Where the profile, own routines and own cues are."""
    return Path(platformdirs.user_config_dir(APP, appauthor=False))


def cache_folder() -> Path:
    """Where spoken phrases are kept."""
    return Path(platformdirs.user_cache_dir(APP, appauthor=False))


def data_folder() -> Path:
    """Where the coach remembers what was played last."""
    return Path(platformdirs.user_data_dir(APP, appauthor=False))


def journal_file() -> Path:
    """Where the record of all sessions is."""
    return data_folder() / "journal.sqlite3"


@dataclass(frozen=True, slots=True)
class Profile:
    """The caregiver's choices; the keys of the file have hyphens where these have underscores."""

    baby: str = ""
    born: str = ""
    """ISO date, so that the baby grows older in it."""
    detail: str = ""
    """teach, remind or counts; empty is by what the journal knows."""
    leave_out: tuple[str, ...] = ()
    hips_cleared: bool = False
    count: str = ""
    pace: int = 100
    hands: str = "right"
    """right, left or one, as in ``Options``."""
    beat: str = ""
    """breath or heart: what a repetition takes its time from."""
    bedtime: bool = False
    hips_first: bool = False
    taught: str = ""
    """ISO date from which on finished strokes count, when the long words were asked for again."""
    times: dict[str, int] = field(default_factory=dict)
    voice: str = "heart"
    voice_id: str = ""
    rate: int = 140
    volume: int = 100
    output: str = "miniaudio"
    speaker: str = ""
    bed: str = ""
    """The sound under the voice: a name of beds.py, a file, a folder or none; empty is none but at bedtime."""
    bed_after: str = "20m"
    """How long it stays once the baby sleeps."""
    listens: bool = False
    """A microphone listens for phrases."""
    microphone: str = ""
    crying: bool = True
    """Sustained crying is a no."""
    eased: int = 0
    """Percent of the allowed easing with which "no" is heard, as `coach practise` found it to help this caregiver."""
    keys: dict[str, str] = field(default_factory=dict)
    pedals: tuple[str, ...] = ()
    """Names of the devices that learned keys are heard from."""

    def age(self, today: datetime.date) -> int | None:
        """Days since birth; None when nobody said."""
        return max(0, (today - datetime.date.fromisoformat(self.born)).days) if self.born else None

    @property
    def lies_under(self) -> str:
        """The sound under the voice, empty for none."""
        return "" if self.bed == "none" else self.bed or ("brown" if self.bedtime else "")

    @property
    def taught_at(self) -> int:
        """Milliseconds since 1970 from which on finished strokes count."""
        day = datetime.datetime.fromisoformat(self.taught).astimezone() if self.taught else None
        return round(day.timestamp() * 1000) if day else 0

    def keymap(self) -> Keymap:
        """The keys as this caregiver wants them."""
        return remapped(self.keys)

    def options(self, today: datetime.date) -> Options:
        """The choices that shape what is done and said."""
        return Options(
            detail=self.detail or "teach",
            baby=self.baby,
            age=self.age(today),
            leave_out=self.leave_out,
            hips_cleared=self.hips_cleared,
            count=self.count,
            times=self.times or None,
            pace=self.pace,
            hands=self.hands,
            crying=self.crying,
            beat=self.beat,
            bedtime=self.bedtime,
            hips_first=self.hips_first,
        )


@dataclass(frozen=True)
class Born:
    """A date."""

    def read(self, node: Node, name: str, faults: Faults) -> str:
        value = getattr(node, "value", "")
        try:
            return datetime.date.fromisoformat(value).isoformat()
        except (TypeError, ValueError):
            faults.add(node, f"{name} must be a date", "write it as 2026-08-30")
            return ""

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date"}


@dataclass(frozen=True)
class Table:
    """Free keys, all with one kind of value."""

    value: Any
    form: str

    def read(self, node: Node, name: str, faults: Faults) -> dict[str, Any]:
        if not isinstance(node, yaml.MappingNode):
            faults.add(node, f"{name} must be a group of keys", "write one key: value a line")
            return {}
        result = {}
        for key_node, value in node.value:
            key = str(plain(key_node))
            if not re.fullmatch(self.form, key):
                faults.add(
                    key_node, f'"{key[:40] if key.isprintable() else "?"}" cannot stand in {name}', "check its spelling"
                )
            result[key] = self.value.read(value, f'"{key}"', faults)
        return result

    def schema(self) -> dict[str, Any]:
        return {"type": "object", "additionalProperties": self.value.schema()}


COMMANDS = (*(command.value for command in Command if command is not Command.BEGIN), "off")
NAMES = ListOf(Text(r"[a-z][a-z' -]{1,39}", "the name of a stroke or part"), least=0, single=True)
PROFILE = Group(
    "the profile",
    {
        "baby": Key(Text(BABY, "the baby's name", 30), "the baby's name"),
        "born": Key(Born(), "the day of birth"),
        "detail": Key(Choice(("teach", "remind", "counts")), "how much is said"),
        "leave-out": Key(NAMES, "strokes or legs to leave out"),
        "hips-cleared": Key(YesNo(), "a professional has checked the hips"),
        "count": Key(Choice(("spoken", "ticked", "silent")), "how repetitions are counted"),
        "pace": Key(Number(60, 200, 1, " of percent"), "percent of the usual time of a stroke"),
        "hands": Key(Choice(("right", "left", "one")), "which hand works, or that there is one"),
        "beat": Key(Choice(("breath", "heart")), "what a repetition takes its time from"),
        "bedtime": Key(YesNo(), "every session is a bedtime"),
        "hips-first": Key(YesNo(), "hips before legs"),
        "taught": Key(Born(), "the day on which the long words were asked for again"),
        "times": Key(Table(Number(1, 200), r"[a-z][a-z' -]{1,39}"), "own counts by stroke"),
        "voice": Key(Choice(("heart", "system", "none")), "who speaks"),
        "voice-id": Key(Text(hint="a voice of `coach voices`"), "which system voice"),
        "rate": Key(Number(60, 300), "words a minute"),
        "volume": Key(Number(1, 300), "percent of the usual loudness"),
        "output": Key(Choice(("miniaudio", "sounddevice", "simpleaudio", "none")), "the audio library"),
        "speaker": Key(Text(hint="a name of `coach speakers`"), "the loudspeaker, by a part of its name"),
        "listens": Key(YesNo(), "a microphone listens for what is said"),
        "microphone": Key(Text(hint="a part of its name"), "the microphone, by a part of its name"),
        "crying": Key(YesNo(), "sustained crying is a no"),
        "eased": Key(Number(0, 100, 1, " of percent"), "how much more closely the ears listen for no, by practice"),
        "bed": Key(Text(hint="rain, waves, brown, lullaby, a file or a folder"), "the sound under the voice"),
        "bed-after": Key(Text(hint="a time such as 20m"), "how long that sound stays with a baby that sleeps"),
        "pedals": Key(ListOf(Text(hint="the name of an input device"), least=0, single=True), "learned pedals"),
        "keys": Key(Table(Choice(COMMANDS), r".{1,64}"), "keys that mean something else"),
    },
    lambda _node, given, _faults: Profile(**{key.replace("-", "_"): value for key, value in given.items()}),
)


def path() -> Path:
    """The profile's file."""
    return config_folder() / "profile.yaml"


def load(file: Path | None = None) -> Profile:
    """The saved profile, or the defaults where there is none.

    Raises:
        ScriptError: with every fault of the file.
    """
    file = file or path()
    if not file.exists():
        return Profile()
    text = read_text(file)
    faults = Faults(file.name)
    node = compose(text, faults)
    profile: Profile = PROFILE.read(node, "the profile", faults) if node is not None else Profile()
    if faults.found:
        raise ScriptError(file.name, "cannot be used", faults=faults.lines())
    return profile


def save(profile: Profile, file: Path | None = None) -> Path:
    """Write the profile whole or not at all; only this user can read it.

    Raises:
        UsageError: the folder cannot be written.
    """
    file = file or path()
    given = {name.replace("_", "-"): value for name, value in changed(profile).items()}
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=".profile")
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            yaml.safe_dump(given, out, allow_unicode=True, sort_keys=False)
        Path(temporary).replace(file)
    except OSError as error:
        raise UsageError(
            file.name, f"the profile cannot be saved ({error.strerror})", "check the folder's permissions"
        ) from error
    return file


def changed(profile: Profile) -> dict[str, Any]:
    """What differs from the usual, by the names of the fields."""
    usual = Profile()
    given = {part.name: getattr(profile, part.name) for part in fields(profile)}
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in given.items()
        if value != getattr(usual, name)
    }


def aged(profile: Profile, age: str, today: datetime.date) -> Profile:
    """The profile with a date of birth that makes the baby as old as said.

    Raises:
        UsageError: that is not an age.
    """
    return replace(profile, born=(today - datetime.timedelta(days=days_of(age))).isoformat())


def days_of(age: str) -> int:
    """Days of an age such as "3m".

    Raises:
        UsageError: that is not an age.
    """
    days = age_in_days(age)
    if days is None or days > 7000:  # noqa: PLR2004 - nineteen years: surely a slip
        raise UsageError("--age", f'"{age}" is not an age', "write it as 10d, 6w, 3m or 1y")
    return days


def checked_name(name: str) -> str:
    """A baby's name that can be spoken.

    Raises:
        UsageError: it has a form that no voice can say.
    """
    if name and not re.fullmatch(BABY, name):
        raise UsageError(
            "--baby", "this name cannot be spoken", "use up to thirty letters, blanks, hyphens and apostrophes"
        )
    return name
