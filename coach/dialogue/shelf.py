"""The spoken lists of routines: what fits this baby first, then by area, short ones, the course. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from coach.dialogue.menu import Choice, Menu, back
from coach.model.circumstances import Kind
from coach.model.options import Options
from coach.model.routine import Region, Script
from coach.model.wording import Words
from coach.session.course import number_of
from coach.support.durations import WEEK

AT_FIRST = 3
"""The most routines of ours in the first list, so that it stays short."""
FEW_REGIONS = 2
"""A routine with more regions than this counts as a whole one, and comes last."""


class Group(StrEnum):
    """A list of routines behind the first one, in the order of the choices: values that no routine has for a name."""

    COURSE = " course"
    AREAS = " areas"
    SHORT = " short"


@dataclass(frozen=True, slots=True)
class Shelf:
    """Titles by name, in the order in which they are heard."""

    first: Mapping[str, str]
    """The routines that fit this baby's age and today's answers, then the caregiver's own."""
    areas: Mapping[str, str] = field(default_factory=dict)
    short: Mapping[str, str] = field(default_factory=dict)
    evenings: Mapping[str, str] = field(default_factory=dict)
    """Of the course, by the names of their routines."""
    evening: int = 1
    """Which of them comes next."""
    unread: Mapping[str, str] = field(default_factory=dict)
    """What is wrong with the caregiver's own files that are in no list, by their spoken names."""

    def within(self, group: Group) -> Mapping[str, str]:
        """The routines of a group."""
        return {Group.COURSE: self.evenings, Group.AREAS: self.areas, Group.SHORT: self.short}[group]


def sorted_out(routines: Sequence[tuple[str, Script]], options: Options, evening: int) -> Shelf:
    """Every routine that can be played, each in its list."""

    def titles(kind: Kind) -> dict[str, str]:
        return {name: routine.title for name, routine in ordered if routine.kind is kind}

    ordered = sorted(routines, key=lambda one: _place(*one))
    known = {name: routine.title for name, routine in ordered}
    evenings = titles(Kind.EVENING)
    numbers = sorted(map(number_of, evenings))  # an evening may have nothing for this baby, as with a harness
    fits = [name for name in _fitting(options) if name in known][:AT_FIRST]
    return Shelf(
        {name: known[name] for name in fits} | titles(Kind.OWN),
        titles(Kind.AREA),
        titles(Kind.SHORT),
        evenings,
        next((n for n in numbers if n >= evening), max(numbers, default=evening)),
    )


def _fitting(options: Options) -> Iterator[str]:
    """Our routines that fit this baby best, by name, the best first."""
    if any(f"{side} leg" in options.spared for side in ("left", "right")):
        yield "after-a-jab"
    if options.bedtime:
        yield "bedtime-five"
    if options.age is not None and options.age < 6 * WEEK:
        yield "first-weeks"
    yield "legs-and-feet"
    if options.age is None or options.age >= 12 * WEEK:
        yield "whole-body"
    yield "five-minutes"


def _place(name: str, routine: Script) -> tuple[bool, int, int, str]:
    """The place of a routine in its list: in the order of a class, with routines of many areas last."""
    regions = {part.region for part in routine.parts}
    first = routine.parts[0].region if routine.parts else None
    order = [*Region].index(first) if first else len(Region)
    return len(regions) > FEW_REGIONS, order, number_of(name), name


def groups(shelf: Shelf, words: Words) -> Iterator[Choice]:
    """The groups that hold something, as choices."""
    number = words.number(shelf.evening).lower()
    return (
        Choice(group.value, words.one(f"choose-{group.strip()}", n=number)) for group in Group if shelf.within(group)
    )


def routines(found: Mapping[str, str], words: Words) -> Iterator[Choice]:
    """Routines as choices."""
    return (Choice(name, words.one("choose-routine", title=title)) for name, title in found.items())


def ask(question: str, found: Mapping[str, str], words: Words) -> Menu:
    """A list of routines that ends with going back."""
    return Menu(words.say(question), (*routines(found, words), back(words)))


def course(shelf: Shelf, words: Words) -> Menu:
    """The evening that comes next, then those that can be repeated."""
    number = {name: words.number(number_of(name)).lower() for name in shelf.evenings}
    ahead = [name for name in shelf.evenings if number_of(name) == shelf.evening]
    past = [name for name in shelf.evenings if number_of(name) < shelf.evening]
    choices = [Choice(name, words.one("course-next", n=number[name])) for name in ahead]
    choices += [Choice(name, words.one("course-again", n=number[name])) for name in past]
    return Menu(words.say("ask-course"), (*choices, back(words)))
