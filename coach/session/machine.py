"""The session: one table of what every command does in every phase, and one function that applies it. Pure.

``step(state, event)`` gives the next state and what is to be done about it; ``wake_at(state)`` says when the
session next acts on its own. A command that has no row does nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from coach.model.effects import Effect, Hush, Mark, Say, Show, Sound
from coach.model.events import BABY, CRYING, STRAY, Command, Event, Heard, Notice, Prepared, Pressed, Tick, Way
from coach.planning.bedtime import target_db, towards
from coach.planning.timeline import From
from coach.planning.timeline_builder import REST_REMIND, SOUND_MS, repetitions
from coach.session import stop_channels, transitions
from coach.session.keymap import BACKWARD, CARE_KEYS, FORWARD, HELD, HELD_GAP, NEVER_DROPPED, SAME_ELBOW, SAME_KEY
from coach.session.state import REMINDERS, Phase, State, place, reminder_at, wake_at
from coach.session.transitions import AFTER_HUSH, Moved, effect_of, stroke_at

__all__ = ["TRANSITIONS", "Phase", "Rule", "State", "meaning", "step", "wake_at"]

LATE = 250
"""Milliseconds: a cue later than this shifts all that follows, so that a backlog is never spoken at once."""
SLEPT = 5000
"""Milliseconds: later than this, the machine slept; the stroke begins again with "we were at"."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table."""

    to: str
    """The phase or phases that follow."""
    does: str
    """In the words of the README's table."""
    move: Callable[[State, int], Moved]


