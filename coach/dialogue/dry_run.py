"""The dry run, before the oil goes on: the coach talks, and is stopped by every way there is to stop it.

Each way is tried until it worked, or is left out by choice; nothing is ever taken for a success but the way itself.
"""

from __future__ import annotations

import queue
from collections.abc import Collection

from coach.dialogue import menu_player
from coach.dialogue.menu import PAUSES_S, Choice, Menu
from coach.dialogue.menu_player import choose, said_or_key
from coach.model.channels import is_learned
from coach.model.events import Command, Event, Heard, Pressed
from coach.playback.live_session import Session
from coach.session.stop_channels import listed

QUIET_S = 1.0
"""Seconds of silence after a stop, so that the silence itself is heard; what is pressed meanwhile is the same elbow."""


def ways(session: Session, *, listens: bool) -> tuple[str, ...]:
    """The ways to stop the coach here, by name: the keyboard, a pedal where one is bound, the voice where wanted."""
    pedal = any(is_learned(key) and command == Command.NO.value for key, command in session.parts.bound.items())
    return tuple(name for name, there in (("keys", session.hears), ("pedal", pedal), ("aloud", listens)) if there)


def way_of(event: Event) -> str:
    """The way by which something came; empty where it is no way to stop the coach."""
    if isinstance(event, Pressed):
        return "pedal" if is_learned(event.key) else "keys"
    return "aloud" if isinstance(event, Heard) and event.by == "microphone" else ""


def dry_run(session: Session, wanted: Collection[str]) -> tuple[str, ...] | None:
    """Try every way; the names of those that worked, None when the caregiver goes back."""
    words, worked = session.parts.words, []
    for way in wanted:
        while True:
            came = _stopped(session, way)
            worked += [came] if came not in worked else []
            known = came == way
            answer = choose(session, _after(session, way, known=known))
            if answer is None:
                return None
            if answer == "on":
                break
        if len(worked) == len(wanted):
            break
    said_or_key(session, words.say("ways-work", names=listed(worked, words)))
    session.named = tuple(way for way in session.works if way in worked)
    return tuple(worked)


def _after(session: Session, way: str, *, known: bool) -> Menu:
    """What happened, and whether to go on."""
    words = session.parts.words
    question = words.say(f"stopped-{way}" if known else f"stopped-not-{way}")
    on, again = words.say("dry-run-choices" if known else "dry-run-retry")
    return Menu(
        question, (Choice("on", on), Choice("again", again)) if known else (Choice("again", again), Choice("on", on))
    )


def _stopped(session: Session, way: str) -> str:
    """Talk until something stops it; the way by which that came."""
    words, rounds = session.parts.words, 0
    lines = (*words.say(f"try-{way}"), *(words.say("aloud") if way == "aloud" else ()), *words.say("dry-talk"))
    while True:
        for line in lines:
            menu_player.say(session, line)
            while session.mixer.busy:
                if came := _came(session, menu_player.LISTENS_S):
                    return _fell_silent(session, came)
        if came := _patient(session, PAUSES_S[min(rounds, len(PAUSES_S) - 1)]):
            return _fell_silent(session, came)
        rounds += 1


def _patient(session: Session, seconds: float) -> str:
    return next(filter(None, (_came(session, a_while) for a_while in menu_player.slices(seconds))), "")


def _came(session: Session, seconds: float) -> str:
    try:
        event: Event = session.inbox.take(seconds)
    except queue.Empty:
        return ""
    menu_player.tell(session, event)
    if isinstance(event, Pressed):
        session.touched = (event.key, event.at)
    return way_of(event)


def _fell_silent(session: Session, came: str) -> str:
    session.mixer.hush()
    _quiet(session)
    return came


def _quiet(session: Session) -> None:
    for a_while in menu_player.slices(QUIET_S):
        _came(session, a_while)
