"""After a vaccination that leg is left out for three days: remembered, told at each session, and back by itself."""

import datetime
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from coach.cli import main as cli
from coach.dialogue.errands import Begin, Hold, Save
from coach.dialogue.safety import Jab
from coach.dialogue.settings import changed
from coach.model.effects import Earcon, Hush
from coach.model.events import Command, Pressed
from coach.planning.arrange import NothingLeftError
from coach.planning.timeline import From, asking
from coach.session.elbow import meaning
from coach.session.state import Phase, State
from coach.session.transitions.care import JABBED
from coach.store import profile
from coach.store.profile import Profile
from coach.support.errors import ScriptError, UsageError
from tests.support.led import Led
from tests.support.night import Ears, Evening
from tests.support.told import WORDS, Told, book_of, ours


def legs(mine: Any, hours: Any) -> Any:
    """The areas of a massage so many hours later."""
    book = book_of(
        ours("legs-and-feet"), mine.options(datetime.datetime.now().astimezone() + datetime.timedelta(hours=hours))
    )
    return [area.title for area in book.areas if area.side], book.opening[0].teach


@pytest.fixture
def jabbed(tmp_path: Path) -> Any:
    """A profile in which the left leg was chosen by ear, as it is kept and read again."""
    file = profile.save(changed("jab", "1", Profile()), tmp_path / "profile.yaml")
    return profile.load(file)


@pytest.mark.parametrize("hours", [0, 24, 71])
def test_for_72_hours_the_leg_is_left_out_and_announced(jabbed: Any, hours: int) -> None:
    titles, said = legs(jabbed, hours)
    assert titles == ["Right leg"]
    assert said[0] == "After the jab, I skip the left leg for three days."


def test_after_72_hours_it_is_back_by_itself(jabbed: Any) -> None:
    assert legs(jabbed, 72)[0] == ["Left leg", "Right leg"]


def days_ago(days: int) -> str:
    return (datetime.datetime.now().astimezone() - datetime.timedelta(days=days)).isoformat()


