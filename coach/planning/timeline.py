"""Turns a Book and the lengths of its phrases into timelines: when each word is heard. Pure arithmetic.

``arrange`` has chosen what is done, ``timeline_builder`` lays one thing after the other, ``counting`` the repetitions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from coach.model.effects import Earcon
from coach.model.options import Detail, Options
from coach.model.plan import Area, Book, Cue, Timeline
from coach.model.routine import About, Count, Hold, Line, Passage, Stroke
from coach.model.wording import Words, sentence
from coach.planning import bedtime
from coach.planning.counting import AFTER_WORD, lay_beats, next_name
from coach.planning.timeline_builder import (
    BREATH,
    REST_NAME,
    REST_REMIND,
    REST_REMIND_PERCENT,
    REST_TEACH,
    REST_TEACH_PERCENT,
    REST_TELL,
    REST_TELL_PERCENT,
    REST_TOTAL,
    Laying,
    Lengths,
    Track,
    estimate,
)

HOLD_HEADS_UP = 5000
"""The change is announced this many milliseconds before the end of a hold."""


@dataclass(frozen=True, slots=True)
class From:
    """Where in an area a timeline begins: a stroke, and how many of its repetitions are already done."""

    stroke: int = 0
    done: int = 0
    lead: tuple[Line, ...] = ()
    """Sentences that come first."""
    sound: Earcon | None = None
    """An earcon that comes before them."""
    paused: bool = False
    """It resumes after a pause, so it always says where the hands were, even with few words."""


def detail_of(options: Options, stroke: str) -> Detail:
    """How much is said of a stroke: as chosen, or by how often it was done."""
    return options.detail if options.known is None else options.known.get(stroke, Detail.TEACH)


def total_ms(areas: tuple[Area, ...], options: Options, words: Words, length: Lengths, start: From = From()) -> int:
    """Milliseconds of areas from ``start`` in the first of them; waits not counted, open-ended strokes as written."""
    total = 0
    for area in areas:
        total += sum(ms for _, ms in timelines(area, options, words, length, start))
        options, start = after(area, options, start), From()
    return total


def timelines(
    area: Area, options: Options, words: Words, length: Lengths, start: From = From()
) -> Iterator[tuple[Timeline, int]]:
    """The timelines of an area one after the other, each until an open-ended stroke, which takes as long as written.

    Yields:
        A timeline, and its milliseconds with those of the stroke that it leaves open.

    """
    while start.stroke < len(area.strokes):
        laid = timeline(area, options, words, length, start)
        last = max(cue.stroke for cue in laid.cues)
        yield laid, laid.length + open_ms(area.strokes[last])
        start = From(last + 1)


def after(area: Area, options: Options, start: From = From()) -> Options:
    """The options once an area was led from ``start`` to its end: its cautions were heard in this session."""
    lines = [line for passage in area.before for line in passage.teach if line in passage.remind]
    lines += [line for stroke in area.strokes[start.stroke + bool(start.done) :] for line in stroke.caution]
    return replace(options, heard=options.heard.union(line for line in lines if isinstance(line, str)))


def open_ms(stroke: Stroke) -> int:
    """Milliseconds of an open-ended stroke that nobody ends; 0 for any other."""
    return stroke.repeat.ms if isinstance(stroke.repeat, About) else 0


def passages(
    said: Iterable[Passage], options: Options, track: Track, *, taught: bool = False, early: bool | None = None
) -> None:
    """Lay what is said outside the strokes, in long words or short.

    ``taught``: all in long words. ``early``: at least those that keep the baby safe; None: while the lesson is.
    """
    early = options.lesson if early is None else early
    long = taught or options.detail == Detail.TEACH
    for passage in said:
        if passage.sound:
            track.sound(passage.sound)
        elif long or (passage.lesson and options.lesson) or (passage.early and early):
            track.lines(passage.teach, REST_TELL, REST_TELL_PERCENT)
        else:
            track.lines(passage.remind, REST_REMIND, REST_REMIND_PERCENT)


def closing(book: Book, options: Options, track: Track) -> None:
    """Lay what is said at the end."""
    passages(book.ending, around(book.areas[0], options), track)


def around(area: Area, options: Options) -> Options:
    """The options for what is said around the strokes: in short words where they were learned on another evening."""
    return replace(options, detail=Detail.REMIND) if area.again and not options.taught else options


def asking(
    area: Area,
    opening: tuple[Passage, ...] | None,
    options: Options,
    words: Words,
    length: Lengths,
    lead: tuple[Line, ...] = (),
    named: tuple[str, ...] = (),
) -> Timeline:
    """What is said until the baby is asked, the question last; ``opening`` is None for all areas but the first.

    ``lead`` says why it goes on in this area; ``named``, before the oil, what can stop the coach.

    The chime, the passage before it (hands are rubbed along with it) and what follows it in the opening come last,
    just before hands are laid on and the question is asked: the baby learns what the sound means. A baby who is lifted
    is lifted after it, for both hands are rubbed.
    """
    track, said = Track(length, quick=bedtime.rests(options)), opening or ()
    chime = next((n for n, passage in enumerate(said) if passage.sound), len(said))
    along = max(0, chime - 1) if said[chime:] else chime
    if opening is None:
        track.sound(Earcon.GO_ON)
    else:
        track.lines(named, REST_TELL, REST_TELL_PERCENT)
    early, outside = _is_unsure(area, options), around(area, options)
    passages(said[:along], outside, track, early=early)
    if options.beat and options.count is not Count.SILENT and opening is not None:
        track.lines(words.say(f"pace-{options.beat}"), REST_TEACH, REST_TEACH_PERCENT)
    track.lines(lead, REST_REMIND, REST_REMIND_PERCENT)
    if not area.lifted:
        _before(area, options, track)
    passages(said[along:chime], outside, track, early=early)
    turn = track.now
    passages(said[chime:], outside, track, early=early)
    if area.lifted:
        _before(area, options, track)
    track.lines((area.rest,), REST_TELL, 0)
    turn = turn if said[chime:] else track.now
    track.say(area.ask, 0)
    return track.timeline(turn=turn)


def _before(area: Area, options: Options, track: Track) -> None:
    """Lay what an area needs said before its question."""
    early = _is_unsure(area, options)
    if area.again and not options.taught:
        passages(area.before, around(area, options), track, early=early)
    else:
        passages(area.before, options, track, taught=is_new(area, options), early=early)


def is_new(area: Area, options: Options) -> bool:
    """Whether every stroke of an area is still new, so that what is said before it stays long."""
    return options.known is not None and all(detail_of(options, stroke.name) == Detail.TEACH for stroke in area.strokes)


def _is_unsure(area: Area, options: Options) -> bool:
    """Whether the cautions of some stroke of an area weren't heard often enough yet."""
    return any(stroke.name not in options.warned for stroke in area.strokes)


