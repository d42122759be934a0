"""When the caregiver is told of something that broke, or works again, during a session. Pure."""

from __future__ import annotations

from dataclasses import replace

from coach.model.effects import Earcon, Effect, Mark, MarkKind, Say, Show, Sound
from coach.model.events import Notice
from coach.model.phases import TRAITS, Phase
from coach.planning.timeline_builder import REST_REMIND, SOUND_MS
from coach.session.state import State
from coach.session.transitions.saying import AFTER_HUSH, Moved, in_a_row


def notice(state: State, one: Notice) -> Moved:
    """Say it aloud. In a rest, only sound and print it; the next reminder says it."""
    at, mark = one.at, Mark(one.at, MarkKind.FAULT, one.text)
    if TRAITS[state.phase].rests or state.phase is Phase.ENDED:
        unsaid = _with_newest(state.unsaid, one) if TRAITS[state.phase].rests else ()
        return replace(state, unsaid=unsaid), (Show(at, one.text, bell=True), Sound(at, Earcon.TROUBLE), mark)
    return state, (Sound(at, Earcon.TROUBLE), Say(at + SOUND_MS[Earcon.TROUBLE], one.text), mark)


def _with_newest(unsaid: tuple[Notice, ...], news: Notice) -> tuple[Notice, ...]:
    """The newest notice about each part. Trouble that was over before it was told is dropped."""
    about = news.about or news.text
    others = tuple(one for one in unsaid if (one.about or one.text) != about)
    before = next((one for one in unsaid if one not in others), news)
    return others if before.good != news.good else (*others, news)


def told_at_last(state: State, effects: tuple[Effect, ...], at: int) -> Moved:
    """Say the news that no reminder has told before what follows the rest, unless the session ends."""
    if state.phase is Phase.ENDED:
        return replace(state, unsaid=()), effects
    said, end = in_a_row(state, at + AFTER_HUSH, (one.text for one in state.unsaid))
    later = end - at
    return replace(state, unsaid=(), zero=state.zero + later, question=state.question + later), (*effects, *said)


def after(state: State, at: int, effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
    """Say the unsaid notices after what a reminder says at ``at``."""
    reminder = sum(state.length(one.text) + REST_REMIND for one in effects if isinstance(one, Say))
    return in_a_row(state, at + reminder, (one.text for one in state.unsaid))[0]
