"""The question to the baby, the wait for words after a yes, and the rest after a no."""

from __future__ import annotations

from dataclasses import replace

from coach.model.effects import BedOn, Earcon, Hush, Mark, MarkKind, Sound
from coach.model.phases import Phase
from coach.model.plan import Timeline
from coach.planning.timeline_builder import REST_REMIND, REST_REMIND_PERCENT, Track
from coach.session.state import State
from coach.session.transitions.leading import ask, onward, play_from
from coach.session.transitions.saying import (
    AFTER_HUSH,
    ANSWER_AFTER,
    Moved,
    aside,
    effect_of,
    hushed,
    place_name,
    saying,
    spoken,
)

ASK_AGAIN = 15_000
"""Milliseconds before the question is asked again after "not sure"."""
SOFTER_ASK = -3
"""Decibels of that second question: softer, but within the step allowed between two sentences."""


def yes(state: State, at: int) -> Moved:
    """A yes begins the area. A yes before the question was heard only skips ahead to the question."""
    if at < state.question:
        return _sooner(state, at)
    mark = Mark(at, MarkKind.YES, state.here.title)
    if state.area not in state.prepared:
        moment = spoken(state, state.words.say("one-moment"), Earcon.GO_ON)
        said = tuple(effect_of(cue, at) for cue in moment.cues)
        return hushed(at, (saying(state, at, replace(moment, cues=()), phase=Phase.FETCHING), said), mark)
    return hushed(at, play_from(state, at, replace(state.start, sound=Earcon.GO_ON)), mark)


def fetched(state: State, at: int) -> Moved:
    """The words that a yes waited for are ready. Finish saying "one moment" first."""
    return play_from(state, max(at, state.said_at), state.start)


def still_fetching(state: State, at: int) -> Moved:
    """Give a sign of life while the words are being made."""
    return state, (Sound(at, Earcon.ALIVE),)


def _sooner(state: State, at: int) -> Moved:
    cues, turn = state.timeline.cues, state.timeline.turn
    first = len(cues) - 1
    if at < state.zero + turn:
        first = next(n for n, cue in enumerate(cues) if cue.at >= turn)
    later = tuple(replace(cue, at=cue.at - cues[first].at + AFTER_HUSH) for cue in cues[first:])
    laid = Timeline(later, state.timeline.length - cues[first].at + AFTER_HUSH)
    return saying(state, at, laid, question=at + later[-1].at), (Hush(at),)


def again(state: State, at: int) -> Moved:
    """Ask once more, and say where the hands rest."""
    laid = spoken(state, (state.here.rest, state.here.ask), wait=ANSWER_AFTER)
    asking = saying(state, at, laid, phase=Phase.ASKING, question=at + laid.cues[-1].at)
    return asking, (Hush(at), Mark(at, MarkKind.ASKED, state.here.title))


def not_sure(state: State, at: int) -> Moved:
    """Not sure is a real answer: the hands stay still, and the question comes again, later and softer."""
    track = Track(state.length, now=ANSWER_AFTER)
    track.lines(state.words.say("ask-not-sure"), REST_REMIND, REST_REMIND_PERCENT)
    track.now = max(track.now, ASK_AGAIN)
    track.say(state.here.ask, 0, gain=SOFTER_ASK)
    laid = track.timeline()
    question = state.question if state.question <= at else at + laid.cues[-1].at
    asking = saying(state, at, laid, phase=Phase.ASKING, question=question)
    return asking, (Hush(at), Mark(at, MarkKind.NOT_SURE, state.here.title))


def next_area(state: State, at: int) -> Moved:
    """Ask about the area after this one instead."""
    return hushed(at, onward(state, at), Mark(at, MarkKind.MOVED, "next"))


def area_before(state: State, at: int) -> Moved:
    """Ask about the area before this one; in the first, about the first."""
    return hushed(at, ask(state, at, max(0, state.area - 1)), Mark(at, MarkKind.MOVED, "back"))


def ask_after_no(state: State, at: int) -> Moved:
    """After a no to the question, ask again before anything is done."""
    mark = Mark(at, MarkKind.GO_ON, place_name(state, state.start))
    asking, effects = again(state, at)
    return asking, (effects[0], BedOn(at), mark, *effects[1:])


def nothing_to_repeat(state: State, at: int) -> Moved:
    """Say that there is no stroke yet to repeat."""
    return aside(state, at, state.words.say("nothing-to-repeat")), (Hush(at), Mark(at, MarkKind.REPEATED))


def no_foot_help(state: State, at: int) -> Moved:
    """Say that foot help comes with a stroke."""
    return aside(state, at, state.words.say("no-foot-help")), (Hush(at), Mark(at, MarkKind.FOOT_HELP))
