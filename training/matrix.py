"""Assembles ``matrix.wat``, the page's inner loops, into two modules: ``python -m training.matrix``.

``matrix-fused.wasm`` multiplies and adds in one instruction, for browsers that can ("relaxed SIMD"); ``matrix.wasm``
does it in two. Uses wasmtime (Apache-2.0). Nothing else needs it: the page ships only the assembled files.
"""

from __future__ import annotations

import re
from pathlib import Path

import wasmtime

EARS = Path(__file__).parents[1] / "coach" / "export" / "assets" / "app" / "ears"
_FUSED = re.compile(r"\(f32x4\.relaxed_madd (\(local\.get \$\w+\)) (\(local\.get \$\w+\)) (\(local\.get \$\w+\))\)")


def assembled() -> dict[str, bytes]:
    """Both modules by the names of their files."""
    source = (EARS / "matrix.wat").read_text(encoding="utf-8")
    plain = _FUSED.sub(r"(f32x4.add \3 (f32x4.mul \1 \2))", source)
    return {"matrix.wasm": bytes(wasmtime.wat2wasm(plain)), "matrix-fused.wasm": bytes(wasmtime.wat2wasm(source))}


if __name__ == "__main__":
    for name, module in assembled().items():
        (EARS / name).write_bytes(module)
