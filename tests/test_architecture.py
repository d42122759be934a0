"""Which room may import which: the rooms and their levels, checked against every import in the code."""

import ast
import functools
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
COACH = ROOT / "coach"
FILES = sorted(path for path in COACH.rglob("*.py"))
LEVELS = {
    "support": 0,
    "model": 0,
    "words": 1,
    "planning": 1,
    "sound": 1,
    "routines": 2,
    "session": 2,
    "voices": 2,
    "outputs": 2,
    "ears": 2,
    "store": 3,
    "playback": 3,
    "dialogue": 4,
    "export": 4,
    "practice": 5,
    "cli": 6,
}
"""A room imports only from rooms of a lower level. docs/architecture.md shows the same table."""
PURE = ("model", "planning", "session")
"""Rooms to which time and sound come as arguments."""
WORLD = {
    "os",
    "time",
    "threading",
    "sqlite3",
    "numpy",
    "pathlib",
    "queue",
    "subprocess",
    "random",
    "datetime",
    "sys",
    "io",
    "socket",
    "asyncio",
    "multiprocessing",
}
CLOCKED = ("coach.session.loop", "coach.session.bookmark")
"""Modules of a pure room that wait or read: the loop's inbox, and the bookmark's file."""
LONGEST_MODULE, LONGEST_FUNCTION = 300, 40
LONGEST_TEST_FILE, LONGEST_TEST_NAME = 500, 12
"""Lines."""


def name_of(path: Any) -> Any:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def room_of(module: Any) -> Any:
    return module.split(".")[1] if module.startswith("coach.") else ""


@functools.cache
def imports(path: Any) -> Any:
    """Every module that a file imports, wherever in it; a submodule counts by its own name."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.module, f"{path}: relative import"
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@functools.cache
def edges() -> Any:
    """Pairs of rooms, the importing one first, with the modules that make the edge."""
    return {
        (room_of(name_of(path)), room_of(module), f"{name_of(path)} imports {module}")
        for path in FILES
        for module in imports(path)
        if room_of(name_of(path)) and room_of(module) and room_of(module) != room_of(name_of(path))
        if room_of(module) in LEVELS
    }


def test_every_room_has_a_level() -> None:
    assert {path.parent.name for path in COACH.glob("*/__init__.py")} == set(LEVELS)


@pytest.mark.parametrize("room", LEVELS)
def test_a_room_imports_only_from_lower_levels(room: Any) -> None:
    assert [why for source, target, why in edges() if source == room and LEVELS[target] >= LEVELS[room]] == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    known = {name_of(path): {one for one in imports(path) if one.startswith("coach.")} for path in FILES}
    left = {name: {one for one in found if one in known and one != name} for name, found in known.items()}
    while free := [name for name, found in left.items() if not found]:
        left = {name: found - set(free) for name, found in left.items() if name not in free}
    assert sorted(left) == []


@pytest.mark.parametrize("path", [p for p in FILES if room_of(name_of(p)) in PURE], ids=name_of)
def test_the_pure_rooms_know_no_clock_threads_files_or_sound(path: Path) -> None:
    if name_of(path) not in CLOCKED:
        assert {module.partition(".")[0] for module in imports(path)} & WORLD == set()


@pytest.mark.parametrize("name", ["clip", "mixer", "pieces", "envelope"])
def test_sound_arithmetic_needs_only_numpy(name: str) -> None:
    outside = {module.partition(".")[0] for module in imports(COACH / "sound" / f"{name}.py")}
    assert outside <= {
        "__future__",
        "numpy",
        "coach",
        "math",
        "dataclasses",
        "collections",
        "typing",
        "threading",
        "functools",
        "heapq",
    }


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def lines_of(path: Any) -> Any:
    """Lines of a module and of each of its functions, by name."""
    text = path.read_text(encoding="utf-8")
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    counted = {f"{name_of(path)}:{node.name}": (node.end_lineno or 0) - node.lineno + 1 for node in functions}
    return {name_of(path): len(text.splitlines()), **counted}


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_no_module_and_no_function_is_too_long(path: Path) -> None:
    for name, lines in lines_of(path).items():
        assert lines <= (LONGEST_FUNCTION if ":" in name else LONGEST_MODULE), name


def test_the_pages_ears_have_the_names_of_the_modules_they_repeat() -> None:
    scripts = (COACH / "export" / "assets" / "app" / "ears").glob("*.js")
    repeats = re.compile(r"// .*: coach/(?:ears/spotting|sound)/(\w+)\.py[.,]")
    found = {script.stem: said[1] for script in scripts if (said := repeats.match(script.read_text(encoding="utf-8")))}
    assert len(found) > 20
    assert {script: module for script, module in found.items() if script != module} == {}


@pytest.mark.parametrize("path", sorted(COACH.rglob("*.js")), ids=lambda path: path.stem)
def test_no_script_of_the_pages_is_too_long(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_MODULE


TESTS = sorted(Path(__file__).parent.rglob("test_*.py"))


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.stem)
def test_test_files_are_short_and_test_names_too(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("\n") <= LONGEST_TEST_FILE
    names = [node.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    assert not [name for name in names if name.startswith("test_") and name.count("_") > LONGEST_TEST_NAME]


def unformatted(path: Any) -> Iterator[Any]:
    """Lines whose layout the formatter must leave alone, with whether that is a table: a constant in brackets."""
    text = path.read_text(encoding="utf-8")
    tables = [node for node in ast.parse(text).body if isinstance(node, ast.Assign | ast.AnnAssign)]
    rows = {line for node in tables for line in range(node.lineno - 1, (node.end_lineno or 0) + 2) if is_constant(node)}
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT and token.string.startswith(("# fmt:", "# yapf:")):
            yield token.start[0], token.start[0] in rows


def is_constant(node: Any) -> Any:
    target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
    return isinstance(target, ast.Name) and target.id.isupper()


def test_the_formatter_lays_out_everything_but_tables() -> None:
    written = [path for room in ("coach", "tests", "tools", "benchmarks") for path in (ROOT / room).rglob("*.py")]
    assert [f"{path}:{line}" for path in written for line, table in unformatted(path) if not table] == []
