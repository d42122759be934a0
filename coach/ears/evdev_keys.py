"""Hears learned keys of learned devices through Linux's evdev: pedals, page-turners and remotes, in any window.

Other programs can be kept from a whole device, but not from single keys. So only a device that has nothing but
learned keys is grabbed. On all others, keyboards above all, learned keys are heard, and other programs get them too.
"""

from __future__ import annotations

import contextlib
import os
import select
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from errno import ENODEV
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from coach.ears.ear import Hear, refused
from coach.model.channels import PEDAL
from coach.model.events import Pressed, Way
from coach.support.errors import EarError

PREFIX = "evdev:"
LOOK_S = 1.0
"""Seconds between two attempts to find a missing pedal: those on batteries fall asleep and come back."""
FOLDER = Path("/dev/input")
ABSENT, GONE, BACK = "pedal-absent", "pedal-lost", "pedal-back"
"""The sentences for a pedal that is asleep at the start, that is lost, and that is back."""


class Device(Protocol):
    """One input device."""

    name: str
    fd: int
    keys: frozenset[str]
    """Every key that it can send, by its Linux name, such as KEY_PAGEDOWN."""

    def pressed(self) -> Sequence[str]:
        """The keys pressed since the last call; raises OSError once the device is gone."""

    def grab(self) -> None:
        """Grab it, so that no other program hears it."""

    def close(self) -> None:
        """Close it."""


class Source(Protocol):
    """Where devices come from: the kernel, or a test."""

    def paths(self) -> Sequence[str]:
        """The paths of all devices that we may open now."""

    def open(self, path: str) -> Device:
        """Open one of them; raises OSError if it's gone by now."""


class EvdevKeys:
    """Hears learned keys of learned devices, or with no names every key of every device, for learning a key."""

    way = PEDAL

    def __init__(
        self,
        now: Callable[[], int],
        learned: frozenset[str] = frozenset(),
        names: frozenset[str] = frozenset(),
        source: Source | None = None,
    ) -> None:
        """``learned`` are keys such as "evdev:KEY_PAGEDOWN"; ``names`` are the devices they're heard from."""
        self.now, self.names, self.source = now, names, source
        self.learned = frozenset(key.removeprefix(PREFIX) for key in learned)
        self.device_of: dict[str, str] = {}
        """The device from which each key was last heard."""

    def check(self) -> str:
        """Why no pedal can be heard through evdev here; empty if one can."""
        return _why_not() if self.source is None else ""

    @contextmanager
    def listen(self, hear: Hear) -> Iterator[None]:
        """Report learned keys until the context ends; also report when a device is missing, goes away or comes back.

        Raises:
            EarError: devices can't be read here.
        """
        if problem := self.check():
            raise refused("pedal", problem)
        stop_reading, stop = os.pipe()
        watch = _Watch(self, self.source or _Evdev(), hear, stop_reading)
        thread = threading.Thread(target=watch.run, name="pedal", daemon=True)
        try:
            try:
                watch.look()
            except Exception as error:  # a fault of the library; the massage must go on without a pedal
                raise EarError("pedal", f"cannot be heard ({error})", "use the keys of the terminal") from error
            thread.start()
            yield
        finally:
            os.write(stop, b".")
            if thread.ident:  # it was started
                thread.join(1)
            watch.close()
            os.close(stop_reading)
            os.close(stop)


