"""Whether the voice is a way to stop the coach, by what the ears say about themselves."""

import pytest

from coach.model.channels import ALOUD, HEARD_AGAIN
from coach.model.events import Way
from coach.session.stop_channels import after, of_hearing

KEYS = ("keys",)
BOTH = ("keys", ALOUD)


@pytest.mark.parametrize("sentence", ["aloud-lost", "aloud-silent", "aloud-keys-nearer"])
def test_ears_that_cannot_hear_take_the_voice_away(sentence: str) -> None:
    news = of_hearing(900, sentence)
    assert news == Way(900, ALOUD, works=False, say=sentence)
    assert after(BOTH, news) == KEYS


@pytest.mark.parametrize("sentence", [HEARD_AGAIN, "aloud-one-sided", "aloud-talk", "aloud-pauses-nearer"])
def test_ears_that_hear_a_little_keep_the_voice(sentence: str) -> None:
    assert after(KEYS, of_hearing(900, sentence)) == after(BOTH, of_hearing(900, sentence)) == BOTH
