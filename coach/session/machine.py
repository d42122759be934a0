"""The session: one function that applies the table of what every command does in every phase. Pure.

``step(state, event)`` gives the next state and what is to be done about it; ``wake_at(state)`` says when the
session next acts on its own. The table is in ``table.py``; how a phase is added is told in ``model/phases.py``.
"""

from __future__ import annotations

from dataclasses import replace

from coach.model.effects import Earcon, Effect, Mark, MarkKind, Say, Sound
from coach.model.events import BABY, Bringer, Command, Event, Heard, Notice, Prepared, Pressed, Sign, Tick, Way
from coach.model.phases import TRAITS, Phase
from coach.planning import timeline
from coach.planning.bedtime import target_db, towards
from coach.planning.timeline import From
from coach.session import elbow, news, spoken, stop_channels
from coach.session.state import REMINDERS, State, place, reminder_at, wake_at
from coach.session.table import TRANSITIONS, Rule, Told
from coach.session.transitions import asking, care, playing, resting
from coach.session.transitions.leading import onward
from coach.session.transitions.saying import Moved, effect_of, stroke_at

__all__ = ["TRANSITIONS", "meaning", "step", "wake_at"]

LATE = 250
"""A cue more than this many milliseconds late shifts all that follows, so that a backlog is never spoken at once."""
SLEPT = 5000
"""A machine later than this, in milliseconds, slept or was stopped: the stroke begins again with "we were at"."""


def step(state: State, event: Event) -> Moved:
    """Take one event: the next state, and the effects that it calls for."""
    after, effects = _step(state, event)
    if after.unsaid and not TRAITS[after.phase].rests:
        after, effects = news.told_at_last(after, effects, event.at)
    effects = tuple(_placed(one, state, after, event.at) if isinstance(one, Mark) else one for one in effects)
    if state.lowered:
        effects = tuple(
            replace(one, gain=one.gain + playing.FUSSING_DB) if isinstance(one, Say) else one for one in effects
        )
    return _softened(after, effects) if after.options.bedtime else (after, effects)


def _softened(state: State, effects: tuple[Effect, ...]) -> Moved:
    """At bedtime, bring the loudness of each sentence toward the level for its place in the session, step by step."""
    result: list[Effect] = []
    areas, at = state.book.areas, (state.area, max(state.stroke, state.start.stroke))
    wanted = target_db(areas, *(at if state.why != "finished" else (len(areas), 0)))
    for one in effects:
        if isinstance(one, Say) and not one.gain:  # a sentence that is already softer needs no further step
            state = replace(state, softness=towards(state.softness, wanted))
        result.append(replace(one, gain=one.gain + state.softness) if isinstance(one, Say | Sound) else one)
    return state, tuple(result)


def _placed(mark: Mark, before: State, after: State, at: int) -> Mark:
    """Add the place to a mark: where the hands were, or where they go now."""
    coming = mark.what in (MarkKind.ASKED, MarkKind.STROKE)
    state = after if coming else before
    if state.phase is Phase.READY or (state.phase is Phase.CARE and not coming):
        return mark
    if mark.what == MarkKind.STROKE:
        here = From(after.stroke, after.start.done if after.stroke == after.start.stroke else 0)
    else:
        here = state.start if coming else place(state, min(at, wake_at(state) or at))
    stroke = stroke_at(state, here)
    if mark.what == MarkKind.STROKE_DONE:
        stroke = state.here.strokes[state.stroke]
        here = From(state.stroke, stroke.repetitions)
    whole = TRAITS[state.phase].before and here == From()
    name = "" if mark.what == MarkKind.AREA_DONE or whole else stroke.name
    return replace(mark, area=state.here.title, stroke=name, done=here.done)


def _step(state: State, event: Event) -> Moved:  # noqa: PLR0911 - one for each kind of event
    match event:
        case Tick(at, slept) if slept and state.phase in (Phase.PLAYING, Phase.LINGERING):
            return playing.wake_up(state, at, slept)
        case Tick(at):
            return _tick(state, at)
        case Heard():
            return _heard(state, event)
        case Pressed(at, key):
            return _pressed(state, at, key)
        case Notice():
            return news.notice(state, event)
        case Way(at, name, works):
            changed = replace(state, ways=stop_channels.after(state.ways, event))
            said = stop_channels.news(event, changed.ways, state.words)
            return news.notice(changed, Notice(at, said, name, works)) if said else (changed, ())
        case Prepared():
            lengths, prepared = {**state.lengths, **event.lengths}, state.prepared | {event.area}
            return _prepared(replace(state, lengths=lengths, prepared=prepared), event.at)
        case _:
            return state, ()


LEFT_OUT = (Command.NO, Command.NEXT, Command.PART_FORWARD)
"""Commands that, in a rest, turn the stop that began it into the baby's no."""


def told_by(phase: Phase, heard: Heard) -> Told:
    """What an event tells, by who brought it: the baby's own voice is a sign, and a spoken end may be misheard.

    A key that stops hands at work isn't the baby's no: nobody has said why it was pressed.
    """
    if heard.by in BABY:
        return Sign(heard.by)
    if heard.by == Bringer.KEY and (phase, Sign.STOP) in TRANSITIONS and heard.command is Command.NO:
        return Sign.STOP
    return Sign.DONE_ALOUD if heard.command is Command.DONE and heard.by == Bringer.MICROPHONE else heard.command


def meaning(state: State, event: Event) -> Command | None:
    """The command that an event gives; None for a tick, for a key that gives none, and for what means nothing now."""
    if not isinstance(event, Heard):
        return elbow.meaning(state, event)
    return event.command if _rule(state, event) else None


