"""An open loudspeaker with its mixer, its clock and a voice: all that a first word needs.

It opens and says hello before most of the program is imported, so it imports little and knows no session.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import Self

from coach.playback.devices import Devices
from coach.sound.bed_mixer import BedMixer
from coach.sound.clock import SoundClock
from coach.sound.mixer import Mixer
from coach.support.errors import CoachError
from coach.voices.voice import Voice, ready_to_say, warm

PATIENCE_S = 12.0
"""Seconds that a voice may take to start before the first question; a busy machine needs them."""
Tell = Callable[[str], None]
"""Takes the name of what happened."""


class EarlyNews:
    """Passes on news, and keeps what came before anyone asked for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._early: list[str] = []
        self._tell: Tell = self._early.append

    def __call__(self, name: str) -> None:
        """Take the name of a sentence, from any thread."""
        with self._lock:
            self._tell(name)

    def tell(self, tell: Tell) -> None:
        """Pass everything to ``tell`` from now on, first what was kept."""
        with self._lock:
            self._tell = tell
            for name in self._early:
                tell(name)
            self._early.clear()


class Loudspeaker:
    """What sounds; open while its context lasts."""

    def __init__(self, devices: Devices) -> None:
        self.devices = devices
        self.mixer = BedMixer() if devices.bedded else Mixer()
        self.mixer.gain_db = devices.gain_db
        self.clock = SoundClock(self.mixer)
        self.outputs, self.voices = EarlyNews(), EarlyNews()
        """What becomes of the output, "lost" and "back"; and the names of sentences about the voice."""
        self.voice = devices.voice(self.voices)
        self._open, self._closed = ExitStack(), threading.Event()

    def __enter__(self) -> Self:
        self._open.enter_context(self.devices.loudspeaker(self.outputs).open(self.clock.render))
        self.devices.log.write("output", None, state="open")
        self.greet()
        self._warm()
        return self

    def __exit__(self, *_: object) -> None:
        self._closed.set()
        self._open.close()

    def greet(self) -> None:
        """Say hello, or play the earcon if the voice would have to start first."""
        hello = self.devices.words.one("hello")
        with suppress(CoachError):
            if ready_to_say(self.voice, hello):
                self.mixer.play(self.voice.speak(hello))
                self.devices.printer.line(hello)
                self.devices.log.write("say", 0, text=hello)
            else:
                self.mixer.play(self.devices.cue("hello"), kind="sound")
                self.devices.log.write("sound", 0, name="hello")

    def speak_with(self, voice: Voice) -> None:
        """Speak with another voice from now on; waits until it is awake."""
        self.voice = voice
        self._warm()
        self.warmed()

    def warmed(self, seconds: float = PATIENCE_S) -> None:
        """Wait until the voice is awake; no longer than so many seconds."""
        self._warming.join(seconds)

    def _warm(self) -> None:
        self._warming = threading.Thread(target=self._wake, args=(self.voice,), name="warming the voice", daemon=True)
        self._warming.start()

    def _wake(self, voice: Voice) -> None:
        warm(voice)
        hello = self.devices.words.one("hello")
        with suppress(CoachError):  # the first sentence reports it, to someone who can act on it
            if not self._closed.is_set() and not ready_to_say(voice, hello):
                voice.speak(hello)  # kept from now on, so that the next evening begins with it
