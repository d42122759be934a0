"""What each command does to a session. Every move is ``(state, at) -> (state, effects)`` and pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from coach.model.effects import BedOff, BedOn, Effect, Fade, Hush, Level, Mark, Prepare, Say, Sound
from coach.model.events import CRYING, FUSSING
from coach.model.options import Options
from coach.model.plan import Cue, Timeline
from coach.model.routine import Line, Stroke
from coach.planning import bedtime, timeline
from coach.planning.timeline import From
from coach.planning.timeline_builder import (
    REST_REMIND,
    REST_REMIND_PERCENT,
    REST_TEACH,
    REST_TEACH_PERCENT,
    SOUND_MS,
    Track,
    repetitions,
)
from coach.session import stop_channels
from coach.session.keymap import GRACE_MS
from coach.session.state import Bookmark, Phase, State, place

Moved = tuple[State, tuple[Effect, ...]]

AFTER_HUSH = 400
"""Milliseconds of silence before the paused earcon, so that the silence itself is heard."""
ANSWER_AFTER = 60
"""Milliseconds before an answer that was asked for: it begins within 300 of the key, the loudspeaker's own included."""
ASK_AGAIN = 15_000
"""Milliseconds before the question is asked again after "not sure"."""
SOFTER_ASK = -3
"""Decibels of that second question: softer, and no more than two sentences may differ."""
FUSSING_DB, FUSSING_WAIT = -6, 4000
"""Decibels of the voice while the baby fusses, and milliseconds in which to answer "not sure?"."""
ENOUGH = 3
"""After so many no's of a session the coach offers the end itself."""
SLOWER, FASTEST, SLOWEST = 20, 60, 200
"""Percent: a step of the pace, and its bounds."""
SLOW_WORDS = 135
"""Percent of the usual time that words take when they are said once more, slower."""
LOUDER, LOUDEST, SOFTEST = 3, 6, -24
"""Decibels: a step of the loudness, and its bounds."""


# --- saying --------------------------------------------------------------------------------------


def saying(state: State, at: int, laid: Timeline, **changes: object) -> State:
    """The state once a new timeline begins at ``at``."""
    fresh = {"timeline": laid, "zero": at, "cue": 0, "reminders": 0, "beats": 0, "granted": False, "lowered": False}
    return replace(state, **{**fresh, **changes})  # type: ignore[arg-type]


def spoken(state: State, lines: Iterable[Line], sound: str = "", wait: int = 0) -> Timeline:
    """A short timeline: perhaps an earcon, then sentences."""
    track = Track(state.length, now=wait, quick=bedtime.rests(state.options))
    if sound:
        track.sound(sound)
    track.lines(lines, REST_REMIND, REST_REMIND_PERCENT)
    return track.timeline()


def aside(state: State, at: int, lines: Iterable[Line]) -> State:
    """Answer in a few sentences, then go on with what was being said, its interrupted sentence first."""
    answer = spoken(state, lines, wait=ANSWER_AFTER)
    rest = state.timeline.cues[max(0, state.cue - 1) :] if at < state.said_at else ()
    rest = rest if state.phase in (Phase.CARE, Phase.ASKING) else ()
    first = rest[0].at if rest else 0
    later = tuple(replace(cue, at=cue.at - first + answer.length) for cue in rest)
    length = answer.length + (state.timeline.length - first if rest else 0)
    question = at + later[-1].at if later and state.phase is Phase.ASKING else state.question
    return saying(state, at, Timeline(answer.cues + later, length), question=question)


# --- care and asking -----------------------------------------------------------------------------


def begin(state: State, at: int) -> Moved:
    """The care questions, or the first asking where they are switched off."""
    effects: tuple[Effect, ...] = (Mark(at, "begun", state.book.name), Prepare(state.area), BedOn(at))
    if not state.options.care:
        asking, more = ask(state, at, state.area, state.start)
        return asking, effects + more
    lines = state.words.say("care" if state.options.detail == "teach" else "care-short")
    laid = spoken(state, lines + state.words.say("care-choices"))
    return saying(state, at, laid, phase=Phase.CARE), effects


def care_again(state: State, at: int) -> Moved:
    """Say the care questions once more."""
    return _care_lines(state, at, "care", "care-choices"), (Hush(at),)


def care_choices(state: State, at: int, reminders: int = 0) -> State:
    """The three answers once more."""
    return replace(_care_lines(state, at, "care-choices"), reminders=reminders)


