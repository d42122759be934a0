"""Shows one line at a time in block letters as large as the terminal takes them, white on black, for a far screen.

Draws on the terminal's other screen, so that what was there before is there again afterwards.
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
from PIL import Image, ImageDraw

from coach.export.drawing.png import font, lettered

BEGIN = "\x1b[?1049h\x1b[?25l"
"""The other screen, without a cursor."""
END = "\x1b[0m\x1b[?25h\x1b[?1049l"
PAGE = "\x1b[0;97;40m\x1b[2J\x1b[H"
"""Bright white on black, an empty page."""
SMALLEST, LARGEST = 10, 120
"""Pixels of a letter; a character of the terminal is one pixel wide and two high. Below the first, plain text."""
LONGEST = 400
"""Letters that are drawn; more are never one sentence."""
BLOCKS = " ▀▄█"


class Large(io.TextIOBase):
    """Takes lines as a terminal does, and shows only the last."""

    def __init__(self, out: IO[str], size: Callable[[], tuple[int, int]] | None = None) -> None:
        """``size`` gives columns and lines, now."""
        self.out = out
        self.size = size or _size
        out.write(BEGIN)

    def write(self, text: str) -> int:
        """Show a line; its time is left out, its bell rings."""
        line = re.sub(r"\s+\(\d+:\d\d\)$", "", text.strip("\r\n"))
        if line.strip() and not self.closed:
            bell, line = ("\a" if "\a" in line else ""), line.replace("\a", "").strip()
            columns, rows = self.size()
            self.out.write(bell + PAGE + "\r\n".join(block(line, columns, rows)))
        return len(text)

    def flush(self) -> None:
        """Bring it to the screen."""
        self.out.flush()

    def close(self) -> None:
        """Give the terminal back as it was."""
        if not self.closed:
            with contextlib.suppress(OSError, ValueError):  # the terminal is gone
                self.out.write(END)
                self.out.flush()
        super().close()


def _size() -> tuple[int, int]:
    found = shutil.get_terminal_size()
    return found.columns, found.lines


def block(text: str, columns: int, rows: int) -> list[str]:
    """A line in block letters, as large as fit; plain and wrapped where not even the smallest do."""
    text = text[:LONGEST]
    name, text = lettered(text)
    for size in range(min(LARGEST, 2 * rows), SMALLEST - 1, -2):
        lines = _wrapped(text, columns, size, name)
        height = size * 5 // 4
        if lines and len(lines) * height <= 2 * rows:
            return list(_blocks(_drawn(lines, columns, (size, height), name)))
    return textwrap.wrap(text, max(columns, 1))[:rows]


def _wrapped(text: str, columns: int, size: int, name: str) -> list[str]:
    """The words in lines that fit; none where a word is too long."""
    wide, lines = font(size, name).getlength, [""]
    for word in text.split():
        if wide(word) > columns:
            return []
        longer = f"{lines[-1]} {word}".strip()
        if wide(longer) <= columns:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _drawn(lines: list[str], columns: int, heights: tuple[int, int], name: str) -> NDArray[np.bool_]:
    size, height = heights
    image = Image.new("L", (columns, -(-len(lines) * height // 2) * 2), 0)
    draw = ImageDraw.Draw(image)
    for n, line in enumerate(lines):
        draw.text((0, n * height), line, 255, font(size, name))
    return np.asarray(image) > 110  # noqa: PLR2004 - a little below the middle: thin strokes must not break


def _blocks(pixels: NDArray[np.bool_]) -> Iterator[str]:
    """Two rows of pixels as one row of characters."""
    for upper, lower in list(pairwise(pixels))[::2]:
        yield "".join(BLOCKS[int(a) + 2 * int(b)] for a, b in zip(upper, lower, strict=True)).rstrip()
