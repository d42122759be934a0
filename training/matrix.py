"""Assembles ``matrix.wat``, the page's product of matrices, into ``matrix.wasm``: ``python -m training.matrix``.

wasmtime (Apache-2.0) does it, and only here: the page needs the assembled file alone.
"""

from __future__ import annotations

from pathlib import Path

import wasmtime

EARS = Path(__file__).parents[1] / "coach" / "export" / "assets" / "app" / "ears"


def assembled() -> bytes:
    """The module."""
    return bytes(wasmtime.wat2wasm((EARS / "matrix.wat").read_text(encoding="utf-8")))


if __name__ == "__main__":
    (EARS / "matrix.wasm").write_bytes(assembled())
