"""Routines that were copied from web pages, chats and word processors: one fault, on its line, by its name."""

import re
from pathlib import Path
from typing import Any

import pytest

from coach.cli import main as cli
from coach.routines.library import Library, ours
from coach.support.errors import ScriptError
from coach.support.files import read_text
from coach.support.text import named, odd, printable

GOOD = """\
coach: 1
title: Evening feet
parts:
  - title: "{side} foot"
    sides: [left, right]
    rest: "Both hands rest on {thighs}."
    strokes:
      - name: sole line
        teach: "Your {hold} hand holds the {side} ankle."
        remind: "The {work} thumb glides along the sole."
        times: 3
        ours: true
        pace: 4
"""


def faults(folder: Path, text: str | bytes) -> list[str]:
    """What is told of a routine, without the folder."""
    file = folder / "evening.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    try:
        Library((folder, ours())).load("evening")
    except ScriptError as error:
        return str(error).split("\n")
    return []


@pytest.mark.parametrize(
    ("line", "letter", "name"),
    [
        (2, "\f", "form feed (U+000C)"),
        (10, "\0", "NUL (U+0000)"),
        (9, "\x1b", "escape (U+001B)"),
        (6, "\x85", "next line (U+0085)"),
        (10, "\u2028", "line separator (U+2028)"),
        (4, "\u202e", "right-to-left override (U+202E)"),
        (9, "\x07", "bell (U+0007)"),
        (10, "\ue000", "without a name (U+E000)"),
    ],
)
def test_a_character_that_does_not_belong_is_one_fault_with_its_name(
    line: Any, letter: Any, name: str, tmp_path: Path
) -> None:
    lines = GOOD.split("\n")
    middle = lines[line - 1].rindex(" ")
    lines[line - 1] = lines[line - 1][:middle] + letter + lines[line - 1][middle:]
    assert faults(tmp_path, "\n".join(lines)) == [
        f"evening.yaml:{line}: this line contains the character {name}; remove it, or write a space in its place"
    ]


@pytest.mark.parametrize(
    ("blank", "name"),
    [
        ("\u00a0", "no-break space (U+00A0)"),
        ("\u3000", "ideographic space (U+3000)"),
        ("\u2003", "em space (U+2003)"),
        ("\u202f", "narrow no-break space (U+202F)"),
    ],
)
@pytest.mark.parametrize("line", [4, 11, 12])
def test_an_odd_space_that_indents_a_line_is_one_fault(line: Any, blank: Any, name: str, tmp_path: Path) -> None:
    lines = GOOD.split("\n")
    body = lines[line - 1].lstrip()
    lines[line - 1] = blank * (len(lines[line - 1]) - len(body)) + body
    told = f"evening.yaml:{line}: this line is indented with {name}; use plain spaces there"
    assert faults(tmp_path, "\n".join(lines)) == [told]


@pytest.mark.parametrize(
    ("blank", "what"),
    [
        ("\t", "a tab indents this line and 9 more"),
        ("\u00a0\u00a0", "this line and 9 more are indented with no-break space"),
        ("\u3000 ", "this line and 9 more are indented with ideographic space"),
    ],
)
def test_a_file_indented_with_another_blank_throughout_is_one_fault(blank: Any, what: str, tmp_path: Path) -> None:
    found = faults(tmp_path, re.sub("^(  )+", lambda spaces: spaces[0].replace("  ", blank), GOOD, flags=re.MULTILINE))
    assert len(found) == 1, found
    assert "evening.yaml:4: " in found[0]
    assert what in found[0]


@pytest.mark.parametrize("blank", ["\u00a0", "\u202f", "\u2009", "\t", "\u00ad", "\u200b", "\ufeff", "\u200e"])
def test_an_odd_space_within_a_sentence_becomes_a_plain_one(blank: Any, tmp_path: Path) -> None:
    assert faults(tmp_path, GOOD.replace("thumb glides", f"thumb{blank} glides")) == []
    found = Library((tmp_path,)).load("evening").parts[0].strokes[0].remind
    assert str(found[0]).replace("  ", " ") == "The {work} thumb glides along the sole."


