"""The phases of a session, and what is true of each.

To add a phase: a member of ``Phase`` and its row in ``TRAITS`` here, its rows in ``session/table.py``, and a function
for each of them in ``session/transitions/``. A sentence that it says besides the routine's is named in its row of
``TRAITS``, so that it is prepared. What keys mean, reminders, news and the place in the journal follow from the traits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Phase(StrEnum):
    """What the session is doing now."""

    READY = "ready"
    CARE = "care"
    """The questions before the oil."""
    ASKING = "asking"
    """The baby is asked about an area."""
    FETCHING = "fetching words"
    """The answer was yes, and the words of the area aren't ready yet."""
    PLAYING = "playing"
    LINGERING = "lingering"
    """An open-ended stroke goes on until the caregiver moves on."""
    RESTING = "resting"
    """The hands rest in the middle of an area."""
    DECLINED = "declined"
    """The hands rest after a no to the question, before any stroke of the area."""
    ENDING = "end in doubt"
    """A voice said "all done" in the middle of an area, and the coach asked whether that was meant."""
    ENDING_DECLINED = "end in doubt, not begun"
    """The same, before any stroke of the area."""
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Traits:
    """The traits of a phase."""

    waits: bool = False
    """It waits for an answer as long as it takes, with reminders. Silence is never a yes."""
    leads: bool = False
    """Every key is a no."""
    rests: bool = False
    """The hands rest: news wait for a reminder."""
    before: bool = False
    """The baby hasn't said yes to this area yet, so no stroke of it has begun."""
    reminder: str = ""
    """The name of its reminders among the coach's sentences."""
    keys: str = ""
    """The name of the sentences that tell which keys do what."""
    says: tuple[str, ...] = ()
    """The names of everything else that it may say besides the routine's words."""


ALOUD = ("heard-next", "heard-back", "heard-again", "undo", "taken-back")
ADJUSTED = ("slower", "faster", "louder", "softer", "nothing-remembered")
WORN_OUT = ("worn-out", "after-break", "then-go-on")
ENDS = ("goodbye-no", "goodbye-done")
RESTED = (*WORN_OUT, "resting", "crying", "third-no", "end-sure")
HELD = (*ADJUSTED, *ALOUD, *ENDS, "taught")
PAUSED = (*HELD, *WORN_OUT, "no-foot-help", "foot-help-after", "touch-relaxation", "third-no", "end-sure")
UNBEGUN = (*HELD, *WORN_OUT, "resting-asked", "crying", "third-no", "end-sure")

BEFORE_STROKES = Traits(
    waits=True,
    rests=True,
    before=True,
    reminder="rest-wait",
    keys="keys-asking",
    says=(*PAUSED, "nothing-to-repeat"),
)
"""The traits of a rest before any stroke of an area."""
TRAITS: Mapping[Phase, Traits] = {
    Phase.READY: Traits(says=("care", "care-short", "care-choices")),
    Phase.CARE: Traits(
        waits=True,
        reminder="care-choices",
        keys="keys-care",
        says=(*ADJUSTED, *ENDS, "care", "care-not-sure", "care-no", "care-signs", "where-care", "worn-out"),
    ),
    Phase.ASKING: Traits(
        waits=True, before=True, reminder="ask-wait", keys="keys-asking", says=(*UNBEGUN, "ask-not-sure", "one-moment")
    ),
    Phase.FETCHING: Traits(leads=True, before=True, says=(*UNBEGUN, "ask-not-sure")),
    Phase.PLAYING: Traits(
        leads=True, says=(*HELD, *RESTED, "not-sure-still", "not-sure-soft", "fussing", "linger", "no-foot-help")
    ),
    Phase.LINGERING: Traits(keys="keys-resting", says=(*HELD, *RESTED, "no-foot-help")),
    Phase.RESTING: Traits(waits=True, rests=True, reminder="rest-wait", keys="keys-resting", says=PAUSED),
    Phase.DECLINED: BEFORE_STROKES,
    Phase.ENDING: Traits(waits=True, rests=True, reminder="rest-wait", keys="keys-resting", says=PAUSED),
    Phase.ENDING_DECLINED: BEFORE_STROKES,
    Phase.ENDED: Traits(),
}


def sentences() -> tuple[str, ...]:
    """The names of everything that some phase may say in any routine, each once."""
    named = [(traits.reminder, traits.keys, *traits.says) for traits in TRAITS.values()]
    return tuple(dict.fromkeys(name for names in named for name in names if name))