def _rule(state: State, heard: Heard) -> Rule | None:
    """What the table says of it. The baby's own voice may be switched off."""
    told = told_by(state.phase, heard)
    ignored = state.over or (told in (Sign.CRYING, Sign.FUSSING) and not state.options.crying)
    return None if ignored else TRANSITIONS.get((state.phase, told))


def _heard(state: State, heard: Heard) -> Moved:
    """Apply the table."""
    told, rule = told_by(state.phase, heard), _rule(state, heard)
    if not rule:
        return state, ()
    if spoken.again(state, heard):
        return spoken.taken_back(state, heard.at)
    moved, effects = spoken.said_back(state, *rule.move(state, heard.at), heard)
    if not state.stopped or (TRAITS[moved.phase].rests and told is not Command.NO):
        return moved, effects
    over = moved.phase is Phase.ENDED and told is not Command.ASLEEP
    refused = (resting.refused(state, heard.at),) if told in LEFT_OUT or over else ()
    return replace(moved, stopped=False), (*effects[:1], *refused, *effects[1:])


def _prepared(state: State, at: int) -> Moved:
    return asking.fetched(state, at) if state.phase is Phase.FETCHING and state.area in state.prepared else (state, ())


def _pressed(state: State, at: int, key: str) -> Moved:
    """Take a key. While the coach leads it is a no, and its repeats are not commands."""
    if elbow.tells_of_a_jab(state, at, key):
        moved, effects = TRANSITIONS[state.phase, Sign.JABBED].move(state, at)
        return replace(moved, elbow=key, key_at=at, held_at=at), effects
    command = elbow.meaning(state, Pressed(at, key))
    if command is None:
        return elbow.no_command(state, at, key)
    moved, effects = _heard(replace(state, key_at=at, held_at=at, elbow=""), Heard(at, command, Bringer.KEY))
    # In the care questions any key may have meant yes; its repeats must not answer again.
    lies = command in (Command.NO, Command.ASLEEP) or state.phase is Phase.CARE
    return (replace(moved, elbow=key) if lies else moved), effects


def _tick(state: State, at: int) -> Moved:
    due = wake_at(state)
    if due is None or at < due:
        return state, ()
    late = at - due
    if late > SLEPT and state.phase in (Phase.PLAYING, Phase.LINGERING):
        return playing.wake_up(state, at, late)
    if late > LATE:
        state = replace(state, zero=state.zero + late, question=state.question + late)
    if state.phase is Phase.FETCHING:
        return replace(state, beats=state.beats + 1), (Sound(at, Earcon.ALIVE),)
    return _cue(state, at) if state.cue < len(state.timeline.cues) else _quiet(state, at)


def _cue(state: State, at: int) -> Moved:
    cue = state.timeline.cues[state.cue]
    marks: tuple[Effect, ...] = ()
    if cue.stroke >= 0 and cue.stroke != state.stroke and state.phase is Phase.PLAYING:
        if state.lowered and state.stroke >= 0 and not state.options.bedtime:
            return playing.ask_about_fussing(state, at)
        marks = (
            *_finished(state, at),
            Mark(at, MarkKind.STROKE, f"{state.here.strokes[cue.stroke].name}, {state.here.title}"),
        )
        state = replace(state, stroke=cue.stroke)
    elif any(passage.teach[-1:] == (cue.say,) for passage in state.book.opening if passage.lesson):
        marks = (Mark(at, MarkKind.LESSON),)
    effects = (effect_of(cue, state.zero),) if cue.say or cue.sound else ()
    return replace(state, cue=state.cue + 1), (*marks, *effects)


def _finished(state: State, at: int) -> tuple[Effect, ...]:
    if state.stroke < 0:
        return ()
    return (Mark(at, MarkKind.STROKE_DONE, f"{state.here.strokes[state.stroke].name}, {state.here.title}"),)


def _quiet(state: State, at: int) -> Moved:
    """The timeline is over: what comes next depends on the phase."""
    if state.phase is Phase.PLAYING and state.timeline.lingers:
        return playing.linger(state, at)
    if state.phase is Phase.PLAYING:
        heard = timeline.after(state.here, state.options, state.start)
        moved, effects = onward(replace(state, options=heard), at)
        return moved, (*_finished(state, at), Mark(at, MarkKind.AREA_DONE, state.here.title), *effects)
    if state.phase is Phase.LINGERING:
        return replace(state, beats=state.beats + 1), (Sound(at, Earcon.TICK),)
    if state.phase is Phase.ENDED:
        return replace(state, over=True), ()
    return _remind(state, at)


def _remind(state: State, at: int) -> Moved:
    """Remind, less often and more briefly each time, then give only a soft sign of life. It never becomes a yes."""
    if state.unsaid:
        return _remind_of_news(state, at)
    reminded = replace(state, reminders=state.reminders + 1)
    if state.reminders >= len(REMINDERS):
        return reminded, (Sound(at, Earcon.ALIVE),)
    if state.phase is Phase.CARE:
        return care.choices(state, at, reminded.reminders), ()
    return reminded, (Say(at, state.words.say(TRAITS[state.phase].reminder)[state.reminders]),)


def _remind_of_news(state: State, at: int) -> Moved:
    """Tell the news with the next reminder, or on its own where no reminder is due for a long time."""
    told = replace(state, unsaid=())
    reminded, effects = _remind(told, at) if at >= reminder_at(state) else (told, ())
    return reminded, (*effects, *news.after(state, at, effects))
