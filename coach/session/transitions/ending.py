"""How a session ends early: all done, a baby asleep, a key during the goodbye."""

from __future__ import annotations

from dataclasses import replace

from coach.model.effects import BedOff, BedOn, Fade, Hush, Mark, MarkKind
from coach.model.phases import TRAITS, Phase
from coach.model.plan import Timeline
from coach.planning import bedtime
from coach.session.state import State
from coach.session.transitions.leading import bed_after, end
from coach.session.transitions.saying import ANSWER_AFTER, Moved, hushed, saying, spoken


def done(state: State, at: int) -> Moved:
    """End the session kindly, at any time."""
    why, name = ("no", "goodbye-no") if TRAITS[state.phase].rests else ("done", "goodbye-done")
    return hushed(at, end(state, at, why, spoken(state, state.words.say(name), wait=ANSWER_AFTER)))


def asleep(state: State, at: int) -> Moved:
    """The baby is asleep: fade the voice out, say no more, and leave the background sound on for a while."""
    fades = bedtime.SPEECH_FADES_MS
    cues = tuple(cue for cue in state.timeline.cues[state.cue :] if state.zero + cue.at < at + fades)
    length, fade = bed_after(state, at, 0)
    laid = Timeline(cues, at - state.zero + max(length, fades))
    over = saying(state, state.zero, laid, phase=Phase.ENDED, why="asleep")
    return over, (Fade(at, fades), BedOn(at, bedtime.BED_RISES_MS), Mark(at, MarkKind.ENDED, "asleep"), *fade)


def ended(state: State, at: int) -> Moved:
    """A key during the goodbye: silence, and the session is over."""
    return replace(state, over=True), (Hush(at), BedOff(at))
