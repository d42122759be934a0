"""A routine as a large-print page: the words of the script, with headings and drawings, to be read or printed.

Knows the routine and the drawings, and nothing of time or sound.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from pathlib import Path

from coach.drawing.album import drawing
from coach.drawing.save import save
from coach.errors import UsageError
from coach.model import Area, Book, Line, Options, Passage, Stroke, Words, sentence
from coach.show import how_often

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
}
"""
"""18 points is large print; nothing here is smaller than 20."""


def write(book: Book, options: Options, words: Words, path: Path) -> None:
    """Write the page as one file that needs nothing else.

    Raises:
        UsageError: another ending, or a file that cannot be written.
    """
    if path.suffix.lower() not in (".html", ".htm"):
        raise UsageError("--card", f'"{path.name}" does not end in .html', "name it so; a browser prints it as PDF")
    save(path, page(book, options, words).encode(), "--card")


def page(book: Book, options: Options, words: Words) -> str:
    """The page."""
    title = html.escape(book.title)
    lines = [
        f'<!DOCTYPE html>\n<html lang="{words.language}">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>",
        *_passages(book.opening, options),
    ]
    for area in book.areas:
        lines += _area(area, options, words)
    if book.closing:
        lines += [f"<h2>{html.escape(words.one('page-after'))}</h2>", *_passages(book.closing, options)]
    return "\n".join([*lines, "</main>\n</body>\n</html>\n"])


def _area(area: Area, options: Options, words: Words) -> Iterator[str]:
    yield f'<section aria-label="{html.escape(area.title)}">\n<h2>{html.escape(area.title)}</h2>'
    yield from _passages(area.before, options)
    yield from _said((area.rest,))
    yield f'<p class="ask">{html.escape(area.ask)}</p>'
    for stroke in area.strokes:
        yield from _stroke(area, stroke, options, words)
    yield "</section>"


def _stroke(area: Area, stroke: Stroke, options: Options, words: Words) -> Iterator[str]:
    yield f"<article>\n<h3>{html.escape(sentence(stroke.name))}</h3>"
    yield f'<p class="often">{html.escape(stroke.total or sentence(how_often(stroke)) + ".")}</p>'
    yield drawing(area, stroke)
    yield from _said(stroke.teach if options.detail == "teach" else stroke.remind)
    for stage in stroke.stages:
        lines = stage.teach if options.detail == "teach" else stage.remind
        yield from _said((*lines, words.times(stage.times)))
    if stroke.rest:
        yield from _said((stroke.rest,))
    yield "</article>"


def _passages(said: Iterable[Passage], options: Options) -> Iterator[str]:
    for passage in said:
        yield from _said(passage.teach if options.detail == "teach" else passage.remind)


def _said(lines: Iterable[Line]) -> Iterator[str]:
    """Sentences; rests are heard and not read."""
    for line in lines:
        if isinstance(line, str) and line:
            yield f"<p>{html.escape(line)}</p>"
