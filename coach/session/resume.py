"""What the coach can offer at the start, from the journal: to resume a session, or to drop a refused stroke.

Reads entries and makes sentences and states. Asks nothing and writes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from coach.model.effects import Earcon, MarkKind
from coach.model.options import FASTEST, SLOWEST, Beat, Detail, Hands, Options
from coach.model.plan import Area, Book, called
from coach.model.records import Begun, Entry, Past, options_of
from coach.model.routine import DOLL, Count
from coach.model.wording import Words
from coach.planning.timeline import From
from coach.session.state import State
from coach.session.transitions.adjusting import LOUDEST, SOFTEST
from coach.session.transitions.care import JABBED
from coach.support.text import odd

OFFERED_MS = 12 * 3_600_000
"""Milliseconds for which a cut-off session can be resumed. After a night, it is another massage."""
CARE_MS = 3_600_000
"""Milliseconds for which the answers to the care questions stay valid, and the oil warm."""
PACES, LEVELS = range(FASTEST, SLOWEST + 1), range(SOFTEST, LOUDEST + 1)
"""Percent and decibels that a session can have come to; of anything else in a journal nothing is taken."""
DETAILS = tuple(Detail)
RUNNING = 3
"""After a no to a stroke in this many sessions in a row, the coach offers to leave it out."""


@dataclass(frozen=True, slots=True)
class CutOff:
    """Where the last session was cut off."""

    session: str
    routine: str
    options: Options
    area: str
    stroke: str
    done: int
    ago: int
    """Milliseconds since then; negative when the clock was set back, so that it is unknown."""
    cared: bool
    """The care questions had been answered with a yes."""
    area_done: bool = False
    """The area was finished."""
    pace: int | None = None
    """The pace in percent, if it was changed during the session."""
    level: int | None = None
    """The loudness in decibels, if it was changed during the session."""


def cut_off(past: Past, now: int) -> CutOff | None:
    """The newest session, if it was cut off recently. ``now`` is in milliseconds since 1970."""
    # A session that stopped before its first question is no reason to forget the one before it.
    told = [one for one in past if any(entry.area or _ended(entry) for entry in one[1])]
    if not told:
        return None
    begun, entries = told[-1]
    placed = [entry for entry in entries if entry.area]
    if not placed or any(entry.what == MarkKind.ENDED for entry in entries):
        return None
    last, ago = placed[-1], now - entries[-1].wall
    if ago >= OFFERED_MS:
        return None
    cared = any((entry.what, entry.detail) == (MarkKind.YES, "care") for entry in entries)
    return CutOff(
        begun.session,
        begun.routine,
        options_in(begun),
        last.area,
        last.stroke,
        last.done,
        ago,
        cared,
        last.what == MarkKind.AREA_DONE,
        _changed(entries, MarkKind.PACE, PACES),
        _changed(entries, MarkKind.LOUDNESS, LEVELS),
    )


def _ended(entry: Entry) -> bool:
    """Whether a massage is over; after a jab another one follows."""
    return entry.what == MarkKind.ENDED and entry.detail != JABBED


def _changed(entries: Sequence[Entry], what: MarkKind, sane: range) -> int | None:
    """The number that the last such change led to; None if there is none or it makes no sense."""
    told = next((entry.detail for entry in reversed(entries) if entry.what == what), "")
    number = int(told) if re.fullmatch(r"-?[0-9]{1,3}", told) else None
    return number if number in sane else None


def spared_still(today: Options, cut: CutOff) -> Options:
    """The options of today for a session that goes on on its side: what was left out of it is left out still."""
    return replace(sparing(today, cut.options), side=cut.options.side or today.side)


def sparing(options: Options, others: Options) -> Options:
    """The options with what others spare the baby: legs after a jab, what is left out, a harness, a younger age."""
    return replace(
        options,
        jabbed=tuple(dict.fromkeys((*options.jabbed, *others.jabbed))),
        leave_out=tuple(dict.fromkeys((*options.leave_out, *others.leave_out))),
        harness=options.harness or others.harness,
        age=min((age for age in (options.age, others.age) if age is not None), default=None),
    )


def still_there(cut: CutOff, book: Book) -> CutOff:
    """The place to name in the offer: without its stroke, if the routine has since lost or renamed that."""
    here = {stroke.name for area in book.areas if area.title == cut.area for stroke in area.strokes}
    return cut if cut.stroke in here else replace(cut, stroke="")


def begin_there(state: State, cut: CutOff) -> State | None:
    """The session, set to begin where the other one stopped; None if that place is missing or is the beginning."""
    area = next((n for n, here in enumerate(state.book.areas) if here.title == cut.area), None)
    if area is None:
        return None
    area, start = (area + 1, From()) if cut.area_done else (area, _place(state.book.areas[area], cut))
    if area == len(state.book.areas) or (area, start, cut.stroke) == (0, From(), ""):
        return None
    recent = 0 <= cut.ago < CARE_MS
    start = replace(start, sound=Earcon.GO_ON if recent else None)  # not a beginning: the oil is warm already
    care = state.options.care and not (cut.cared and recent)
    # A pace chosen since then is the newer wish.
    changed = cut.pace is not None and state.options.pace == cut.options.pace
    options = replace(state.options, care=care, pace=cut.pace if changed and cut.pace else state.options.pace)
    level = state.level if cut.level is None else cut.level
    return replace(state, area=area, start=start, options=options, level=level)


def _place(area: Area, cut: CutOff) -> From:
    names = [stroke.name for stroke in area.strokes]
    if cut.stroke not in names:
        return From()
    index = names.index(cut.stroke)
    if cut.done < area.strokes[index].repetitions:
        return From(index, max(0, cut.done))
    return From(min(index + 1, len(names) - 1))


def at_its_place(state: State, found: State) -> State:
    """``found``, set to begin where ``state`` was to: at that stroke, or at the next one that is still done."""
    areas = {area.title: n for n, area in enumerate(found.book.areas)}
    for n, area in enumerate(state.book.areas[state.area :]):
        if area.title not in areas:
            continue
        kept = [stroke.name for stroke in found.book.areas[areas[area.title]].strokes]
        ahead = [stroke.name for stroke in area.strokes][0 if n else state.start.stroke :]
        stroke = next((name for name in ahead if name in kept), "")
        if stroke:
            there, same = kept.index(stroke), not n and stroke == ahead[0]
            start = replace(state.start, stroke=there) if same else From(there, sound=state.start.sound)
            return replace(found, area=areas[area.title], start=start)
    return found


def question(cut: CutOff, words: Words) -> tuple[str, ...]:
    """The sentences that offer it."""
    name = "cut-off" if cut.stroke else "cut-off-done" if cut.area_done else "cut-off-asking"
    stopped = words.one(name, stroke=cut.stroke, title=called(cut.area), ago=how_long_ago(cut.ago, words))
    return stopped, *words.say("cut-off-ask")


def how_long_ago(ms: int, words: Words) -> str:
    """For example "nine minutes ago"."""
    minutes = ms // 60_000
    hours = (minutes + 30) // 60
    if ms < -60_000:  # noqa: PLR2004 - more than a clock correction
        said = words.one("ago-unknown")
    elif minutes < 1:
        said = words.one("ago-moment")
    elif minutes < 55:  # noqa: PLR2004 - closer to an hour from here on
        said = words.one("ago-minute") if minutes == 1 else words.one("ago-minutes", n=words.number(minutes))
    else:
        said = words.one("ago-hour") if hours == 1 else words.one("ago-hours", n=words.number(hours))
    return said[:1].lower() + said[1:]


def of_baby(past: Past) -> Past:
    """The sessions with the baby, without the lessons on a doll: their noes are rehearsed."""
    return [one for one in past if one[0].routine != DOLL]


def refused(past: Past) -> tuple[str, ...]:
    """Strokes that were refused in each of the last sessions that began them."""
    answers: dict[str, list[bool]] = {}
    for _, entries in of_baby(past):
        begun = {entry.stroke for entry in entries if entry.what == MarkKind.STROKE}
        said_no = {entry.stroke for entry in entries if entry.what == MarkKind.NO}
        for name in begun:
            answers.setdefault(name, []).append(name in said_no)
    return tuple(name for name, given in sorted(answers.items()) if len(given) >= RUNNING and all(given[-RUNNING:]))


def strokes_of(book: Book) -> set[str]:
    """The names of the strokes in a book."""
    return {stroke.name for area in book.areas for stroke in area.strokes}


# --- options -------------------------------------------------------------------------------------


def unusual(options: Options) -> dict[str, Any]:
    """The options that differ from the defaults, as JSON for the journal can hold them."""
    usual = asdict(Options())
    own = {name: value for name, value in asdict(options).items() if value != usual[name]}
    return {name: sorted(value) if isinstance(value, frozenset) else value for name, value in own.items()}


def options_in(begun: Begun) -> Options:
    """The options of a session. The file may have been edited: a value of the wrong form becomes the default."""
    given = options_of(begun.options)
    sane = {field.name: _sane(given[field.name], field.name) for field in fields(Options) if field.name in given}
    return Options(**{name: value for name, value in sane.items() if value is not None})


NUMBERS = {"age": range(7001), "pace": PACES, "bed_after": range(3_600_001)}
"""The ranges that the command line and the session allow."""


def _sane(value: Any, name: str) -> Any:
    usual = getattr(Options(), name)
    if name in NUMBERS:
        return value if type(value) is int and value in NUMBERS[name] else None
    if name == "known":
        return value if isinstance(value, dict) and all(one in DETAILS for one in value.values()) else None
    if isinstance(usual, tuple | frozenset):
        names = isinstance(value, list) and all(isinstance(one, str) for one in value)
        return type(usual)(value) if names else None
    if name == "times":
        counts = isinstance(value, dict) and all(type(n) is int and 1 <= n <= 200 for n in value.values())  # noqa: PLR2004
        return value if counts else None
    choices = {
        "detail": DETAILS,
        "count": tuple(Count),
        "hands": tuple(Hands),
        "beat": tuple(Beat),
    }
    if name in choices:
        return next((one for one in choices[name] if one == value), None)
    return value if type(value) is type(usual) and (name != "baby" or not odd(value)) else None
