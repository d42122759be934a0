"""The choice of routines, by ear: the list is spoken, a number chooses, Enter takes what was played last."""

from __future__ import annotations

import queue
import threading
from collections.abc import Sequence

from coach.errors import VoiceError
from coach.live import Session
from coach.model import Command, Event, Heard, Notice, Pressed, Words
from coach.stage import lengths_of

GAP_MS = 350
"""Milliseconds between two spoken choices."""
REPEAT_S = 15.0
"""Seconds of silence after which the list is spoken again; nothing is ever chosen by waiting."""

ANSWERS = {Command.YES.value: "enter", Command.NO.value: "n", Command.DONE.value: "q"}
"""The keys that a command stands for in a list, when a voice or a pedal brings it."""


def choose(session: Session, titles: dict[str, str], default: str, words: Words) -> str:
    """The name of the routine that was chosen; empty when the caregiver left."""
    names = sorted(titles, key=lambda name: name != default)
    lines = [*words.say("welcome"), *words.say("choose"), words.one("choose-enter", title=titles[names[0]])]
    lines += [f"{words.number(n)}. {titles[name]}." for n, name in enumerate(names, 1)]
    threading.Thread(target=lengths_of, args=(lines, session.voice), name="preparing the menu", daemon=True).start()
    while True:
        key = said_or_key(session, lines) or next_key(session, REPEAT_S)
        session.mixer.hush()
        if key == "enter":
            return names[0]
        if key.isdecimal() and 1 <= int(key) <= len(names):
            return names[int(key) - 1]
        if key in ("q", "escape"):
            return ""
        lines = lines[-len(names) - 2 :]


def agreed(session: Session, lines: Sequence[str]) -> bool:
    """Ask a question until a key answers it; Enter or Y is a yes, and nothing else is."""
    while True:
        key = said_or_key(session, lines) or next_key(session, REPEAT_S)
        session.mixer.hush()
        if key:
            return key in ("enter", "y")


def said_or_key(session: Session, lines: Sequence[str], sound: str = "") -> str:
    """Speak the lines, then sound an earcon; a key ends them."""
    for line in lines:
        session.parts.printer.line(line)
        try:
            session.mixer.play(session.voice.speak(line), at=_later(session))
        except VoiceError as error:
            session.parts.printer.line(str(error))
        if key := _key_while_busy(session):
            return key
    if sound:
        session.mixer.play(session.parts.cues(sound), at=_later(session), kind="sound")
    return _key_while_busy(session)


def _later(session: Session) -> int:
    """The frame a little after all that sounds."""
    return session.mixer.ends_at + GAP_MS * session.mixer.rate // 1000


def _key_while_busy(session: Session) -> str:
    while session.mixer.busy:
        if key := next_key(session, 0.05):
            return key
    return ""


def next_key(session: Session, seconds: float) -> str:
    """The next key within so many seconds; what is wrong meanwhile is printed."""
    try:
        event: Event = session.inbox.take(seconds)
    except queue.Empty:
        return ""
    if isinstance(event, Notice):
        session.parts.printer.line(event.text)
    if isinstance(event, Heard):
        return ANSWERS.get(event.command.value, "")
    if isinstance(event, Pressed):
        return ANSWERS.get(session.parts.bound.get(event.key, ""), event.key)
    return ""
