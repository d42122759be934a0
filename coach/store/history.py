"""Tells what the journal holds in words, as JSON or as CSV. Reads entries; writes and draws nothing."""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from coach.model.effects import MarkKind
from coach.model.records import Begun, Entry, Past, options_of
from coach.model.wording import Words
from coach.session.resume import of_baby, refused
from coach.session.transitions.care import JABBED
from coach.support.terminal import clock_time
from coach.support.text import printable

ENDINGS = {
    "finished": "Finished.",
    "no": "Ended after a no.",
    "done": "Ended early.",
    "care": "Not begun: a care question.",
    JABBED: "Not begun: a leg had a jab.",
    "asleep": "Fell asleep.",
}
SHOWN = 10
"""Sessions printed unless the caregiver asks for all."""
ALOUD = 3
"""Sessions read aloud."""
ANSWERS: dict[str, str] = {MarkKind.NO: "No", MarkKind.NOT_SURE: "Not sure"}
TOLD: dict[str, str] = {
    **ANSWERS,
    MarkKind.STOPPED: "Stopped",
    MarkKind.CRYING: "Crying heard",
    MarkKind.FUSSING: "Fussing heard",
}
"""What is told of a session. A no by crying has both entries."""
BOM = "\ufeff"
COLUMNS = ("session", "routine", "began", "at_ms", "what", "detail", "area", "stroke", "done")


