"""What dialogues ask of the world outside: each errand is data, and its docstring says what it returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from coach.dialogue.scenes import Errand
from coach.dialogue.shelf import Shelf
from coach.model.options import Options
from coach.model.records import Past
from coach.session.state import State
from coach.store.profile import Profile


@dataclass(frozen=True, slots=True)
class Offered(Errand[Shelf]):
    """The routines that fit this baby, each in the list where it is looked for."""

    mine: Profile


@dataclass(frozen=True, slots=True)
class Begin(Errand[State]):
    """A new session of a routine; CoachError if it can't be made."""

    mine: Profile
    name: str
    options: Options | None = None
    """None for those of the profile."""
    chosen: bool = False
    """Whether the caregiver chose it, so that it is remembered as the last one."""


@dataclass(frozen=True, slots=True)
class Remembered(Errand["Memory"]):
    """The last sessions in the journal."""


@dataclass(frozen=True, slots=True)
class Memory:
    """The last sessions, and the time from which to look back."""

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
class Forget(Errand[None]):
    """Delete all that is kept; CoachError if something is still there."""


@dataclass(frozen=True, slots=True)
class Hold(Errand[None]):
    """Use a profile that couldn't be saved until the coach ends, whatever is chosen meanwhile."""

    mine: Profile


@dataclass(frozen=True, slots=True)
class Become(Errand[None]):
    """Use a profile from now on: its voice, loudness, keys and pedals."""

    mine: Profile


@dataclass(frozen=True, slots=True)
class Voices(Errand[Sequence[str]]):
    """Names of the voices that work here, the usual one first: "heart", "system" or "system:ID"."""

    ahead: bool = False
    """Only start looking for them; returns none."""


@dataclass(frozen=True, slots=True)
class HearAllKeys(Errand[None]):
    """Hear every pedal, every remote and the keys of every window; EarError where nothing can be pressed."""

    why: str
    """Who needs it, for the error."""


@dataclass(frozen=True, slots=True)
class Bind(Errand[Profile]):
    """The profile with keys that were learnt, and the devices they are heard from."""

    mine: Profile
    keys: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Warm(Errand[None]):
    """Wait until the voice is awake."""


@dataclass(frozen=True, slots=True)
class MicrophoneOpen(Errand[bool]):
    """Whether a microphone listens now; waits until the first try to open it is over."""


@dataclass(frozen=True, slots=True)
class KeepListening(Errand[None]):
    """Keep in the saved profile, and nothing else, that the voice is listened to or not, and that this was told."""

    on: bool
