"""Who may know whom, by the imports that are written in the code."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
COACH = ROOT / "coach"
FILES = sorted(path for path in COACH.rglob("*.py"))
PURE = ("model", "errors", "phrases", "shape", "script", "keymap", "plan", "track", "arrange", "counting",
        "state", "moves", "session", "bedtime",
        "fading", "times", "menu", "first_run", "practise", "ways")  # fmt: skip
"""The core: time and sound come to it as arguments."""
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
EDGES = ("voices", "ears", "outputs", "journal")


def name_of(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(path):
    """Every module that a file imports, wherever in it; names brought from a package count as modules of it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def knows(path, module):
    return any(name == module or name.startswith(module + ".") for name in imports(path))


@pytest.mark.parametrize("name", PURE)
def test_the_pure_core_knows_no_clock_no_threads_no_files_and_no_sound(name):
    path = COACH / f"{name}.py"
    assert {module.partition(".")[0] for module in imports(path)} & WORLD == set()
    ours = {module.split(".")[1] for module in imports(path) if module.startswith("coach.")}
    assert ours <= set(PURE)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_nothing_imports_the_command_line(path):
    assert name_of(path) == "coach.cli" or not knows(path, "coach.cli")


@pytest.mark.parametrize("edge", EDGES)
def test_voices_ears_outputs_and_the_journal_do_not_know_each_other(edge):
    for path in FILES:
        if not name_of(path).startswith(f"coach.{edge}"):
            continue
        for other in EDGES:
            assert other == edge or not knows(path, f"coach.{other}"), f"{name_of(path)} knows {other}"
        for part in ("session", "moves", "stage", "live", "run", "wiring"):
            assert not knows(path, f"coach.{part}"), f"{name_of(path)} knows {part}"


@pytest.mark.parametrize("name", ["audio", "mixer"])
def test_sound_arithmetic_needs_numpy_alone(name):
    outside = {module.partition(".")[0] for module in imports(COACH / f"{name}.py")}
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


def test_only_the_wiring_opens_loudspeakers_and_voices():
    knowing = {name_of(path) for path in FILES if knows(path, "coach.outputs") or knows(path, "coach.voices")}
    inside = {name for name in knowing if name.startswith(("coach.outputs", "coach.voices"))}
    assert knowing - inside <= {
        "coach.wiring",
        "coach.live",
        "coach.stage",
        "coach.rendering",
        "coach.cli",
        "coach.doctor",
        "coach.asking",
        "coach.setting_up",
    } | {name for name in knowing if name.startswith("coach.takeaway")}


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_every_module_says_what_it_is_for(path):
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
