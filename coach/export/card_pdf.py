"""The card as PDF: large print, tagged for screen readers (PDF/UA-1). Knows typesetting and nothing of routines."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from coach.support.errors import UsageError

TEMPLATE = """
#let card = json(bytes(sys.inputs.card))
#let margin = 1.5cm
#set document(title: card.title)
#set page(paper: "a4", margin: margin, numbering: "1")
#set text(size: 20pt, lang: card.lang, font: ("Verdana", "Arial", "Liberation Sans", "DejaVu Sans", "Libertinus Serif"))
#set par(leading: 0.6em, spacing: 0.7em)
#show heading.where(level: 1): set text(size: 36pt)
#show heading.where(level: 2): set text(size: 30pt)
#show heading.where(level: 3): set text(size: 24pt)
#show heading: set block(above: 1.2em, below: 0.7em, sticky: true)
#let show-piece(piece, wide) = {
  if piece.kind in ("h1", "h2", "h3") {
    heading(level: int(piece.kind.slice(1)), piece.text)
  } else if piece.kind == "drawing" {
    block(sticky: true, image(bytes(piece.text), format: "svg", width: wide, alt: piece.alt))
  } else if piece.kind == "often" {
    block(sticky: true, par(strong(piece.text)))
  } else if piece.kind == "ask" {
    par(strong(piece.text))
  } else {
    par(piece.text)
  }
}
#let stroke(pieces) = context {
  let (room-wide, room-high) = (page.width - 2 * margin, page.height - 2 * margin)
  let drawn(wide) = for piece in pieces { show-piece(piece, wide) }
  let height(wide) = measure(block(width: room-wide, drawn(wide))).height
  let wide = (8cm, 7cm, 6cm, 5cm, 4cm).find(wide => height(wide) <= room-high)
  if wide == none { pagebreak(weak: true) }
  block(breakable: wide == none, drawn(if wide == none { 7cm } else { wide }))
}
#for group in card.groups {
  if group.first().kind == "h2" { pagebreak(weak: true) }
  if group.any(piece => piece.kind == "h3") { stroke(group) } else { for piece in group { show-piece(piece, 7cm) } }
}
"""
"""The words come as data and are never taken for markup. 18 points is large print; nothing here is smaller than 20.
The last font is built into typst, so one is always found. A stroke stays on one page, with a smaller drawing if its
words need the room; with even more words it begins on a new page and goes on overleaf."""


def document(title: str, language: str, groups: Sequence[Sequence[Mapping[str, str]]]) -> bytes:
    """The card as a PDF. Each piece has kind, text and alt; those of a group stay on one page where there's room.

    Raises:
        UsageError: the extra ``card`` is not installed, or no font here has some letter.
    """
    try:
        import typst  # noqa: PLC0415 - an extra
    except ImportError as error:
        todo = 'run: pip install "baby-massage-coach[card]"; or name it .html, which a browser prints'
        raise UsageError("--card", "a PDF needs the extra card", todo) from error
    data = {"title": title, "lang": language, "groups": groups}
    inputs = {"card": json.dumps(data, ensure_ascii=False)}
    try:
        made = typst.compile(TEMPLATE.encode(), format="pdf", pdf_standards=["ua-1"], sys_inputs=inputs)
    except typst.TypstError as error:  # such as an emoji that no font here has
        why = str(error).removeprefix("PDF/UA-1 error: ").replace("`", "")
        what = f"no PDF can be made of it ({why})"
        raise UsageError("--card", what, "name it .html, which a browser prints") from error
    assert isinstance(made, bytes)  # noqa: S101 - with all pages in one document
    return made