def timeline(area: Area, options: Options, words: Words, length: Lengths, start: From = From()) -> Timeline:
    """When each word of an area is heard, from ``start`` to its end or its first open-ended stroke."""
    track = Track(length, quick=bedtime.rests(options))
    lay = Laying(track, area, options, words)
    if start.sound:
        track.sound(start.sound)
    track.lines(start.lead, REST_REMIND, REST_REMIND_PERCENT)
    if not (start.stroke or start.done or start.paused):  # said before the question, a moment ago
        early = (line for passage in area.before for line in passage.teach if passage.early or line in passage.remind)
        track.warned |= dict.fromkeys(early, -1)
    for index in range(start.stroke, len(area.strokes)):
        first = start if index == start.stroke else From(index)
        _lay_stroke(lay, index, first)
        if area.strokes[index].lingers:
            return track.timeline(lingers=True)
    return track.timeline()


def first_foot(area: Area) -> int:
    """The stroke before which foot help is offered; -1 if it isn't."""
    return next((n for n, stroke in enumerate(area.strokes) if stroke.foot), -1) if area.offer else -1


def _lay_stroke(lay: Laying, index: int, start: From) -> None:
    track, area, options, words = lay.track, lay.area, lay.options, lay.words
    stroke = area.strokes[index]
    track.stroke = index
    if index == first_foot(area) and not start.done:
        track.lines(area.offer, REST_TEACH, REST_TEACH_PERCENT)
    track.say(sentence(stroke.name) + ".", REST_NAME)
    if start.done:
        if not stroke.stages:  # they count on their own
            track.say(left_sentence(area, stroke.repetitions - start.done, words), REST_NAME)
        track.lines(stroke.remind, REST_REMIND, REST_REMIND_PERCENT)
    elif (detail := detail_in(area, options, stroke)) == Detail.TEACH:
        track.lines(_unsaid(track, stroke, from_stroke=index - 1), REST_TEACH, REST_TEACH_PERCENT, moves=False)
        track.lines(stroke.teach, REST_TEACH, REST_TEACH_PERCENT)
    else:
        if stroke.name not in options.warned:
            unsaid = [line for line in _unsaid(track, stroke) if line not in options.heard]
            track.lines(unsaid, REST_REMIND, REST_REMIND_PERCENT, moves=False)
        track.lines(stroke.remind * (detail == Detail.REMIND or start.paused), REST_REMIND, REST_REMIND_PERCENT)
    if stroke.stages:
        _lay_stages(lay, index, start.done)
        return
    if not start.done:
        track.say(stroke.total or words.times(stroke.repetitions), REST_TOTAL)
    if isinstance(stroke.repeat, Hold):
        until = track.now + stroke.repeat.ms * options.pace // 100
        track.cues.append(Cue(track.now, sound=Earcon.TICK, stroke=index, rep=1, of=1, until=until))
        _announce(lay, index, until)
        track.now = until
    elif not stroke.lingers:
        lay_beats(lay, index, (start.done, stroke.repetitions, stroke.repetitions))


