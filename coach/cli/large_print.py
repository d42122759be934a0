"""Shows one line at a time in block letters as large as the terminal allows, white on black, for a distant screen.

Draws on the terminal's alternate screen, so that the old contents come back afterwards.
"""

from __future__ import annotations

import contextlib
import io
import re
import shutil
import textwrap
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import IO

import numpy as np
from numpy.typing import NDArray

from coach.export.drawing.canvas import Canvas, Text
from coach.export.drawing.lettering import covered, width_of
from coach.export.drawing.raster import pixels, png

BEGIN = "\x1b[?1049h\x1b[?25l"
"""Switch to the alternate screen and hide the cursor."""
END = "\x1b[0m\x1b[?25h\x1b[?1049l"
PAGE = "\x1b[0;97;40m\x1b[2J\x1b[H"
"""Bright white on black; clear the screen."""
SMALLEST, LARGEST = 10, 120
"""Pixels of a letter; a character of the terminal is one pixel wide and two high. Below the first, plain text."""
LONGEST = 400
"""The most letters that are drawn; no sentence is longer."""
BLOCKS = " ▀▄█"


def can_show(encoding: str) -> bool:
    """Whether an output in this encoding has the block characters that the letters are drawn with."""
    try:
        return bool(BLOCKS.encode(encoding))
    except (LookupError, UnicodeEncodeError):
        return False


class Large(io.TextIOBase):
    """Takes lines as a terminal does, and shows only the last."""

    def __init__(self, out: IO[str], size: Callable[[], tuple[int, int]] = shutil.get_terminal_size) -> None:
        """``size`` gives columns and lines, now."""
        self.out = out
        self.size = size
        out.write(BEGIN)

    def write(self, text: str) -> int:
        """Show a line without its time, and ring its bell."""
        line = re.sub(r"\s+\(\d+:\d\d\)$", "", text.strip("\r\n"))
        if line.strip() and not self.closed:
            bell, line = ("\a" if "\a" in line else ""), line.replace("\a", "").strip()
            columns, rows = self.size()
            self.out.write(bell + PAGE + "\r\n".join(block(line, columns, rows)))
        return len(text)

    def flush(self) -> None:
        """Update the screen."""
        self.out.flush()

    def close(self) -> None:
        """Restore the terminal."""
        if not self.closed:
            with contextlib.suppress(OSError, ValueError):  # the terminal is gone
                self.out.write(END)
                self.out.flush()
        super().close()


def block(text: str, columns: int, rows: int) -> list[str]:
    """A line in block letters as large as fit.

    It's plain and wrapped where not even the smallest fit, or where our font lacks a letter.
    """
    text = text[:LONGEST]
    if covered(text):
        for size in range(min(LARGEST, 2 * rows), SMALLEST - 1, -2):
            lines = _wrapped(text, columns, size)
            height = size * 5 // 4
            if lines and len(lines) * height <= 2 * rows:
                return list(_blocks(_drawn(lines, columns, size, height)))
    return textwrap.wrap(text, max(columns, 1))[:rows]


def _wrapped(text: str, columns: int, size: int) -> list[str]:
    """The words in lines that fit; no lines if a word is too long."""
    lines = [""]
    for word in text.split():
        if width_of(word, size) > columns:
            return []
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer, size) <= columns:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _drawn(lines: list[str], columns: int, size: int, height: int) -> NDArray[np.bool_]:
    """Lines of letters ``size`` pixels high as pixels that are lit or not, an even number of rows."""
    canvas = Canvas(columns, -(-len(lines) * height // 2) * 2)
    for n, line in enumerate(lines):
        canvas.add(Text((0, n * height + size), line, size, "ink", width_of(line, size)))
    lit = pixels(png(canvas, {"paper": "#000000", "ink": "#ffffff"}))[:, :, 0]
    return lit > 110  # noqa: PLR2004 - a little below the middle, so that thin strokes don't break


def _blocks(pixels: NDArray[np.bool_]) -> Iterator[str]:
    """Two rows of pixels as one row of characters."""
    for upper, lower in list(pairwise(pixels))[::2]:
        yield "".join(BLOCKS[int(a) + 2 * int(b)] for a, b in zip(upper, lower, strict=True)).rstrip()
