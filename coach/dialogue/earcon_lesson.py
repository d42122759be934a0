"""Teaches the coach's short sounds: each is named, explained and then played, never over speech."""

from __future__ import annotations

from collections.abc import Callable

from coach.dialogue.scenes import Line, Scene, Sounded, Tell
from coach.model.effects import Earcon
from coach.model.wording import Words

ORDER = (
    Earcon.HELLO,
    Earcon.CHIME,
    Earcon.TICK,
    Earcon.ALIVE,
    Earcon.PAUSED,
    Earcon.GO_ON,
    Earcon.TROUBLE,
    Earcon.FINISHED,
)
"""In the order in which a session uses them."""
LEAVE = ("q", "escape")


def lesson(words: Words) -> tuple[tuple[Line, ...], ...]:
    """Every sentence, with the earcon that follows it, if any."""
    named = ((words.one(f"sounds-{name.replace('_', '-')}"), Sounded(name)) for name in ORDER)
    return (*((line,) for line in words.say("sounds")), *named, (words.one("sounds-end"),))


def teach(words: Words, then: Callable[[], Scene]) -> Scene:
    """Go through all sounds. Any key skips the current one; Q or Escape leaves."""
    lines = lesson(words)
    made = [str(line[0]) for line in lines]

    def taught(n: int) -> Scene:
        if n == len(lines):
            return then()
        return Tell(lines[n], lambda key: then() if key in LEAVE else taught(n + 1), ahead=() if n else made)

    return taught(0)