def care_walk(state: State, at: int, by: int) -> Moved:
    """To the answer after, or before, the one that is being spoken; before the first there is only the first."""
    choices, place = state.words.say("care-choices"), care_place(state, at)
    line = choices[(place + by) % len(choices) if place >= 0 else 0]
    return saying(state, at, spoken(state, (line,), wait=ANSWER_AFTER)), (Hush(at),)


def care_place(state: State, at: int) -> int:
    """Which of the three answers is being spoken, or was spoken last; -1 before the first."""
    choices = state.words.say("care-choices")
    begun = [cue for cue in state.timeline.cues if cue.say in choices and state.zero + cue.at <= at]
    late = at - state.zero - begun[-1].at >= GRACE_MS if begun else True
    heard = begun if late or len(begun) < 2 else begun[:-1]  # noqa: PLR2004 - nobody's hand is quicker than that
    return choices.index(heard[-1].say) if heard else -1


def _care_lines(state: State, at: int, *names: str) -> State:
    lines = tuple(line for name in names for line in state.words.say(name))
    return saying(state, at, spoken(state, lines, wait=AFTER_HUSH))


def care_yes(state: State, at: int) -> Moved:
    """All is well: on to the oil and the first asking."""
    asking, effects = ask(state, at, state.area, state.start)
    return asking, (Hush(at), Mark(at, "yes", "care"), *effects)


def care_no(state: State, at: int) -> Moved:
    """Not today."""
    ended, effects = end(state, at, "care", state.words.say("care-no") + state.words.say("goodbye-no")[-1:])
    return ended, (Hush(at), BedOff(at), Mark(at, "no", "care"), *effects)


def care_not_sure(state: State, at: int) -> Moved:
    """When in doubt, wait."""
    return _care_lines(state, at, "care-not-sure", "care-choices"), (Hush(at), Mark(at, "not sure", "care"))


def ask(state: State, at: int, area: int, start: From = From()) -> Moved:  # noqa: B008 - frozen
    """Say where the massage goes next, then ask the baby and wait; a yes begins the area at ``start``."""
    there = replace(state, area=area)
    opening = state.phase in (Phase.READY, Phase.CARE) and not start.sound  # else the oil is warm already
    said = state.book.opening if opening else None
    named = () if state.named else stop_channels.named(state.ways, state.words)
    laid = timeline.asking(there.here, said, state.options, state.words, state.length, start.lead, named)
    begun = replace(start, lead=())
    asking = saying(
        there, at, laid, phase=Phase.ASKING, start=begun, stroke=-1, asked=False, question=at + laid.cues[-1].at
    )
    return asking, (BedOn(at), Mark(at, "asked", there.here.title), Prepare(area))


def ask_yes(state: State, at: int) -> Moved:
    """A yes to the question begins the area; a yes before the question was heard only brings the question nearer."""
    if state.granted:
        return state, (Sound(at, "alive"),)
    if at < state.question:
        return _sooner(state, at)
    if state.area not in state.prepared:
        moment = spoken(state, state.words.say("one-moment"), "go_on")
        return saying(state, at, moment, granted=True), (
            Hush(at),
            Mark(at, "yes", state.here.title),
            *(effect_of(cue, at) for cue in moment.cues),
        )
    playing, effects = play(state, at, replace(state.start, sound="go_on"))
    return playing, (Hush(at), Mark(at, "yes", state.here.title), *effects)


def effect_of(cue: Cue, zero: int) -> Say | Sound:
    """A cue as something to do at its session time."""
    if cue.say:
        return Say(zero + cue.at, cue.say, cue.gain, cue.pace)
    return Sound(zero + cue.at, cue.sound, cue.gain)


def _sooner(state: State, at: int) -> Moved:
    cues = state.timeline.cues
    chime = next((n for n, cue in enumerate(cues) if cue.sound == "chime"), len(cues) - 1)
    first = chime if at < state.zero + cues[chime].at else len(cues) - 1
    later = tuple(replace(cue, at=cue.at - cues[first].at + AFTER_HUSH) for cue in cues[first:])
    laid = Timeline(later, state.timeline.length - cues[first].at + AFTER_HUSH)
    return saying(state, at, laid, question=at + later[-1].at), (Hush(at),)


def ask_again(state: State, at: int) -> Moved:
    """Say the question once more, with where the hands rest."""
    laid = spoken(state, (state.here.rest, state.here.ask), wait=ANSWER_AFTER)
    return saying(state, at, laid, question=at + laid.cues[-1].at), (Hush(at), Mark(at, "asked", state.here.title))


