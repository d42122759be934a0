"""The first evenings by ear: what is told or chosen before, in and after the first run holds, tonight and later."""

import datetime
import threading
from pathlib import Path
from typing import Any

import pytest

from coach.cli import choices, context, world
from coach.cli import main as cli
from coach.cli.commands import checkup
from coach.model import channels
from coach.playback.listening import Listening
from coach.store import profile
from coach.store.profile import Profile
from coach.support.errors import EarError, UsageError
from tests.stories.test_transcript import ANY, USUAL, evening
from tests.support.night import Ears, Evening, Untouched, told


@pytest.fixture(autouse=True)
def one_voice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The words are what counts."""
    monkeypatch.setattr(world, "offered", lambda: ["heart"])


class Full:
    """Writes nothing: the disk is full."""

    def __call__(self, *_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")


FIRST = "Can you hear me well"
"""The first question of the first run."""


@pytest.mark.parametrize("key", ["k", "v"])
def test_a_massage_before_the_first_run_doesnt_take_its_place(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    """The README offers the doll first; that the microphone is known, or off, is all that is kept of it."""
    doll = ("I'd rather not say", ANY), ("Press V now", key), (r"all's well today", "q")
    evening(monkeypatch, *doll, arguments=("play", "doll"), microphone=True)
    assert profile.load().listens == (key == "k")
    again = evening(monkeypatch, *doll[::2], arguments=("play", "doll"), microphone=True)
    assert "How old is your baby? Count from the due date." in again.text, "the age is not known yet"
    assert "Nothing is recorded." not in again.text, "it is told once"
    evening(monkeypatch, (FIRST, "escape"), microphone=True)
    voice = [("You can say the words aloud", ANY), ("Leave that out", ANY)] if key == "k" else []
    evening(monkeypatch, *USUAL, *voice, ("What shall we do", "q"), microphone=True)
    assert profile.load() == Profile(listens=key == "k", listening_told=True)
    assert FIRST not in " ".join(evening(monkeypatch, ("What shall we do", "q"), microphone=True).text)


def test_a_jab_is_kept_and_the_first_run_is_still_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    jab = ("I'd rather not say", ANY), ("a leg had a jab", ANY), ("The left leg", ANY), ("Ask in your own words", "q")
    evening(monkeypatch, *jab, arguments=("play", "legs-and-feet"))
    evening(monkeypatch, *USUAL, ("What shall we do", "q"))
    assert (profile.load().jab, profile.load().asked) == ("left leg", True)


def test_answers_that_cannot_be_saved_hold_until_the_coach_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """The massage at bedtime, and any other choice that comes back to the lists, used to lose them."""
    monkeypatch.setattr(checkup, "doctor", lambda _given: 0)
    profile.config_folder().parent.mkdir(parents=True, exist_ok=True)
    profile.config_folder().write_text("in the way", encoding="utf-8")
    ears = evening(
        monkeypatch,
        ("Good as it is", ANY),
        ("Six to twelve weeks", ANY),
        ("First choose my voice", ANY),
        ("Good as it is", ANY),
        ("This is my usual voice", ANY),
        ("Your baby's name", "enter"),
        ("One hand alone", ANY),
        ("Any key of the keyboard", ANY),
        ("They count for tonight", ""),
        ("Press any key now", ANY),
        (r"One of two\. Go on", ANY),
        *[("More that I can do", ANY), ("Check every part", ANY)] * 2,
        ("More that I can do", ANY),
        ("A massage to fall asleep with", ANY),
        ("Legs and feet", ANY),
        ("all's well today", ANY),
        ("Press Enter to skip ahead", "enter"),
        ("Ask in your own words", "q"),
    )
    assert "Your hand or your forearm now stays on your baby." in ears.text
    assert len([text for text in ears.text if text.startswith("How old is your baby")]) == 1
    profile.config_folder().unlink()
    profile.save(Profile(rate=150))
    assert profile.load() == Profile(rate=150), "what is saved counts again"


def test_a_microphone_turned_off_stays_off_even_if_that_cannot_be_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup, "doctor", lambda _given: 0)
    profile.save(Profile(volume=140))
    monkeypatch.setattr(profile, "write_whole", Full())
    evening(
        monkeypatch,
        ("Press V now", told("turn my microphone off")),
        *[("More that I can do", ANY), ("Check every part", ANY)] * 2,
        ("What shall we do", "escape"),
        microphone=True,
    )
    assert profile.load() == Profile(volume=140, listens=False, listening_told=True)


def test_the_name_just_told_says_no_in_the_massage_that_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the name, "Mia says no" is one more phrase to listen for."""
    ears = Ears(
        *USUAL[:2],
        ("First choose my voice", ANY),
        ("Good as it is", ANY),
        ("This is my usual voice", ANY),
        ("Your baby's name", b"mia".hex()),
        (r"^A\.", "enter"),
        ("Yes, that's the name", ANY),
        ("the right one leads", ANY),
        ("Any key of the keyboard", ANY),
        *USUAL[3:],
        ("You can say the words aloud", ANY),
        ("Leave that out", ANY),
        ("What shall we do", "q"),
    )
    Evening(ears, microphone=True).begin(monkeypatch)
    opened: list[str] = []

    def microphone(mine: Profile, *_: Any) -> Any:
        opened.append(mine.baby)
        return Untouched(channels.ALOUD)

    monkeypatch.setattr(context, "make_microphone", microphone)
    assert cli.main([]) == 0
    assert opened == ["", "Mia"]


