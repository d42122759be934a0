"""What practising asks of the world outside, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coach.dialogue.scenes import Errand
from coach.practice.scoring import Points


@dataclass(frozen=True, slots=True)
class OpenEar(Errand[Points]):
    """Open the microphone and report what it gives; gives the shipped operating points of "no".

    EarError where there is no such microphone.
    """

    eased: int
    """Percent of the allowed easing."""
    keep: Path | None
    """The folder that sayings are kept in, if they are."""


@dataclass(frozen=True, slots=True)
class Ease(Errand[None]):
    """Listen for "no" more closely, by so many percent of what is allowed."""

    percent: int


@dataclass(frozen=True, slots=True)
class Louder(Errand[None]):
    """Change the loudness of the coach."""

    db: int


@dataclass(frozen=True, slots=True)
class Keep(Errand[Path]):
    """Keep the last saying as a sound file; gives where it is."""

    steps: int
    """How much of what was heard, in steps of 80 ms."""
    number: int
    """The saying's."""


@dataclass(frozen=True, slots=True)
class Figures(Errand[Mapping[str, Any]]):
    """What the ears have measured of the room and of themselves, by name; empty before they measured anything."""