def test_after_72_hours_the_settings_no_longer_name_the_leg(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    profile.save(Profile(jab="right leg", jabbed=days_ago(4)))
    way = ("More that I can do", "k"), ("Change how I lead", "k"), ("A leg after a jab", "k"), ("of four", "escape")
    ears = Ears(*way, ("Return to the first list", "k"), ("More that I can do", "escape"), ("What shall we do", "q"))
    Evening(ears).begin(monkeypatch)
    assert cli.main([]) == 0
    assert next(text for text in ears.text if "of four. " in text) == "One of four. Neither leg."
    capsys.readouterr()
    assert cli.main(["profile"]) == 0
    assert "jab" not in capsys.readouterr().out


def test_a_jab_told_by_a_clock_that_was_ahead_still_counts() -> None:
    profile.save(Profile(jab="right leg", jabbed=days_ago(-400)))
    assert legs(profile.load(), 100)[0] == ["Left leg"]


def on_a_doll(monkeypatch: pytest.MonkeyPatch, *wishes: Any) -> None:
    ears = Ears(*wishes, ("Ask in your own words", "enter"), ("Wrap|Hold", "k"), ("Resting", "q"))
    Evening(ears).begin(monkeypatch)
    assert cli.main(["play", "doll"]) == 0
    assert not [text for text in ears.text if "skip the" in text or "leaving out" in text]


@pytest.mark.parametrize("kept", [{"jab": "left leg"}, {"harness": True}, {"leave_out": ("left leg",)}])
def test_a_doll_had_no_jab_and_wears_no_harness(kept: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    profile.save(Profile(**kept))
    on_a_doll(monkeypatch, ("all's well today", "k"), ("Enter", "enter"))


def test_a_jab_told_before_the_lesson_on_a_doll_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    profile.save(Profile(jab="right leg"))
    on_a_doll(monkeypatch, ("a leg had a new jab", "k"), ("The left leg", "k"))
    assert profile.load().jab == "both legs"


@pytest.mark.parametrize(
    ("arguments", "wish"),
    [(["play", "legs-and-feet", "--no-care"], ("Ask in your own words", "q")), ([], ("What shall we do", "q"))],
)
def test_a_jab_told_by_a_clock_before_the_birth_begins_later(
    arguments: list[str], wish: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clock that was reset, to 1970 perhaps: once it's right, the three days would be over at once."""
    kept = Profile(jab="left leg", born=days_ago(-1)[:10])
    profile.save(kept)
    assert legs(profile.load(), 24 * 20_000)[0] == ["Right leg"]
    profile.path().write_text(f"jab: left leg\nborn: {days_ago(90)[:10]}\n")
    Evening(Ears(wish)).begin(monkeypatch)
    assert cli.main(arguments) == 0
    assert legs(profile.load(), 71)[0] == ["Right leg"]
    assert legs(profile.load(), 73)[0] == ["Left leg", "Right leg"]


@pytest.mark.parametrize(("choice", "kept"), [("0", ""), ("1", "left leg"), ("2", "both legs"), ("3", "both legs")])
def test_a_second_jab_told_by_ear_leaves_the_first_to_rest(jabbed: Any, tmp_path: Path, choice: str, kept: str) -> None:
    assert profile.load(profile.save(changed("jab", choice, jabbed), tmp_path / "again.yaml")).jab == kept


@pytest.mark.parametrize("before", ["left leg", "both legs"])
def test_a_jab_that_joins_another_is_said_to_rest_both_legs(before: str, monkeypatch: pytest.MonkeyPatch) -> None:
    profile.save(Profile(jab=before))
    way = ("More that I can do", "k"), ("Change how I lead", "k"), ("A leg after a jab", "k"), ("The right leg", "k")
    back = ("Return to the first list", "k"), ("More that I can do", "escape"), ("What shall we do", "q")
    ears = Ears(*way, ("Both legs rest now, for three days", ""), *back)
    Evening(ears).begin(monkeypatch)
    assert cli.main([]) == 0
    assert not ears.wishes
    assert profile.load().jab == "both legs"


def test_with_both_legs_nothing_is_left_and_it_says_so() -> None:
    with pytest.raises(UsageError, match="I skip the left leg and the right leg"):
        legs(Profile(jab="both legs"), 0)


def test_without_a_jab_nothing_is_left_out() -> None:
    assert legs(changed("jab", "0", Profile(jab="left leg", jabbed="2026-11-28")), 0)[0] == ["Left leg", "Right leg"]


# --- in the session, by ear --------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["2", "k"])
def test_the_care_questions_take_a_jab_as_an_answer(key: str) -> None:
    told = Told(care=True).until_said(WORDS.say("care-choices")[1])
    told.wait(1000)
    assert isinstance(told.press(key)[0], Hush)
    assert (told.state.over, told.state.why) == (True, JABBED)


def test_the_number_of_the_jab_counts_before_it_is_spoken() -> None:
    told = Told(care=True)
    told.press("2", after=500)
    assert told.state.why == JABBED


def test_a_rolling_elbow_never_reports_a_jab() -> None:
    told = Told(care=True).until_said(WORDS.say("care-choices")[1])
    told.wait(1000)
    told.press("h")
    told.press("2", after=100)
    assert told.phase is Phase.CARE


def test_the_number_of_the_jab_is_not_a_command() -> None:
    told = Told(care=True).until_said(WORDS.say("care-choices")[1])
    assert meaning(told.state, Pressed(told.now + 1000, "2")) is None


class Home:
    """Does the errands: keeps the profile, arranges the routine, refuses where nothing is left."""

    def __init__(self, broken: Any = None) -> None:
        """``broken``: the errors of errands, by their class."""
        self.kept: Profile | None = None
        self.held: Profile | None = None
        self.broken = broken or {}

    def __call__(self, errand: Any) -> Any:
        if type(errand) in self.broken:
            raise self.broken[type(errand)]
        match errand:
            case Save(mine):
                self.kept = mine
                return None
            case Hold(mine):
                self.held = mine
                return None
            case Begin(_, name, options):
                return State(book_of(ours(name), options), WORDS, options)
        raise NotImplementedError(errand)


def led(routine: Any, *keys: Any, jabbed: Any = (), at: Any = 0, start: Any = None) -> Any:
    """Tell of a jab before a routine, then press keys; gives the home and what came of it.

    ``jabbed``: legs that rest already; ``at`` and ``start``: where the massage was to begin.
    """
    home, before = Home(), Told(ours(routine), care=True).state
    options = replace(before.options, jabbed=jabbed)
    before = replace(before, options=options, area=at, start=start or before.start)
    told = Led(Jab(Profile(), WORDS).which(before), home)
    for key in keys:
        told.press(key, after=1000)
    return home, told.state.result


@pytest.mark.parametrize(("key", "jabbed", "left"), [("1", "left leg", "Right leg"), ("2", "right leg", "Left leg")])
def test_the_jabbed_leg_is_left_out_at_once_and_kept(key: str, jabbed: str, left: str) -> None:
    home, state = led("legs-and-feet", key)
    assert home.kept.jab == jabbed
    assert [area.title for area in state.book.areas] == [left]
    assert not state.options.care, "the care questions were answered"
    said = [cue.say for cue in asking(state.here, state.book.opening, state.options, WORDS, len).cues]
    assert f"After the jab, I skip the {jabbed} for three days." in said


def test_a_jab_in_the_other_leg_leaves_the_first_to_rest() -> None:
    home, before = Home(), Told(ours("whole-body"), care=True, jabbed=("left leg",), age=120).state
    told = Led(Jab(Profile(jab="left leg"), WORDS).which(before), home)
    told.press("2", after=1000)
    assert home.kept is not None
    assert home.kept.jab == "both legs"
    assert not any(area.title.endswith(" leg") for area in told.finish().book.areas)


@pytest.mark.parametrize("detail", ["teach", "remind"])
def test_while_a_leg_rests_only_a_new_jab_is_asked_about(detail: Any) -> None:
    told = Told(ours("legs-and-feet"), care=True, jabbed=("left leg",), detail=detail).until_said("Two of four.")
    said = " ".join(told.said())
    assert "No jab for three days" not in said
    assert "no jab" not in said
    assert "new jab" in said
    assert told.said()[-1] == "Two of four. All's well, but a leg had a new jab."


def test_with_both_legs_other_areas_are_offered() -> None:
    home, state = led("legs-and-feet", "3", "2")
    assert home.kept.jab == "both legs"
    assert state.book.name == "back"


@pytest.mark.parametrize(("key", "leg"), [("1", "left leg"), ("2", "right leg")])
def test_with_one_leg_and_nothing_left_that_leg_alone_is_named(key: str, leg: str) -> None:
    home = Home({Begin: NothingLeftError("tiny", "While a leg rests, I'm leaving out six strokes.")})
    told = Led(Jab(Profile(), WORDS).which(Told(ours("legs-and-feet"), care=True).state), home)
    told.press(key, after=1000)
    told.wait(20_000)
    assert f"After the jab, I skip the {leg} for three days." in told.said
    assert "What shall we do instead?" in told.said
    assert not any("Both legs" in line and "rest" in line for line in told.said)


@pytest.mark.parametrize(
    ("errand", "error"),
    [
        (Begin, RuntimeError("a fault of our own")),
        (Begin, ScriptError("tiny", "cannot be used")),
        (Save, RuntimeError("a fault of our own")),
    ],
)
def test_a_fault_after_a_jab_is_told_as_what_it_is(errand: Any, error: Exception) -> None:
    told = Led(Jab(Profile(), WORDS).which(Told(ours("legs-and-feet"), care=True).state), Home({errand: error}))
    told.press("1", after=1000)
    assert told.finish() is error
    assert "Both legs rest for three days. What shall we do instead?" not in told.said


def test_a_jab_that_cannot_be_saved_is_said_to_count_tonight() -> None:
    home = Home({Save: UsageError("profile.yaml", "cannot be written", "make room")})
    told = Led(Jab(Profile(), WORDS).which(Told(ours("legs-and-feet"), care=True).state), home)
    told.press("1", after=1000)
    assert [area.title for area in told.finish().book.areas] == ["Right leg"]
    assert "I can't save these answers. They count for tonight." in told.said
    assert home.held is not None, "the lists, and another massage tonight, know of it too"
    assert home.held.jab == "left leg"


@pytest.mark.parametrize(("key", "kept"), [("1", "left leg"), ("2", "both legs"), ("3", "both legs")])
def test_a_leg_that_still_rests_after_a_jab_goes_on_resting(key: str, kept: str) -> None:
    home, before = Home(), Told(ours("legs-and-feet"), care=True).state
    yesterday = replace(before, options=replace(before.options, jabbed=("left leg",)))
    Led(Jab(Profile(jab="left leg"), WORDS).which(yesterday), home).press(key, after=1000)
    assert home.kept is not None
    assert home.kept.jab == kept


@pytest.mark.parametrize(
    ("key", "start", "there"),
    [
        ("1", From(2, 3, sound=Earcon.GO_ON), ("Right leg", From(2, 3, sound=Earcon.GO_ON))),
        ("2", From(2, 3, ("Back to wringing.",)), ("Bottom and hips", From())),
    ],
    ids=["the other leg", "this leg"],
)
def test_a_massage_that_goes_on_keeps_its_place_after_a_jab(key: str, start: From, there: Any) -> None:
    state = led("whole-body", key, at=1, start=start)[1]
    assert (state.here.title, state.start) == there


def test_a_massage_that_goes_on_skips_what_both_legs_are_needed_for() -> None:
    before = Told(ours("whole-body")).state.book.areas[2]
    state = led("whole-body", "1", at=2, start=From([one.name for one in before.strokes].index("long glide")))[1]
    assert before.title == "Bottom and hips"
    assert (state.here.title, state.start) == ("Tummy", From())


def test_where_nothing_is_left_ahead_the_massage_begins_anew() -> None:
    state = led("legs-and-feet", "2", at=1, start=From(2))[1]
    assert (state.here.title, state.start) == ("Left leg", From())


def test_with_both_legs_no_massage_today_can_be_chosen() -> None:
    assert led("legs-and-feet", "3", "4")[1] is None


def test_with_both_legs_strokes_that_touch_no_leg_go_on() -> None:
    assert led("after-a-jab", "3")[1].book.name == "after-a-jab"


def test_a_jab_elsewhere_leaves_nothing_out() -> None:
    home, state = led("legs-and-feet", "4")
    assert home.kept is None
    assert len(state.book.areas) == 2


@pytest.mark.parametrize("leaves", ["escape", Command.DONE])
def test_going_back_from_the_leg_asks_the_care_questions_again(leaves: Any) -> None:
    before = Told(ours("legs-and-feet"), care=True).state
    told = Led(Jab(Profile(), WORDS).which(before), Home()).wait(1000)
    told.tell(leaves) if isinstance(leaves, Command) else told.press(leaves)
    assert before.options.care
    assert told.state.result == before


def test_a_jab_that_is_typed_for_a_massage_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    profile.save(Profile(volume=50))
    ears = Ears(("Ask in your own words", "q"))
    Evening(ears).begin(monkeypatch)
    assert cli.main(["play", "legs-and-feet", "--jab", "left leg", "--no-care", "--volume", "70"]) == 0
    assert "After the jab, I skip the left leg for three days." in ears.text
    assert legs(profile.load(), 71)[0] == ["Right leg"]
    assert legs(profile.load(), 73)[0] == ["Left leg", "Right leg"]
    assert profile.load().volume == 50, "nothing else that was typed is kept"


def test_a_typed_jab_that_leaves_nothing_to_do_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    profile.save(Profile())
    Evening(Ears()).begin(monkeypatch)
    assert cli.main(["play", "legs-and-feet", "--jab", "both legs"]) != 0
    assert profile.load().jab == "both legs"
    assert profile.load().jabbed


def test_a_routine_that_is_missing_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    Evening(Ears()).begin(monkeypatch)
    assert cli.main(["play", "no-such-routine"]) != 0
    assert not profile.path().exists()


def test_a_typed_jab_that_cannot_be_kept_is_said_to_count_tonight(monkeypatch: pytest.MonkeyPatch) -> None:
    profile.path().parent.parent.mkdir(parents=True, exist_ok=True)
    profile.path().parent.write_text("a file where the folder would be")
    ears = Ears(("Ask in your own words", "q"))
    Evening(ears).begin(monkeypatch)
    assert cli.main(["play", "legs-and-feet", "--jab", "left leg", "--no-care"]) == 0
    assert "I can't save these answers. They count for tonight." in ears.text


def test_the_history_tells_that_a_jab_came_before_the_massage(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    profile.save(Profile())
    jab, leg = (WORDS.say("care-choices")[1], "k"), (WORDS.say("which-leg-choices")[0], "k")
    Evening(Ears(jab, leg, ("Ask in your own words", "q"))).begin(monkeypatch)
    assert cli.main(["play", "legs-and-feet", "--quiet"]) == 0
    capsys.readouterr()
    assert cli.main(["history"]) == 0
    endings = [line.partition(". ")[2].partition(". ")[2] for line in capsys.readouterr().out.splitlines()]
    assert endings == ["Ended early.", "Not begun: a leg had a jab."]


def test_a_jab_that_is_told_again_asks_for_the_leg_again(monkeypatch: pytest.MonkeyPatch) -> None:
    profile.save(Profile())
    jab, ask = (WORDS.say("care-choices")[1], "k"), WORDS.one("which-leg")
    ears = Ears(jab, (ask, "escape"), jab, (WORDS.say("which-leg-choices")[1], "k"), ("Ask in your own words", "q"))
    Evening(ears).begin(monkeypatch)
    assert cli.main(["play", "legs-and-feet"]) == 0
    assert ears.wishes == []
    assert ears.text.count(ask) == 2
    assert "After the jab, I skip the right leg for three days." in ears.text
