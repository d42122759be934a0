"""A massage that is started by its name asks the age too, as long as nobody has answered the first run."""

from pathlib import Path
from typing import Any

import pytest

from coach.cli import assembly, main
from coach.dialogue.errands import Begin
from coach.dialogue.safety import age_first
from coach.model.options import Options
from coach.planning.timeline import From
from coach.session.state import State
from coach.store import profile
from coach.store.profile import Profile
from coach.support.durations import WEEK
from tests.support.led import Led
from tests.support.night import Ears, Evening
from tests.support.told import WORDS, book_of, line, ours

ANY = "k"


def led(answer: Any, **at: Any) -> Any:
    """A session of the legs, perhaps from a place, and what an answer makes of it."""

    def home(errand: Any) -> Any:
        match errand:
            case Begin(_, name, options):
                return State(book_of(ours(name), options), WORDS, options)
        raise NotImplementedError(errand)

    state = State(book_of(ours("legs-and-feet"), Options()), WORDS, Options(), level=-3, **at)
    told = Led(age_first(state, "legs-and-feet", Profile(), WORDS), home)
    return state, told.answer(answer).finish()


def test_the_massage_is_planned_for_the_age_that_was_answered() -> None:
    before, after = led((line("age-2"), ANY))
    assert after.options.age == 4 * WEEK
    assert "rolling" not in [stroke.name for stroke in after.book.areas[0].strokes]
    assert after.level == before.level


def test_a_bookmark_keeps_its_place_after_the_age() -> None:
    there = From(1, lead=("Back to rope.",))
    before, after = led((line("age-4"), ANY), area=1, start=there)
    assert (after.here.title, after.start) == (before.here.title, there) == ("Right leg", there)


def test_the_question_can_be_skipped_with_one_key() -> None:
    before, after = led((line("age-skip"), ANY))
    assert after == before


@pytest.mark.parametrize(
    ("more", "asks"),
    [((), True), (("--age", "3m"), False), (("--no-care",), False)],
    ids=["nothing said", "an age", "no questions"],
)
def test_the_age_is_asked_unless_it_was_typed(more: Any, asks: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ageless(monkeypatch, *more) == ("legs-and-feet" if asks else "")


def test_who_answered_the_first_run_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    profile.path().parent.mkdir(parents=True, exist_ok=True)
    Path(profile.path()).write_text("voice: none\n")
    assert ageless(monkeypatch) == ""


def test_who_only_heard_of_the_microphone_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    ears = Ears((line("age-skip"), ANY), (line("care-choices", 3), "q"))
    with monkeypatch.context() as tonight:
        Evening(ears, microphone=True).begin(tonight)
        assert main.main(["play", "legs-and-feet"]) == 0
    assert line("listening") in ears.text
    assert profile.load().listening_told
    assert ageless(monkeypatch) == "legs-and-feet"


def test_who_only_typed_a_setting_is_asked_too(monkeypatch: pytest.MonkeyPatch) -> None:
    assert main.main(["profile", "--hands", "one"]) == 0
    assert ageless(monkeypatch) == "legs-and-feet"
    assert main.main(["profile", "--age", "3m"]) == 0
    assert ageless(monkeypatch) == ""


def test_who_only_told_of_a_jab_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    jab, leg = (line("care-choices", 1), ANY), (line("which-leg-choices"), ANY)
    ears = Ears((line("age-skip"), ANY), jab, leg, ("Ask in your own words", "q"))
    with monkeypatch.context() as tonight:
        Evening(ears).begin(tonight)
        assert main.main(["play", "legs-and-feet"]) == 0
    assert profile.load().jab == "left leg"
    assert ageless(monkeypatch) == "legs-and-feet"


def test_the_first_run_still_comes_after_a_massage_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    profile.save(Profile(asked=False, listening_told=True))
    way = ("Good as it is", line("age-skip"), line("start-choices"), line("try-keys", 1))
    ears = Ears(*((one, ANY) for one in way), ("One of two. Go on", ANY), (line("choose"), "q"))
    with monkeypatch.context() as tonight:
        Evening(ears).begin(tonight)
        assert main.main([]) == 0
    assert profile.load() == Profile(listening_told=True)


def test_the_age_is_asked_before_a_bookmark_too(monkeypatch: pytest.MonkeyPatch) -> None:
    remembered = (line("age-skip"), ANY), (line("care-choices"), ANY), ("Ask in your own words", "m"), ("Kept|m", "q")
    with monkeypatch.context() as tonight:
        Evening(Ears(*remembered)).begin(tonight)
        assert main.main(["play", "legs-and-feet"]) == 0
    assert ageless(monkeypatch, "--from-bookmark") == "legs-and-feet"


def ageless(monkeypatch: pytest.MonkeyPatch, *more: str) -> str:
    """The routine for which a typed massage asks the age."""
    given: list[str] = []
    monkeypatch.setattr(assembly, "play_live", lambda *_, ageless, **__: given.append(ageless) or 0)
    typed = ["play", "legs-and-feet", "--voice", "none", "--output", "none", "--no-listen", "--quiet", *more]
    assert main.main(typed) == 0
    return given[0]