def test_a_folder_that_cannot_be_used_is_told_and_lists_return(monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(_given: Any) -> int:
        raise PermissionError(13, "Permission denied", "/home/anna/records")

    profile.save(Profile())
    monkeypatch.setattr(checkup, "doctor", locked)
    way = ("More that I can do", ANY), ("Check every part", ANY), ("What shall we do", "q")
    said = evening(monkeypatch, *way).text
    assert "That choice didn't work." in said
    assert "/home/anna/records, this file or folder can't be used (Permission denied)." in said


@pytest.mark.parametrize(
    ("file", "text", "name"),
    [
        ("slow-evening.yaml", "coach: 1\ntitle: [Slow\nparts:\n", "slow evening"),
        ("slow-evening.yaml", "coach: 1\ntitle: Slow\npart:\n", "slow evening"),
        ("Slow Evening.yml", "coach: 1\n", "Slow Evening"),
    ],
)
def test_an_own_routine_with_a_fault_is_told_once(
    file: str, text: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was missing from every list without a word; where "parts:" was mistyped, `coach list` said nothing either."""
    profile.save(Profile())
    (profile.config_folder() / "scripts").mkdir()
    (profile.config_folder() / "scripts" / file).write_text(text, encoding="utf-8")
    way = ("Something short", ANY), ("Return to the first list", ANY), ("What shall we do", ""), ("Legs and feet", ANY)
    said = evening(monkeypatch, *way, ("all's well today", "q")).text
    assert said.count(f"Among your own routines, I can't read {name}.") == 1
    assert said.count("The check of every part says why.") == 1


def test_a_bedtime_that_cannot_begin_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: Any) -> None:
        raise UsageError("hips", "the routine is gone")

    profile.save(Profile())
    monkeypatch.setattr(choices, "arranged", gone)
    way = ("More that I can do", ANY), ("A massage to fall asleep with", ANY), ("Legs and feet", ANY)
    said = evening(monkeypatch, *way, ("That choice didn't work", ""), ("What shall we do", "q")).text
    assert said.count("Hips, the routine is gone.") == 1


def test_only_what_can_be_led_at_bedtime_is_offered_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    profile.save(profile.aged(Profile(), "4m", datetime.datetime.now().astimezone().date()))
    way = ("More that I can do", ANY), ("A massage to fall asleep with", ANY), ("Choose by part", ANY)
    said = evening(monkeypatch, *way, ("Return to", ANY), ("More that I can do", "escape"), ("What shall", "q")).text
    assert "One of seven. A short bedtime." in said
    assert not [text for text in said if "Gentle movements" in text]


FORGET = ("More that I can do", ANY), ("Forget all that I keep", ANY), ("Forget everything for good", ANY)
FORGOTTEN = "Everything's forgotten. Goodbye."


def test_everything_is_said_to_be_forgotten_once_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    profile.save(Profile(baby="Mia"))
    still: list[bool] = []
    wish = (FORGOTTEN, lambda _ears: still.append(profile.path().exists()))
    assert evening(monkeypatch, *FORGET, wish).text[-1] == FORGOTTEN
    assert still == [False]


def test_what_could_not_be_forgotten_is_told_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    profile.save(Profile(baby="Mia"))

    def locked(path: Path, **_: Any) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "unlink", locked)
    back = ("More that I can do", "escape"), ("What shall we do", "q")
    said = evening(monkeypatch, *FORGET, ("^Coach forget, could not delete", ""), *back).text
    assert "That choice didn't work." in said
    assert FORGOTTEN not in said


@pytest.mark.parametrize("arguments", [[], ["play"], ["course"]])
def test_a_damaged_profile_is_told_aloud(monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    """It was printed alone: whoever sees nothing heard nothing at all."""
    profile.save(Profile())
    profile.path().write_text("pace: fast\n", encoding="utf-8")
    ears = Ears()
    Evening(ears, microphone=True).begin(monkeypatch)
    assert cli.main(arguments) == 3
    assert ears.text[-1] == "Profile.yaml, cannot be used."


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["play", "legs-and-feet", "--jab", "both legs"], "Choose another routine."),
        (["play", "back", "--harness"], "Back. With a harness, I'm leaving out nine strokes."),
        (["play", "nowhere"], "Nowhere, there is no such routine."),
    ],
)
def test_why_a_massage_cannot_begin_is_told_aloud(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: str
) -> None:
    profile.save(Profile())
    ears = Ears()
    Evening(ears).begin(monkeypatch)
    assert cli.main(arguments) != 0
    assert told in ears.text


def test_a_jab_that_cannot_be_kept_is_told_after_why_nothing_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    profile.save(Profile())
    monkeypatch.setattr(profile, "write_whole", full)
    ears = Ears()
    Evening(ears).begin(monkeypatch)
    assert cli.main(["play", "legs-and-feet", "--jab", "both legs"]) != 0
    said = " ".join(ears.text)
    assert said.index("I skip the left leg and the right leg") < said.index("cannot be saved")


def test_a_folder_of_records_nobody_may_enter_costs_no_massage(monkeypatch: pytest.MonkeyPatch) -> None:
    """As after `sudo coach`, which makes the folder root's. Before, every evening ended right after the hello."""
    profile.save(Profile())
    exists, stat, folder = Path.exists, Path.stat, profile.data_folder()

    def locked(look: Any) -> Any:
        def looked(path: Path, **how: Any) -> Any:
            if path.parent == folder:
                raise PermissionError(13, "Permission denied", str(path))
            return look(path, **how)

        return looked

    monkeypatch.setattr(Path, "exists", locked(exists))
    monkeypatch.setattr(Path, "stat", locked(stat))
    history = (
        ("Hear what we've done so far", ANY),
        ("Journal.sqlite3, the record cannot be kept", ""),
        ("Check the folder and the disk", ""),
    )
    evening(monkeypatch, *history, ("Five minutes", ANY), ("all's well today", "q"), microphone=True)


class SlowToOpen(Untouched):
    """A microphone that opens only when somebody waits for it, as a real one takes a moment."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__(channels.ALOUD)
        opened, self.waited = Listening.opened, threading.Event()
        monkeypatch.setattr(Listening, "opened", lambda *given: (self.waited.set(), opened(*given))[1])

    def listen(self, hear: Any) -> Any:
        self.waited.wait(20)
        return super().listen(hear)


def test_without_a_keyboard_a_massage_waits_for_its_microphone(monkeypatch: pytest.MonkeyPatch) -> None:
    ears = Ears(("I stop when you say", ""), ("all's well today", "q"))
    deaf = Untouched(channels.KEYS, EarError("keys", "there is no terminal", "start the coach in one"))
    Evening(ears).begin(monkeypatch, keyboard=deaf)
    monkeypatch.setattr(context, "make_microphone", lambda *_: SlowToOpen(monkeypatch))
    assert cli.main(["play", "doll"]) == 0
    assert ears.wishes == []
