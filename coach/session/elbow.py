"""What a key means at this moment, and whether it is a repeat from the same elbow. Pure."""

from __future__ import annotations

from dataclasses import replace

from coach.model.effects import Hush
from coach.model.events import STRAY, Command, Event, Pressed
from coach.model.phases import TRAITS, Phase
from coach.session.keymap import BACKWARD, CARE_KEYS, FORWARD, HELD, HELD_GAP, NEVER_DROPPED, SAME_ELBOW, SAME_KEY
from coach.session.state import State
from coach.session.transitions import care, ending
from coach.session.transitions.saying import Moved


def no_command(state: State, at: int, key: str) -> Moved:
    """A key that gives no command: an arrow in the care questions, a key that is switched off, or a repeat."""
    if state.phase is Phase.CARE and key != STRAY and not _is_same_elbow(state, at, key):
        state, effects = _walked(state, at, key)
        return replace(state, key_at=at), effects
    return _elbow(state, at, key)


def _elbow(state: State, at: int, key: str) -> Moved:
    """A repeat does nothing more. At bedtime, a key held down means that the baby is asleep."""
    held = key == state.elbow and at - state.key_at <= HELD_GAP
    state = replace(state, key_at=at, held_at=state.held_at if held else at)
    if state.options.bedtime and TRAITS[state.phase].rests and at - state.held_at >= HELD:
        return ending.asleep(state, at)
    return state, ()


def _walked(state: State, at: int, key: str) -> Moved:
    """A key in the care questions that can't be an answer: an arrow, or any key before the answers were read out."""
    if state.keys.command(key, leads=False) is None:
        return state, ()
    if key in FORWARD or key in BACKWARD:
        return care.walk(state, at, 1 if key in FORWARD else -1)
    return care.choices(state, at), (Hush(at),)


CARE_ANSWERS = (Command.YES, None, Command.NOT_SURE, Command.NO)
"""Commands by the order of `care-choices`; the second one is no command but ``Sign.JABBED``."""
JAB_KEY, JAB_PLACE = "2", 1


def tells_of_a_jab(state: State, at: int, key: str) -> bool:
    """Whether a key takes the answer that a leg had a jab: its number, or any key while it is being spoken."""
    soon = _is_same_elbow(state, at, key) or at - state.key_at < SAME_ELBOW
    if state.phase is not Phase.CARE or soon or key in (*FORWARD, *BACKWARD, *CARE_KEYS, STRAY, "n"):
        return False
    any_key = state.keys.command(key, leads=False) is Command.NO and care.answer_at(state, at) == JAB_PLACE
    return key == JAB_KEY or any_key


def _answer(state: State, at: int, key: str, command: Command) -> Command | None:
    """What a key means in the care questions. A key with no meaning of its own takes the answer being spoken."""
    if command is not Command.NO or key == "n":
        return command
    if key in FORWARD or key in BACKWARD or key in (STRAY, JAB_KEY):
        return None
    place = care.answer_at(state, at)
    return CARE_KEYS.get(key) or (CARE_ANSWERS[place] if place >= 0 else None)


def _is_same_elbow(state: State, at: int, key: str) -> bool:
    since = at - state.key_at
    return bool(state.elbow) and (since < SAME_ELBOW or (key == state.elbow and since < SAME_KEY))


def meaning(state: State, event: Event) -> Command | None:
    """The command that a key gives; None for anything else, a key that is switched off, or a repeat."""
    if not isinstance(event, Pressed):
        return None
    if _is_same_elbow(state, event.at, event.key):
        return None
    leads, cares = TRAITS[state.phase].leads, state.phase is Phase.CARE
    command = state.keys.command(event.key, leads=leads)
    droppable = cares or command not in NEVER_DROPPED  # in the care questions any key may have been a yes
    if not leads and event.at - state.key_at < SAME_ELBOW and droppable:
        return None
    if cares and command is not None:
        return _answer(state, event.at, event.key, command)
    return Command.NO if state.phase is Phase.ENDED and command is not None else command
