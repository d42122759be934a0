"""Writes a picture's file whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from coach.errors import UsageError


def save(path: Path, content: bytes, option: str) -> None:
    """Replace a file in one step.

    Raises:
        UsageError: it cannot be written; ``option`` is what named it.
    """
    part = path.with_name(f".{path.name[:100]}.{os.getpid()}.part")
    try:
        try:
            part.write_bytes(content)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "impossible name"
        raise UsageError(option, f"{path} cannot be written ({why})", "name a place that you can write to") from error
