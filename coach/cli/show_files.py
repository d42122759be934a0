"""The files that `coach show` writes: the plan as a picture, the drawings of the strokes, and the card."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from coach.export import card, plan_chart
from coach.export.drawing import album
from coach.export.output_names import CARDS, PICTURES, output_file, output_folder
from coach.model.options import Detail, Options
from coach.model.plan import Book
from coach.model.wording import Words


def write(given: argparse.Namespace, book: Book, options: Options, words: Words, *, card_detail: Detail) -> None:
    """Write what was asked for, once every name has been checked. The card has as many words as ``card_detail`` says.

    Raises:
        UsageError: a file cannot be written under its name.
    """
    picture = output_file(given.picture, "--picture", PICTURES) if given.picture else None
    large = output_file(given.card, "--card", CARDS) if given.card else None
    folder = output_folder(given.drawings, "--drawings") if given.drawings else None
    if picture:
        plan_chart.draw(book, options, words, picture)
        print(f"Drawn: {picture}")
    if folder:
        _draw(book, folder)
    if large:
        card.write(book, replace(options, detail=card_detail), words, large)
        print(f"Written: {large}")


def _draw(book: Book, folder: Path) -> None:
    drawn = [*album.write(book, folder)]
    print("\n".join(f"Drawn: {path}" for path in drawn) or "Of these strokes we have no drawing.")