TRANSITIONS: Mapping[tuple[Phase, Command], Rule] = {
    (Phase.READY, Command.BEGIN): Rule("care", "asks the care questions before the oil", transitions.begin),
    (Phase.CARE, Command.YES): Rule("asking", "chime, then the first asking", transitions.care_yes),
    (Phase.CARE, Command.NO): Rule("ended", "not today; when in doubt ask a doctor", transitions.care_no),
    (Phase.CARE, Command.NOT_SURE): Rule("care", "says whom to ask, and waits", transitions.care_not_sure),
    (Phase.CARE, Command.AGAIN): Rule("care", "says the care questions again", transitions.care_again),
    (Phase.ASKING, Command.YES): Rule("playing", "begins the area; before the question, skips to it",
                                      transitions.ask_yes),
    (Phase.ASKING, Command.NO): Rule("resting", "falls silent, says where the hands rest", transitions.rest),
    (Phase.ASKING, Command.NOT_SURE): Rule("asking", "asks again, later and softer", transitions.ask_not_sure),
    (Phase.ASKING, Command.AGAIN): Rule("asking", "says the question again", transitions.ask_again),
    (Phase.ASKING, Command.NEXT): Rule("asking", "asks about the next area", transitions.next_stroke),
    (Phase.ASKING, Command.BACK): Rule("asking", "asks about the area before", transitions.back),
    (Phase.PLAYING, Command.NO): Rule("resting", "falls silent, says where the hands rest", transitions.rest),
    (Phase.PLAYING, Command.NOT_SURE): Rule("playing", "slower, and half of what is left", transitions.not_sure),
    (Phase.PLAYING, Command.AGAIN): Rule("playing", "this stroke from its beginning", transitions.again),
    (Phase.PLAYING, Command.NEXT): Rule("playing", "the stroke after this one", transitions.next_stroke),
    (Phase.PLAYING, Command.BACK): Rule("playing", "the stroke before this one", transitions.back),
    (Phase.PLAYING, Command.FOOT_HELP): Rule("resting", "says how to soften a locked foot", transitions.foot_help),
    (Phase.LINGERING, Command.YES): Rule("playing", "the stroke after this one", transitions.linger_on),
    (Phase.LINGERING, Command.NO): Rule("resting", "falls silent, says where the hands rest", transitions.rest),
    (Phase.LINGERING, Command.NOT_SURE): Rule("playing", "the stroke after this one", transitions.linger_on),
    (Phase.LINGERING, Command.AGAIN): Rule("playing", "this stroke from its beginning", transitions.again),
    (Phase.LINGERING, Command.NEXT): Rule("playing", "the stroke after this one", transitions.linger_on),
    (Phase.LINGERING, Command.BACK): Rule("playing", "the stroke before this one", transitions.back),
    (Phase.LINGERING, Command.FOOT_HELP): Rule("resting", "says how to soften a locked foot", transitions.foot_help),
    (Phase.RESTING, Command.YES): Rule("playing", "says what is left and begins that stroke again; "
                                       "after a no to the question, asks again", transitions.go_on),
    (Phase.RESTING, Command.NO): Rule("resting", "stays silent", transitions.still_resting),
    (Phase.RESTING, Command.NOT_SURE): Rule("resting", "stays silent", transitions.still_resting),
    (Phase.RESTING, Command.AGAIN): Rule("playing", "the interrupted stroke from its beginning", transitions.again),
    (Phase.RESTING, Command.NEXT): Rule("playing", "leaves the interrupted stroke out", transitions.next_stroke),
    (Phase.RESTING, Command.BACK): Rule("playing", "the stroke before the interrupted one", transitions.back),
    (Phase.RESTING, Command.FOOT_HELP): Rule("resting", "says how to soften a locked foot", transitions.foot_help),
    **{(phase, Command.REPEAT): Rule("resting", "says the words of the stroke once more, slower", transitions.repeat)
       for phase in (Phase.PLAYING, Phase.LINGERING, Phase.RESTING)},
    (Phase.ENDED, Command.NO): Rule("ended", "falls silent in mid-goodbye", transitions.ended),
    (Phase.ASKING, Command.TEACH): Rule("asking", "says the long words from here on", transitions.teach),
    (Phase.PLAYING, Command.TEACH): Rule("playing", "this stroke from its beginning, in long words", transitions.teach),
    (Phase.LINGERING, Command.TEACH): Rule("playing", "this stroke from its beginning, in long words",
                                           transitions.teach),
    (Phase.RESTING, Command.TEACH): Rule("resting", "says the long words from here on", transitions.teach),
    **{(phase, command): Rule(phase.value, does, move)
       for phase in (Phase.CARE, Phase.ASKING, Phase.PLAYING, Phase.LINGERING, Phase.RESTING)
       for command, does, move in (
           (Command.SLOWER, "a slower beat", transitions.slower), (Command.FASTER, "a faster beat", transitions.faster),
           (Command.LOUDER, "a louder voice", transitions.louder),
           (Command.SOFTER, "a softer voice", transitions.softer),
           (Command.WHERE, "says where this is and how long it still takes", transitions.where))},
    **{(phase, Command.KEYS): Rule(phase.value, "says what can be pressed", transitions.which_keys)
       for phase in (Phase.CARE, Phase.ASKING, Phase.LINGERING, Phase.RESTING)},
    **{(phase, command): Rule(to, does, move)
       for phase in (Phase.ASKING, Phase.PLAYING, Phase.LINGERING, Phase.RESTING)
       for command, to, does, move in (
           (Command.PART_FORWARD, "asking or ended", "asks about the next area; after the last, says goodbye",
            transitions.part_forward),
           (Command.PART_BACK, "asking", "asks about the area before", transitions.part_back))},
    **{(phase, Command.ASLEEP): Rule("ended", "fades away; a sound under the voice stays a while", transitions.asleep)
       for phase in (Phase.ASKING, Phase.PLAYING, Phase.LINGERING, Phase.RESTING)},
    **{(phase, Command.REMEMBER): Rule(phase.value, "remembers this place", transitions.remember)
       for phase in (Phase.ASKING, Phase.PLAYING, Phase.LINGERING, Phase.RESTING)},
    **{(phase, Command.RECALL): Rule(to, "goes to the remembered place, if any; asks first in another area",
                                     transitions.recall)
       for phase, to in ((Phase.ASKING, "asking"), (Phase.PLAYING, "playing or asking"),
                         (Phase.LINGERING, "playing, asking or lingering"),
                         (Phase.RESTING, "playing, asking or resting"))},
    **{(phase, Command.DONE): Rule("ended", "says goodbye", transitions.done)
       for phase in (Phase.CARE, Phase.ASKING, Phase.PLAYING, Phase.LINGERING, Phase.RESTING)},
}  # fmt: skip
"""What every command does in every phase. The README's table is made of this one."""


