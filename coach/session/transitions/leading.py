"""The steps that several phases share: ask about an area, lead through it, move on, end."""

from __future__ import annotations

from dataclasses import replace

from coach.model.effects import BedOn, Earcon, Effect, Fade, Mark, MarkKind, Prepare
from coach.model.phases import Phase
from coach.model.plan import Cue, Timeline
from coach.model.routine import Position
from coach.planning import bedtime, timeline
from coach.planning.introductions import laid_again
from coach.planning.timeline import From
from coach.planning.timeline_builder import SOUND_MS, Track
from coach.session import stop_channels
from coach.session.state import State
from coach.session.transitions.saying import Moved, saying


def ask(state: State, at: int, area: int, start: From = From()) -> Moved:  # noqa: B008 - frozen
    """Say where the massage goes next, then ask about the baby and wait. A yes begins the area at ``start``."""
    there = replace(state, area=area)
    begins = state.phase in (Phase.READY, Phase.CARE)
    said = state.book.opening if begins and not start.sound else None  # else the oil is warm already
    named = () if state.named else stop_channels.named(state.ways, state.words)
    lies = Position.ON_THE_BACK if begins else state.here.position
    here = laid_again(state.book.areas, area, lies, state.words)
    laid = timeline.asking(here, said, state.options, state.words, state.length, start.lead, named)
    begun, question = replace(start, lead=()), at + laid.cues[-1].at
    asking = saying(there, at, laid, phase=Phase.ASKING, start=begun, stroke=-1, question=question)
    return asking, (BedOn(at), Mark(at, MarkKind.ASKED, there.here.title), Prepare(area))


def play_from(state: State, at: int, start: From) -> Moved:
    """Lead through the area from a place in it. After its last stroke, ask about the next area."""
    if start.stroke >= len(state.here.strokes):
        return onward(state, at)
    offered = state.offered or 0 <= timeline.first_foot(state.here) <= state.stroke
    area = replace(state.here, offer=()) if offered else state.here
    laid = timeline.timeline(area, state.options, state.words, state.length, start)
    begun = replace(start, sound=None, lead=(), paused=False)
    playing = saying(state, at, laid, phase=Phase.PLAYING, start=begun, stroke=-1, offered=offered)
    more = (Prepare(state.area + 1),) if state.area + 1 < len(state.book.areas) else ()
    return playing, (BedOn(at), *more)


def onward(state: State, at: int) -> Moved:
    """Ask about the next area, or say goodbye after the last."""
    if state.area + 1 < len(state.book.areas):
        return ask(state, at, state.area + 1)
    track = Track(state.length, quick=bedtime.rests(state.options))
    timeline.closing(state.book, state.options, track)
    return end(state, at, "finished", track.timeline())


def end(state: State, at: int, why: str, said: Timeline) -> Moved:
    """Say goodbye, sound the finish, and end. At bedtime only the background sound stays on."""
    cues, length = said.cues, said.length
    fade: tuple[Effect, ...] = ()
    if not state.options.bedtime:
        cues, length = (*cues, Cue(length, sound=Earcon.FINISHED)), length + SOUND_MS[Earcon.FINISHED]
    elif why == "finished":
        length, fade = bed_after(state, at, said.length)
    return saying(state, at, Timeline(cues, length), phase=Phase.ENDED, why=why), (Mark(at, MarkKind.ENDED, why), *fade)


def bed_after(state: State, zero: int, length: int) -> tuple[int, tuple[Effect, ...]]:
    """The length of a timeline with the background sound that stays after it, and how that sound fades."""
    after = state.options.bed_after
    fade = min(bedtime.BED_FADES_MS, after)
    return length + after, (Fade(zero + length + after - fade, fade, bed=True),) if after else ()
