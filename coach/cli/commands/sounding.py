"""What the coach sounds like: `coach voices`, `coach sounds` and `coach speakers`."""

from __future__ import annotations

import argparse

from coach.cli.typed import chosen
from coach.support.errors import SoundError
from coach.support.streams import report


def voices(given: argparse.Namespace) -> int:
    """List the voices, and let them speak."""
    from coach.cli import samples  # noqa: PLC0415

    return samples.voices(chosen(given), speak=not given.silent, only=given.voice)


def sounds(given: argparse.Namespace) -> int:
    """Teach the short sounds by ear."""
    from coach.cli import assembly  # noqa: PLC0415

    return assembly.sounds(chosen(given), quiet=given.quiet)


def speakers(given: argparse.Namespace) -> int:
    """List the loudspeakers, or say why there is no list."""
    from coach import outputs  # noqa: PLC0415

    names = outputs.devices(given.output)
    if not names and (problem := outputs.make(given.output).check()):
        report(problem)
        return SoundError.status
    for name in names or (f"{given.output} plays on the system's usual loudspeaker and can't choose another.",):
        print(name)
    return 0
