"""A virtual room that rings: takes what the loudspeaker plays, and puts it into the room with echoes of its own.

Run by ``ringing``, in a process of its own: python -m benchmarks.reverb ECHO_DB RT60. It reads the loudspeaker's
monitor in blocks of 20 ms and plays the direct sound and a tail that falls by 60 dB in RT60 seconds, the same in every
run.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tests.support.room import RATE, Room

BLOCK = RATE // 50
"""Samples that are taken at once."""
DIRECT_DB = 3.0
"""Of the direct sound above all of the tail: a loudspeaker beside the mat."""
FORMAT = ["--raw", "--format=float32le", "--channels=1", f"--rate={RATE}"]

Blocks = NDArray[np.float32]


def response(echo_db: float, rt60: float) -> Blocks:
    """The room's impulse response at RATE: a click, then noise that dies away from 5 ms on."""
    size = int(rt60 * RATE)
    tail = np.random.default_rng(1).normal(size=size) * 10 ** (-3 * np.arange(size) / size)
    tail[: RATE // 200] = 0
    tail *= 10 ** (-DIRECT_DB / 20) / np.sqrt((tail**2).sum())
    tail[0] = 1.0
    whole: Blocks = (tail * 10 ** (echo_db / 20) / np.sqrt((tail**2).sum())).astype(np.float32)
    return whole


class Convolver:
    """Blocks of BLOCK samples through a long response, without a delay of its own."""

    def __init__(self, long: Blocks) -> None:
        parts = -(-len(long) // BLOCK)
        padded = np.pad(long, (0, parts * BLOCK - len(long))).reshape(parts, BLOCK)
        self._parts = np.fft.rfft(padded, 2 * BLOCK, axis=1)
        self._past = np.zeros_like(self._parts)
        self._before = np.zeros(BLOCK, np.float32)

    def block(self, new: Blocks) -> Blocks:
        """The next block."""
        self._past = np.roll(self._past, 1, axis=0)
        self._past[0] = np.fft.rfft(np.concatenate([self._before, new]))
        self._before = new
        return np.fft.irfft((self._past * self._parts).sum(0))[BLOCK:].astype(np.float32)


@contextlib.contextmanager
def ringing(room: Room, echo_db: float, rt60: float) -> Iterator[None]:
    """Let an open room, made without an echo, ring."""
    command = [sys.executable, "-m", "benchmarks.reverb", str(echo_db), str(rt60)]
    bridge = subprocess.Popen(command, env=room.env, stdin=subprocess.DEVNULL)
    try:
        yield
    finally:
        bridge.terminate()
        bridge.wait()


def main() -> None:
    """Carry the sound until the loudspeaker ends."""
    through = Convolver(response(float(sys.argv[1]), float(sys.argv[2])))
    hear = ["parec", "--device=speaker.monitor", "--latency-msec=10", *FORMAT]
    play = ["pacat", "--playback", "--device=room", "--latency-msec=40", *FORMAT]
    with (
        subprocess.Popen(hear, stdout=subprocess.PIPE) as heard,
        subprocess.Popen(play, stdin=subprocess.PIPE) as played,
    ):
        assert heard.stdout  # noqa: S101 - it is a pipe
        assert played.stdin  # noqa: S101
        with contextlib.suppress(BrokenPipeError):
            while len(block := heard.stdout.read(BLOCK * 4)) == BLOCK * 4:
                played.stdin.write(through.block(np.frombuffer(block, np.float32)).tobytes())
                played.stdin.flush()


if __name__ == "__main__":
    main()
