"""What can be chosen in the app, and the routine planned for each choice. Pure."""

from __future__ import annotations

import contextlib
import itertools
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from coach.export.app import books
from coach.export.drawing.album import is_drawn, name_of, wording
from coach.export.unattended import told_instead
from coach.model.channels import HELPS
from coach.model.options import BOTH_LEGS, LEGS, Detail, Hands, Options
from coach.model.plan import Area, Book
from coach.model.routine import Passage, Script, Stroke
from coach.model.wording import KNOWN_JAB, Words
from coach.planning import age_limit, timeline
from coach.planning.arrange import fitted
from coach.planning.fillings import FEWER, OIL_FROM
from coach.planning.leaving_out import STRETCHES_NEED_AN_AGE
from coach.planning.timeline_builder import estimate
from coach.planning.utterances import Listing
from coach.session import course
from coach.support.errors import CoachError

PAGE = "page-"
"""Sentences whose names begin so are the app's versions; they replace the coach's own."""
WITHOUT = ("", *LEGS, BOTH_LEGS)
"""What of the legs is left out."""
TURN = "right"
"""In place of a leg to leave out: it's the right one's turn, in a routine of one side a session."""
OF_EARS = (
    *("ears-lost", "aloud-silent", "aloud-faint", "aloud-clipped", "aloud-loud", "aloud-lost", "aloud-back"),
    *("aloud-slow", "aloud-talk", "aloud-keys-nearer", *(f"aloud-pauses-{one}" for one in HELPS)),
)
"""Names of the sentences about the microphone; the app may say them at any moment."""
CARE = ("care", "care-short", "care-choices")
"""Names of the sentences before the oil that are other ones while a leg rests after a jab."""
AROUND_MINUTES = 2
"""About how long the opening, the questions and the goodbye take together."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One combination of choices for a routine."""

    age: int | None
    """The age in days at which this band begins; None if nobody gave an age."""
    leg: str
    hands: Hands
    detail: str
    bedtime: bool

    @property
    def key(self) -> str:
        """The key under which the app asks for it."""
        return "|".join(
            ("" if self.age is None else str(self.age), self.leg, self.hands, self.detail, "bedtime" * self.bedtime)
        )

    @property
    def group(self) -> str:
        """The pack of sounds that has its own sentences, so that nobody loads words for the other hands."""
        if self.hands != Hands.RIGHT:
            return self.hands.value
        return "leg" if self.leg else "usual"


@dataclass
class Planned:
    """A routine planned for every choice; what comes up more than once is stored once."""

    title: str
    about: str
    turns: list[str] = field(default_factory=list)
    """What each side is called that has its turn, where a routine does one side a session."""
    choices: dict[str, list[Any]] = field(default_factory=dict)
    """For each key: opening, closing, options and areas (indices into the pools), minutes, the pack of its sounds.

    Where a leg is left out, also the opening for after a jab.
    """
    pool: list[Any] = field(default_factory=list)
    said: dict[str, dict[str, None]] = field(default_factory=dict)
    """Every sentence, under the pack that needs it first."""
    places: dict[str, int] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    drawn: dict[tuple[str, str], tuple[int, Area, Stroke]] = field(default_factory=dict)
    """For each drawing, by its name and its words: its place, and an area and a stroke that have it."""

    def index(self, one: Any) -> int:
        """The index in the pool of an area, or of anything else; adds it if it's new."""
        key = json.dumps(one, sort_keys=True)
        if key not in self.places:
            self.places[key] = len(self.pool)
            self.pool.append(one)
        return self.places[key]


def ages(script: Script) -> tuple[int | None, ...]:
    """The ages in days at which something about a routine changes, and None for an unknown age."""
    bounds = {0, *(age for age, _ in (*FEWER, *age_limit.LONGEST_SESSION)), OIL_FROM, STRETCHES_NEED_AN_AGE}
    bounds |= {max(part.from_age, stroke.from_age) for part in script.parts for stroke in part.strokes}
    return (None, *sorted(age for age in bounds if age < age_limit.LONGEST_SESSION[-1][0]))


def every(script: Script, options: Options, *, fixed: bool) -> Iterator[tuple[Choice, Options]]:
    """Each choice that the app offers, both hands and both legs first; a fixed app has only what ``options`` say."""
    legs = (*WITHOUT, TURN) if course.sides(script, options) else WITHOUT
    if fixed:
        yield from _fixed(options, legs)
        return
    hands = sorted(Hands, key=lambda one: one != options.hands)
    for hand, leg, detail, age, bedtime in itertools.product(hands, legs, Detail, ages(script), (False, True)):
        chosen = replace(options, age=age, hands=hand, detail=detail, bedtime=bedtime, known=None)
        yield Choice(age, leg, hand, detail, bedtime), _with_legs(chosen, leg)


