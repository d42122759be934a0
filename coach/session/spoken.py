"""Spoken commands: repeated by the coach before they act, and undone when said again. Pure.

A key is pressed on purpose. A word may be misheard, so whoever says one hears what was understood, and has a moment to
say it once more, which undoes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from coach.model.effects import Effect, Hush, Level, Mark, MarkKind
from coach.model.events import Bringer, Command, Heard
from coach.model.phases import TRAITS, Phase
from coach.session.state import State, Undo, place
from coach.session.transitions.leading import ask, play_from
from coach.session.transitions.saying import AFTER_HUSH, Moved, hushed, in_a_row, saying, spoken

SAID_BACK: Mapping[Command, str] = {
    Command.NEXT: "heard-next",
    Command.BACK: "heard-back",
    Command.AGAIN: "heard-again",
}
"""The answer to a command that has none of its own."""
UNDONE = (*SAID_BACK, Command.SLOWER, Command.FASTER, Command.SOFTER, Command.LOUDER)
"""Commands that are undone when said again."""
UNDO_MS = 6000
"""Milliseconds in which saying it again undoes it."""


def again(state: State, heard: Heard) -> bool:
    """Whether a command is being said again, to undo it."""
    kept = state.kept
    return _counts(heard) and kept is not None and kept.told is heard.command and heard.at - kept.at <= UNDO_MS


def _counts(heard: Heard) -> bool:
    return heard.by == Bringer.MICROPHONE and heard.command in UNDONE


def said_back(before: State, moved: State, effects: tuple[Effect, ...], heard: Heard) -> Moved:
    """A command as it was carried out, with what was understood said first, and what was before kept for a moment."""
    if not _counts(heard):
        return replace(moved, kept=None), effects
    moved = replace(moved, kept=Undo(replace(before, kept=None), heard.command, heard.at))
    name = SAID_BACK.get(heard.command)
    if name is None or moved.phase is Phase.ENDED or TRAITS[before.phase].before:
        return moved, effects
    lines = (*moved.words.say(name), *(() if moved.undo_told else moved.words.say("undo")))
    begins = heard.at + AFTER_HUSH
    said, end = in_a_row(moved, begins, lines)
    later = end - begins
    moved = replace(moved, zero=moved.zero + later, question=moved.question + later, undo_told=True)
    hush = tuple(one for one in effects if isinstance(one, Hush))
    return moved, (*hush, *said, *(one for one in effects if one not in hush))


def taken_back(state: State, at: int) -> Moved:
    """The session as it was before the command."""
    kept = state.kept
    assert kept is not None  # noqa: S101 - else nothing is said again
    was = kept.state
    here = place(was, kept.at)
    known = replace(
        was, lengths=state.lengths, prepared=state.prepared, ways=state.ways, unsaid=state.unsaid, undo_told=True
    )
    lines = state.words.say("taken-back")
    level = (Level(was.level),) if was.level != state.level else ()
    mark = Mark(at, MarkKind.MOVED, "taken back")
    if was.phase in (Phase.PLAYING, Phase.LINGERING):
        moved, effects = play_from(known, at + AFTER_HUSH, replace(here, lead=lines, sound=None))
    elif was.phase is Phase.ASKING:
        moved, effects = ask(known, at, was.area)
    else:
        laid = spoken(known, lines, wait=AFTER_HUSH)
        moved, effects = saying(known, at, laid, phase=was.phase, start=was.start), ()
    return hushed(at, (moved, effects), *level, mark)
