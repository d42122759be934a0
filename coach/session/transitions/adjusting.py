"""What can be said at almost any time: slower, louder, long words, remember this, where are we, which keys."""

from __future__ import annotations

from dataclasses import replace

from coach.model.effects import Earcon, Hush, Level, Mark, MarkKind, Say
from coach.model.options import FASTEST, SLOWEST, Options
from coach.model.phases import TRAITS, Phase
from coach.planning import timeline, utterances
from coach.planning.timeline import From
from coach.session.state import Bookmark, State, place
from coach.session.transitions.leading import ask, play_from
from coach.session.transitions.saying import AFTER_HUSH, ANSWER_AFTER, Move, Moved, aside, hushed, place_name, stroke_at

SLOWER = 20
"""Percent: a step of the pace."""
LOUDER, LOUDEST, SOFTEST = 3, 6, -24
"""Decibels: a step of the loudness, and its bounds."""


def _adjusted(state: State, at: int, changed: State, lines: tuple[str, ...]) -> Moved:
    """Acknowledge a change and carry on at the same place."""
    if state.phase is Phase.PLAYING:
        return hushed(at, play_from(changed, at + AFTER_HUSH, replace(place(state, at), lead=lines)))
    if state.phase in (Phase.LINGERING, Phase.FETCHING):  # nothing may hold up what was said yes to
        return changed, tuple(Say(at, line) for line in lines)
    return aside(changed, at, lines), (Hush(at),)


def paced(options: Options, step: int) -> Options:
    """The options with another pace, within its bounds."""
    return replace(options, pace=min(SLOWEST, max(FASTEST, options.pace + step)))


def _pace(step: int, name: str) -> Move:
    def move(state: State, at: int) -> Moved:
        changed = replace(state, options=paced(state.options, step))
        moved, effects = _adjusted(state, at, changed, state.words.say(name))
        return moved, (*effects, Mark(at, MarkKind.PACE, str(changed.options.pace)))

    return move


def _level(step: int, name: str) -> Move:
    def move(state: State, at: int) -> Moved:
        changed = replace(state, level=min(LOUDEST, max(SOFTEST, state.level + step)))
        moved, effects = _adjusted(state, at, changed, state.words.say(name))
        return moved, (*effects, Level(changed.level), Mark(at, MarkKind.LOUDNESS, str(changed.level)))

    return move


slower, faster = _pace(SLOWER, "slower"), _pace(-SLOWER, "faster")
louder, softer = _level(LOUDER, "louder"), _level(-LOUDER, "softer")


def teach(state: State, at: int) -> Moved:
    """Say the long words from here on, even for familiar strokes."""
    taught = replace(state, options=utterances.in_long_words(state.options))
    mark, lines = Mark(at, MarkKind.TAUGHT), state.words.say("taught")
    if state.phase in (Phase.PLAYING, Phase.LINGERING):
        return hushed(at, play_from(taught, at + AFTER_HUSH, From(place(state, at).stroke, lead=lines)), mark)
    moved, effects = _adjusted(state, at, taught, lines)
    return moved, (*effects, mark)


# --- places --------------------------------------------------------------------------------------


def remember(state: State, at: int) -> Moved:
    """Remember this place, for later in the session or another evening."""
    here = place(state, at)
    index = min(here.stroke, len(state.here.strokes) - 1)
    whole = TRAITS[state.phase].before and here == From()
    name, title = state.here.strokes[index].name, state.here.called
    said = state.words.say("remembered-part" if whole else "remembered", stroke=name, title=title)
    moved, effects = _adjusted(state, at, replace(state, bookmark=Bookmark(state.area, index)), said)
    return moved, (*effects, Mark(at, MarkKind.REMEMBERED, state.here.title if whole else place_name(state, here)))


def recall(state: State, at: int) -> Moved:
    """Go to the remembered place. In another area, or before a yes, the baby is asked first."""
    if state.bookmark is None:
        return _adjusted(state, at, state, state.words.say("nothing-remembered"))
    start = bookmarked(state, state.bookmark)
    if state.bookmark.area == state.area and not TRAITS[state.phase].before:
        moved = play_from(state, at, replace(start, sound=Earcon.GO_ON))
    else:
        moved = ask(state, at, state.bookmark.area, start)
    return hushed(at, moved, Mark(at, MarkKind.MOVED, "bookmark"))


def bookmarked(state: State, kept: Bookmark) -> From:
    """The place of a bookmark, with the sentence that names it."""
    area = state.book.areas[kept.area]
    return From(kept.stroke, lead=state.words.say("back-to", stroke=area.strokes[kept.stroke].name, title=area.called))


# --- questions to the coach ----------------------------------------------------------------------


def where(state: State, at: int) -> Moved:
    """Say where the massage is and how much is left."""
    lines = state.words.say("where-care") if state.phase is Phase.CARE else _where(state, at)
    if state.phase is Phase.PLAYING:
        return hushed(at, play_from(state, at + ANSWER_AFTER, replace(place(state, at), lead=lines)))
    return aside(state, at, lines), (Hush(at),)


def which_keys(state: State, at: int) -> Moved:
    """Name every key that works now. Each can be pressed while the list is spoken."""
    return aside(state, at, state.words.say(TRAITS[state.phase].keys)), (Hush(at),)


def _where(state: State, at: int) -> tuple[str, ...]:
    words, title, here = state.words, state.here.called, place(state, at)
    before, name = TRAITS[state.phase].before, stroke_at(state, here).name
    first = words.one("where-asking", title=title) if before else words.one("where", stroke=name, title=title)
    left = max(1, len(state.here.strokes) - here.stroke)
    areas = state.book.areas[state.area :]
    minutes = -(-timeline.total_ms(areas, state.options, words, state.length, From(here.stroke)) // 60_000)
    return first, utterances.strokes_left(words, left), utterances.minutes_left(words, minutes)
