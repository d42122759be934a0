"""The microphone: removes the coach's own voice and listens for phrases and crying. Keeps no recording."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

import miniaudio
import numpy as np

from coach.ears.ear import Hear
from coach.ears.sides import Sides
from coach.ears.spotting.crying import cry_weights
from coach.ears.spotting.easing import Easing
from coach.ears.spotting.health import BACK_SAY
from coach.ears.spotting.mode import Mode
from coach.ears.spotting.needs import Level
from coach.ears.spotting.pipeline import Chain, second_opinion
from coach.ears.spotting.self_check import Measured
from coach.ears.spotting.spotter import Detection
from coach.model.channels import ALOUD
from coach.model.events import Command, Heard
from coach.sound.answering import Answer, answered
from coach.sound.clip import Samples
from coach.sound.miniaudio_device import Closing
from coach.support.errors import EarError, SoundError

RATE = 16_000
SIDES = 2
"""Channels. A mono microphone gives the same one twice."""
PERIOD_MS = 20
"""How much the device delivers at a time: so little that a "no" waits only for the next step."""
LOST_AFTER = 1.0
"""After so many seconds without data the device counts as lost."""
WAKES_AFTER = 3.0
"""Seconds that a device may take to its first data: the first one of a new sound server takes more than one."""
LOST_SAY = "aloud-lost"
"""The name of the sentence that says so."""
DEAF_SAY = "aloud-none"
"""The name of the sentence for a fault that ends the listening."""
TODO = "plug one in, or use --no-listen"

Clock = Callable[[], int]
"""Session milliseconds."""
Reference = Callable[[], Samples]
"""The samples (at coach.sound.clip.RATE) sent to the loudspeaker since the last call; from any thread."""


class _Device(Closing, miniaudio.CaptureDevice):  # type: ignore[misc]  # it has no types
    """A capture device that frees everything when it is closed."""


class Microphone:
    """Hears phrases and crying, and reports what is certain as ``Heard`` by "microphone", "crying" or "fussing"."""

    way = ALOUD

    def __init__(
        self,
        device: str = "",
        *,
        clock: Clock,
        reference: Reference | None = None,
        on_suspect: Callable[[Detection], None] = lambda _: None,
        on_health: Callable[[str], None] = lambda _: None,
        crying: Callable[[], bool] = lambda: True,
        easing: Easing | None = None,
        on_piece: Callable[[Samples], None] = lambda _: None,
        deaf_to: Callable[[], frozenset[Command]] = frozenset,
        ducked: Callable[[], bool] = lambda: False,
        on_measured: Callable[[Measured, Mode], None] = lambda _found, _mode: None,
        names: Sequence[str] = (),
    ) -> None:
        """Open nothing yet.

        Args:
            device: part of the microphone's name; empty for the system's default.
            clock: gives the time at which something was heard.
            reference: gives what the loudspeaker played; without it the coach's own voice isn't cancelled.
            on_suspect: called for each suspicion, from the microphone's thread; must not block.
            on_health: called with the name of a sentence when the microphone hears badly or well again; must not block.
            crying: whether to listen for crying now; it's reported as heard by ``crying``. Its networks are loaded when
                it's first true.
            easing: makes this caregiver's "no" easier to hear.
            on_piece: called with each piece just as the device gave it; must not block.
            deaf_to: gives the commands to ignore now, because the coach itself is saying their phrases.
            ducked: whether the coach has lowered its voice for a suspicion, long enough to count.
            on_measured: called every few seconds with the measurements and the listening mode; must not block.
            names: what the caregiver calls the baby: "Mia says no" is one more phrase.

        """
        self._device, self._clock, self._reference = device, clock, reference
        self._on_suspect, self._on_health = on_suspect, on_health
        self._crying, self._easing, self._on_piece = crying, easing, on_piece
        self._deaf_to, self._ducked, self._on_measured, self._names = deaf_to, ducked, on_measured, names

    def check(self) -> str:
        """Why this ear can't work here, in one sentence with a remedy; empty if it can."""
        try:
            _find(self._device)
        except EarError as error:
            return str(error)
        return ""

    @contextmanager
    def listen(self, hear: Hear) -> Iterator[None]:
        """Report what is heard until the context ends. A device that goes away is opened again once it's back.

        Raises:
            EarError: there is no such microphone, it can't be opened, or the ears' models can't be read.

        """
        pieces: SimpleQueue[bytes | None] = SimpleQueue()
        device = _open(self._device, pieces)
        try:
            # An unreadable file fails here, where whoever opens the microphone is told: all are read, even if crying is
            # listened for only later.
            chain, _ = self._chain(), cry_weights()
        except EarError:
            device.close()
            raise
        worker = Thread(target=self._work, args=(device, pieces, hear, chain), name="microphone", daemon=True)
        worker.start()
        try:
            yield
        finally:
            pieces.put(None)
            worker.join(timeout=0.5)

    def _work(self, device: Any, pieces: SimpleQueue[bytes | None], hear: Hear, chain: Chain) -> None:
        """Listen until the context ends."""
        sides, gone, patience = Sides(), False, WAKES_AFTER
        try:
            while True:
                try:
                    piece = _next(pieces, patience)
                except Empty:
                    # An unplugged microphone raises nothing: its callbacks stop. One that another program holds opens
                    # but stays silent.
                    if not gone:
                        self._on_health(LOST_SAY)
                    device.close()
                    device = self._again(pieces)
                    chain, sides, gone, patience = self._chain(), Sides(), True, WAKES_AFTER
                    continue
                patience = LOST_AFTER
                if piece is None or device is None:
                    break
                heard, one_sided = sides.one(_samples(piece))
                self._pass_on(heard, chain, hear)
                # A microphone that is back but muted can't hear: say only that.
                back = BACK_SAY if gone and heard.any() else ""
                gone = gone and not (chain.complaint or back)
                for news in filter(None, (chain.complaint or back, chain.news, one_sided)):
                    self._on_health(news)
        except Exception:  # a fault in our own code; without a word the caregiver would go on trusting the voice
            self._on_health(DEAF_SAY)
            raise
        finally:
            if device:
                device.close()

    def _pass_on(self, heard: Samples, chain: Chain, hear: Hear) -> None:
        """Report all that the chain finds in this piece."""
        self._on_piece(heard)
        played = self._reference() if self._reference else np.empty(0, np.float32)
        chain.crying, chain.ducked, chain.own = self._crying(), self._ducked(), self._deaf_to()
        for found in chain.hear(heard, played):
            if found.level is Level.SURE:
                hear(Heard(self._clock(), found.command, found.by))
            else:
                self._on_suspect(found)
        if chain.guard and chain.guard.looked:
            self._on_measured(chain.guard.found, chain.guard.mode)

    def _chain(self) -> Chain:
        return Chain(
            cancel=self._reference is not None,
            crying=self._crying(),
            easing=self._easing,
            phonemes=second_opinion(),
            names=self._names,
            guarded=True,
        )

    def _again(self, pieces: SimpleQueue[bytes | None]) -> Any:
        """Try to open it every second; None if the context has ended meanwhile."""
        while True:
            try:
                return _open(self._device, pieces)
            except EarError:
                with suppress(Empty):
                    if pieces.get(timeout=LOST_AFTER) is None:
                        pieces.put(None)
                        return None


