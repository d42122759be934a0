"""What benchmarks share that listen to a folder of sounds for hours, and go on where they were stopped."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def options(about: str | None, work: str) -> argparse.ArgumentParser:
    """The arguments that they all take; ``work`` is where results are kept unless another folder is given."""
    made = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("sounds", type=Path)
    made.add_argument("--part", default="test", choices=["tune", "test"])
    made.add_argument("--work", type=Path, default=Path(work))
    return made


class Kept:
    """Results, a row each, in a file of the folder ``work``: those of earlier runs, then those of this one."""

    def __init__(self, work: Path, part: str) -> None:
        work.mkdir(parents=True, exist_ok=True)
        self._file = work / f"{part}.jsonl"
        lines = self._file.read_text("utf-8").splitlines() if self._file.exists() else []
        self.rows: list[dict[str, Any]] = [json.loads(line) for line in lines]

    def add(self, row: Mapping[str, Any]) -> None:
        """Keep one more row, in the file at once."""
        self.rows.append(dict(row))
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
