"""The live stage: what is said, played and silenced, with a mixer that the test pulls and a voice that makes tones."""

import io
import json
import queue
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coach.model.effects import Earcon, Hush, Level, Mark, MarkKind, Prepare, Say, Show, Sound
from coach.model.events import Command, Notice, Prepared
from coach.playback.listening import own_phrases
from coach.playback.live_stage import LiveStage
from coach.sound.clip import RATE, Clip
from coach.sound.clock import Played, SoundClock
from coach.sound.earcons import load
from coach.sound.mixer import Mixer
from coach.support.errors import SoundError, VoiceError
from coach.support.event_log import Log
from coach.support.terminal import Printer
from coach.voices.silent import SilentVoice


class Mute:
    """A voice that cannot say anything."""

    key = "mute"

    def speak(self, text: str) -> Clip:
        raise VoiceError("voice", f"cannot say {text}")

    def check(self) -> str:
        return "It is mute."


class Evening:
    """A stage with everything that it wrote, printed and reported."""

    def __init__(self, path: Any, voice: Any = None, cues: Any = load) -> None:
        self.mixer = Mixer()
        self.clock = SoundClock(self.mixer)
        self.events: queue.Queue[Any] = queue.Queue()
        self.marks: list[Mark] = []
        self.paper = io.StringIO()
        self.path = path / "log.jsonl"
        self.log, self.printer = Log(self.path), Printer(self.paper)
        self.stage = LiveStage(
            self.clock,
            lambda _name: voice or SilentVoice(140),
            cues,
            lambda area: [f"Area {area}."],
            self.events.put,
            self.printer,
            self.log,
            "My voice has failed.",
            self.marks.append,
        )

    def settle(self) -> None:
        """Until the threads have done all that they were given."""
        self.stage.settle()
        self.printer.close()

    def heard(self, ms: int) -> np.ndarray:
        return self.clock.render(ms * RATE // 1000)

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.path.read_text().splitlines()]


@pytest.fixture
def evenings(tmp_path: Path) -> Iterator[Any]:
    """Makes evenings, and ends them."""
    made = []

    def make(**choices: Any) -> Any:
        made.append(Evening(tmp_path, **choices))
        return made[-1]

    yield make
    for one in made:
        one.stage.close()
        one.log.close()


@pytest.fixture
def evening(evenings: Any) -> Any:
    return evenings()


def test_a_sentence_is_heard_at_its_time_and_printed_with_it(evening: Any) -> None:
    evening.stage.perform(Say(500, "Rope."))
    evening.settle()
    assert not evening.heard(490).any()
    assert evening.heard(200).any()
    assert evening.paper.getvalue() == "Rope.  (0:00)\n"


def test_after_a_hush_nothing_that_was_pending_is_heard(evening: Any) -> None:
    evening.stage.perform(Say(500, "Rope."))
    evening.stage.perform(Sound(600, Earcon.TICK))
    evening.stage.perform(Hush(0))
    evening.settle()
    assert not evening.heard(3000).any()


def test_words_that_are_ready_only_after_a_hush_stay_unsaid(evenings: Any) -> None:
    evening: Any = None

    class Slow(SilentVoice):
        """Somebody says no while it thinks."""

        def speak(self, text: Any) -> Any:
            evening.stage.perform(Hush(0))
            return super().speak(text)

    evening = evenings(voice=Slow(140))
    evening.stage.perform(Say(0, "Rope."))
    evening.settle()
    assert not evening.heard(3000).any()


def test_sound_after_a_hush_has_its_full_loudness(evening: Any) -> None:
    evening.mixer.duck(15, 60_000)
    evening.stage.perform(Hush(0))
    evening.stage.perform(Sound(100, Earcon.PAUSED))
    ducked = np.abs(evening.heard(2000)).max()
    evening.stage.perform(Sound(3000, Earcon.PAUSED))
    assert ducked == pytest.approx(np.abs(evening.heard(3000)).max(), rel=0.01)


def test_without_a_voice_words_are_printed_and_the_reason_once(evenings: Any) -> None:
    evening = evenings(voice=Mute())
    evening.stage.perform(Say(0, "Rope."))
    evening.stage.perform(Say(4000, "Six times."))
    evening.settle()
    assert "Rope." in evening.paper.getvalue()
    assert "Six times." in evening.paper.getvalue()
    assert [event.text for event in list(evening.events.queue) if isinstance(event, Notice)] == ["My voice has failed."]
    assert evening.heard(200).any()


class Odd(SilentVoice):
    """A voice with a fault of its own at the first sentence."""

    fails = True

    def speak(self, text: str) -> Clip:
        if self.fails:
            self.fails = False
            raise OSError("no such file")
        return super().speak(text)


def test_after_any_fault_of_a_voice_the_next_sentence_is_heard(evenings: Any) -> None:
    evening = evenings(voice=Odd())
    evening.stage.perform(Say(0, "Rope."))
    evening.stage.perform(Say(4000, "Six times."))
    evening.settle()
    evening.heard(3990)
    assert [event.text for event in list(evening.events.queue)] == ["My voice has failed.", "Rope.", "Six times."]
    assert evening.heard(200).any()


