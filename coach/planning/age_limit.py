"""Keeps a session within the time that suits the baby's age: first fewer words, then fewer strokes. Pure."""

from __future__ import annotations

from dataclasses import replace

from coach.model.options import Detail, Options
from coach.model.plan import Area, Book
from coach.model.routine import Script
from coach.model.wording import Words
from coach.planning.arrange import announced, arrange
from coach.planning.fillings import is_young
from coach.planning.timeline import after, asking, closing, detail_of, total_ms
from coach.planning.timeline_builder import REST_REMIND, Track, estimate
from coach.support.durations import DAY, WEEK

LONGEST_SESSION = ((4 * WEEK, 5), (8 * WEEK, 8), (10_000 * DAY, 30))
"""(younger than so many days, minutes), the opening included: newborns two to five minutes, under six weeks five to
ten, later fifteen to thirty (Healthwise; nowbaby). The eight minutes until eight weeks are our choice."""
FEWEST = 2
"""Strokes that are left in every area at least: its first, which opens it, and its last, which closes it."""


def suited(script: Script, options: Options, words: Words) -> tuple[Book, Options]:
    """A routine arranged for this baby, with fewer words where that keeps it within what the age allows.

    Where that isn't enough for a small baby, it gets fewer strokes too. What is said before the first stroke stays as
    long as it was: it teaches the baby's yes and no.

    Raises:
        UsageError: as ``arrange`` does.
    """
    options = replace(options, bedtime=options.bedtime or script.bedtime)
    book = arrange(script, options, words)
    allowed = (m * 60_000 for age, m in LONGEST_SESSION if options.age is not None and options.age < age)
    longest = next(allowed, None)
    if not longest or not _is_longer(book, options, words, longest):
        return book, options
    young = is_young(options)
    options = replace(options, taught=False)  # one line a stroke on the second side is the first cut
    options = _with_fewer_words(book, options, words, longest, always=young)
    while young and _is_longer(book, options, words, longest) and (less := _with_less(book)):
        book = less
    return book, options


def _with_fewer_words(book: Book, options: Options, words: Words, ms: int, *, always: bool) -> Options:
    """The options with one line each for as many of the last strokes as needed.

    What is taught today is known on later evenings, and leaves room for the rest then. Where even one line a stroke
    takes too long, nothing is shortened unless ``always`` is set: the session would still be too long, and lack the
    long words.
    """
    names = list(dict.fromkeys(stroke.name for area in book.areas for stroke in area.strokes))
    taught = [name for name in names if detail_of(options, name) == Detail.TEACH]
    details = {name: detail_of(options, name) for name in names}

    def shortened(many: int) -> Options:
        return replace(options, known=details | dict.fromkeys(taught[len(taught) - many :], Detail.REMIND))

    if not taught or not _is_longer(book, options, words, ms):
        return options
    if _is_longer(book, shortened(len(taught)), words, ms):
        return shortened(len(taught)) if always else options
    few, enough = 0, len(taught)
    while enough - few > 1:
        middle = (few + enough) // 2
        few, enough = (middle, enough) if _is_longer(book, shortened(middle), words, ms) else (few, middle)
    return shortened(enough)


def _is_longer(book: Book, options: Options, words: Words, ms: int) -> bool:
    """Whether a book with all that is said around it takes longer than ``ms``. Stops adding up as soon as it does."""
    around = Track(estimate)
    if options.care:
        lines = words.say("care" if options.detail == Detail.TEACH else "care-short")
        around.lines((*lines, words.one("care-choices")), REST_REMIND, 0)
    closing(book, options, around)
    named = words.say("ways-work", names=words.one("way-keys"))
    total = around.now + asking(book.areas[0], book.opening, options, words, estimate, named=named).length
    for n, area in enumerate(book.areas):
        total += asking(area, None, options, words, estimate).length if n else 0
        total += total_ms((area,), options, words, estimate)
        options = after(area, options)
        if total > ms:
            return True
    return False


def _with_less(book: Book) -> Book | None:
    """The book without its last round, a stroke of its fullest area, or its last part; None if nothing can go."""
    rounds = max(area.round for area in book.areas)
    if rounds:
        return replace(book, areas=announced([area for area in book.areas if area.round < rounds]))
    fullest = max(book.areas, key=lambda area: len(area.strokes))
    if len(fullest.strokes) <= FEWEST:
        part = next((n for n in reversed(range(len(book.areas))) if _begins(book.areas[n])), 0)
        return replace(book, areas=announced(book.areas[:part])) if part else None
    name = fullest.strokes[-2].name  # on both sides alike
    return replace(book, areas=tuple(_without(area, name) for area in book.areas))


def _begins(area: Area) -> bool:
    """Whether a part begins here, and no second side or later round; a short part has few words from its first side."""
    return not area.again or area.side in ("", "left")


def _without(area: Area, name: str) -> Area:
    """The area without a stroke, unless that is its only one."""
    return replace(area, strokes=tuple(stroke for stroke in area.strokes if stroke.name != name) or area.strokes)
