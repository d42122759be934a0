"""Size and shape of the code, and how long the smallest command takes: ``python -m benchmarks.house``.

Prints lines of code by room, the longest modules and functions, the size of the wheel and the time of ``coach list`` in
a process of its own. With ``--compare FOLDER`` it prints the same of another copy of the source beside it.
"""

from __future__ import annotations

import argparse
import ast
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROUNDS = 11
"""Starts of ``coach list``; the median counts."""
Sized = tuple[int, str]
"""Lines, and the name of what has them."""


@dataclass(frozen=True, slots=True)
class House:
    """The counts of one copy of the source."""

    rooms: Counter[str]
    """Lines of each room; modules outside the rooms are counted under their package."""
    statements: int
    """Tokens, which no formatter changes."""
    modules: list[Sized]
    functions: list[Sized]
    tests: int
    """Lines of the tests."""
    unformatted: int
    """Comments that keep the formatter off."""
    wheel: int
    """Bytes; 0 where none could be built."""
    cold_ms: float
    """Milliseconds from the start of Python to the end of ``coach list``."""


def modules(folder: Path) -> Iterator[tuple[Path, str]]:
    """Every Python file of a folder with its text."""
    for path in sorted(folder.rglob("*.py")):
        yield path, path.read_text(encoding="utf-8")


def functions(path: Path, text: str) -> Iterator[Sized]:
    """Every function of a module with its lines, its signature included."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield (node.end_lineno or node.lineno) - node.lineno + 1, f"{path.stem}.{node.name}"


def wheel_bytes(root: Path) -> int:
    """Size of the wheel, built without a network and outside the source; 0 where that failed."""
    with tempfile.TemporaryDirectory() as folder:
        files = ["pyproject.toml", "README.md", "LICENSE", "coach", "scripts", "audio_cues"]
        subprocess.run(["cp", "-r", *(str(root / name) for name in files), folder], check=True)
        pip = [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "-q",
            "--no-deps",
            "--no-index",
            "--no-build-isolation",
            "-w",
            "made",
            ".",
        ]
        subprocess.run(pip, cwd=folder, check=False, capture_output=True)
        return sum(path.stat().st_size for path in Path(folder).glob("made/*.whl"))


def cold_ms(root: Path) -> float:
    """Milliseconds of ``coach list``, the middle of some starts, each in a process of its own."""
    with tempfile.TemporaryDirectory() as home:
        env = {**os.environ, "PYTHONPATH": str(root), "XDG_CONFIG_HOME": home, "XDG_DATA_HOME": home, "HOME": home}
        took = []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            subprocess.run(
                [sys.executable, "-m", module_of(root), "list"], cwd=home, env=env, check=True, capture_output=True
            )
            took.append(1000 * (time.perf_counter() - began))
    return statistics.median(took)


def module_of(root: Path) -> str:
    """The module of the command, here or in the older layout."""
    return "coach.cli.main" if (root / "coach" / "cli" / "main.py").exists() else "coach.cli"


def looked_at(root: Path) -> House:
    """Count one copy of the source."""
    rooms: Counter[str] = Counter()
    sized: list[Sized] = []
    of_functions: list[Sized] = []
    statements = 0
    for path, text in modules(root / "coach"):
        inside = path.relative_to(root / "coach").parts
        lines = len(text.splitlines())
        rooms[inside[0] if len(inside) > 1 else "coach"] += lines
        sized.append((lines, "/".join(inside)))
        of_functions += functions(path, text)
        statements += sum(isinstance(node, ast.stmt) for node in ast.walk(ast.parse(text)))
    tests = sum(len(text.splitlines()) for _, text in modules(root / "tests"))
    everywhere = [text for room in ("coach", "tests", "benchmarks", "tools") for _, text in modules(root / room)]
    unformatted = sum(text.count("# fmt: s" + "kip") for text in everywhere)
    return House(rooms, statements, sized, of_functions, tests, unformatted, wheel_bytes(root), cold_ms(root))


def rows(house: House) -> dict[str, str]:
    """What is printed, by name."""
    longest, function = max(house.modules), max(house.functions)
    lengths = [lines for lines, _ in house.functions]
    return {
        **{f"lines in {room}": f"{lines:,}" for room, lines in sorted(house.rooms.items())},
        "lines in all rooms": f"{house.rooms.total():,}",
        "statements in all rooms": f"{house.statements:,}",
        "lines of tests": f"{house.tests:,}",
        "modules": f"{len(house.modules)}",
        "longest module": f"{longest[0]} {longest[1]}",
        "modules over 300 lines": f"{sum(lines > 300 for lines, _ in house.modules)}",
        "functions": f"{len(lengths):,}",
        "median function": f"{statistics.median(lengths):.0f}",
        "longest function": f"{function[0]} {function[1]}",
        "functions over 40 lines": f"{sum(lines > 40 for lines in lengths)}",
        "formatter kept off": f"{house.unformatted}",
        "wheel": f"{house.wheel / 1e6:.2f} MB" if house.wheel else "not built",
        "coach list, cold": f"{house.cold_ms:.0f} ms",
    }


def main() -> None:
    """Print one copy, or two side by side."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--compare", type=Path, metavar="FOLDER", help="another copy of the source, printed first")
    given = parser.parse_args()
    roots = [*([given.compare] if given.compare else []), ROOT]
    columns = [rows(looked_at(root)) for root in roots]
    for name in dict.fromkeys(name for column in columns for name in column):
        print(f"{name:24}" + "".join(f"{column.get(name, ''):>36}" for column in columns))


if __name__ == "__main__":
    main()
