"""A routine is read from YAML with all its words; files include each other."""

from pathlib import Path
from typing import Any

import pytest

from coach.cli import main as cli
from coach.model.routine import About, Times
from coach.routines.parser import parse
from coach.support.durations import age_in_days
from coach.support.errors import ScriptError
from tests.routines.written import BASE, faults, with_stroke
from tests.support.told import TINY, no_include, routine


def test_a_routine_is_read_with_all_its_words() -> None:
    read = routine()
    assert read.title == "Tiny"
    assert [part.title for part in read.parts] == ["{side} leg", "Play"]
    rope = read.parts[0].strokes[0]
    assert (rope.repeat, rope.pace, rope.ours, rope.line) == (Times(6), 5000, True, 15)
    assert read.parts[1].strokes[0].repeat == About(24_000)


def test_words_may_be_one_sentence_or_a_list_with_rests() -> None:
    read = routine(with_stroke('name: circles, teach: ["Circle.", 1.5, "Again."], remind: "Circle.", times: 2'))
    assert read.parts[0].strokes[0].teach == ("Circle.", 1500, "Again.")


def test_a_passage_without_a_reminder_says_the_same() -> None:
    assert routine().opening[0].remind == ("Warm a little oil.",)


@pytest.mark.parametrize(
    ("text", "days"),
    [("5d", 5), ("10w", 70), ("3m", 90), ("1y", 365), (" 3 M ", 90), ("3", None), ("m", None), ("", None)],
)
def test_an_age_is_days_weeks_months_or_years(text: str, days: Any) -> None:
    assert age_in_days(text) == days


def test_faults_of_included_files_are_named_too() -> None:
    texts = {"b": with_stroke(BASE + ", times: 0")}
    found = faults("coach: 1\ntitle: T\nparts:\n  - include: b\n  - include: b\n", fetch=texts.__getitem__)
    assert [fault.partition(": ")[0] for fault in found] == ["b.yaml:6"]


def test_included_parts_replace_the_include() -> None:
    texts = {"tiny": TINY}
    read = parse("mine", "coach: 1\ntitle: T\nparts:\n  - include: tiny\n", texts.__getitem__)
    assert [part.title for part in read.parts] == ["{side} leg", "Play"]


def test_an_include_without_content_is_a_fault() -> None:
    texts = {"b": "coach: 1\ntitle: T\nclosing:\n  - teach: Goodbye.\n"}
    assert '"b" has no parts' in faults("coach: 1\ntitle: T\nparts:\n  - include: b\n", fetch=texts.__getitem__)[0]


def test_circular_includes_are_named() -> None:
    texts = {"b": "coach: 1\ntitle: T\nparts:\n  - include: c\n", "c": "coach: 1\ntitle: T\nparts:\n  - include: b\n"}
    found = faults("coach: 1\ntitle: T\nparts:\n  - include: b\n", fetch=texts.__getitem__)
    assert any("b includes c includes b" in fault for fault in found)


def test_the_depth_of_includes_is_limited() -> None:
    twice = "coach: 1\ntitle: T\nparts:\n" + "".join("  - include: {}\n" for _ in range(10))
    found = faults(twice.format(*["f0"] * 10), fetch=lambda name: twice.format(*[f"f{int(name[1:]) + 1}"] * 10))
    assert any("one include too many" in fault for fault in found)


@pytest.mark.parametrize(
    ("content", "what"),
    [(b"\xff\xfe\x00", "not UTF-8"), (b"#" * 10_000_000, "10,000,000 bytes"), (b"", "the file is empty")],
)
def test_a_file_that_is_not_a_routine_is_refused(
    content: Any, what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.yaml"
    file.write_bytes(content)
    assert cli.main(["check", str(file)]) == 3
    assert what in capsys.readouterr().err


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + TINY.encode())
    assert cli.main(["check", str(file)]) == 0
    assert "in order" in capsys.readouterr().out


def test_capitals_in_a_name_are_lowered_when_spoken() -> None:
    text = with_stroke('name: Évening Rope, teach: "C.", remind: "C.", times: 2')
    assert parse("mine", text, no_include).parts[0].strokes[0].name == "évening rope"


def test_every_routine_that_includes_a_broken_file_says_so() -> None:
    broken = "coach: 1\ntitle: Bits\nopening:\n  - {teach: Hello., remind: Hello., nonsense: 1}\n"
    for name in ("one", "two"):
        text = f"coach: 1\ntitle: {name}\nopening:\n  - include: bits\n"
        with pytest.raises(ScriptError) as told:
            parse(name, text, lambda _: broken)
        assert ["bits.yaml:4" in line for line in told.value.faults].count(True) == 1
