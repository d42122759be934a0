"""Assembles ``matrix.wat``, the page's product of matrices, into ``matrix.wasm``: ``python -m training.matrix``.

Uses wasmtime (Apache-2.0). Nothing else needs it: the page ships only the assembled file.
"""

from __future__ import annotations

from pathlib import Path

import wasmtime

EARS = Path(__file__).parents[1] / "coach" / "export" / "assets" / "app" / "ears"


def assembled() -> bytes:
    """The assembled module."""
    return bytes(wasmtime.wat2wasm((EARS / "matrix.wat").read_text(encoding="utf-8")))


if __name__ == "__main__":
    (EARS / "matrix.wasm").write_bytes(assembled())
