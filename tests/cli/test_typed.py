"""What is typed together, what is refused in plain words, and how a setting is printed."""

import re
from pathlib import Path
from typing import Any

import pytest

from coach.store import profile
from tests.support.told import TINY


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("history", "--csv", "--picture", "x.svg"), "--picture: not allowed with argument --csv"),
        (("history", "--json", "--csv"), "--csv: not allowed with argument --json"),
        (("show", "hips", "--json", "--card", "x.html"), "--json: this prints the plan"),
        (("show", "hips", "--json", "--review", "x.html"), "--json: this prints the plan"),
        (("profile", "--forget", "--baby", "Mia"), "--forget: this deletes the whole profile"),
        (("profile", "--forget", "--no-listen"), "--forget: this deletes the whole profile"),
        (("profile", "--forget", "--again"), "--forget: this deletes the whole profile"),
        (("profile", "--learn", "--again"), "--again: not allowed with argument --learn"),
        (("listen", "--from", "x.wav", "--microphone", "USB"), "--microphone: not allowed with argument --from"),
        (("practise", "--from", "x.wav", "--trial"), "--trial: not allowed with argument --from"),
        (("practise", "--from", "x.wav", "--keep", "x"), "--keep: only a lesson keeps"),
        (("practise", "--trial", "--keep", "x"), "--keep: only a lesson keeps"),
    ],
)
def test_options_that_exclude_each_other_are_never_ignored(
    coach: Any, typed: Any, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    status, out, err = coach(*typed)
    assert (status, out) == (2, "")
    assert said in err
    assert not list(tmp_path.iterdir())


def test_a_review_and_a_card_are_both_written(coach: Any, tmp_path: Path) -> None:
    review, card = tmp_path / "review.html", tmp_path / "card.html"
    assert coach("show", "hips", "--review", str(review), "--card", str(card))[0] == 0
    assert review.exists()
    assert card.exists()


@pytest.mark.parametrize(
    "typed",
    [("--times", f"rope={'9' * 5000}"), ("--pace", "9" * 5000), ("--pace", "fast"), ("--times", "rope=")],
)
def test_a_number_that_is_none_is_refused_in_plain_words(coach: Any, typed: Any) -> None:
    status, _, err = coach("show", "legs-and-feet", *typed)
    assert status == 2
    assert typed[0] in err
    assert len(err) < 300
    assert "_pace" not in err


def test_a_whole_number_is_asked_for_in_plain_words(coach: Any) -> None:
    status, _, err = coach("profile", "--rate", "fast")
    assert status == 2
    assert '"fast" is not a whole number' in err


def asked_about(printed: str) -> list[str]:
    return re.findall(r"^(\w+ leg)\. Asks", printed, re.MULTILINE)


def test_a_jab_typed_for_each_leg_spares_both(coach: Any) -> None:
    _, out, _ = coach("show", "legs-and-feet", "--jab", "left leg", "--jab", "right leg")
    assert not asked_about(out)
    assert coach("profile", "--jab", "left leg", "--jab", "right leg")[0] == 0
    assert profile.load().jab == "both legs"


def test_a_jab_typed_for_one_session_spares_the_remembered_leg_too(coach: Any) -> None:
    coach("profile", "--jab", "right leg")
    assert not asked_about(coach("show", "legs-and-feet", "--jab", "left leg")[1])
    assert asked_about(coach("show", "legs-and-feet", "--jab", "right leg")[1]) == ["Left leg"]
    assert profile.load().jab == "right leg"


def test_a_remembered_jab_goes_on_resting_beside_a_new_one(coach: Any) -> None:
    """The new one used to bring the other leg back, where the same answer before a massage added to it."""
    told = "Both legs rest now, for three days."
    assert told not in coach("profile", "--jab", "right leg")[1]
    assert told in coach("profile", "--jab", "left leg")[1]
    assert profile.load().jab == "both legs"
    assert told not in coach("profile")[1]


@pytest.mark.parametrize("key", ["return", "esc", "any"])
def test_a_key_that_is_never_heard_is_refused(coach: Any, key: str) -> None:
    status, _, err = coach("profile", "--key", f"{key}=no")
    assert status == 2
    assert f'no key is called "{key}"; write its letter or sign, enter, space, escape' in err


@pytest.mark.parametrize(
    ("typed", "kept"), [(" ", "space"), ("P", "p"), ("Enter", "enter"), ("global:k", "global:k"), ("1b5b41", "1b5b41")]
)
def test_a_key_is_kept_as_it_will_be_heard(coach: Any, typed: str, kept: str) -> None:
    assert coach("profile", "--key", f"{typed}=no")[0] == 0
    assert profile.load().keys == {kept: "no"}


def test_an_empty_age_is_refused_and_not_ignored(coach: Any) -> None:
    status, _, err = coach("show", "hips", "--age", "")
    assert (status, err) == (2, '--age: "" is not an age; write it as 10d, 6w, 3m or 1y\n')


@pytest.mark.parametrize("typed", [("--microphone", "USB", "--no-listen"), ("--no-listen", "--microphone")])
def test_a_no_to_listening_holds_beside_a_microphone(coach: Any, typed: Any) -> None:
    assert coach("profile", *typed)[0] == 0
    assert not profile.load().listens


def test_the_profile_is_printed_as_it_is_typed(coach: Any) -> None:
    coach("profile", "--times", "rope=8", "--times", "wringing=3", "--key", "p=off", "--hips-cleared", "--no-crying")
    out = coach("profile")[1]
    assert out.splitlines() == ["times: rope=8, wringing=3", "hips-cleared: true", "crying: false", "keys: p=off"]


def test_the_systems_voices_are_listed_in_words(coach: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [("gmw/en", "English (Great Britain)", ("en-gb", "en"))]
    monkeypatch.setattr("coach.voices.system.SystemVoice.voices", lambda _: found)
    monkeypatch.setattr("coach.voices.system.SystemVoice.check", lambda _: "")
    assert "  gmw/en: English (Great Britain), en-gb, en\n" in coach("voices", "--voice", "system", "--silent")[1]


def test_a_routine_without_an_about_is_listed_by_its_title(coach: Any) -> None:
    folder = profile.config_folder() / "scripts"
    folder.mkdir(parents=True)
    (folder / "feet.yaml").write_text(TINY.replace("about: A leg each and a game\n", ""))
    assert "feet: Tiny.\n" in coach("list")[1]
