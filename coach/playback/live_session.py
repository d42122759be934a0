"""A session on a real loudspeaker, with real keys: opens every part, runs the loop, closes every part."""

from __future__ import annotations

import contextlib
import functools
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, Self

from coach.ears.bound_keys import once
from coach.ears.ear import Ear
from coach.model import channels
from coach.model.effects import Mark
from coach.model.events import Command, Event, Heard, Notice, Way
from coach.model.wording import Words
from coach.outputs.output import Output
from coach.planning.utterances import needed
from coach.playback.bed_stage import BeddedStage, BedMixer
from coach.playback.live_stage import Cues, LiveStage
from coach.playback.missed import Missed
from coach.playback.own_phrases import own_phrases
from coach.session import stop_channels
from coach.session.loop import MASSAGE, LiveInbox, run
from coach.session.resume import kept
from coach.session.state import State
from coach.sound.clip import Clip, Samples
from coach.sound.clock import Played, SoundClock
from coach.sound.mixer import Mixer
from coach.support.errors import CoachError, EarError, SoundError
from coach.support.event_log import Log
from coach.support.terminal import Printer
from coach.voices.fallback import RETURNED
from coach.voices.voice import Voice, warm

SUSPECT_DB, SUSPECT_MS = 15, 2500
"""Decibels and milliseconds by which a suspicion lowers the coach."""
PATIENCE_S = 12.0
"""Seconds that a voice may take to wake up before the first question; a busy machine needs them."""
RETRY_S = 2.0
"""Seconds between two tries to open a microphone that is not there, or that another program holds."""
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


@dataclass(frozen=True)
class Hearing:
    """What an ear that hears phrases works with."""

    clock: Callable[[], int]
    """Session milliseconds."""
    played: Callable[[], Samples]
    """What the loudspeaker got since the last call."""
    suspect: Callable[[], None]
    """Somebody may have said no: lowers the coach for a moment."""
    tell: Callable[[str], None]
    """Takes the name of a sentence about what is wrong with the hearing, or well again."""
    deaf_to: Callable[[], frozenset[Command]]
    """The commands to pass over now, because the coach itself is saying their phrases."""
    crying: Callable[[], bool]
    """Whether crying is to be listened for now."""


@dataclass
class Parts:
    """What a session plays through and listens with; the command line chooses them."""

    voice: Callable[[Callable[[str], None]], Voice]
    """Makes the voice, given what to call, with the name of a sentence, when another voice takes over."""
    output: Callable[[Callable[[str], None]], Output]
    """Makes the output, given what to call when it is "lost" and "back"."""
    ear: Callable[[Callable[[], int]], Ear]
    """Makes the ear, given the clock of the session."""
    pedals: Callable[[Callable[[], int]], Sequence[Ear]]
    """Makes the ears for pedals and for keys of other windows, given the clock; each is one more way to say no."""
    bound: Mapping[str, str]
    """Commands by the caregiver's own keys."""
    microphone: Callable[[Hearing], Ear] | None
    """Makes the ear that hears phrases, given what it works with; None where nobody wants it."""
    journal: Callable[[Callable[[str], None]], Recorder]
    """Makes the keeper of the record, given what to call, with the name of a sentence, when it cannot be kept."""
    cues: Cues
    words: Words
    printer: Printer
    log: Log
    bed: Callable[[], Clip] | None = None
    """Makes what sounds under the voice; SoundError where it turns out to be none. None where nobody wants it."""
    gain_db: int = 0
    """Decibels of all that sounds until a session sets its own."""