def step(state: State, event: Event) -> Moved:
    """What becomes of a session when something happens, and what is to be done about it."""
    after, effects = _step(state, event)
    if after.unsaid and after.phase is not Phase.RESTING:
        after, effects = _told_at_last(after, effects, event.at)
    effects = tuple(_placed(one, state, after, event.at) if isinstance(one, Mark) else one for one in effects)
    if state.lowered:
        effects = tuple(
            replace(one, gain=one.gain + transitions.FUSSING_DB) if isinstance(one, Say) else one for one in effects
        )
    return _softened(after, effects) if after.options.bedtime else (after, effects)


def _softened(state: State, effects: tuple[Effect, ...]) -> Moved:
    """At bedtime every sentence is as soft as its place in the session, or a step nearer to that."""
    result: list[Effect] = []
    areas, at = state.book.areas, (state.area, max(state.stroke, state.start.stroke))
    wanted = target_db(areas, *(at if state.why != "finished" else (len(areas), 0)))
    for one in effects:
        if isinstance(one, Say) and not one.gain:  # one that is softer for itself is step enough
            state = replace(state, softness=towards(state.softness, wanted))
        result.append(replace(one, gain=one.gain + state.softness) if isinstance(one, Say | Sound) else one)
    return state, tuple(result)


def _placed(mark: Mark, before: State, after: State, at: int) -> Mark:
    """A mark with its place: where the hands were, or where they go now."""
    coming = mark.what in ("asked", "stroke")
    state = after if coming else before
    if state.phase is Phase.READY or (state.phase is Phase.CARE and not coming):
        return mark
    if mark.what == "stroke":
        here = From(after.stroke, after.start.done if after.stroke == after.start.stroke else 0)
    else:
        here = state.start if coming else place(state, min(at, wake_at(state) or at))
    stroke = stroke_at(state, here)
    if mark.what == "stroke done":
        stroke = state.here.strokes[state.stroke]
        here = From(state.stroke, repetitions(stroke))
    asking = state.phase is Phase.ASKING or state.asked
    name = "" if mark.what == "area done" or (asking and here == From()) else stroke.name
    return replace(mark, area=state.here.title, stroke=name, done=here.done)


def _step(state: State, event: Event) -> Moved:  # noqa: PLR0911 - one for each kind of event
    match event:
        case Tick(at):
            return _tick(state, at)
        case Heard():
            return _heard(state, event)
        case Pressed(at, key):
            return _pressed(state, at, key)
        case Notice():
            return _notice(state, event)
        case Way(at, name, works):
            changed = replace(state, ways=stop_channels.after(state.ways, event))
            news = stop_channels.news(event, changed.ways, state.words)
            return _notice(changed, Notice(at, news, name, works)) if news else (changed, ())
        case Prepared():
            lengths, prepared = {**state.lengths, **event.lengths}, state.prepared | {event.area}
            return _prepared(replace(state, lengths=lengths, prepared=prepared), event.at)
        case _:
            return state, ()


ENDS_AT_ONCE = (Phase.READY, Phase.CARE, Phase.ENDED)
"""Phases in which a spoken "all done" needs no asking back: nothing is lost."""


def _heard(state: State, heard: Heard) -> Moved:
    """A command by whoever brought it: the baby's own can be switched off, a spoken end is asked back once."""
    if state.over:
        return state, ()
    if heard.by in BABY:
        move = transitions.rest_for_crying if heard.by == CRYING else transitions.lower_for_fussing
        return move(state, heard.at) if state.options.crying else (state, ())
    sure = heard.by != "microphone" or state.ending or state.phase in ENDS_AT_ONCE
    if heard.command is Command.DONE and not sure:
        return transitions.confirm_end(state, heard.at)
    rule = TRANSITIONS.get((state.phase, heard.command))
    return rule.move(replace(state, ending=False), heard.at) if rule else (state, ())


def _notice(state: State, news: Notice) -> Moved:
    """Said aloud, but into a rest only sounded and printed: there the next reminder says it."""
    at, mark = news.at, Mark(news.at, "fault", news.text)
    if state.phase in (Phase.RESTING, Phase.ENDED):
        unsaid = _kept(state.unsaid, news) if state.phase is Phase.RESTING else ()
        return replace(state, unsaid=unsaid), (Show(at, news.text, bell=True), Sound(at, "trouble"), mark)
    return state, (Sound(at, "trouble"), Say(at + SOUND_MS["trouble"], news.text), mark)


