"""A whole evening by ear alone: keys are pressed that the coach itself has named, and nothing else is known."""

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import platformdirs
import pytest

from coach import outputs
from coach.cli import arguments, assembly, world
from coach.cli import main as cli
from coach.cli.commands import massage
from coach.dialogue import settings
from coach.model.records import Begun
from coach.store import profile
from coach.store.profile import Profile
from coach.store.writer import wall_ms
from coach.support.errors import EarError
from tests.store.pasts import entry, keep
from tests.support.night import Ears, Evening, Untouched, told
from tests.support.told import WORDS

ANY = "k"
"""Any key at all takes the choice that is being spoken."""
USUAL = (
    ("Good as it is", ANY),
    ("I'd rather not say", ANY),
    ("With everything as usual", ANY),
    ("Press any key now", ANY),
    (r"One of two\. Go on", ANY),
)
"""The first run with everything as usual."""


def evening(monkeypatch: pytest.MonkeyPatch, *wishes: Any, arguments: Any = (), microphone: bool = False) -> Any:
    """`coach`, heard and answered by someone who sees nothing."""
    ears = Ears(*wishes)
    Evening(ears, microphone=microphone).begin(monkeypatch)
    assert cli.main([*arguments]) == 0
    assert ears.wishes == [], f"never heard; the last was {ears.text[-3:]}"
    return ears


@pytest.fixture(autouse=True)
def three_voices(monkeypatch: pytest.MonkeyPatch) -> None:
    """The words are what counts."""
    monkeypatch.setattr(world, "offered", lambda: ["heart", "system", "system:other"])


def test_a_whole_evening_by_ear_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """First run, choosing, a session with every kind of answer, history, and the end."""
    ears = evening(
        monkeypatch,
        *USUAL,
        (r"Legs and feet", ANY),
        (r"Yes, all's well today", ANY),
        ("Press Enter to skip ahead", told("skip ahead")),
        ("Ask in your own words", "tab"),  # the opening was skipped, so the keys are asked for
        ("Tab tells the keys", told("is not sure")),
        ("Ask in your own words", told("is yes")),
        (r"^Rope\.", ANY),
        (r"^Resting", ANY),  # once more is heard, and nothing is added
        (r"Tab for every key", told("for every key")),
        (r"Tab tells the keys", told("tells where we've got to")),
        ("left in this part", told("the stroke again")),
        (r"^Rope\.", ANY),
        (r"^Resting", told("is one stroke on")),
        (r"^Wringing\.", ANY),
        (r"^Resting", told("the stroke before")),
        (r"^Rope\.", ANY),
        (r"^Resting", told("is slower")),
        (r"^Slower", told("go on")),
        (r"^Rope\.", ANY),
        (r"^Resting", told("is the next part")),
        ("Ask your baby about the right leg", told("is yes")),
    )
    assert ears.text[-1] == "Goodbye."
    ears = evening(
        monkeypatch,
        ("Hear what we've done so far", ANY),
        (r"^No at rope", ANY),
        ("Nothing today", ANY),
    )
    said = ears.text
    assert any(text.startswith("Legs and feet,") and text.endswith("Finished.") for text in said)
    assert "Not sure at the question before left leg." in said
    assert said[-1] == "Goodbye."


def test_with_the_usual_choices_nine_keys_lead_to_the_oil(monkeypatch: pytest.MonkeyPatch) -> None:
    ears = evening(
        monkeypatch,
        *USUAL,
        (r"Legs and feet", ANY),
        (r"Yes, all's well today", ANY),
        ("Press Enter to skip ahead", told("skip ahead")),
        ("Ask in your own words", "q"),
    )
    assert len(ears.pressed) - 1 <= 9
    assert ears.text.count("I stop for any key.") == 1, "what the dry run has just named is not named again"
    assert profile.load() == Profile()
    assert profile.path().exists(), "it is asked once"


def test_on_other_evenings_the_ways_to_stop_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    profile.save(Profile())
    ears = evening(
        monkeypatch, (r"Legs and feet", ANY), (r"Yes, all's well today", ANY), ("Ask in your own words", "q")
    )
    named = ears.text.index("I stop for any key.")
    assert named < next(n for n, text in enumerate(ears.text) if "Warm a little oil" in text)


def test_after_three_finished_evenings_the_fourth_begins_as_they_did(monkeypatch: pytest.MonkeyPatch) -> None:
    profile.save(Profile())
    now = wall_ms()
    evenings = [(Begun(str(n), now, "hips", "Hips", "{}"), [entry("stroke done", "heart", wall=now)]) for n in range(3)]
    keep(profile.journal_file(), evenings)
    wishes = ("Yes, all's well today", ANY), ("Ask in your own words", "q")
    ears = evening(monkeypatch, *wishes, arguments=("play", "hips", "--age", "4m"))
    assert ears.text[-1] == WORDS.say("goodbye-done")[-1]


