"""Measures, while the coach talks, how well it can listen with this room and these devices. Keeps no sound."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coach.sound.clip import Samples

RATE = 16_000
FRAME = 320
"""A frame, the unit of loudness: 20 ms, in samples."""
KEPT = 1500
"""How many frames, 30 s, are remembered."""
LEAST = 100
"""How many frames, 2 s, of the coach's voice are needed to say how well it's cancelled."""
RECENT = 250
"""How many frames, the last 5 s of its voice, count: the canceller keeps learning."""
AUDIBLE_DB = -50.0
"""If what is played is softer than this, the coach is silent or nearly so."""
ABOVE = 10.0
"""By how many decibels the coach must exceed the background at the microphone to be measured."""
SILENT_DB = -100.0
BEFORE, AFTER = 15, 35
"""How many frames of talk before a pause, and of silence in it, it takes to measure how an echo ends: 0.3 and 0.7 s."""
FALL = 12.0
"""By how many decibels an echo must fall before its rate counts."""
PAUSES = 3
"""How many pauses must be measured before the room is said to ring."""
LOW, HIGH = (300, 3400), (4500, 7500)
"""A telephone's band, and what it leaves out, in hertz."""
WINDOW = 512
"""The length of the transforms."""
CLEARLY = 300.0
"""25 dB: how far the low band must be above the converter's steps before a silent high band means anything."""
LOUD_ENOUGH = 1e-3
"""The mean power of a bin, about -60 dB of full scale, below which the band can't be determined."""
NOTHING = 10**-4.5
"""How far below the low band an empty high band lies, -45 dB: speech has -20 to -35 there, even in a dull room."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What is known so far; None if it isn't known yet."""

    erle_db: float | None = None
    """By how many decibels the canceller lowers the coach's voice: the median of its last 5 s."""
    heard_s: float = 0.0
    """How many of the last thirty seconds the coach talked."""
    echo_db: float | None = None
    """The coach's level at the microphone, in decibels of full scale."""
    left_db: float | None = None
    """The level of the loudest tenth of what is left of it."""
    drift_ppm: float | None = None
    """How much faster the microphone's clock is than the loudspeaker's, in parts per million."""
    ring_ms: int | None = None
    """How many milliseconds an echo takes to fall by 60 dB; measured in pauses of speech, so rather too long."""
    unheard: bool = False
    """Whether the coach talked and the microphone heard nothing of it, as with headphones."""
    background_db: float = SILENT_DB
    """The level of the quietest tenth of what is heard."""
    peak_db: float = SILENT_DB
    """The largest sample."""
    narrow: bool = False
    """Whether nothing is heard above a telephone's band."""

    @property
    def residue_db(self) -> float | None:
        """How loud the rest of the coach may be; None if it isn't known."""
        return SILENT_DB if self.unheard else self.left_db


def decibels(mean_square: float) -> float:
    """The level of a mean square, never below SILENT_DB."""
    return max(SILENT_DB, 10 * float(np.log10(max(mean_square, 1e-12))))