def ask_not_sure(state: State, at: int) -> Moved:
    """Not sure is an answer of its own: hands still, and the question once more, later and softer."""
    track = Track(state.length, now=ANSWER_AFTER)
    track.lines(state.words.say("ask-not-sure"), REST_REMIND, REST_REMIND_PERCENT)
    track.now = max(track.now, ASK_AGAIN)
    track.say(state.here.ask, 0, gain=SOFTER_ASK)
    laid = track.timeline()
    question = state.question if state.question <= at else at + laid.cues[-1].at
    return saying(state, at, laid, question=question), (Hush(at), Mark(at, "not sure", state.here.title))


# --- playing -------------------------------------------------------------------------------------


def play(state: State, at: int, start: From) -> Moved:
    """Lead through the area from a place in it; past its last stroke, ask about what follows."""
    if start.stroke >= len(state.here.strokes):
        return onward(state, at)
    offered = state.offered or 0 <= timeline.first_foot(state.here) <= state.stroke
    area = replace(state.here, offer=()) if offered else state.here
    laid = timeline.timeline(area, state.options, state.words, state.length, start)
    begun = replace(start, sound="", lead=(), paused=False)
    playing = saying(state, at, laid, phase=Phase.PLAYING, start=begun, asked=False, stroke=-1, offered=offered)
    more = (Prepare(state.area + 1),) if state.area + 1 < len(state.book.areas) else ()
    return playing, (BedOn(at), *more)


def onward(state: State, at: int) -> Moved:
    """Ask about the next area, or say goodbye after the last."""
    if state.area + 1 < len(state.book.areas):
        return ask(state, at, state.area + 1)
    track = Track(state.length, quick=bedtime.rests(state.options))
    timeline.passages(state.book.closing, state.options, track)
    return end(state, at, "finished", (), track.timeline())


def go_on(state: State, at: int) -> Moved:
    """Begin the interrupted stroke again with what is left of it; after a no to the question, ask again."""
    mark = Mark(at, "go on", place_name(state, state.start))
    if state.asked:
        asking, effects = ask_again(replace(state, phase=Phase.ASKING, asked=False), at)
        return asking, (effects[0], BedOn(at), mark, *effects[1:])
    playing, effects = play(state, at, replace(state.start, sound="go_on", lead=(), paused=True))
    return playing, (Hush(at), mark, *effects)


def linger_on(state: State, at: int) -> Moved:
    """Enough of the open-ended stroke: the next one."""
    playing, effects = play(state, at, From(state.start.stroke + 1, sound="go_on"))
    return playing, (Hush(at), Mark(at, "go on", place_name(state, state.start)), *effects)


def next_stroke(state: State, at: int) -> Moved:
    """Skip to the stroke after this one; while asking, to the area after this one."""
    here = place(state, at)
    mark = Mark(at, "moved", "next")
    if state.phase is Phase.ASKING or state.asked:
        moved, effects = onward(state, at)
    else:
        moved, effects = play(state, at, From(here.stroke + 1, sound="go_on"))
    return moved, (Hush(at), mark, *effects)


def back(state: State, at: int) -> Moved:
    """To the stroke before this one; while asking, to the area before this one."""
    mark = Mark(at, "moved", "back")
    if state.phase is Phase.ASKING or state.asked:
        moved, effects = ask(replace(state, phase=Phase.PLAYING), at, max(0, state.area - 1))
    else:
        moved, effects = play(state, at, From(max(0, place(state, at).stroke - 1), sound="go_on"))
    return moved, (Hush(at), mark, *effects)


def part_forward(state: State, at: int) -> Moved:
    """Leave the rest of this area out, and ask about the next one."""
    moved, effects = onward(state, at)
    return moved, (Hush(at), Mark(at, "moved", "part forward"), *effects)


def part_back(state: State, at: int) -> Moved:
    """Ask about the area before this one; in the first, about the first."""
    moved, effects = ask(replace(state, phase=Phase.PLAYING), at, max(0, state.area - 1))
    return moved, (Hush(at), Mark(at, "moved", "part back"), *effects)


def again(state: State, at: int) -> Moved:
    """The stroke once more from its beginning; after a no to the question, the question."""
    if state.asked:
        return go_on(state, at)
    playing, effects = play(state, at, From(place(state, at).stroke, sound="go_on"))
    return playing, (Hush(at), Mark(at, "moved", "again"), *effects)


