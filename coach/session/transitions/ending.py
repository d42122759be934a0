"""The ways in which a session ends before its time: all done, a baby asleep, a key during the goodbye."""

from __future__ import annotations

from dataclasses import replace

from coach.model.effects import BedOff, BedOn, Fade, Hush, Mark, MarkKind
from coach.model.phases import TRAITS, Phase
from coach.model.plan import Timeline
from coach.planning import bedtime
from coach.session.state import State
from coach.session.transitions.leading import bed_after, end
from coach.session.transitions.saying import Moved, saying


def done(state: State, at: int) -> Moved:
    """All done, kindly, at any time."""
    why, name = ("no", "goodbye-no") if TRAITS[state.phase].rests else ("done", "goodbye-done")
    over, effects = end(state, at, why, state.words.say(name))
    return over, (Hush(at), *effects)


def asleep(state: State, at: int) -> Moved:
    """The baby sleeps: what is being said fades away, nothing more is said, and the sound under it stays a while."""
    fades = bedtime.SPEECH_FADES_MS
    cues = tuple(cue for cue in state.timeline.cues[state.cue :] if state.zero + cue.at < at + fades)
    length, fade = bed_after(state, at, 0)
    laid = Timeline(cues, at - state.zero + max(length, fades))
    over = saying(state, state.zero, laid, phase=Phase.ENDED, why="asleep")
    return over, (Fade(at, fades), BedOn(at, bedtime.BED_RISES_MS), Mark(at, MarkKind.ENDED, "asleep"), *fade)


def ended(state: State, at: int) -> Moved:
    """A key during the goodbye: silence, and over."""
    return replace(state, over=True), (Hush(at), BedOff(at))
