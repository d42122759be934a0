"""Opens and closes the keys and a microphone beside a loudspeaker. What runs on them is not its concern."""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Self

from coach.ears.bound_keys import once
from coach.ears.ear import Ear
from coach.model import channels
from coach.model.events import Event, Notice, Rebound, Way
from coach.outputs.watched import BACK
from coach.playback.devices import Devices
from coach.playback.listening import Listening
from coach.playback.loudspeaker import Loudspeaker
from coach.session import stop_channels
from coach.session.loop import LiveInbox
from coach.sound.bed_mixer import BedMixer
from coach.support.errors import EarError, SoundError
from coach.voices.fallback import RETURNED
from coach.voices.voice import Voice

LAST_SOUND_S = 0.15
"""Seconds that the last samples take to leave the loudspeaker."""


class Session:
    """An open loudspeaker, voice and keyboard, and what comes from them: events in one inbox."""

    def __init__(self, devices: Devices, loudspeaker: Loudspeaker | None = None) -> None:
        """``loudspeaker``: one that is open already; else the session opens its own."""
        self.devices, self._opens = devices, loudspeaker is None
        self.loudspeaker = loudspeaker or Loudspeaker(devices)
        self.mixer, self.clock = self.loudspeaker.mixer, self.loudspeaker.clock
        self.inbox = LiveInbox(self.clock.now, self.clock.slept)
        self.hears = True
        """Whether there is an ear for answers."""
        self.works: tuple[str, ...] = ()
        """The channels by which the coach can be stopped now."""
        self.others: Sequence[Ear] = ()
        """The ears for pedals and for keys of other windows."""
        self.listening = Listening(self)
        """The microphone."""
        self._open, self._pedals = ExitStack(), ExitStack()
        self._changing = threading.Lock()
        """Held while ``works`` changes: channels come and go in threads of their own."""

    def __enter__(self) -> Self:
        try:
            if self._opens:
                self._open.enter_context(self.loudspeaker)
            self.loudspeaker.outputs.tell(self._output_changed)
            self.loudspeaker.voices.tell(self._voice_changed)
            self._hear = once(self.devices.bound, self.inbox.put)
            self.hears = self._opened(self._open, self.devices.keyboard(self.clock.now))
            self._open_pedals()
            if self.devices.bedded:  # as long as a breath: nobody waits for it with a silent loudspeaker
                threading.Thread(target=self._make_bed, name="the bed", daemon=True).start()
            if self.devices.listens:
                self.listening.begin()
        except BaseException:
            self._pedals.close()
            self._open.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        with ExitStack() as closing:  # all of it, even if Ctrl-C comes again: the terminal must be given back
            closing.callback(self._open.close)
            closing.callback(self._pedals.close)
            closing.callback(self.listening.close)
            self.mixer.hush()
            if sys.exc_info()[0] is not SoundError:
                threading.Event().wait(LAST_SOUND_S)

    @property
    def voice(self) -> Voice:
        """What speaks."""
        return self.loudspeaker.voice

    def change(self, devices: Devices, voice: Voice | None = None) -> None:
        """Switch to other pedals, bound keys and perhaps another voice. Loudspeaker and keyboard stay open."""
        self.devices = devices
        if voice is not None:
            self.loudspeaker.speak_with(voice)
        self._pedals.close()
        for name in (channels.PEDAL, channels.WINDOWS):
            if name in self.works:
                self._way(name, works=False)
        self._hear = once(devices.bound, self.inbox.put)
        self.inbox.put(Rebound(self.clock.now(), devices.bound))
        self._open_pedals()

    def notice(self, text: str, about: str = "", *, good: bool = False) -> None:
        """Something broke or works again, and the caregiver must know."""
        self.devices.log.write("voice", None, notice=text)
        self.inbox.put(Notice(self.clock.now(), text, about, good))

    # --- from threads of their own ---------------------------------------------------------------

    def _make_bed(self) -> None:
        try:
            made = self.devices.bed()
        except Exception as error:  # noqa: BLE001 - whatever it is, whoever wanted the bed must be told
            self.devices.printer.line(str(error))
            self.notice(self.devices.words.one("bed-none"))
            return
        if isinstance(self.mixer, BedMixer):
            self.mixer.bring(made)

    def _open_pedals(self) -> None:
        self.others = self.devices.pedals(self.clock.now)
        for ear in self.others:
            self.hears = self._opened(self._pedals, ear) or self.hears

    def _opened(self, stack: ExitStack, ear: Ear) -> bool:
        # Before it listens, because an ear may find at once that it doesn't hear.
        self._way(ear.way, works=True)
        try:
            stack.enter_context(ear.listen(self.pass_on))
        except EarError as error:
            self.devices.printer.line(str(error))
            self._way(ear.way, works=False, say=f"{ear.way}-none")
            return False
        return True

    def pass_on(self, event: Event) -> None:
        """Take an event from an ear, read as the keys are bound now: they may change while it is open."""
        if not isinstance(event, Way):
            self._hear(event)
            return
        with self._changing:
            self.works = stop_channels.after(self.works, event)
            self._hear(event)
        self.devices.log.write("way", event.at, name=event.name, works=event.works)

    def _way(self, name: str, *, works: bool, say: str = "") -> None:
        self.pass_on(Way(self.clock.now(), name, works, say))

    def _voice_changed(self, name: str) -> None:
        self.notice(self.devices.words.one(name), "voice", good=name == RETURNED)

    def _output_changed(self, state: str) -> None:
        self.devices.log.write("output", None, state=state)
        back = state == BACK
        self.devices.printer.bell = not back
        self.inbox.put(Notice(self.clock.now(), self.devices.words.one(f"sound-{state}"), "loudspeaker", back))
