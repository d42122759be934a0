"""Not sure in a stroke: both hands lie still for a breath, and only then it goes on, slower and fewer."""

import pytest

from coach.model.events import Command
from coach.model.phases import Phase
from tests.support.told import WORDS, Told, ours


@pytest.mark.parametrize("hands", ["right", "one"])
def test_hands_lie_still_for_a_breath_before_going_on(hands: str) -> None:
    told = Told(ours("legs-and-feet"), hands=hands).playing().until_said("Two.")
    at = told.now
    told.tell(Command.NOT_SURE, "microphone")
    told.wait(20_000)
    words = WORDS.suited(told.state.options)
    still, soft = words.one("not-sure-still"), words.one("not-sure-soft")
    assert told.said(at + 1)[:2] == [still, soft]
    begun = {effect.text: effect.at for _, effect in told.effects if getattr(effect, "text", "") in (still, soft)}
    assert begun[soft] - begun[still] >= told.state.length(still) + 4000
    assert told.phase is Phase.PLAYING
