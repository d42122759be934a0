"""Dialogues and massages on a real session in virtual time: what carries over from one to the next."""

import datetime
from typing import Any

import pytest

from coach.cli.context import Context
from coach.cli.world import RealWorld
from coach.dialogue.errands import Begin, Remembered
from coach.dialogue.menu import yes_or_no
from coach.dialogue.player import Player
from coach.dialogue.scenes import Ask, End, Errand, Tell, Work
from coach.model.options import Options
from coach.playback.live_session import Session
from coach.session.state import Phase
from coach.store.profile import Profile
from coach.support.errors import EarError, UsageError
from coach.support.event_log import Log
from coach.support.terminal import Printer
from tests.support.night import Ears, Evening
from tests.support.told import WORDS, Told, line

QUESTION = yes_or_no(("Shall we begin?",), "Yes.", "No.")


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs something with a player, heard and answered by someone; gives what they heard."""

    def run(act: Any, *wishes: Any) -> Any:
        ears = Ears(*wishes)
        Evening(ears).begin(monkeypatch)
        context = Context(Profile(voice="none", output="none"), WORDS, Printer(None), Log(), "none")
        with Session(context) as session:
            act(Player(session, RealWorld(session, context, None)))
        return ears

    return run


def test_a_dialogue_returns_after_its_words_were_heard(played: Any) -> None:
    answers = []
    ears = played(lambda player: answers.append(player.lead(Ask(QUESTION, WORDS, End))), ("One of two", "k"))
    assert answers == ["yes"]
    assert ears.text == ["Shall we begin?", f"One of two. {line('meanings', 1)}"]


def test_an_error_that_ends_a_dialogue_is_raised(played: Any) -> None:
    def lead(player: Any) -> None:
        with pytest.raises(EarError, match="nothing there"):
            player.lead(Tell((line("one-moment"),), lambda _key: End(EarError("ear", "nothing there"))))

    played(lead)


@pytest.mark.parametrize(
    ("mine", "left"),
    [
        (Profile(), ["Left leg", "Right leg", "Bottom and hips", "Stretches"]),
        (Profile(jab="left leg"), ["Right leg", "Bottom and hips"]),
        (Profile(born=datetime.datetime.now().astimezone().date().isoformat()), ["Left leg", "Right leg"]),
    ],
)
def test_what_was_told_since_spares_the_baby_in_a_resumed_session(played: Any, mine: Any, left: Any) -> None:
    before = Options(age=200, hips_cleared=True, reflux_free=True)
    states: list[Any] = []
    played(lambda player: states.append(player.lead(Work(Begin(mine, "whole-routine", before), End))))
    assert [area.title for area in states[0].book.areas] == left


def test_one_leg_that_goes_on_keeps_its_side(played: Any) -> None:
    states: list[Any] = []
    for side in ("right", "left"):
        begun = Begin(Profile(), "one-leg", Options(age=200, side=side))
        played(lambda player, begun=begun: states.append(player.lead(Work(begun, End))))
    assert [state.book.areas[0].title for state in states] == ["Right leg", "Left leg"]


def test_a_harness_that_was_told_since_spares_the_legs(played: Any) -> None:
    def lead(player: Any) -> None:
        with pytest.raises(UsageError, match="With a harness"):
            player.lead(Work(Begin(Profile(harness=True), "legs-and-feet", Options(age=200)), End))

    played(lead)


def test_an_errand_that_nobody_knows_ends_the_dialogue_at_once(played: Any) -> None:
    def lead(player: Any) -> None:
        with pytest.raises(NotImplementedError):
            player.lead(Work(Errand(), End))

    played(lead)


class Leaving:
    """A world whose errands end as a command does whose options are refused."""

    def do(self, _errand: Any) -> Any:
        raise SystemExit(2)


def test_an_errand_whose_command_is_refused_ends_the_dialogue(played: Any) -> None:
    def lead(player: Any) -> None:
        player.world = Leaving()
        with pytest.raises(RuntimeError, match="exit status 2"):
            player.lead(Work(Errand(), End))

    played(lead)


def test_an_errand_returns_its_result(played: Any) -> None:
    found = []
    played(lambda player: found.append(player.lead(Work(Remembered(), End))))
    assert list(found[0].past) == []


def test_the_key_that_chose_a_massage_gives_no_answer_in_it(played: Any) -> None:
    ended = []

    def evening(player: Any) -> None:
        player.lead(Ask(QUESTION, WORDS, End))
        told = Told(begin=False, care=True)
        ended.append((player.elbow.key, player.massage(told.state, player.session.works)))

    ears = played(evening, ("One of two", "enter"), (line("care-choices", 3), "q"))
    key, state = ended[0]
    assert (key, state.phase, state.why) == ("enter", Phase.ENDED, "done")
    assert "I stop for any key." not in ears.text, "what a dry run has just named is not named again"


def test_a_dialogue_that_ends_with_something_else_is_an_error(played: Any) -> None:
    found: list[Any] = []

    def lead(player: Any) -> None:
        found.append(player.optional(Tell((line("one-moment"),), lambda _key: End()), str))
        found.append(player.result(Tell((line("one-moment"),), lambda _key: End("card")), str))
        with pytest.raises(TypeError, match="without a str"):
            player.result(Tell((line("one-moment"),), lambda _key: End()), str)
        with pytest.raises(TypeError, match="isn't a str"):
            player.optional(Tell((line("one-moment"),), lambda _key: End(7)), str)

    played(lead)
    assert found == [None, "card"]