def test_everything_can_be_chosen_in_the_first_run(monkeypatch: pytest.MonkeyPatch) -> None:
    evening(
        monkeypatch,
        ("Two of three. Louder", ANY),
        ("Good as it is", ANY),
        ("Twelve weeks to half a year", ANY),
        ("First choose my voice", ANY),
        ("Slower", ANY),
        ("Good as it is", ANY),
        ("This is the voice of your machine", ANY),
        ("Your baby's name", "m"),
        (r"^M\.", "i"),
        (r"^I\.", "a"),
        (r"^A\.", "enter"),
        ("Yes, that's the name", ANY),
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


def test_escape_goes_back_and_at_the_first_question_leaves_without_keeping(monkeypatch: pytest.MonkeyPatch) -> None:
    ears = evening(
        monkeypatch,
        ("Good as it is", ANY),
        ("How old is your baby", "escape"),
        ("Can you hear me well", "backspace"),
    )
    assert not profile.path().exists()
    assert ears.text.count("Can you hear me well?") == 2


def test_asked_again_one_key_keeps_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    before = Profile(volume=140, rate=120, voice="system", baby="Mia", born="2026-08-01", hands="one")
    profile.save(before)
    evening(
        monkeypatch,
        *[("One of three. Good as it is", ANY)] * 2,
        ("This is the voice of your machine", ANY),
        ("Your baby's name is Mia", "enter"),
        ("I'd rather not say", ANY),
        ("One hand alone", ANY),
        ("Any key of the keyboard", ANY),
        ("Press any key now", ANY),
        (r"One of two\. Go on", ANY),
        arguments=("profile", "--again"),
    )
    assert profile.load() == before


def test_asked_again_and_left_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    profile.save(before := Profile(volume=140))
    ears = evening(
        monkeypatch,
        ("Choose the voice, baby", ANY),
        ("Softer", ANY),
        ("How's that", "escape"),
        ("What shall we do", "q"),
    )
    assert "Then everything stays as before." in ears.text
    assert profile.load() == before


def test_a_list_repeats_later_each_time_and_silence_chooses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    profile.save(Profile())
    ears = evening(monkeypatch, *[("^One of", "")] * 4, ("^One of", "q"))
    begun = [at for at, text in ears.heard if text.startswith("One of")]
    waits = [later - earlier for earlier, later in pairwise(begun)]
    assert len(waits) == 4
    assert waits == sorted(set(waits)), "rarer each time"
    assert ears.text[-1] == "Goodbye."


def test_the_coach_says_what_stops_it_and_tries_each_until_it_works(monkeypatch: pytest.MonkeyPatch) -> None:
    profile.save(Profile(keys={"global:k": "no"}, listening_told=True))
    ears = evening(
        monkeypatch,
        ("Choose the voice, baby", ANY),
        *[("^One of three. Good as it is", ANY)] * 2,
        ("This is my usual voice", ANY),
        ("Your baby's name", "enter"),
        ("I'd rather not say", ANY),
        ("the right one leads", ANY),
        ("Any key of the keyboard", ANY),
        ("Press any key now", ANY),
        (r"One of two\. Go on", ANY),
        ("Press the pedal now", ANY),
        ("Try that once more", ANY),
        ("Press the pedal now", "global:k"),
        (r"One of two\. Go on", ANY),
        ("You can say the words aloud", ANY),
        ("Leave that out", ANY),
        ("What shall we do", "escape"),
        microphone=True,
    )
    assert "Something stopped me, but not the pedal." in ears.text
    assert "I stop for any key and the pedal." in ears.text


def test_the_first_evening_tells_that_it_listens_and_tries_the_voice(monkeypatch: pytest.MonkeyPatch) -> None:
    ears = evening(
        monkeypatch,
        ("Good as it is", ANY),
        ("I'd rather not say", ANY),
        (WORDS.lines["start-choices"][0], ANY),
        ("Press any key now", ANY),
        (r"One of two\. Go on", ANY),
        ("You can say the words aloud", ANY),
        ("Leave that out", ANY),
        ("What shall we do", "escape"),
        microphone=True,
    )
    assert ears.text.count("I also stop when you say: baby says no.") == 1
    assert profile.load().listening_told


def test_the_named_key_turns_the_microphone_off_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    profile.save(Profile(volume=140))
    wishes = ("Press V now", told("turn my microphone off")), ("What shall we do", "escape")
    assert WORDS.one("listening-off") in evening(monkeypatch, *wishes, microphone=True).text
    assert profile.load() == Profile(volume=140, listens=False, listening_told=True)
    again = evening(monkeypatch, ("What shall we do", "escape"), microphone=True)
    assert "microphone" not in " ".join(again.text)


def test_a_pedal_learned_in_the_first_run_is_tried_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    ears = evening(
        monkeypatch,
        ("Good as it is", ANY),
        ("I'd rather not say", ANY),
        ("First choose my voice", ANY),
        ("Good as it is", ANY),
        ("This is my usual voice", ANY),
        ("Your baby's name", "backspace"),
        ("This is my usual voice", ANY),
        ("Your baby's name", "enter"),
        ("the right one leads", ANY),
        ("A pedal or a remote as well", ANY),
        ("Press the pedal now. Escape", "global:k"),
        ("Press any key now", ANY),
        (r"One of two\. Go on", ANY),
        ("Press the pedal now", "global:k"),
        (r"One of two\. Go on", "global:k"),
        ("Nothing today", "global:k"),
    )
    assert "I stop for any key and the pedal." in ears.text
    assert profile.load().keys == {"global:k": "no"}


def test_a_name_that_cannot_be_spoken_is_typed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    evening(
        monkeypatch,
        ("Good as it is", ANY),
        ("I'd rather not say", ANY),
        ("First choose my voice", ANY),
        ("Good as it is", ANY),
        ("This is my usual voice", ANY),
        ("Your baby's name", ("a" * 40).encode().hex()),
        (r"^A\.", "enter"),
        ("I cannot say that name", b"ann".hex()),
        (r"^N\.", "enter"),
        ("No, I'll type the name again", ANY),
        ("I cannot say that name", b"anna".hex()),
        (r"^A\.", "enter"),
        ("Yes, that's the name", ANY),
        ("the right one leads", ANY),
        ("Any key of the keyboard", ANY),
        ("Press any key now", ANY),
        (r"One of two\. Go on", ANY),
        ("Nothing today", ANY),
    )
    assert profile.load().baby == "Anna"


def test_the_short_sounds_can_be_learned_from_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    profile.save(Profile())
    ears = evening(monkeypatch, ("Learn my short sounds", ANY), ("means hello", "q"), ("What shall we do", "escape"))
    assert ears.text.count("What shall we do?") == 2


# --- the second list -----------------------------------------------------------------------------


@pytest.fixture
def errands(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What is run as if it had been typed."""
    found = []
    monkeypatch.setattr(massage, "run_typed", lambda errand: found.append(tuple(errand)) or 0)
    return found


BY_EAR = {
    "play": [("A massage to fall asleep with", ANY), ("Legs and feet", ANY)],
    "practise": [("Practise stopping me by voice", ANY)],
    "doctor": [("Check every part of me", ANY)],
    "forget": [("Forget all that I keep", ANY), ("Forget everything for good", ANY)],
    "profile": [("Teach me a pedal", ANY), ("Where we've got to", ANY)],
    "render": [
        ("Write out a routine", ANY),
        ("As a recording", ANY),
        ("Choose by part", ANY),
        ("Bottom and hips", ANY),
    ],
    "show": [
        ("Write out a routine", ANY),
        ("As a large-print card", ANY),
        ("Choose by part", ANY),
        ("Bottom and hips", ANY),
    ],
}
"""Commands as they are run, and the lists that lead to them."""
OTHERWISE = {
    "list": "the first list holds the routines",
    "sounds": "in the first list",
    "history": "in the first list",
    "voices": "heard and chosen in the first run",
    "speakers": "a setting",
    "check": "the doctor checks every routine",
    "listen": "practising tells what is heard",
    "course": "in the first list",
    "page": "for a phone, and typed once by whoever sets it up",
}


@pytest.mark.long
@pytest.mark.parametrize("command", BY_EAR)
def test_everything_that_can_be_typed_is_in_the_spoken_lists(
    monkeypatch: pytest.MonkeyPatch, errands: Any, command: Any
) -> None:
    profile.save(Profile())
    back = [] if command in massage.LAST else [("What shall we do", "q")]
    if command in ("render", "show"):
        back = [("^Written:", ""), ("Return to the first list", ANY), ("What shall we do", "q")]
    ears = evening(monkeypatch, ("More that I can do", ANY), *BY_EAR[command], *back)
    assert [errand[0] for errand in errands] == [command]
    assert errands[0] == {
        "play": ("play", "legs-and-feet", "--bedtime"),
        "forget": ("forget", "--yes"),
        "profile": ("profile", "--learn", "where are we"),
    }.get(command, errands[0])
    assert arguments.parser().parse_args(errands[0]), "as it could be typed"
    assert "This is the massage coach." not in ears.text[10:], "it greets once"


def test_no_command_is_forgotten_by_the_lists() -> None:
    typed = arguments.parser()._subparsers._group_actions[0].choices
    assert set(typed) == set(BY_EAR) | set(OTHERWISE)


def test_a_failure_is_announced_and_the_list_returns(monkeypatch: pytest.MonkeyPatch) -> None:
    profile.save(Profile())

    def no_microphone(*_: object) -> None:
        raise EarError("microphone", "there is none", "plug one in, or use --no-microphone")

    monkeypatch.setattr(assembly, "practise", no_microphone)
    ears = evening(
        monkeypatch,
        ("More that I can do", ANY),
        ("Practise stopping", ANY),
        ("^Microphone, there is none", ""),
        ("What shall we do", "q"),
    )
    assert "That choice didn't work." in ears.text
    assert not any("--" in text for text in ears.text)


def test_the_last_answer_forgets_nothing(monkeypatch: pytest.MonkeyPatch, errands: Any) -> None:
    profile.save(Profile(baby="Mia"))
    evening(
        monkeypatch,
        ("More that I can do", ANY),
        ("Forget all that I keep", ANY),
        ("Keep everything", ANY),
        ("Return to the first list", ANY),
        ("What shall we do", "q"),
    )
    assert errands == []
    assert profile.load().baby == "Mia"


def test_a_routines_content_can_be_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    profile.save(Profile())
    ears = evening(
        monkeypatch,
        ("More that I can do", ANY),
        ("Hear what's in a routine", ANY),
        ("Legs and feet", ANY),
        ("The same strokes as before", ""),
        ("Return to the first list", ANY),
        ("What shall we do", "q"),
    )
    assert any(text.startswith("Legs and feet takes about") for text in ears.text)
    assert "Rope." in ears.text


def test_a_card_is_written_and_its_place_announced(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    profile.save(Profile())
    monkeypatch.setattr(platformdirs, "user_documents_dir", lambda: str(tmp_path / "Documents"))
    evening(
        monkeypatch,
        ("More that I can do", ANY),
        *BY_EAR["show"],
        ("^Written: hips, in the folder Documents", ""),
        ("Return to the first list", ANY),
        ("What shall we do", "q"),
    )
    assert "<h1>Bottom and hips</h1>" in (tmp_path / "Documents" / "hips.html").read_text()


@pytest.mark.long
@pytest.mark.parametrize("name", settings.SETTINGS)
def test_every_setting_is_changed_by_ear_and_the_present_value_comes_first(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    profile.save(Profile())
    texts = WORDS.say(f"set-{name}-choices")
    assert len(texts) == len(settings.SETTINGS[name])
    way = [("More that I can do", ANY), ("Change how I lead", ANY), (re.escape(WORDS.one(f"set-{name}")), ANY)]
    back = [("Return to the first list", ANY), ("More that I can do", "escape"), ("What shall we do", "q")]
    evening(monkeypatch, *way, (re.escape(texts[-1]), ANY), ("Your choice is saved", ""), *back)
    changed = profile.load()
    assert replace(changed, jabbed="") == settings.changed(name, str(len(texts) - 1), Profile()) != Profile()
    assert bool(changed.jabbed) == (name == "jab"), "the day of a jab is kept with it"
    ears = evening(monkeypatch, *way, (re.escape(texts[-1]), ANY), *back)
    listed = [text for text in ears.text if any(text.endswith(one) for one in texts)]
    assert listed[0].endswith(texts[-1])
    assert replace(profile.load(), jabbed=changed.jabbed) == changed, "a jab is said again, perhaps a minute later"


def test_a_loudspeaker_is_chosen_by_ear(monkeypatch: pytest.MonkeyPatch) -> None:
    profile.save(Profile())
    monkeypatch.setattr(outputs, "devices", lambda _name: ["Kitchen", "Bedroom"])
    evening(
        monkeypatch,
        ("More that I can do", ANY),
        ("Change how I lead", ANY),
        ("The loudspeaker", ANY),
        ("Bedroom", ANY),
        ("Return to the first list", ANY),
        ("More that I can do", "escape"),
        ("What shall we do", "q"),
    )
    assert profile.load().speaker == "Bedroom"


def test_without_a_keyboard_it_says_so_instead_of_asking_for_ever(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    profile.save(Profile())

    deaf = Untouched("keys", EarError("keys", "there is no terminal", "start the coach in one"))
    Evening(Ears()).begin(monkeypatch, keyboard=deaf)
    assert cli.main([]) == EarError.status
    assert "start the coach in a terminal" in capsys.readouterr().err
