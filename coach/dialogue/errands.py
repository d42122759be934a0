"""What dialogues have done by the world outside: each errand is data, and says what comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from coach.dialogue.scenes import Errand
from coach.model.options import Options
from coach.model.records import Past
from coach.session.state import State
from coach.store.profile import Profile


@dataclass(frozen=True, slots=True)
class Titles(Errand[Mapping[str, str]]):
    """The titles of the routines there are for this baby, by name."""

    mine: Profile


@dataclass(frozen=True, slots=True)
class Begin(Errand[State]):
    """A fresh session of a routine; CoachError where that cannot be."""

    mine: Profile
    name: str
    options: Options | None = None
    """None for those of the profile."""
    chosen: bool = False
    """The caregiver chose it, so it is remembered as the last one."""


@dataclass(frozen=True, slots=True)
class Remembered(Errand["Memory"]):
    """What the journal holds of the last sessions."""


@dataclass(frozen=True, slots=True)
class Memory:
    """The last sessions, and the time at which they are looked back on."""

    past: Past
    now: int
    """Milliseconds since 1970."""


@dataclass(frozen=True, slots=True)
class Tale(Errand[Sequence[str]]):
    """What was done so far, in sentences."""


@dataclass(frozen=True, slots=True)
class Held(Errand[Sequence[str]]):
    """What a routine holds, in sentences."""

    mine: Profile
    name: str


@dataclass(frozen=True, slots=True)
class Write(Errand[Path]):
    """Write a routine in a form, ``sound``, ``page`` or ``card``; gives where it is, CoachError where it cannot be."""

    form: str
    name: str


@dataclass(frozen=True, slots=True)
class Speakers(Errand[Sequence[str]]):
    """The loudspeakers there are."""

    mine: Profile


@dataclass(frozen=True, slots=True)
class Save(Errand[None]):
    """Keep a profile."""

    mine: Profile


@dataclass(frozen=True, slots=True)
class Become(Errand[None]):
    """Let a profile be heard from now on: its voice, its loudness, its keys and pedals."""

    mine: Profile


@dataclass(frozen=True, slots=True)
class Voices(Errand[Sequence[str]]):
    """Names of the voices that work here, the usual one first: "heart", "system" or "system:ID"."""

    ahead: bool = False
    """Only begin to look for them; gives none."""


@dataclass(frozen=True, slots=True)
class HearAllKeys(Errand[None]):
    """Hear every pedal, every remote and the keys of every window; EarError where nothing can be pressed."""

    why: str
    """What needs it, for the error."""


@dataclass(frozen=True, slots=True)
class Bind(Errand[Profile]):
    """The profile with keys that were learnt, and the devices they are heard from."""

    mine: Profile
    keys: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Warm(Errand[None]):
    """Wait until the voice is awake."""