def test_after_any_fault_of_a_voice_a_yes_waits_no_longer(evenings: Any) -> None:
    evening = evenings(voice=Odd())
    evening.stage.perform(Prepare(1))
    evening.stage.perform(Prepare(2))
    evening.settle()
    assert [(event.area, bool(event.lengths)) for event in list(evening.events.queue)] == [(1, False), (2, True)]


def test_a_no_waits_for_no_sound_that_is_being_loaded(evenings: Any) -> None:
    loading, silent = threading.Event(), threading.Event()

    def slowly(name: Any) -> Any:
        loading.set()
        assert silent.wait(20), "the no waits"
        return load(name)

    evening = evenings(voice=Mute(), cues=slowly)
    evening.stage.perform(Say(0, "Rope."))
    loading.wait(20)
    evening.stage.perform(Hush(0))
    silent.set()
    evening.settle()
    assert not evening.heard(3000).any()


def test_what_a_massage_still_prepares_at_its_end_is_not_reported(evenings: Any) -> None:
    evening: Any = None

    class Slow(SilentVoice):
        """The massage ends while it thinks."""

        def speak(self, text: str) -> Clip:
            evening.stage.close()
            return super().speak(text)

    evening, reported = evenings(voice=Slow(140)), threading.Event()
    evening.stage.asides = lambda _area: reported.set() or ()
    evening.stage.perform(Prepare(1))
    assert reported.wait(20)
    assert evening.events.empty()


def test_an_areas_words_are_made_once_with_their_lengths(evening: Any) -> None:
    evening.stage.perform(Prepare(1))
    evening.stage.perform(Prepare(1))
    evening.settle()
    reported = list(evening.events.queue)
    assert [type(event) for event in reported] == [Prepared]
    assert reported[0].lengths == {"Area 1.": SilentVoice(140).speak("Area 1.").ms}


class SlowVoice(SilentVoice):
    """Meanwhile the loudspeaker asks for three seconds of sound."""

    evening: Any = None

    def speak(self, text: str) -> Clip:
        self.evening.heard(3000)
        return super().speak(text)


def test_words_are_ready_when_they_are_finished(evenings: Any) -> None:
    voice = SlowVoice()
    voice.evening = evening = evenings(voice=voice)
    evening.stage.perform(Prepare(1))
    evening.settle()
    assert evening.events.get_nowait().at >= 3000


def test_a_missing_earcon_is_printed_and_the_massage_goes_on(evenings: Any) -> None:
    def gone(name: Any) -> None:
        raise SoundError(name, "there is no such sound", "install the coach again")

    evening = evenings(cues=gone)
    evening.stage.perform(Sound(0, Earcon.PAUSED))
    evening.settle()
    assert "paused: there is no such sound" in evening.paper.getvalue()


def test_everything_is_logged(evening: Any) -> None:
    for effect in (
        Say(0, "Rope."),
        Sound(10, Earcon.TICK),
        Hush(0),
        Mark(5, MarkKind.NO, "rope"),
        Show(6, "Gone.", bell=True),
    ):
        evening.stage.perform(effect)
    evening.stage.perform(Level(-6))
    evening.settle()
    assert [line["kind"] for line in evening.lines()] == ["say", "sound", "hush", "mark", "show"]
    assert all({"t", "wall"} <= line.keys() for line in evening.lines())
    assert evening.mixer.gain_db == -6
    assert evening.marks == [Mark(5, MarkKind.NO, "rope")]
    assert "\aGone." in evening.paper.getvalue()


def test_the_ear_gets_exactly_what_the_loudspeaker_got(evening: Any) -> None:
    evening.clock.played = Played()
    evening.stage.perform(Sound(0, Earcon.TICK))
    handed = np.concatenate([evening.heard(20) for _ in range(5)])
    assert np.array_equal(evening.clock.played.take(), handed)
    assert not len(evening.clock.played.take())


def test_slower_words_take_as_long_as_the_session_expects(evenings: Any) -> None:
    """SilentVoice gives silence as long as the words; the mixer is busy for as long as they take."""
    text = "Slide your right hand slowly along the leg to the ankle."
    usual = SilentVoice(140).speak(text).ms
    lengths = []
    for pace in (100, 135):
        evening = evenings()
        evening.stage.perform(Say(0, text, pace=pace))
        evening.settle()
        lengths.append(ms_busy(evening))
    assert abs(lengths[0] - usual) <= 20
    assert abs(lengths[1] - usual * 135 / 100) <= 40


def ms_busy(evening: Any) -> int:
    """Milliseconds until the mixer has nothing left to play, in steps of 10."""
    ms = 0
    while evening.mixer.busy:
        evening.heard(10)
        ms += 10
    return ms


def test_a_sentence_that_contains_a_phrase_is_known_while_it_sounds(evening: Any) -> None:
    evening.stage.perform(Say(0, "When you say: baby says no, I stop."))
    evening.settle()
    evening.heard(700)
    assert own_phrases(evening.mixer) == {Command.NO}
