"""Every failure that a person can meet, as a tree, with its exit status.

    CoachError              1   anything that fits none of the others
    +-- UsageError          2   the command line does not make sense
    +-- ScriptError         3   a routine, the profile or a cue list is wrong; lists every fault found
    +-- VoiceError          4   no words could be spoken
    +-- SoundError          5   no sound could be played or written
    +-- EarError            6   a key, a pedal or the microphone can't be listened to
    +-- JournalError        7   the record of the evening can't be kept

A message reads ``where: what; what to do``. Ctrl-C gives 130; a session that ends because the baby said no gives 0.
"""

from __future__ import annotations

from coach.support.text import printable

INTERRUPTED = 130
"""Exit status after Ctrl-C, as in every shell (128 + SIGINT)."""


def _plain(text: str) -> str:
    """File names and the words of users can hold commands for a terminal: none of them gets through here."""
    return "\n".join(map(printable, text.split("\n")))


class CoachError(Exception):
    """A failure: where it happened, what went wrong and what to do."""

    status = 1

    def __init__(self, where: str, what: str, todo: str = "") -> None:
        self.where, self.what, self.todo = map(_plain, (where, what, todo))
        super().__init__(f"{self.where}: {self.what}" + (f"; {self.todo}" if todo else ""))


class UsageError(CoachError):
    """The command line doesn't make sense."""

    status = 2


class ScriptError(CoachError):
    """A file of ours or of the caregiver's is wrong; ``faults`` has one line for each thing to fix."""

    status = 3

    def __init__(self, where: str, what: str, todo: str = "", faults: tuple[str, ...] = ()) -> None:
        super().__init__(where, what, todo)
        self.faults = faults or (super().__str__(),)

    def __str__(self) -> str:
        return "\n".join(self.faults)


class VoiceError(CoachError):
    """No words could be spoken."""

    status = 4


class SoundError(CoachError):
    """No sound could be played or written."""

    status = 5


class EarError(CoachError):
    """A key, a pedal or the microphone can't be listened to."""

    status = 6


class JournalError(CoachError):
    """The record of the evening can't be kept."""

    status = 7
