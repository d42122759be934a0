"""A change of the app's looks is seen in its pictures, and another machine's letters are none."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from tests.support import app_pictures
from tests.support.app_walk import PICTURES

KEPT = (PICTURES / "small-phone" / "asking.webp").read_bytes()
INSIDE_YES = (40, 320)


def taken(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "png")
    return out.getvalue()


@pytest.fixture
def asking() -> Image.Image:
    return Image.open(io.BytesIO(KEPT)).convert("RGB")


def told(picture: Image.Image, folder: Path) -> str:
    return app_pictures.change(KEPT, taken(picture), folder / "today.png")


def test_the_same_picture_has_not_changed(asking: Image.Image, tmp_path: Path) -> None:
    assert told(asking, tmp_path) == ""
    assert not (tmp_path / "today.png").exists()


def test_a_small_file_of_a_picture_looks_like_it(asking: Image.Image, tmp_path: Path) -> None:
    assert app_pictures.change(app_pictures.packed(taken(asking)), taken(asking), tmp_path / "today.png") == ""


def test_softer_letters_and_another_pixel_below_are_another_machine(asking: Image.Image, tmp_path: Path) -> None:
    longer = Image.new("RGB", (asking.width, asking.height + 1), asking.getpixel((0, 0)))
    longer.paste(asking.filter(ImageFilter.GaussianBlur(0.5)), (0, 0))
    assert told(longer, tmp_path) == ""


def test_a_button_four_pixels_off_has_moved(asking: Image.Image, tmp_path: Path) -> None:
    asking.paste(ImageChops.offset(asking.crop((0, 280, 180, 430)), 4, 0), (0, 280))
    assert "changed between (16," in told(asking, tmp_path)
    assert (tmp_path / "today.png").exists()


def test_a_paler_green_is_seen(asking: Image.Image, tmp_path: Path) -> None:
    pixels = np.asarray(asking).copy()
    pixels[(pixels == asking.getpixel(INSIDE_YES)).all(axis=2)] = (0x3F, 0x7C, 0x5A)
    asking = Image.fromarray(pixels)
    assert "cells of 16 pixels" in told(asking, tmp_path)


def test_a_sign_that_is_missing_is_seen(asking: Image.Image, tmp_path: Path) -> None:
    sign = ImageChops.difference(asking, Image.new("RGB", asking.size, asking.getpixel((0, 0)))).crop(
        (60, 570, 90, 630)
    )
    left, top, right, bottom = sign.getbbox() or (0, 0, 0, 0)
    assert 10 < right - left < 25
    ImageDraw.Draw(asking).rectangle((60 + left, 570 + top, 60 + right, 570 + bottom), fill=asking.getpixel((0, 0)))
    assert "cells of 4 pixels" in told(asking, tmp_path)


def test_a_page_that_grew_is_seen(asking: Image.Image, tmp_path: Path) -> None:
    assert "it was 360 x 640 and is 360 x 660" in told(asking.resize((360, 660)), tmp_path)
