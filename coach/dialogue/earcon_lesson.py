"""Teaches the coach's short sounds by ear: each is named, explained and then played. Nothing sounds over speech."""

from __future__ import annotations

from collections.abc import Iterator

from coach.dialogue.menu_player import said_or_key
from coach.model.wording import Words
from coach.playback.live_session import Session

ORDER = ("hello", "chime", "tick", "alive", "paused", "go_on", "trouble", "finished")
"""As they are met in a session."""


def lesson(words: Words) -> Iterator[tuple[str, str]]:
    """Every sentence, and the earcon that follows it; empty for none."""
    for line in words.say("sounds"):
        yield line, ""
    for name in ORDER:
        yield words.one(f"sounds-{name.replace('_', '-')}"), name
    yield words.one("sounds-end"), ""


def teach(session: Session) -> None:
    """Go through all sounds: any key skips the one that is being taught, Q or Escape leaves."""
    for line, sound in lesson(session.parts.words):
        key = said_or_key(session, [line], sound)
        session.mixer.hush()
        if key in ("q", "escape"):
            return
