"""What the README says is true."""

import re
from pathlib import Path

from coach.cli import arguments
from coach.model.events import Command
from coach.routines import library, parser, speech
from coach.session import keymap

ROOT = Path(__file__).parent.parent
README, USING, WRITING, HEARING = (
    (ROOT / name).read_text(encoding="utf-8")
    for name in ("README.md", "docs/using.md", "docs/writing-routines.md", "docs/hearing.md")
)


def test_the_readme_is_short_enough_to_read() -> None:
    assert len(README.splitlines()) <= 120


def test_every_key_of_the_waiting_coach_is_listed() -> None:
    table = USING.split("While it **asks or rests**:")[1].split("Ctrl-C")[0].lower()
    for key in keymap.WAITING:
        if key != "=":  # the plus key without shift
            assert re.search(rf"(?<![a-z]){re.escape(key)}(?![a-z])", table), key


def test_every_command_that_is_mentioned_exists() -> None:
    told = " ".join(re.findall(r"`[^`]*`", README + USING + WRITING + HEARING))
    commands = set(re.findall(r"\bcoach ([a-z]+)\b(?= |`|\n)", told))
    help_text = arguments.parser().format_help()
    for command in commands:
        assert re.search(rf"^\s+{command}\b", help_text, re.MULTILINE), command


def test_every_file_the_readme_names_exists() -> None:
    for name in re.findall(r"`((?:coach|scripts|audio_cues|docs|benchmarks)/[\w./-]*)`", README + USING + WRITING):
        assert (ROOT / name).exists(), name
    for name in re.findall(r"\]\(([\w./-]+)(?:#[\w-]+)?\)", README):
        assert (ROOT / name).exists(), name


def test_the_sample_recording_is_small() -> None:
    assert (ROOT / "docs" / "sample.mp3").stat().st_size < 700_000


def test_every_fault_is_proved_by_a_test_or_a_benchmark_that_exists() -> None:
    page = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    rows = [line for line in page.splitlines() if line.startswith("| ") and not line.startswith("| f")]
    assert len(rows) > 30
    for row in rows:
        assert "`test_" in row, row
    for name in re.findall(r"`(test_\w+)`", page):
        assert f"def {name}(" in tests, name
    for name in re.findall(r"`benchmarks\.(\w+)`", page):
        assert (ROOT / "benchmarks" / f"{name}.py").exists(), name


def test_the_example_of_a_routine_can_be_played() -> None:
    example = re.search(r"```yaml\n(.*?)```", WRITING, re.DOTALL)
    assert example is not None
    shelf = library.Library([library.ours()])
    loaded = parser.parse("evening", example[1], shelf.fetch)
    assert [part.title for part in loaded.parts] == ["{side} foot"]


def test_every_template_name_is_explained() -> None:
    for name in speech.TEMPLATE_NAMES:
        assert f"`{{{name}}}`" in WRITING, name


def test_a_caregiver_can_bind_every_command_but_the_first() -> None:
    bound = set(keymap.WAITING.values())
    assert bound == set(Command) - {Command.BEGIN}