class Session:
    """An open loudspeaker, voice and keyboard, on which a state can be run."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.mixer = BedMixer() if parts.bed else Mixer()
        self.mixer.gain_db = parts.gain_db
        self.clock = SoundClock(self.mixer)
        self.inbox = LiveInbox(self.clock.now)
        self.voice = parts.voice(self._voice_changed)
        self.hears = True
        """There is an ear for answers."""
        self.works: tuple[str, ...] = ()
        """The ways to stop the coach that work now, as in ways.py."""
        self.named: tuple[str, ...] = ()
        """Those that were tried and named in the dry run."""
        self.touched = ("", -3_600_000)
        """The last key of a list and its session milliseconds: the same elbow is not another answer."""
        self._open = contextlib.ExitStack()
        self._pedals = contextlib.ExitStack()
        self.missed: Missed | None = None
        """How well the microphone hears; None where none listens."""
        self._cries_count = False
        """A massage is led in which crying is a no."""
        self._late = contextlib.ExitStack()
        self._ended = threading.Event()
        self._opening = threading.Thread(target=self._open_microphone, name="opening the microphone", daemon=True)

    def __enter__(self) -> Self:
        try:
            self.hello()
            self._open.enter_context(self.parts.output(self._output_changed).open(self.clock.render))
            self.parts.log.write("output", None, state="open")
            self._warm()
            self._open_ears()
            if self.parts.bed is not None:  # as long as a breath: nobody waits for it with a silent loudspeaker
                threading.Thread(target=self._make_bed, args=(self.parts.bed,), name="the bed", daemon=True).start()
            if self.parts.microphone is not None:
                self.clock.played = Played()
                self._opening.start()  # its models take a moment, and the coach is silent for nobody
        except BaseException:
            self._pedals.close()
            self._open.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.mixer.hush()
        if sys.exc_info()[0] is not SoundError:
            threading.Event().wait(LAST_SOUND_S)
        self._ended.set()
        if self._opening.ident is not None:
            self._opening.join()
        self._late.close()
        self._pedals.close()
        self._open.close()

    def _warm(self) -> None:
        self._warming = threading.Thread(target=warm, args=(self.voice,), name="warming the voice", daemon=True)
        self._warming.start()

    def warmed(self, seconds: float = PATIENCE_S) -> None:
        """Wait until the voice is ready, where nobody waits for silence meanwhile; no longer than so many seconds."""
        end = time.monotonic() + seconds
        while self._warming.is_alive() and time.monotonic() < end:
            self._warming.join(0.05)

    def _make_bed(self, make: Callable[[], Clip]) -> None:
        try:
            made = make()
        except SoundError as error:
            self.parts.printer.line(str(error))
            self._notice(self.parts.words.one("bed-none"))
            return
        if isinstance(self.mixer, BedMixer):
            self.mixer.bring(made)

    def _open_ears(self) -> None:
        """Keys and pedals: one that fails is told, and the others hear."""
        self._hear = once(self.parts.bound, self.inbox.put)
        self.hears = self._opened(self._open, self.parts.ear(self.clock.now))
        self._open_pedals()

    def _open_pedals(self) -> None:
        for ear in self.parts.pedals(self.clock.now):
            self.hears = self._opened(self._pedals, ear) or self.hears

    def _opened(self, stack: contextlib.ExitStack, ear: Ear) -> bool:
        # Before it listens, for an ear may find at once that it does not hear.
        self.works = stop_channels.after(self.works, Way(self.clock.now(), ear.way, works=True))
        try:
            stack.enter_context(ear.listen(self._pass_on))
        except EarError as error:
            self.parts.printer.line(str(error))
            self._way(ear.way, works=False, say=f"{ear.way}-none")
            return False
        return True

    def _pass_on(self, event: Event) -> None:
        """By the way that is right now: bound keys may change while an ear is open."""
        if isinstance(event, Way):
            self.works = stop_channels.after(self.works, event)
            self.parts.log.write("way", event.at, name=event.name, works=event.works)
        self._hear(event)

    def _way(self, name: str, *, works: bool, say: str = "") -> None:
        self._pass_on(Way(self.clock.now(), name, works, say))

    def change(self, parts: Parts, voice: Voice | None = None) -> None:
        """Other pedals, other bound keys and perhaps another voice from now on; loudspeaker and keyboard stay open."""
        self.parts = parts
        if voice is not None:
            self.voice = voice
            self._warm()
            self.warmed()
        self._pedals.close()
        self.works = tuple(way for way in self.works if way not in (channels.PEDAL, channels.WINDOWS))
        self._hear = once(parts.bound, self.inbox.put)
        self._open_pedals()

    def _open_microphone(self) -> None:
        """Tried again and again while the session lasts: one that is missing, or taken, may come or be given back."""
        told = False
        while not self._ended.is_set():
            try:
                self._listen()
            except Exception as error:  # noqa: BLE001 - whatever keeps it shut, who relies on it must be told
                if not told:
                    told = True
                    self.parts.log.write("ear", None, error=str(error))
                    self.parts.printer.line(f"{error}.")
                    self._way(channels.ALOUD, works=False, say="aloud-none")
                if not isinstance(error, EarError):  # what is broken in here does not mend itself
                    return
                self._ended.wait(RETRY_S)
            else:
                self.parts.log.write("ear", None, state="open")
                self._way(channels.ALOUD, works=True, say=channels.HEARD_AGAIN if told else "")
                return

    def _listen(self) -> None:
        assert self.parts.microphone is not None  # noqa: S101 - told apart before the thread was started
        played = self.clock.played or Played()
        hearing = Hearing(
            clock=self.clock.now,
            played=played.take,
            suspect=self._suspected,
            tell=self._half_deaf,
            deaf_to=functools.partial(own_phrases, self.mixer),
            crying=lambda: self._cries_count,
        )
        ear = self.parts.microphone(hearing)
        self._late.enter_context(ear.listen(self._heard))
        self.missed = Missed()

    def _heard(self, event: Event) -> None:
        if self.missed:
            self.missed.ear()
        self.inbox.put(event)

    def _half_deaf(self, name: str) -> None:
        if self.missed and name != channels.HEARD_AGAIN:
            self.missed.complained = True
        self._pass_on(stop_channels.of_hearing(self.clock.now(), name))

    def _suspected(self) -> None:
        if self.missed:
            self.missed.ear()
        self.mixer.duck(SUSPECT_DB, SUSPECT_MS)
        self.parts.log.write("duck", self.clock.now())

    def hello(self) -> None:
        """The first sound: the coach is there, while its voice is still waking up."""
        with contextlib.suppress(CoachError):
            self.mixer.play(self.parts.cues("hello"), kind="sound")

    def run(self, state: State) -> State:
        """Walk a session to its end."""

        def wanted(area: int) -> tuple[str, ...]:
            named = stop_channels.named(self.works, state.words) if area == state.area else ()
            return (*named, *needed(state.book, state.options, state.words, area, first=state.area))

        def mark(mark: Mark) -> None:
            if self.missed and mark.what == "no":
                self.missed.no()
            journal.mark(mark)

        lost = self.parts.words.one("voice-lost")
        journal = self.parts.journal(lambda name: self._notice(self.parts.words.one(name)))
        journal.begin(state.book.name, state.book.title, kept(state.options))
        stage = LiveStage(
            self.clock,
            self.voice,
            self.parts.cues,
            wanted,
            self.inbox.put,
            self.parts.printer,
            self.parts.log,
            lost,
            mark,
        )
        # The key that chose this session may still lie under the elbow: held, it answers nothing that follows.
        state = replace(
            state,
            elbow=self.touched[0],
            key_at=self.touched[1],
            ways=self.works,
            named=bool(self.works) and self.named == self.works,
        )
        self.inbox.put(Heard(self.clock.now(), Command.BEGIN, "start"))
        self._cries_count = state.options.crying
        try:
            bedded = BeddedStage(stage, self.mixer) if isinstance(self.mixer, BedMixer) else stage
            return run(MASSAGE, state, self.inbox, bedded)
        finally:
            self._cries_count = False
            stage.close()
            if isinstance(self.mixer, BedMixer):
                self.mixer.silence(int(LAST_SOUND_S * 1000))
            journal.close()

    def _notice(self, text: str, about: str = "", *, good: bool = False) -> None:
        self.parts.log.write("voice", None, notice=text)
        self.inbox.put(Notice(self.clock.now(), text, about, good))

    def _voice_changed(self, name: str) -> None:
        self._notice(self.parts.words.one(name), "voice", good=name == RETURNED)

    def _output_changed(self, state: str) -> None:
        self.parts.log.write("output", None, state=state)
        lost = self.parts.printer.bell = state == "lost"
        text = self.parts.words.one("sound-lost" if lost else "sound-back")
        self.inbox.put(Notice(self.clock.now(), text, "loudspeaker", not lost))
