"""Paints a canvas into pixels with Pillow, and measures text in the font that Pillow brings. Knows no files."""

from __future__ import annotations

import functools
import io
import unicodedata
from collections.abc import Mapping
from itertools import pairwise

from PIL import Image, ImageDraw, ImageFont

from coach.export.drawing.canvas import Canvas, Circle, Path, Point, Rect, Text, flatten
from coach.support.errors import UsageError

BOLD = 0.035
"""A bold letter is drawn with an edge of so many of its heights: the one font that is always there is not bold."""


OTHERS = (
    "DejaVuSans.ttf",
    "NotoSans-Regular.ttf",
    "LiberationSans-Regular.ttf",
    "Arial Unicode.ttf",
    "segoeui.ttf",
    "arial.ttf",
)
"""Fonts of the system that are tried for letters that the font of Pillow does not have: it has those of English."""


@functools.lru_cache(maxsize=64)
def font(size: float, name: str = "") -> ImageFont.FreeTypeFont:
    """The font that comes with Pillow, or one of the system by its name, in pixels."""
    found = ImageFont.truetype(name, size) if name else ImageFont.load_default(size)
    if not isinstance(found, ImageFont.FreeTypeFont):
        raise UsageError("Pillow", "this build of it cannot write text", "install Pillow from its wheel")
    return found


@functools.lru_cache(maxsize=4096)
def _has(name: str, letter: str) -> bool:
    """Whether a font has a letter: what it does not have all looks the same."""
    try:
        return bytes(font(20, name).getmask(letter)) != bytes(font(20, name).getmask("\U0010ffff"))
    except OSError:
        return False


@functools.lru_cache(maxsize=4096)
def lettered(text: str) -> tuple[str, str]:
    """The name of a font that has all letters of a text, and the text; where none has, without accents."""
    for name in ("", *OTHERS):
        if all(letter.isspace() or _has(name, letter) for letter in text):
            return name, text
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return "", "".join(letter if letter.isspace() or _has("", letter) else "?" for letter in plain)


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line of text is, in units of the canvas."""
    name, written = lettered(text)
    return float(font(100, name).getlength(written)) * size / 100 * (1 + BOLD * bold)


def write(canvas: Canvas, colours: Mapping[str, str], scale: float = 1, fine: int = 1) -> bytes:
    """The canvas as a PNG, ``scale`` pixels a unit, painted ``fine`` times larger and reduced for smooth slopes."""
    image = paint(canvas, colours, scale, fine)
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=6)  # optimizing takes ten times as long for a tenth less
    return out.getvalue()


def paint(canvas: Canvas, colours: Mapping[str, str], scale: float = 1, fine: int = 1) -> Image.Image:
    """The canvas as an image."""
    size = round(canvas.w * scale) * fine, round(canvas.h * scale) * fine
    image = Image.new("RGB", size, colours.get("paper", "#ffffff"))
    brush = _Brush(ImageDraw.Draw(image), colours, scale * fine)
    for primitive in canvas.drawn:
        match primitive:
            case Path():
                brush.path(primitive)
            case Rect():
                brush.rect(primitive)
            case Circle():
                brush.circle(primitive)
            case Text():
                brush.text(primitive)
    return image.reduce(fine) if fine > 1 else image


class _Brush:
    def __init__(self, draw: ImageDraw.ImageDraw, colours: Mapping[str, str], k: float) -> None:
        self.draw, self.colours, self.k = draw, colours, k

    def path(self, path: Path) -> None:
        line = flatten(path.points, closed=path.closed) if path.smooth else list(path.points)
        dots = [(x * self.k, y * self.k) for x, y in line]
        if path.fill:
            self.draw.polygon(dots, fill=self.colours[path.fill])
        if path.stroke:
            width = max(1, round(path.width * self.k))
            self._line([*dots, dots[0]] if path.closed else dots, self.colours[path.stroke], width)

    def _line(self, dots: list[Point], colour: str, width: int) -> None:
        if width <= 2:  # noqa: PLR2004 - round ends show from three pixels
            self.draw.line(dots, fill=colour, width=width)
            return
        r = width / 2
        for one, other in pairwise(dots):
            self.draw.line((one, other), fill=colour, width=width)
        for x, y in dots:  # round ends and round corners
            self.draw.ellipse((x - r, y - r, x + r, y + r), fill=colour)

    def rect(self, rect: Rect) -> None:
        box = [rect.x * self.k, rect.y * self.k, (rect.x + rect.w) * self.k, (rect.y + rect.h) * self.k]
        self.draw.rounded_rectangle(
            box,
            min(rect.radius, rect.w / 2, rect.h / 2) * self.k,
            fill=self.colours.get(rect.fill),
            outline=self.colours.get(rect.stroke),
            width=max(1, round(rect.width * self.k)) if rect.stroke else 0,
        )

    def circle(self, circle: Circle) -> None:
        (x, y), r = circle.centre, circle.radius + (circle.width / 2 if circle.stroke else 0)
        box = ((x - r) * self.k, (y - r) * self.k, (x + r) * self.k, (y + r) * self.k)
        self.draw.ellipse(
            box,
            fill=self.colours.get(circle.fill),
            outline=self.colours.get(circle.stroke),
            width=max(1, round(circle.width * self.k)) if circle.stroke else 0,
        )

    def text(self, text: Text) -> None:
        colour, size = self.colours[text.colour], text.size * self.k
        name, written = lettered(text.text)
        self.draw.text(
            (text.at[0] * self.k, text.at[1] * self.k),
            written,
            fill=colour,
            font=font(size, name),
            anchor={"start": "ls", "middle": "ms", "end": "rs"}[text.anchor],
            stroke_width=BOLD * size / 2 if text.bold else 0,
            stroke_fill=colour,
        )