@pytest.mark.parametrize("title", ["Feet 👨‍🍼", "Feet 👩🏽‍❤️‍👨🏽", "می‌خواهم", "क्‍ष", "Füße ❤️", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"[:1]])
def test_emoji_and_joined_letters_are_accepted(title: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert faults(tmp_path, GOOD.replace("Evening feet", title)) == []
    assert cli.main(["check", str(tmp_path / "evening.yaml")]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("fence", ["```", "```yaml", "~~~", "``` yaml"])
def test_a_code_fence_is_reported_as_one(fence: Any, tmp_path: Path) -> None:
    told = faults(tmp_path, f"{fence}\n{GOOD}{fence[:3]}\n")
    assert told == [
        f"evening.yaml:1: a code fence ({fence[:3]}) isn't part of a routine; remove every line that begins with it"
    ]


@pytest.mark.parametrize("second", [GOOD, "", "notes: nothing\n", "- a\n- b\n"])
def test_a_second_document_is_reported_as_one(second: Any, tmp_path: Path) -> None:
    told = faults(tmp_path, f"# mine\n{GOOD}---\n{second}")
    line = GOOD.count("\n") + 2
    todo = "keep one in each file: move this one to its own file"
    assert told == [f"evening.yaml:{line}: a second document begins here (---); {todo}"]


@pytest.mark.parametrize("head", ["---\n", "# mine\n---\n", "%YAML 1.1\n---\n", "\n---\n"])
def test_the_marker_of_a_first_document_is_accepted(head: Any, tmp_path: Path) -> None:
    assert faults(tmp_path, head + GOOD) == []


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        (GOOD.replace("Evening", "Wärme").encode("latin-1"), 2, "not UTF-8 text"),
        (GOOD.encode("utf-16"), 1, "UTF-16, not UTF-8 text"),
        (GOOD.encode() + b"# \xff\n", 14, "not UTF-8 text"),
        (GOOD.replace("sole.", "sole\u2019s.").encode("cp1252"), 10, "not UTF-8 text"),
    ],
)
def test_a_file_that_is_not_utf_8_is_reported_with_its_line(text: str, line: Any, what: str, tmp_path: Path) -> None:
    assert faults(tmp_path, text) == [f"evening.yaml:{line}: this is {what}; save the file as plain UTF-8 text"]


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_other_systems_line_endings_are_accepted(ends: Any, tmp_path: Path) -> None:
    assert faults(tmp_path, GOOD.replace("\n", ends)) == []
    bad = GOOD.replace("times: 3", "times: 0").replace("\n", ends)
    assert [one.split(";")[0] for one in faults(tmp_path, bad)] == ['evening.yaml:11: "times" must be 1 or more, not 0']


# --- sentences that are cut ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("remind", "The {work} thumb glides #1 along the sole."),
        ("teach", "Use oil #2."),
        ("- name", "sole #one"),
        ("title", "Evening #3"),
    ],
)
def test_a_sentence_cut_by_a_number_sign_is_a_warning(
    key: str, value: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "evening.yaml"
    lines = GOOD.split("\n")
    n = next(n for n, line in enumerate(lines) if line.lstrip().startswith(key + ":"))
    lines[n] = lines[n][: lines[n].index(":") + 2] + value
    file.write_text("\n".join(lines))
    assert cli.main(["check", str(file)]) == 0
    out = capsys.readouterr()
    kept = value.split(" #")[0]
    assert out.err == (
        f'{file}:{n + 1}: everything after "{kept}" is dropped: " #" begins a comment; put the sentence in quotes\n'
    )
    assert out.out == f"{file}: in order, but see above.\n"


@pytest.mark.parametrize(
    "line",
    [
        "        times: 3 #ours",
        "        times: 3  # ours, not from a source",
        "        # teach: Use oil #2.",
        '        teach: "Use oil #2."',
        "        teach: Use oil#2.",
        "        ours: true #yes",
        "        teach: >-\n          Use oil #2.",
        "#title: A #b",
    ],
)
def test_a_comment_gives_no_warning(line: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = line.split(":")[0]
    lines = [line if key.strip() and one.startswith(key + ":") else one for one in GOOD.split("\n")]
    (tmp_path / "evening.yaml").write_text("\n".join([*lines, line] if line.lstrip().startswith("#") else lines))
    cli.main(["check", str(tmp_path / "evening.yaml")])
    assert capsys.readouterr().err == ""


def test_our_own_routines_have_no_warnings() -> None:
    shelf = Library((ours(),))
    assert [line for name in shelf.names() for line in shelf.warnings(name)] == []


# --- characters by their names --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a\x1b[2Jb", "a?[2Jb"), ("a\u00a0b", "a b"), ("a\u202eb", "a?b"), ("\ud800", "?")],
)
def test_terminal_commands_in_a_text_are_not_shown(text: str, shown: Any) -> None:
    assert printable(text) == shown


def test_a_character_is_named_as_people_call_it() -> None:
    assert named("\f") == "form feed (U+000C)"
    assert odd("Feet\u00a0") == "no-break space (U+00A0)"
    assert odd("Feet 👨‍🍼") == ""


def test_a_windows_file_loses_its_mark_and_its_line_endings(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbfcoach: 1\r\n")
    assert read_text(tmp_path / "a.yaml") == "coach: 1\n"
