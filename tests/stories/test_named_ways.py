"""The ways to stop the coach are named, and announced when one is lost or back."""

from typing import Any

import pytest

from coach.model.events import Command, Way
from coach.session.state import Phase
from tests.support.told import WORDS, Told, names, ours, texts


def with_ways(*there: Any, **given: Any) -> Any:
    told = Told(begin=False, **given)
    for name in there:
        told.do(Way(0, name, works=True))
    told.tell(Command.BEGIN)
    return told


@pytest.mark.parametrize(
    ("there", "said"),
    [
        (("keys",), ["I stop for any key."]),
        (("pedal", "keys"), ["I stop for any key and the pedal."]),
        (("keys", "pedal", "windows"), ["I stop for any key, the pedal and the learned key in any window."]),
        (("keys", "aloud"), ["I stop for any key.", WORDS.one("aloud")]),
        (("aloud",), [WORDS.one("aloud-only")]),
        ((), []),
    ],
)
@pytest.mark.parametrize("detail", ["teach", "remind"])
def test_every_night_the_working_ways_to_stop_are_named(there: Any, said: Any, detail: str) -> None:
    told = with_ways(*there, detail=detail).asked()
    assert told.said()[: len(said) + 1] == [*said, "Warm a little oil."]
    told.playing().until(Phase.ASKING).asked()
    assert told.said().count("I stop for any key.") <= 1


def test_a_way_that_died_before_the_oil_is_not_named() -> None:
    told = Told(begin=False)
    told.do(Way(0, "keys", works=True))
    told.do(Way(0, "pedal", works=True))
    told.do(Way(0, "pedal", works=False, say="pedal-absent"))
    told.tell(Command.BEGIN)
    assert "I stop for any key." in told.asked().said()


@pytest.mark.parametrize(
    ("there", "lost", "say", "said"),
    [
        (("keys", "pedal"), "pedal", "pedal-lost", "The pedal is gone. I still stop for any key."),
        (("keys", "pedal"), "keys", "keys-lost", "I cannot hear the keys. I still stop for the pedal."),
        (
            ("keys",),
            "keys",
            "keys-lost",
            "I cannot hear the keys. Only Control C stops me now. If it's a no, let both hands rest.",
        ),
        (
            ("keys", "pedal", "aloud"),
            "aloud",
            "aloud-lost",
            "I cannot hear you. The microphone is gone. I still stop for any key and the pedal.",
        ),
    ],
)
def test_a_dead_way_to_stop_is_announced_with_what_is_left(there: Any, lost: str, say: str, said: str) -> None:
    told = with_ways(*there).playing(9000)
    effects = told.do(Way(told.now, lost, works=False, say=say))
    assert texts(effects) == [said]
    assert "trouble" in names(effects)


def test_a_returning_way_to_stop_is_announced() -> None:
    told = with_ways("keys", "pedal").playing(9000)
    told.do(Way(told.now, "pedal", works=False, say="pedal-lost"))
    assert texts(told.do(Way(told.now, "pedal", works=True, say="pedal-back"))) == ["I hear the pedal again."]
    effects = told.do(Way(told.now, "keys", works=False, say="keys-lost"))
    assert texts(effects) == ["I cannot hear the keys. I still stop for the pedal."]


def test_a_way_that_dies_in_a_rest_is_announced_after_the_yes() -> None:
    told = with_ways("keys", "pedal").playing(9000)
    told.tell(Command.NO)
    effects = told.do(Way(told.now, "pedal", works=False, say="pedal-lost"))
    assert texts(effects) == []
    assert "trouble" in names(effects)
    gone = "The pedal is gone. I still stop for any key."
    assert gone in texts(told.tell(Command.YES))
    told.wait(60_000)
    assert told.said().count(gone) == 1


def test_with_one_hand_one_hand_rests_where_nothing_hears_a_no() -> None:
    told = with_ways("keys", script=ours("hips"), hands="one").playing(9000)
    (said,) = texts(told.do(Way(told.now, "keys", works=False, say="keys-lost")))
    assert said.endswith("If it's a no, let your hand rest.")
