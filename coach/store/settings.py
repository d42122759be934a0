"""Every setting in one table. The command line, the profile, the spoken settings and docs/using.md all read it.

Knows what a setting is called, what it can be and how it is said or typed; nothing of what it then does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from coach.model.events import Command
from coach.model.options import BOTH_LEGS, LEGS, Detail, Hands
from coach.outputs import DEFAULT, OUTPUTS
from coach.store.shapes import Day, Lasting, Moment, Name, Table
from coach.support.yaml_schema import Choice, ListOf, Number, Shape, Text, YesNo

HIPS = ((False, False), (True, False), (False, True))
"""By the answer to a doubt about the hips: whether they were cleared, and whether a harness is worn."""
JABS = (*LEGS, BOTH_LEGS)
"""Where the baby was vaccinated."""
STROKE = r"[^\W\d_A-Z](?:[^\W\d_A-Z]|[' -]){1,39}"
"""The name of a stroke or a part as it is compared: letters of any script, none of them a capital."""
COMMANDS = (*(command.value for command in Command if command is not Command.BEGIN), "off")
"""The commands that a key can be given."""
Change = Mapping[str, object]
"""Fields of the profile with their new values."""


class Group(StrEnum):
    """Settings that a command takes together."""

    PLAN = "what is done and how"
    VOICE = "how it sounds"
    OUTPUT = "the audio library"
    HEARING = "what is listened to"
    PROFILE = "for the profile alone"


@dataclass(frozen=True, slots=True)
class Flag:
    """How a setting is typed. Where ``help`` is empty, the setting's own sentence is the help."""

    name: str
    group: Group
    metavar: str = ""
    help: str = ""
    gives: object = None
    """What the bare flag sets, for a flag that takes no value."""
    alone: str | None = None
    """The value of a flag that was typed without one; None if it needs one."""
    several: bool = False
    """Whether the flag can be repeated."""
    also: str = ""
    """An older name of the flag."""
    derived: bool = False
    """Whether ``cli/typed.py`` works out the value from what is typed."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One lasting choice."""

    key: str
    """Its key in the profile's file."""
    shape: Shape
    usual: Any
    """Its default."""
    help: str
    """What it is for, as the end of a line about it."""
    flag: Flag | None = None
    spoken: tuple[Change, ...] = ()
    """Its values by ear, in the order of `set-KEY-choices` in the words; empty if it isn't in the spoken list."""

    @property
    def field(self) -> str:
        """Its name in ``Profile``."""
        return self.key.replace("-", "_")

    @property
    def typed(self) -> str:
        """The name under which the command line passes on its value; empty if it can't be typed."""
        if self.flag and self.flag.derived:
            return self.flag.name.removeprefix("--").replace("-", "_")
        return self.field if self.flag else ""


def _each(field: str, *values: object) -> tuple[Change, ...]:
    return tuple({field: value} for value in values)


_DETAILS = tuple(one.value for one in Detail)
_HANDS = tuple(one.value for one in Hands)
_NAME = Text(STROKE, "the name of a stroke or part")
_PACES: tuple[Change, ...] = (
    *({"pace": pace, "beat": ""} for pace in (100, 120, 80)),
    *({"beat": beat} for beat in ("breath", "heart")),
)
_PLAN, _VOICE, _HEARING = Group.PLAN, Group.VOICE, Group.HEARING