@dataclass(frozen=True, slots=True)
class Told:
    """One session, ready to be told."""

    begun: Begun
    entries: list[Entry]

    @property
    def began(self) -> datetime.datetime:
        """When it began, in local time. A time outside the calendar becomes its first day."""
        return local(self.begun.wall)

    @property
    def why(self) -> str:
        """Why it ended, as in ``ENDINGS``; empty if it was cut off."""
        return next((entry.detail for entry in reversed(self.entries) if entry.what == MarkKind.ENDED), "")

    @property
    def minutes(self) -> int:
        """Its length in minutes, rounded up."""
        return -(-max((self.after(entry) for entry in self.entries), default=0) // 60_000)

    def after(self, entry: Entry) -> int:
        """Milliseconds from the session's beginning to an entry."""
        return max(0, entry.at - self.entries[0].at)

    @property
    def moments(self) -> list[Entry]:
        """What is told of it, as in ``TOLD``."""
        return [entry for entry in self.entries if entry.what in TOLD and entry.area]

    @property
    def ending(self) -> str:
        """The ending as a sentence."""
        if self.why:
            return ENDINGS.get(self.why, "Ended.")
        last = next((entry for entry in reversed(self.entries) if entry.area), None)
        return f"Cut off at {place(last)}." if last else "Cut off before the first question."


def told(past: Past) -> list[Told]:
    """Every session, newest first."""
    return [Told(begun, entries) for begun, entries in reversed(past)]


def local(wall: int) -> datetime.datetime:
    """Milliseconds since 1970 as local time."""
    try:
        return datetime.datetime.fromtimestamp(wall / 1000).astimezone()
    except (ValueError, OverflowError, OSError):
        return datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


def place(entry: Entry) -> str:
    """Where, as "rope, left leg"."""
    area = printable(entry.area[:1].lower() + entry.area[1:])
    return f"{printable(entry.stroke)}, {area}" if entry.stroke else f"the question before {area}"


def as_text(past: Past, last: int | None = None) -> Iterator[str]:
    """The ``last`` sessions in words, newest first; then, of all of them, the strokes, and what could be left out."""
    for one in told(past)[:last]:
        length = "1 minute" if one.minutes == 1 else f"{one.minutes} minutes"
        yield f"{one.began:%A %d %B %Y, %H:%M}. {printable(one.begun.title)}, {length}. {one.ending}"
        for entry in one.moments:
            yield f"    {TOLD[entry.what]} at {place(entry)}, after {clock_time(one.after(entry))}."
    if not past:
        yield "No session is written down yet."
    if last is not None and (before := len(past) - last) > 0:
        yield f"{before} session{' was' if before == 1 else 's were'} before these: coach history --all"
    if answered := [cues for cues in by_stroke(past) if cues.no or cues.not_sure]:
        yield "What your baby said, stroke by stroke:"
        yield from (f"    {printable(cues.stroke)}: {cues.said}." for cues in answered)
    for name in refused(past):
        safe = printable(name)
        yield f'The last three times, your baby said no to {safe}. To leave it out: coach play --leave-out "{safe}"'
    yield from after_today(past, datetime.datetime.now().astimezone().date())


def after_today(past: Past, today: datetime.date) -> list[str]:
    """One sentence if sessions are dated later than today, as after a wrong clock; otherwise none."""
    count = sum(one.began.date() > today for one in told(past))
    if not count:
        return []
    return [f"{count} session{' is' if count == 1 else 's are'} dated after today; check this computer's clock."]


def aloud(past: Past, words: Words) -> Iterator[str]:
    """The last sessions as spoken sentences, newest first."""
    for one in told(past)[:ALOUD]:
        yield f"{one.began:%A}, {words.number(one.began.day).lower()} {one.began:%B}."
        minutes = words.one("minute") if one.minutes == 1 else words.one("minutes", n=words.number(one.minutes))
        yield f"{printable(one.begun.title)}, {minutes.lower()}. {one.ending}"
        yield from (f"{TOLD[entry.what]} at {place(entry)}." for entry in one.moments)
    if not past:
        yield words.one("history-none")


def as_json(past: Past) -> str:
    """Sessions with all their entries, newest first."""
    return json.dumps(
        [
            {
                "session": one.begun.session,
                "routine": one.begun.routine,
                "title": one.begun.title,
                "began": one.began.isoformat(timespec="seconds"),
                "minutes": one.minutes,
                "ended": one.why or None,
                "options": options_of(one.begun.options),
                "events": [_fields(entry) for entry in one.entries],
            }
            for one in told(past)
        ],
        indent=2,
    )


def as_csv(past: Past) -> str:
    """One line for each entry, newest session first; lines end as RFC 4180 wants.

    The mark at the beginning tells spreadsheets that it is UTF-8: without it they open "ö" as two letters.
    """
    out = io.StringIO()
    out.write(BOM)
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for one in told(past):
        began = one.began.isoformat(timespec="seconds")
        session = {"session": one.begun.session, "routine": one.begun.routine, "began": began}
        for entry in one.entries:
            writer.writerow({name: _cell(value) for name, value in {**session, **_fields(entry)}.items()})
    return out.getvalue()


def _fields(entry: Entry) -> dict[str, object]:
    """An entry by the names that JSON and CSV have for its parts."""
    return {
        "at_ms": entry.at,
        "what": entry.what,
        "detail": entry.detail,
        "area": entry.area,
        "stroke": entry.stroke,
        "done": entry.done,
    }


def write_csv(past: Past, out: IO[str]) -> None:
    """Write the lines unchanged: Windows would double the line ends and use another encoding."""
    if isinstance(out, io.TextIOWrapper) and not out.isatty():
        out.reconfigure(encoding="utf-8", newline="")
    out.write(as_csv(past))


def _cell(value: object) -> object:
    """Text that no spreadsheet takes for a formula and no terminal for a control sequence."""
    if not isinstance(value, str):
        return value
    return "'" + printable(value) if value.startswith(("=", "+", "-", "@")) else printable(value)


@dataclass(frozen=True, slots=True)
class Cues:
    """How often a stroke was begun and how the baby answered there."""

    stroke: str
    begun: int
    no: int
    not_sure: int

    @property
    def said(self) -> str:
        """The counts in words."""
        return f"{self.no} no, {self.not_sure} not sure, begun {'once' if self.begun == 1 else f'{self.begun} times'}"


def by_stroke(past: Past) -> list[Cues]:
    """Every stroke with its answers, the most refused first."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for _, entries in of_baby(past):
        for entry in entries:
            if entry.stroke and entry.what in (MarkKind.STROKE, *ANSWERS):
                counts[entry.stroke][entry.what] += 1
    found = [Cues(name, one[MarkKind.STROKE], one[MarkKind.NO], one[MarkKind.NOT_SURE]) for name, one in counts.items()]
    return sorted(found, key=lambda cues: (-cues.no, -cues.not_sure, cues.stroke))
