"""Every sentence that a session may say, so that all are prepared before they are needed. Pure.

What an area says is read from built timelines, from every place at which it may be told to go on; what a phase may say
besides is named in ``TRAITS``. Live preparing, files and the doctor all ask here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from coach.model.options import SLOWEST, Detail, Options
from coach.model.phases import sentences
from coach.model.plan import Area, Book, Cue
from coach.model.routine import Hold, Line, Stroke
from coach.model.wording import Words
from coach.planning import timeline
from coach.planning.counting import next_name
from coach.planning.introductions import entry
from coach.planning.timeline import From
from coach.planning.timeline_builder import Track, estimate

MOST_MINUTES = 3
"""A slower voice can leave at most this many times the planned minutes."""


@dataclass(frozen=True)
class Listing:
    """Everything that a session says, area by area, each sentence once and in the order of need."""

    book: Book
    options: Options
    words: Words
    first: int = 0
    """The area that the session begins with."""
    named: tuple[str, ...] = ()
    """The sentences before the oil about what can stop the coach."""

    def led(self, area: int) -> tuple[str, ...]:
        """What an area says in any case, so a yes waits until it is ready."""
        return _once(self._led(area))

    def asides(self, area: int) -> tuple[str, ...]:
        """What it says when it is interrupted, changed or asked something."""
        return _once(self._asides(area))

    def before_asking(self) -> tuple[str, ...]:
        """What is said up to the first question, which is timed before anything else is prepared."""
        return tuple(self._before(self.first, self.options, opens=True, named=self.named))

    def _led(self, area: int) -> Iterator[str]:
        """What comes before the area, its strokes, what comes after."""
        yield from self._before(area, self.options, opens=area == self.first, named=self.named)
        for laid, _ in timeline.timelines(self.book.areas[area], self.options, self.words, estimate):
            yield from _said(laid.cues)
            if laid.lingers:
                yield from self.words.say("linger")
        if area + 1 == len(self.book.areas):
            yield from self._closing(self.options)

    def _asides(self, area: int) -> Iterator[str]:
        """What is said when it is stopped, slowed, skipped, repeated or asked; with the first area, anywhere at all."""
        here, words = self.book.areas[area], self.words
        if area == self.first:
            yield from (line for name in sentences() for line in words.say(name))
        slow = replace(self.options, pace=SLOWEST)  # a hold that lasts long enough names what follows
        for index, stroke in enumerate(here.strokes):
            yield from _about_stroke(here, stroke, words)
            if isinstance(stroke.repeat, Hold) and (name := next_name(here, index)):  # by its pace, one of the two
                yield from words.say("heads-up-hold", next=name)
            yield from _said(chain.from_iterable(_places(here, (in_long_words(slow), slow), words, index)))
        most = max(stroke.repetitions for stroke in here.strokes)
        yield from (timeline.left_sentence(here, left, words) for left in range(1, most))
        yield from _lines(here.help)
        yield from self._before(area, in_long_words(self.options), opens=area == self.first)
        yield from self._before(area, self.options, opens=False)
        if area + 1 == len(self.book.areas):
            yield from self._closing(in_long_words(self.options))
        yield from self._answers(area)

    def _answers(self, area: int) -> Iterator[str]:
        """Answers to "where are we" and "remember this"."""
        here, words = self.book.areas[area], self.words
        yield words.one("where-asking", title=here.called)
        yield from words.say(f"{entry(here.position)}-short")
        yield words.one("remembered-part", title=here.called)
        yield from (strokes_left(words, n) for n in range(1, len(here.strokes) + 1))
        if area == self.first:
            slowest = replace(in_long_words(self.options), pace=SLOWEST)
            most = timeline.total_ms(self.book.areas, slowest, words, estimate) * MOST_MINUTES // 2 // 60_000
            yield from (minutes_left(words, n) for n in range(1, most + 2))

    def _before(self, area: int, options: Options, *, opens: bool, named: tuple[str, ...] = ()) -> Iterator[str]:
        opening = self.book.opening if opens else None
        laid = timeline.asking(self.book.areas[area], opening, options, self.words, estimate, named=named)
        return _said(laid.cues)

    def _closing(self, options: Options) -> Iterator[str]:
        track = Track(estimate)
        timeline.closing(self.book, options, track)
        return _said(track.cues)


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))


def needed(
    book: Book, options: Options, words: Words, area: int, *, interrupted: bool = True, first: int = 0
) -> tuple[str, ...]:
    """Every sentence of an area in the order of need; fewer if nobody interrupts."""
    listing = Listing(book, options, words, first)
    return _once((*listing.led(area), *(listing.asides(area) if interrupted else ())))


def _about_stroke(area: Area, stroke: Stroke, words: Words) -> Iterator[str]:
    """What is said about a stroke outside of it."""
    yield stroke.rest
    yield from _lines(timeline.taught(stroke, words))
    for name in ("where", "we-were", "remembered", "back-to"):
        yield words.one(name, stroke=stroke.name, title=area.called)


def _places(area: Area, options: tuple[Options, Options], words: Words, index: int) -> Iterator[tuple[Cue, ...]]:
    """The cues of a stroke from each place where its words differ: the start, and the last two beats of a stage.

    ``options`` are those after "teach me again" and those of the session, both at the slowest pace. After a rest its
    start says at least what it says without one; from any other place it says nothing long.
    """
    stroke, slow = area.strokes[index], options[1]
    ways = {timeline.detail_in(area, one, stroke): one for one in options}
    for one in ways.values():
        yield timeline.stroke_cues(area, one, words, From(index, paused=True))
    ends, end = [], 0
    for times in [stage.times for stage in stroke.stages] or [stroke.repetitions]:
        end += times
        ends.append(end)
    near = {done for end in ends for done in range(end - 2, end + 1) if 0 < done < ends[-1]}
    for done in sorted(near):
        yield timeline.stroke_cues(area, slow, words, From(index, done))


def in_long_words(options: Options) -> Options:
    """The options after "teach me again"."""
    return replace(options, detail=Detail.TEACH, known=None, taught=True)


def _said(cues: Iterable[Cue]) -> Iterator[str]:
    return (cue.say for cue in cues if cue.say)


def _lines(lines: Iterable[Line]) -> Iterator[str]:
    return (line for line in lines if isinstance(line, str))


def strokes_left(words: Words, n: int) -> str:
    """As "Three strokes left in this part."."""
    one, some = words.say("where-left", n=words.number(n))
    return one if n == 1 else some


def minutes_left(words: Words, minutes: int) -> str:
    """As "About nine minutes left in all."."""
    how_long = words.one("minute") if minutes <= 1 else words.one("minutes", n=words.number(minutes).lower())
    return words.one("where-minutes", minutes=how_long[:1].lower() + how_long[1:])
