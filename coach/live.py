"""A session on a real loudspeaker, with real keys: opens every part, runs the loop, closes every part."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, Self

from coach.clock import SoundClock
from coach.ears.ear import Ear
from coach.errors import CoachError, EarError, SoundError
from coach.log import Log
from coach.mixer import Mixer
from coach.model import Command, Heard, Mark, Notice, Words
from coach.outputs.output import Output
from coach.rendering import needed
from coach.resume import kept
from coach.run import LiveInbox, run
from coach.stage import Cues, LiveStage, Printer
from coach.state import State
from coach.voices.voice import Voice, warm

LAST_SOUND_S = 0.15
"""Seconds that the last samples need to leave the loudspeaker."""


class Recorder(Protocol):
    """Keeps the record of one session; none of its methods but ``close`` waits for anything."""

    def begin(self, routine: str, title: str, options: Mapping[str, Any]) -> None:
        """A session begins, with the options that differ from the usual."""

    def mark(self, mark: Mark) -> None:
        """Something happened."""

    def close(self) -> None:
        """Nothing more comes."""


@dataclass
class Parts:
    """What a session plays through and listens with; the command line chooses them."""

    voice: Callable[[Callable[[str], None]], Voice]
    """Makes the voice, given what to call when another voice takes over."""
    output: Callable[[Callable[[str], None]], Output]
    """Makes the output, given what to call when it is "lost" and "back"."""
    ear: Callable[[Callable[[], int]], Ear]
    """Makes the ear, given the clock of the session."""
    journal: Callable[[Callable[[str], None]], Recorder]
    """Makes the keeper of the record, given what to call, with the name of a sentence, when it cannot be kept."""
    cues: Cues
    words: Words
    printer: Printer
    log: Log


class Session:
    """An open loudspeaker, voice and keyboard, on which a state can be run."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.mixer = Mixer()
        self.clock = SoundClock(self.mixer)
        self.inbox = LiveInbox(self.clock.now)
        self.voice = parts.voice(self._notice)
        self.hears = True
        """There is an ear for answers."""
        self._open = contextlib.ExitStack()

    def __enter__(self) -> Self:
        try:
            self.hello()
            self._open.enter_context(self.parts.output(self._output_changed).open(self.clock.render))
            self.parts.log.write("output", None, state="open")
            threading.Thread(target=warm, args=(self.voice,), name="warming the voice", daemon=True).start()
            try:
                self._open.enter_context(self.parts.ear(self.clock.now).listen(self.inbox.put))
            except EarError as error:
                self.parts.printer.line(str(error))
                self._notice(self.parts.words.one("keys-none"))
                self.hears = False
        except BaseException:
            self._open.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.mixer.hush()
        if sys.exc_info()[0] is not SoundError:
            threading.Event().wait(LAST_SOUND_S)
        self._open.close()

    def hello(self) -> None:
        """The first sound: the coach is there, while its voice is still waking up."""
        with contextlib.suppress(CoachError):
            self.mixer.play(self.parts.cues("hello"), kind="sound")

    def run(self, state: State) -> State:
        """Walk a session to its end."""

        def wanted(area: int) -> tuple[str, ...]:
            return needed(state.book, state.options, state.words, area)

        lost = self.parts.words.one("voice-lost")
        journal = self.parts.journal(lambda name: self._notice(self.parts.words.one(name)))
        journal.begin(state.book.name, state.book.title, kept(state.options))
        stage = LiveStage(
            self.clock, self.voice, self.parts.cues, wanted, self.inbox.put, self.parts.printer, self.parts.log, lost,
            journal.mark,
        )  # fmt: skip
        self.inbox.put(Heard(self.clock.now(), Command.BEGIN, "start"))
        try:
            return run(state, self.inbox, stage)
        finally:
            stage.close()
            journal.close()

    def _notice(self, text: str) -> None:
        self.parts.log.write("voice", None, notice=text)
        self.inbox.put(Notice(self.clock.now(), text))

    def _output_changed(self, state: str) -> None:
        self.parts.log.write("output", None, state=state)
        self.inbox.put(
            Notice(self.clock.now(), self.parts.words.one("sound-lost" if state == "lost" else "sound-back"))
        )
