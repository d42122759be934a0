"""Runs dialogues and massages on an open session, all with one loop, one inbox and one kind of stage."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Protocol, TypeVar

from coach.dialogue.answers import Elbow
from coach.dialogue.engine import DIALOGUE, Dialogue, begin
from coach.dialogue.scenes import Errand, Scene
from coach.model.effects import Do, Effect, Mark, MarkKind
from coach.model.events import Bringer, Command, Done, Event, Heard
from coach.planning.utterances import Listing
from coach.playback.bed_stage import BeddedStage
from coach.playback.devices import Recorder
from coach.playback.live_session import LAST_SOUND_S, Session
from coach.playback.live_stage import LiveStage
from coach.session.loop import MASSAGE, Moment, run
from coach.session.resume import unusual
from coach.session.state import State
from coach.session.stop_channels import named
from coach.session.transitions.care import JABBED
from coach.sound.bed_mixer import BedMixer
from coach.voices.voice import Voice

T = TypeVar("T")


class World(Protocol):
    """What dialogues reach beyond themselves."""

    def do(self, errand: Errand[Any]) -> object:
        """Do an errand and return its result. It may take long, and may raise a CoachError."""

    def voice(self, name: str) -> Voice:
        """A voice by its name."""


class Player:
    """Runs one dialogue or massage after another on a session, and keeps the last key between them.

    ``untold`` are the channels that the caregiver hasn't been told of yet.
    """

    def __init__(self, session: Session, world: World, untold: frozenset[str] = frozenset()) -> None:
        self.session, self.world, self.untold = session, world, untold
        self.elbow = Elbow()

    def lead(self, scene: Scene) -> object:
        """Run a dialogue to its end and return its result; an error that ended it is raised."""
        session, devices = self.session, self.session.devices
        stage = ErrandStage(self._stage(_nothing, _unmarked, timed=False), self.world, session)
        dialogue = Dialogue(scene, devices.words, devices.bound, session.works, self.elbow, untold=self.untold)
        begun, effects = begin(dialogue, session.clock.now())
        try:
            ended = run(DIALOGUE, begun, session.inbox, stage, effects)
        finally:
            stage.live.close()
        self.elbow, self.untold = ended.elbow, ended.untold
        if isinstance(ended.result, Exception):
            raise ended.result
        return ended.result

    def result(self, scene: Scene, kind: type[T]) -> T:
        """Run a dialogue that ends with a ``kind``.

        Raises:
            TypeError: it ended with something else.
        """
        result = self.optional(scene, kind)
        if result is None:
            raise TypeError(f"the dialogue ended without a {kind.__name__}")
        return result

    def optional(self, scene: Scene, kind: type[T]) -> T | None:
        """Run a dialogue that ends with a ``kind``, or with None if the caregiver left.

        Raises:
            TypeError: it ended with something else.
        """
        result = self.lead(scene)
        if result is None or isinstance(result, kind):
            return result
        raise TypeError(f"the dialogue ended with {result!r}, which isn't a {kind.__name__}")

    def massage(self, state: State, tried: tuple[str, ...] = ()) -> State:
        """Run a massage to its end. ``tried`` are the channels that a dry run has just named."""
        session, devices = self.session, self.session.devices
        journal = devices.journal(lambda name: session.notice(devices.words.one(name)))
        journal.begin(state.book.name, state.book.title, unusual(state.options))
        channels = named(session.works, state.words)
        said = Listing(state.book, state.options, state.words, state.area, channels)
        stage = self._stage(said.led, lambda mark: self._mark(mark, journal), timed=True)
        stage.asides = said.asides
        # The elbow may still be on the key that chose this session: held down, it answers nothing that follows.
        known = bool(session.works) and tried == session.works
        begun = replace(state, elbow=self.elbow.key, key_at=self.elbow.at, ways=session.works, named=known)
        session.inbox.put(Heard(session.clock.now(), Command.BEGIN, Bringer.SCRIPT))
        session.mixer.gain_db = state.level  # a resumed session is as loud as it was
        session.listening.crying = state.options.crying
        try:
            bedded = BeddedStage(stage, session.mixer) if isinstance(session.mixer, BedMixer) else stage
            ended = run(MASSAGE, begun, session.inbox, bedded)
            if ended.why == JABBED:  # another massage follows; this one was not cut off
                journal.mark(Mark(session.clock.now(), MarkKind.ENDED, JABBED))
            return ended
        finally:
            session.listening.crying = False
            stage.close()
            if isinstance(session.mixer, BedMixer):
                session.mixer.silence(int(LAST_SOUND_S * 1000))
            journal.close()

    def _mark(self, mark: Mark, journal: Recorder) -> None:
        missed = self.session.listening.missed
        if missed:
            missed.mark(mark.what)
        journal.mark(mark)

    def _stage(
        self, wanted: Callable[[int], Iterable[str]], record: Callable[[Mark], None], *, timed: bool
    ) -> LiveStage:
        session, devices = self.session, self.session.devices
        return LiveStage(
            session.clock,
            lambda name: self.world.voice(name) if name else session.voice,
            devices.cue,
            wanted,
            session.inbox.put,
            devices.printer,
            devices.log,
            devices.words.one("voice-lost"),
            record,
            timed=timed,
        )


def _nothing(area: int) -> Iterable[str]:
    del area
    return ()


def _unmarked(mark: Mark) -> None:
    del mark


class ErrandStage:
    """A live stage that also does errands, each in its own thread."""

    def __init__(self, live: LiveStage, world: World, session: Session) -> None:
        self.live, self.world, self.session = live, world, session

    def reach(self, at: int) -> None:
        """Session time is ``at`` milliseconds now."""
        self.live.reach(at)

    def perform(self, effect: Effect) -> None:
        """Do it; an errand reports as ``Done``."""
        if isinstance(effect, Do):
            threading.Thread(target=self._do, args=(effect.errand,), name="an errand", daemon=True).start()
        else:
            self.live.perform(effect)

    def note(self, before: Moment, event: Event, command: Command | None) -> None:
        """An event happened."""
        self.live.note(before, event, command)

    def _do(self, errand: Errand[Any]) -> None:
        try:
            result = self.world.do(errand)
        except Exception as error:  # noqa: BLE001 - the dialogue decides; what it does not expect ends it
            result = error
        except SystemExit as end:  # a command's options were refused; unsaid, the dialogue would wait for ever
            result = RuntimeError(f"the errand ended with exit status {end.code}")
        self.session.inbox.put(Done(self.session.clock.now(), errand, result))
