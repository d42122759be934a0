"""Pasts for the tests of the journal."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from coach.dialogue.errands import Memory, Remembered
from coach.dialogue.offers import Offers
from coach.dialogue.scenes import End
from coach.model.options import Options
from coach.model.records import Begun, Entry
from coach.session.state import State
from coach.store import database
from coach.store.profile import Profile
from coach.support.errors import JournalError
from tests.support.led import Led
from tests.support.told import WORDS, book_of, routine

TINY = routine()


BOOK = book_of(TINY)


FRESH = State(BOOK, WORDS, Options(care=False))


def entry(
    what: Any, stroke: Any = "", area: Any = "Left leg", done: Any = 0, wall: Any = 0, detail: Any = "", at: Any = 0
) -> Any:
    return Entry("a", wall, at, what, detail, area, stroke, done)


def past(*entries: Any, options: Any = "{}", routine: Any = "tiny") -> Any:
    return [(Begun("a", 0, routine, "Tiny", options), list(entries))]


CUT = past(
    entry("begun", area=""),
    entry("asked"),
    entry("yes"),
    entry("stroke", "rope"),
    entry("stroke", "toe squeezes", wall=1000),
)


def asked(file: Path, begin: Any, *keys: str, now: int = 2000) -> Any:
    """What comes of the offers, whose lists these keys answer; and everything that was said."""

    def world(errand: Any) -> Any:
        if isinstance(errand, Remembered):
            try:
                return Memory(database.read(file), now)
            except JournalError:
                return Memory((), now)
        return State(book_of(routine(name=errand.name), errand.options), WORDS, errand.options)

    led = Led(begin(Offers(Profile(), WORDS)), world)
    for key in keys:
        led.answer(("One of two", key))
    assert led.state.over
    return led.state.result, led.said


def ahead_of_fresh(offers: Offers) -> Any:
    return offers.ahead_of(FRESH, End)


def keep(file: Any, sessions: Any) -> None:
    with database.opened(file) as connection:
        for begun, entries in sessions:
            database.append(connection, file, [begun, *(replace(one, session=begun.session) for one in entries)])


def three(*answers: Any) -> Any:
    """Sessions in which rope was done, each with this answer."""
    return [
        (
            Begun(str(n), n, "tiny", "Tiny", "{}"),
            [entry("stroke", "rope"), *([entry(answer, "rope")] if answer else []), entry("ended", detail="finished")],
        )
        for n, answer in enumerate(answers)
    ]