class SelfCheck:
    """Takes what was played, what was heard and what the canceller left of it, in pieces of any length."""

    def __init__(self) -> None:
        self._waiting = [np.empty(0, np.float32) for _ in range(3)]
        self._rows: deque[tuple[float, float, float]] = deque(maxlen=KEPT)
        """The level of each frame in decibels: heard, played and left."""
        self._peaks: deque[float] = deque(maxlen=KEPT // 3)
        self._falls: deque[float] = deque(maxlen=9)
        self._power = np.zeros(WINDOW // 2 + 1)
        self._since = 0
        """Frames since the coach was last audible."""
        self._talked = 0
        """How many frames it had talked before that."""
        self._frames = 0
        self.drift_ppm: float | None = None
        """Set by the code that follows the clocks."""

    @property
    def seconds(self) -> float:
        """How long it has listened."""
        return self._frames * FRAME / RATE

    def push(self, heard: Samples, played: Samples, left: Samples) -> None:
        """Take the next pieces at 16 kHz; ``left`` may lag behind by less than a frame."""
        for n, new in enumerate((heard, played, left)):
            self._waiting[n] = np.concatenate([self._waiting[n], new])
        while all(len(one) >= FRAME for one in self._waiting):
            self._frame(*(one[:FRAME] for one in self._waiting))
            self._waiting = [one[FRAME:] for one in self._waiting]

    def _frame(self, heard: Samples, played: Samples, left: Samples) -> None:
        self._frames += 1
        heard_db, played_db, left_db = (decibels(float(np.dot(one, one)) / FRAME) for one in (heard, played, left))
        self._rows.append((heard_db, played_db, left_db))
        self._peaks.append(float(np.abs(heard).max()))
        # One window every five frames is enough for a mean over seconds.
        if not self._frames % 5:
            spectrum = np.abs(np.fft.rfft(heard * np.hanning(FRAME), WINDOW)) ** 2
            self._power = 0.995 * self._power + spectrum
        if played_db >= AUDIBLE_DB:
            self._talked, self._since = (self._talked if self._since < BEFORE else 0) + 1, 0
            return
        self._since += 1
        if self._since == AFTER and self._talked >= BEFORE and len(self._rows) >= AFTER + BEFORE:
            self._fell()

    def _fell(self) -> None:
        """Measure how fast the echo died away after the coach stopped."""
        heard = np.array([row[0] for row in self._rows])[-AFTER - BEFORE // 2 :]
        start = int(heard.argmax()) if heard.argmax() < BEFORE else 0
        floor = float(np.percentile(heard[-10:], 50)) + 3
        falling = heard[start:]
        end = int(np.argmax(falling <= floor)) if (falling <= floor).any() else len(falling)
        if end < 3 or falling[0] - falling[end - 1] < FALL:  # noqa: PLR2004 - a line needs three points
            return
        slope = float(np.polyfit(np.arange(end) * FRAME / RATE, falling[:end], 1)[0])
        if slope < 0:
            self._falls.append(-60_000 / slope)

    def measured(self) -> Measured:
        """Everything that is known now."""
        if not self._rows:
            return Measured()
        rows: NDArray[np.float64] = np.array(self._rows)
        quiet = rows[rows[:, 1] < AUDIBLE_DB, 0]
        background = float(np.percentile(quiet if len(quiet) >= LEAST else rows[:, 0], 10))
        coach = rows[(rows[:, 1] >= AUDIBLE_DB) & (rows[:, 0] >= background + ABOVE)]
        known = len(coach) >= LEAST
        return Measured(
            erle_db=float(np.median((coach[:, 0] - coach[:, 2])[-RECENT:])) if known else None,
            heard_s=len(coach) * FRAME / RATE,
            echo_db=float(np.median(coach[:, 0])) if known else None,
            left_db=float(np.percentile(coach[-2 * RECENT :, 2], 90)) if known else None,
            drift_ppm=self.drift_ppm,
            unheard=not known and int((rows[:, 1] >= AUDIBLE_DB).sum()) >= 2 * LEAST,
            ring_ms=round(float(np.median(self._falls))) if len(self._falls) >= PAUSES else None,
            background_db=background,
            peak_db=2 * decibels(max(self._peaks)),
            narrow=self._narrow(),
        )

    def _narrow(self) -> bool:
        """Whether there is nothing above a telephone's band, not even a microphone's hiss."""
        low, high = _bands(self._power)
        return self._frames >= 5 * RATE // FRAME and low > LOUD_ENOUGH and high < low * NOTHING


def _bands(power: NDArray[np.float64]) -> tuple[float, float]:
    """The mean power of a bin in a telephone's band, and above it."""
    hertz = np.fft.rfftfreq(WINDOW, 1 / RATE)
    low, high = (float(power[(hertz > a) & (hertz < b)].mean()) for a, b in (LOW, HIGH))
    return low, high


def is_narrow(samples: Samples) -> bool:
    """Whether a microphone gives a telephone's band only, by what it hears of a room; one sound of a second is enough.

    ``samples``: at 16 kHz, from a device of 16 bits. In a quiet room the low band is above the steps of the converter,
    and where the high band is no louder than these steps, the device gives nothing there.
    """
    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME) * np.hanning(FRAME)
    if not len(frames):
        return False
    low, high = _bands((np.abs(np.fft.rfft(frames, WINDOW)) ** 2).mean(0))
    steps = float((np.hanning(FRAME) ** 2).sum()) / 12 / 32768**2
    return low > CLEARLY * steps and high < max(low * NOTHING, 2 * steps)
