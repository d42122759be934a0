"""Ways to a loudspeaker or a file, by name. Each is imported only when chosen, and knows nothing of what it plays."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from coach.support.errors import SoundError

if TYPE_CHECKING:
    from coach.outputs.output import Output

OUTPUTS = {
    "miniaudio": "coach.outputs.miniaudio_out:MiniaudioOut",
    "sounddevice": "coach.outputs.sounddevice_out:SounddeviceOut",
    "simpleaudio": "coach.outputs.simpleaudio_out:SimpleaudioOut",
    "none": "coach.outputs.none_out:NoneOut",
}
"""The first is the default. Each class takes the speaker's name. A file is none: see ``file_out``."""

DEFAULT = next(iter(OUTPUTS))


def make(name: str = DEFAULT, speaker: str = "") -> Output:
    """Make the output called ``name`` for the speaker whose name contains ``speaker``; empty is the system's default.

    Raises:
        SoundError: there is no such output, or its library is not installed.

    """
    output: Output = _class(name)(speaker)
    return output


def sides(name: str, speaker: str) -> dict[str, Output]:
    """Each side of a speaker by its name, left first; where an output knows no sides, all of it under an empty name.

    Raises:
        SoundError: there is no such output, or its library is not installed.

    """
    made = _class(name)
    return {side: made(speaker, side=side) for side in getattr(made, "SIDES", ())} or {"": made(speaker)}


def devices(name: str = DEFAULT) -> list[str]:
    """List the speakers that output can use, by name.

    Raises:
        SoundError: there is no such output, its library is not installed, or it cannot list any.

    """
    found: list[str] = _class(name).devices()
    return found


def _class(name: str) -> Any:
    if name not in OUTPUTS:
        raise SoundError("output", f'there is none called "{name}"', f"choose one of {', '.join(OUTPUTS)}")
    module, _, attribute = OUTPUTS[name].partition(":")
    return getattr(import_module(module), attribute)
