"""The short sounds, learnt by ear: what is heard after what, and what a key does."""

import io
import queue
from itertools import pairwise

import pytest

from coach.cli import main as cli
from coach.dialogue import earcon_lesson
from coach.model.events import Pressed
from coach.playback.live_session import Parts
from coach.sound import earcons
from coach.sound.clip import RATE
from coach.sound.mixer import Mixer
from coach.support.event_log import Log
from coach.support.terminal import Printer
from coach.voices.silent import SilentVoice
from tests.support.told import WORDS


class Lesson:
    """A session in virtual time: whoever waits for a key lets the loudspeaker play on."""

    def __init__(self, keys=()):
        self.keys = dict(keys)
        """By the sentence at which each is pressed."""
        self.mixer, self.voice, self.inbox = Mixer(), self, self
        self.printed = io.StringIO()
        self.parts = Parts(
            voice=None,
            output=None,
            ear=None,
            pedals=None,
            bound={},
            microphone=None,
            journal=None,
            cues=self.cue,
            words=WORDS,
            printer=Printer(self.printed),
            log=Log(),
        )
        self.heard = []
        """(frame at which it begins, what)."""
        self.line = ""
        self.touched = ("", -10_000)

    def spoken(self, text, begins_ms, ms):
        """No ear listens for phrases."""

    def speak(self, text):
        self.line = text
        self.heard.append(("say", text))
        return SilentVoice().speak(text)

    def cue(self, name):
        assert not self.mixer.busy, "an earcon over speech"
        self.heard.append(("sound", name))
        return earcons.load(name)

    def take(self, seconds):
        self.mixer.render(round(seconds * RATE))
        if key := self.keys.pop(self.line, ""):
            return Pressed(0, key)
        raise queue.Empty

    def teach(self):
        earcon_lesson.teach(self)
        self.parts.printer.close()
        return self


def test_every_sound_is_named_and_explained_and_then_played():
    heard = Lesson().teach().heard
    assert {name for kind, name in heard if kind == "sound"} == set(earcons.NAMES)
    for before, (kind, name) in pairwise(heard):
        if kind == "sound":
            assert before == ("say", WORDS.one(f"sounds-{name.replace('_', '-')}"))


def test_what_is_spoken_is_printed_too():
    lesson = Lesson().teach()
    assert lesson.printed.getvalue().splitlines() == [line for line, _ in earcon_lesson.lesson(WORDS)]


def test_when_a_key_is_pressed_the_next_sound_is_taught():
    heard = Lesson({WORDS.one("sounds-chime"): "k"}).teach().heard
    assert ("sound", "chime") not in heard
    assert ("sound", "tick") in heard


@pytest.mark.parametrize("key", ["q", "escape"])
def test_when_q_is_pressed_the_lesson_ends(key):
    lesson = Lesson({WORDS.one("sounds-tick"): key}).teach()
    assert lesson.heard[-1] == ("say", WORDS.one("sounds-tick"))


def test_without_a_loudspeaker_the_meanings_are_printed(capsys):
    assert cli.main(["sounds", "--speaker", "nowhere", "--voice", "none"]) == 5
    out, err = capsys.readouterr()
    assert out.splitlines()[-1] == WORDS.one("sounds-end")
    assert "; " in err
