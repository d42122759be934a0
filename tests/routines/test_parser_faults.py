"""Every fault of a routine is named at once, with file, line and what to do."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.cli import main as cli
from coach.routines.parser import parse
from coach.support.errors import ScriptError
from tests.routines.written import BASE, HEAD, faults, with_stroke
from tests.support.told import TINY, no_include

STROKE = '      - {name: circles, teach: "Circle.", remind: "Circle.", times: 2}\n'


BAD = [
    ("unknown key", with_stroke(BASE + ", times: 2, tims: 3"), 6, 'unknown key "tims"', "did you mean times?"),
    ("unknown key, nothing near", with_stroke(BASE + ", times: 2, zzz: 3"), 6, 'unknown key "zzz"', "use one of name,"),
    ("repeated key", with_stroke(BASE + ", times: 2, times: 3"), 6, '"times" appears twice', "remove one"),
    ("missing key", with_stroke('teach: "Circle.", times: 2, name: circles'), 6, 'no "remind"', "add remind:"),
    ("wrong type", with_stroke(BASE + ", times: many"), 6, '"times" must be a whole number', "write a number"),
    ("yes as a number", with_stroke(BASE + ", times: yes"), 6, "not yes or no", "write a number"),
    ("nothing as a number", with_stroke(BASE + ", times: ~"), 6, "not nothing", "write a number"),
    ("a fraction of a time", with_stroke(BASE + ", times: 1.5"), 6, '"times" must be a whole number', "write a number"),
    ("sixty-based number", with_stroke(BASE + ", times: 1:30"), 6, '"times" must be a whole number', "write a number"),
    ("a count of 0", with_stroke(BASE + ", times: 0"), 6, '"times" must be 1 or more, not 0', "change the number"),
    ("a huge count", with_stroke(BASE + ", times: 100000"), 6, "at most 200", "change the number"),
    ("no count", with_stroke(BASE), 6, "does not say how often", "give it one of times, each"),
    ("two counts", with_stroke(BASE + ", times: 2, hold: 9"), 6, "in 2 ways (times, hold)", "give it one of"),
    (
        "a list as a name",
        with_stroke('name: [a, b], teach: "C.", remind: "C.", times: 2'),
        6,
        "not a list",
        "write a short",
    ),
    (
        "keys as a name",
        with_stroke('name: {a: b}, teach: "C.", remind: "C.", times: 2'),
        6,
        "not a group of keys",
        "write",
    ),
    (
        "a name of a wrong form",
        with_stroke('name: Rope!, teach: "C.", remind: "C.", times: 2'),
        6,
        "right form",
        "a short name of letters",
    ),
    (
        "an empty sentence",
        with_stroke('name: rope, teach: "", remind: "C.", times: 2'),
        6,
        "must be text",
        "write a sentence",
    ),
    (
        "a long text",
        with_stroke(f'name: rope, teach: "{"a" * 301}", remind: "C.", times: 2'),
        6,
        "301 characters",
        "under 300",
    ),
    (
        "a bell",
        with_stroke('name: rope, teach: "C\\a.", remind: "C.", times: 2'),
        6,
        "the character bell (U+0007)",
        "remove it",
    ),
    (
        "two lines",
        with_stroke('name: rope, teach: "C\\nD.", remind: "C.", times: 2'),
        6,
        "the character line feed (U+000A)",
        "remove it",
    ),
    ("not a list", "coach: 1\ntitle: T\nparts: Tummy\n", 3, '"parts" must be a list, not text', 'with "- "'),
    ("an empty list", "coach: 1\ntitle: T\nparts: []\n", 3, "has 0 entries", "give it 1 to"),
    ("not keys", "coach: 1\ntitle: T\nparts: [3]\n", 3, "a part must be a group of keys", "write keys such as title:"),
    ("not keys at all", "just text\n", 1, "a routine must be a group of keys", "coach:"),
    ("a true that is none", with_stroke(BASE + ", times: 2, ours: 3"), 6, '"ours" must be true or false', "write true"),
    ("an unknown choice", with_stroke(BASE + ", times: 2, count: tick"), 6, "one of spoken", "did you mean ticked?"),
    (
        "an unknown cue",
        "coach: 1\ntitle: T\nopening:\n  - sound: drum\n",
        4,
        "must be one of chime",
        "use one of chime",
    ),
    (
        "a passage of nothing",
        "coach: 1\ntitle: T\nopening:\n  - sources: [R1]\n",
        4,
        "neither words nor a sound",
        'give it "teach"',
    ),
    (
        "a name nothing fills",
        with_stroke('name: rope, teach: "The {sid}.", remind: "C.", times: 2'),
        6,
        '"{sid}"',
        "side, other",
    ),
    (
        "a name in a title",
        "coach: 1\ntitle: T\nparts:\n  - {title: 'The {leg}', strokes: []}\n",
        4,
        '"{leg}"',
        "use one of side",
    ),
    ("a name in the routine's title", "coach: 1\ntitle: The {side}\n", 2, '"{side}"', "write the words out"),
    (
        "an item away from a label",
        with_stroke('name: a b, teach: "{item}", remind: "C.", times: 2'),
        6,
        '"{item}"',
        "use one",
    ),
    (
        "an attribute",
        with_stroke('name: rope, teach: "{side.x}", remind: "C.", times: 2'),
        6,
        '"{side.x}"',
        "use one of",
    ),
    (
        "a width",
        with_stroke('name: rope, teach: "{side:>99}", remind: "C.", times: 2'),
        6,
        "more than a name",
        "write {side}",
    ),
    (
        "an open brace",
        with_stroke('name: rope, teach: "The {side.", remind: "C.", times: 2'),
        6,
        "not closed",
        "{side}",
    ),
    (
        "a doubled brace",
        with_stroke('name: rope, teach: "{{side}}", remind: "C.", times: 2'),
        6,
        "cannot be spoken",
        "remove",
    ),
    (
        "markup",
        with_stroke('name: rope, teach: "<b>Rope</b>.", remind: "C.", times: 2'),
        6,
        "read aloud",
        "remove the <",
    ),
    (
        "what we listen for",
        with_stroke('name: rope, teach: "Then carry on.", remind: "C.", times: 2'),
        6,
        '"carry on"',
        "other words",
    ),
    (
        "a long sentence",
        with_stroke(f'name: rope, teach: "{"so " * 19}", remind: "C.", times: 2'),
        6,
        "19 words",
        "split it",
    ),
    (
        "a long rest",
        with_stroke('name: rope, teach: [100], remind: "C.", times: 2'),
        6,
        "at most 60",
        "change the number",
    ),
    ("an age that is none", with_stroke(BASE + ", times: 2, from-age: soon"), 6, "right form", "an age such as"),
    ("two strokes of a name", HEAD + STROKE + STROKE, 7, "the name of two strokes", "its own name"),
    ("a part without strokes", "coach: 1\ntitle: T\nparts:\n  - title: Tummy\n", 4, 'no "strokes"', "add strokes:"),
    (
        "another version",
        "coach: 2\ntitle: T\nparts:\n  - {title: A, strokes: []}\n",
        1,
        "at most 1",
        "change the number",
    ),
    ("nothing to do", "coach: 1\ntitle: T\n", 1, "has no parts", "add parts:"),
    ("an empty file", "", 1, "the file is empty", "begin with coach: 1"),
    ("comments only", "# nothing\n", 1, "the file is empty", "begin with coach: 1"),
    ("tabs", "coach: 1\ntitle: T\nparts:\n\t- title: Tummy\n", 4, "a tab indents", "use spaces"),
    ("a tab at the top", "\tcoach: 1\ntitle: T\n", 1, "a tab indents", "use spaces"),
    ("a missing colon", "coach: 1\ntitle T\nparts:\n  - {title: A, strokes: []}\n", 2, "not YAML", 'a ":" is missing'),
    ("an open quote", 'coach: 1\ntitle: "T\n', 2, "not YAML", "close the quotes"),
    ("a colon too many", "coach: 1\ntitle: A: B\n", 2, "not YAML", "check the colons"),
    ("two documents", "coach: 1\ntitle: T\n---\ncoach: 1\n", 3, "a second document", "one in each file"),
    ("a null character", "coach: 1\ntitle: T\0\n", 2, "NUL (U+0000)", "remove it"),
    (
        "a bomb",
        "coach: 1\na: &a [x, x]\nb: &b [*a, *a]\ntitle: *b\n",
        2,
        "anchors (&) and aliases (*)",
        "write the words out",
    ),
    ("an unknown alias", "coach: 1\ntitle: *no\n", 2, "anchors (&) and aliases (*)", "write the words out"),
    ("a deep nest", "coach: " + "[" * 100 + "]" * 100, 1, "nested too deeply", "flatten it"),
    ("a very deep nest", "coach: " + "[" * 50_000, 1, "", ""),
    ("10 MB", "coach: 1\n" + "#" * 10_000_000, 1, "10000009 characters", "split it"),
    (
        "a missing include",
        "coach: 1\ntitle: T\nparts:\n  - include: nowhere\n",
        4,
        '"nowhere" cannot be included',
        "correct",
    ),
    (
        "an include and more",
        "coach: 1\ntitle: T\nparts:\n  - {include: b, title: B}\n",
        4,
        "cannot be combined with other keys",
        "own",
    ),
    (
        "an include and more words",
        "coach: 1\ntitle: T\nopening:\n  - {include: b, teach: B}\n",
        4,
        "combined with other keys",
        "own",
    ),
    ("an include of itself", "coach: 1\ntitle: T\nparts:\n  - include: mine\n", 4, "mine includes mine", "remove one"),
    ("a path as an include", "coach: 1\ntitle: T\nparts:\n  - include: ../b\n", 4, "right form", "without .yaml"),
    ("a list as a key", "coach: 1\ntitle: T\n? [a]\n: b\n", 3, 'unknown key "?"', "use one of"),
    ("python", "coach: 1\ntitle: !!python/object:os.system T\n!!python/name:os x: 1\n", 3, "", ""),
]


@pytest.mark.parametrize(("text", "line", "what", "todo"), [bad[1:] for bad in BAD], ids=[bad[0] for bad in BAD])
def test_a_fault_is_named_with_file_line_and_what_to_do(text: str, line: Any, what: Any, todo: Any) -> None:
    found = faults(text)
    assert any(
        f"mine.yaml:{line}: " in fault and what in fault and todo in fault.partition("; ")[2] for fault in found
    ), found
    assert all(fault.startswith("mine.yaml:") and "; " in fault for fault in found)


@pytest.mark.parametrize(
    "text", [bad[1] for bad in BAD if len(bad[1]) < 100_000], ids=[b[0] for b in BAD if len(b[1]) < 100_000]
)
def test_check_exits_with_3_and_prints_no_traceback(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(text)
    assert cli.main(["check", str(file)]) == 3
    out = capsys.readouterr()
    assert out.out == ""
    assert f"{file}:" in out.err


def test_all_faults_of_a_file_are_named_in_line_order() -> None:
    found = faults(
        "coach: 1\ntitle T\nparts:\n  - title: Tummy\n    strokes:\n"
        '      - {name: circles, teach: "Circle {knees}.", remind: "Carry on.", times: 0, zzz: 1}\n'
        "\t  - {name: x}\n  - include: nowhere\n"
    )
    assert [fault.split(":")[1] for fault in found] == sorted((fault.split(":")[1] for fault in found), key=int)
    for what in ("not YAML", "{knees}", "carry on", "not 0", "zzz", "a tab", "nowhere"):
        assert any(what in fault for fault in found), what


def test_a_file_that_is_not_yaml_is_given_up_early() -> None:
    found = faults("".join(f"'{n}: [\n" for n in range(60)))
    assert 1 < len(found) < 60


PIECES = [
    "\t",
    ":",
    '"',
    "'",
    "{",
    "}",
    "[",
    "]",
    "- ",
    "&a ",
    "*a",
    "!",
    "|",
    ">",
    "#",
    "\n",
    "  ",
    "\0",
    "\r",
    "\x85",
    "times: 0",
    "{side",
    "{{side}}",
    "{side!r}",
    "{item}",
    "include: tiny",
    "? ",
    "!!int ",
    "~",
    "1e9",
    ".nan",
    ".inf",
    "0x1f",
    "9" * 5000,
    "\u2028",
    "\ufeff",
    "é",
    "---\n",
    "...\n",
    "%YAML 9\n",
    "<<: ",
    "= ",
    "yes",
    "2026-01-01",
]


@st.composite
def mangled(draw: Any) -> Any:
    """A good routine with a few pieces cut out, doubled, or put in where they do not belong."""
    text = TINY
    for _ in range(draw(st.integers(1, 4))):
        at, length = draw(st.integers(0, len(text))), draw(st.integers(0, 30))
        piece = draw(st.one_of(st.sampled_from(PIECES), st.text(max_size=8), st.just(text[at : at + 80])))
        text = text[:at] + piece + text[at + length :]
    return text


@pytest.mark.long
@settings(max_examples=400)
@given(mangled())
def test_any_mangled_routine_is_read_or_its_faults_are_named(text: str) -> None:
    found: tuple[str, ...] = ()
    try:
        read = parse("tiny", text, no_include)
    except ScriptError as error:
        found = error.faults
    else:
        assert read.parts or read.opening or read.closing
    assert all(fault.startswith("tiny.yaml:") and "; " in fault and fault.isprintable() for fault in found)


@pytest.mark.parametrize(
    ("one_hand", "fault"),
    [
        ('{teach: "Glide.", remind: "Glide."}', 'the one-hand way of a stroke has no "rest"'),
        ('{teach: "Glide.", rest: "Resting."}', 'the one-hand way of a stroke has no "remind"'),
        ('{teach: "Glide.", remind: "Glide.", rest: "Resting.", times: 3}', 'unknown key "times"'),
        ('{teach: "See {hand}.", remind: "Glide.", rest: "Resting."}', 'nothing fills "{hand}"'),
    ],
)
def test_a_fault_in_the_one_hand_way_is_named(one_hand: str, fault: str) -> None:
    text = with_stroke(f"{BASE}, times: 3, one-hand: {one_hand}")
    with pytest.raises(ScriptError) as caught:
        parse("tiny", text, no_include)
    assert any(fault in line and line.startswith("tiny.yaml:6: ") for line in caught.value.faults)
