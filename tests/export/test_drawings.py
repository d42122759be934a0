"""The drawings of the strokes."""

import io
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import numpy as np
import pytest
from PIL import Image

from coach import words as language
from coach.cli import main as cli
from coach.export.drawing import album, strokes
from coach.export.drawing.canvas import Canvas, Circle
from coach.export.drawing.canvas import Path as Line
from coach.export.drawing.pen import BOX, DARK, LIGHT
from coach.export.drawing.raster import png
from coach.model.options import Hands, Options
from coach.model.plan import Book
from coach.model.routine import Stroke
from coach.planning import age_limit
from coach.planning.arrange import arrange
from coach.routines import library
from coach.support.errors import UsageError
from tests.export.test_charts import contrast

SVG = "{http://www.w3.org/2000/svg}"


KNOWN = Options(age=120, hips_cleared=True, navel_healed=True, reflux_free=True)
STILL = {"S0", "T0", "C0", "F8", "B0", "A0", "B0 shoulder hold", "M1 head hold", "M1 foot hold"}
"""Hands that rest have no way."""
NAMES = library.Library([library.ours()]).names()


def parsed(text: str) -> Element:
    return fromstring(text)  # noqa: S314 - our own file


def book(name: str = "whole-routine") -> Book:
    loaded = library.Library([library.ours()]).load(name)
    return age_limit.suited(loaded, KNOWN, language.load())[0]


def strokes_of(name: str) -> int:
    """How many strokes a routine has, those of each side counted."""
    return sum(len(area.strokes) for area in book(name).areas)


def reach(canvas: Canvas) -> list[tuple[float, float]]:
    return [
        point
        for shape in canvas.drawn
        for point in (shape.points if isinstance(shape, Line) else [shape.centre] if isinstance(shape, Circle) else [])
    ]


def test_strokes_and_drawings_match_one_to_one() -> None:
    taught = {album.identity(stroke) for name in NAMES for area in book(name).areas for stroke in area.strokes}
    assert taught == set(strokes.DRAWINGS)


def test_each_stroke_and_side_has_a_file_with_its_name(tmp_path: Path) -> None:
    names = sorted(path.name for path in album.write(book(), tmp_path / "new" / "folder"))
    assert len(names) == len(set(names)) == strokes_of("whole-routine") > 30
    assert {"left-leg-03-rolling.svg", "right-leg-03-rolling.svg", "stretches-05-toes-to-nose.svg"} <= set(names)
    assert sorted(path.name for path in (tmp_path / "new" / "folder").iterdir()) == names


def test_the_teaching_is_the_text_alternative() -> None:
    for area in book().areas:
        for stroke in area.strokes:
            root = parsed(album.drawing(area, stroke))
            title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
            assert root.get("role") == "img"
            assert root.get("aria-labelledby") == title.get("id")
            assert root.get("aria-describedby") == desc.get("id")
            assert title.text == f"{area.title}: {stroke.name}"
            assert all(line in desc.text for line in stroke.teach if isinstance(line, str))
            assert "{" not in desc.text


BOTH_ALIKE = {"wringing", "resting hands", "rolling", "thumbs"}


@pytest.mark.parametrize(("hands", "drawn"), [("left", BOTH_ALIKE), ("one", set())])
def test_a_drawing_that_contradicts_the_words_about_hands_is_left_out(hands: str, drawn: Any) -> None:
    loaded = library.Library([library.ours()]).load("legs-and-feet")
    left = arrange(loaded, Options(age=120, hands=Hands(hands)), language.load()).areas[0]
    assert {stroke.name for stroke in left.strokes if album.drawing(left, stroke)} == drawn


@pytest.mark.parametrize("identity", strokes.DRAWINGS)
def test_the_right_side_is_the_mirror_image_of_the_left(identity: Any) -> None:
    left, right = reach(strokes.canvas(identity, "left")), reach(strokes.canvas(identity, "right"))
    assert len(left) == len(right) > 0
    for (x, y), there in zip(left, right, strict=True):
        assert there == pytest.approx((BOX - x, y))


def test_the_left_leg_is_on_the_right_of_the_picture() -> None:
    """The other leg, hinted at, lies on the left."""
    lines = [shape for shape in strokes.canvas("S1", "left").drawn if isinstance(shape, Line)]
    faint = [point for shape in lines if shape.stroke == "faint" for point in shape.points]
    assert faint
    assert all(x < BOX / 2 for x, _ in faint)


@pytest.mark.parametrize("identity", ["S1", "S2", "S3", "S4", "S5", "H4"])
def test_places_to_keep_off_are_hatched(identity: str) -> None:
    assert any(getattr(shape, "hatch", None) for shape in strokes.canvas(identity, "left").drawn)


@pytest.mark.parametrize("identity", [identity for identity in strokes.DRAWINGS if identity not in STILL])
def test_the_path_of_the_hand_is_in_the_picture_and_large_enough(identity: Any) -> None:
    """Heads are three times as long: 6 pixels of a small drawing."""
    drawn = [shape for shape in strokes.canvas(identity, "left").drawn if isinstance(shape, Line)]
    ways = [shape for shape in drawn if "way" in (shape.stroke, shape.fill)]
    heads = [shape for shape in ways if shape.fill == "way"]
    assert heads
    for shape in ways:
        assert all(-2 <= x <= BOX + 2 and -2 <= y <= BOX + 2 for x, y in shape.points)
        if shape.stroke:
            assert shape.width >= 4


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_lines_and_arrows_stand_out_in_the_light_and_in_the_dark(colours: Any) -> None:
    for ground in ("paper", "body", "hand", "hold"):
        assert contrast(colours["ink"], colours[ground]) >= 4.5
    assert contrast(colours["way"], colours["paper"]) >= 4.5
    assert contrast(colours["way"], colours["body"]) >= 4.5
    assert contrast(colours["off"], colours["paper"]) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_a_small_drawing_still_shows_body_hand_and_path(colours: Any) -> None:
    """At 120 pixels, smoothed: each of the colours is still there as it is."""
    for identity in strokes.DRAWINGS:
        small = Image.open(io.BytesIO(png(strokes.canvas(identity, "left"), colours, 0.5))).convert("RGB")
        drawn = np.asarray(small).astype(int)
        red, green, blue = drawn[:, :, 0], drawn[:, :, 1], drawn[:, :, 2]
        seen = set(np.unique(red << 16 | green << 8 | blue).tolist())
        wanted = {"ink", "body", "hand"} | ({"way"} if identity not in STILL else set())
        assert {int(colours[name][1:], 16) for name in wanted} <= seen, identity


def test_a_pages_own_dark_theme_can_set_the_ink() -> None:
    area = book("hips").areas[0]
    text = album.drawing(area, area.strokes[0])
    assert "currentColor" in text
    assert "prefers-color-scheme: dark" in text
    assert "<script" not in text
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")


def test_the_caregivers_own_stroke_needs_no_drawing() -> None:
    area = book("hips").areas[0]
    assert not album.drawing(area, Stroke("tickle", (), (), sources=("X9",)))


def test_when_the_folder_cannot_be_made_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "below", Path("nul\x00")):
        with pytest.raises(UsageError, match="cannot be"):
            list(album.write(book("hips"), folder))


def test_the_command_line_draws_both(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    where = ["--picture", str(tmp_path / "plan.svg"), "--drawings", str(tmp_path / "all")]
    assert cli.main(["show", "hips", "--age", "3m", *where]) == 0
    assert len(list((tmp_path / "all").iterdir())) == strokes_of("hips") >= 5
    assert capsys.readouterr().out.count("Drawn: ") == strokes_of("hips") + 1
