"""Hears learned keys in any window, through pynput: X11, macOS and Windows. Other programs still get them."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from coach.ears.ear import Hear, refused
from coach.model.channels import WINDOWS
from coach.model.events import Pressed, Way
from coach.support.errors import EarError

PREFIX = "global:"
GONE = "windows-lost"
"""The sentence for when the window system goes away."""
CLOSES_S = 0.1
"""How long to wait for its thread at the end, in seconds. On X11 it ends only with the next event, which is dropped."""
REPEATS_MS = 2500
"""Within how many milliseconds a key that's held down comes again. After that it's another press, and its lifting was
lost: with a pedal whose cable was pulled, behind a locked screen, or as another letter because of Shift."""
OPENS_S = 5.0
"""How long to wait for the window system, in seconds."""
UNTRUSTED = (
    "macOS does not let this terminal hear keys; allow it in System Settings, Privacy and Security, "
    "Input Monitoring and Accessibility"
)


def name_of(key: Any) -> str:
    """A name for a key of pynput: "global:page_down", "global:k", or "global:vk269025046" if it has no other."""
    name = getattr(key, "name", None) or getattr(key, "char", None)
    return PREFIX + (str(name).lower() if name and str(name).isprintable() else f"vk{getattr(key, 'vk', 0)}")


class GlobalKeys:
    """Hears learned keys, or with none every key, for learning one."""

    way = WINDOWS

    def __init__(self, now: Callable[[], int], learned: frozenset[str] = frozenset()) -> None:
        """``learned`` are keys such as "global:page_down"."""
        self.now, self.learned = now, learned

    def check(self) -> str:
        """Why keys can't be heard in other windows here; empty if they can."""
        if not find_spec("pynput"):
            return 'The extra global-keys is not installed; run: pip install "baby-massage-coach[global-keys]"'
        if sys.platform == "linux" and os.environ.get("WAYLAND_DISPLAY"):
            return "Under Wayland no program hears the keys of other windows; use the extra pedal"
        try:
            keyboard = _keyboard()
        except ImportError:
            return "There is no display here; start the coach on a desktop, or use the extra pedal"
        return UNTRUSTED if getattr(keyboard.Listener, "IS_TRUSTED", True) is False else ""

    @contextmanager
    def listen(self, hear: Hear) -> Iterator[None]:
        """Report learned keys until the context ends; a held key counts once.

        Raises:
            EarError: they can't be heard here.
        """
        if problem := self.check():
            raise refused("keys of other windows", problem)
        held: dict[str, int] = {}

        def down(key: Any) -> None:
            name, now = name_of(key), self.now()
            last = held.get(name, now - REPEATS_MS)
            held[name] = now
            if now - last >= REPEATS_MS and (not self.learned or name in self.learned):
                hear(Pressed(now, name))

        def lifted(key: Any) -> None:
            held.pop(name_of(key), None)

        try:
            listener = _keyboard().Listener(on_press=down, on_release=lifted)
        except Exception as error:  # each system's library raises errors of its own
            why = f"cannot be heard ({error})"
            raise EarError("keys of other windows", why, "use the keys of the terminal") from error
        with _running(listener, lambda: hear(Way(self.now(), WINDOWS, works=False, say=GONE))):
            yield


@contextmanager
def _running(listener: Any, gone: Callable[[], None]) -> Iterator[None]:
    """Run a listener in our own thread: its own would print what ended it, and waiting for it could hang."""
    ready, closing, told = threading.Event(), threading.Event(), threading.Event()

    def lost() -> None:
        if not told.is_set():
            told.set()
            gone()

    def run() -> None:
        with contextlib.suppress(Exception):  # whatever ends it, it is gone
            listener.run()
        ready.set()
        if not closing.is_set():
            lost()

    def wait() -> None:
        listener.wait()
        ready.set()

    thread = threading.Thread(target=run, name="keys of other windows", daemon=True)
    thread.start()
    threading.Thread(target=wait, name="waiting for keys of other windows", daemon=True).start()
    if not ready.wait(OPENS_S):
        lost()  # it gives no answer, so nobody should count on it
    try:
        yield
    finally:
        closing.set()
        with contextlib.suppress(Exception):  # the display is gone
            listener.stop()
        thread.join(CLOSES_S)


def _keyboard() -> Any:
    """Import the library, an extra, which needs a display as it's imported."""
    return import_module("pynput.keyboard")