def not_sure(state: State, at: int) -> Moved:
    """Slower and fewer: half of what is left, rounded up."""
    here = place(state, at)
    left = repetitions(stroke_at(state, here)) - here.done
    slower = replace(state, options=_paced(state.options, SLOWER))
    start = replace(here, done=here.done + left // 2, lead=state.words.say("not-sure-soft"))
    playing, effects = play(slower, at + AFTER_HUSH, start)
    marks = Mark(at, "not sure", place_name(state, here)), Mark(at, "pace", str(slower.options.pace))
    return playing, (Hush(at), *marks, *effects)


# --- resting -------------------------------------------------------------------------------------


def rest(state: State, at: int) -> Moved:
    """A no: silence first, then where the hands rest, in one sentence that asks for nothing."""
    here = place(state, at)
    asked = state.phase is Phase.ASKING
    stroke_rest = "" if asked else stroke_at(state, here).rest
    lines = [stroke_rest or state.words.one("resting-asked" if asked else "resting")]
    if state.nos + 1 >= ENOUGH:
        lines += state.words.say("third-no")
    laid = spoken(state, lines, "paused", AFTER_HUSH)
    what = state.here.title if asked else place_name(state, here)
    resting = saying(state, at, laid, phase=Phase.RESTING, start=here, asked=asked, nos=state.nos + 1)
    return resting, (Hush(at), BedOff(at), Mark(at, "no", what))


def rest_for_crying(state: State, at: int) -> Moved:
    """The baby cries: as a no, and said so."""
    if state.phase not in (Phase.ASKING, Phase.PLAYING, Phase.LINGERING):
        return state, ()
    resting, effects = rest(state, at)
    enough = state.words.say("third-no") if resting.nos >= ENOUGH else ()
    laid = spoken(state, (*state.words.say("crying"), *enough), "paused", AFTER_HUSH)
    return replace(resting, timeline=laid), (*effects, Mark(at, CRYING, place_name(state, place(state, at))))


def lower_for_fussing(state: State, at: int) -> Moved:
    """The baby fusses: no no, but from the next sentence to the next stroke the voice is lower. Once in an area."""
    if state.phase is not Phase.PLAYING or state.fussed == state.area:
        return state, ()
    return replace(state, lowered=True, fussed=state.area), (Mark(at, FUSSING, place_name(state, place(state, at))),)


def ask_about_fussing(state: State, at: int) -> Moved:
    """Between two strokes, softly: not sure? Whoever says nothing is led on."""
    lines = state.words.say("fussing")
    later = sum(state.length(line) for line in lines) + FUSSING_WAIT
    return replace(state, lowered=False, zero=state.zero + later), tuple(Say(at, line) for line in lines)


def confirm_end(state: State, at: int) -> Moved:
    """A voice said "all done": silence, and the question whether that was meant."""
    here = place(state, at)
    asked = state.asked or state.phase is Phase.ASKING
    laid = spoken(state, state.words.say("end-sure"), "paused", AFTER_HUSH)
    resting = saying(state, at, laid, phase=Phase.RESTING, start=here, asked=asked, ending=True)
    return resting, (Hush(at), Mark(at, "asked", "the end"))


def still_resting(state: State, at: int) -> Moved:
    """Another no while resting: heard, and nothing to add."""
    return saying(state, at, spoken(state, (), "paused", AFTER_HUSH)), (Hush(at), BedOff(at))


def foot_help(state: State, at: int) -> Moved:
    """How to let go of a locked foot; the massage rests meanwhile."""
    effects: tuple[Effect, ...] = (Hush(at), Mark(at, "foot help"))
    if state.phase in (Phase.PLAYING, Phase.LINGERING):
        state = replace(state, start=place(state, at), phase=Phase.RESTING)
    foot = not state.asked and state.phase is Phase.RESTING and stroke_at(state, state.start).foot
    if not (foot and state.here.help):
        return aside(state, at, state.words.say("no-foot-help")), effects
    track = Track(state.length, now=ANSWER_AFTER)
    track.lines(state.here.help, REST_TEACH, REST_TEACH_PERCENT)
    track.lines(state.words.say("foot-help-after"), REST_REMIND, REST_REMIND_PERCENT)
    return saying(state, at, track.timeline()), effects


def repeat(state: State, at: int) -> Moved:
    """The words of the stroke once more, slower; the massage rests meanwhile."""
    effects: tuple[Effect, ...] = (Hush(at), Mark(at, "repeated"))
    if state.phase in (Phase.PLAYING, Phase.LINGERING):
        state = replace(state, start=place(state, at), phase=Phase.RESTING)
    if state.asked:
        return aside(state, at, state.words.say("nothing-to-repeat")), effects
    track = Track(state.length, now=ANSWER_AFTER, pace=SLOW_WORDS)
    track.lines(timeline.taught(stroke_at(state, state.start), state.words), REST_TEACH, REST_TEACH_PERCENT)
    return saying(state, at, track.timeline()), effects


# --- at any time ---------------------------------------------------------------------------------


def end(state: State, at: int, why: str, lines: Iterable[Line], laid: Timeline | None = None) -> Moved:
    """Say goodbye, sound the finish, and be over; at bedtime nothing but the sound under the voice comes after."""
    said = laid or spoken(state, lines, wait=ANSWER_AFTER)
    cues, length = said.cues, said.length
    fade: tuple[Effect, ...] = ()
    if not state.options.bedtime:
        cues, length = (*cues, Cue(length, sound="finished")), length + SOUND_MS["finished"]
    elif why == "finished":
        length, fade = _bed_after(state, at, said.length)
    return saying(state, at, Timeline(cues, length), phase=Phase.ENDED, why=why), (Mark(at, "ended", why), *fade)


def _bed_after(state: State, zero: int, length: int) -> tuple[int, tuple[Effect, ...]]:
    """How long a timeline becomes with the sound that stays after it, and how that goes away."""
    after = state.options.bed_after
    fade = min(bedtime.BED_FADES_MS, after)
    return length + after, (Fade(zero + length + after - fade, fade, bed=True),) if after else ()


def asleep(state: State, at: int) -> Moved:
    """The baby sleeps: what is being said fades away, nothing more is said, and the sound under it stays a while."""
    fades = bedtime.SPEECH_FADES_MS
    cues = tuple(cue for cue in state.timeline.cues[state.cue :] if state.zero + cue.at < at + fades)
    length, fade = _bed_after(state, at, 0)
    laid = Timeline(cues, at - state.zero + max(length, fades))
    over = saying(state, state.zero, laid, phase=Phase.ENDED, why="asleep")
    return over, (Fade(at, fades), BedOn(at, bedtime.BED_RISES_MS), Mark(at, "ended", "asleep"), *fade)


def teach(state: State, at: int) -> Moved:
    """The long words from here on, for all that is known by now."""
    taught = replace(state, options=replace(state.options, detail="teach", known=None))
    mark, lines = Mark(at, "taught"), state.words.say("taught")
    if state.phase in (Phase.PLAYING, Phase.LINGERING):
        here = place(state, at).stroke if state.phase is Phase.PLAYING else state.start.stroke
        playing, effects = play(taught, at + AFTER_HUSH, From(here, lead=lines))
        return playing, (Hush(at), mark, *effects)
    return aside(taught, at, lines), (Hush(at), mark)


def done(state: State, at: int) -> Moved:
    """All done, kindly, at any time."""
    after_no = state.phase is Phase.RESTING
    ended, effects = end(
        state, at, "no" if after_no else "done", state.words.say("goodbye-no" if after_no else "goodbye-done")
    )
    return ended, (Hush(at), *effects)


def ended(state: State, at: int) -> Moved:
    """A key during the goodbye: silence, and over."""
    return replace(state, over=True), (Hush(at), BedOff(at))


def _paced(options: Options, step: int) -> Options:
    return replace(options, pace=min(SLOWEST, max(FASTEST, options.pace + step)))


def _adjusted(state: State, at: int, changed: State, lines: tuple[str, ...]) -> Moved:
    """Acknowledge a change and go on where it was asked for."""
    if state.phase is Phase.PLAYING:
        playing, effects = play(changed, at + AFTER_HUSH, replace(place(state, at), lead=lines))
        return playing, (Hush(at), *effects)
    if state.phase is Phase.LINGERING or state.granted:  # nothing may hold up what was said yes to
        return changed, tuple(Say(at, line) for line in lines)
    return aside(changed, at, lines), (Hush(at),)


def slower(state: State, at: int) -> Moved:
    """A slower beat, from here on."""
    changed = replace(state, options=_paced(state.options, SLOWER))
    moved, effects = _adjusted(state, at, changed, state.words.say("slower"))
    return moved, (*effects, Mark(at, "pace", str(changed.options.pace)))


def faster(state: State, at: int) -> Moved:
    """A faster beat, from here on."""
    changed = replace(state, options=_paced(state.options, -SLOWER))
    moved, effects = _adjusted(state, at, changed, state.words.say("faster"))
    return moved, (*effects, Mark(at, "pace", str(changed.options.pace)))


def louder(state: State, at: int) -> Moved:
    """Louder, from here on."""
    return _levelled(state, at, LOUDER, "louder")


def softer(state: State, at: int) -> Moved:
    """Softer, from here on."""
    return _levelled(state, at, -LOUDER, "softer")


def _levelled(state: State, at: int, step: int, word: str) -> Moved:
    changed = replace(state, level=min(LOUDEST, max(SOFTEST, state.level + step)))
    moved, effects = _adjusted(state, at, changed, state.words.say(word))
    return moved, (*effects, Level(changed.level), Mark(at, "loudness", str(changed.level)))


def remember(state: State, at: int) -> Moved:
    """Keep this place, for later in the session or for another evening."""
    here = place(state, at)
    index = min(here.stroke, len(state.here.strokes) - 1)
    asking = (state.phase is Phase.ASKING or state.asked) and here == From()
    name, title = state.here.strokes[index].name, state.here.called
    said = state.words.say("remembered-part" if asking else "remembered", stroke=name, title=title)
    moved, effects = _adjusted(state, at, replace(state, bookmark=Bookmark(state.area, index)), said)
    return moved, (*effects, Mark(at, "remembered", state.here.title if asking else place_name(state, here)))


def recall(state: State, at: int) -> Moved:
    """To the place that was kept; in another area the baby is asked first."""
    if state.bookmark is None:
        return _adjusted(state, at, state, state.words.say("nothing-remembered"))
    mark = Mark(at, "moved", "bookmark")
    start = bookmarked(state, state.bookmark)
    permitted = state.phase in (Phase.PLAYING, Phase.LINGERING, Phase.RESTING) and not state.asked
    if permitted and state.bookmark.area == state.area:
        moved, effects = play(state, at, replace(start, sound="go_on"))
    else:
        moved, effects = ask(replace(state, phase=Phase.PLAYING), at, state.bookmark.area, start)
    return moved, (Hush(at), mark, *effects)


def bookmarked(state: State, kept: Bookmark) -> From:
    """Where a bookmark leads, with the sentence that says so."""
    area = state.book.areas[kept.area]
    return From(kept.stroke, lead=state.words.say("back-to", stroke=area.strokes[kept.stroke].name, title=area.called))


def where(state: State, at: int) -> Moved:
    """Two sentences: where this is, and how much is left."""
    if state.granted:
        return state, (Sound(at, "alive"),)
    lines = state.words.say("where-care") if state.phase is Phase.CARE else _where(state, at)
    if state.phase is Phase.PLAYING:
        playing, effects = play(state, at + ANSWER_AFTER, replace(place(state, at), lead=lines))
        return playing, (Hush(at), *effects)
    return aside(state, at, lines), (Hush(at),)


def which_keys(state: State, at: int) -> Moved:
    """Everything that can be pressed now; any of it can be pressed while the list is spoken."""
    if state.granted:
        return state, (Sound(at, "alive"),)
    name = {Phase.CARE: "keys-care", Phase.ASKING: "keys-asking"}.get(state.phase, "keys-resting")
    return aside(state, at, state.words.say("keys-asking" if state.asked else name)), (Hush(at),)


def _where(state: State, at: int) -> tuple[str, ...]:
    words, title = state.words, state.here.called
    here = place(state, at)
    asking = state.phase is Phase.ASKING or state.asked
    name = stroke_at(state, here).name
    first = words.one("where-asking", title=title) if asking else words.one("where", stroke=name, title=title)
    left = max(1, len(state.here.strokes) - here.stroke)
    areas = state.book.areas[state.area :]
    minutes = -(-timeline.total_ms(areas, state.options, state.words, state.length, From(here.stroke)) // 60_000)
    how_long = words.one("minute") if minutes <= 1 else words.one("minutes", n=words.number(minutes).lower())
    strokes = words.one("some-strokes", n=words.number(left))[:-1]
    return first, words.one("where-left", n=strokes, minutes=how_long[:1].lower() + how_long[1:])


def stroke_at(state: State, here: From) -> Stroke:
    """The stroke at a place; past the last one, the last one, whose hands are still there."""
    return state.here.strokes[min(here.stroke, len(state.here.strokes) - 1)]


def place_name(state: State, here: From) -> str:
    """A place in words, for the log: "rope, Left leg, 2 of 6"."""
    stroke = stroke_at(state, here)
    return f"{stroke.name}, {state.here.title}, {here.done} of {repetitions(stroke)}"
