"""What a caregiver chose once is kept, and a damaged profile is answered in sentences."""

import datetime
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.model.events import Command
from coach.session.keymap import SAME_ELBOW
from coach.store import profile
from coach.store.profile import Profile
from coach.store.settings import COMMANDS
from coach.store.shapes import checked_name
from coach.support.errors import ScriptError, UsageError

TODAY = datetime.date(2026, 11, 22)


def test_without_a_file_the_defaults_apply() -> None:
    assert profile.load() == Profile()


def test_what_is_saved_is_loaded_again() -> None:
    mine = Profile(
        baby="Zoë-Marie O'Neil",
        born="2026-08-30",
        detail="remind",
        leave_out=("left leg", "rope", "pétrissage", "şişe"),
        hips_cleared=True,
        count="ticked",
        pace=120,
        hands="left",
        times={"rope": 9, "äußerer bogen": 4},
        voice="system",
        voice_id="en-gb",
        rate=150,
        volume=80,
        speaker="Kitchen",
        output="none",
        keys={"p": "off", "+": "no", "é": "yes"},
    )
    file = profile.save(mine)
    assert profile.load() == mine
    assert file == profile.path()
    assert [path.name for path in file.parent.iterdir()] == ["profile.yaml"], "no temporary file is left"


@settings(max_examples=50)
@given(st.dictionaries(st.text(min_size=1, max_size=4).filter(str.isprintable), st.sampled_from(COMMANDS), max_size=4))
def test_any_key_can_be_kept(tmp_path_factory: pytest.TempPathFactory, keys: Any) -> None:
    file = tmp_path_factory.mktemp("keys") / "profile.yaml"
    mine = Profile(keys=keys)
    profile.save(mine, file)
    assert profile.load(file).keys == keys


def test_the_baby_grows_older_in_the_profile() -> None:
    mine = profile.aged(Profile(), "3m", TODAY)
    assert mine.age(TODAY) == 90
    assert mine.age(TODAY + datetime.timedelta(days=7)) == 97
    assert mine.age(TODAY - datetime.timedelta(days=700)) == 0
    assert Profile().age(TODAY) is None


@pytest.mark.parametrize("age", ["", "soon", "3", "m3", "9999y", "-1d", "3.5m"])
def test_an_invalid_age_is_refused(age: Any) -> None:
    with pytest.raises(UsageError, match="not an age; write it as"):
        profile.aged(Profile(), age, TODAY)


@pytest.mark.parametrize("name", ["Anna", "Zoë", "O'Neil", "Anna-Lena", "Jo 2", ""])
def test_a_name_that_can_be_said_is_taken(name: str) -> None:
    assert checked_name(name) == name


@pytest.mark.parametrize("name", ["{side}", "<b>", "x" * 31, "\x1b[2J", "3", " "])
def test_a_name_that_cannot_be_said_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="can't be spoken"):
        checked_name(name)


@pytest.mark.parametrize("day", ["0001-01-01", "1900-01-01", "9999-12-31"])
def test_long_words_from_any_day_of_the_calendar_are_possible(day: str) -> None:
    assert Profile(taught=day).taught_at > 0


@pytest.mark.parametrize("form", ["%Y-%m-%d", "%Y%m%d", "%G-W%V-%u"])
def test_a_jab_on_a_day_without_an_hour_counts_from_its_end(form: str) -> None:
    today = datetime.datetime.now().astimezone()
    profile.config_folder().mkdir(parents=True)
    profile.path().write_text(f"jab: left leg\njabbed: {today.strftime(form)}\n")
    last = (today + datetime.timedelta(days=3)).replace(hour=23, minute=59, second=0, microsecond=0)
    assert profile.load().spared(last) == ("left leg",)
    assert profile.load().spared(last + datetime.timedelta(minutes=1)) == ()


def test_a_key_in_the_profile_is_read_as_it_is_written() -> None:
    profile.config_folder().mkdir(parents=True)
    profile.path().write_text("keys: {~: again, 0: next, no: slower}\n")
    assert profile.load().keys == {"~": "again", "0": "next", "no": "slower"}


