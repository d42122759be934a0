"""Learning a pedal, a remote or any key: it is pressed once, and bound by what arrived. Knows no device."""

from __future__ import annotations

import queue
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from coach.dialogue.menu_player import next_key, said_or_key
from coach.model.channels import is_learned
from coach.model.events import STRAY, Command, Pressed
from coach.playback.live_session import Session
from coach.session.keymap import LEAVE, WAITING

REPEAT_S = 15.0
"""Seconds of silence after which it is said again."""
TOGETHER_S = 0.3
"""Seconds in which one press has come by every way that it takes."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """What a press became."""

    keys: Mapping[str, str]
    """Commands by the names under which it arrived; empty where it cannot be bound."""
    arrived: tuple[str, ...]
    """All names under which it arrived."""


def binding(arrived: Collection[str], command: str) -> Mapping[str, str]:
    """Names of one press, bound; empty where the terminal knows the key by another meaning.

    A pedal that says no may type any key: while the coach leads every key is a no, and what follows a no at once is
    the same elbow. With any other command its typing must mean the same.
    """
    special = [key for key in arrived if is_learned(key)]
    if special and command == Command.NO.value:
        return dict.fromkeys(special, command)
    if any(key in WAITING for key in arrived):  # bound, it would no longer be a no while the coach leads
        return {}
    return dict.fromkeys(arrived, command)


def learn(session: Session, command: str) -> Learnt:
    """Ask for a press until one comes that can be bound, for as long as it takes; Escape leaves, and binds nothing."""
    words = session.parts.words
    lines = words.say("learn")
    while True:
        key = said_or_key(session, lines) or next_key(session, REPEAT_S)
        session.mixer.hush()
        if not key:
            continue
        arrived = (key, *(other for other in _more(session) if other != key))
        if set(arrived) <= LEAVE:
            return Learnt({}, arrived)
        bound = binding(arrived, command)
        if bound:
            said_or_key(session, words.say("learn-done"))
            return Learnt(bound, arrived)
        lines = words.say("learn-taken") + words.say("learn")


def _more(session: Session) -> tuple[str, ...]:
    """The other names under which the same press arrives."""
    found: dict[str, None] = {}
    end = time.monotonic() + TOGETHER_S
    while (left := end - time.monotonic()) > 0:
        try:
            event = session.inbox.take(left)
        except queue.Empty:
            break
        if isinstance(event, Pressed) and event.key != STRAY:
            found[event.key] = None
    return tuple(found)
