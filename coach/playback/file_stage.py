"""Performs effects offline, into a file. Time is the mixer's position."""

from __future__ import annotations

from typing import Protocol

from coach.model.effects import Effect, Fade, Hush, Level, Mark, Prepare, Say, Sound
from coach.model.events import Bringer, Command, Event, Prepared
from coach.playback.ahead import Ahead
from coach.playback.live_stage import Cues, Needed, Put
from coach.session.loop import Moment
from coach.sound.clip import RATE, Samples, slowed
from coach.sound.mixer import Mixer
from coach.support.event_log import Log
from coach.voices.voice import Voice

LONGEST_PIECE = 30 * RATE
"""Frames rendered at once, so that an hour of background sound is never in memory as a whole."""


class Sink(Protocol):
    """Takes the samples of an offline session."""

    def write(self, samples: Samples) -> None:
        """The next samples."""


class FileStage:
    """The same effects into a file, as fast as the machine can. Time is the mixer's position."""

    def __init__(
        self, mixer: Mixer, voice: Voice, cues: Cues, ahead: Ahead, needed: Needed, put: Put, sink: Sink, log: Log
    ) -> None:
        """``needed`` names the sentences of an area, none for one that isn't there; ``ahead`` makes them."""
        self.mixer, self.voice, self.cues, self.ahead, self.needed = mixer, voice, cues, ahead, needed
        self.put, self.sink, self.log = put, sink, log
        self.at = 0
        self._asked: set[int] = set()
        self.spans: list[tuple[int, int, str]] = []
        """Where its words begin and end in the file, in milliseconds, and the sentence; cut where a hush cut it."""
        self.marks: list[Mark] = []

    def reach(self, at: int) -> None:
        """Render up to a session time."""
        self.at = max(self.at, at)
        while (frames := self.at * RATE // 1000 - self.mixer.frames) > 0:
            self.sink.write(self.mixer.render(min(frames, LONGEST_PIECE)))

    def perform(self, effect: Effect) -> None:
        """Put the effect at its place in the file."""
        match effect:
            case Hush():
                self.mixer.hush()
                self.spans = [(at, min(end, effect.at), text) for at, end, text in self.spans if at < effect.at]
                self.log.write("hush", effect.at)
            case Say():
                clip = slowed(self.voice.speak(effect.text), effect.pace)
                at = self.mixer.play(clip, at=effect.at * RATE // 1000, gain_db=effect.gain) * 1000 // RATE
                self.spans.append((at, at + clip.ms, effect.text))
                self.log.write("say", effect.at, text=effect.text)
            case Sound():
                self.mixer.play(self.cues(effect.name), at=effect.at * RATE // 1000, gain_db=effect.gain, kind="sound")
                self.log.write("sound", effect.at, name=effect.name)
            case Level(db):
                self.mixer.gain_db = db
            case Fade(at, ms, bed):
                self.mixer.fade(at * RATE // 1000, ms, bed=bed)
            case Prepare(area) if area not in self._asked:
                self._asked.add(area)
                texts = tuple(self.needed(area))
                self.ahead.begin(texts)
                self.ahead.begin(self.needed(area + 1))  # while this area is mixed
                self.put(Prepared(self.at, area, self.ahead.lengths(texts)))
            case Mark():
                self.marks.append(effect)
                self.log.write("mark", effect.at, what=effect.what, detail=effect.detail)

    def note(self, before: Moment, event: Event, command: Command | None) -> None:
        """Log the scripted answer."""
        if command is not None:
            self.log.write("heard", event.at, command=command.value, by=Bringer.SCRIPT, phase=before.phase.value)
