"""Inside an area: next, back, again, slower and fewer, and what follows when the baby fusses."""

from __future__ import annotations

from dataclasses import replace

from coach.model.effects import Earcon, Mark, MarkKind, Say
from coach.model.phases import Phase
from coach.model.routine import Line
from coach.planning.timeline import From
from coach.planning.timeline_builder import BREATH, REST_REMIND
from coach.session.state import State, place
from coach.session.transitions.adjusting import SLOWER, paced
from coach.session.transitions.leading import ask, onward, play_from
from coach.session.transitions.saying import AFTER_HUSH, Moved, hushed, place_name, stroke_at

FUSSING_DB, FUSSING_WAIT = -6, 4000
"""Decibels of the voice while the baby fusses, and milliseconds to answer "not sure?"."""


def next_stroke(state: State, at: int) -> Moved:
    """Skip to the stroke after this one."""
    start = From(place(state, at).stroke + 1, sound=Earcon.GO_ON)
    return hushed(at, play_from(state, at, start), Mark(at, MarkKind.MOVED, "next"))


def back(state: State, at: int) -> Moved:
    """Go back to the stroke before this one."""
    start = From(max(0, place(state, at).stroke - 1), sound=Earcon.GO_ON)
    return hushed(at, play_from(state, at, start), Mark(at, MarkKind.MOVED, "back"))


def part_forward(state: State, at: int) -> Moved:
    """Skip the rest of this area, and ask about the next one."""
    return hushed(at, onward(state, at), Mark(at, MarkKind.MOVED, "part forward"))


def part_back(state: State, at: int) -> Moved:
    """Ask about the area before this one; in the first, about the first."""
    return hushed(at, ask(state, at, max(0, state.area - 1)), Mark(at, MarkKind.MOVED, "part back"))


def again(state: State, at: int) -> Moved:
    """Begin this stroke again."""
    start = From(place(state, at).stroke, sound=Earcon.GO_ON)
    return hushed(at, play_from(state, at, start), Mark(at, MarkKind.MOVED, "again"))


def not_sure(state: State, at: int) -> Moved:
    """Hold both hands still for a breath, then go on slower with half of what is left, rounded up."""
    here = place(state, at)
    left = stroke_at(state, here).repetitions - here.done
    slower = replace(state, options=paced(state.options, SLOWER))
    lead: tuple[Line, ...] = (*state.words.say("not-sure-still"), BREATH, *state.words.say("not-sure-soft"))
    start = replace(here, done=here.done + left // 2, lead=lead)
    marks = Mark(at, MarkKind.NOT_SURE, place_name(state, here)), Mark(at, MarkKind.PACE, str(slower.options.pace))
    return hushed(at, play_from(slower, at + AFTER_HUSH, start), *marks)


def wake_up(state: State, at: int, slept: int) -> Moved:
    """The machine slept for ``slept`` milliseconds: say where the massage was, and begin the stroke again."""
    here = place(state, at - slept)
    lead = state.words.say("we-were", stroke=stroke_at(state, here).name, title=state.here.called)
    playing, effects = play_from(state, at, replace(here, lead=lead, sound=Earcon.GO_ON))
    return playing, (Mark(at, MarkKind.SLEPT, str(slept)), *effects)


# --- an open-ended stroke ------------------------------------------------------------------------


def linger(state: State, at: int) -> Moved:
    """The words of an open-ended stroke are over: it goes on until the caregiver moves on."""
    line = Say(at, state.words.one("linger"))
    begun = state.length(line.text) + REST_REMIND
    return replace(state, phase=Phase.LINGERING, start=From(state.stroke), beats=1, zero=state.zero + begun), (line,)


def linger_on(state: State, at: int) -> Moved:
    """Go on from an open-ended stroke to the next one."""
    start = From(state.start.stroke + 1, sound=Earcon.GO_ON)
    return hushed(at, play_from(state, at, start), Mark(at, MarkKind.GO_ON, place_name(state, state.start)))


# --- fussing -------------------------------------------------------------------------------------


def lower_for_fussing(state: State, at: int) -> Moved:
    """Fussing isn't a no, but it lowers the voice until the next stroke, once per area."""
    if state.fussed == state.area:
        return state, ()
    mark = Mark(at, MarkKind.FUSSING, place_name(state, place(state, at)))
    return replace(state, lowered=True, fussed=state.area), (mark,)


def ask_about_fussing(state: State, at: int) -> Moved:
    """Between two strokes, ask softly: not sure? If nobody answers, the massage goes on."""
    lines = state.words.say("fussing")
    later = sum(state.length(line) for line in lines) + FUSSING_WAIT
    return replace(state, lowered=False, zero=state.zero + later), tuple(Say(at, line) for line in lines)