def _kept(unsaid: tuple[Notice, ...], news: Notice) -> tuple[Notice, ...]:
    """The newest about each part; trouble that was over before it was told is no news."""
    about = news.about or news.text
    others = tuple(one for one in unsaid if (one.about or one.text) != about)
    before = next((one for one in unsaid if one not in others), news)
    return others if before.good != news.good else (*others, news)


def _news(state: State, at: int) -> tuple[tuple[Effect, ...], int]:
    """What is unsaid, one after the other from ``at`` on, and when all of it is said."""
    said: list[Effect] = []
    for one in state.unsaid:
        said.append(Say(at, one.text))
        at += state.length(one.text) + REST_REMIND
    return tuple(said), at


def _told_at_last(state: State, effects: tuple[Effect, ...], at: int) -> Moved:
    """News that no reminder has said are said before what follows the rest, unless that is the end."""
    if state.phase is Phase.ENDED:
        return replace(state, unsaid=()), effects
    said, end = _news(state, at + AFTER_HUSH)
    later = end - at
    return replace(state, unsaid=(), zero=state.zero + later, question=state.question + later), (*effects, *said)


def _prepared(state: State, at: int) -> Moved:
    if state.granted and state.area in state.prepared:
        wait = max(at, state.said_at)  # "one moment" is finished first
        return transitions.play(state, wait, state.start)
    return state, ()


def _pressed(state: State, at: int, key: str) -> Moved:
    """A key while the coach leads is a no, and its echo is not another command."""
    command = meaning(state, Pressed(at, key))
    if command is None:
        if state.phase is Phase.CARE and key != STRAY and not _is_same_elbow(state, at, key):
            state, effects = _walked(state, at, key)
            return replace(state, key_at=at), effects
        return _elbow(state, at, key)
    moved, effects = _heard(replace(state, key_at=at, held_at=at, elbow=""), Heard(at, command, "key"))
    # In the care questions any key may have said yes, and must not say more.
    lies = command in (Command.NO, Command.ASLEEP) or state.phase is Phase.CARE
    return (replace(moved, elbow=key) if lies else moved), effects


def _elbow(state: State, at: int, key: str) -> Moved:
    """The same elbow still: nothing more, but held on at bedtime it tells that the baby sleeps."""
    held = key == state.elbow and at - state.key_at <= HELD_GAP
    state = replace(state, key_at=at, held_at=state.held_at if held else at)
    if state.options.bedtime and state.phase is Phase.RESTING and at - state.held_at >= HELD:
        return transitions.asleep(state, at)
    return state, ()


def _walked(state: State, at: int, key: str) -> Moved:
    """A key in the care questions that is no answer: an arrow, or any key before the answers were named."""
    if state.keys.command(key, leads=False) is None:
        return state, ()
    if key in FORWARD or key in BACKWARD:
        return transitions.care_walk(state, at, 1 if key in FORWARD else -1)
    return transitions.care_choices(state, at), (Hush(at),)


CARE_ANSWERS = (Command.YES, Command.NOT_SURE, Command.NO)


def _answer(state: State, at: int, key: str, command: Command) -> Command | None:
    """What a key means in the care questions: as always, but any key without a meaning takes what is being spoken."""
    if command is not Command.NO or key == "n":
        return command
    if key in FORWARD or key in BACKWARD or key == STRAY:
        return None
    place = transitions.care_place(state, at)
    return CARE_KEYS.get(key) or (CARE_ANSWERS[place] if place >= 0 else None)


def _is_same_elbow(state: State, at: int, key: str) -> bool:
    since = at - state.key_at
    return bool(state.elbow) and (since < SAME_ELBOW or (key == state.elbow and since < SAME_KEY))


def meaning(state: State, event: Event) -> Command | None:
    """The command that an event brings, None for none: a tick, a key that is off, the same elbow as before."""
    if isinstance(event, Heard):
        return event.command
    if not isinstance(event, Pressed):
        return None
    if _is_same_elbow(state, event.at, event.key):
        return None
    leads = state.phase is Phase.PLAYING or state.granted
    command = state.keys.command(event.key, leads=leads)
    asks_for_care = state.phase is Phase.CARE  # where any key may be a yes
    if not leads and event.at - state.key_at < SAME_ELBOW and (asks_for_care or command not in NEVER_DROPPED):
        return None
    if state.phase is Phase.CARE and command is not None:
        return _answer(state, event.at, event.key, command)
    return Command.NO if state.phase is Phase.ENDED and command is not None else command


