# ruff: noqa: RUF001 - letters of every script are the point
"""Babies have names in every script: each is kept whole, and none is silently dropped from a sentence."""

import os
import shutil
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach import voices
from coach.cli import main as cli
from coach.dialogue.spelling import as_name, typed
from coach.store import profile
from coach.store.profile import Profile
from coach.store.shapes import checked_name
from coach.support.errors import UsageError, VoiceError
from coach.support.letters import LONGEST_NAME, is_name, latin, speakable, whole
from coach.voices.system import SystemVoice
from coach.voices.text import english

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the other systems have a voice of their own")
NAMES = {
    "Анна": "Anna",
    "Юлія": "Yuliya",
    "Αλέξης": "Alexis",
    "明": "Ming",
    "さくら": "sakura",
    "आर्या": "arya",
    "நிலா": "nila",
    "ქეთი": "keti",
    "ሰላም": "selam",
    "Nguyễn": "Nguyen",
    "Ưng": "Ung",
    "Ọlá": "Olá",
    "Zoë": "Zoë",
    "Łucja": "Łucja",
    "Օլյա": "Olya",
    "Þóra": "Þóra",
    "Đorđe": "Đorđe",
    "Ļena": "Lena",
    "Ķērsti": "Kērsti",
    "Ňuňa": "Nuňa",
    "Ħal": "Hal",
    "Ðóra": "Dóra",
    "Ċensa": "Censa",
    "ཚེ་རིང": "tshe ring",
    "Ñusta": "Ñusta",
    "민지": "minji",
    "Δανάη": "Danai",
    "ဇော်": "jea",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_any_script_is_said_in_letters_the_voice_reads(name: str) -> None:
    assert checked_name(name) == name
    assert speakable(name).lower() == NAMES[name].lower()


@pytest.mark.parametrize(
    "name",
    [
        "نیکا",
        "مح\u200cمد",
        "נועה",
        "ד\u05f3ני",
        "กานต์",
        "Ng\u02bcuk",
        "Jo·el",
        "Mary-Ann O\u2019Neil",
        "Anna\u2011Lena",
        "Kai\u2010Uwe",
    ],
)
def test_marks_joiners_and_points_of_a_script_belong_to_a_name(name: str) -> None:
    assert checked_name(name) == whole(name)
    assert speakable(name)


@pytest.mark.parametrize(
    ("apart", "joined"),
    [("Zoe\u0308", "Zoë"), ("Jose\u0301", "José"), ("Nguye\u0302\u0303n", "Nguyễn"), ("\u1112\u1161\u11ab", "한")],
)
def test_a_separate_accent_is_joined_to_its_letter(apart: Any, joined: Any) -> None:
    assert checked_name(apart) == joined
    assert cli.main(["profile", "--baby", apart]) == 0
    assert profile.load().baby == joined


@pytest.mark.parametrize(
    "name", ["\u0301a", "3", "-", "😀", "a{b", "a\nb\x07", "a<b", "x" * 31, "\u200d", "a\u202eb", "٣"]
)
def test_an_invalid_name_is_refused_with_the_rule(name: str) -> None:
    with pytest.raises(UsageError, match="can't be spoken; use up to 30 letters"):
        checked_name(name)


def test_the_length_of_a_name_counts_letters_and_not_marks() -> None:
    assert is_name("\u0995\u09cd" * LONGEST_NAME)
    assert not is_name("\u0995\u09cd" * (LONGEST_NAME + 1))


def test_a_name_given_as_raw_bytes_is_read() -> None:
    assert whole(os.fsencode("Zoë").decode("ascii", "surrogateescape")) == "Zoë"


@given(st.text(max_size=40))
def test_every_accepted_name_can_be_said_and_is_kept_unchanged(text: str) -> None:
    try:
        name = checked_name(text)
    except UsageError:
        return
    assert checked_name(name) == name
    assert not name or speakable(name)
    profile.save(Profile(baby=name))
    assert profile.load().baby == name


@pytest.mark.parametrize("name", ["Анна", "आर्या", "Nguye\u0302\u0303n", "נועה"])
def test_a_name_can_be_typed_letter_by_letter_in_the_first_run(name: str) -> None:
    so_far = ""
    for letter in name.lower():
        so_far = typed(so_far, letter)
    assert checked_name(as_name(so_far)) == whole(name)


def test_it_shows_how_a_name_will_be_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["profile", "--baby", "Анна"]) == 0
    assert 'The voice says "Anna"; if that is wrong, give the name in Latin letters.' in capsys.readouterr().out
    assert cli.main(["profile", "--baby", "Zoë"]) == 0
    assert "The voice says" not in capsys.readouterr().out


