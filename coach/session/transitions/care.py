"""The care questions before the oil, and what each answer leads to."""

from __future__ import annotations

from dataclasses import replace

from coach.model.effects import BedOff, BedOn, Effect, Hush, Mark, MarkKind, Prepare
from coach.model.options import Detail
from coach.model.phases import Phase
from coach.session.keymap import GRACE_MS
from coach.session.state import State
from coach.session.transitions.leading import ask, end
from coach.session.transitions.saying import AFTER_HUSH, ANSWER_AFTER, Moved, hushed, saying, spoken

JABBED = "a jab"
"""Why a session ended, where the next thing to ask is which leg had a jab."""


def begin(state: State, at: int) -> Moved:
    """Ask the care questions, or if they are off, ask about the first area."""
    effects: tuple[Effect, ...] = (Mark(at, MarkKind.BEGUN, state.book.name), Prepare(state.area), BedOn(at))
    if not state.options.care:
        asking, more = ask(state, at, state.area, state.start)
        return asking, effects + more
    lines = state.words.say("care" if state.options.detail == Detail.TEACH else "care-short")
    laid = spoken(state, lines + state.words.say("care-choices"))
    return saying(state, at, laid, phase=Phase.CARE), effects


def again(state: State, at: int) -> Moved:
    """Say the care questions once more."""
    return _lines(state, at, "care", "care-choices"), (Hush(at),)


def choices(state: State, at: int, reminders: int = 0) -> State:
    """Repeat the three answers."""
    return replace(_lines(state, at, "care-choices"), reminders=reminders)


def walk(state: State, at: int, by: int) -> Moved:
    """Go to the answer after or before the one being spoken; before the first, go to the first."""
    answers, place = state.words.say("care-choices"), answer_at(state, at)
    line = answers[(place + by) % len(answers) if place >= 0 else 0]
    return saying(state, at, spoken(state, (line,), wait=ANSWER_AFTER)), (Hush(at),)


def answer_at(state: State, at: int) -> int:
    """The index of the answer being spoken, or spoken last; -1 before the first."""
    answers = state.words.say("care-choices")
    begun = [cue for cue in state.timeline.cues if cue.say in answers and state.zero + cue.at <= at]
    late = at - state.zero - begun[-1].at >= GRACE_MS if begun else True
    heard = begun if late else begun[:-1]  # nobody's hand is quicker than that
    return answers.index(heard[-1].say) if heard else -1


def _lines(state: State, at: int, *names: str) -> State:
    lines = tuple(line for name in names for line in state.words.say(name))
    return saying(state, at, spoken(state, lines, wait=AFTER_HUSH))


def yes(state: State, at: int) -> Moved:
    """All is well: on to the oil and the first asking."""
    return hushed(at, ask(state, at, state.area, state.start), Mark(at, MarkKind.YES, "care"))


def no(state: State, at: int) -> Moved:
    """Not today; in doubt, ask a doctor."""
    words = state.words
    lines = words.say("care-no") + words.say("care-signs") + words.say("goodbye-no")[-1:]
    ended = end(state, at, "care", spoken(state, lines, wait=ANSWER_AFTER))
    return hushed(at, ended, BedOff(at), Mark(at, MarkKind.NO, "care"))


def not_sure(state: State, at: int) -> Moved:
    """When in doubt, wait."""
    return _lines(state, at, "care-not-sure", "care-signs", "care-choices"), (
        Hush(at),
        Mark(at, MarkKind.NOT_SURE, "care"),
    )


def take_a_break(state: State, at: int) -> Moved:
    """The caregiver is worn out: what helps now, then the answers again."""
    return _lines(state, at, "worn-out", "care-choices"), (Hush(at), Mark(at, MarkKind.BREAK, "care"))


def jabbed(state: State, at: int) -> Moved:
    """A leg had a jab: this session is over before it began, and another one begins once the leg is known."""
    return replace(state, phase=Phase.ENDED, why=JABBED, over=True), (Hush(at),)
