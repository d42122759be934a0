"""What a key means. While the coach leads, every key is a no; while it asks or rests, some keys mean something else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coach.model.events import Command

WAITING: Mapping[str, Command] = {
    "enter": Command.YES,
    "y": Command.YES,
    "space": Command.NO,
    "n": Command.NO,
    "h": Command.NOT_SURE,
    "a": Command.AGAIN,
    "x": Command.NEXT,
    "b": Command.BACK,
    "p": Command.PART_FORWARD,
    "o": Command.PART_BACK,
    "s": Command.SLOWER,
    "f": Command.FASTER,
    "+": Command.LOUDER,
    "=": Command.LOUDER,
    "-": Command.SOFTER,
    "w": Command.WHERE,
    "r": Command.FOOT_HELP,
    "e": Command.RELAX,
    "c": Command.BREAK,
    "q": Command.DONE,
    "t": Command.TEACH,
    "z": Command.ASLEEP,
    "m": Command.REMEMBER,
    "g": Command.RECALL,
    "l": Command.REPEAT,
    "tab": Command.KEYS,
    "?": Command.KEYS,
}
"""Keys while the coach asks or rests. Any other key is always a no."""

SAME_ELBOW = 400
"""Milliseconds after a no in which any key counts as the same elbow."""
SAME_KEY = 1000
"""Milliseconds: the key that said no, again this soon, is an elbow that lies on it (terminals repeat a held key
after 250 to 660 ms, then 20 to 40 times a second)."""
HELD_GAP, HELD = 120, 2000
"""Milliseconds: a key that comes again this soon is held, not tapped. At bedtime, a key held for so long after its no
says that the baby sleeps."""


@dataclass(frozen=True, slots=True)
class Keymap:
    """The keys of this caregiver; ``off`` are keys that do nothing at all."""

    waiting: Mapping[str, Command]
    leading: Mapping[str, Command]
    off: frozenset[str] = frozenset()

    def command(self, key: str, *, leads: bool) -> Command | None:
        """What a key means; None for a key that is switched off."""
        if key in self.off:
            return None
        return (self.leading if leads else self.waiting).get(key, Command.NO)


DEFAULT = Keymap(WAITING, {})


def remapped(changes: Mapping[str, str]) -> Keymap:
    """The default keys with a caregiver's changes: a key and the name of a command, or "off".

    A changed key means its command in every phase, so that a pedal can be bound to "where are we".
    """
    by_name = {command.value: command for command in Command}
    bound = {key: by_name[name] for key, name in changes.items() if name in by_name}
    return Keymap({**WAITING, **bound}, bound, frozenset(key for key, name in changes.items() if name == "off"))


GRACE_MS = 400
"""Milliseconds into a choice in which a key still takes the previous one: a hand needs that long to react."""


def _arrows(letters: str, scan_codes: str) -> frozenset[str]:
    """Every name of the arrows with these last letters in a terminal, and with these scan codes in Windows.

    With Shift, Alt or Control held an arrow still walks.
    """
    held = ["", *(f"1;{modifiers}" for modifiers in range(2, 17))]
    sent = [f"\x1b{kind}{more}{letter}" for kind in "[O" for more in held for letter in letters + letters.lower()]
    windows = [first + code for first in "\x00\xe0" for code in scan_codes]
    return frozenset(one.encode().hex() for one in [*sent, *(f"\x1b{one}" for one in sent), *windows])


FORWARD, BACKWARD = _arrows("BC", "PM\x91\x74"), _arrows("AD", "HK\x8d\x73")
"""The arrows down and right, up and left, by the bytes that terminals and Windows send, in hex."""
LEAVE = frozenset({"escape", "backspace"})
"""The keys that go back in every list."""
CARE_KEYS: Mapping[str, Command] = {
    "1": Command.YES,
    "3": Command.NOT_SURE,
    "4": Command.NO,
    **dict.fromkeys(LEAVE, Command.DONE),
}
"""Keys of the three answers to the care questions, as in every list."""
NEVER_DROPPED = (Command.NO, Command.SLOWER, Command.FASTER, Command.LOUDER, Command.SOFTER)
"""Commands that count however soon after another key: a no, and what is tapped several times. Of all others only the
first of several quick keys counts: an elbow that rolls over the keyboard, or pasted text, answers nothing twice."""
