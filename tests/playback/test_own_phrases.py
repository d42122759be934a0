"""When the microphone ignores the coach's own phrases, and when it mustn't."""

from typing import Any

import pytest

from coach.ears.spotting.own_voice import DEAF_AFTER_MS
from coach.model.events import Command
from coach.playback.listening import own_phrases
from coach.sound.clip import Clip, frames
from coach.sound.mixer import Mixer
from coach.voices.silent import SilentVoice
from coach.words.phrases import commands_in

NO, YES = frozenset({Command.NO}), frozenset({Command.YES})
TELLS_NO, TELLS_YES = "When you say: baby says no, I stop at once.", "Say: baby says yes, and I carry on."


class Evening:
    """A coach that talks, in virtual time."""

    def __init__(self) -> None:
        self.mixer = Mixer()

    def says(self, text: str, in_ms: int = 0) -> int:
        """Hands over a sentence that begins in so many milliseconds; gives how long it takes."""
        clip: Clip = SilentVoice().speak(text)
        self.mixer.play(clip, at=self.mixer.frames + frames(in_ms), labels=commands_in(text))
        return clip.ms

    def deaf_after(self, ms: int) -> frozenset[Any]:
        """What the microphone passes over when so many more milliseconds have been rendered."""
        self.mixer.render(frames(ms))
        return own_phrases(self.mixer)


@pytest.fixture
def evening() -> Evening:
    return Evening()


def test_a_no_is_heard_while_our_sentence_waits_for_its_turn(evening: Evening) -> None:
    evening.says(TELLS_NO, in_ms=5000)
    assert evening.deaf_after(0) == frozenset()
    assert evening.deaf_after(4900) == frozenset()


def test_our_own_no_is_ignored_until_its_echo_is_gone(evening: Evening) -> None:
    ms = evening.says(TELLS_NO)
    assert evening.deaf_after(700) == NO
    assert evening.deaf_after(ms - 700) == NO
    assert evening.deaf_after(DEAF_AFTER_MS - 50) == NO


def test_a_no_just_before_our_sentence_is_heard(evening: Evening) -> None:
    evening.says(TELLS_NO)
    assert evening.deaf_after(200) == frozenset()


def test_a_no_just_after_our_sentence_is_heard(evening: Evening) -> None:
    ms = evening.says(TELLS_NO)
    assert evening.deaf_after(ms + DEAF_AFTER_MS + 1) == frozenset()


def test_after_a_hush_a_no_is_heard_at_once(evening: Evening) -> None:
    evening.says(TELLS_NO)
    evening.mixer.render(frames(400))
    evening.mixer.hush()
    assert evening.deaf_after(100) == NO  # the room still rings
    assert evening.deaf_after(DEAF_AFTER_MS) == frozenset()


def test_a_sentence_dropped_by_a_hush_deafens_nothing(evening: Evening) -> None:
    evening.says(TELLS_NO, in_ms=1000)
    evening.mixer.hush()
    assert evening.deaf_after(2000) == frozenset()


def test_our_phrase_after_a_hush_is_ignored_as_usual(evening: Evening) -> None:
    evening.says(TELLS_YES)
    evening.mixer.hush()
    evening.says(TELLS_NO)
    assert evening.deaf_after(700) == NO


def test_our_own_no_is_ignored_while_another_sentence_sounds(evening: Evening) -> None:
    first = evening.says(TELLS_NO)
    second = evening.says(TELLS_YES)  # waits for the first to end
    assert evening.deaf_after(first - 10) == NO
    assert evening.deaf_after(400) == NO | YES
    assert evening.deaf_after(second) == YES


def test_a_sentence_without_a_phrase_deafens_nothing(evening: Evening) -> None:
    ms = evening.says("Stroke from the hip to the foot, slowly.")
    assert evening.deaf_after(ms // 2) == frozenset()