def _tick(state: State, at: int) -> Moved:
    due = wake_at(state)
    if due is None or at < due:
        return state, ()
    late = at - due
    if late > SLEPT and state.phase in (Phase.PLAYING, Phase.LINGERING):
        here = place(state, due)
        name = stroke_at(state, here).name
        lead = state.words.say("we-were", stroke=name, title=state.here.called)
        playing, effects = transitions.play(state, at, replace(here, lead=lead, sound="go_on"))
        return playing, (Mark(at, "slept", str(late)), *effects)
    if late > LATE:
        state = replace(state, zero=state.zero + late, question=state.question + late)
    if state.granted:
        return replace(state, beats=state.beats + 1), (Sound(at, "alive"),)
    return _cue(state, at) if state.cue < len(state.timeline.cues) else _quiet(state, at)


def _cue(state: State, at: int) -> Moved:
    cue = state.timeline.cues[state.cue]
    marks: tuple[Effect, ...] = ()
    if cue.stroke >= 0 and cue.stroke != state.stroke and state.phase is Phase.PLAYING:
        if state.lowered and state.stroke >= 0 and not state.options.bedtime:
            return transitions.ask_about_fussing(state, at)
        marks = (
            *_finished(state, at),
            Mark(at, "stroke", f"{state.here.strokes[cue.stroke].name}, {state.here.title}"),
        )
        state = replace(state, stroke=cue.stroke)
    effects = (effect_of(cue, state.zero),) if cue.say or cue.sound else ()
    return replace(state, cue=state.cue + 1), (*marks, *effects)


def _finished(state: State, at: int) -> tuple[Effect, ...]:
    if state.stroke < 0:
        return ()
    return (Mark(at, "stroke done", f"{state.here.strokes[state.stroke].name}, {state.here.title}"),)


def _quiet(state: State, at: int) -> Moved:
    """All is said: what comes next, by phase."""
    if state.phase is Phase.PLAYING and state.timeline.lingers:
        line = Say(at, state.words.one("linger"))
        begun = state.length(line.text) + REST_REMIND
        start = From(state.stroke)
        return replace(state, phase=Phase.LINGERING, start=start, beats=1, zero=state.zero + begun), (line,)
    if state.phase is Phase.PLAYING:
        onward, effects = transitions.onward(state, at)
        return onward, (*_finished(state, at), Mark(at, "area done", state.here.title), *effects)
    if state.phase is Phase.LINGERING:
        return replace(state, beats=state.beats + 1), (Sound(at, "tick"),)
    if state.phase is Phase.ENDED:
        return replace(state, over=True), ()
    return _remind(state, at)


def _remind(state: State, at: int) -> Moved:
    """Rarer and shorter each time, then only a soft sign of life; never a yes, however long it takes."""
    if state.unsaid:
        return _remind_of_news(state, at)
    reminded = replace(state, reminders=state.reminders + 1)
    if state.reminders >= len(REMINDERS):
        return reminded, (Sound(at, "alive"),)
    if state.phase is Phase.CARE:
        return transitions.care_choices(state, at, reminded.reminders), ()
    name = "ask-wait" if state.phase is Phase.ASKING else "rest-wait"
    return reminded, (Say(at, state.words.say(name)[state.reminders]),)


def _remind_of_news(state: State, at: int) -> Moved:
    """A reminder carries what broke meanwhile; where none is due for long, that is a reminder of its own."""
    told = replace(state, unsaid=())
    reminded, effects = _remind(told, at) if at >= reminder_at(state) else (told, ())
    now = at + sum(state.length(one.text) + REST_REMIND for one in effects if isinstance(one, Say))
    return reminded, (*effects, *_news(state, now)[0])


def table() -> str:
    """TRANSITIONS as a Markdown table, for the README."""
    rows = [
        f"| {phase.value} | {command.value} | {rule.to} | {rule.does} |"
        for phase in Phase
        for (of, command), rule in TRANSITIONS.items()
        if of is phase
    ]
    return "\n".join(["| while | told | then | the coach |", "|---|---|---|---|", *rows])
