"""A whole evening by ear alone: keys are pressed that the coach itself has named, and nothing else is known."""

from dataclasses import replace
from itertools import pairwise

import pytest
from night import Ears, session_for, told

from coach import cli, profile, wiring
from coach.errors import EarError
from coach.profile import Profile
from coach.voices.silent import SilentVoice

ANY = "k"
"""Any key at all takes the choice that is being spoken."""
USUAL = (
    ("Good as it is", ANY),
    ("With everything as usual", ANY),
    ("Press any key now", ANY),
    (r"One of two\. Go on", ANY),
)
"""The first run with everything as usual."""


def evening(monkeypatch, *wishes, arguments=()):
    """`coach`, heard and answered by someone who sees nothing."""
    ears = Ears(*wishes)
    monkeypatch.setattr(wiring, "Session", session_for(ears))
    assert cli.main([*arguments]) == 0
    assert ears.wishes == [], f"never heard; the last was {ears.text[-3:]}"
    return ears


@pytest.fixture(autouse=True)
def plain_voice(monkeypatch):
    """The words are what counts."""
    monkeypatch.setattr(wiring, "make_voice", lambda *_: SilentVoice())
    monkeypatch.setattr(wiring, "_offered", lambda: ["heart", "system", "system:other"])


def test_a_whole_evening_by_ear_alone(monkeypatch):
    """First run, choosing, a session with every kind of answer, history, and the end."""
    ears = evening(
        monkeypatch,
        *USUAL,
        (r"Legs and feet", ANY),
        (r"All of that is true", ANY),
        ("Enter skips ahead", told("skips ahead")),
        (r"Massage\?", "tab"),  # the opening was skipped, so the keys are asked for
        ("Tab tells the keys", told("is not sure")),
        (r"Massage\?", told("is yes")),
        (r"^Rope\.", ANY),
        (r"^Resting", ANY),  # once more is heard, and nothing is added
        (r"Tab tells all keys", told("tells all keys")),
        (r"Tab tells the keys", told("tells where this is")),
        ("to go in this part", told("begins the stroke again")),
        (r"^Rope\.", ANY),
        (r"^Resting", told("is the stroke after")),
        (r"^Wringing\.", ANY),
        (r"^Resting", told("the stroke before")),
        (r"^Rope\.", ANY),
        (r"^Resting", told("is slower")),
        (r"^Slower", told("goes on")),
        (r"^Rope\.", ANY),
        (r"^Resting", told("is the part after")),
        (r"Massage\?", told("is yes")),
    )
    assert ears.text[-1] == "Goodbye."
    ears = evening(
        monkeypatch,
        ("Hear what was done so far", ANY),
        (r"^No at rope", ANY),
        ("Nothing today", ANY),
    )
    said = ears.text
    assert any(text.startswith("Legs and feet,") and text.endswith("Finished.") for text in said)
    assert "Not sure at the question before left leg." in said
    assert said[-1] == "Goodbye."


def test_with_everything_as_usual_eight_keys_lead_to_the_oil(monkeypatch):
    ears = evening(
        monkeypatch,
        *USUAL,
        (r"Legs and feet", ANY),
        (r"All of that is true", ANY),
        ("Enter skips ahead", told("skips ahead")),
        (r"Massage\?", "q"),
    )
    assert len(ears.pressed) - 1 <= 8
    assert profile.load() == Profile()
    assert profile.path().exists(), "it is asked once"


def test_everything_can_be_chosen_in_the_first_run(monkeypatch):
    evening(
        monkeypatch,
        ("Two of three. Louder", ANY),
        ("Good as it is", ANY),
        ("First my voice", ANY),
        ("Slower", ANY),
        ("Good as it is", ANY),
        ("This is the voice of your machine", ANY),
        ("Your baby's name", "m"),
        (r"^M\.", "i"),
        (r"^I\.", "a"),
        (r"^A\.", "enter"),
        ("Yes, that is the name", ANY),
        ("Twelve weeks to half a year", ANY),
        ("the left one leads", ANY),
        ("Any key of the keyboard", ANY),
        ("Press any key now", ANY),
        ("Try that once more", ANY),
        ("Press any key now", ANY),
        (r"One of two\. Go on", ANY),
        ("Nothing today", ANY),
    )
    mine = profile.load()
    assert (mine.volume, mine.rate, mine.voice, mine.baby, mine.hands) == (140, 120, "system", "Mia", "left")
    assert mine.born


def test_escape_goes_back_and_at_the_first_question_it_leaves_with_nothing_kept(monkeypatch):
    ears = evening(
        monkeypatch,
        ("Good as it is", ANY),
        ("How shall we begin", "escape"),
        ("Can you hear me well", "backspace"),
    )
    assert not profile.path().exists()
    assert ears.text.count("Can you hear me well?") == 2


