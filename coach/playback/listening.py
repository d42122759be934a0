"""The microphone of a session: opened in its own thread, retried while it is missing, closed when unwanted."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from contextlib import ExitStack
from typing import Protocol, cast

from coach.ears.ear import Ear
from coach.ears.spotting.own_voice import DEAF_AFTER_MS
from coach.model import channels
from coach.model.events import Command, Event, Way
from coach.playback.devices import Devices, Hearing
from coach.playback.loudspeaker import EarlyNews
from coach.playback.missed import Missed
from coach.session import stop_channels
from coach.sound.clip import frames
from coach.sound.clock import Played, SoundClock
from coach.sound.mixer import Mixer
from coach.support.errors import EarError

SUSPECT_DB, SUSPECT_MS = 15, 2500
"""How far, in decibels, and how long, in milliseconds, a suspicion lowers the coach."""
SOFT_AFTER_MS = 250
"""Milliseconds from a suspicion until what the microphone gives was heard beside a soft coach."""
BEGINS_MS = 300
"""No phrase is spoken faster than this, so whatever is reported earlier was said before our sentence began."""
RETRY_S, SELDOM_S = 2.0, 10.0
"""Seconds between two tries to open a microphone: one that the caregiver counts on, and any other."""
CLOSES_S = 0.5
"""Seconds that the end waits for a microphone that is still opening."""


class Room(Protocol):
    """What the listening needs of its session."""

    devices: Devices
    mixer: Mixer
    clock: SoundClock

    def pass_on(self, event: Event) -> None:
        """Take an event; a ``Way`` changes the channels that work."""


class Listening:
    """The microphone, if there is one, and what it has heard so far."""

    def __init__(self, room: Room) -> None:
        """Nothing is opened yet."""
        self._room = room
        self.missed: Missed | None = None
        """How well the microphone hears; None where none listens."""
        self.crying = False
        """Crying is a no now."""
        self._soft_from = 0
        """Session milliseconds from which the coach is soft for a suspicion, as long as the mixer keeps it so."""
        self._open = ExitStack()
        self._ended, self._tried = threading.Event(), threading.Event()
        """Of the newest opening: it is no longer wanted; its first try is over."""
        self._changing = threading.Lock()
        """Held while ``_open`` changes."""
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Open the microphone in a thread: its networks take a moment, and nobody waits for them in silence."""
        self._ended, self._tried = threading.Event(), threading.Event()
        work = (self._ended, self._tried)
        self._thread = threading.Thread(target=self._keep_trying, args=work, name="opening the microphone", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Close the microphone. One that is still opening is closed as soon as it is open."""
        with self._changing:
            self._ended.set()
            open_until_now, self._open, self.missed = self._open, ExitStack(), None
        if self._thread:
            self._thread.join(CLOSES_S)
        self._thread = None
        open_until_now.close()

    def again(self) -> None:
        """Open the microphone anew, as the caregiver's choices are now."""
        self.close()
        self.begin()

    def stop(self) -> None:
        """The caregiver wants only keys from now on."""
        self.close()
        self._way(works=False)

    def opened(self, seconds: float) -> bool:
        """Whether a microphone listens, once the first try is over; waits for that no longer than so many seconds."""
        if self._thread:
            self._tried.wait(seconds)
        return self.missed is not None

    def open(self, microphone: Callable[[Hearing], Ear] | None = None) -> None:
        """Open the microphone at once; ``microphone`` makes another one than the usual.

        Raises:
            EarError: there is none, or it cannot be opened.
        """
        self._ended = threading.Event()
        if news := self._opened(self._ended, microphone):
            news.tell(self._told)

    def _opened(self, ended: threading.Event, microphone: Callable[[Hearing], Ear] | None = None) -> EarlyNews | None:
        """Open the microphone; gives the news that it may have at once, kept until somebody asks.

        None if ``ended`` was set meanwhile; then it's closed again.
        """
        clock, told = self._room.clock, EarlyNews()
        clock.played = clock.played or Played()
        hearing = Hearing(
            clock=clock.now,
            played=clock.played.take,
            suspect=self.suspected,
            tell=told,
            ducked=self.soft,
            deaf_to=functools.partial(own_phrases, self._room.mixer),
            crying=lambda: self.crying,
        )
        ear = (microphone or self._room.devices.microphone)(hearing)
        with ExitStack() as late:
            late.enter_context(ear.listen(self._heard))
            with self._changing:
                if ended.is_set():
                    return None
                self._open.push(late.pop_all())
                self.missed = Missed()
        return told

    def _keep_trying(self, ended: threading.Event, tried: threading.Event) -> None:
        """Keep trying until it is open or no longer wanted: a microphone may be plugged in or given back."""
        told, devices = False, self._room.devices
        while not ended.is_set():
            try:
                news = self._opened(ended)
            except Exception as error:  # noqa: BLE001 - those who rely on it must be told, whatever it is
                if not (told or ended.is_set()):
                    told = True
                    devices.log.write("ear", None, error=str(error))
                    self._missing(error)
                tried.set()
                if not isinstance(error, EarError):  # a fault in our own code doesn't mend itself
                    return
                ended.wait(RETRY_S if devices.relies else SELDOM_S)
            else:
                if news:
                    devices.log.write("ear", None, state="open")
                    self._way(works=True, say=channels.HEARD_AGAIN if told and devices.relies else "")
                    news.tell(self._told)
                tried.set()
                return

    def _missing(self, error: Exception) -> None:
        """Tell a caregiver who counts on the voice. Everyone else stops by keys, and those are named anyway."""
        if not self._room.devices.relies:
            return
        self._room.devices.printer.line(f"{error}.")
        self._way(works=False, say="aloud-none")

    def _way(self, *, works: bool, say: str = "") -> None:
        self._room.pass_on(Way(self._room.clock.now(), channels.ALOUD, works, say))

    # --- from the microphone's thread ------------------------------------------------------------

    def _heard(self, event: Event) -> None:
        if self.missed:
            self.missed.ear()
        self._room.pass_on(event)

    def _told(self, name: str) -> None:
        if self.missed and name not in channels.HEARS:
            self.missed.complained = True
        self._room.pass_on(stop_channels.of_hearing(self._room.clock.now(), name))

    def suspected(self) -> None:
        """Somebody may have said no: speak softly for a moment."""
        if self.missed:
            self.missed.ear()
        now = self._room.clock.now()
        if not self._room.mixer.ducked:
            self._soft_from = now + SOFT_AFTER_MS
        self._room.mixer.duck(SUSPECT_DB, SUSPECT_MS)
        self._room.devices.log.write("duck", now)

    def soft(self) -> bool:
        """Whether the coach has been soft for a moment, for a suspicion. After a no it is as loud as ever at once."""
        return self._room.mixer.ducked and self._room.clock.now() >= self._soft_from


def own_phrases(mixer: Mixer) -> frozenset[Command]:
    """The commands whose phrases the microphone may now be hearing from our own loudspeaker.

    The mixer knows them by the labels of its clips (:func:`coach.words.phrases.commands_in`). They're counted in its
    frames, so a sentence that waits, is cut by a hush or overlaps another needs no timer.
    """
    now = mixer.frames
    labels = mixer.labels(now - frames(DEAF_AFTER_MS), now - frames(BEGINS_MS))
    return cast(frozenset[Command], labels)
