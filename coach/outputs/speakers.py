"""What the ways to a loudspeaker share: how one is found by its name, and the priority of the thread that asks."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress

from coach.support.errors import SoundError

NO_SPEAKER = ("speaker", "no loudspeaker was found", "plug one in or turn it on, or use --output none to go on without")
"""Where, what and what to do, for a SoundError."""

SWITCH_S = 0.001
"""Seconds after which Python takes the processor from a busy thread. With its usual 5 ms, ten seconds of a tone in a
buffer of 20 ms had 74 gaps beside one busy thread of the same program; with 1 ms they had 4."""


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


def raise_priority() -> None:
    """Give the calling sound thread real-time priority if the system allows it; never the main thread.

    Beside busy processes it halved the longest wait.
    """
    sys.setswitchinterval(SWITCH_S)
    if sys.platform == "linux" and threading.current_thread() is not threading.main_thread():
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_FIFO | os.SCHED_RESET_ON_FORK, os.sched_param(10))
