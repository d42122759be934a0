"""How a transition says something: a new timeline, an aside within one, a cue at its session time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from coach.model.effects import Earcon, Effect, Hush, Say, Sound
from coach.model.phases import TRAITS, Phase
from coach.model.plan import Cue, Timeline
from coach.model.routine import Line, Stroke
from coach.planning import bedtime
from coach.planning.timeline import From
from coach.planning.timeline_builder import REST_REMIND, REST_REMIND_PERCENT, Track
from coach.session.state import State

Moved = tuple[State, tuple[Effect, ...]]
Move = Callable[[State, int], Moved]

AFTER_HUSH = 400
"""Milliseconds of silence before the "paused" earcon, so that the silence itself is noticed."""
ANSWER_AFTER = 60
"""Milliseconds before an answer, so that it begins within 300 of the key with the loudspeaker's own delay."""


def saying(state: State, at: int, laid: Timeline, **changes: object) -> State:
    """The state when a new timeline begins at ``at``."""
    fresh = {"timeline": laid, "zero": at, "cue": 0, "reminders": 0, "beats": 0, "lowered": False}
    return replace(state, **{**fresh, **changes})  # type: ignore[arg-type]


def spoken(state: State, lines: Iterable[Line], sound: Earcon | None = None, wait: int = 0) -> Timeline:
    """A short timeline of sentences, after an earcon if one is given."""
    track = Track(state.length, now=wait, quick=bedtime.rests(state.options))
    if sound:
        track.sound(sound)
    track.lines(lines, REST_REMIND, REST_REMIND_PERCENT)
    return track.timeline()


def aside(state: State, at: int, lines: Iterable[Line]) -> State:
    """Answer in a few sentences, then return to the question, its interrupted sentence first."""
    answer = spoken(state, lines, wait=ANSWER_AFTER)
    asks = TRAITS[state.phase].waits and not TRAITS[state.phase].rests
    rest = state.timeline.cues[max(0, state.cue - 1) :] if asks and at < state.said_at else ()
    first = rest[0].at if rest else 0
    later = tuple(replace(cue, at=cue.at - first + answer.length) for cue in rest)
    length = answer.length + (state.timeline.length - first if rest else 0)
    turn = answer.length + state.timeline.turn - first if rest and state.timeline.turn >= first else 0
    question = at + later[-1].at if later and state.phase is Phase.ASKING else state.question
    return saying(state, at, Timeline(answer.cues + later, length, turn), question=question)


def hushed(at: int, moved: Moved, *first: Effect) -> Moved:
    """What a step leads to, after silence and the effects that come first."""
    state, effects = moved
    return state, (Hush(at), *first, *effects)


def in_a_row(state: State, at: int, lines: Iterable[str]) -> tuple[tuple[Say, ...], int]:
    """Sentences one after another from ``at`` on, and the time when all are said."""
    said: list[Say] = []
    for line in lines:
        said.append(Say(at, line))
        at += state.length(line) + REST_REMIND
    return tuple(said), at


def effect_of(cue: Cue, zero: int) -> Say | Sound:
    """The effect of a cue, at its session time."""
    if cue.say:
        return Say(zero + cue.at, cue.say, cue.gain, cue.pace)
    assert cue.sound  # noqa: S101 - a cue without words is an earcon
    return Sound(zero + cue.at, cue.sound, cue.gain)


def stroke_at(state: State, here: From) -> Stroke:
    """The stroke at a place. Past the end it is the last stroke, where the hands still are."""
    return state.here.strokes[min(here.stroke, len(state.here.strokes) - 1)]


def place_name(state: State, here: From) -> str:
    """A place in words, for the log: "rope, Left leg, 2 of 6"."""
    stroke = stroke_at(state, here)
    return f"{stroke.name}, {state.here.title}, {here.done} of {stroke.repetitions}"
