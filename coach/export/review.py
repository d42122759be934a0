"""A routine as a page for a reviewer: every sentence with its sources and space for remarks, on paper or on screen.

It has every sentence that can be said, for babies of any age and for one hand or two: reviewers judge every word.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from coach.export.drawing.album import drawing
from coach.export.output_names import output_file
from coach.export.sources import facts
from coach.model.options import Hands, Options
from coach.model.plan import Area
from coach.model.routine import Line, Part, Passage, Script, Stage, Stroke
from coach.model.wording import KNOWN_JAB, ONE_HAND, Words, sentence
from coach.planning.fillings import fillings
from coach.support.durations import WEEK
from coach.support.files import save

PAGES = (".html", ".htm")
AROUND = (
    "care",
    "care-no",
    "care-not-sure",
    "touch-relaxation",
    "care-signs",
    "ask",
    "ask-next",
    "ask-not-sure",
    "resting",
    "third-no",
    "worn-out",
    "after-break",
    "gentle",
    "safe-sleep",
    "wipe-hands",
    "feed-before",
    "feed-first",
    "turn-over",
    "towel-first",
    "ask-set-navel-healed",
    "set-navel-healed-choices",
    "ask-set-hips-cleared",
    "set-hips-cleared-choices",
    "ask-set-reflux-free",
    "set-reflux-free-choices",
)
"""The coach's own sentences that a reviewer should read with every routine, with their short forms and those for one
hand; besides them all that begin as in ``KINDS``."""
KINDS = ("left-out-", "position-")
HEARERS: tuple[tuple[Options, bool, str], ...] = (
    (Options(), False, ""),
    (Options(age=3 * WEEK), False, ", for the smallest"),
    (Options(), True, ", dry hands"),
    (Options(age=3 * WEEK, hands=Hands.ONE), False, ", for the smallest, one hand"),
    (Options(hands=Hands.ONE), True, ", dry hands, one hand"),
    (Options(hands=Hands.ONE), False, ", one hand"),
)
"""For whom a sentence is filled in otherwise: the options, whether the hands are dry, and how the row is marked."""
STYLE = """
:root { color-scheme: light dark; --ink: #14181f; --paper: #ffffff; --line: #4a5260; }
@media (prefers-color-scheme: dark) { :root { --ink: #f2f4f7; --paper: #13161b; --line: #c3cad4; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 12pt/1.45 Verdana, Arial, sans-serif; }
main { max-width: 60em; margin: 0 auto; padding: 1em; }
h2 { border-top: 3px solid var(--line); padding-top: .4em; }
svg { display: block; width: 9em; height: auto; margin: .4em 0; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; margin: .4em 0 1em; }
th, td { border: 1px solid var(--line); padding: .35em .5em; text-align: left; vertical-align: top; }
th, td { overflow-wrap: break-word; }
th[scope=row] { font-weight: normal; }
.said { width: 44%; } .from { width: 14%; }
.mark { font-weight: bold; }
@media print {
  :root { --ink: #000; --paper: #fff; --line: #000; }
  body { font-size: 10.5pt; } main { max-width: none; padding: 0; }
  h2, h3, svg, caption { break-after: avoid; } tr { break-inside: avoid; } thead { display: table-header-group; }
}
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence, when it's said, and the ids of the facts behind it."""

    said: str
    when: str
    sources: tuple[str, ...] = ()


def write(script: Script, words: Words, path: Path) -> None:
    """Write the page as one file that needs no other file and runs no script.

    Raises:
        UsageError: the ending is another one, or the file can't be written.
    """
    path = output_file(path, "--review", PAGES)
    save(path, page(script, words).encode(), "--review")


def page(script: Script, words: Words) -> str:
    """The whole page as HTML."""
    title = html.escape(f"{script.title}: for review")
    body = "".join(_body(script, words))
    return (
        f'<!doctype html>\n<html lang="{words.language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{title}</title>\n'
        f"<style>{STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n<h1>{title}</h1>\n{body}</main>\n</body>\n</html>\n"
    )


def _body(script: Script, words: Words) -> Iterator[str]:
    yield (
        "<p>This page holds every sentence that the coach can say in this massage. The ids name the facts "
        "behind a sentence; they are listed at the end. Left-handed caregivers hear the hands exchanged. "
        "Thank you for each remark.</p>\n"
        "<p>Reviewer, profession and date: ____________________________________________</p>\n"
    )
    yield from _section("Before the first question", _passages(script.opening, ""))
    for part in script.parts:
        yield from _part(part)
    yield from _section("At the end", _passages(script.closing, ""))
    own = [
        name
        for name in words.lines
        if _around(name.removeprefix(ONE_HAND).removeprefix(KNOWN_JAB).removesuffix("-short"))
    ]
    spoken = (Row(line, "the coach's own words") for name in own for line in words.lines[name])
    yield from _section("Said with every massage", spoken)
    yield from _sources(script)


def _around(name: str) -> bool:
    return name in AROUND or name.startswith(KINDS)


def _part(part: Part) -> Iterator[str]:
    side = part.sides[0] if part.sides else ""
    fill = fillings(side, Options())
    title = sentence(part.title, **fill)
    yield f"<h2>{html.escape(title)}</h2>\n"
    if marks := [*_marks(part.needs, part.from_age), *_how(part)]:
        yield f"<p>{html.escape(sentence('; '.join(marks)))}.</p>\n"
    rests = {part.rest: "while the coach waits", part.one_hand.rest if part.one_hand else "": "the same, one hand"}
    waits = [Row(sentence(rest, **fill), when, part.sources) for rest, when in rests.items() if rest]
    before = [*_passages(part.before, side), *waits]
    yield _table([*before, *_passages((part.help,), side)], "Before the question, and asked for")
    for stroke in part.strokes:
        yield from _stroke(stroke, title, side)


def _how(part: Part) -> Iterator[str]:
    yield f"the baby lies {part.position}" if part.position != "on the shoulder" else "the baby is on the shoulder"
    if part.dry:
        yield "dry hands"
    if part.stay_off:
        yield f"no stroke touches {_spaced(part.stay_off)}"
    if part.minutes_since_feed:
        yield f"{part.minutes_since_feed} minutes after a feed"
    if part.rounds > 1:
        yield f"{part.rounds} rounds"


def _marks(needs: Sequence[str], from_age: int) -> Iterator[str]:
    if needs:
        yield f"only with an answer about {_spaced(needs)}"
    if from_age:
        yield f"from {from_age // WEEK} weeks"


def _spaced(names: Iterable[str]) -> str:
    """Names in a row: "navel healed, hips cleared"."""
    return ", ".join(name.replace("-", " ") for name in names)


def _stroke(stroke: Stroke, title: str, side: str) -> Iterator[str]:
    fill = fillings(side, Options())
    yield f"<h3>{html.escape(sentence(stroke.name))}</h3>\n"
    area = Area(title, side, "", (), "", ())
    caution, teach = (tuple(_filled(lines, side)) for lines in (stroke.caution, stroke.teach))
    yield drawing(area, replace(stroke, caution=caution, teach=teach))
    if marks := [*_marks_of(stroke)]:
        yield f'<p class="mark">{html.escape(sentence("; ".join(marks)))}.</p>\n'
    rows = [*_cautions(stroke, side), *_said(stroke, side, stroke.sources)]
    for stage in stroke.stages:
        rows += _said(stage, side, stroke.sources)
    if stroke.total:
        rows.append(Row(sentence(stroke.total, **fill), "how often", stroke.sources))
    if stroke.rest:
        rows.append(Row(sentence(stroke.rest, **fill), "at a no", stroke.sources))
    yield _table(rows, sentence(stroke.name))


def _marks_of(stroke: Stroke) -> Iterator[str]:
    yield from _marks(stroke.needs, stroke.from_age)
    if stroke.single:
        yield "one source alone tells it, or common teaching"
    if stroke.ours:
        yield "the number is our choice"
    if not stroke.one_hand:
        yield "it takes two hands"
    if stroke.path:
        yield f"the way of the hand: {_spaced(stroke.path)}"


def _cautions(stroke: Stroke, side: str) -> Iterator[Row]:
    one = stroke.one_hand
    for when, lines in (("caution", stroke.caution), ("caution, one hand", one.caution if one else ())):
        yield from (Row(line, when, stroke.sources) for line in _filled(lines, side) if isinstance(line, str))


def _passages(said: Iterable[Passage], side: str) -> Iterator[Row]:
    for passage in said:
        yield from _said(passage, side, passage.sources)


def _said(told: Passage | Stroke | Stage, side: str, sources: tuple[str, ...]) -> Iterator[Row]:
    """Each sentence once, with when it's said."""
    ways = [("taught", told.teach), ("reminded", told.remind)]
    if one := told.one_hand:
        ways += [
            ("taught, one hand", one.teach),
            ("reminded, one hand", one.remind),
            ("at a no, one hand", (one.rest,)),
        ]
    seen: set[Line] = set()
    for when, lines in ways:
        for options, dry, whom in HEARERS:
            fill = fillings(side, options, dry=dry)
            for line in (sentence(line, **fill) for line in lines if isinstance(line, str)):
                if line and line not in seen:
                    seen.add(line)
                    yield Row(line, f"{when}{whom}", sources)


def _filled(lines: Sequence[Line], side: str) -> Iterator[Line]:
    fill = fillings(side, Options())
    return (sentence(line, **fill) if isinstance(line, str) else line for line in lines)


def _section(title: str, rows: Iterable[Row]) -> Iterator[str]:
    yield f"<h2>{html.escape(title)}</h2>\n{_table([*rows], title)}"


def _table(rows: Sequence[Row], caption: str) -> str:
    if not rows:
        return ""
    cells = "".join(
        f'<tr><th scope="row">{html.escape(row.said)}</th><td>{html.escape(row.when)}</td>'
        f"<td>{' '.join(row.sources) or 'ours'}</td><td></td></tr>\n"
        for row in rows
    )
    head = '<th scope="col" class="said">Sentence</th><th scope="col" class="from">Said when</th>'
    head += '<th scope="col" class="from">Source</th><th scope="col">Remarks</th>'
    head = f"<caption>{html.escape(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n"
    return f"<table>\n{head}<tbody>\n{cells}</tbody>\n</table>\n"


def _sources(script: Script) -> Iterator[str]:
    known = facts()
    used = sorted({source for source in _used(script) if source in known}, key=list(known).index)
    yield '<h2>The facts behind the ids</h2>\n<table>\n<thead><tr><th scope="col" class="from">Id</th>'
    yield '<th scope="col">Fact, in our own words</th><th scope="col">Who tells it</th></tr></thead>\n<tbody>\n'
    for identity in used:
        fact = known[identity]
        yield f'<tr><th scope="row">{identity}</th><td>{html.escape(fact.text)}</td>'
        yield f"<td>{html.escape(fact.told_by)}</td></tr>\n"
    yield "</tbody>\n</table>\n"


def _used(script: Script) -> Iterator[str]:
    around = [*script.opening, *script.closing]
    for part in script.parts:
        around += [*part.before, part.help]
        yield from part.sources
        for stroke in part.strokes:
            yield from stroke.sources
    for passage in around:
        yield from passage.sources
