"""Sentences of a file are made before they are wanted, several at once."""

import threading

from coach.planning.timeline_builder import estimate
from coach.playback.ahead import Ahead
from coach.sound.clip import Clip
from coach.support.event_log import Log
from tests.voices.fakes import FakeVoice


class InPairs:
    """Wraps a voice, which speaks once two sentences are in work."""

    def __init__(self, voice: FakeVoice) -> None:
        self.voice, self.key = voice, voice.key
        self._two = threading.Barrier(2, timeout=20)

    def check(self) -> str:
        return self.voice.check()

    def speak(self, text: str) -> Clip:
        self._two.wait()
        return self.voice.speak(text)


def test_several_sentences_are_in_work_at_once() -> None:
    with Ahead(InPairs(FakeVoice()), Log()) as ahead:
        assert ahead.lengths(("One.", "Seven.")) == {"One.": 2000, "Seven.": 2000}


def test_a_sentence_that_was_begun_is_made_only_once() -> None:
    voice = FakeVoice()
    with Ahead(voice, Log()) as ahead:
        ahead.begin(("One.", "Seven."))
        assert list(ahead.lengths(("Seven.", "One."))) == ["Seven.", "One."]
    assert sorted(voice.asked) == ["One.", "Seven."]


def test_a_sentence_that_fails_takes_its_estimate() -> None:
    voice = FakeVoice()
    voice.fails = True
    with Ahead(voice, Log()) as ahead:
        assert ahead.lengths(("Broken.",)) == {"Broken.": estimate("Broken.")}