class _Watch:
    """The open devices, and the one thread that waits for them."""

    def __init__(self, ear: EvdevKeys, source: Source, hear: Hear, stop: int) -> None:
        self.ear, self.source, self.hear, self.stop = ear, source, hear, stop
        self.open: dict[int, tuple[str, Device]] = {}
        self.seen: set[str] = set()
        """Paths that were opened once and still exist."""
        self.missing = False
        self.before = False
        """Whether all devices have been found once."""

    def run(self) -> None:
        """Wait for keys until the end."""
        try:
            self._wait()
        except Exception:  # a fault of the library, or our own; without a word the caregiver would go on trusting it
            self.hear(Way(self.ear.now(), PEDAL, works=False, say=GONE))
            raise

    def _wait(self) -> None:
        learning = not self.ear.names  # then a pedal that is asleep may wake with the press that is waited for
        while True:
            wait = LOOK_S if self.missing or learning else None
            try:
                ready, _, _ = select.select([self.stop, *self.open], [], [], wait)
            except OSError:  # a descriptor died: the reads below find out which
                ready = list(self.open)
            if self.stop in ready:
                return
            for fd in ready:
                self._read(fd)
            if self.missing or learning:
                self.look()

    def look(self) -> None:
        """Open the new devices that we want."""
        paths = set(self.source.paths())
        self.seen &= paths
        for path in sorted(paths - self.seen):
            with contextlib.suppress(OSError):  # it's gone, or not ready yet: the next look tries again
                self._consider(path, self.source.open(path))
                self.seen.add(path)
        there = {device.name for _, device in self.open.values()}
        missing = not there >= self.ear.names
        if missing != self.missing:
            say = (GONE if self.before else ABSENT) if missing else BACK
            self.hear(Way(self.ear.now(), PEDAL, works=not missing, say=say))
        self.missing, self.before = missing, self.before or not missing

    def _consider(self, path: str, device: Device) -> None:
        learning = not self.ear.names
        if not learning and (device.name not in self.ear.names or not device.keys & self.ear.learned):
            device.close()
            return
        if not learning and device.keys <= self.ear.learned:
            with contextlib.suppress(OSError):  # another program has it, or shares it
                device.grab()
        self.open[device.fd] = (path, device)

    def _read(self, fd: int) -> None:
        path, device = self.open[fd]
        try:
            keys = device.pressed()
        except OSError:
            self.seen.discard(path)
            del self.open[fd]
            device.close()
            self.look()
            return
        for key in keys:
            if not self.ear.learned or key in self.ear.learned:
                self.ear.device_of[PREFIX + key] = device.name
                self.hear(Pressed(self.ear.now(), PREFIX + key))

    def close(self) -> None:
        for _, device in self.open.values():
            device.close()


def _why_not() -> str:
    if sys.platform != "linux":
        return "Only Linux has evdev; use the extra global-keys"
    if not find_spec("evdev"):
        return 'The extra pedal is not installed; run: pip install "baby-massage-coach[pedal]"'
    events = sorted(FOLDER.glob("event*")) if FOLDER.is_dir() else []
    if not events:
        return "There is no input device here; connect the pedal, and start the coach outside of a container"
    if not any(os.access(path, os.R_OK) for path in events):
        return (
            "Input devices are for the group input alone; say: sudo usermod -aG input $USER, then log out and in "
            "again. Members of the group can read every keyboard"
        )
    return ""


# --- the kernel's devices ------------------------------------------------------------------------


class _Evdev:
    """The devices of this machine."""

    def paths(self) -> Sequence[str]:
        return [str(path) for path in FOLDER.glob("event*") if os.access(path, os.R_OK)]

    def open(self, path: str) -> Device:
        return _Opened(path)


class _Opened:
    """One device, through python-evdev."""

    def __init__(self, path: str) -> None:
        evdev: Any = import_module("evdev")  # an extra
        self.codes: Any = evdev.ecodes
        self.device: Any = evdev.InputDevice(path)
        self.name, self.fd = str(self.device.name), int(self.device.fd)
        self.keys = frozenset(map(self._named, self.device.capabilities().get(self.codes.EV_KEY, ())))

    def _named(self, code: int) -> str:
        names = self.codes.bytype[self.codes.EV_KEY].get(code, f"KEY_{code}")
        return names if isinstance(names, str) else str(min(names, key=lambda name: (len(name), name)))

    def pressed(self) -> Sequence[str]:
        try:
            events = list(self.device.read())
        except BlockingIOError:
            return ()
        if not events:  # it's gone; without an error, it would be readable for ever
            raise OSError(ENODEV, "the device is gone")
        return [self._named(event.code) for event in events if event.type == self.codes.EV_KEY and event.value == 1]

    def grab(self) -> None:
        self.device.grab()

    def close(self) -> None:
        with contextlib.suppress(OSError):  # it is gone
            self.device.close()