def test_a_key_of_the_wrong_kind_shows_nothing_of_our_own() -> None:
    profile.config_folder().mkdir(parents=True)
    profile.path().write_text("keys: {[a]: no}\n")
    with pytest.raises(ScriptError) as caught:
        profile.load()
    assert str(caught.value) == 'profile.yaml:1: "?" does not belong in "keys"; check its spelling'


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("baby: 3\n", 'profile.yaml:1: "baby" must be text'),
        ("born: yesterday\n", 'profile.yaml:1: "born" must be a date'),
        ("born: [1]\n", "must be a date"),
        ("jabbed: 9999-12-31\n", '"jabbed" must be a date and a time'),
        ("zzz: 1\n", 'unknown key "zzz"'),
        ("pace: 10\n", "60 or more"),
        ("bed-after: 2h\n", 'profile.yaml:1: "bed-after" "2h" is not a time of at most an hour; write it as 20s'),
        ("bed-after: 20\n", '"bed-after" must be text'),
        ("times: 3\n", "must be a group of keys"),
        ("times: {ROPE: 3}\n", "does not belong in"),
        ("times: {rope: 0}\n", "1 or more"),
        ("keys: {p: jump}\n", "must be one of"),
        ("keys: {[a]: no}\n", "does not belong in"),
        ("a\n", "must be a group of keys"),
        ("\tbaby: Anna\n", "a tab"),
        ("baby: &a Anna\n", "anchors"),
    ],
)
def test_a_damaged_profile_is_answered_in_sentences(text: str, what: str) -> None:
    profile.config_folder().mkdir(parents=True)
    profile.path().write_text(text)
    with pytest.raises(ScriptError) as caught:
        profile.load()
    assert what in str(caught.value)


def test_an_empty_profile_counts_as_none() -> None:
    profile.config_folder().mkdir(parents=True)
    profile.path().write_text("# nothing yet\n")
    assert profile.load() == Profile()


def test_off_and_no_may_be_written_as_people_write_them() -> None:
    profile.config_folder().mkdir(parents=True)
    profile.path().write_text("keys:\n  p: off\n  z: no\n")
    keys = profile.load().keymap()
    assert keys.command("p", leads=True) is None
    assert keys.command("z", leads=False) is Command.NO
    assert SAME_ELBOW


def test_a_folder_that_cannot_be_written_is_answered_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be saved"):
        profile.save(Profile(), tmp_path / "file" / "profile.yaml")


def test_the_choices_of_the_profile_shape_the_session() -> None:
    mine = Profile(baby="Anna", born="2026-08-24", leave_out=("rope",), pace=120, count="silent", hips_cleared=True)
    options = mine.options(datetime.datetime.combine(TODAY, datetime.time(18)).astimezone())
    assert (options.baby, options.age, options.leave_out, options.pace) == ("Anna", 90, ("rope",), 120)
    assert options.hips_cleared
    assert options.care


def written(text: str) -> Profile:
    profile.path().parent.mkdir(parents=True, exist_ok=True)
    profile.path().write_text(text, encoding="utf-8")
    return profile.load()


def test_by_default_it_listens_and_says_so() -> None:
    mine = written("volume: 140\n")
    assert (mine.listens, mine.listening_told) == (True, False)


def test_an_old_refusal_of_listening_is_kept() -> None:
    assert written("listens: false\n").listens is False
    assert written("microphone: desk\n").listens is False


def test_a_caregiver_who_asked_for_listening_is_not_told_again() -> None:
    mine = written("listens: true\nmicrophone: desk\n")
    assert (mine.listens, mine.listening_told) == (True, True)


def test_a_declined_voice_stays_declined_once_saved() -> None:
    profile.save(Profile(listens=False))
    assert profile.load().listens is False


def test_a_linked_profile_stays_a_link_when_it_is_written(tmp_path: Path) -> None:
    real = tmp_path / "dotfiles" / "mine.yaml"
    real.parent.mkdir()
    profile.path().parent.mkdir(parents=True, exist_ok=True)
    profile.path().symlink_to(real)
    real.write_text("baby: Anna\n")
    profile.save(replace(profile.load(), volume=140))
    assert profile.path().is_symlink()
    assert "Anna" in real.read_text()
    assert "140" in real.read_text()


@pytest.mark.parametrize("target", ["nowhere.yaml", "nowhere/mine.yaml", "profile.yaml"])
def test_a_profile_whose_link_leads_nowhere_is_told_and_never_ignored(target: str) -> None:
    profile.path().parent.mkdir(parents=True, exist_ok=True)
    profile.path().symlink_to(target)
    with pytest.raises(ScriptError, match="link"):
        profile.load()