# --- sentences -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Now stroke Анна.", "Now stroke Anna."),
        ("Zoë rests.", "Zoë rests."),
        ("Ещё раз.", "Ещё раз."),
        ("Feet 👨‍🍼.", "Feet 👨‍🍼."),
        ("Hold for 30s.", "Hold for 30 seconds."),
        ("Rest 1m30s.", "Rest 1 minute 30 seconds."),
        ("1s, 1 sec, 2.5s", "1 second, 1 second, 2.5 seconds"),
        ("5 min or 2 hrs", "5 minutes or 2 hours"),
        ("In the 1990s, B12s and 3m.", "In the 1990s, B12s and 3m."),
    ],
)
def test_a_sentence_is_written_for_an_english_voice(text: str, said: Any) -> None:
    assert english(text) == said


VOWELS = "aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýÿāăąēĕėęěĩīĭįıōŏőœũūŭůűų"


@pytest.mark.real
def test_no_letter_of_a_name_is_dropped_by_the_usual_voice() -> None:
    front = pytest.importorskip("hibari.g2p").G2P()

    def said(name: str) -> str:
        return str(front(latin(name)))

    for letter in filter(str.isalpha, map(chr, range(0xC0, 0x250))):
        ends = ("lorani", "lina", "mara") if latin(letter)[:1].lower() in VOWELS else ("orani", "ina", "ara")
        assert any(said(letter + end) != said(end) for end in ends), f"{letter} is not heard"


@pytest.fixture(scope="module", params=["heart", "system"])
def voice(request: Any) -> Iterator[Any]:
    """Each voice, started once: heart takes three seconds to load."""
    made: Any = voices.plain(request.param)
    yield made
    made.child.close()


@pytest.mark.real
@pytest.mark.parametrize("name", ["明", "आर्या", "محمد", "Анна"])
def test_no_voice_drops_or_spells_a_name(voice: Any, name: str) -> None:
    with_it = voice.speak(f"Hello, {name}.").ms
    bare = voice.speak("Hello.").ms
    assert bare + 200 < with_it < bare + 1600
    assert latin(name).isascii()


# --- where the voice is installed, and which one is chosen -----------------------------------------------


@pytest.mark.real
@LINUX
@pytest.mark.parametrize("above", ["x" * 100, "x" * 200, "y" * 99 + "/" + "z" * 99 + "/lib", "Ünser Kind/" + "o" * 140])
def test_the_system_voice_speaks_however_long_the_path_to_it_is(
    above: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = find_spec("espeakng_loader")
    assert found
    assert found.origin
    long = tmp_path / above / "site-packages"
    shutil.copytree(Path(found.origin).parent, long / "espeakng_loader")
    monkeypatch.setenv("PYTHONPATH", str(long))
    assert SystemVoice().check() == ""


@pytest.mark.real
@LINUX
def test_the_system_voice_speaks_where_modules_are_found_by_relative_paths(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(voices.__file__).parents[2])
    monkeypatch.setenv("PYTHONPATH", ".")
    assert SystemVoice().speak("Hello.").ms > 100


@pytest.mark.real
@LINUX
def test_a_voice_that_was_uninstalled_is_replaced() -> None:
    told: list[str] = []
    voice = voices.make("system", voice_id="gone", on_change=told.append, within_ms=20_000)
    assert voice.speak("Hello.").ms > 100
    assert len(told) == 1
    with pytest.raises(VoiceError, match='no voice "gone"'):
        voices.plain("system", voice_id="gone").speak("Hello.")