def test_when_everything_is_asked_again_one_key_keeps_all_as_it_is(monkeypatch):
    before = Profile(volume=140, rate=120, voice="system", baby="Mia", born="2026-08-01", hands="one")
    profile.save(before)
    evening(
        monkeypatch,
        *[("One of three. Good as it is", ANY)] * 2,
        ("This is the voice of your machine", ANY),
        ("Your baby's name is Mia", "enter"),
        ("I leave that open", ANY),
        ("One hand alone", ANY),
        ("Any key of the keyboard", ANY),
        ("Press any key now", ANY),
        (r"One of two\. Go on", ANY),
        arguments=("profile", "--again"),
    )
    assert profile.load() == before


def test_when_it_is_asked_again_and_left_everything_is_as_it_was(monkeypatch):
    profile.save(before := Profile(volume=140))
    ears = evening(
        monkeypatch,
        ("Choose voice, baby", ANY),
        ("Softer", ANY),
        ("How is that", "escape"),
        ("What shall we do", "q"),
    )
    assert "Then it stays as it was." in ears.text
    assert profile.load() == before


def test_a_list_is_said_again_after_a_silence_and_later_each_time_and_chooses_nothing(monkeypatch):
    profile.save(Profile())
    ears = evening(monkeypatch, *[("^One of", "")] * 4, ("^One of", "q"))
    begun = [at for at, text in ears.heard if text.startswith("One of")]
    waits = [later - earlier for earlier, later in pairwise(begun)]
    assert len(waits) == 4
    assert waits == sorted(set(waits)), "rarer each time"
    assert ears.text[-1] == "Goodbye."


def test_the_coach_says_what_it_is_stopped_by_and_tries_every_way_until_it_worked(monkeypatch):
    profile.save(Profile(keys={"global:k": "no"}, listens=True))
    ears = evening(
        monkeypatch,
        ("Choose voice, baby", ANY),
        *[("^One of three. Good as it is", ANY)] * 2,
        ("This is my usual voice", ANY),
        ("Your baby's name", "enter"),
        ("I leave that open", ANY),
        ("the right one leads", ANY),
        ("Any key of the keyboard", ANY),
        ("Press any key now", ANY),
        (r"One of two\. Go on", ANY),
        ("Press the pedal now", ANY),
        ("Try that once more", ANY),
        ("Press the pedal now", "global:k"),
        (r"One of two\. Go on", ANY),
        ("You can say it aloud", ANY),
        ("Leave it out", ANY),
        ("What shall we do", "escape"),
    )
    assert "That was another way than the pedal." in ears.text
    assert "I stop for any key and the pedal." in ears.text


def test_a_pedal_is_learnt_in_the_first_run_and_tried_at_once(monkeypatch):
    monkeypatch.setattr(wiring, "_learnt", lambda _session, mine, command: replace(mine, keys={"global:k": command}))
    ears = evening(
        monkeypatch,
        ("Good as it is", ANY),
        ("First my voice", ANY),
        ("Good as it is", ANY),
        ("This is my usual voice", ANY),
        ("Your baby's name", "backspace"),
        ("This is my usual voice", ANY),
        ("Your baby's name", "enter"),
        ("I leave that open", ANY),
        ("the right one leads", ANY),
        ("A pedal or a remote as well", ANY),
        ("Press any key now", ANY),
        (r"One of two\. Go on", ANY),
        ("Press the pedal now", "global:k"),
        (r"One of two\. Go on", "global:k"),
        ("Nothing today", "global:k"),
    )
    assert "I stop for any key and the pedal." in ears.text
    assert profile.load().keys == {"global:k": "no"}


def test_a_name_that_cannot_be_spoken_is_typed_again(monkeypatch):
    evening(
        monkeypatch,
        ("Good as it is", ANY),
        ("First my voice", ANY),
        ("Good as it is", ANY),
        ("This is my usual voice", ANY),
        ("Your baby's name", ("a" * 40).encode().hex()),
        (r"^A\.", "enter"),
        ("I cannot say that name", b"ann".hex()),
        (r"^N\.", "enter"),
        ("No, I type it again", ANY),
        ("I cannot say that name", b"anna".hex()),
        (r"^A\.", "enter"),
        ("Yes, that is the name", ANY),
        ("I leave that open", ANY),
        ("the right one leads", ANY),
        ("Any key of the keyboard", ANY),
        ("Press any key now", ANY),
        (r"One of two\. Go on", ANY),
        ("Nothing today", ANY),
    )
    assert profile.load().baby == "Anna"


def test_the_short_sounds_are_learnt_from_the_list(monkeypatch):
    profile.save(Profile())
    ears = evening(monkeypatch, ("Learn my short sounds", ANY), ("^Hello:", "q"), ("What shall we do", "escape"))
    assert ears.text.count("What shall we do?") == 2


def test_without_a_keyboard_it_says_so_instead_of_asking_for_ever(monkeypatch, capsys):
    profile.save(Profile())

    class Deaf(session_for(Ears())):
        def __init__(self, parts):
            super().__init__(parts)
            self.hears = False

    monkeypatch.setattr(wiring, "Session", Deaf)
    assert cli.main([]) == EarError.status
    assert "start the coach in a terminal" in capsys.readouterr().err
