"""Routines are found by name: the caregiver's own first, then ours."""

import os

import pytest

from coach.routines import library
from coach.routines.library import Library
from coach.support.errors import ScriptError
from tests.support.told import TINY


def shelf(folder):
    return Library((folder, library.ours()))


def test_our_routines_are_there():
    assert "legs-and-feet" in Library((library.ours(),)).names()


def test_the_caregivers_own_routine_is_listed_and_loaded(tmp_path):
    (tmp_path / "evening.yaml").write_text(TINY)
    assert "evening" in shelf(tmp_path).names()
    assert shelf(tmp_path).load("evening").title == "Tiny"


def test_the_caregivers_own_routine_stands_in_for_ours_of_the_same_name(tmp_path):
    (tmp_path / "hips.yaml").write_text(TINY)
    assert shelf(tmp_path).load("hips").title == "Tiny"


def test_a_routine_by_the_path_of_its_file_includes_what_lies_beside_it_and_ours(tmp_path):
    file = tmp_path / "mine.yaml"
    (tmp_path / "tiny.yaml").write_text(TINY)
    file.write_text("coach: 1\ntitle: Mine\nparts:\n  - include: tiny\n  - include: hips\n")
    assert len(Library((library.ours(),)).load(str(file)).parts) == 3


def test_files_that_are_no_routines_are_not_listed(tmp_path):
    (tmp_path / "Notes.yaml").write_text("just notes")
    (tmp_path / "opening.yaml").write_text("coach: 1\ntitle: T\nopening:\n  - teach: Hello.\n")
    assert {"Notes", "opening"}.isdisjoint(shelf(tmp_path).names())


@pytest.mark.parametrize("name", ["nowhere", "../hips", "/etc/passwd", "", "Hips", "hips\0", "\x1b[2J", "x" * 5000])
def test_a_name_that_is_none_is_refused_in_a_sentence(name, tmp_path):
    with pytest.raises(ScriptError, match="there is no such routine") as caught:
        shelf(tmp_path).load(name)
    assert str(caught.value).isprintable()
    with pytest.raises(ScriptError, match="there is no such routine"):
        shelf(tmp_path).fetch(name)


@pytest.mark.parametrize("name", ["nowhere.yaml", "x\0.yaml", "y" * 5000 + ".yaml"])
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(name, tmp_path):
    with pytest.raises(ScriptError, match="; ") as caught:
        shelf(tmp_path).load(str(tmp_path / name))
    assert str(caught.value).isprintable()


def test_a_folder_or_a_pipe_is_no_routine(tmp_path):
    (tmp_path / "folder.yaml").mkdir()
    os.mkfifo(tmp_path / "pipe.yaml")
    for name in ("folder.yaml", "pipe.yaml"):
        with pytest.raises(ScriptError, match="not a plain file"):
            shelf(tmp_path).load(str(tmp_path / name))


def test_a_damaged_own_file_does_not_hide_the_others(tmp_path):
    (tmp_path / "bad.yaml").write_bytes(b"\xff\xff")
    assert "legs-and-feet" in shelf(tmp_path).names()