def _fixed(options: Options, legs: tuple[str, ...]) -> Iterator[tuple[Choice, Options]]:
    """What was chosen first; then the same without a leg, which may have a jab at any time."""
    left = [leg for leg in LEGS if leg in options.leave_out]
    first = BOTH_LEGS if left == [*LEGS] else "".join(left)
    for leg in (first, *(leg for leg in legs[1:] if leg != first and first in ("", *_legs(leg)))):
        choice = Choice(options.age, leg, options.hands, options.detail, options.bedtime)
        yield choice, _with_legs(options, leg)


def _with_legs(options: Options, leg: str) -> Options:
    """The options for a choice of legs, which brings back nothing that was left out here."""
    out = tuple(dict.fromkeys((*options.leave_out, *_legs(leg))))
    return replace(options, leave_out=out, side=leg if leg == TURN else "")


def _legs(leg: str) -> tuple[str, ...]:
    """The areas that a choice of legs leaves out."""
    return LEGS if leg == BOTH_LEGS else (leg,) * (leg in LEGS)


def words_for(words: Words, options: Options) -> Words:
    """The sentences that fit the hands and the page."""
    return words.suited(options).instead(PAGE)


def planned(script: Script, options: Options, words: Words, *, fixed: bool) -> Planned:
    """A routine planned for every choice that leaves at least one stroke."""
    result = Planned(script.title, script.about, [*course.sides(script, options)])
    options = fitted(script, options)  # one app has many routines, and the caregiver's names belong to some of them
    for choice, wanted in every(script, options, fixed=fixed):
        fitting = words_for(words, wanted)
        with contextlib.suppress(CoachError):  # no stroke is left for so young a baby, or for this leg
            book, chosen = age_limit.suited(script, wanted, fitting)
            _add(result, choice, _opened(book, fitting), chosen, fitting)
            if choice.leg in WITHOUT[1:]:
                jabbed = replace(wanted, leave_out=options.leave_out, jabbed=_legs(choice.leg))
                known = fitting.instead(KNOWN_JAB)
                _add_jab(result, choice, _opened(age_limit.suited(script, jabbed, known)[0], known), known)
    return result


def _opened(book: Book, words: Words) -> Book:
    """The book that tells of touches, and not of keys."""
    return replace(book, opening=told_instead(book.opening, words.say("listens")))


def _add(result: Planned, choice: Choice, book: Book, options: Options, words: Words) -> None:
    whole = books.book(book)
    for area, told in zip(book.areas, whole["areas"], strict=True):
        for stroke, one in zip(area.strokes, told["strokes"], strict=True):
            one["drawing"] = _drawing(result, area, stroke)
    minutes = -(-timeline.total_ms(book.areas, options, words, estimate) // 60_000)
    numbers = [result.index(area) for area in whole["areas"]]
    around = [result.index(one) for one in (whole["opening"], whole["closing"], books.options(options))]
    result.choices[choice.key] = [*around, numbers, minutes + AROUND_MINUTES, choice.group]
    _say(result, choice, _sentences(result, book, options, words, numbers))


def _add_jab(result: Planned, choice: Choice, book: Book, words: Words) -> None:
    """Add how a massage opens while a leg rests after a jab."""
    result.choices[choice.key].append(result.index(books.passages(book.opening)))
    _say(result, choice, (line for name in CARE for line in words.say(name)))
    _say(result, choice, _told(book.opening))


def _say(result: Planned, choice: Choice, texts: Iterable[str]) -> None:
    """Add sentences to the pack of a choice, unless a pack has them."""
    said = result.said.setdefault(choice.group, {})
    for text in texts:
        if not any(text in others for others in result.said.values()):
            said[text] = None


def _told(said: Iterable[Passage]) -> Iterator[str]:
    """All that passages may say, whose words get shorter from the second evening on."""
    for passage in said:
        yield from (line for line in (*passage.teach, *passage.remind) if isinstance(line, str))


def _drawing(result: Planned, area: Area, stroke: Stroke) -> int:
    """The place of a stroke's drawing among those of the routine; -1 if none shows these hands.

    Other hands, or one leg less, have the same picture in other words, or none.
    """
    if not is_drawn(stroke):
        return -1
    key = (name_of(area, stroke), wording(stroke))
    return result.drawn.setdefault(key, (len(result.drawn), area, stroke))[0]


def _sentences(result: Planned, book: Book, options: Options, words: Words, numbers: list[int]) -> Iterator[str]:
    """All that this book may say and no earlier one did; areas that were seen before are skipped."""
    listing = Listing(book, options, words)
    yield from (line for name in OF_EARS for line in words.say(name))
    yield from _told((*book.opening, *book.ending))
    shape = json.dumps([options.detail, options.known and dict(options.known), options.taught, options.hands])
    opening = json.dumps([books.passages(book.opening), books.passages(book.ending)])
    for n, number in enumerate(numbers):
        ends = opening if n in (0, len(numbers) - 1) else ""
        seen = f"{number} {shape} {ends}"
        if seen not in result.asked:
            result.asked.add(seen)
            yield from (*listing.led(n), *listing.asides(n))
