"""The files that `coach show` writes: the plan as a picture, the drawings of the strokes, and the card."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from pathlib import Path

from coach.export import card, plan_chart
from coach.export.drawing import album
from coach.export.output_names import CARDS, PICTURES, different, output_file, output_folder
from coach.export.review import PAGES
from coach.model.options import Detail, Options
from coach.model.plan import Book
from coach.model.wording import Words


@dataclass(frozen=True, slots=True)
class Places:
    """Where each thing goes; None where it wasn't asked for."""

    picture: Path | None
    card: Path | None
    review: Path | None
    drawings: Path | None


def places(given: argparse.Namespace) -> Places:
    """Where the files go, once every name has been checked.

    Raises:
        UsageError: a file cannot be written under its name, or two have one name.
    """
    picture = output_file(given.picture, "--picture", PICTURES) if given.picture else None
    large = output_file(given.card, "--card", CARDS) if given.card else None
    review = output_file(given.review, "--review", PAGES) if given.review else None
    different(("--card", large), ("--review", review))
    return Places(picture, large, review, output_folder(given.drawings, "--drawings") if given.drawings else None)


def write(to: Places, book: Book, options: Options, words: Words, *, card_detail: Detail) -> None:
    """Write what was asked for. The card has as many words as ``card_detail`` says.

    Raises:
        UsageError: a file cannot be written after all.
    """
    if to.picture:
        plan_chart.draw(book, options, words, to.picture)
        print(f"Drawn: {to.picture}")
    if to.drawings:
        _draw(book, to.drawings)
    if to.card:
        card.write(book, replace(options, detail=card_detail), words, to.card)
        print(f"Written: {to.card}")


def _draw(book: Book, folder: Path) -> None:
    drawn = [*album.write(book, folder)]
    print("\n".join(f"Drawn: {path}" for path in drawn) or "Of these strokes we have no drawing.")
