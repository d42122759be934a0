"""A routine as a large-print card, HTML or PDF: headings, drawings, and the script's words that make sense in print.

Knows the routine and the drawings, and nothing of time or sound.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from coach.export import card_pdf
from coach.export.drawing.album import drawing, wording
from coach.export.output_names import CARDS, output_file
from coach.export.plan_text import how_often
from coach.model.options import Detail, Options
from coach.model.plan import Area, Book
from coach.model.routine import Line, Passage, Stroke
from coach.model.wording import Words, sentence
from coach.planning import timeline
from coach.support.files import save

STYLE = """
:root { color-scheme: light dark; --ink: #14181f; --paper: #ffffff; --line: #4a5260; }
@media (prefers-color-scheme: dark) { :root { --ink: #f2f4f7; --paper: #13161b; --line: #c3cad4; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 20pt/1.5 Verdana, Arial, sans-serif; }
main { max-width: 34em; margin: 0 auto; padding: 1em; }
h1 { font-size: 36pt; line-height: 1.2; }
h2 { font-size: 30pt; line-height: 1.2; border-top: 4px solid var(--line); padding-top: .5em; margin-top: 1.5em; }
h3 { font-size: 24pt; line-height: 1.3; margin-bottom: .2em; }
p { margin: .4em 0; }
.often, .ask { font-weight: bold; }
svg { display: block; width: 100%; max-width: 12em; height: auto; margin: .6em 0; }
@media print {
  :root { --ink: #000; --paper: #fff; --line: #000; }
  main { max-width: none; padding: 0; }
  h2 { break-before: page; border: 0; }
  h3, svg { break-after: avoid; }
  article { break-inside: avoid; }
  svg { max-width: 9em; }
}
"""
"""18 points is large print; nothing here is smaller than 20."""


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a card."""

    kind: str
    """h1, h2, h3, p, often, ask or drawing"""
    text: str
    """The words; for a drawing, its SVG."""
    alt: str = ""
    """A drawing described in words."""


def write(book: Book, options: Options, words: Words, path: Path) -> None:
    """Write the card as one file that needs nothing else.

    Raises:
        UsageError: the ending is another one, the file can't be written, or the extra ``card`` is missing.
    """
    path = output_file(path, "--card", CARDS)
    if path.suffix.lower() == ".pdf":
        groups = [[asdict(block) for block in group] for group in grouped(blocks(book, options, words))]
        save(path, card_pdf.document(book.title, words.language, groups), "--card")
    else:
        save(path, page(book, options, words).encode(), "--card")


def blocks(book: Book, options: Options, words: Words) -> Iterator[Block]:
    """All pieces of the card, in reading order."""
    yield Block("h1", book.title)
    first = timeline.around(book.areas[0], options)
    yield from _passages((one for one in book.opening if not one.keys), first, words)  # no key works on paper
    for area in book.areas:
        yield Block("h2", area.title)
        yield from _passages(area.before, timeline.around(area, options), words)
        yield Block("ask", area.ask)
        for stroke in area.strokes:
            yield from _stroke(area, stroke, options, words)
    if book.ending:
        yield Block("h2", words.one("page-after"))
        yield from _passages(book.ending, first, words)


ONLY_HEARD = {
    "en": (
        ", with the chime",
        ", along with the chime",
        "Keep my sound low, and an arm's length away.",
        "Goodbye.",
    )
}
"""What a sentence says of a sound, by language: a card has none."""


def _stroke(area: Area, stroke: Stroke, options: Options, words: Words) -> Iterator[Block]:
    yield Block("h3", sentence(stroke.name))
    yield Block("often", _printed(stroke.total, words) or sentence(how_often(stroke)) + ".")
    if svg := drawing(area, stroke):
        yield Block("drawing", svg, f"{area.title}: {stroke.name}. {wording(stroke)}")
    taught = timeline.detail_in(area, options, stroke) == Detail.TEACH
    yield from _said((*stroke.caution, *(stroke.teach if taught else stroke.remind)), words)
    for stage in stroke.stages:
        yield from _said(stage.teach if taught else stage.remind, words)


def _passages(said: Iterable[Passage], options: Options, words: Words) -> Iterator[Block]:
    for passage in said:
        taught = options.detail == Detail.TEACH or passage.early  # what keeps a baby safe is printed in full
        yield from _said(passage.teach if taught else passage.remind, words)


def _said(lines: Iterable[Line], words: Words) -> Iterator[Block]:
    """The sentences; pauses and sounds can be heard but not read."""
    printed = (_printed(line, words) for line in lines if isinstance(line, str))
    return (Block("p", line) for line in printed if line)


def _printed(line: str, words: Words) -> str:
    """A sentence without what it says of a sound; empty if nothing else is left."""
    for heard in ONLY_HEARD.get(words.language, ()):
        line = line.replace(heard, "")
    return line


def grouped(pieces: Iterable[Block]) -> list[list[Block]]:
    """Each heading with its pieces, which stay on one page; an area's first stroke stays with the area's heading."""
    groups: list[list[Block]] = []
    for piece in pieces:
        opens_area = piece.kind == "h3" and groups and [one.kind for one in groups[-1] if one.kind[0] == "h"] == ["h2"]
        if not groups or (piece.kind in ("h1", "h2", "h3") and not opens_area):
            groups.append([])
        groups[-1].append(piece)
    return groups


def page(book: Book, options: Options, words: Words) -> str:
    """The card as HTML: a section for each body area, an article for each stroke."""
    title = html.escape(book.title)
    lines = [
        f'<!DOCTYPE html>\n<html lang="{words.language}">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>",
    ]
    opened: list[str] = []
    for block in blocks(book, options, words):
        while opened and (block.kind == "h2" or (block.kind == "h3" and opened[-1] == "article")):
            lines.append(f"</{opened.pop()}>")
        if block.kind in WITHIN:
            opened.append(WITHIN[block.kind])
            lines.append(f'<section aria-label="{html.escape(block.text)}">' if block.kind == "h2" else "<article>")
        lines.append(_html(block))
    lines += [f"</{name}>" for name in reversed(opened)]
    return "\n".join([*lines, "</main>\n</body>\n</html>\n"])


WITHIN = {"h2": "section", "h3": "article"}
"""The pieces under each heading."""


def _html(block: Block) -> str:
    if block.kind == "drawing":
        return block.text
    text = html.escape(block.text)
    if block.kind in ("often", "ask"):
        return f'<p class="{block.kind}">{text}</p>'
    return f"<{block.kind}>{text}</{block.kind}>"
