"""Compares a picture of the app with the one that was looked at, on machines that draw letters a little differently."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

FINE, FINE_FAR, FINE_MOST = 4, 60, 4
"""A change of place or form: of cells of 4 pixels so many may be farther off, of 255."""
COARSE, COARSE_FAR, COARSE_MOST = 16, 15, 1
"""A change of colour: the same for cells of 16 pixels, in which letters are only a shade.

Chromium without parts of pixels between its letters, which moves each, was off by up to 56 and 13, and made some
pictures a pixel longer. Other hinting and coloured edges changed nothing. A button 4 pixels off, in another green, or
without its border, a sign, a hint or a triangle that is missing: each is found.
"""
LONGER = 2
"""Pixels by which a picture may be longer or shorter."""
LOOK = "look at both; if today's is better, take new ones with python -m tools.app_pictures"


COLOURS = 64
"""Of a kept picture: its file is half as large."""


def packed(png: bytes) -> bytes:
    """A small file of a picture."""
    out = io.BytesIO()
    few = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, kmeans=3, dither=Image.Dither.NONE)
    few.convert("RGB").save(out, "webp", lossless=True, quality=100, method=4)
    return out.getvalue()


def today(view: str, phase: str) -> Path:
    """Where today's picture goes if it has changed, so that somebody can look at it."""
    return Path(tempfile.gettempdir()) / "app-pictures" / f"{view}-{phase}.png"


def change(kept: bytes, taken: bytes, to: Path) -> str:
    """What has changed, in a sentence, and today's picture is then in ``to``; empty if nothing has."""
    old, new = (Image.open(io.BytesIO(one)).convert("RGB") for one in (kept, taken))
    told = _sizes(old, new) or _cells(old, new)
    if not told:
        return ""
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_bytes(taken)
    return f"{told}; today's is {to}: {LOOK}"


def _sizes(old: Image.Image, new: Image.Image) -> str:
    if old.width == new.width and abs(old.height - new.height) <= LONGER:
        return ""
    return f"it was {old.width} x {old.height} and is {new.width} x {new.height} pixels"


def _cells(old: Image.Image, new: Image.Image) -> str:
    both = (0, 0, old.width, min(old.height, new.height))
    for side, far, most in ((FINE, FINE_FAR, FINE_MOST), (COARSE, COARSE_FAR, COARSE_MOST)):
        before, now = (np.asarray(one.crop(both).reduce(side), np.float32) for one in (old, new))
        found = np.argwhere(np.abs(before - now).max(axis=2) > far)
        if len(found) > most:
            (top, left), (bottom, right) = side * found.min(axis=0), side * (found.max(axis=0) + 1)
            return f"{len(found)} cells of {side} pixels changed between ({left}, {top}) and ({right}, {bottom})"
    return ""
