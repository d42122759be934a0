"""Routines are found by name: the caregiver's own first, then ours."""

import os
from pathlib import Path
from typing import Any

import pytest

from coach.cli import main as cli
from coach.cli.choices import USUAL, last_played, remember
from coach.routines import library
from coach.routines.library import Library
from coach.store import profile
from coach.support.errors import ScriptError
from tests.support.told import TINY


def shelf(folder: Any) -> Any:
    return Library((folder, library.ours()))


def test_our_routines_are_listed() -> None:
    assert "legs-and-feet" in Library((library.ours(),)).names()


def test_the_caregivers_own_routine_is_listed_and_loaded(tmp_path: Path) -> None:
    (tmp_path / "evening.yaml").write_text(TINY)
    assert "evening" in shelf(tmp_path).names()
    assert shelf(tmp_path).load("evening").title == "Tiny"


def test_the_caregivers_own_routine_replaces_ours(tmp_path: Path) -> None:
    (tmp_path / "hips.yaml").write_text(TINY)
    assert shelf(tmp_path).load("hips").title == "Tiny"


@pytest.mark.parametrize(("make", "said"), [("link", "it's a link to"), ("folder", "this is not a plain file")])
def test_a_listed_name_that_is_no_file_says_what_it_is(tmp_path: Path, make: str, said: str) -> None:
    file = tmp_path / "hips.yaml"
    if make == "link":
        file.symlink_to(tmp_path / "gone.yaml")
    else:
        file.mkdir()
    with pytest.raises(ScriptError, match=said):
        shelf(tmp_path).load("hips")
    (tmp_path / "mine.yaml").write_text("coach: 1\ntitle: Mine\nparts:\n  - include: hips\n")
    with pytest.raises(ScriptError, match=said):
        shelf(tmp_path).load("mine")


def test_a_routine_given_by_path_includes_its_neighbours_and_ours(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    (tmp_path / "tiny.yaml").write_text(TINY)
    file.write_text("coach: 1\ntitle: Mine\nparts:\n  - include: tiny\n  - include: hips\n")
    assert len(Library((library.ours(),)).load(str(file)).parts) == 3


def test_files_that_are_not_routines_are_not_listed(tmp_path: Path) -> None:
    (tmp_path / "Notes.yaml").write_text("just notes")
    (tmp_path / "opening.yaml").write_text("coach: 1\ntitle: T\nopening:\n  - teach: Hello.\n")
    assert {"Notes", "opening"}.isdisjoint(shelf(tmp_path).names())


@pytest.mark.parametrize("name", ["nowhere", "../hips", "/etc/passwd", "", "  ", "hips\0", "\x1b[2J", "x" * 5000])
def test_an_unknown_name_is_refused_in_a_sentence(name: str, tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match="there is no such routine") as caught:
        shelf(tmp_path).load(name)
    assert str(caught.value).isprintable()
    assert not str(caught.value).startswith((":", " "))
    with pytest.raises(ScriptError, match="there is no such routine"):
        shelf(tmp_path).fetch(name)


@pytest.mark.parametrize(
    ("typed", "named"),
    [("Hips", "hips"), ("ONE LEG", "one-leg"), ("HİPS", "hips"), ("h\u0131ps", "hips"), ("hi\u0307ps", "hips")],
)
def test_capitals_spaces_and_turkish_letters_still_find_a_routine(typed: str, named: str, tmp_path: Path) -> None:
    assert shelf(tmp_path).load(typed).name == named


def test_a_badly_named_file_is_reported_before_ours_is_played(tmp_path: Path) -> None:
    (tmp_path / "One Leg.yaml").write_text(TINY)
    with pytest.raises(ScriptError, match=r"name the file one-leg\.yaml"):
        shelf(tmp_path).load("One Leg")


@pytest.mark.parametrize("name", ["nowhere.yaml", "x\0.yaml", "y" * 5000 + ".yaml"])
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(name: str, tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match="; ") as caught:
        shelf(tmp_path).load(str(tmp_path / name))
    assert str(caught.value).isprintable()


def test_a_folder_or_a_pipe_is_not_a_routine(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    os.mkfifo(tmp_path / "pipe.yaml")
    for name in ("folder.yaml", "pipe.yaml"):
        with pytest.raises(ScriptError, match="not a plain file"):
            shelf(tmp_path).load(str(tmp_path / name))


def test_a_damaged_own_file_does_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_bytes(b"\xff\xff")
    assert "legs-and-feet" in shelf(tmp_path).names()


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("Evening.yaml", "evening.yaml"),
        ("evening.yml", "evening.yaml"),
        ("my evening.yaml", "my-evening.yaml"),
        ("Łagodny wieczór.YAML", "lagodny-wieczor.yaml"),
        ("_.yaml", "routine.yaml"),
    ],
)
def test_a_badly_named_file_is_reported_with_a_better_name(file: Path, name: str, tmp_path: Path) -> None:
    (tmp_path / file).write_text(TINY)
    (told,) = shelf(tmp_path).passed_over()
    assert told == f"{file}: it is not listed; {library.RULE}, such as {name}"


