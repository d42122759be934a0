"""Performs effects with one mixer, live to a loudspeaker.

Making words may take time or fail, so it happens in threads of its own; ``perform`` never waits.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable

from coach.model.effects import Earcon, Effect, Fade, Hush, Level, Mark, Prepare, Ready, Say, Show, Sound
from coach.model.events import Command, Event, Heard, Notice, Prepared, Pressed, Spoken
from coach.planning.timeline_builder import estimate
from coach.session.loop import Moment
from coach.sound.clip import Clip, slowed
from coach.sound.clock import SoundClock
from coach.support.errors import CoachError, VoiceError
from coach.support.event_log import Log
from coach.support.terminal import Printer
from coach.voices.voice import Voice, prepared
from coach.words.phrases import commands_in

Cues = Callable[[str], Clip]
"""Loads an earcon by its name."""
Voices = Callable[[str], Voice]
"""Loads a voice by its name; an empty name is the session's own."""
Needed = Callable[[int], Iterable[str]]
"""The sentences of an area, in the order of need."""
Put = Callable[[Event], None]


class LiveStage:
    """Speaks and sounds through a mixer at session times; everything spoken is printed too."""

    def __init__(
        self,
        clock: SoundClock,
        voices: Voices,
        cues: Cues,
        needed: Needed,
        put: Put,
        printer: Printer,
        log: Log,
        voice_lost: str,
        record: Callable[[Mark], None],
        *,
        timed: bool = True,
    ) -> None:
        """Start the threads that make words; ``timed`` says whether a printed line ends with its session time."""
        self.timed = timed
        self.voice_lost, self.record = voice_lost, record
        self.clock, self.mixer, self.voices, self.cues = clock, clock.mixer, voices, cues
        self.needed, self.put, self.printer, self.log = needed, put, printer, log
        self.asides: Needed = lambda _area: ()
        """Prepare what an area may also say, once what it says in any case is ready."""
        self._lock = threading.Lock()
        self._hushes = 0
        self._closed = threading.Event()
        self._speechless = False
        self._sayings: queue.Queue[tuple[int, Say] | None] = queue.Queue()
        self._soon: queue.Queue[Prepare | Ready | None] = queue.Queue()
        self._asked: set[int] = set()
        threading.Thread(target=self._speak, name="speaking", daemon=True).start()
        threading.Thread(target=self._prepare, name="preparing", daemon=True).start()

    def reach(self, at: int) -> None:
        """Does nothing: live time moves by itself."""

    def perform(self, effect: Effect) -> None:
        """Do what the effect says, or hand it to a thread."""
        match effect:
            case Hush():
                self._silence()
                self.log.write("hush", self.clock.now())
            case Say():
                self.printer.line(effect.text, effect.at if self.timed else None)
                self._sayings.put((self._hushes, effect))
                self.log.write("say", effect.at, text=effect.text)
            case Sound():
                self.sound(effect.name, effect.at, effect.gain)
            case Level(db):
                self.mixer.gain_db = db
            case Fade(at, ms, bed):
                self.mixer.fade(self.clock.frame(at), ms, bed=bed)
            case Prepare(area) if area not in self._asked:
                self._asked.add(area)
                self._soon.put(effect)
            case Ready():
                self._soon.put(effect)
            case Show():
                self.printer.line(("\a" if effect.bell else "") + effect.text, effect.at if self.timed else None)
                self.log.write("show", effect.at, text=effect.text)
            case Mark():
                self.record(effect)
                self.log.write("mark", effect.at, what=effect.what, detail=effect.detail)

    def sound(self, name: str, at: int, gain: int = 0) -> None:
        """Play an earcon. If it can't be loaded, print it, so that its message isn't lost."""
        self._sounded(name, self._cue(name), at, gain)

    def _cue(self, name: str) -> Clip | None:
        try:
            return self.cues(name)
        except CoachError as error:
            self.printer.line(str(error))
            return None

    def _sounded(self, name: str, cue: Clip | None, at: int, gain: int = 0) -> None:
        if cue is not None:
            self.mixer.play(cue, at=self.clock.frame(at), gain_db=gain, kind="sound")
        self.log.write("sound", at, name=name)

    def note(self, before: Moment, event: Event, command: Command | None) -> None:
        """Log what was heard."""
        if isinstance(event, Pressed) and command is None:
            self.log.write("key", event.at, key=event.key, phase=before.phase.value)
        elif command is not None:
            by = event.by if isinstance(event, Heard) else "key"
            self.log.write("heard", event.at, command=command.value, by=by, phase=before.phase.value)

    def _silence(self) -> None:
        with self._lock:
            self._hushes += 1
            self.mixer.hush()
            self.clock.begin_anew()
            self.mixer.unduck()  # after a true suspicion the coach is at its usual loudness again

    def close(self) -> None:
        """Fall silent, make no more words and report none: what comes next on the session has areas of its own."""
        with self._lock:
            self._closed.set()
        self._silence()
        self._sayings.put(None)
        self._soon.put(None)

    def settle(self) -> None:
        """Wait until every requested sentence is made; for callers that control time themselves."""
        self._soon.join()
        self._sayings.join()

    def _speak(self) -> None:
        while (task := self._sayings.get()) is not None:
            hushes, say = task
            if hushes == self._hushes:
                self._say(hushes, say)
            self._sayings.task_done()

    def _say(self, hushes: int, say: Say) -> None:
        try:
            clip = slowed(self.voices(say.voice).speak(say.text), say.pace)
        except Exception as error:  # noqa: BLE001 - whatever it is, this thread has to say all that follows
            self.log.write("voice", say.at, error=str(error))
            self._wordless(hushes, say)
            return
        with self._lock:
            if hushes == self._hushes:  # otherwise a hush came while the words were being made, and wins
                at, labels = self.clock.frame(say.at), commands_in(say.text)
                start = self.mixer.play(clip, at=at, gain_db=say.gain, labels=labels)
                begins = self.clock.at(start)
                self.put(Spoken(self.clock.now(), say.text, begins, begins + clip.ms))

    def _wordless(self, hushes: int, say: Say) -> None:
        """No voice is left: a tick marks the printed words, and a soft sound ends a long silence."""
        if not self._speechless:
            self._speechless = True
            self.put(Notice(self.clock.now(), self.voice_lost))
        tick, alive = self._cue(Earcon.TICK), self._cue(Earcon.ALIVE)  # loaded before the lock, which a hush needs
        with self._lock:
            if hushes == self._hushes:
                begins = max(say.at, self.clock.now())
                self._sounded(Earcon.TICK, tick, begins)
                self._sounded(Earcon.ALIVE, alive, begins + estimate(say.text))
                self.put(Spoken(self.clock.now(), say.text, begins, begins + estimate(say.text)))

    def _prepare(self) -> None:
        while (wanted := self._soon.get()) is not None:
            try:
                self._make(wanted)
            except Exception as error:  # noqa: BLE001 - whatever it is, this thread has to make all that follows
                self.log.write("voice", None, error=str(error))
                if isinstance(wanted, Prepare):
                    self._made(wanted.area, {})  # with estimates: a yes mustn't wait for ever
            self._soon.task_done()

    def _make(self, wanted: Prepare | Ready) -> None:
        if isinstance(wanted, Ready):
            lengths_of(self._unclosed(wanted.lines), self.voices(wanted.voice), self.log)
            return
        self._report(wanted.area, self.needed(wanted.area))
        if others := self.asides(wanted.area):
            self._report(wanted.area, others)

    def _report(self, area: int, texts: Iterable[str]) -> None:
        """Make sentences of an area, then tell how long they are; a yes to the area waits for the first such report."""
        self._made(area, lengths_of(self._unclosed(texts), self.voices(""), self.log))

    def _made(self, area: int, lengths: dict[str, int]) -> None:
        with self._lock:
            if not self._closed.is_set():
                self.put(Prepared(self.clock.now(), area, lengths))  # now: the work may have taken long

    def _unclosed(self, texts: Iterable[str]) -> Iterable[str]:
        """The sentences, one by one, as long as anybody waits for them."""
        return (text for text in texts if not self._closed.is_set())


def lengths_of(texts: Iterable[str], voice: Voice, log: Log) -> dict[str, int]:
    """Make every sentence and tell how many milliseconds each takes."""
    return {text: length_of(text, voice, log) for text in texts}


def length_of(text: str, voice: Voice, log: Log) -> int:
    """Make a sentence and tell how many milliseconds it takes; one that fails takes an estimate."""
    try:
        return prepared(voice, text).ms
    except VoiceError as error:
        log.write("voice", None, error=str(error))
        return estimate(text)
