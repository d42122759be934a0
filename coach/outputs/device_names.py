"""Finds a speaker by a part of its name. Knows only names."""

from __future__ import annotations

from coach.support.errors import SoundError


def choose(names: list[str], wanted: str) -> int:
    """The index in ``names`` of the speaker called ``wanted``: the exact name, or else the first that contains it.

    Ignores case.

    Raises:
        SoundError: no name has it; the message lists the names there are.

    """
    folded = [name.casefold() for name in names]
    wanted_folded = wanted.casefold()
    if wanted_folded in folded:
        return folded.index(wanted_folded)
    for place, name in enumerate(folded):
        if wanted_folded in name:
            return place
    there_are = "choose one of: " + "; ".join(names) if names else "there is no speaker at all: plug one in"
    raise SoundError("speaker", f'there is none called "{wanted}"', there_are)
