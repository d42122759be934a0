"""A no and the rest that follows, foot help, the words again, and an end that must be confirmed."""

from __future__ import annotations

from dataclasses import replace

from coach.model.effects import BedOff, Earcon, Effect, Hush, Mark, MarkKind
from coach.model.phases import TRAITS, Phase
from coach.planning import timeline
from coach.planning.timeline_builder import REST_REMIND, REST_REMIND_PERCENT, REST_TEACH, REST_TEACH_PERCENT, Track
from coach.session.state import State, place
from coach.session.transitions.leading import play_from
from coach.session.transitions.saying import (
    AFTER_HUSH,
    ANSWER_AFTER,
    Move,
    Moved,
    aside,
    hushed,
    place_name,
    saying,
    spoken,
    stroke_at,
)

ENOUGH = 3
"""After this many no's in a session, the coach itself offers to end."""
SLOW_WORDS = 135
"""Percent of the usual time that words take when repeated slower."""


def rest(state: State, at: int) -> Moved:
    """A no: first silence, then one sentence that says where the hands rest and asks for nothing."""
    here, before = place(state, at), TRAITS[state.phase].before
    line = state.words.one("resting-asked") if before else stroke_at(state, here).rest or state.words.one("resting")
    what = state.here.title if before else place_name(state, here)
    return _rest(state, at, (line,)), (Hush(at), BedOff(at), Mark(at, MarkKind.NO, what))


def stop(state: State, at: int) -> Moved:
    """A key while hands are at work: the same silence as after a no, but it may only be the doorbell."""
    resting, (hush, off, no) = rest(state, at)
    assert isinstance(no, Mark)  # noqa: S101 - rest() ends with it
    return replace(resting, stopped=True), (hush, off, replace(no, what=MarkKind.STOPPED))


def refused(state: State, at: int) -> Mark:
    """The stop that began this rest was the baby's no after all."""
    return Mark(at, MarkKind.NO, state.here.title if TRAITS[state.phase].before else place_name(state, state.start))


def rest_for_crying(state: State, at: int) -> Moved:
    """The baby cries: as a no, and said so."""
    _, effects = rest(state, at)
    crying = Mark(at, MarkKind.CRYING, place_name(state, place(state, at)))
    return _rest(state, at, state.words.say("crying")), (*effects, crying)


def _rest(state: State, at: int, lines: tuple[str, ...]) -> State:
    enough = state.words.say("third-no") if state.nos + 1 >= ENOUGH else ()
    laid = spoken(state, (*lines, *enough), Earcon.PAUSED, AFTER_HUSH)
    return saying(state, at, laid, phase=_phase(state), start=place(state, at), nos=state.nos + 1)


def _phase(state: State) -> Phase:
    """The phase of a rest here: before any stroke of the area, or in the middle of it."""
    return Phase.DECLINED if TRAITS[state.phase].before else Phase.RESTING


def still_resting(state: State, at: int) -> Moved:
    """Another no while resting: acknowledge it, and add nothing."""
    return saying(state, at, spoken(state, (), Earcon.PAUSED, AFTER_HUSH)), (Hush(at), BedOff(at))


def go_on(state: State, at: int) -> Moved:
    """Go on with what is left of the interrupted stroke."""
    mark = Mark(at, MarkKind.GO_ON, place_name(state, state.start))
    start = replace(state.start, sound=Earcon.GO_ON, lead=(), paused=True)
    return hushed(at, play_from(state, at, start), mark)


def foot_help(state: State, at: int) -> Moved:
    """Say how to release a foot whose toes have curled. The massage rests meanwhile."""
    effects: tuple[Effect, ...] = (Hush(at), Mark(at, MarkKind.FOOT_HELP))
    state = replace(state, start=place(state, at), phase=Phase.RESTING)
    if not (stroke_at(state, state.start).foot and state.here.help):
        return aside(state, at, state.words.say("no-foot-help")), effects
    track = Track(state.length, now=ANSWER_AFTER)
    track.lines(state.here.help, REST_TEACH, REST_TEACH_PERCENT)
    track.lines(state.words.say("foot-help-after"), REST_REMIND, REST_REMIND_PERCENT)
    return saying(state, at, track.timeline()), effects


def relax(state: State, at: int) -> Moved:
    """How to loosen a stiff arm or leg; the massage rests meanwhile, and nothing of it is lost."""
    lines = state.words.say("touch-relaxation") + state.words.say("then-go-on")
    effects = (Hush(at), Mark(at, MarkKind.RELAXED))
    if TRAITS[state.phase].before:
        return aside(state, at, lines), effects
    return _laid_aside(state, at, lines), effects


def take_a_break(state: State, at: int) -> Moved:
    """The caregiver is worn out: what keeps the baby safe meanwhile. The massage rests for as long as it takes."""
    lines = state.words.say("worn-out") + state.words.say("after-break")
    return _laid_aside(state, at, lines), (Hush(at), Mark(at, MarkKind.BREAK))


def _laid_aside(state: State, at: int, lines: tuple[str, ...]) -> State:
    """The massage rests where it is, and a few sentences are said."""
    track = Track(state.length, now=ANSWER_AFTER)
    track.lines(lines, REST_TEACH, REST_TEACH_PERCENT)
    return saying(state, at, track.timeline(), phase=_phase(state), start=place(state, at))


def repeat(state: State, at: int) -> Moved:
    """Repeat the words of the stroke, slower. The massage rests meanwhile."""
    state = replace(state, start=place(state, at), phase=Phase.RESTING)
    track = Track(state.length, now=ANSWER_AFTER, pace=SLOW_WORDS)
    track.lines(timeline.taught(stroke_at(state, state.start), state.words), REST_TEACH, REST_TEACH_PERCENT)
    return saying(state, at, track.timeline()), (Hush(at), Mark(at, MarkKind.REPEATED))


# --- an end that may have been misheard ----------------------------------------------------------


def confirm_end(state: State, at: int) -> Moved:
    """A voice said "all done": fall silent, and ask whether that was meant."""
    laid = spoken(state, state.words.say("end-sure"), Earcon.PAUSED, AFTER_HUSH)
    phase = Phase.ENDING_DECLINED if TRAITS[state.phase].before else Phase.ENDING
    return saying(state, at, laid, phase=phase, start=place(state, at)), (Hush(at), Mark(at, MarkKind.ASKED, "the end"))


def not_the_end(move: Move) -> Move:
    """Any other command means that the end wasn't meant: the coach rests and does as it was told."""

    def moved(state: State, at: int) -> Moved:
        return move(replace(state, phase=_phase(state)), at)

    return moved
