"""Hears a baby cry, steadily and for three seconds: the clearest "no" there is. Knows no device.

A small network says how much like crying each second is; what sounds beside it, how low and how steady, is measured.
Fussing (short, on and off) is not a no, and a laugh or a squeak is too short.
"""

from __future__ import annotations

import json
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coach.audio import Samples
from coach.ears.features import GOOGLE, RATE, WIDTH, Features

SEEN = 12
"""Steps, about a second, that the network judges together: their means and their spread."""
LASTING = 27
"""Steps, 2.2 s, that are judged together in the end: three seconds in all, with what the first of them saw."""
FRAME = 1024
"""Samples, 64 ms, of which pitch and loudness are measured at each step."""
SHORTEST, LONGEST = 16, 200
"""Periods that are looked for, samples: 1000 and 80 Hz."""
CLEAR, LOW = 0.5, 280.0
"""How alike two periods of a voice are at least, and the hertz below which it is no crying baby's."""
STEADY_DB, FAINTEST_DB = 20.0, -46.0
"""A step counts as sounding within so many decibels of the loudest; if that is fainter, there is no baby under these
hands, whatever it is like: the quietest recordings of crying have -37 dB."""
MOST = 6.0
"""Log-odds of the network count up to here, and down to minus that."""
STOPPED = 1.5
"""Log-odds below the point by which crying must fall before it can be noticed again."""

Rows = NDArray[np.floating[Any]]


def summary(features: Features) -> Features:
    """Means and standard deviations over a second, shape (steps - 11, 192)."""
    features = features[:, :GOOGLE]
    total = np.cumsum(np.pad(features.astype(np.float64), ((1, 0), (0, 0))), axis=0)
    squares = np.cumsum(np.pad(features.astype(np.float64) ** 2, ((1, 0), (0, 0))), axis=0)
    mean = (total[SEEN:] - total[:-SEEN]) / SEEN
    spread = np.sqrt(np.maximum((squares[SEEN:] - squares[:-SEEN]) / SEEN - mean**2, 0))
    return np.concatenate([mean, spread], axis=1).astype(np.float32)


class CryHead:
    """The log-odds of crying in each second."""

    def __init__(self, weights: Traversable | None = None) -> None:
        source = weights or files("coach.ears") / "models" / "cry.npz"
        with source.open("rb") as file, np.load(file) as stored:
            self._weights = {name: stored[name] for name in stored.files}

    def crying(self, features: Features) -> NDArray[np.float32]:
        """Shape (steps - 11,)."""
        w = self._weights
        hidden = np.maximum((summary(features) - w["mean"]) / w["scale"] @ w["weight0"] + w["bias0"], 0)
        out: NDArray[np.float32] = np.clip(hidden @ w["weight1"] + w["bias1"], -MOST, MOST)
        return out


def frames_at(samples: Samples, ends: NDArray[np.intp]) -> Samples:
    """The 64 ms before each of these samples, shape (n, 1024); silence before the first."""
    padded = np.pad(samples, (FRAME, 0))
    frames: Samples = padded[ends[:, None] + np.arange(FRAME)]
    return frames


def measured(frames: Samples) -> Rows:
    """Of each frame: how alike its periods are (0 to 1), whether that is a low voice, and its level in decibels."""
    frames = frames - frames.mean(1, keepdims=True)
    window = np.hanning(FRAME).astype(np.float32)
    power = np.abs(np.fft.rfft(np.concatenate([frames * window, window[None]]), 2 * FRAME)) ** 2
    alike = np.fft.irfft(power)[:, : LONGEST + 2]
    alike = alike[:-1] / (alike[:-1, :1] + 1e-7) / (alike[-1] / alike[-1, 0])
    near = alike[:, SHORTEST:LONGEST]
    peak = (near > alike[:, SHORTEST - 1 : LONGEST - 1]) & (near >= alike[:, SHORTEST + 1 : LONGEST + 1])
    heights = np.where(peak, near, -1.0)
    best = heights.max(1)
    # The shortest of the periods that are nearly as good as the best: the others are its multiples.
    period = (heights >= np.maximum(0.85 * best, 0.3)[:, None]).argmax(1) + SHORTEST
    low = (best > CLEAR) & (RATE / period <= LOW)
    level = 20 * np.log10(np.sqrt((frames**2).mean(1)) + 1e-5)
    return np.column_stack([np.clip(best, 0, 1), low, level])


def lasting(rows: Rows) -> Rows:
    """Of 27 rows (log-odds, likeness, low, level): means of the first three, and the share that sounds."""
    loudest = rows[:, 3].max()
    return np.array([*rows[:, :3].mean(0), (rows[:, 3] > loudest - STEADY_DB).mean()])


class Crying:
    """Becomes true once when crying has lasted, and is ready again when it has stopped."""

    def __init__(self, head: CryHead | None = None, points: Traversable | None = None) -> None:
        stored = json.loads((points or files("coach.ears") / "models" / "crying.json").read_text("utf-8"))
        self._weights, self._point = np.array(stored["weights"]), float(stored["point"])
        self._head = head or CryHead()
        self._recent = np.empty((0, WIDTH), np.float32)
        self._sound = np.zeros(FRAME, np.float32)
        self._rows = np.full((LASTING, 4), -100.0)
        self._going = False
        self.score = 0.0
        """Log-odds that a baby has been crying for three seconds."""

    def hear(self, features: Features, sound: Samples, *, someone: bool = True) -> bool:
        """Whether sustained crying was noticed just now.

        ``features`` are new steps, ``sound`` what came since the last call; ``someone`` speaks, not the coach alone.
        """
        self._sound = np.concatenate([self._sound, sound])[-FRAME:]
        self._recent = np.concatenate([self._recent, features])
        if not len(features) or len(self._recent) < SEEN:
            return False
        noticed = False
        now = measured(self._sound[None])[0]
        for odds in self._head.crying(self._recent):
            self._rows = np.concatenate([self._rows[1:], [[odds, *now]]])
            if not someone:
                self._rows[-1, 3] = -100.0
            noticed |= self._judge()
        self._recent = self._recent[1 - SEEN :]
        return noticed

    def _judge(self) -> bool:
        self.score = float(lasting(self._rows) @ self._weights[:-1] + self._weights[-1])
        heard = bool(self._rows[:, 3].max() > FAINTEST_DB and self.score >= self._point)
        noticed, self._going = heard and not self._going, heard or (self._going and self.score > self._point - STOPPED)
        return noticed
