"""A routine as text to read, or as JSON with one cue a line. Knows the plan and nothing of sound."""

from __future__ import annotations

import json
from collections.abc import Iterator

from coach.model.options import Beat, Detail, Options
from coach.model.plan import Area, Book, Cue
from coach.model.routine import About, Each, Hold, Script, Stages, Stroke, Times
from coach.model.wording import Words
from coach.planning import leaving_out, timeline
from coach.planning.familiarity import COUNTS_AFTER, REMIND_AFTER
from coach.planning.timeline_builder import Track, estimate
from coach.support.terminal import clock_time

ANSWER_MS = 4000
"""How long an answer takes, in milliseconds; the same as in a rendered file."""


def planned(book: Book, options: Options, words: Words) -> Iterator[tuple[int, Area, Cue]]:
    """Every cue of a session where each question gets a yes after four seconds: (session milliseconds, area, cue)."""
    at = 0
    for number, area in enumerate(book.areas):
        asked = timeline.asking(area, None if number else book.opening, options, words, estimate)
        for cue in asked.cues:
            yield at + cue.at, area, cue
        at += asked.length + ANSWER_MS
        for laid, ms in timeline.timelines(area, options, words, estimate):
            for cue in laid.cues:
                yield at + cue.at, area, cue
            at += ms
        options = timeline.after(area, options)
    track = Track(estimate)
    timeline.closing(book, options, track)
    for cue in track.timeline().cues:
        yield at + cue.at, book.areas[-1], cue


def as_json(book: Book, options: Options, words: Words) -> Iterator[str]:
    """One JSON object a line for every cue."""
    for at, area, cue in planned(book, options, words):
        stroke = area.strokes[cue.stroke] if cue.stroke >= 0 else None
        yield json.dumps(
            {
                "at": at,
                "part": area.title,
                "stroke": stroke.name if stroke else "",
                "side": area.side,
                "sources": list(stroke.sources if stroke else area.sources),
                "rep": cue.rep,
                "of": cue.of,
                "say": cue.say,
                "sound": cue.sound or "",
            },
            ensure_ascii=False,
        )


def aloud(book: Book, options: Options, words: Words) -> Iterator[str]:
    """What is in a routine, as sentences to speak: how long it is, then every area and its strokes."""
    minutes = -(-max(at for at, _, _ in planned(book, options, words)) // 60_000)
    how_long = words.one("minute") if minutes == 1 else words.one("minutes", n=words.number(minutes).lower())
    yield words.one("held", title=book.title, minutes=how_long[:1].lower() + how_long[1:])
    before: tuple[str, ...] = ()
    for area in book.areas:
        yield f"{area.title}."
        names = tuple(stroke.name for stroke in area.strokes)
        if before and names[: len(before)] == before:  # the second leg has the strokes of the first one, and a sweep
            yield from words.say("held-same")
            names = names[len(before) :]
        yield from (f"{name.capitalize()}." for name in names)
        before = tuple(stroke.name for stroke in area.strokes)


def as_text(book: Book, options: Options, words: Words) -> Iterator[str]:
    """The plan in words, one line a stroke: what, how often, about when, for how long."""
    begins: dict[tuple[str, int], int] = {}
    end = 0
    for at, area, cue in planned(book, options, words):
        if cue.stroke >= 0:
            begins.setdefault((area.title, cue.stroke), at)
        end = at
    minutes = -(-end // 60_000)
    yield f"{book.title}, about {minutes} minute{'s' * (minutes != 1)}, every question answered at once."
    yield from _notes(book, options)
    for area in book.areas:
        yield ""
        yield f"{area.title}. Asks: {area.ask}"
        for index, stroke in enumerate(area.strokes):
            ids = " ".join(stroke.sources)
            known = KNOWN[timeline.detail_of(options, stroke.name)] if options.known is not None else ""
            yield f"  {clock_time(begins[area.title, index])}  {stroke.name}, {how_often(stroke)}{known}  [{ids}]"


def left_out(script: Script, book: Book | None, options: Options, words: Words) -> Iterator[str]:
    """The strokes that are left out, one line each, with why this baby doesn't get it yet or tonight."""
    if book is None:
        yield f"{script.title}: none of it is done for this baby tonight."
    missing = [*leaving_out.not_in(book, script, options, words)]
    if missing:
        yield from ("", "Left out:")
    yield from (f"  {title}, {name}: {why}" for title, name, why in missing)


KNOWN = {Detail.TEACH: "", Detail.REMIND: ", one line", Detail.COUNTS: ", name and numbers only"}
"""How fully a stroke is explained by now, if the journal decides."""


PACES = {
    Beat.BREATH: "Pace: a breath for each stroke, six a minute.",
    Beat.HEART: "Pace: whole beats of a calm heart for each stroke, sixty a minute.",
}


def _notes(book: Book, options: Options) -> Iterator[str]:
    """What makes this session unlike the usual one."""
    if options.bedtime:
        yield (
            "Bedtime: slower, softer from stroke to stroke down to a whisper, numbers ticked in the second half, "
            "without what wakes."
        )
    if options.beat:
        yield PACES[options.beat]
    names = {stroke.name for area in book.areas for stroke in area.strokes}
    shorter = [timeline.detail_of(options, name) for name in names] if options.known is not None else []
    if shorter and options.detail == Detail.TEACH:
        yield "To keep within the time that suits this age, each stroke gets one line. A shorter routine gets them all."
    elif shorter:
        yield (
            f"Finished {REMIND_AFTER} times or more, so in one line by now: {shorter.count(Detail.REMIND)} of "
            f"{len(names)} strokes; {COUNTS_AFTER} times or more, by name and numbers: {shorter.count(Detail.COUNTS)}. "
            "--teach-again brings the long words back."
        )


def how_often(stroke: Stroke) -> str:
    """How often a stroke is done, in a few words."""
    ours = ", our count" if stroke.ours else ""
    match stroke.repeat:
        case About():
            return "as long as it is fun"
        case Hold(ms):
            return f"{ms // 1000} seconds{ours}"
        case Stages(stages):
            return ", ".join(f"{stage.name} {stage.times} times" for stage in stages) + ours
        case Each(names):
            return f"once for each: {', '.join(names)}"
        case Times(times):
            return ("once" if times == 1 else f"{times} times") + ours