def _captures() -> list[dict[str, Any]]:
    """All microphones, in miniaudio's form."""
    try:
        return _answered(lambda: list(miniaudio.Devices().get_captures()))
    except miniaudio.MiniaudioError as error:
        raise EarError("microphone", f"none can be found ({error})", TODO) from error


def _answered(ask: Callable[[], Answer], too_late: Callable[[Answer], object] | None = None) -> Answer:
    """Ask the sound system, without waiting too long: if it hangs, the massage must go on."""
    try:
        return answered(ask, too_late)
    except SoundError as error:
        raise EarError("microphone", error.what, "restart it or the computer, or use --no-microphone") from error


def _find(name: str) -> Any:
    """The device whose name contains ``name``, in miniaudio's form; None is the system's default."""
    known = _captures()
    if not known:
        raise EarError("microphone", "there is none", TODO)
    if not name:
        return None
    matching = [d for d in known if name.lower() in str(d["name"]).lower()]
    if not matching:
        names = ", ".join(str(d["name"]) for d in known)
        raise EarError(f'microphone "{name}"', "there is no such device", f"choose one of: {names}")
    return matching[0]["id"]


def _open(name: str, pieces: SimpleQueue[bytes | None]) -> Any:
    """A running device that puts what it hears into ``pieces``."""
    chosen = _find(name)
    try:
        device = _answered(lambda: _started(chosen, pieces), lambda late: late.close())
        if device.backend != "Null":
            return device
        # With no sound system, miniaudio opens a silent null device and reports no error.
        device.close()
    except miniaudio.MiniaudioError as error:
        raise EarError("microphone", f"cannot be opened ({error})", "check that no other program uses it") from error
    raise EarError("microphone", "there is none", TODO)


def _started(chosen: Any, pieces: SimpleQueue[bytes | None]) -> Any:
    device = _Device(
        input_format=miniaudio.SampleFormat.SIGNED16,
        nchannels=SIDES,
        sample_rate=RATE,
        buffersize_msec=PERIOD_MS,
        device_id=chosen,
        app_name="Baby massage coach",
    )
    if device.backend != "Null":
        device.start(_into(pieces))
    return device


def heard(name: str, seconds: float) -> Samples:
    """What a microphone, chosen by part of its name, hears in so many seconds (16 kHz) once it's awake, if it wakes.

    Raises:
        EarError: there is no such microphone, or it can't be opened.

    """
    pieces: SimpleQueue[bytes | None] = SimpleQueue()
    device, first = _open(name, pieces), b""
    with suppress(Empty):
        first = pieces.get(timeout=WAKES_AFTER) or b""
        time.sleep(seconds)
    device.close()
    pieces.put(None)
    mono: Samples = _samples(first + b"".join(iter(pieces.get, None))).mean(1)
    return mono


def _next(pieces: SimpleQueue[bytes | None], patience: float) -> bytes | None:
    """The next piece; Empty once the device is lost. After a machine stood still, the first wait is over too early."""
    try:
        return pieces.get(timeout=patience / 2)
    except Empty:
        return pieces.get(timeout=patience / 2)


def _samples(piece: bytes) -> Samples:
    """The device's samples, shape (n, SIDES)."""
    return np.frombuffer(piece, np.int16).astype(np.float32).reshape(-1, SIDES) / np.float32(32768)


def _into(pieces: SimpleQueue[bytes | None]) -> Any:
    """The generator that miniaudio expects, advanced to its first yield."""

    def take() -> Any:
        while True:
            pieces.put(bytes((yield)))

    ready = take()
    next(ready)
    return ready
