"""Writes a canvas as SVG, in light colours only or for light and dark. Knows no files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from xml.sax.saxutils import escape

from coach.export.drawing.canvas import Canvas, Circle, Hatch, Path, Point, Primitive, Rect, Text, controls
from coach.export.drawing.lettering import FAMILY

Paint = Callable[[str], tuple[str, str]]
"""The fill and the stroke attribute of a colour."""

FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML can't contain, even escaped."""


def _safe(text: str) -> str:
    """Text escaped for XML."""
    return escape(FORBIDDEN.sub("", text))


def write(canvas: Canvas, light: Mapping[str, str], dark: Mapping[str, str] | None = None, name: str = "plan") -> str:
    """The canvas as an SVG document that can also be pasted into a page.

    ``light`` and ``dark`` map colour names to hex colours. With ``dark`` the picture follows the viewer's preference,
    and "ink" is the page's own text colour if the page sets one (``.drawing { color: ... }``). All ids begin with
    ``name``, so it must be unique in a page.
    """
    w, h, ids = _n(canvas.w), _n(canvas.h), f'aria-labelledby="{name}-title" aria-describedby="{name}-desc"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{"drawing" if dark else "picture"}" viewBox="0 0 {w} {h}"',
        f'width="{w}" height="{h}" role="img" {ids} stroke-linecap="round" stroke-linejoin="round">',
        f'<title id="{name}-title">{_safe(canvas.title)}</title>',
        f'<desc id="{name}-desc">{_safe(canvas.desc)}</desc>',
    ]
    if dark:
        lines.append(f"<style>{_style(light)} @media (prefers-color-scheme: dark) {{{_style(dark)}}}</style>")
    plain = {colour: (f'fill="{hex_}"', f'stroke="{hex_}"') for colour, hex_ in light.items()}
    paint: Paint = _classes if dark else plain.__getitem__
    used = dict.fromkeys(one.hatch for one in canvas.drawn if isinstance(one, Path) and one.hatch)
    hatches = {hatch: f"{name}-hatch{n}" for n, hatch in enumerate(used)}
    lines += [_pattern(hatch, ident, paint) for hatch, ident in hatches.items()]
    lines += [_one(primitive, paint, hatches) for primitive in canvas.drawn]
    return "\n".join([*lines, "</svg>", ""])


def _style(colours: Mapping[str, str]) -> str:
    rules = [f".drawing{{color:{colours['ink']}}}"]
    others = ((name, hex_) for name, hex_ in colours.items() if name != "ink")
    rules += [f".drawing .f-{name}{{fill:{hex_}}}.drawing .s-{name}{{stroke:{hex_}}}" for name, hex_ in others]
    return "".join(rules)


def _classes(name: str) -> tuple[str, str]:
    if name == "ink":
        return 'fill="currentColor"', 'stroke="currentColor"'
    return f'class="f-{name}"', f'class="s-{name}"'


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _p(point: Point) -> str:
    return f"{_n(point[0])} {_n(point[1])}"


def _paints(shape: Path | Rect | Circle, paint: Paint) -> str:
    """The fill and stroke of a shape as attributes."""
    fill, stroke = paint(shape.fill)[0] if shape.fill else 'fill="none"', paint(shape.stroke)[1] if shape.stroke else ""
    if fill.startswith("class") and stroke.startswith("class"):
        fill, stroke = f"{fill[:-1]} {stroke[7:]}", ""
    width = f' stroke-width="{_n(shape.width)}"' if shape.stroke else ""
    return f"{fill} {stroke}".strip() + width


def _pattern(hatch: Hatch, ident: str, paint: Paint) -> str:
    """Slanting lines as an SVG pattern."""
    return (
        f'<pattern id="{ident}" width="{_n(hatch.gap)}" height="{_n(hatch.gap)}" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><path d="M{_n(hatch.gap / 2)} -1V{_n(hatch.gap + 1)}" '
        f'stroke-width="{_n(hatch.width)}" {paint(hatch.colour)[1]}/></pattern>'
    )


def _one(primitive: Primitive, paint: Paint, hatches: Mapping[Hatch, str]) -> str:
    match primitive:
        case Path():
            return _path(primitive, paint, hatches)
        case Circle((x, y), r):
            return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(r)}" {_paints(primitive, paint)}/>'
        case Rect(x, y, w, h):
            start = f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(w)}" height="{_n(h)}" rx="{_n(primitive.radius)}"'
            end = f"><title>{_safe(primitive.title)}</title></rect>" if primitive.title else "/>"
            return f"{start} {_paints(primitive, paint)}{end}"
        case Text():
            return _text(primitive, paint)


def _path(path: Path, paint: Paint, hatches: Mapping[Hatch, str]) -> str:
    d = _d(path)
    dash = f' stroke-dasharray="{_n(path.dash[0])} {_n(path.dash[1])}"' if path.dash else ""
    over = f'<path d="{d}" fill="url(#{hatches[path.hatch]})"/>' if path.hatch else ""
    return f'<path d="{d}" {_paints(path, paint)}{dash}/>{over}'


def _text(text: Text, paint: Paint) -> str:
    bold = ' font-weight="600"' if text.bold else ""
    return (
        f'<text x="{_n(text.at[0])}" y="{_n(text.at[1])}" font-family="{FAMILY}" font-size="{_n(text.size)}"{bold} '
        f'text-anchor="{text.anchor}" textLength="{_n(text.width)}" lengthAdjust="spacingAndGlyphs" '
        f"{paint(text.colour)[0]}>{_safe(text.text)}</text>"
    )


def _d(path: Path) -> str:
    return " ".join(_steps(path)) + ("Z" if path.closed else "")


def _steps(path: Path) -> Iterable[str]:
    yield "M" + _p(path.points[0])
    if path.smooth and len(path.points) > 2:  # noqa: PLR2004 - two points are a straight line
        for one, two, end in controls(path.points, closed=path.closed):
            yield f"C{_p(one)} {_p(two)} {_p(end)}"
    else:
        for point in path.points[1:]:
            yield "L" + _p(point)
