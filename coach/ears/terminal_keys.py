"""Hears the terminal's keys, one event a key, and leaves the terminal as it was."""

from __future__ import annotations

import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from coach.ears.ear import Hear, refused
from coach.ears.key_stream import KeyStream
from coach.model.channels import KEYS
from coach.model.events import Bringer, Command, Heard, Pressed, Way

if TYPE_CHECKING:
    from coach.ears.terminal_mode import TerminalMode

READ = 1024
"""How many bytes are read at once; the key stream splits them into keys."""
LOOK_S = 0.2
"""Seconds between two checks that the terminal still gives us every key."""
LOST = "keys-lost"
"""The sentence for when the terminal is gone and the coach is still running."""
NO_KEYBOARD = "There is no keyboard; start the coach in a terminal."
CONTINUED, STOP = b"c", b"."
"""Messages to the reading thread: the program goes on after a stop; stop reading."""


class TerminalKeys:
    """The terminal that the coach was started in."""

    way = KEYS

    def __init__(self, now: Callable[[], int]) -> None:
        self.now = now

    def check(self) -> str:
        """Why keys can't be heard here; empty if they can."""
        if os.name == "nt":
            return "" if sys.stdin is not None and sys.stdin.isatty() else NO_KEYBOARD
        from coach.ears.terminal_mode import opened  # noqa: PLC0415 - needs termios, which Windows lacks

        try:
            with opened():
                return ""
        except OSError:
            return NO_KEYBOARD

    @contextmanager
    def listen(self, hear: Hear) -> Iterator[None]:
        """Report every key until the context ends.

        Raises:
            EarError: there is no terminal.
        """
        if problem := self.check():
            raise refused("keys", problem)
        with _windows_keys(self.now, hear) if os.name == "nt" else _posix_keys(self.now, hear):
            yield


@contextmanager
def _posix_keys(now: Callable[[], int], hear: Hear) -> Iterator[None]:
    from coach.ears.terminal_mode import TerminalMode, opened  # noqa: PLC0415 - needs termios, which Windows lacks

    with ExitStack() as terminal:
        try:
            mode = TerminalMode(terminal.enter_context(opened()))
            mode.take()
        except OSError as error:  # it has been closed since it was checked
            raise refused("keys", NO_KEYBOARD) from error
        told, tell = os.pipe()
        reading = _Reading(mode, told, now, hear)
        thread = threading.Thread(target=reading.run, name="keys", daemon=True)
        thread.start()
        try:
            with _on_continue(lambda: os.write(tell, CONTINUED)):
                yield
        finally:
            try:
                os.write(tell, STOP)
                thread.join(1)
            finally:  # even if Ctrl-C comes again
                mode.give_back()
            os.close(told)
            os.close(tell)


@contextmanager
def _on_continue(act: Callable[[], object]) -> Iterator[None]:
    """Call this whenever the program goes on after a stop. Only the main thread can set that up; others do without."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before: Any = signal.signal(signal.SIGCONT, lambda _number, _frame: act())
    try:
        yield
    finally:
        signal.signal(signal.SIGCONT, signal.SIG_DFL if before is None else before)


class _Reading:
    """The thread that waits for keys."""

    def __init__(self, mode: TerminalMode, told: int, now: Callable[[], int], hear: Hear) -> None:
        self.mode, self.told, self.now, self.hear = mode, told, now, hear
        self.stream = KeyStream()

    def run(self) -> None:
        """Read until we are told to stop, or the terminal is gone."""
        try:
            while self._once():
                pass
        except (OSError, EOFError, ValueError):  # a terminal that is gone, or a descriptor that was closed
            self.hear(Way(self.now(), KEYS, works=False, say=LOST))
        except Exception:  # a fault in our own code; without a word the caregiver would go on trusting the keys
            self.hear(Way(self.now(), KEYS, works=False, say=LOST))
            raise

    def _once(self) -> bool:
        """Wait briefly for a key; return whether to go on."""
        patience = self.stream.patience_ms
        ours = self.mode.is_ours()
        wait = LOOK_S if patience is None else patience / 1000
        ready, _, _ = select.select([self.mode.fd, self.told] if ours else [self.told], [], [], wait)
        if self.told in ready and not self._go_on():
            return False
        if self.mode.fd in ready:
            if not (data := os.read(self.mode.fd, READ)):
                raise EOFError
            self._report(self.stream.feed(data))
        elif not ready:
            self._report(self.stream.give_up())
            if ours and self.mode.is_lost():
                self._take_again()
        return True

    def _go_on(self) -> bool:
        """Handle a message; return False at the end."""
        if STOP in os.read(self.told, READ):
            return False
        end = time.monotonic() + LOOK_S
        while not self.mode.is_ours() and time.monotonic() < end:  # a shell hands us the terminal a little later
            time.sleep(LOOK_S / 20)
        if self.mode.is_ours():
            self._take_again()
        return True

    def _take_again(self) -> None:
        """Another program had the terminal: hear its keys again, and say where the massage is."""
        self.mode.take()
        self.hear(Heard(self.now(), Command.WHERE, Bringer.KEY))

    def _report(self, keys: Sequence[str]) -> None:
        for key in keys:
            self.hear(Pressed(self.now(), key))


@contextmanager
def _windows_keys(now: Callable[[], int], hear: Hear) -> Iterator[None]:
    import msvcrt  # noqa: PLC0415 - exists on Windows only

    stop = threading.Event()
    pressed = getattr(msvcrt, "kbhit")  # noqa: B009 - the type stubs of other systems lack both
    read = getattr(msvcrt, "getwch")  # noqa: B009

    def listen() -> None:
        stream = KeyStream()
        while not stop.wait(0.005):
            while pressed():
                first = read()
                if first in ("\x00", "\xe0") and pressed():  # an arrow or a function key; its number follows
                    hear(Pressed(now(), (first + read()).encode().hex()))
                else:
                    for key in (*stream.feed(first.encode(errors="replace")), *stream.give_up()):
                        hear(Pressed(now(), key))

    def run() -> None:
        try:
            listen()
        except Exception:  # the console is gone, or a fault in our own code
            hear(Way(now(), KEYS, works=False, say=LOST))
            raise

    thread = threading.Thread(target=run, name="keys", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(1)
