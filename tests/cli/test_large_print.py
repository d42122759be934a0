"""One line at a time in large letters, and the terminal as it was afterwards."""

import io
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from coach.cli.large_print import BEGIN, END, PAGE, Large, block, can_show

LONG = "Slide your right hand along the leg to the ankle."
ROOT = Path(__file__).parents[2]


def screen(columns: Any = 100, rows: Any = 30) -> Any:
    out = io.StringIO()
    return out, Large(out, lambda: (columns, rows))


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (200, 50), (60, 40)])
@pytest.mark.parametrize("text", ["Six.", LONG])
def test_a_line_fits_the_screen_in_large_letters(text: str, columns: Any, rows: Any) -> None:
    lines = block(text, columns, rows)
    assert len(lines) <= rows
    assert max(map(len, lines)) <= columns
    assert set("".join(lines)) <= set(" ▀▄█")
    assert len(lines) >= 6


def test_a_short_line_is_larger_than_a_long_one() -> None:
    assert sum(line.count("█") for line in block("Six.", 80, 24)) > sum(line.count("█") for line in block("a", 20, 8))


def test_words_are_plain_where_no_block_letters_fit() -> None:
    assert block(LONG, 30, 5) == ["Slide your right hand along", "the leg to the ankle."]


def test_only_the_last_line_is_on_the_screen_without_its_time() -> None:
    out, large = screen()
    print("Rope.  (1:05)", file=large)
    assert out.getvalue() == BEGIN + PAGE + "\r\n".join(block("Rope.", 100, 30))
    print("Six.", file=large)
    assert out.getvalue().split(PAGE)[-1] == "\r\n".join(block("Six.", 100, 30))


def test_the_bell_rings_and_draws_nothing() -> None:
    out, large = screen()
    print("\aSix.", file=large)
    assert out.getvalue() == BEGIN + "\a" + PAGE + "\r\n".join(block("Six.", 100, 30))


def test_the_terminal_is_restored_once() -> None:
    out, large = screen()
    large.close()
    large.close()
    assert out.getvalue() == BEGIN + END


def test_after_ctrl_c_the_terminal_is_as_it_was(tmp_path: Path) -> None:
    pytest.importorskip("pty", reason="needs pseudo-terminals")
    if not shutil.which("setsid"):
        pytest.skip("needs setsid")
    from tests.support.terminal import Terminal  # noqa: PLC0415 - for Linux and macOS only

    play = ["play", "hips", "--age", "3m", "--voice", "none", "--output", "none", "--no-care", "--large"]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"}
    with Terminal([sys.executable, "-m", "coach.cli.main", *play], env, tmp_path) as session:
        assert session.reads(PAGE)
        session.press("\x03")
        assert session.ends() == 130
        assert session.reads("Stopped. Goodbye.")
        assert session.text.index(END) < session.text.index("Stopped. Goodbye.")
        assert session.settings_now() == session.settings


@pytest.mark.parametrize(
    ("encoding", "shows"), [("utf-8", True), ("cp437", True), ("ascii", False), ("cp1252", False), ("nonsense", False)]
)
def test_block_letters_are_drawn_only_where_the_terminal_has_them(encoding: str, shows: Any) -> None:
    assert can_show(encoding) is shows
