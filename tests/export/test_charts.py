"""The plan drawn over time."""

import io
import itertools
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from PIL import Image, ImageFont

from coach import words as language
from coach.export import plan_chart, plan_text
from coach.export.drawing import svg
from coach.export.drawing.bands import laid
from coach.export.drawing.canvas import Canvas, Hatch, Rect, Text
from coach.export.drawing.lettering import BOLD, REGULAR, covered, width_of
from coach.export.drawing.page import COLOURS, WIDE, stacked
from coach.export.drawing.raster import pixels, png
from coach.model.options import Options
from coach.model.plan import Book
from coach.model.routine import Count
from coach.model.wording import Words
from coach.planning import age_limit
from coach.routines import library
from coach.support.errors import UsageError

SVG = "{http://www.w3.org/2000/svg}"
ROUTINES = ("legs-and-feet", "hips", "stretches", "whole-routine")


def planned(name: str = "legs-and-feet", detail: Any = "teach", **more: Any) -> tuple[Book, Options, Words]:
    words, options = language.load(), Options(detail=detail, age=100, hips_cleared=True, **more)
    return *age_limit.suited(library.Library([library.ours()]).load(name), options, words), words


def parsed(text: str) -> Element:
    return fromstring(text)  # noqa: S314 - our own file


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("detail", ["teach", "remind", "counts"])
@pytest.mark.parametrize("name", ROUTINES)
def test_no_text_overlaps_another_or_leaves_the_page(name: str, detail: str) -> None:
    canvas = plan_chart.picture(*planned(name, detail))
    boxes = []
    for text in canvas.drawn:
        if isinstance(text, Text):
            (x, y), width, size = text.at, text.width, text.size
            x -= {"start": 0, "middle": width / 2, "end": width}[text.anchor]
            boxes.append((x, y - size * 0.75, x + width, y + size * 0.2, text.text))
    assert all(left >= 0 and right <= WIDE and bottom <= canvas.h for left, _, right, bottom, _ in boxes)
    for a, b in itertools.combinations(boxes, 2):
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
        assert apart, f"{a} overlaps {b}"


def test_a_drawn_chart_names_every_part_stroke_and_sentence() -> None:
    book, options, words = planned("whole-routine")
    canvas = plan_chart.picture(book, options, words)
    written = {text.text for text in canvas.drawn if isinstance(text, Text)}
    titles = {rect.title for rect in canvas.drawn if isinstance(rect, Rect)}
    assert {area.title for area in book.areas} <= written
    assert {stroke.name for area in book.areas for stroke in area.strokes} <= written
    assert {cue.say for _, _, cue in plan_text.planned(book, options, words) if cue.say} <= titles


def test_blocks_are_gapless_and_counts_are_those_heard() -> None:
    bands = laid(*planned("legs-and-feet"))
    blocks = [block for band in bands for block in band.blocks]
    assert all(one.end == other.begin for one, other in itertools.pairwise(blocks))
    moves = {block.name: [move.text for move in block.moves] for block in bands[0].blocks}
    assert moves["rolling"] == ["1", "2"]
    assert moves["circles"] == ["1", "2", "3", "4", "5", "6"] * 2
    assert moves["resting hands"] == ["12 s"]
    for block in blocks:
        assert all(block.begin <= move.begin < move.end <= block.end for move in block.moves)
        assert all(one.end <= other.begin for one, other in itertools.pairwise(block.moves))


def test_an_open_ended_stroke_is_one_movement_without_a_number() -> None:
    toes = next(block for block in laid(*planned("stretches"))[0].blocks if block.name == "toes to nose")
    assert [move.text for move in toes.moves] == ["…"]


def test_ink_stands_out_on_every_ground_it_is_written_on() -> None:
    for name, colour in COLOURS.items():
        if name.startswith(("move", "band", "paper", "rest")):
            assert contrast(COLOURS["ink"], colour) >= 7
    assert all(contrast(COLOURS["quiet"], COLOURS[f"band{n}"]) >= 4.5 for n in range(4))