def _unsaid(track: Track, stroke: Stroke, from_stroke: int = -1) -> list[Line]:
    """The cautions of a stroke that no stroke since ``from_stroke`` had; from now on they count as said."""
    unsaid = [line for line in stroke.caution if track.warned.get(line, from_stroke - 1) < from_stroke]
    track.warned |= dict.fromkeys(stroke.caution, track.stroke)
    return unsaid


def detail_in(area: Area, options: Options, stroke: Stroke) -> Detail:
    """How much is said about a stroke: on a second side one line, unless the caregiver asked for the long words.

    A stroke that the first side doesn't have gets its long words on the second.
    """
    detail = detail_of(options, stroke.name)
    repeated = area.again and not stroke.last_side and not options.taught
    return Detail.REMIND if detail == Detail.TEACH and repeated else detail


def _announce(lay: Laying, index: int, until: int) -> None:
    """Announce what follows a hold shortly before its end, if there is time."""
    track, name = lay.track, next_name(lay.area, index)
    this, text = lay.words.say("heads-up-hold", next=name)
    at = until - max(HOLD_HEADS_UP, track.length(text) + AFTER_WORD)
    text = text if at >= track.now + BREATH else this
    if name and at > track.now + AFTER_WORD:
        track.cues.append(Cue(at, say=text, stroke=index))


def taught(stroke: Stroke, words: Words) -> Iterator[Line]:
    """Everything a newcomer hears of a stroke: its name, its words, how often."""
    yield sentence(stroke.name) + "."
    yield from (*stroke.caution, *stroke.teach)
    for stage in stroke.stages:
        yield from stage.teach
        yield words.times(stage.times)
    if not stroke.stages:
        yield stroke.total or words.times(stroke.repetitions)


def left_sentence(area: Area, left: int, words: Words) -> str:
    """How many repetitions of an interrupted stroke are left: "Two more on the left leg."."""
    return words.one("left-here", n=words.number(left), title=area.called)


def _lay_stages(lay: Laying, index: int, done: int) -> None:
    track, stroke, begin = lay.track, lay.area.strokes[index], 0
    for stage in stroke.stages:
        end = begin + stage.times
        if done < end:
            teaching = detail_in(lay.area, lay.options, stroke) == Detail.TEACH and not done
            track.lines(stage.teach if teaching else stage.remind, REST_TEACH, REST_TEACH_PERCENT)
            left = left_sentence(lay.area, end - done, lay.words) if done > begin else lay.words.times(stage.times)
            track.say(left, REST_TOTAL)
            lay_beats(lay, index, (max(begin, done), end, stroke.repetitions))
        begin = end


def stroke_cues(area: Area, options: Options, words: Words, start: From) -> tuple[Cue, ...]:
    """The cues of one stroke alone, from a place in it."""
    lay = Laying(Track(estimate), area, options, words)
    _lay_stroke(lay, start.stroke, start)
    return tuple(lay.track.cues)
