"""Every dialogue there is, and a world that does their errands at once."""

import datetime
from dataclasses import replace
from pathlib import Path
from typing import Any

from coach.dialogue import errands as of
from coach.dialogue.bind_key import learn
from coach.dialogue.dry_run import dry_run
from coach.dialogue.earcon_lesson import teach
from coach.dialogue.home import Home
from coach.dialogue.more import More
from coach.dialogue.offers import Offers
from coach.dialogue.safety import Jab, age_first
from coach.dialogue.scenes import End
from coach.dialogue.setup import Setup
from coach.dialogue.shelf import Shelf
from coach.model.options import Options
from coach.model.records import Begun, Entry
from coach.practice.errands import Keep, OpenEar
from coach.practice.lesson import Practice
from coach.practice.scoring import Points
from coach.session.state import State
from coach.store.profile import Profile
from coach.support.errors import EarError
from tests.support.told import WORDS, book_of, routine

MINE = Profile(keys={"global:k": "no", "p": "off"}, listens=True)
FRESH = State(book_of(routine()), WORDS, Options(care=False))
TODAY = datetime.date(2026, 11, 28)
SETUP = Setup(WORDS, TODAY, hears=True)


def entries(*given: Any) -> Any:
    return [Entry("a", wall, 0, what, "", area, stroke, 0) for what, area, stroke, wall in given]


CUT = (
    Begun("a", 0, "tiny", "Tiny", "{}"),
    entries(("asked", "Left leg", "", 0), ("stroke", "Left leg", "toe squeezes", 1000)),
)
REFUSED = tuple(
    (
        Begun(str(n), n, "tiny", "Tiny", "{}"),
        entries(("stroke", "Left leg", "rope", n), ("no", "Left leg", "rope", n), ("ended", "", "", n)),
    )
    for n in range(3)
)


SHELF = Shelf(
    {"tiny": "Tiny", "hips": "Bottom and hips"},
    {"tummy": "Tummy", "face": "Face"},
    {"five-minutes": "Five minutes"},
    {"course-1": "Course, first evening", "course-2": "Course, second evening"},
    2,
)


class World:
    """Does every errand at once; ``broken`` are kinds of errands that fail, with their errors."""

    def __init__(self, past: Any = (), broken: Any = None, *, microphone: Any = False) -> None:
        self.past, self.broken, self.microphone = past, broken or {}, microphone

    def __call__(self, errand: Any) -> Any:  # noqa: C901, PLR0911 - one line for each errand
        if type(errand) in self.broken:
            raise self.broken[type(errand)]
        match errand:
            case of.Offered():
                return SHELF
            case of.Begin(_, name, options, _):
                chosen = options or Options(care=False)
                return State(book_of(routine(name=name), chosen), WORDS, chosen)
            case of.Remembered():
                return of.Memory(self.past, 2000)
            case of.Tale() | of.Held():
                return ("One session.", "It went well.")
            case of.Write(_, name):
                return Path("/home/Music") / f"{name}.mp3"
            case of.Speakers():
                return ("Kitchen", "Bedroom")
            case of.Voices(ahead):
                return () if ahead else ("heart", "system", "system:other")
            case of.Bind(mine, keys):
                return replace(mine, keys={**mine.keys, **keys})
            case OpenEar():
                return Points(suspect=1.0, sure=2.0, most=0.5)
            case of.MicrophoneOpen():
                return self.microphone
            case Keep(_, number):
                return Path(f"{number}.wav")
        return None


def end(*_: Any) -> Any:
    return End()


DIALOGUES = {
    "first run": lambda: Home(SETUP).first_time(MINE),
    "first run again": lambda: SETUP.again(MINE, end),
    "home": lambda: Home(SETUP).welcome(MINE),
    "home after a fault": lambda: Home(SETUP).returned(MINE, EarError("microphone", "there is none", "plug one in")),
    "second list": lambda: More(WORDS, MINE, end).things(MINE),
    "offers": lambda: Offers(MINE, WORDS).ahead_of(FRESH, End),
    "dry run": lambda: dry_run(("keys", "pedal", "aloud"), WORDS, End),
    "learning a pedal": lambda: learn(WORDS, "no", End),
    "short sounds": lambda: teach(WORDS, End),
    "age first": lambda: age_first(FRESH, "tiny", MINE, WORDS),
    "after a jab": lambda: Jab(MINE, WORDS).which(FRESH),
    "practising": lambda: Practice(WORDS, 0, Path("kept"), listens=False).begin(),
}
"""By name."""