@pytest.mark.parametrize("file", ["evening.yaml", "2-minutes.yaml", "notes.txt", ".evening.yaml.swp"])
def test_other_files_are_not_mentioned(file: Path, tmp_path: Path) -> None:
    (tmp_path / file).write_text(TINY)
    assert shelf(tmp_path).passed_over() == []


@pytest.mark.parametrize("typed", ["Evening", "evening", "EVENING"])
def test_asking_for_a_badly_named_file_gives_the_reason(typed: Any, tmp_path: Path) -> None:
    (tmp_path / "Evening.yaml").write_text(TINY)
    with pytest.raises(ScriptError, match=r"there is Evening\.yaml, but a name has .*; name the file evening\.yaml"):
        shelf(tmp_path).load(typed)


def test_list_and_show_mention_badly_named_files(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = home / "config" / profile.APP / "scripts"
    folder.mkdir(parents=True)
    (folder / "My Evening.yml").write_text(TINY)
    assert cli.main(["list"]) == 0
    assert "My Evening.yml: it is not listed; a name has" in capsys.readouterr().out
    assert cli.main(["show", "my evening"]) == 3
    assert "there is My Evening.yml, but" in capsys.readouterr().err


# --- a routine that was named by its file -----------------------------------------------------------------


@pytest.mark.parametrize("typed", ["evening.yaml", "./evening.yaml", "../here/evening.yaml", "Evening Walk.YML"])
def test_a_routine_by_path_is_remembered_by_its_whole_path(
    typed: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, other = tmp_path / "here", tmp_path / "other"
    here.mkdir()
    other.mkdir()
    (here / typed.rpartition("/")[2]).write_text(TINY)
    monkeypatch.chdir(here)
    name = shelf(tmp_path / "none").load(typed).name
    monkeypatch.chdir(other)
    assert shelf(tmp_path / "none").load(name).title == "Tiny"


def test_a_path_may_begin_with_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / "evening.yaml").write_text(TINY)
    assert shelf(tmp_path).load("~/evening.yaml").name == str(tmp_path / "evening.yaml")


def test_the_routine_last_played_by_path_is_the_default(tmp_path: Path) -> None:
    (tmp_path / "hips.yaml").write_text(TINY)  # it has the name of one of ours
    remember(shelf(tmp_path).load(str(tmp_path / "hips.yaml")).name)
    assert last_played() == str(tmp_path / "hips.yaml")


def test_a_missing_last_path_is_reported_and_harms_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    remember(str(tmp_path / "gone.yaml"))
    assert cli.main(["show"]) == 0
    out = capsys.readouterr()
    assert out.err == f"{tmp_path}/gone.yaml: the routine that was played last is gone; {USUAL} is taken instead\n"
    assert "Left leg" in out.out


@pytest.mark.parametrize("name", ["gone", "Grandma's évening", "hips2"])
def test_a_missing_last_name_is_reported_and_harms_nothing(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    remember(name)
    assert last_played() == USUAL
    expected = f"{name}: the routine that was played last is gone; {USUAL} is taken instead\n"
    assert capsys.readouterr().err == expected


@pytest.mark.parametrize("name", ["", "hips", "course"])
def test_nothing_is_reported_of_a_routine_that_is_there(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    remember(name)
    assert last_played() == (name or USUAL)
    assert capsys.readouterr().err == ""
