"""The address of the app as a QR code, for the terminal and for the page. Made by segno (BSD, no dependencies)."""

from __future__ import annotations

import io
from typing import Any

from coach.export.encode import library
from coach.support.errors import UsageError

NOTHING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'


def _made(address: str) -> Any:
    segno = library("segno", "coach page")
    try:
        return segno.make(address, micro=False, error="m")
    except segno.DataOverflowError as error:
        what = f"{len(address)} characters are more than a QR code can hold"
        raise UsageError("--address", what, "give the address alone, such as https://example.org/massage/") from error


def picture(address: str) -> bytes:
    """The code as an SVG file, dark on white with the margin that cameras need; an empty picture without an address."""
    if not address:
        return NOTHING
    file = io.BytesIO()
    _made(address).save(file, kind="svg", scale=8, border=4, light="white", xmldecl=False, title=address)
    return file.getvalue()


def printed(address: str) -> str:
    """The code as lines for a terminal, each with two rows of squares."""
    file = io.StringIO()
    _made(address).terminal(file, compact=True, border=2)
    return file.getvalue()