def test_svg_and_png_come_from_the_same_canvas(tmp_path: Path) -> None:
    for name in ("plan.svg", "plan.PNG"):
        plan_chart.draw(*planned("hips"), tmp_path / name)
    root = parsed((tmp_path / "plan.svg").read_text(encoding="utf-8"))
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "Bottom and hips"
    assert "heart" in root.findtext(f"{SVG}desc")
    with Image.open(tmp_path / "plan.PNG") as image:
        assert image.format == "PNG"
        assert image.width == 2 * float(root.get("width"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan.PNG", "plan.svg"]


def test_a_name_full_of_markup_is_drawn_as_it_is() -> None:
    book, options, words = planned("hips", baby="A<b>&\"'\x07")
    text = svg.write(Canvas(10, 10, 'a <b> & "c" \x07', "d\x00 > e"), COLOURS)
    assert parsed(text).findtext(f"{SVG}title") == 'a <b> & "c" '
    assert parsed(svg.write(plan_chart.picture(book, options, words), COLOURS)) is not None


@pytest.mark.parametrize("name", ["plan.gif", "plan", "plan.svg.txt"])
def test_an_unknown_ending_is_answered_with_the_known_ones(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"end its name in \.svg or \.png"):
        plan_chart.draw(*planned("hips"), tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_when_the_file_cannot_be_written_it_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "taken.png").mkdir()
    for path in (tmp_path / "missing" / "plan.svg", tmp_path / "taken.png", Path("nul\x00.svg")):
        with pytest.raises(UsageError, match=r"cannot be|is a folder"):
            plan_chart.draw(*planned("hips"), path)
    assert [path.name for path in tmp_path.iterdir()] == ["taken.png"]


def test_stacked_names_never_cross_the_start_of_a_later_one() -> None:
    assert stacked([(0, 100), (20, 100), (40, 10), (200, 10)]) == [2, 1, 0, 0]
    assert stacked([(0, 10), (100, 10)]) == [0, 0]


def test_a_very_long_session_still_fits_into_a_picture(tmp_path: Path) -> None:
    book, options, words = planned("legs-and-feet")
    long = Book(book.name, book.title, book.opening, book.areas * 12, book.closing)
    canvas = plan_chart.picture(long, options, words)
    assert canvas.h < 12_000
    plan_chart.draw(long, options, words, tmp_path / "long.png")
    assert (tmp_path / "long.png").stat().st_size > 10_000


def test_a_routine_without_a_goodbye_or_with_silent_counts_is_drawn_too() -> None:
    book, options, words = planned("hips", "counts", count=Count.SILENT)
    bare = Book(book.name, book.title, (), book.areas, ())
    assert laid(bare, options, words)[-1].blocks[-1].name == "hip sweep"
    assert plan_chart.picture(bare, options, words).drawn


def image_of(canvas: Canvas, scale: float = 1) -> Image.Image:
    return Image.open(io.BytesIO(png(canvas, COLOURS, scale))).convert("RGB")


def test_hatching_stays_inside_its_outline_and_leaves_gaps() -> None:
    canvas = Canvas(60, 60)
    canvas.path([(20, 20), (40, 20), (40, 40), (20, 40)], "", "paper", closed=True, hatch=Hatch("quiet", 6, 2))
    image: Any = image_of(canvas, 4)
    dark = {(x, y) for x in range(240) for y in range(240) if image.getpixel((x, y))[0] < 128}
    assert dark
    assert all(78 <= x <= 162 and 78 <= y <= 162 for x, y in dark)
    assert 0.2 < len(dark) / 80**2 < 0.5


def test_a_dashed_line_is_drawn_in_pieces() -> None:
    canvas = Canvas(40, 10)
    canvas.path([(2, 5), (38, 5)], "ink", width=2, smooth=True, dash=(4, 6))
    image: Any = image_of(canvas, 4)
    row = [image.getpixel((x, 20))[0] < 128 for x in range(160)]
    assert sum(one != other for one, other in itertools.pairwise(row)) == 8


@pytest.mark.parametrize(("bold", "file"), [(False, REGULAR), (True, BOLD)])
@pytest.mark.parametrize("text", ["Rope, 2 times.", "WiÄÖß", "1:05…"])
def test_a_text_is_as_wide_as_its_letters(text: str, bold: bool, file: Path) -> None:
    assert width_of(text, 20, bold=bold) == pytest.approx(ImageFont.truetype(file, 200).getlength(text) / 10, abs=0.2)


def test_letters_of_many_languages_are_in_our_font() -> None:
    assert all(map(covered, ("Zoë", "Łukasz", "Ağa", "Ελένη", "Ольга", "Nguyễn")))
    assert not covered("陽")
    assert width_of("陽", 20) == 20


def test_a_letter_that_our_font_lacks_leaves_a_mark() -> None:
    canvas = Canvas(40, 40)
    canvas.add(Text((5, 30), "陽", 20, "ink", 20))
    assert min(image_of(canvas).tobytes()) < 128


def test_our_own_reading_of_a_png_agrees_with_pillow() -> None:
    data = png(plan_chart.picture(*planned("hips")), COLOURS, 0.5)
    ours = pixels(data)
    assert ours[:, :, :3].tobytes() == Image.open(io.BytesIO(data)).convert("RGB").tobytes()


def test_counts_too_narrow_for_their_numbers_show_every_fifth() -> None:
    book, options, words = planned("hips", times={"bottom circles": 40}, pace=20, count=Count.TICKED)
    written = [text.text for text in plan_chart.picture(book, options, words).drawn if isinstance(text, Text)]
    assert {"5", "10", "35", "40"} <= set(written)
    assert not {"6", "11", "39"} & set(written)


def test_every_primitive_reaches_the_pixels() -> None:
    canvas = Canvas(40, 40)
    canvas.path([(5, 5), (35, 5)], "ink", width=4)
    canvas.circle((10, 20), 5, fill="sound")
    canvas.add(Rect(25, 15, 10, 10, fill="say"))
    image = image_of(canvas, 2)
    assert image.size == (80, 80)
    seen = [image.getpixel(at) for at in ((40, 10), (20, 40), (60, 40), (2, 78))]
    assert seen == [tuple(bytes.fromhex(COLOURS[name][1:])) for name in ("ink", "sound", "say", "paper")]
