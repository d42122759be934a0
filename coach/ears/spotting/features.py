"""What the microphone's heads look at: some numbers every 80 ms, made of the last 0.8 s of sound.

Google's speech embedding (Apache-2.0) on a log mel spectrogram, in stages that grow by two rows in each step, and on
them tops: Google's own, and two that were trained on for our phrases. Knows nothing of phrases, devices or files.
The same samples give the same features however they are cut into chunks.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from coach.sound.clip import Samples

Features = NDArray[np.float32]
"""Shape (steps, 288): the first 96 numbers of a step are Google's, the others those of our two tops."""
Trunk = NDArray[np.float32]
"""Shape (1, 96, twice the steps, 2): channels, time, and two halves of the spectrum."""

RATE = 16_000
"""Hertz."""
HOP, WINDOW, BANDS = 160, 512, 32
"""Samples from one mel frame to the next, samples in a frame, mel bands."""
FRAMES, STRIDE = 76, 8
"""Mel frames that one step sees, and mel frames from one step to the next."""
GOOGLE, WIDTH = 96, 288
"""Numbers of a step that are Google's own embedding, and all of them."""
SEEN_BY_STAGE1, SEEN_BY_STAGE2 = 28, 6
"""Mel frames, and rows of the first stage, that each stage needs for the two rows by which it grows in a step."""
TOP_ROWS = 10
"""Rows of the trunk that a step is made of."""
STEP_MS = 80
FIRST = (STRIDE - 1) * HOP + WINDOW
"""Samples that must have come before the first embedding."""
FLOOR = 2.0
"""Mel energies are never lower. The original floors at the loudest less 80 dB, which depends on the chunk."""


def step_end(step: int) -> float:
    """Seconds of sound that had come when embedding number ``step`` was made."""
    return (FIRST + step * STRIDE * HOP) / RATE


@cache
def _mel_tables() -> tuple[Samples, NDArray[np.float32]]:
    tables = np.load(str(files("coach.ears") / "models" / "mel.npz"))
    return tables["window"], tables["bank"]


@cache
def _network(name: str) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    model = (files("coach.ears") / "models" / name).read_bytes()
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def mel(samples: Samples) -> NDArray[np.float32]:
    """Log mel energies, shape (frames, 32), of all whole windows in ``samples`` (16 kHz)."""
    window, bank = _mel_tables()
    if len(samples) < WINDOW:
        return np.empty((0, BANDS), np.float32)
    views = np.lib.stride_tricks.sliding_window_view(samples * np.float32(32767), WINDOW)[::HOP]
    power = np.abs(np.fft.rfft(views * window)) ** 2 @ bank
    out: NDArray[np.float32] = np.maximum(np.log10(np.maximum(power, 1e-10)) + 2, FLOOR).astype(np.float32)
    return out


def _through(network: str, given: NDArray[np.float32]) -> NDArray[np.float32]:
    out: NDArray[np.float32] = _network(network).run(None, {"given": given})[0]
    return out


def trunk(frames: NDArray[np.float32]) -> Trunk:
    """The rows that all mel ``frames`` (at least 40) give: each needs 40 of them and begins 4 after the last."""
    return _through("stage2.onnx", _through("stage1.onnx", frames[None, None]))


def tops(rows: Trunk) -> Features:
    """The features of all steps in the trunk's ``rows``: the first needs 10 of them, each further one 2."""
    if rows.shape[2] < TOP_ROWS:
        return np.empty((0, WIDTH), np.float32)
    return _through("tops.onnx", rows)[0, :, :, 0].T


def silence() -> NDArray[np.float32]:
    """The mel frames before any sound came."""
    return np.full((FRAMES - STRIDE, BANDS), FLOOR, np.float32)


def rows_of(samples: Samples) -> Trunk:
    """The trunk's rows of a recording (16 kHz)."""
    return trunk(np.concatenate([silence(), mel(samples)]))


def features(samples: Samples) -> Features:
    """All features of a recording (16 kHz), as the stream would have given them."""
    return tops(rows_of(samples))


class Stream:
    """Features of sound that arrives in pieces of any length."""

    def __init__(self) -> None:
        self._samples: Samples = np.empty(0, np.float32)
        # What each stage needs of the past: of the first one frames, of the others rows.
        self._frames = silence()[STRIDE - SEEN_BY_STAGE1 :]
        self._low = _through("stage1.onnx", silence()[None, None])
        self._rows = _through("stage2.onnx", self._low)

    def push(self, samples: Samples) -> Features:
        """The features that ``samples`` completed, of no step or of several."""
        self._samples = np.concatenate([self._samples, samples])
        if len(self._samples) < FIRST:  # only whole steps: many small transforms cost more than one
            return np.empty((0, WIDTH), np.float32)
        new = mel(self._samples[: FIRST + (len(self._samples) - FIRST) // (STRIDE * HOP) * STRIDE * HOP])
        self._samples = self._samples[len(new) * HOP :]
        self._frames = np.concatenate([self._frames, new])
        made = [self._next() for _ in range((len(self._frames) - SEEN_BY_STAGE1) // STRIDE + 1)]
        return np.concatenate(made) if made else np.empty((0, WIDTH), np.float32)

    def _next(self) -> Features:
        low = _through("stage1.onnx", self._frames[None, None, :SEEN_BY_STAGE1])
        self._frames = self._frames[STRIDE:]
        self._low = np.concatenate([self._low[:, :, 2 - SEEN_BY_STAGE2 :], low], axis=2)
        self._rows = np.concatenate([self._rows[:, :, 2 - TOP_ROWS :], _through("stage2.onnx", self._low)], axis=2)
        return tops(self._rows)