# fmt: off
TABLE = (
    Setting("baby", Name(), "", "the baby's name", Flag("--baby", _PLAN, "NAME")),
    Setting("born", Day(), "", "the day of birth, so that the baby grows older in the profile",
            Flag("--age", _PLAN, "AGE", "such as 10d, 6w, 3m or 1y; gentler and shorter for the youngest",
                 derived=True)),
    Setting("bedtime", YesNo(), False, "slower, softer, and without anything that wakes",
            Flag("--bedtime", _PLAN), _each("bedtime", False, True)),
    Setting("bed", Text(hint="rain, waves, brown, lullaby, a file or a folder"), "",
            "the sound under the voice: rain, waves, brown, lullaby, none, a file or a folder",
            Flag("--bed", _VOICE, "SOUND"), _each("bed", "", "none", "rain", "waves", "brown", "lullaby")),
    Setting("bed-after", Lasting(), "20m",
            "how long that sound stays once the baby sleeps, such as 20m",
            Flag("--bed-after", _VOICE, "TIME")),
    Setting("detail", Choice(_DETAILS), "",
            "how much is said; by default less from night to night as you learn the strokes",
            Flag("--detail", _PLAN), _each("detail", "", *_DETAILS)),
    Setting("taught", Day(), "", "the day the long words were asked for again",
            Flag("--teach-again", _PLAN, help="the long words again, however often you've done a stroke",
                 gives=True, derived=True)),
    Setting("count", Choice(("spoken", "ticked", "silent")), "",
            "how repetitions are counted; by default as suits the stroke",
            Flag("--count", _PLAN), _each("count", "", "spoken", "ticked", "silent")),
    Setting("times", Table(Number(1, 200), STROKE), {}, "your own count for a stroke, where its source leaves it open",
            Flag("--times", _PLAN, "STROKE=N", several=True, derived=True)),
    Setting("pace", Number(60, 200, 1, " of percent"), 100, "percent of the usual time for each stroke; 120 is slower",
            Flag("--pace", _PLAN, "PACE",
                 "breath, heart, or a percentage from 60 to 200; at 120 each stroke takes longer",
                 derived=True), _PACES),
    Setting("beat", Choice(("breath", "heart")), "", "what a repetition takes its time from; `--pace` sets it too"),
    Setting("hands", Choice(_HANDS), Hands.RIGHT.value,
            "which hand strokes while the other holds; one is for a single hand", Flag("--hands", _PLAN)),
    Setting("leave-out", ListOf(_NAME, least=0, single=True), (),
            'a stroke or a part to leave out, such as "rope" or "left arm"; after a jab in a leg, use --jab',
            Flag("--leave-out", _PLAN, "NAME", several=True, derived=True),
            _each("leave_out", (), ("left leg",), ("right leg",))),
    Setting("jab", Choice(JABS), "",
            "the leg that had a vaccination: left out for three days, then back by itself; a second one joins it",
            Flag("--jab", _PLAN, "LEG", several=True, derived=True),
            tuple({"jab": leg, "jabbed": ""} for leg in ("", *JABS))),
    Setting("jabbed", Moment(), "", "when that was said: the leg is back after three days, counted in hours"),
    Setting("hips-first", YesNo(), False, "the hips before the legs",
            Flag("--hips-first", _PLAN), _each("hips_first", False, True)),
    Setting("hips-cleared", YesNo(), False, "a professional has checked the hips",
            Flag("--hips-cleared", _PLAN),
            tuple({"hips_cleared": cleared, "harness": worn} for cleared, worn in HIPS)),
    Setting("harness", YesNo(), False, "the baby wears a hip harness: only arms, chest and face",
            Flag("--harness", _PLAN)),
    Setting("coach-asks", YesNo(), False, "the coach asks your baby aloud, instead of prompting you to ask",
            Flag("--coach-asks", _PLAN), _each("coach_asks", False, True)),
    Setting("navel-healed", YesNo(), False, "the navel is dry and closed, so the tummy may be stroked",
            Flag("--navel-healed", _PLAN), _each("navel_healed", False, True)),
    Setting("reflux-free", YesNo(), False, "the baby has no reflux, so the knees may come up to the tummy",
            Flag("--reflux-free", _PLAN), _each("reflux_free", False, True)),
    Setting("voice", Choice(("heart", "system", "none")), "heart", "who speaks", Flag("--voice", _VOICE)),
    Setting("voice-id", Text(hint="a voice of `coach voices`"), "", "which of the system's voices; see `coach voices`",
            Flag("--voice-id", _VOICE, "ID")),
    Setting("rate", Number(60, 300), 140, "words a minute, 60 to 300", Flag("--rate", _VOICE, "WORDS")),
    Setting("volume", Number(1, 300), 100, "loudness in percent, 1 to 300", Flag("--volume", _VOICE, "PERCENT")),
    Setting("speaker", Text(hint="a name of `coach speakers`"), "", "the loudspeaker, by a part of its name",
            Flag("--speaker", _VOICE, "NAME")),
    Setting("output", Choice(tuple(OUTPUTS)), DEFAULT, "the audio library", Flag("--output", Group.OUTPUT, "LIBRARY")),
    Setting("listens", YesNo(), True, "listen for your voice as well as keys, where there is a microphone",
            Flag("--no-listen", _HEARING, help="listen to keys only", gives=False, also="--no-microphone"),
            _each("listens", True, False)),
    Setting("listening-told", YesNo(), False, "you have been told that your voice is listened to"),
    Setting("asked", YesNo(), True, "the questions of the first evening; false where only a jab or the like was kept"),
    Setting("microphone", Text(hint="a part of its name"), "", "the microphone, by a part of its name",
            Flag("--microphone", _HEARING, "NAME",
                 "listen for phrases as well; a part of its name chooses the microphone",
                 alone="")),
    Setting("crying", YesNo(), True, "the microphone listens for lasting crying, which is a no",
            Flag("--no-crying", _HEARING, help="don't listen for crying", gives=False),
            _each("crying", True, False)),
    Setting("eased", Number(0, 100, 1, " of percent"), 0, "how much more closely to listen for no, as practice found",
            Flag("--not-eased", Group.PROFILE, help="take back what `coach practise` kept", gives=0)),
    Setting("keys", Table(Choice(COMMANDS), r".{1,64}"), {}, "keys that mean something else",
            Flag("--key", Group.PROFILE, "KEY=COMMAND", 'what a key means, such as "p=where are we", or "p=off"',
                 several=True, derived=True)),
    Setting("pedals", ListOf(Text(hint="the name of an input device"), least=0, single=True), (),
            "the input devices whose learned keys are heard"),
)
# fmt: on
"""In the order of the profile's file, the help and the spoken list."""
SETTINGS: Mapping[str, Setting] = {one.key: one for one in TABLE}


def usual(key: str) -> Any:
    """The default of a setting."""
    return SETTINGS[key].usual
