"""Every failure that a person can meet, as a tree, and the exit status that each one becomes.

    CoachError              1   anything that has no closer name
    +-- UsageError          2   the command line does not make sense
    +-- ScriptError         3   a routine, the profile or a cue list is wrong; carries every fault found
    +-- VoiceError          4   no words could be made
    +-- SoundError          5   no sound could be played or written
    +-- EarError            6   a key, pedal or microphone cannot be listened to
    +-- JournalError        7   the record of the evening cannot be kept

A message reads ``where: what; what to do``. Ctrl-C is 130, an ending because the baby said no is 0.
"""

from __future__ import annotations

from coach.support.text import printable

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells have it (128 + SIGINT)."""


def _plain(text: str) -> str:
    """File names and the words of users can hold commands for a terminal: none of them gets through here."""
    return "\n".join(map(printable, text.split("\n")))


class CoachError(Exception):
    """A failure with a place, a cause and a remedy."""

    status = 1

    def __init__(self, where: str, what: str, todo: str = "") -> None:
        self.where, self.what, self.todo = map(_plain, (where, what, todo))
        super().__init__(f"{self.where}: {self.what}" + (f"; {self.todo}" if todo else ""))


class UsageError(CoachError):
    """The command line does not make sense."""

    status = 2


class ScriptError(CoachError):
    """A file of ours or the caregiver's is wrong; ``faults`` holds one line for each thing to mend."""

    status = 3

    def __init__(self, where: str, what: str, todo: str = "", faults: tuple[str, ...] = ()) -> None:
        super().__init__(where, what, todo)
        self.faults = faults or (super().__str__(),)

    def __str__(self) -> str:
        return "\n".join(self.faults)


class VoiceError(CoachError):
    """No words could be made."""

    status = 4


class SoundError(CoachError):
    """No sound could be played or written."""

    status = 5


class EarError(CoachError):
    """A key, pedal or microphone cannot be listened to."""

    status = 6


class JournalError(CoachError):
    """The record of the evening cannot be kept."""

    status = 7
