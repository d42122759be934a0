"""What a key or a spoken command means to a scene, and whether it repeats the last key. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coach.dialogue.menu import BY_COMMAND, is_digit
from coach.dialogue.scenes import Reads
from coach.model.channels import ALOUD, KEYS, PEDAL, is_learned
from coach.model.events import BABY, STRAY, Bringer, Command, Heard, Pressed
from coach.session.keymap import BACKWARD, FORWARD, SAME_ELBOW, SAME_KEY

LONG_AGO = -3_600_000
"""Session milliseconds of a key that nobody pressed."""


@dataclass(frozen=True, slots=True)
class Elbow:
    """The last key that answered, so that a repeat by the same elbow isn't another answer."""

    key: str = ""
    at: int = LONG_AGO
    """Session milliseconds."""

    def again(self, pressed: Pressed) -> bool:
        """Whether a key is a repeat by the same elbow."""
        since = pressed.at - self.at
        return since < SAME_ELBOW or (pressed.key == self.key and since < SAME_KEY)


def read(reads: Reads, event: Pressed | Heard, bound: Mapping[str, str], elbow: Elbow) -> tuple[Elbow, str]:
    """The elbow from now on, and the key that counts; empty for one that is off, and for the same elbow as before.

    ``bound`` are names of commands, by the caregiver's own keys.
    """
    if isinstance(event, Heard):
        return elbow, _aloud(reads, event)
    key = event.key
    if key == STRAY:
        return elbow, ""
    letter = reads is Reads.LETTERS and key not in ("enter", "escape") and not is_learned(key)
    walks = reads in (Reads.LIST, Reads.LONG_LIST) and (key in FORWARD or key in BACKWARD)
    walks = walks or (reads is Reads.LONG_LIST and is_digit(key) and key not in bound)
    if letter or reads is Reads.EVERY:
        return elbow, key
    if walks:  # a key that arrives with a walking key doesn't answer the choice that it leads to
        return Elbow(key, event.at), key
    meant = "" if elbow.again(event) else _meant(reads, key, bound.get(key, Command.NO.value))
    return Elbow(key, event.at), meant


def _meant(reads: Reads, key: str, bound: str) -> str:
    """A key, named by the command that it is bound to."""
    match reads:
        case Reads.NOTHING:
            return ""
        case Reads.PRESS:
            return key
        case Reads.CHANNEL:
            return PEDAL if is_learned(key) else KEYS
        case Reads.PHRASE:
            return "q" if key in ("q", "escape") or bound == Command.DONE.value else "key"
        case _:
            return key if bound == Command.NO.value else BY_COMMAND.get(bound, "")


def _aloud(reads: Reads, heard: Heard) -> str:
    """A spoken command as a key."""
    if reads is Reads.CHANNEL:
        return ALOUD if heard.by == Bringer.MICROPHONE else ""
    if reads is Reads.PHRASE:
        return "no" if heard.by == Bringer.MICROPHONE and heard.command is Command.NO else ""
    silent = reads in (Reads.NOTHING, Reads.PRESS, Reads.EVERY) or heard.by in BABY
    return "" if silent else BY_COMMAND.get(heard.command.value, "")
