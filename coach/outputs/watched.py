"""Watches any output. A loudspeaker that goes away raises no error; it just stops asking, and is opened again.

Meanwhile the sound runs on unheard, so that the session clock never stops. Knows no library and no device.
"""

from __future__ import annotations

import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

import numpy as np

from coach.outputs.none_out import BLOCK_MS, Pace
from coach.sound.clip import RATE
from coach.support.errors import SoundError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from coach.outputs.output import Output, Render
    from coach.sound.clip import Samples

LOST, MUTE, BACK = "lost", "mute", "back"
"""What becomes of a device. MUTE: it never played, and the first attempt to open it still waits for an answer."""
LOST_S = 0.5
"""Seconds without a callback after which the device counts as gone, and between two tries to open it."""
HELD_UP_S = 0.3
"""If two looks at the device, normally 0.1 seconds apart, are this far apart, nothing is known about it."""
STEADY_S = 0.2
"""Seconds of callbacks after which it counts as running: some libraries ask once and never again."""
WAKES_S = 3.0
"""Seconds that a device may take to open, and then to its first sound, before it is held to be gone: a busy machine, a
sound system that has just been started, or a loudspeaker asleep. Meanwhile nothing runs on unheard, so that the words
wait for it; and a loudspeaker that isn't there is refused at once instead of being looked for in vain all evening."""
STUCK_S = 5.0
"""Seconds after which an attempt to open that doesn't return is abandoned."""


class Watched:
    """Wraps the output that ``make_output`` makes anew at each opening.

    ``on_state`` is called with LOST or MUTE, and with BACK, in turn, from the watching thread; it must not block.
    If the system's default speaker changes, the sound system itself follows it.
    """

    def __init__(self, make_output: Callable[[], Output], on_state: Callable[[str], None]) -> None:
        """Watch the outputs of ``make_output``."""
        self.make_output, self.on_state = make_output, on_state

    @contextmanager
    def open(self, render: Render) -> Iterator[None]:
        """Play what ``render`` gives until the context ends, whatever becomes of the device.

        Raises:
            SoundError: the first opening fails; later ones are tried again for ever.

        """
        watch = _Watch(self.make_output, self.on_state, render)
        watch.try_to_open().wait(WAKES_S)
        if watch.failure:
            raise watch.failure
        thread = threading.Thread(target=watch.run, name="watched output", daemon=True)
        thread.start()
        try:
            yield
        finally:
            watch.ended.set()
            thread.join()
            watch.close()

    def check(self) -> str:
        """Why this output cannot work here, in one sentence with a remedy; empty when it can."""
        try:
            return self.make_output().check()
        except SoundError as error:
            return str(error)


class _Watch:
    """One watched stream. Its thread repeats ``step``."""

    def __init__(
        self,
        make_output: Callable[[], Output],
        on_state: Callable[[str], None],
        render: Render,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._make, self._on_state, self._render, self._clock = make_output, on_state, render, clock
        self.ended = threading.Event()
        self.failure: SoundError | None = None
        self._lock = threading.Lock()
        self._device = ExitStack()
        self._turn = 0
        self._lost, self._told = False, BACK
        self._runs = False
        """Whether the device has ever asked for sound steadily."""
        self._last = self._tried = clock()
        self._pace = Pace(self._last)
        self._done = threading.Event()

    def run(self) -> None:
        before = self._clock()
        while not self.ended.wait(BLOCK_MS / 1000 if self._lost else LOST_S / 5):
            now = self._clock()
            if now - before > HELD_UP_S:
                # We ourselves were stopped or had no processor, so the silence isn't the device's fault.
                with self._lock:
                    self._last = max(self._last, now)
            before = now
            self.step(now)

    def step(self, now: float) -> None:
        """Check the device at ``now``, in monotonic seconds, and do what is needed."""
        with self._lock:
            if not self._lost and now - self._last > (LOST_S if self._runs else WAKES_S):
                self._lost, self._pace = True, Pace(self._last)
            lost = self._lost
            samples = self._pace.due(now) if lost else 0
            if samples:
                with suppress(Exception):  # a machine that is short of memory; without us the loss would go untold
                    self._render(samples)
        state = (LOST if self._runs or self._done.is_set() else MUTE) if lost else BACK
        if lost != (self._told != BACK):
            self._told = state
            self._on_state(state)
        asking = now - self._last < STEADY_S
        if lost and not asking and now - self._tried >= (LOST_S if self._done.is_set() else STUCK_S):
            self.try_to_open()

    def try_to_open(self) -> threading.Event:
        """Close the device and open it again in a separate thread. The event is set when that is over."""
        with self._lock:
            self._turn += 1
            self._tried, self._done = self._clock(), threading.Event()
            work = (self._turn, self._device, self._done)
            self._device = ExitStack()
        threading.Thread(target=self._open, args=work, name="opening the output", daemon=True).start()
        return work[2]

    def _open(self, turn: int, old: ExitStack, done: threading.Event) -> None:
        new = ExitStack()
        try:
            with suppress(Exception):  # it is gone, whatever its library says
                old.close()
            new.enter_context(self._make().open(self._tap(turn)))
            with self._lock:
                if turn == self._turn and not self.ended.is_set():
                    self._device, new = new, ExitStack()
            new.close()
        except SoundError as error:
            self.failure = error
        except Exception as error:  # noqa: BLE001 - each library raises errors of its own
            self.failure = SoundError("speaker", f"it does not open ({error})", "try another one with --output")
        finally:
            done.set()

    def _tap(self, turn: int) -> Render:
        first, asked = self._clock(), 0

        def tap(samples: int) -> Samples:
            nonlocal first, asked
            with self._lock:
                if turn != self._turn:
                    return np.zeros(samples, np.float32)
                now = self._last = self._clock()
                first, asked = first if asked else now, asked + samples
                # Both, because a busy machine may be slow to fill the buffer of a device that never asks again.
                if now - first > STEADY_S and asked > STEADY_S * RATE:
                    self._lost, self._runs = False, True
                self._pace.took(samples)
                return self._render(samples)

        return tap

    def close(self) -> None:
        """Close the device. If it can't be closed, leave it to the end of the program."""
        with self._lock:
            self._turn += 1
            device, self._device = self._device, ExitStack()
        closing = threading.Thread(target=device.close, name="closing the output", daemon=True)
        closing.start()
        closing.join(LOST_S)
