"""The default output: miniaudio, whose wheels need nothing else. Knows samples and devices, not what is said."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import miniaudio
import numpy as np

from coach.outputs.speakers import NO_SPEAKER, choose, raise_priority
from coach.sound.answering import LIST_S, answered
from coach.sound.clip import RATE
from coach.sound.miniaudio_device import Closing
from coach.support.errors import SoundError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from coach.outputs.output import Render

BUFFER_MS = 16
"""All that lies between render and loudspeaker. With the fade of 3 ms a hush is silent within 19 ms in 95 of 100 cases;
with a buffer of 20 ms it takes 22.5 (``benchmarks/speaker_latency.py``, PulseAudio, 40 hushes four times in turn). On
two cores with a load of 17 sound dropped out as seldom as with 20 ms."""


class _Device(Closing, miniaudio.PlaybackDevice):  # type: ignore[misc]  # it has no types
    """A playback device that asks for sound as the system does, not in fixed buffers."""

    def _make_context(self, *args: Any, **kwargs: Any) -> Any:
        # Called between the making of the configuration and its use. By default miniaudio puts a second buffer of the
        # same length before the system's, so that every callback has one size: 40 ms become 70. The switch against it,
        # noFixedSizedCallback, has no name in the wrapper: in ma_device_config `periods` is followed by the performance
        # profile (4 bytes) and four switches of a byte, of which it is the last; then pointers begin, aligned.
        ffi, config = miniaudio.ffi, self._devconfig
        switch = ffi.offsetof("ma_device_config", "periods") + 11
        pointer = ffi.sizeof("void *")
        if ffi.offsetof("ma_device_config", "dataCallback") == -(-(switch + 1) // pointer) * pointer:
            ffi.buffer(ffi.addressof(config))[switch : switch + 1] = b"\x01"
        return super()._make_context(*args, **kwargs)


class MiniaudioOut:
    """Plays through WASAPI, Core Audio, PulseAudio, PipeWire or ALSA, whichever is there."""

    SIDES = ("left", "right")

    def __init__(self, speaker: str = "", buffer_ms: int = BUFFER_MS, side: str = "") -> None:
        """Choose a speaker by a part of its name; empty is the system's default, and follows it when it changes.

        ``side``: one of SIDES alone, instead of the same sound on all sides.
        """
        self.speaker, self.buffer_ms, self.side = speaker, buffer_ms, side

    @contextmanager
    def open(self, render: Render) -> Iterator[None]:
        """Play what ``render`` gives until the context ends.

        Raises:
            SoundError: there is no such speaker, or it does not open.

        """
        device = self._device()
        feed = _feed(render, self.SIDES.index(self.side) if self.side else None)
        next(feed)
        try:
            _start(device, feed)
            yield
        finally:
            device.close()

    def check(self) -> str:
        """Why this output cannot work here, in one sentence with a remedy; empty when it can."""
        try:
            self._device().close()
        except SoundError as error:
            return str(error)
        return ""

    @classmethod
    def devices(cls) -> list[str]:
        """List the speakers by name.

        Raises:
            SoundError: no sound system answers.

        """
        return [str(one["name"]) for one in answered(_playbacks, within_s=LIST_S)]

    def _device(self) -> _Device:
        return answered(self._made, _Device.close)

    def _made(self) -> _Device:
        chosen = None
        if self.speaker:
            found = _playbacks()
            chosen = found[choose([str(one["name"]) for one in found], self.speaker)]["id"]
        try:
            device = _Device(
                miniaudio.SampleFormat.FLOAT32,
                2 if self.side else 1,
                RATE,
                self.buffer_ms,
                device_id=chosen,
                app_name="Baby massage coach",
            )
        except miniaudio.MiniaudioError as error:
            raise SoundError(*NO_SPEAKER) from error
        # Without any sound system, miniaudio silently plays to a null device.
        if device.backend == "Null":
            device.close()
            raise SoundError(*NO_SPEAKER)
        return device


def _start(device: _Device, feed: Generator[bytes, int, None]) -> None:
    try:
        device.start(feed)
    except miniaudio.MiniaudioError as error:
        raise SoundError("speaker", f"it does not start ({error})", NO_SPEAKER[2]) from error


def _feed(render: Render, side: int | None) -> Generator[bytes, int, None]:
    frames = yield b""
    raise_priority()
    while True:
        samples = render(frames)
        if side is not None:
            both = np.zeros((frames, 2), np.float32)
            both[:, side] = samples
            samples = both
        frames = yield samples.tobytes()


def _playbacks() -> list[dict[str, Any]]:
    try:
        found = miniaudio.Devices()
        return [] if found.backend == "Null" else found.get_playbacks()
    except miniaudio.MiniaudioError as error:
        raise SoundError(*NO_SPEAKER) from error
