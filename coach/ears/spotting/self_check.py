"""Measures, while the coach talks, how well it can listen with the room, loudspeaker and microphone. Keeps no sound."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coach.sound.clip import Samples

RATE = 16_000
FRAME = 320
"""Samples, 20 ms, of which loudness is measured."""
KEPT = 1500
"""Frames, 30 s, that are looked back on."""
LEAST = 100
"""Frames, 2 s, of the coach's own voice before anything is said of how it is taken out."""
RECENT = 250
"""Frames, 5 s, of it that count: the canceller learns."""
AUDIBLE_DB = -50.0
"""Of what is played: below it the coach is silent or nearly so."""
ABOVE = 10.0
"""Decibels that the coach must stand out of the background at the microphone to be measured."""
SILENT_DB = -100.0
BEFORE, AFTER = 15, 35
"""Frames of talk before a pause and of silence in it, 0.3 and 0.7 s, from which an echo's end is measured."""
FALL = 12.0
"""Decibels that an echo must fall before its speed is believed."""
PAUSES = 3
"""Pauses that must have been measured before the room is said to ring."""
LOW, HIGH = (300, 3400), (4500, 7500)
"""Hertz: the band of a telephone, and what it leaves out."""
WINDOW = 512


@dataclass(frozen=True, slots=True)
class Measured:
    """What is known so far; None where it cannot be told yet."""

    erle_db: float | None = None
    """Decibels by which the canceller lowers the coach's own voice, the median of the last 5 s of it."""
    heard_s: float = 0.0
    """Seconds of it among the last thirty."""
    echo_db: float | None = None
    """Loudness of the coach at the microphone, decibels of full scale."""
    left_db: float | None = None
    """The louder tenth of what is left of it."""
    drift_ppm: float | None = None
    """Parts in a million by which the microphone's clock is faster than the loudspeaker's."""
    ring_ms: int | None = None
    """Milliseconds in which an echo falls by 60 dB; from pauses of speech, so rather too long than too short."""
    unheard: bool = False
    """The coach talked, and the microphone heard nothing of it, as with headphones."""
    background_db: float = SILENT_DB
    """The quietest tenth of what is heard."""
    peak_db: float = SILENT_DB
    """The largest sample."""
    narrow: bool = False
    """Nothing is heard above the band of a telephone."""

    @property
    def residue_db(self) -> float | None:
        """How loud what is left of the coach may be; None where it is not known."""
        return SILENT_DB if self.unheard else self.left_db


def decibels(mean_square: float) -> float:
    """Of a mean square, never less than SILENT_DB."""
    return max(SILENT_DB, 10 * float(np.log10(max(mean_square, 1e-12))))


class SelfCheck:
    """Takes what was played, what was heard, and what the canceller left of it, in pieces of any length."""

    def __init__(self) -> None:
        self._waiting = [np.empty(0, np.float32) for _ in range(3)]
        self._rows: deque[tuple[float, float, float]] = deque(maxlen=KEPT)
        """Decibels of each frame, heard, played and left."""
        self._peaks: deque[float] = deque(maxlen=KEPT // 3)
        self._falls: deque[float] = deque(maxlen=9)
        self._power = np.zeros(WINDOW // 2 + 1)
        self._since = 0
        """Frames since the coach was last audible."""
        self._talked = 0
        """Frames for which it had talked then."""
        self._frames = 0
        self.drift_ppm: float | None = None
        """Set by whoever follows the clocks."""

    @property
    def seconds(self) -> float:
        """How long it has listened."""
        return self._frames * FRAME / RATE

    def push(self, heard: Samples, played: Samples, left: Samples) -> None:
        """The next pieces at 16 kHz; ``left`` may lag behind by less than a frame."""
        for n, new in enumerate((heard, played, left)):
            self._waiting[n] = np.concatenate([self._waiting[n], new])
        while all(len(one) >= FRAME for one in self._waiting):
            self._frame(*(one[:FRAME] for one in self._waiting))
            self._waiting = [one[FRAME:] for one in self._waiting]

    def _frame(self, heard: Samples, played: Samples, left: Samples) -> None:
        self._frames += 1
        row = tuple(decibels(float(np.dot(one, one)) / FRAME) for one in (heard, played, left))
        self._rows.append(row)  # type: ignore[arg-type]  # three of them
        self._peaks.append(float(np.abs(heard).max()))
        # One window in five frames is enough for a mean over seconds.
        if not self._frames % 5:
            spectrum = np.abs(np.fft.rfft(heard * np.hanning(FRAME), WINDOW)) ** 2
            self._power = 0.995 * self._power + spectrum
        if row[1] >= AUDIBLE_DB:
            self._talked, self._since = (self._talked if self._since < BEFORE else 0) + 1, 0
            return
        self._since += 1
        if self._since == AFTER and self._talked >= BEFORE and len(self._rows) >= AFTER + BEFORE:
            self._fell()

    def _fell(self) -> None:
        """How fast the echo went after the coach stopped."""
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
        """All that is known now."""
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
        """Whether there is nothing above the band of a telephone, not even the hiss of a microphone."""
        hertz = np.fft.rfftfreq(WINDOW, 1 / RATE)
        low, high = (float(self._power[(hertz > a) & (hertz < b)].mean()) for a, b in (LOW, HIGH))
        return self._frames >= 5 * RATE // FRAME and low > LOUD_ENOUGH and high < low * NOTHING


LOUD_ENOUGH = 1e-3
"""Mean power of a bin, about -60 dB of full scale: below it the band cannot be told."""
NOTHING = 10**-4.5
"""-45 dB: speech has -20 to -35 there, in a dull room too."""
